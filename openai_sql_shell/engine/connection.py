"""An SQLite connection with every resource mounted as a virtual table, closed to everything outside.

The session's own tables live in a database that all its connections share; its views, which only a temporary schema can hold,
are made again on each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import apsw

from openai_sql_shell.engine.authorizer import protect
from openai_sql_shell.engine.columns import declaration
from openai_sql_shell.engine.functions import register
from openai_sql_shell.engine.table import Current, ResourceTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.engine.execution import Execution
    from openai_sql_shell.engine.prefetch import Prefetcher

MODULE = "openai"
STEPS_BETWEEN_CHECKS = 20_000
"""Instructions of SQLite's machine between two looks at the cancel token: a few milliseconds."""

BUSY_FOR = 1000
"""Milliseconds to wait for another connection of the session that reads its tables."""

VIEWS = "SELECT name, sql FROM temp.sqlite_schema WHERE type = 'view' ORDER BY rowid"


class EngineConnection:
    """Not for several threads at once."""

    def __init__(self, catalog: Catalog, shared: str) -> None:
        """Open and mount.

        Args:
            catalog: what is mounted.
            shared: the name of the database with the session's tables.
        """
        self.current = Current()
        self.tables: dict[tuple[str, str], ResourceTable] = {}
        """By schema and name."""
        self._catalog = catalog
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
        # The plan of a statement depends on what runs around it, so prepared statements are not kept.
        self.connection = apsw.Connection(f"file:/{shared}?vfs=memdb", flags, statementcachesize=0)
        self.connection.set_busy_timeout(BUSY_FOR)
        self._mount()
        register(self.connection)
        self.functions = sorted({str(row[0]) for row in self.connection.execute("PRAGMA function_list")})
        protect(self.connection)

    def _mount(self) -> None:
        """Attach a schema for each service and put its resources in."""
        self.connection.create_module(
            MODULE, cast("apsw.VTModule", _Module(self)), use_bestindex_object=True, read_only=True
        )
        for service in self._catalog.services:
            schema = schema_of(service.name)
            self.connection.execute("ATTACH ':memory:' AS ?", (schema,))
            for resource in service.resources:
                self.connection.execute(f'CREATE VIRTUAL TABLE "{schema}"."{resource.name}" USING {MODULE}()')

    def create(self, schema: str, name: str) -> tuple[str, ResourceTable]:
        """What SQLite learns about a mounted table; called by its module."""
        self.connection.vtab_config(apsw.SQLITE_VTAB_INNOCUOUS)
        resource = self._catalog.resources[schema.partition(".")[2], name]
        table = self.tables[schema, name] = ResourceTable(resource, self.current)
        return declaration(resource), table

    def begin(self, run: Execution, prefetcher: Prefetcher | None = None) -> None:
        """Let the tables know the statement that begins."""
        for table in self.tables.values():
            table.scans.clear()
        self.current.set(run, prefetcher)
        self.connection.set_progress_handler(lambda: bool(run.token), STEPS_BETWEEN_CHECKS)

    def end(self) -> None:
        """The statement is over."""
        self.connection.set_progress_handler(None)
        self.current.set(None)

    def rows(self, sql: str, run: Execution, prefetcher: Prefetcher) -> Iterator[object]:
        """Run a statement ahead of another."""
        self.begin(run, prefetcher)
        cursor = self.connection.cursor()
        try:
            yield from cursor.execute(sql)
        finally:
            cursor.close(True)
            self.end()

    def interrupt(self) -> None:
        """End what runs."""
        self.connection.interrupt()

    def views(self) -> list[tuple[str, str]]:
        """The session's views: names and definitions."""
        return [(str(name), str(sql)) for name, sql in self.connection.execute(VIEWS)]

    def adopt(self, views: list[tuple[str, str]]) -> None:
        """Have exactly these views."""
        own = self.views()
        if own == views:
            return
        for name, _sql in own:
            self.connection.execute(f'DROP VIEW temp."{name.replace(chr(34), chr(34) * 2)}"')
        for _name, sql in views:
            self.connection.execute(sql.replace("CREATE VIEW", "CREATE TEMP VIEW", 1))

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


class _Module:
    """How SQLite makes and opens the virtual tables; the names of its methods are APSW's."""

    def __init__(self, mount: EngineConnection) -> None:
        self._mount = mount

    def Create(  # noqa: N802 - APSW passes what SQLite passes
        self,
        connection: apsw.Connection,  # noqa: ARG002
        modulename: str,  # noqa: ARG002
        databasename: str,
        tablename: str,
        *args: tuple[apsw.SQLiteValue, ...],  # noqa: ARG002
    ) -> tuple[str, apsw.VTTable]:
        declared, table = self._mount.create(databasename, tablename)
        return declared, cast("apsw.VTTable", table)

    Connect = Create


def schema_of(service: str) -> str:
    """The name of the attached schema that holds a service's resources."""
    return f"openai.{service}"
