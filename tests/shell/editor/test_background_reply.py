"""Answers of the terminal among the keys: taken out whenever they come, however they are cut, and no key is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.input.vt100_parser import Vt100Parser

from openai_sql_shell.shell.editor.background_reply import ReplyFilter, background_of

LIGHT, DARK = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "\x1b]11;rgb:1e1e/1e1e/2e2e\x07"
FENCE = "\x1b[?62;22c"


def fed(*pieces, flush=False):
    """The keys that come out, each as it was typed, and what was said about the background."""
    keys, told = [], []
    parser = ReplyFilter(Vt100Parser(keys.append), told.append)
    for piece in pieces:
        parser.feed(piece)
        if flush:
            parser.flush()
    parser.flush()
    return "".join(key.data for key in keys), told


@pytest.mark.parametrize(
    ("typed", "keys", "told"),
    [
        (LIGHT + FENCE, "", ["light"]),
        (DARK + FENCE, "", ["dark"]),
        (FENCE, "", []),
        (f"SEL{LIGHT}EC{FENCE}T", "SELECT", ["light"]),
        ("never answered\x1b[A", "never answered\x1b[A", []),
        ("\x1b]11;banana\x1b\\x", "x", []),
        ("\x1b]11;\x07x", "x", []),
        ("\x1b]11;rgb:12/34/56 WHERE", " WHERE", []),
        ("\x1b", "\x1b", []),
        ("\x1b[24;1R", "\x1b[24;1R", []),
        ("\x1bf\x1b[1;5C", "\x1bf\x1b[1;5C", []),
        (f"{FENCE}{LIGHT}", LIGHT, []),
        (f"\x1b[200~a\nb\x1b[201~c{LIGHT}d", "a\nbcd", ["light"]),
    ],
)
def test_answers_are_taken_out_and_keys_are_kept(typed, keys, told):
    assert fed(typed) == (keys, told)


@given(st.data(), st.sampled_from([LIGHT, DARK]), st.text("ab;'", max_size=8))
def test_an_answer_may_come_in_any_pieces(data, color, typed):
    at = data.draw(st.integers(0, len(typed)))
    whole = typed[:at] + color + FENCE + typed[at:]
    cuts = sorted(data.draw(st.sets(st.integers(at + 5, max(at + 5, len(whole) - 1)), max_size=3)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    keys, told = fed(*pieces)
    assert (keys, len(told)) == (typed, 1)


@pytest.mark.parametrize("rest", ["\x1b\\", "/ffff\x1b\\", "/ffff\x07"])
def test_the_rest_of_an_answer_may_come_late(rest):
    assert fed("\x1b]11;rgb:ffff/ffff/ff"[:-3], rest, "x", flush=True)[0] == "x"


def test_letters_behind_an_answer_that_never_ends_are_typed():
    assert fed("\x1b]11;rgb:ffff/", "abc", "def", flush=True)[0] == "abcdef"


@pytest.mark.parametrize(
    ("color", "found"),
    [
        ("rgb:0/0/0", "dark"),
        ("rgb:fff/fff/fff", "light"),
        ("rgba:ffff/ffff/ffff/0000", "light"),
        ("rgb:0000/ffff/0000", "light"),
        ("rgb:0000/0000/ffff", "dark"),
        ("rgb:ffff/ffff", None),
        ("#ffffff", None),
        ("", None),
    ],
)
def test_a_colour_is_light_or_dark_as_the_eye_sees_it(color, found):
    assert background_of(color) == found
