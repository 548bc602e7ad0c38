"""Values beside a statement: what each becomes, and what is refused before anything is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum

import pytest
from dbapi.conftest import requests

import openai_sql_shell as driver
from openai_sql_shell.dbapi.parameters import value_of


class Word(StrEnum):
    A = "a"


class OldWord(str, Enum):  # noqa: UP042 - still about
    A = "a"


class Number(IntEnum):
    TWO = 2


class Foreign:
    """A whole number of another library."""

    def __index__(self):
        return 7


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (5, 5),
        (-(2**63), -(2**63)),
        (2.5, 2.5),
        ("it's ?", "it's ?"),
        (Word.A, "a"),
        (OldWord.A, "a"),
        (Number.TWO, 2),
        (Foreign(), 7),
        (b"\0", b"\0"),
        (bytearray(b"a"), b"a"),
        (memoryview(b"a"), b"a"),
        (datetime(2026, 1, 1, tzinfo=UTC), 1767225600),
        (datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))), 1767225600),
        (datetime(2026, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC), 1767225600.5),
        (date(2026, 1, 1), "2026-01-01"),
        (Decimal("1.10"), "1.10"),
        (["ü", None], '["ü", null]'),
        ({"a": [1]}, '{"a": [1]}'),
        (driver.Timestamp(2026, 1, 1), 1767225600),
        (driver.TimestampFromTicks(1767225600), 1767225600),
        (driver.DateFromTicks(1767225600), "2026-01-01"),
        (driver.Binary(b"a"), b"a"),
    ],
)
def test_what_a_value_becomes(value, expected):
    found = value_of(value, "a")
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 1, 1),  # noqa: DTZ001 - that is the point
        time(1),
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        2**63,
        "a\0b",
        "\ud800",
        [float("nan")],
        {"a": {1, 2}},
        ["a\0" + chr(0xD800)],
        (1, 2),
        {1, 2},
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_no_statement_can_hold_is_named_and_nothing_is_sent(sandbox, cursor, value):
    with pytest.raises(driver.DataError, match="parameter 2"):
        cursor.execute("SELECT id FROM openai.files.files WHERE id = ? AND purpose = ?", ["a", value])
    with pytest.raises(driver.DataError, match=":b"):
        cursor.execute("SELECT id FROM openai.files.files WHERE id = :b", {"b": value})
    assert requests(sandbox) == []


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("SELECT ?", None),
        ("SELECT ?", ()),
        ("SELECT ?, ?", [1]),
        ("SELECT ?", [1, 2]),
        ("SELECT 1", [1]),
        ("SELECT '?' -- ?", [1]),
        ("SELECT :a", None),
        ("SELECT :a", {}),
        ("SELECT :a, :b", {"a": 1}),
        ("SELECT :a", [1]),
        ("SELECT ?", {"a": 1}),
        ("SELECT ?", "a"),
        ("SELECT ?", 5),
        ("SELECT ?", iter([1])),
        ("SELECT 1; SELECT 2", None),
        ("", None),
        (5, None),
        (b"SELECT 1", None),
        ("SELECT {{ a }}", None),
        (r"\d", None),
        ("SELECT 'a\0'", None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_does_not_fit_the_statement_is_refused_before_anything_is_sent(sandbox, cursor, sql, parameters):
    with pytest.raises(driver.ProgrammingError):
        cursor.execute(sql, parameters)
    assert requests(sandbox) == []


def test_marks_in_texts_are_texts_and_names_may_be_given_in_vain(cursor):
    assert cursor.execute("SELECT '?', \"?\", ? -- ?\n FROM (SELECT 2 AS '?')", [1]).fetchall() == [
        ("?", 2, 1)
    ]
    assert cursor.execute("SELECT :a", {"a": 1, "b": 2}).fetchall() == [(1,)]


def test_variables_of_the_session_stay_what_they_are(connection, cursor):
    connection.session.variables["a"] = 1
    assert cursor.execute("SELECT :a").fetchone() == (1,)
    assert cursor.execute("SELECT :a", {"a": 2}).fetchone() == (2,)
    assert connection.session.variables == {"a": 1}


def test_a_key_is_one_get(sandbox, cursor):
    store = cursor.execute("INSERT INTO openai.vector_stores.vector_stores (name) VALUES (?) RETURNING id", ["a"]).fetchone()[0]  # fmt: skip
    sandbox.forget_requests()
    cursor.execute("SELECT name FROM openai.vector_stores.vector_stores WHERE id = ?", [store])
    assert cursor.fetchall() == [("a",)]
    assert requests(sandbox) == [f"GET /vector_stores/{store}"]
