from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.render.grid import FRAME, NARROW, Grid, fit, shrunk

WIDTHS = st.lists(st.integers(0, 300), min_size=1, max_size=40)


def taken(grid):
    return sum(grid.widths) + FRAME * len(grid.widths) + 1


@given(WIDTHS, st.integers(1, 400))
def test_a_grid_fits_wherever_two_columns_of_one_cell_do(natural, width):
    assert taken(fit(natural, width)) <= max(width, 2 * (FRAME + 1) + 1)


@given(WIDTHS, st.integers(1, 400))
def test_no_column_is_hidden_or_shrunk_without_need(natural, width):
    needed = sum(natural) + FRAME * len(natural) + 1
    if needed <= width:
        assert fit(natural, width) == Grid(tuple(range(len(natural))), tuple(natural))


@given(WIDTHS, st.integers(60, 400))
def test_columns_are_hidden_before_they_shrink_below_the_least(natural, width):
    grid = fit(natural, width)
    assert all(
        w >= min(natural[i], NARROW) for i, w in zip(grid.slots, grid.widths, strict=True) if i is not None
    )


@given(WIDTHS, st.integers(1, 400))
def test_hidden_and_drawn_columns_are_all_columns_in_order(natural, width):
    grid = fit(natural, width)
    drawn = [slot for slot in grid.slots if slot is not None]
    assert sorted(drawn + grid.hidden(len(natural))) == list(range(len(natural)))
    assert drawn == sorted(drawn)
    assert grid.slots.count(None) == bool(grid.hidden(len(natural)))


@given(WIDTHS, st.integers(0, 400))
def test_room_is_used_up_before_anything_is_cut(natural, room):
    assert sum(shrunk(natural, room)) == min(sum(natural), room)


@pytest.mark.parametrize(
    ("natural", "width", "slots"),
    [
        ([20, 20, 20], 46, (0, 1, 2)),
        ([20, 20, 20], 45, (0, None, 2)),
        ([20, 20, 20, 20, 20], 53, (0, 1, None, 4)),
        ([20, 20], 20, (0, None)),
    ],
)
def test_the_columns_in_the_middle_go_first(natural, width, slots):
    assert fit(natural, width).slots == slots
