"""Values whose JSON type is not the catalog's: held as a table of SQLite would hold them, so that equal means the same to all."""

from __future__ import annotations

import math

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.engine.columns import AFFINITY, STORED, as_text

TEXTS = st.one_of(
    st.from_regex(r"[ \t]?[-+]?[0-9]{0,4}\.?[0-9]{0,3}([eE][-+]?[0-9]{0,2})?[ \n]?", fullmatch=True),
    st.sampled_from(
        ["0x10", "1_000", "١٢", "inf", "nan", "1e", ".", "+", "", " ", "5 5", "1e400", "-0", "-0.0"]
    ),
    st.text(max_size=4).filter(lambda text: "\0" not in text and text.isprintable()),
)
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-(10**6), 10**6).map(float),
    st.integers(-(10**6), 10**6).map(lambda n: n / 4),
    st.integers(-(2**70), 2**70).map(float),
    TEXTS,
)


@pytest.fixture(scope="module")
def table():
    connection = apsw.Connection(":memory:")
    connection.execute("CREATE TABLE t(i INTEGER, r REAL, t TEXT)")
    yield connection
    connection.close()


@pytest.mark.parametrize("kind", [DataType.INTEGER, DataType.NUMBER, DataType.BOOLEAN, DataType.STRING])
@given(value=PLAIN)
def test_a_column_holds_what_a_table_of_sqlite_would(table, kind, value):
    if kind is DataType.STRING and isinstance(value, float) and abs(value) >= 1e15:
        return  # written in another way, of the same value
    name = {"INTEGER": "i", "REAL": "r"}.get(AFFINITY.get(kind, ""), "t")
    table.execute("DELETE FROM t")
    table.execute(f"INSERT INTO t({name}) VALUES (?)", [value])
    [[stored]] = table.execute(f"SELECT {name} FROM t").fetchall()
    ours = STORED.get(kind, as_text)(value)
    assert (type(ours), ours) == (type(stored), stored)


@pytest.mark.parametrize("value", [2**63, -(2**64), "9223372036854775808"])
def test_whole_numbers_beyond_64_bits_lose_no_digit(value):
    assert STORED[DataType.INTEGER](value) == str(value)


def test_what_json_cannot_say_is_no_number():
    assert math.isnan(STORED[DataType.INTEGER](float("nan")))
