"""Rows that are put into a table several at a time."""

from __future__ import annotations

import apsw
import pytest

from openai_sql_shell.engine.inserts import VALUES_AT_ONCE, insert


@pytest.mark.parametrize("width", [1, 2, 3, VALUES_AT_ONCE - 1, VALUES_AT_ONCE, VALUES_AT_ONCE + 1])
@pytest.mark.parametrize("count", [0, 1, 2, 199, 200, 201, 467])
def test_every_row_is_there_once_and_in_its_place(width, count):
    sqlite = apsw.Connection(":memory:")
    names = [f"c{at}" for at in range(width)]
    sqlite.execute(f"CREATE TABLE t({', '.join(names)})")
    rows = [tuple(f"{row}.{at}" if at % 2 else row for at in range(width)) for row in range(count)]
    insert(sqlite, f"t({', '.join(reversed(names))})", width, tuple(value for row in rows for value in row))
    assert sqlite.execute("SELECT * FROM t ORDER BY rowid").fetchall() == [row[::-1] for row in rows]
