"""A list as a table of SQLite's own: what a statement needs of it.

Entering a virtual table costs more than all that SQLite does for a row of a join; a real table has an index of SQLite's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.engine.columns import AFFINITY, NUMERIC, batch_reader_of
from openai_sql_shell.engine.inserts import insert
from openai_sql_shell.sql.tokens import quote_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import apsw

    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.handlers.base import Object
    from openai_sql_shell.result import Value

WORTH = 1_000
"""Rows of an inner list above which it is copied."""

CACHE = 64 * 1024
"""Kilobytes of a schema with copies that SQLite holds in memory; a join looks up keys in any order."""

JOINED = "joined"
"""The index."""


class NotTheSame(Exception):
    """Over a copy a statement would have other values, or ask otherwise."""


@frozen
class CopiedList:
    """What a statement needs of a list, and where its table is made: in a schema that has no other, under the list's name."""

    scan: Scan
    schema: str
    number: str | None = None
    """The column that holds numbers in place of its texts; None: there is none."""

    @property
    def table(self) -> str:
        """Its name, as SQL has it."""
        return f"{quote_name(self.schema)}.{quote_name(self.scan.resource.name)}"

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that a statement reads, in the list's order."""
        return tuple(column.name for _, column in self.scan.used)

    def make(self, sqlite: apsw.Connection, *, is_key: bool) -> None:
        """Make the table, with the columns that the statement reads: SQLite has looked up the names of them all; the numbers may be its key."""
        types = {c.name: AFFINITY.get(c.type, "TEXT") for _, c in self.scan.used}
        if self.number is not None:
            types[self.number] = "INTEGER PRIMARY KEY" if is_key else "INTEGER"
        declared = (f"{quote_name(name)} {of}" for name, of in types.items())
        sqlite.execute(f"PRAGMA {quote_name(self.schema)}.cache_size = -{CACHE}")
        sqlite.execute(f"CREATE TABLE {self.table}({', '.join(declared)})")

    def put(
        self,
        sqlite: apsw.Connection,
        objects: Sequence[Object],
        numbers: Sequence[Value] = (),
        *,
        behind: bool = False,
    ) -> None:
        """Put the values of further objects into it, in their order, with their numbers if it has such; those ``behind`` all others SQLite gives itself.

        Raises:
            NotTheSame: SQLite would take a text for a number.
        """
        columns = {
            column.name: self._values(column, objects)
            for _, column in self.scan.used
            if column.name != self.number
        }
        if self.number is not None and not (behind and columns):
            columns[self.number] = numbers
        width = len(columns)
        by_row: list[Value] = [None] * (width * len(objects))
        for place, column in enumerate(columns.values()):
            by_row[place::width] = column
        insert(sqlite, f"{self.table}({', '.join(map(quote_name, columns))})", width, tuple(by_row))

    def rows(self, sqlite: apsw.Connection) -> Iterator[dict[str, Value]]:
        """What is in it, by column."""
        rows = sqlite.execute(f"SELECT {', '.join(map(quote_name, self.names))} FROM {self.table}")
        return (dict(zip(self.names, row, strict=True)) for row in rows)

    def index(self, sqlite: apsw.Connection, joined: str) -> None:
        """Make an index by a column, in which a join finds all that it needs."""
        names = dict.fromkeys([joined, *self.names])
        schema, name = quote_name(self.schema), quote_name(self.scan.resource.name)
        sqlite.execute(f"CREATE INDEX {schema}.{JOINED} ON {name}({', '.join(map(quote_name, names))})")

    def _values(self, column: Column, objects: Sequence[Object]) -> Sequence[Value]:
        read = batch_reader_of(self.scan.resource, column)
        assert read is not None, "a list is copied whose values are taken one by one"  # noqa: S101
        values = read(objects)
        if column.type in NUMERIC and str in map(type, values):
            raise NotTheSame
        return values


def can_be_copied(scan: Scan) -> bool:
    """Whether all that a statement needs of a list is in its objects, and the same for each row of another list."""
    plain = not (scan.several or scan.order or scan.compared_bounds or scan.remarks)
    return (
        plain
        and bool(scan.used)
        and all(batch_reader_of(scan.resource, column) is not None for _, column in scan.used)
    )


def names_objects(scan: Scan, column: Column | None) -> bool:
    """Whether a column of a list that can be copied holds ids."""
    return column is not None and column.type not in NUMERIC and column in dict(scan.used).values()
