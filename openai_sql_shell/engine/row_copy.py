"""The rows of a file that a statement enters again, in a temporary database: found by a value instead of read anew for each outer row.

SQLite makes no index of its own over a virtual table. What is found here is all that can be equal in SQLite's eyes, and perhaps more:
SQLite checks each row itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw

from openai_sql_shell.engine.columns import AFFINITY, NUMERIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.local_files.columns import FileColumn
    from openai_sql_shell.result import Row, Value


class RowCopy:
    """Rows in memory up to a few megabytes, on disk beyond; gone when it is closed."""

    def __init__(self, columns: Sequence[Column | FileColumn], rows: Iterable[Row]) -> None:
        """Take the rows, in their order."""
        self._columns = columns
        self._database = apsw.Connection("")
        self._database.execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000")
        self._indexed: set[str] = set()
        declared = [f"c{at} {affinity(column)}" for at, column in enumerate(columns)] or ["c0"]
        self._database.execute(f"CREATE TABLE row({', '.join(declared)})")
        marks = ", ".join("?" * len(columns)) or "NULL"
        with self._database:
            self._database.executemany(f"INSERT INTO row VALUES ({marks})", rows)
        self._select = f"SELECT {''.join(f'c{at}, ' for at in range(len(columns)))}rowid FROM row"

    def all(self) -> Iterator[Row]:
        """Each row with its number behind, in order."""
        return iter(self._database.execute(f"{self._select} ORDER BY rowid"))

    def equal(self, at: int, value: Value) -> Iterator[Row]:
        """The rows that may have a value in one of the columns.

        A number equals a text where the text, as a number, is the same.
        """
        if value is None:
            return iter(())
        column = self._columns[at]
        as_numbers = column.type not in NUMERIC and isinstance(value, int | float)
        operand = f"CAST(c{at} AS REAL)" if as_numbers else f"c{at}"
        if operand not in self._indexed:
            self._database.execute(f"CREATE INDEX row_{len(self._indexed)} ON row({operand})")
            self._indexed.add(operand)
        wanted = "CAST(? AS REAL)" if as_numbers else "?"
        return iter(
            self._database.execute(f"{self._select} WHERE {operand} = {wanted} ORDER BY rowid", (value,))
        )

    def close(self) -> None:
        """Give the memory and the disk back."""
        self._database.close()


def affinity(column: Column | FileColumn) -> str:
    """SQLite's type for a column; none where the values shall stay what they are."""
    return AFFINITY.get(column.type, "TEXT") if column.type is not None else ""
