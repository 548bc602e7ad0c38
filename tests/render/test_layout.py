"""The layout of a table as a pure function: a table of cases, and what holds whatever the columns are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.render.layout import (
    BARE_FRAME,
    FRAME,
    LINES,
    NAMED_STEPS,
    NARROW,
    STEPS,
    ColumnFacts,
    ValueKind,
    arrange,
    shrunk,
)

ID, STATE, TIME, NUMBER, BOOLEAN, TEXT, JSON = ValueKind
WHOLE = (ID, NUMBER, BOOLEAN)


def named(kind, natural, header=6, **facts):
    return ColumnFacts(kind, max(natural, header), header, **facts)


def starred(kind, natural, place, header=6, table=0, **facts):
    return named(kind, natural, header, star=(table, place), **facts)


FILES = (
    named(ID, 27, 2),
    named(TEXT, 53, 8, use=1),
    named(STATE, 12, 7, part=6, use=3),
    named(NUMBER, 6, 5, use=2),
    named(TIME, 17, 10, part=9, use=4),
    named(STATE, 9, 6, part=9, use=5),
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
        pytest.param(FILES, 74, range(6), (27, 8, 7, 6, 10, 9), id="no column that was named is hidden"),
        pytest.param(FILES, 73, range(5), (27, 12, 12, 6, 10), id="but where an id has no room"),
        pytest.param(FILES, 60, range(4), (27, 10, 12, 6), id="then the least useful"),
        pytest.param(FILES, 30, (0,), (27,), id="the most useful is whole"),
        pytest.param(FILES, 20, (1, 3), (11, 6), id="or hidden, too"),
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
        pytest.param(BATCHES, 30, (0,), (28,), id="the most useful stays, folded"),
        pytest.param(BATCHES, 4, (0,), (2,), id="a terminal of a few cells"),
    ],
)
def test_what_gives_way(columns, width, slots, widths):
    layout = arrange(columns, width)
    assert (layout.slots, layout.widths) == (tuple(slots), widths)


@pytest.mark.parametrize(
    ("width", "widths", "frame"),
    [
        pytest.param(102, (27, 12, 12, 6, 17, 9), FRAME, id="only text gives way"),
        pytest.param(101, (27, 18, 12, 6, 10, 9), FRAME, id="times go on in a second line"),
        pytest.param(95, (27, 12, 12, 6, 10, 9), FRAME, id="and text is cut"),
        pytest.param(94, (27, 16, 12, 6, 17, 9), BARE_FRAME, id="the padding goes"),
        pytest.param(83, (27, 12, 12, 6, 10, 9), BARE_FRAME, id="and what it made room for"),
        pytest.param(80, (27, 9, 12, 6, 10, 9), BARE_FRAME, id="text is narrow"),
        pytest.param(79, (27, 8, 12, 6, 10, 9), BARE_FRAME, id="as narrow as its header"),
        pytest.param(78, (27, 12, 7, 6, 10, 9), BARE_FRAME, id="states go on between words"),
        pytest.param(74, (27, 8, 7, 6, 10, 9), BARE_FRAME, id="the last width with all of them"),
    ],
)
def test_what_gives_way_between_columns_that_were_named(width, widths, frame):
    layout = arrange(FILES, width)
    assert (layout.widths, layout.frame) == (widths, frame)
    assert not layout.hidden
    assert not layout.folded


TIME_AND_TEXT = (named(TIME, 17, 10, part=9), named(TEXT, 40, 4))


@pytest.mark.parametrize(
    ("columns", "width", "widths"),
    [
        pytest.param(TIME_AND_TEXT, 24, (10, 11), id="a text to be read before a time"),
        pytest.param(TIME_AND_TEXT, 35, (10, 18), id="what is left is the text's"),
        pytest.param(TIME_AND_TEXT, 36, (17, 12), id="a time before the rest of a text"),
    ],
)
def test_what_gave_way_last_is_whole_again_first(columns, width, widths):
    assert arrange(columns, width).widths == widths


def test_no_text_is_cut_where_times_on_two_lines_suffice():
    layout = arrange([named(TEXT, 39, 4), named(TEXT, 39, 4), *[named(TIME, 17, 10, part=9)] * 2], 64)
    assert layout.widths == (16, 15, 10, 10)


def test_a_time_takes_no_third_line():
    columns = [named(ID, 24, 2), named(TIME, 20, 2, part=9, use=1)]
    assert arrange(columns, 37).widths == (24, 10)
    assert arrange(columns, 36).slots == (0,)


def test_what_was_put_together_for_the_statement_is_of_most_use():
    columns = [named(ID, 38, 2, use=9), named(NUMBER, 5, 5), named(ID, 27, 2, use=1)]
    assert arrange(columns, 70).slots == (1, 2)


def test_an_id_alone_goes_on_in_the_next_line_where_the_terminal_is_narrower():
    assert arrange([named(ID, 38, 2)], 40).folded is False
    assert arrange([named(ID, 38, 2)], 39) == ((0,), (37,), (), (), True, BARE_FRAME)


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
    empty, growth, use = draw(st.booleans()), draw(st.sampled_from([0, 8])), draw(st.integers(0, 3))
    return ColumnFacts(kind, natural, header, star, empty, part, draw(st.booleans()), growth, use)


COLUMNS = st.lists(facts(), min_size=1, max_size=12)
WIDTHS = st.integers(1, 400)
NARROWEST = BARE_FRAME + 2
"""Cells of a table of one column of one cell."""


def drawn_of(columns, layout):
    return [(columns[i], cells) for i, cells in zip(layout.slots, layout.widths, strict=True)]


def unbroken(column, text):
    """Cells in which a column is read without effort: ids on one line, times on two, states between words, texts in so many."""
    part = {TIME: max(column.part, column.in_lines(2)), STATE: column.part, TEXT: text, JSON: text}
    return min(column.natural, max(column.header, part.get(column.kind, column.natural)))


def unbroken_width(columns, frame, text):
    """Cells of a table of them, with the times on two lines and the states on one."""
    cells = (c.natural if c.kind is STATE else unbroken(c, text) for c in columns)
    return sum(each + frame for each in cells) + 1


@given(COLUMNS, WIDTHS)
def test_a_table_is_never_wider_than_the_window(columns, width):
    assert arrange(columns, width).width <= max(width, NARROWEST)


@given(COLUMNS, WIDTHS)
def test_every_column_is_drawn_or_told(columns, width):
    layout = arrange(columns, width)
    assert sorted((*layout.slots, *layout.hidden, *layout.empty)) == list(range(len(columns)))
    assert all(columns[i].empty and columns[i].star for i in layout.empty)
    assert layout.slots


@given(COLUMNS, WIDTHS)
def test_an_id_or_number_is_whole_or_hidden(columns, width):
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
        assert layout.frame == FRAME


@given(COLUMNS, WIDTHS)
def test_no_named_column_is_hidden_while_one_of_a_star_is_shown(columns, width):
    layout = arrange(columns, width)
    if any(columns[i].star is None for i in layout.hidden):
        assert all(columns[i].star is None for i in layout.slots)


@given(COLUMNS, WIDTHS)
def test_named_columns_are_hidden_only_where_what_is_whole_and_the_headers_do_not_fit(columns, width):
    layout = arrange(columns, width)
    asked = [c for c in columns if c.star is None]
    if sum(unbroken(c, 1) + BARE_FRAME for c in asked) + 1 <= width:
        assert not any(columns[i].star is None for i in layout.hidden)


@given(COLUMNS, WIDTHS)
def test_no_named_column_is_hidden_that_fits_beside_those_of_more_use(columns, width):
    layout = arrange(columns, width)
    hidden = [columns[i] for i in layout.hidden if columns[i].star is None]
    drawn = [columns[i] for i in layout.slots]
    for column in hidden if not layout.folded else ():
        better = [c for c in drawn if (c.use, c.kind) <= (column.use, column.kind)]
        assert sum(unbroken(c, 1) + BARE_FRAME for c in (*better, column)) + 1 > width


@given(COLUMNS, WIDTHS)
def test_no_cell_is_free_while_something_is_cut(columns, width):
    layout = arrange(columns, width)
    lines = {TEXT: LINES, JSON: 1}
    for i, cells in zip(layout.slots, layout.widths, strict=True):
        kind = columns[i].kind
        if kind.is_cuttable and cells < columns[i].in_lines(lines[kind]):
            assert layout.width == max(width, NARROWEST)


@given(COLUMNS, WIDTHS)
def test_nothing_is_hidden_that_would_fit_when_text_gives_way(columns, width):
    layout = arrange(columns, width)
    if any(columns[i].star for i in layout.hidden):
        valued = [c for c in columns if not (c.empty and c.star)] or columns[:1]
        assert sum(STEPS[-1].least(c) + FRAME for c in valued) + 1 > width


@given(COLUMNS, WIDTHS)
def test_texts_are_cut_below_the_least_only_where_named_columns_need_it(columns, width):
    layout = arrange(columns, width)
    drawn = drawn_of(columns, layout)
    if any(cells < min(column.natural, NARROW) for column, cells in drawn if column.kind.is_cuttable):
        assert layout.frame == BARE_FRAME
        assert unbroken_width([column for column, _ in drawn], BARE_FRAME, NARROW) > width


@given(COLUMNS, WIDTHS)
def test_the_padding_goes_only_where_times_on_two_lines_and_cut_texts_do_not_suffice(columns, width):
    layout = arrange(columns, width)
    assert layout.frame in (FRAME, BARE_FRAME)
    if layout.frame == BARE_FRAME:
        assert unbroken_width([columns[i] for i in layout.slots], FRAME, NARROW) > width


@given(COLUMNS, WIDTHS)
def test_a_state_goes_on_only_where_narrow_texts_without_padding_do_not_suffice(columns, width):
    layout = arrange(columns, width)
    drawn = drawn_of(columns, layout)
    if any(cells < column.natural for column, cells in drawn if column.kind is STATE):
        assert unbroken_width([column for column, _ in drawn], BARE_FRAME, 1) > width


@given(COLUMNS, WIDTHS)
def test_an_id_or_a_word_is_broken_only_where_it_is_alone(columns, width):
    layout = arrange(columns, width)
    drawn = drawn_of(columns, layout)
    assert layout.folded == any(cells < unbroken(column, 1) for column, cells in drawn)
    assert not layout.folded or len(drawn) == 1


@given(COLUMNS, WIDTHS)
def test_no_time_is_on_one_line_again_beside_a_text_too_narrow_to_read(columns, width):
    drawn = drawn_of(columns, arrange(columns, width))
    if any(cells < min(column.natural, NARROW) for column, cells in drawn if column.kind.is_cuttable):
        assert all(cells <= unbroken(column, 1) for column, cells in drawn if column.kind is TIME)


@given(facts())
def test_no_step_needs_more_than_the_one_before(column):
    needed = [step.least(column) + step.frame for step in NAMED_STEPS]
    assert needed == sorted(needed, reverse=True)


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
