"""What is found in a copy of rows by a value is at least what SQLite calls equal."""

from __future__ import annotations

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.engine.row_copy import RowCopy, affinity
from openai_sql_shell.local_files.columns import FileColumn

TEXTS = st.one_of(
    st.sampled_from(
        ["5", "05", "5.0", " 5", "5 ", "5e0", "+5", "0", "-0", "", "x", "1e400", "9007199254740993"]
    ),
    st.integers(-20, 20).map(str),
    st.text("0123456789.e -", max_size=4),
)
INTEGERS = st.one_of(st.integers(-20, 20), st.sampled_from([2**53, 2**53 + 1, 2**63 - 1, -(2**63)]))
NUMBERS = st.one_of(INTEGERS.map(float), st.floats(allow_nan=False))
HELD = {
    DataType.INTEGER: INTEGERS,
    DataType.NUMBER: NUMBERS,
    DataType.STRING: TEXTS,
    None: st.one_of(INTEGERS, NUMBERS, TEXTS),
}
ANY = st.one_of(st.none(), INTEGERS, NUMBERS, TEXTS, st.binary(max_size=2))


@pytest.mark.parametrize("kind", HELD, ids=str)
@pytest.mark.parametrize("other", ["INTEGER", "REAL", "TEXT", ""])
@settings(max_examples=40)  # for each pair of types
@given(data=st.data())
def test_no_row_is_missed_that_is_equal_to_a_column_of_another_table(kind, other, data):
    column = FileColumn("a", kind)
    held = data.draw(st.lists(st.one_of(st.none(), HELD[kind]), max_size=6))
    value = data.draw(ANY)
    database = apsw.Connection("")
    database.execute(f"CREATE TABLE f(a {affinity(column)}); CREATE TABLE o(b {other})")
    database.executemany("INSERT INTO f VALUES (?)", [(v,) for v in held])
    database.execute("INSERT INTO o VALUES (?)", (value,))
    equal = {row for (row,) in database.execute("SELECT f.rowid FROM f, o WHERE f.a = o.b")}
    [[handed_over]] = database.execute("SELECT b FROM o").fetchall()
    copy = RowCopy([column], [(v,) for v in held])
    found = [row[-1] for row in copy.equal(0, handed_over)]
    copy.close()
    assert equal <= set(found)
    assert found == sorted(set(found))


def test_rows_are_whole_and_in_order():
    copy = RowCopy([FileColumn("a"), FileColumn("b", DataType.STRING)], [(1, "x"), (None, "y")])
    assert list(copy.all()) == [(1, "x", 1), (None, "y", 2)]
    assert list(copy.equal(1, "y")) == [(None, "y", 2)]
    assert list(copy.equal(0, None)) == []


def test_rows_without_columns_are_counted():
    assert list(RowCopy([], [(), ()]).all()) == [(1,), (2,)]
