from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.render.width import display_width, folded, in_window

TEXTS = st.text(st.sampled_from("abc -_/.,日本é"), max_size=60)


@pytest.mark.parametrize(
    ("text", "width", "most", "lines"),
    [
        ("data retention drafts", 12, 3, ["data", "retention", "drafts"]),
        ("data retention drafts", 12, 2, ["data retenti", "on drafts"]),
        ("batch_output", 7, None, ["batch_", "output"]),
        ("in_progress", 8, None, ["in_", "progress"]),
        ("2026-11-24 13:02:02", 12, None, ["2026-11-24", "13:02:02"]),
        ("file-CJO195dPjD46RUr8xgB2b2", 14, None, ["file-CJO195dPj", "D46RUr8xgB2b2"]),
        ("日本語の長い", 5, 3, ["日本", "語の", "長い"]),
        ("word " * 20, 12, 2, ["word word", "word word w…"]),
        ("batch_836b932463a9751f7370002544c7b76f", 9, 3, ["batch_836", "b932463a9", "751f7370…"]),
        ("20:00:20, 8 min ago", 12, None, ["20:00:20,", "8 min ago"]),
        ("日本", 1, None, ["…"]),
        ("short", 5, 3, ["short"]),
        ("", 5, 3, [""]),
    ],
)
def test_lines_end_where_they_are_read_best(text, width, most, lines):
    assert folded(text, width, most)[0] == lines


@given(TEXTS, st.integers(2, 30), st.none() | st.integers(1, 4))
def test_no_line_is_too_wide_and_none_is_too_many(text, width, most):
    lines, _ = folded(text, width, most)
    assert all(display_width(line) <= width for line in lines)
    assert most is None or len(lines) <= most


@given(TEXTS, st.integers(2, 30), st.none() | st.integers(1, 4))
def test_nothing_is_lost_but_blanks_unless_it_says_so(text, width, most):
    lines, cut = folded(text, width, most)
    assert cut or "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not (cut and most is None)


@given(TEXTS, st.integers(4, 30))
def test_no_text_is_cut_that_fits_when_it_is_broken_anywhere(text, width):
    if text.isascii() and len(text) <= 3 * width:
        assert not folded(text, width, 3)[1]


PROSE = st.text(st.sampled_from("ab, \n日"), max_size=80)


@given(PROSE, st.integers(8, 30), st.integers(0, 4))
def test_a_line_for_a_person_is_wrapped_between_words_only(text, width, hanging):
    shown = in_window(text, width, hanging=hanging)
    assert shown.split() == text.split()
    for line in shown.split("\n"):
        assert display_width(line) <= width or len(line.split()) == 1


@given(PROSE)
def test_what_fits_is_as_it_was(text):
    assert in_window(text, 200) == in_window(text, None) == text


def test_colours_take_no_room():
    assert in_window("\x1b[36mhint:\x1b[0m one two", 13) == "\x1b[36mhint:\x1b[0m one two"
    assert in_window("\x1b[36mhint:\x1b[0m one two", 12) == "\x1b[36mhint:\x1b[0m one\ntwo"
