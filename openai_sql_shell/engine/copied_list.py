"""A list that another one is joined to, as a table of SQLite's own for the length of a statement.

Entering a virtual table costs more than all that SQLite does for a row of a join. Where a list is here as a whole, and large,
the statement begins anew, before its first row, with the values that it needs in a real table of the same name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.engine.columns import AFFINITY, NUMERIC, batch_reader_of
from openai_sql_shell.sql.tokens import quote_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openai_sql_shell.api.paging import Page
    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.handlers.base import Read
    from openai_sql_shell.result import Row, Value

WORTH = 1_000
"""Rows of a list above which it is copied."""


class NotTheSame(Exception):
    """Over a copy a statement would have other values, or ask otherwise."""


@frozen
class JoinedList:
    """A list that is here as a whole, and what a statement needs of it."""

    scan: Scan
    pages: Iterable[Page]
    outer: Read
    """What the other list was asked."""

    def declaration(self, table: str) -> str:
        """The statement that makes the table: with every column, so that ``*`` means the same."""
        columns = self.scan.resource.columns
        declared = (f"{quote_name(c.name)} {AFFINITY.get(c.type, 'TEXT')}" for c in columns)
        return f"CREATE TABLE {table}({', '.join(declared)})"

    def insertion(self, table: str) -> str:
        """The statement that puts one of the `rows` into it."""
        names = ", ".join(quote_name(column.name) for _, column in self.scan.used)
        return f"INSERT INTO {table}({names}) VALUES ({', '.join('?' * len(self.scan.used))})"

    def index(self, schema: str, name: str) -> str:
        """The statement that makes an index in which a join finds all that it needs."""
        joined = str(self.scan.join_column)
        names = dict.fromkeys([joined, *(column.name for _, column in self.scan.used)])
        return f'CREATE INDEX {quote_name(schema)}."joined" ON {quote_name(name)}({", ".join(map(quote_name, names))})'

    def rows(self) -> Iterator[Row]:
        """The values that are needed of each object.

        Raises:
            NotTheSame: SQLite would take a text for a number.
        """
        readers = [
            (column, read)
            for _, column in self.scan.used
            if (read := batch_reader_of(self.scan.resource, column)) is not None
        ]
        for page in self.pages:
            found = [_checked(column, read(page.items)) for column, read in readers]
            yield from zip(*found, strict=True)


def _checked(column: Column, values: Sequence[Value]) -> Sequence[Value]:
    if column.type in NUMERIC and str in map(type, values):
        raise NotTheSame
    return values


def can_be_copied(scan: Scan) -> bool:
    """Whether all that a statement needs of a list is in its objects, and the same for each row of the other list."""
    plain = not (scan.depends or scan.several or scan.order or scan.compared_bounds or scan.remarks)
    return plain and all(batch_reader_of(scan.resource, column) is not None for _, column in scan.used)
