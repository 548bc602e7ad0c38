"""The grid of the browser: moves, sorting, searching and marks, without a terminal."""

import math
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openai_sql_shell.catalog.declare import text, unix_time
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.width import display_width
from openai_sql_shell.result import ResultColumn
from openai_sql_shell.shell.browser.grid import GAP, GUTTER, LONGEST, NARROWEST, BrowserGrid

VALUES = st.one_of(
    st.none(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12), st.binary(max_size=6)
)


def grid_of(rows, *names, width=80, height=10, null="NULL"):
    options = RenderOptions("table", None, color=False, null=null)
    grid = BrowserGrid([ResultColumn(name) for name in names], rows, options)
    grid.resize(width, height)
    return grid


@pytest.fixture
def numbers():
    """A hundred rows of three columns."""
    return grid_of([(n, f"name {n}", n % 7) for n in range(100)], "id", "name", "rest")


def at(grid):
    return grid.line, grid.column, grid.top


def test_it_begins_at_the_first_cell(numbers):
    assert at(numbers) == (0, 0, 0)
    assert numbers.value() == 0


@pytest.mark.parametrize(
    ("moves", "place"),
    [
        ([(1, 0)], (1, 0, 0)),
        ([(-1, 0)], (0, 0, 0)),
        ([(0, -1)], (0, 0, 0)),
        ([(9, 2)], (9, 2, 0)),
        ([(10, 9)], (10, 2, 1)),
        ([(1000, 0)], (99, 0, 90)),
        ([(1000, 0), (-5, 0)], (94, 0, 90)),
        ([(1000, 0), (-10, 0)], (89, 0, 89)),
        ([(1000, 0), (-1000, 0)], (0, 0, 0)),
    ],
)
def test_the_cursor_stops_at_the_edges_and_the_window_follows(numbers, moves, place):
    for move in moves:
        numbers.move(*move)
    assert at(numbers) == place


@pytest.mark.parametrize(
    ("pages", "place"),
    [([1], (10, 0, 10)), ([1, 1, -1], (10, 0, 10)), ([-1], (0, 0, 0)), ([20], (99, 0, 90))],
)
def test_a_page_is_what_is_in_sight(numbers, pages, place):
    for page in pages:
        numbers.page(page)
    assert at(numbers) == place


def test_a_smaller_window_keeps_the_cursor_in_sight(numbers):
    numbers.move(9, 2)
    numbers.resize(20, 3)
    assert at(numbers) == (9, 2, 7)
    assert 2 in [slot.column for slot in numbers.slots()]
    numbers.resize(80, 200)
    assert at(numbers) == (9, 2, 0)


WIDE = [tuple(f"{row}-{column}".ljust(15, "x") for column in range(10)) for row in range(5)]
NAMES = "abcdefghij"


def test_columns_that_do_not_fit_are_reached_by_moving_and_the_first_one_stays():
    grid = grid_of(WIDE, *NAMES, width=60)
    assert [slot.column for slot in grid.slots()] == [0, 1, 2, 3]
    grid.move(0, 5)
    assert [slot.column for slot in grid.slots()][:3] == [0, 4, 5]
    grid.freeze()
    grid.move(0, 1)
    assert 0 not in [slot.column for slot in grid.slots()]
    grid.freeze()
    assert grid.slots()[0].column == 0


def test_a_frozen_column_leaves_half_of_the_window_to_the_others():
    grid = grid_of([("x" * 100, "y" * 100)], "a", "b", width=20)
    assert [(slot.column, slot.width) for slot in grid.slots()] == [(0, 9), (1, 6)]


@pytest.mark.parametrize(
    ("width", "widths"),
    [(60, [5, 40, 7]), (100, [5, 41, 40, 3]), (130, [5, 70, 41, 3]), (300, [5, 70, 100, 3])],
)
def test_a_long_text_has_the_room_that_others_leave(width, widths):
    grid = grid_of([("a" * 5, "x" * 70, "y" * 100, "z")], *NAMES[:4], width=width)
    assert [slot.width for slot in grid.slots()] == widths


def test_a_single_column_has_the_whole_window():
    grid = grid_of([("x" * 100,)], "a", width=20)
    assert [(slot.column, slot.width) for slot in grid.slots()] == [(0, 18)]


def test_rows_that_come_into_sight_make_their_columns_wider():
    grid = grid_of([("x",)] * 200 + [("日本語" * 3,)], "a")
    assert grid.widths == [3]
    grid.move(1000, 0)
    assert grid.widths == [18]


MIXED = [("b",), (None,), (10,), ("a",), (9,), (b"\x00",), (None,), (9.5,)]


@pytest.mark.parametrize(
    ("descending", "order"),
    [(False, [1, 6, 4, 7, 2, 3, 0, 5]), (True, [5, 0, 3, 2, 7, 4, 1, 6])],
)
def test_sorting_is_sqlites_numbers_as_numbers_and_equals_stay_as_they_came(descending, order):
    grid = grid_of(MIXED, "x")
    grid.sort(descending=descending)
    assert list(grid.order) == order


def test_sorting_once_more_gives_the_order_in_which_they_came(numbers):
    numbers.sort(descending=True)
    numbers.sort(descending=True)
    assert list(numbers.order) == list(range(100))
    assert numbers.sorting is None


def test_the_cursor_stays_on_its_row_while_they_are_sorted(numbers):
    numbers.move(5, 0)
    numbers.sort(descending=True)
    assert numbers.line == 94
    assert numbers.value() == 5
    assert numbers.top <= 94 < numbers.top + numbers.height


@pytest.mark.parametrize(
    ("needle", "steps", "places"),
    [
        ("name 5", [], [(5, 1)]),
        ("NAME 5", [1, 1], [(5, 1), (50, 1), (51, 1)]),
        ("name 5", [-1, -1], [(5, 1), (59, 1), (58, 1)]),
        ("99", [1, 1, 1], [(99, 0), (99, 1), (99, 0), (99, 1)]),
        ("99", [-1], [(99, 0), (99, 1)]),
    ],
)
def test_a_search_goes_on_and_around(numbers, needle, steps, places):
    found = [numbers.search(needle) and (numbers.line, numbers.column)]
    for step in steps:
        assert numbers.find(step)
        found.append((numbers.line, numbers.column))
    assert found == places


def test_a_search_finds_the_cell_it_begins_at():
    grid = grid_of([("abc", "x")], "a", "b")
    assert grid.search("b")
    assert grid.column == 0
    assert grid.find(1)
    assert grid.column == 0


def test_what_is_nowhere_is_not_found(numbers):
    numbers.move(3, 1)
    assert not numbers.search("nowhere")
    assert at(numbers)[:2] == (3, 1)
    assert numbers.search("")
    assert not numbers.find(1)


def test_a_search_looks_behind_what_is_shown_of_a_long_text():
    grid = grid_of([("a",), ("x" * 2_000_000 + "Needle",)], "a")
    assert grid.search("needle")
    assert grid.line == 1


def test_a_search_sees_null_and_times_as_they_are_shown():
    columns = [ResultColumn("created_at", unix_time("created_at", "when")), ResultColumn("other")]
    grid = BrowserGrid(
        columns,
        [(None, 1), (1795288649, 2)],
        RenderOptions("table", None, color=False, null="-", times="utc", screen=True),
    )
    assert grid.search("2026-11-21")
    assert (grid.line, grid.column) == (1, 0)
    assert grid.texts(1)[0] == "2026-11-21 19:17:29"
    assert grid.value() == 1795288649


def test_marks_stay_with_their_rows(numbers):
    numbers.mark()
    numbers.mark()
    assert numbers.marks == {0, 1}
    assert numbers.line == 2
    numbers.sort(descending=True)
    numbers.move(1000, 0)
    numbers.mark()
    assert numbers.marks == {1}


def test_the_cell_is_copied_as_it_is_or_the_marked_rows_as_csv():
    grid = grid_of([("x,1", 7), (None, 8), ("y", 9)], "id", "n")
    assert grid.copied() == ("x,1", "id")
    assert grid.keys() == ("'x,1'", "1 of id")
    grid.move(1, 0)
    assert grid.copied() == ("", "id")
    grid.sort(descending=True)
    grid.marks = {0, 2}
    assert grid.copied() == ('id,n\ny,9\n"x,1",7\n', "2 rows as CSV")
    assert grid.keys() == ("'y', 'x,1'", "2 of id")


def test_ids_are_those_of_the_id_column_and_else_of_the_first():
    assert grid_of([(7, "it's")], "n", "id").keys() == ("'it''s'", "1 of id")
    assert grid_of([(7, "it's")], "n", "name").keys() == ("7", "1 of n")
    assert grid_of([(None,)], "n", null="-").keys() == ("NULL", "1 of n")


def test_nothing_raw_is_copied():
    grid = grid_of([("a\x1b[31m\n\tb\u202e",)], "id")
    assert grid.copied()[0] == "a\\x1b[31m\n\tb\\u202e"
    grid.marks = {0}
    assert "\x1b" not in grid.copied()[0]


@pytest.mark.parametrize("columns", [1, 3])
def test_no_rows_are_no_trouble(columns):
    grid = grid_of([], *NAMES[:columns])
    for act in (
        lambda: grid.move(1, 1),
        lambda: grid.page(1),
        lambda: grid.sort(descending=True),
        lambda: grid.search("x"),
        lambda: grid.find(-1),
        grid.mark,
        grid.copied,
        grid.keys,
        grid.freeze,
    ):
        act()
    assert grid.row_index() is None
    assert list(grid.visible()) == []
    assert grid.line == 0


class CountedRows(Sequence):
    """Rows made when they are asked for, which counts how many were."""

    def __init__(self, count):
        self.count, self.made = count, 0

    def __len__(self):
        return self.count

    def __getitem__(self, at):
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(self.count))]
        self.made += 1
        return (at, "x" * 10)


def test_opening_many_rows_looks_at_few_of_them():
    rows = CountedRows(100_000)
    grid = grid_of(rows, "a", "b")
    list(grid.visible())
    assert rows.made < 400
    grid.move(99_999, 1)
    assert rows.made < 500


def test_a_cell_of_two_megabytes_is_cut_before_it_is_made_harmless():
    grid = grid_of([("\x1b" * 2_000_000, b"\x00" * 2_000_000)], "a", "b")
    assert len(grid.texts(0)[0]) <= LONGEST * 4
    assert len(grid.texts(0)[1]) <= LONGEST * 2 + 3


@given(
    rows=st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=30),
    acts=st.lists(
        st.sampled_from(
            ["up", "down", "left", "right", "page", "back", "sort", "down_sort", "mark", "freeze", "find"]
        ),
        max_size=30,
    ),
    width=st.integers(1, 120),
    height=st.integers(1, 40),
    needle=st.text(max_size=2),
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_done_the_cursor_is_in_sight_and_nothing_is_wider_than_the_window(
    rows, acts, width, height, needle
):
    grid = grid_of(rows, "id", "name", "a long name of a column", width=width, height=height)
    grid.needle = needle.casefold()
    for act in acts:
        match act:
            case "up" | "down":
                grid.move(1 if act == "down" else -1, 0)
            case "left" | "right":
                grid.move(0, 1 if act == "right" else -1)
            case "page" | "back":
                grid.page(1 if act == "page" else -1)
            case "sort" | "down_sort":
                grid.sort(descending=act != "sort")
            case "mark":
                grid.mark()
            case "freeze":
                grid.freeze()
            case "find":
                grid.find(1)
    assert sorted(grid.order) == list(range(len(rows)))
    lines = [line for line, _ in grid.visible()]
    assert len(lines) <= height
    assert grid.line in lines or not rows
    slots = grid.slots()
    assert grid.column in [slot.column for slot in slots] or width < GUTTER + 2 * NARROWEST + GAP
    assert GUTTER + sum(slot.width for slot in slots) + GAP * (len(slots) - 1) <= max(width, GUTTER + 1)
    for _, texts in grid.visible():
        assert all(display_width(text) <= grid.widths[i] for i, text in enumerate(texts))


@given(st.lists(VALUES, max_size=40))
@settings(deadline=None)
def test_sorting_orders_every_kind_of_value_and_is_stable(values):
    grid = grid_of([(value,) for value in values], "x")
    grid.sort(descending=False)
    kinds = [
        0 if v is None else 1 if isinstance(v, int | float) else 2 if isinstance(v, str) else 3
        for v in (values[i] for i in grid.order)
    ]
    assert kinds == sorted(kinds)
    numbers = [values[i] for i in grid.order if isinstance(values[i], int | float)]
    assert all(a <= b for a, b in pairwise(numbers))
    nulls = [i for i in grid.order if values[i] is None]
    assert nulls == sorted(nulls)
    assert not any(math.isnan(v) for v in numbers)


def test_columns_are_aligned_as_in_tables():
    assert BrowserGrid([ResultColumn("id", text("id", "which"))], [("1",)]).right_aligned == [False]
    assert BrowserGrid([ResultColumn("n")], [(1,)]).right_aligned == [True]
    time = [ResultColumn("created_at", unix_time("created_at", "when"))]
    readable = RenderOptions("table", None, color=False, times="utc", screen=True)
    assert BrowserGrid(time, [(1795288649,)]).right_aligned == [True]
    assert BrowserGrid(time, [(1795288649,)], readable).right_aligned == [False]
