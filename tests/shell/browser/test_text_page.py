"""A cell that was opened: laid out, made harmless, wrapped and scrolled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.render.width import display_width
from openai_sql_shell.result import ResultColumn
from openai_sql_shell.shell.browser.text_page import TextPage, page_of, wrapped

COLUMN = ResultColumn("x")


def lines_of(value, width=20, null="NULL"):
    page = page_of(value, COLUMN, "x", null)
    page.resize(width, 100)
    return page.lines


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ('{"a": [1, "é"]}', ["{", '  "a": [', "    1,", '    "é"', "  ]", "}"]),
        ("{not json", ["{not json"]),
        ("one\ntwo\n", ["one", "two", ""]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
        ("日本語" * 5, ["日本語" * 3 + "日", "本語" + "日本語"]),
        ("a\x1b[31m\tb\u202e", ["a\\x1b[31m→b\\u202e"]),
        ('{"a": "\u202e\\u001b"}', ["{", '  "a": "\\u202e\\u001b', '"', "}"]),
        (None, ["NULL"]),
        (7, ["7"]),
        (b"\x00\xff", ["x'00ff'"]),
        ("", [""]),
    ],
)
def test_a_cell_is_read_whole(value, lines):
    assert lines_of(value) == lines


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs")), max_size=60), st.integers(2, 30))
def test_a_wrapped_line_is_the_same_text_and_fits(line, width):
    parts = list(wrapped(line, width))
    assert "".join(parts) == line
    assert parts
    assert all(sum(display_width(c) for c in part) <= width for part in parts)


def test_two_megabytes_can_be_scrolled_to_the_end():
    page = page_of("日本語" * 200_000 + "end", COLUMN, "x", "NULL")
    page.resize(80, 20)
    page.scroll(10**9)
    assert page.visible()[-1].endswith("end")
    assert len(page.visible()) == 20


def test_the_window_stays_within_the_text():
    page = TextPage("keys", [str(n) for n in range(30)])
    page.resize(20, 10)
    page.scroll(5)
    assert page.visible()[0] == "5"
    page.scroll(100)
    assert page.visible()[-1] == "29"
    page.resize(20, 25)
    assert page.visible() == [str(n) for n in range(5, 30)]
    page.scroll(-100)
    assert page.top == 0


def test_another_width_wraps_anew():
    page = TextPage("x", ["a" * 10])
    page.resize(4, 10)
    assert page.lines == ["aaaa", "aaaa", "aa"]
    page.resize(10, 10)
    assert page.lines == ["a" * 10]
