"""INSERT statements: the rows as SQL that SQLite, and most other databases, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import scalar
from openai_sql_shell.render.json_rows import distinct
from openai_sql_shell.render.sanitize import encodable
from openai_sql_shell.sql.tokens import identifier, quote_string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Value

TABLE = "result"
"""The table that the statements fill: rows of a query have no other name."""


def draw_insert(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """One statement for each row."""
    names = distinct(column.name for column in reader.columns)
    columns = ", ".join(map(identifier, names))
    for row in reader:
        values = ", ".join(literal(v, c) for v, c in zip(row, reader.columns, strict=True))
        yield f"INSERT INTO {TABLE} ({columns}) VALUES ({values});\n"


def literal(value: Value, column: ResultColumn) -> str:
    r"""A value as SQL; a text with a character that no string can hold as the bytes it is made of.

    >>> from openai_sql_shell.result import ResultColumn
    >>> [literal(value, ResultColumn("x")) for value in (None, "it's", 7, b"\x00", "a\0b")]
    ['NULL', "'it''s'", '7', "x'00'", "CAST(x'610062' AS TEXT)"]
    """
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    if not isinstance(value, str):
        return scalar(value, column)
    return quote_string(value) if "\0" not in value else f"CAST(x'{encodable(value).encode().hex()}' AS TEXT)"
