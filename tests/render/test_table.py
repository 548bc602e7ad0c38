from __future__ import annotations

import io
import re
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.render.options import RenderOptions, RenderSummary
from openai_sql_shell.render.table import SAMPLE
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result, ResultColumn

HARD = ["日本語", "e\u0301", "😀", "한글", "[bold]x[/bold]", ":smile:", "", "全角", "a\nb\tc", "ไทย"]


def named(*names):
    return tuple(ResultColumn(name) for name in names)


def write_table(rows, columns, **options):
    out = io.StringIO()
    summary = write(Result(columns, iter(rows)), out, RenderOptions("table", color=False, **options))
    return out.getvalue().splitlines(), summary


def test_numbers_are_right_aligned_and_texts_left(draw):
    rows = [("a", 1, 1.5, None), ("bbb", 100, None, None)]
    assert draw(rows).splitlines()[3:5] == [
        "│ a   │   1 │  1.5 │ NULL │",
        "│ bbb │ 100 │ NULL │ NULL │",
    ]


@pytest.mark.parametrize("screen", [True, False])
@pytest.mark.parametrize("width", [None, 20, 24, 40, 80])
def test_every_line_of_a_table_is_equally_wide(width, screen, draw, cells):
    rows = [(text, "id", text * 5, n) for n, text in enumerate(HARD)]
    widths = {cells(line) for line in draw(rows, width=width, screen=screen).splitlines()}
    assert len(widths) == 1
    assert width is None or widths.pop() <= width


def test_the_longest_columns_shrink_first_and_this_is_said():
    lines, summary = write_table([("id", "y" * 60, "x" * 30)], named("a", "b", "c"), width=60)
    assert lines[3] == f"│ id │ {'y' * 23}… │ {'x' * 23}… │"
    assert summary.cut == (r"cells that end in … are cut; \x or -o line shows them whole",)


def test_middle_columns_are_hidden_when_shrinking_is_not_enough_and_this_is_said():
    columns = named(*(f"column_{n:02}" for n in range(100)))
    lines, summary = write_table([tuple(range(100))], columns, width=80)
    assert lines[1] == "│ column_00 │ column_01 │ column_02 │ … │ column_97 │ column_98 │ column_99 │"
    assert lines[3] == "│         0 │         1 │         2 │ … │        97 │        98 │        99 │"
    names = ", ".join(f"column_{n:02}" for n in range(3, 11))
    assert summary.cut == (rf"94 of 100 columns hidden: {names} and 86 more; \x or -o line shows them",)


def test_a_terminal_of_a_few_cells_still_shows_the_first_column():
    lines, _ = write_table([("batch_1", "b", "c")], named("id", "b", "c"), width=5)
    assert lines[3] == "│ … │ … │"


def test_a_pipe_hides_and_cuts_nothing():
    columns = named(*(f"c{n}" for n in range(100)))
    _, summary = write_table([("x" * 500,) * 100] * 3, columns, width=None)
    assert summary == RenderSummary(3, 3)


def test_later_rows_are_cut_to_the_width_of_the_first_and_this_is_said():
    rows = [("short",)] * SAMPLE + [("much longer",)]
    lines, summary = write_table(rows, named("a"), width=None)
    assert lines[-2] == "│ much… │"
    assert summary.cut


def test_numbers_that_grow_are_not_cut():
    lines, summary = write_table([(n,) for n in range(10 * SAMPLE)], named("n"), width=None)
    assert lines[-2] == f"│ {10 * SAMPLE - 1:>5} │"
    assert not summary.cut


def test_a_huge_cell_is_cut_even_on_a_pipe():
    lines, summary = write_table([("x" * 2_000_000,)], named("a"), width=None)
    assert len(lines[3]) == 4096 + 4
    assert summary.cut


def test_a_huge_cell_of_stacked_accents_does_not_end_in_silence():
    lines, _ = write_table([("a\u0301" * 10_000,)], named("a"), width=None)
    assert lines[3].endswith("… │")


def test_no_more_rows_than_the_sample_are_read_before_the_first_is_drawn():
    out, seen = io.StringIO(), []

    def rows():
        for number in range(SAMPLE + 2):
            seen.append(bool(out.getvalue()))
            yield (number,)

    write(Result(named("a"), rows()), out, RenderOptions("table", None, color=False))
    assert seen == [False] * SAMPLE + [True, True]


@pytest.mark.parametrize(
    ("rows", "most", "drawn"),
    [
        (7, 4, ["0", "1", "·", "5", "6"]),
        (7, 3, ["0", "1", "·", "6"]),
        (7, 1, ["0", "·"]),
        (7, 7, ["0", "1", "2", "3", "4", "5", "6"]),
        (1, 5, ["0"]),
        (300, 4, ["0", "1", "·", "298", "299"]),
        (300, 250, [*map(str, range(125)), "·", *map(str, range(175, 300))]),
    ],
)
def test_first_and_last_rows_are_drawn_with_the_true_count(rows, most, drawn):
    lines, summary = write_table([(n,) for n in range(rows)], named("a"), width=80, max_rows=most)
    assert [line.strip("│ ") for line in lines[3:-1]] == drawn
    assert summary == RenderSummary(rows=rows, drawn=min(rows, most))


def test_first_rows_are_drawn_while_the_last_are_awaited():
    out = io.StringIO()

    def rows():
        for number in count():
            if out.getvalue():
                return
            assert number <= SAMPLE, "nothing was drawn"
            yield (number,)

    write(Result(named("a"), rows()), out, RenderOptions("table", None, color=False, max_rows=4))


VALUES = st.none() | st.integers() | st.text(max_size=30) | st.sampled_from(HARD)


@pytest.mark.slow
@given(
    rows=st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=6),
    width=st.none() | st.integers(1, 90),
    color=st.booleans(),
)
def test_rich_and_the_plain_writer_draw_the_same_rows(rows, width, color):
    out = io.StringIO()
    opening = rows + [(None, 1, "x" * 30)] * (SAMPLE - len(rows))
    options = RenderOptions("table", width, color, screen=True)
    write(Result(named("a", "bb", "日本"), iter(opening + rows)), out, options)
    *lines, _bottom = out.getvalue().splitlines()
    assert lines[3 : 3 + len(rows)] == lines[-len(rows) :]


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize("width", [None, 20, 60])
def test_rich_and_the_plain_writer_draw_the_same_table(width, color, draw, rows, columns):
    drawn = [draw(rows, columns, width=width, color=color, screen=s) for s in (True, False)]
    assert painted(drawn[0]) == painted(drawn[1])


def painted(text):
    """Each character with the attributes it is drawn in; those of a space nobody sees."""
    style, drawn = "", []
    for part in re.split(r"(\x1b\[\d*m)", text):
        if part.startswith("\x1b"):
            style = "" if part == "\x1b[0m" else style + part
        else:
            drawn += [(character, style if character != " " else "") for character in part]
    return drawn


def test_rich_and_the_plain_writer_draw_the_same_empty_table(draw, columns):
    assert draw([], columns, screen=True) == draw([], columns)


def test_null_is_dim_and_the_header_bold_where_there_is_colour(draw):
    drawn = draw([(None,)], color=True)
    assert "\x1b[1mc0" in drawn
    assert "\x1b[2mNULL\x1b[0m" in drawn


@pytest.mark.parametrize("screen", [True, False])
def test_markup_in_the_data_is_text(screen, draw):
    assert "[bold red]x[/] :smile:" in draw([("[bold red]x[/] :smile:",)], color=True, screen=screen)


def test_a_window_that_shrinks_between_two_rows_gets_a_frame_that_fits(draw, cells):
    rows = [(f"file-{n:03d}", "x" * 40, "y" * 40) for n in range(200)]
    widths = iter([100] * 30 + [60] * 1000)
    lines = draw(rows, width=100, room=lambda: next(widths)).splitlines()
    seam = next(at for at, line in enumerate(lines) if line.startswith("╰"))
    assert lines[seam + 1].startswith("╭")
    assert {cells(line) for line in lines[:seam]} == {max(map(cells, lines))}
    assert all(cells(line) <= 60 for line in lines[seam + 1 :])
    assert [line[2:10] for line in lines if "file-" in line] == [row[0] for row in rows]
    assert sum(line.startswith("╭") for line in lines) == 2


def test_a_window_that_shrinks_beside_the_frame_changes_nothing(draw):
    widths = iter([100] * 30 + [40] * 1000)
    rows = [(n, "x" * 20) for n in range(150)]
    assert draw(rows, width=100, room=lambda: next(widths)) == draw(rows, width=100)


def test_a_window_too_narrow_for_anything_gets_one_new_frame_and_not_one_for_each_row(draw):
    rows = [("a" * 50,) for _ in range(150)]
    widths = iter([80] * 10 + [3] * 1000)
    lines = draw(rows, width=80, room=lambda: next(widths)).splitlines()
    assert sum(line.startswith("╭") for line in lines) == 2
