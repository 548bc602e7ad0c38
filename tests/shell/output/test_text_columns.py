"""Help and descriptions: names whole, prose wrapped at words, whatever the width."""

from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.render.width import display_width
from openai_sql_shell.shell.output.text_columns import columns, sections

WORDS = st.lists(st.text("abcö日", min_size=1, max_size=12), min_size=1, max_size=12).map(" ".join)
ROWS = st.lists(st.tuples(st.text("xyz", min_size=1, max_size=40), WORDS), min_size=1, max_size=6)


@given(ROWS, st.integers(50, 120))
def test_no_line_is_wider_than_the_screen_and_no_word_is_lost_or_cut(rows, width):
    lines = columns(rows, width, most=30, indent=2)
    assert all(display_width(line) < width for line in lines)
    assert " ".join(lines).split() == " ".join(f"{name} {prose}" for name, prose in rows).split()


@given(ROWS)
def test_without_a_screen_every_row_is_one_line(rows):
    assert len(columns(rows, None)) == len(rows)


def test_the_names_of_all_groups_are_equally_wide():
    groups = {"One": [("a", "first")], "Two": [("bcd", "second")]}
    assert sections(groups, 60, color=False) == ["One", "  a    first", "", "Two", "  bcd  second"]


def test_titles_are_bold_where_there_are_colours():
    assert sections({"One": [("a", "b")]}, 60, color=True)[0] == "\x1b[1mOne\x1b[0m"


def test_text_from_elsewhere_is_harmless():
    assert columns([("a\x1b[2J", "b\nc")], 60) == ["a\\x1b[2J  b↵c"]
