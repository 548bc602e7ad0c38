from __future__ import annotations

import io
import re
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.catalog.declare import boolean, integer, json_object, text, unix_time
from openai_sql_shell.render.options import LeftOut, RenderOptions, RenderSummary
from openai_sql_shell.render.row_reader import RowReader
from openai_sql_shell.render.table import SAMPLE, whole_table
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result, ResultColumn

HARD = [
    "日本語" * 20,
    "two words and more of them",
    "日本語",
    "e\u0301",
    "😀",
    "한글",
    "[bold]x[/bold]",
    ":smile:",
    "",
    "全角",
    "a\nb\tc",
    "ไทย",
]


OF_ALL_KINDS = (
    ResultColumn("any"),
    ResultColumn("n", integer("n", "")),
    ResultColumn("flag", boolean("flag", "")),
    ResultColumn("meta", json_object("meta", "")),
    ResultColumn("at", unix_time("at", "")),
)
TOGETHER = [
    ["a", "bb"],
    ["NULL", "a", None],
    [1, -20, None, "NULL"],
    [1, 1.0, 0.0, -0.0, 0.1],
    [float("inf"), 1.5],
    [0, 1, None, 1],
    ["x" * 4090, "y" * 4099],
    ["tab\t", "esc\x1b", "line\n"],
    ["{\n}", "{}"],
    ["%s", "100 %", ""],
    [b"\xff", "a", 1],
    [1_700_000_000, 1],
    ["日本", "abc"],
    HARD,
]


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
    rows = [(hard, "id", hard * 5, n) for n, hard in enumerate(HARD)]
    widths = {cells(line) for line in draw(rows, width=width, screen=screen).splitlines()}
    assert len(widths) == 1
    assert width is None or widths.pop() <= width


def test_text_wraps_to_three_lines_before_it_is_cut_and_this_is_said():
    lines, summary = write_table([("y" * 60, "two words"), ("z" * 99, None)], named("a", "b"), width=36)
    assert lines[3:-1] == [
        f"│ {'y' * 20} │ two words │",
        f"│ {'y' * 20} │           │",
        f"│ {'y' * 20} │           │",
        f"│ {'z' * 20} │ NULL      │",
        f"│ {'z' * 20} │           │",
        f"│ {'z' * 19}… │           │",
    ]
    assert summary.left_out == LeftOut(2, cut=True)


def test_names_of_the_catalog_are_whole_or_hidden():
    columns = (ResultColumn("name", is_name=True), ResultColumn("id", is_name=True), ResultColumn("about"))
    row = ("files_in_vector_store_batches", "openai.vector_stores.files_in_vector_store_batches", "about it")
    for width in range(40, 130):
        lines, shown = write_table([row], columns, width=width, screen=True)
        text = "\n".join(lines)
        hidden = shown.left_out.hidden
        assert [name.name for name, value in zip(columns[:2], row, strict=False) if value not in text] == [
            name for name in hidden if name != "about"
        ]


def test_a_text_is_broken_between_words():
    lines, summary = write_table([("Jobs that run every request of a file",)], named("a"), width=20)
    assert [line.strip("│ ") for line in lines[3:-1]] == ["Jobs that run", "every request of", "a file"]
    assert not summary.left_out.something


def test_columns_without_room_are_hidden_and_this_is_said():
    columns = named(*(f"column_{n:02}" for n in range(100)))
    lines, summary = write_table([tuple(range(100))], columns, width=80)
    assert lines[1] == "│column_00│column_01│column_02│column_03│column_04│column_05│column_06│"
    assert lines[3] == "│        0│        1│        2│        3│        4│        5│        6│"
    assert summary.left_out == LeftOut(100, tuple(f"column_{n:02}" for n in range(7, 100)))


def test_a_terminal_of_a_few_cells_still_shows_a_column():
    lines, _ = write_table([("batch_1", "b", "c")], named("id", "b", "c"), width=5)
    assert {len(line) for line in lines} == {5}


IDS = (
    ResultColumn("id", text("id", "")),
    ResultColumn("status", text("status", "", enum=("done",))),
    ResultColumn("at", integer("at", "")),
)


def test_what_is_never_cut_goes_on_in_the_next_line_where_it_is_longer_than_all_before():
    rows = [("batch_1", "done", 1)] * SAMPLE + [("batch_1234567", "not_done_yet", 123456789)]
    lines, summary = write_table(rows, IDS, width=30)
    assert lines[SAMPLE + 3 : -1] == [
        "│ batch_  │ not_do │ 1234 │",
        "│ 1234567 │ ne_yet │ 5678 │",
        "│         │        │    9 │",
    ]
    assert not summary.left_out.something


def test_an_endless_id_is_cut_after_all():
    lines, summary = write_table([("batch_1", "done", 1)] * SAMPLE + [("x" * 5000, "done", 1)], IDS, width=40)
    assert len(lines) == SAMPLE + 4 + 3
    assert summary.left_out.cut


STARRED = tuple(ResultColumn(name, text(name, ""), (1, n)) for n, name in enumerate(["id", "why", "name"]))


def test_columns_of_a_star_without_values_are_left_out_and_named():
    rows = [("batch_1", None, "x" * 20)] * 3
    lines, summary = write_table(rows, STARRED, width=36, screen=True)
    assert "why" not in lines[1]
    assert summary.left_out == LeftOut(3, empty=("why",))
    lines, summary = write_table(rows, STARRED, width=50, screen=True)
    assert lines[1] == "│ id      │ name                 │ why  │"
    assert not summary.left_out.something


def test_a_value_that_comes_late_is_not_called_null():
    rows = [("batch_1", None, "x" * 20)] * SAMPLE + [("batch_2", "late", "y")]
    _, summary = write_table(rows, STARRED, width=36, screen=True)
    assert summary.left_out == LeftOut(3, hidden=("why",))


def test_a_pipe_keeps_the_order_and_the_empty_columns():
    lines, summary = write_table([("batch_1", None, "x" * 200)], STARRED[::-1], width=None)
    assert lines[1].split() == ["│", "name", "│", "why", "│", "id", "│"]
    assert summary == RenderSummary(1, 1)


def test_json_is_cut_on_one_line():
    columns = (ResultColumn("meta", json_object("meta", "")), ResultColumn("n"))
    lines, _ = write_table([('{"team": "search"}', 1)], columns, width=22)
    assert lines[3] == '│ {"team": "sea… │ 1 │'


def test_expressions_are_what_their_values_look_like():
    rows = [("batch_" + "0" * 32, '{"a": "' + "x" * 40 + '"}', "y" * 40)] * 2
    lines, _ = write_table(rows, named("a", "b", "c"), width=74)
    assert lines[3] == f"│ {rows[0][0]} │ {rows[0][1][:11]}… │ {'y' * 14} │"


def test_a_pipe_hides_and_cuts_nothing():
    columns = named(*(f"c{n}" for n in range(100)))
    _, summary = write_table([("x" * 500,) * 100] * 3, columns, width=None)
    assert summary == RenderSummary(3, 3)


def test_later_rows_are_cut_to_the_width_of_the_first_and_this_is_said():
    rows = [("short",)] * SAMPLE + [("much longer",)]
    lines, summary = write_table(rows, named("a"), width=None)
    assert lines[-2] == "│ much… │"
    assert summary.left_out.cut


def test_numbers_that_grow_are_not_cut():
    lines, summary = write_table([(n,) for n in range(10 * SAMPLE)], named("n"), width=None)
    assert lines[-2] == f"│ {10 * SAMPLE - 1:>5} │"
    assert not summary.left_out.cut


def test_a_huge_cell_is_cut_even_on_a_pipe():
    lines, summary = write_table([("x" * 2_000_000,)], named("a"), width=None)
    assert len(lines[3]) == 4096 + 4
    assert summary.left_out.cut


def test_a_huge_cell_takes_three_lines_of_a_screen():
    lines, summary = write_table([("x" * 2_000_000, 1)], named("a", "b"), width=80, screen=True)
    assert [len(line) for line in lines] == [80] * 7
    assert summary.left_out.cut


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


class HandedOn:
    """Rows that come in parts; ``seen`` is what is on the stream before each of them."""

    def __init__(self, parts, out):
        self.seen = []
        self._parts, self._out = parts, out
        self._first = iter(parts[0])

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._first)

    def drain(self, take):
        for part in [list(self._first), *self._parts[1:]]:
            self.seen.append(self._out.getvalue())
            take(part)


def test_rows_that_come_together_are_on_a_pipe_before_the_next_are_awaited():
    out = io.BytesIO()
    rows = HandedOn([[(n,) for n in range(SAMPLE)], [("b",), ("c",)], [("d",)]], out)
    with io.TextIOWrapper(out, encoding="utf-8") as stream:
        summary = write(Result(named("a"), rows), stream, RenderOptions("table", None, color=False))
        drawn = [re.findall(r"│ *(\w+) *│", text.decode()) for text in rows.seen]
    assert [found[-1] for found in drawn[1:]] == [str(SAMPLE - 1), "c"]
    assert [len(found) for found in drawn[1:]] == [1 + SAMPLE, 3 + SAMPLE]
    assert summary == RenderSummary(SAMPLE + 3, SAMPLE + 3)


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
    opening = rows + [(None, 1, "x" * 30)] * (SAMPLE - len(rows))
    drawn = []
    for some in (opening, opening + rows):
        out = io.StringIO()
        options = RenderOptions("table", width, color, screen=True)
        write(Result(named("a", "bb", "日本"), iter(some)), out, options)
        drawn.append(out.getvalue().splitlines()[3:-1])
    by_rich, both = drawn
    count = len(both) - len(by_rich)
    assert painted("\n".join(both[:count])) == painted("\n".join(both[-count:]))


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize("width", [None, 20, 60])
def test_rich_and_the_plain_writer_draw_the_same_table(width, color, draw, rows, columns):
    drawn = [draw(rows, columns, width=width, color=color, screen=s) for s in (True, False)]
    assert painted(drawn[0]) == painted(drawn[1])


@pytest.mark.parametrize("color", [True, False])
def test_rich_and_the_plain_writer_leave_the_same_padding_away(color, draw):
    rows = [("日本語" * 8, "y" * 20, n) for n in range(3)] + [(None, "", -1)]
    drawn = [draw(rows, named("a", "b", "c"), width=30, color=color, screen=s) for s in (True, False)]
    assert painted(drawn[0]) == painted(drawn[1])
    plain = draw(rows, named("a", "b", "c"), width=30, screen=True).splitlines()
    assert plain[1] == f"│a{' ' * 11}│b{' ' * 11}│ c│"
    assert plain[-2] == f"│NULL{' ' * 8}│{' ' * 12}│-1│"


@pytest.mark.parametrize("column", OF_ALL_KINDS, ids=lambda column: column.name)
@pytest.mark.parametrize("values", TOGETHER)
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"null": "-"},
        {"null": "∅", "times": "utc"},
        {"color": True},
        {"width": 12},
        {"changed": lambda row: {0} if row[0] else set()},
    ],
)
def test_rows_drawn_together_are_those_drawn_one_by_one(column, values, facts):
    rows, drawn, left_out = [(value, "beside") for value in values], [], []
    options = RenderOptions("table", **{"width": None, "color": False} | facts)
    for parts in ([rows, [("z" * 5000, None)] * 2], [[row] for row in [*rows, *[("z" * 5000, None)] * 2]]):
        reader = RowReader(Result((column, ResultColumn("other")), iter(rows * SAMPLE)))
        table = whole_table(reader, options)
        drawn.append("".join([table.head, *map(table.lines, parts), table.end(0)]))
        left_out.append(reader.left_out_columns)
    assert drawn[0] == drawn[1]
    assert left_out[0] == left_out[1]


@pytest.mark.parametrize("width", [None, 30])
def test_a_table_is_the_same_whether_a_part_of_its_rows_is_left_out_or_not(width):
    rows = [(n, "x" * (n % 50)) for n in range(2 * SAMPLE)]
    drawn = [write_table(rows, named("n", "x"), width=width, max_rows=most) for most in (None, len(rows))]
    assert drawn[0] == drawn[1]


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
