"""Many rows into a table of SQLite's own, several by each statement: a tenth to a quarter less than one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import apsw

    from openai_sql_shell.result import Value

VALUES_AT_ONCE = 200
"""About so many go into a table by one statement."""


def insert(sqlite: apsw.Connection, into: str, width: int, values: tuple[Value, ...]) -> None:
    """Insert rows in their order.

    Args:
        sqlite: the connection.
        into: the table, as SQL has it, with or without its columns.
        width: how many values a row has; at least one.
        values: those of all rows, one row behind the other; of a tuple, SQLite's binding takes a part as it is.
    """
    together = max(1, VALUES_AT_ONCE // width)
    whole = len(values) // (width * together) * width * together
    row = f"({', '.join('?' * width)})"
    for several, begin, end in ((together, 0, whole), (1, whole, len(values))):
        size = width * several
        rows = (values[at : at + size] for at in range(begin, end, size))
        sqlite.executemany(f"INSERT INTO {into} VALUES {', '.join([row] * several)}", rows)
