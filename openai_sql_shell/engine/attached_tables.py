"""The tables of resources on one connection: attached and made when a statement first names them, given up where SQLite holds no more.

A statement comes in; each resource that it names has a virtual table afterwards, in the schema of its service.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from types import SimpleNamespace

import apsw

from openai_sql_shell.catalog import LOCAL, schema_of
from openai_sql_shell.errors import EngineError
from openai_sql_shell.sql.tokens import significant, unquote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Any

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.engine.current import Current
    from openai_sql_shell.engine.table import ResourceTable

MODULE = "openai"

ON_DISK = f"file:?vfs={apsw.vfs_names()[0]}"
"""A database that goes to disk where it grows: copies of lists are made in it."""

VIEWS = "SELECT name, sql FROM temp.sqlite_schema WHERE type = 'view' ORDER BY rowid"


class AttachedTables:
    """Not for several threads at once."""

    def __init__(self, sqlite: apsw.Connection, catalog: Catalog, current: Current) -> None:
        """There are none yet."""
        self.tables: dict[tuple[str, str], ResourceTable] = {}
        """By schema and name."""
        self._sqlite = sqlite
        self._catalog = catalog
        self._current = current
        self._schemas: dict[str, None] = {}
        """What is attached, used last at the end."""
        self._lasting: set[tuple[str, str]] = set()
        """Tables that no ROLLBACK takes away."""
        module: Any = SimpleNamespace(Create=self._table, Connect=self._table)  # APSW's names
        sqlite.create_module(MODULE, module, use_bestindex_object=True, read_only=True)

    def _table(
        self, sqlite: apsw.Connection, _module: str, schema: str, name: str, *_arguments: apsw.SQLiteValue
    ) -> tuple[str, apsw.VTTable]:
        """Make the table of a resource, when SQLite asks for it."""
        sqlite.vtab_config(apsw.SQLITE_VTAB_INNOCUOUS)
        resource = self._catalog.table(schema, name)
        assert resource is not None, "a table was made that no statement named"  # noqa: S101
        from openai_sql_shell.engine.columns import declaration  # noqa: PLC0415 - a statement of the session's own tables needs none

        table: Any = _kind_of(resource)(resource, self._current)
        self.tables[schema, name] = table
        return declaration(resource), table

    def attach(self, sql: str) -> None:
        """Have a table for each resource that a statement names; those that views need are there since they were made.

        Raises:
            EngineError: the statement and the views need more services than SQLite holds at once.
        """
        named = self._named(sql)
        schemas = dict.fromkeys(schema for schema, _ in named)
        for schema in self._schemas.keys() & schemas:
            self._schemas[schema] = self._schemas.pop(schema)
        missing = named - self._lasting
        if not missing:
            return
        with unguarded(self._sqlite):
            for schema in schemas:
                if schema not in self._schemas:
                    self._attach(schema, schemas)
            for schema, name in missing:
                create = f'CREATE VIRTUAL TABLE IF NOT EXISTS "{schema}"."{name}" USING {MODULE}()'
                self._sqlite.execute(create)
        if not self._sqlite.in_transaction:
            self._lasting |= missing

    def _named(self, sql: str) -> set[tuple[str, str]]:
        """Schemas and names of the resources whose names stand in a text."""
        if not any(begin in sql.lower() for begin in (schema_of(""), LOCAL)):
            return set()
        words = [unquote(token.text).lower() for token in significant(sql)]
        pairs = ((a, c) for a, b, c in zip(words, words[1:], words[2:], strict=False) if b == ".")
        return {pair for pair in pairs if self._catalog.table(*pair) is not None}

    def _attach(self, schema: str, needed: Collection[str]) -> None:
        most = self._sqlite.limit(apsw.SQLITE_LIMIT_ATTACHED)
        if len(self._schemas) >= most:
            self._make_room({*needed, *self._schemas_of_views()}, most)
        self._sqlite.execute("ATTACH ? AS ?", (ON_DISK, schema))
        self._schemas[schema] = None

    def _schemas_of_views(self) -> Iterator[str]:
        for _, sql in views_of(self._sqlite):
            yield from (schema for schema, _ in self._named(sql))

    def _make_room(self, needed: Collection[str], most: int) -> None:
        """Give up the schema that was used longest ago and is not needed."""
        for schema in [schema for schema in self._schemas if schema not in needed]:
            with suppress(apsw.SQLError):  # an open transaction has made a table in it
                self._sqlite.execute("DETACH ?", (schema,))
                del self._schemas[schema]
                self._lasting = {table for table in self._lasting if table[0] != schema}
                for table in [table for table in self.tables if table[0] == schema]:
                    del self.tables[table]
                return
        raise EngineError(
            f"this SQLite holds tables of {most} services at once, and the statement, the session's views and its transaction need more",
            hint="CREATE TABLE t AS SELECT ... keeps what one of them has; DROP VIEW and COMMIT make room",
        )


def _kind_of(resource: Resource) -> type[ResourceTable]:
    """What answers SQLite for a resource; each kind is loaded with its first table."""
    if resource.kept:
        from openai_sql_shell.engine.ledger_table import LedgerTable  # noqa: PLC0415

        return LedgerTable
    if any(method.lines for method in resource.methods):
        from openai_sql_shell.engine.line_table import LineTable  # noqa: PLC0415

        return LineTable
    from openai_sql_shell.engine.table import ResourceTable  # noqa: PLC0415

    return ResourceTable


@contextmanager
def unguarded(sqlite: apsw.Connection) -> Iterator[None]:
    """Statements inside of the block are ours, and not authorized."""
    authorizer, sqlite.authorizer = sqlite.authorizer, None
    try:
        yield
    finally:
        sqlite.authorizer = authorizer


def views_of(sqlite: apsw.Connection) -> list[tuple[str, str]]:
    """A session's views: names and definitions."""
    return [(str(name), str(sql)) for name, sql in sqlite.execute(VIEWS)]
