"""The layout of a table as a pure function: a table of cases, and what holds whatever the columns are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.render.layout import (
    FRAME,
    LINES,
    NARROW,
    STEPS,
    ColumnFacts,
    ValueKind,
    arrange,
    shrunk,
)

ID, STATE, TIME, NUMBER, BOOLEAN, TEXT, JSON = ValueKind
WHOLE = (NUMBER, BOOLEAN)


def named(kind, natural, header=6, **facts):
    return ColumnFacts(kind, max(natural, header), header, **facts)


def starred(kind, natural, place, header=6, table=0, **facts):
    return named(kind, natural, header, star=(table, place), **facts)


FILES = (
    named(ID, 27, 2),
    named(TEXT, 53, 8),
    named(STATE, 12, 7, part=6),
    named(NUMBER, 6, 5),
    named(TIME, 17, 10, part=9),
    named(STATE, 9, 6, part=9),
)
"""What SELECT id, filename, purpose, bytes, created_at, status holds."""

BATCHES = (
    starred(ID, 38, 0, 2),
    starred(TIME, 4, 19, 12, empty=True),
    starred(TIME, 17, 2, 10),
    starred(TEXT, 22, 4, 5),
    starred(JSON, 60, 10, 8),
    starred(STATE, 15, 3, 14),
    starred(STATE, 11, 1, 6),
)
"""A part of SELECT * of batches, in the order of the API."""


@pytest.mark.parametrize(
    ("columns", "width", "slots", "widths"),
    [
        pytest.param(FILES, 146, range(6), (27, 53, 12, 6, 17, 9), id="everything is whole"),
        pytest.param(FILES, 120, range(6), (27, 30, 12, 6, 17, 9), id="text on two lines"),
        pytest.param(FILES, 108, range(6), (27, 18, 12, 6, 17, 9), id="text on three lines"),
        pytest.param(FILES, 102, range(6), (27, 12, 12, 6, 17, 9), id="text is cut"),
        pytest.param(FILES, 80, range(6), (9, 20, 7, 6, 10, 9), id="ids on further lines, words whole"),
        pytest.param(FILES, 60, range(6), (4, 8, 7, 6, 10, 6), id="no column that was named is hidden"),
        pytest.param(FILES, 40, (0, 2, 4, 5), (4, 7, 10, 6), id="unless the headers do not fit"),
        pytest.param(
            BATCHES, 200, (0, 6, 2, 5, 3, 4, 1), (38, 11, 17, 15, 22, 60, 12), id="by use, empty last"
        ),
        pytest.param(BATCHES, 190, (0, 6, 2, 5, 3, 4), (38, 11, 17, 15, 22, 60), id="empty columns go first"),
        pytest.param(BATCHES, 150, (0, 6, 2, 5, 3, 4), (38, 11, 17, 15, 22, 28), id="then JSON is cut"),
        pytest.param(BATCHES, 125, (0, 6, 2, 5, 3, 4), (38, 11, 17, 15, 12, 13), id="then text is wrapped"),
        pytest.param(
            BATCHES, 110, (0, 6, 2, 5, 3), (38, 11, 17, 15, 13), id="then the least useful is hidden"
        ),
        pytest.param(BATCHES, 76, (0, 6, 2), (38, 11, 17), id="and the next"),
        pytest.param(BATCHES, 60, (0, 6), (38, 11), id="and the next again"),
        pytest.param(BATCHES, 30, (0,), (26,), id="the most useful stays, folded"),
        pytest.param(BATCHES, 4, (0,), (1,), id="a terminal of a few cells"),
    ],
)
def test_what_gives_way(columns, width, slots, widths):
    layout = arrange(columns, width)
    assert (layout.slots, layout.widths) == (tuple(slots), widths)


def test_ids_are_whole_again_before_texts_are():
    columns = [named(ID, 24, 2), named(TEXT, 14, 4), named(ID, 22, 2)]
    assert arrange(columns, 56).widths == (12, 12, 22)


def test_what_is_left_out_is_told_apart_and_in_the_order_of_use():
    layout = arrange(BATCHES, 80)
    assert layout.empty == (1,)
    assert layout.hidden == (5, 3, 4)


def test_a_named_column_without_values_stays():
    assert arrange([named(TEXT, 4, empty=True), starred(TEXT, 100, 0)], 40).slots == (0, 1)


def test_a_result_without_any_value_still_shows_a_column():
    assert arrange([starred(TEXT, 4, n, 30, empty=True) for n in range(5)], 60).slots == (0,)


def test_tables_side_by_side_are_each_in_their_own_order():
    columns = [starred(NUMBER, 5, place, table=table) for table in (1, 2) for place in (1, 0)]
    assert arrange([named(ID, 5), *columns], 100).slots == (0, 2, 1, 4, 3)


def test_the_least_useful_columns_of_all_tables_go_first():
    columns = [starred(NUMBER, 10, place, table=table) for table in (1, 2) for place in (0, 1)]
    assert arrange(columns, 30).slots == (0, 2)


def test_room_that_is_left_goes_to_columns_that_may_grow():
    assert arrange([named(TEXT, 6, growth=8), named(TEXT, 6, growth=8)], 29).widths == (14, 8)
    assert arrange([named(TEXT, 6, growth=8)], None).widths == (14,)


@st.composite
def facts(draw):
    header, kind = draw(st.integers(1, 20)), draw(st.sampled_from(list(ValueKind)))
    natural = max(header, draw(st.integers(1, 300 if kind.is_cuttable else 64)))
    star = draw(st.none() | st.tuples(st.integers(0, 1), st.integers(0, 9)))
    part = draw(st.integers(0, natural)) if kind in (STATE, TIME) else 0
    empty, growth = draw(st.booleans()), draw(st.sampled_from([0, 8]))
    return ColumnFacts(kind, natural, header, star, empty, part, wide=draw(st.booleans()), growth=growth)


COLUMNS = st.lists(facts(), min_size=1, max_size=12)
WIDTHS = st.integers(1, 400)


@given(COLUMNS, WIDTHS)
def test_a_table_is_never_wider_than_the_window(columns, width):
    assert arrange(columns, width).width <= max(width, FRAME + 2)


@given(COLUMNS, WIDTHS)
def test_every_column_is_drawn_or_told(columns, width):
    layout = arrange(columns, width)
    assert sorted((*layout.slots, *layout.hidden, *layout.empty)) == list(range(len(columns)))
    assert all(columns[i].empty and columns[i].star for i in layout.empty)
    assert layout.slots


@given(COLUMNS, WIDTHS)
def test_a_number_is_whole_or_hidden(columns, width):
    layout = arrange(columns, width)
    if len(layout.slots) > 1:
        drawn = zip(layout.slots, layout.widths, strict=True)
        assert all(cells >= columns[i].natural for i, cells in drawn if columns[i].kind in WHOLE)


@given(COLUMNS, WIDTHS)
def test_no_value_is_folded_while_a_column_of_a_star_is_shown(columns, width):
    layout = arrange(columns, width)
    drawn = [(columns[i], cells) for i, cells in zip(layout.slots, layout.widths, strict=True)]
    if len(drawn) > 1 and any(column.star for column, _ in drawn):
        assert all(cells >= column.natural for column, cells in drawn if not column.kind.is_cuttable)


@given(COLUMNS, WIDTHS)
def test_no_named_column_is_hidden_while_one_of_a_star_is_shown(columns, width):
    layout = arrange(columns, width)
    if any(columns[i].star is None for i in layout.hidden):
        assert all(columns[i].star is None for i in layout.slots)


@given(COLUMNS, WIDTHS)
def test_named_columns_are_hidden_only_where_their_headers_do_not_fit(columns, width):
    layout = arrange(columns, width)
    asked = [c for c in columns if c.star is None]
    least = sum((c.natural if c.kind in WHOLE else max(c.header, 2)) + FRAME for c in asked) + 1
    if least <= width:
        assert not any(columns[i].star is None for i in layout.hidden)


@given(COLUMNS, WIDTHS)
def test_no_cell_is_free_while_something_is_cut(columns, width):
    layout = arrange(columns, width)
    lines = {TEXT: LINES, JSON: 1}
    for i, cells in zip(layout.slots, layout.widths, strict=True):
        kind = columns[i].kind
        if kind.is_cuttable and cells < columns[i].in_lines(lines[kind]):
            assert layout.width == max(width, FRAME + 2)


@given(COLUMNS, WIDTHS)
def test_nothing_is_hidden_that_would_fit_when_text_gives_way(columns, width):
    layout = arrange(columns, width)
    if any(columns[i].star for i in layout.hidden):
        valued = [c for c in columns if not (c.empty and c.star)] or columns[:1]
        assert sum(STEPS[-1].least(c) + FRAME for c in valued) + 1 > width


@given(COLUMNS, WIDTHS)
def test_texts_are_cut_below_the_least_only_where_named_columns_need_it(columns, width):
    layout = arrange(columns, width)
    if not layout.folded:
        drawn = zip(layout.slots, layout.widths, strict=True)
        assert all(cells >= min(columns[i].natural, NARROW) for i, cells in drawn)


@given(COLUMNS, WIDTHS)
def test_named_columns_keep_their_order(columns, width):
    slots = [i for i in arrange(columns, width).slots if columns[i].star is None]
    assert slots == sorted(slots)


@given(COLUMNS, WIDTHS)
def test_the_same_columns_have_the_same_layout(columns, width):
    assert arrange(columns, width) == arrange(list(columns), width)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=40), st.integers(0, 400))
def test_room_is_used_up_before_anything_is_cut(natural, room):
    assert sum(shrunk(natural, room)) == min(sum(natural), room)
