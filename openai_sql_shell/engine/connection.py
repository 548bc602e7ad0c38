"""An SQLite connection with a virtual table for each resource that its statements name, closed to everything outside.

The session's own tables live in a database that all its connections share; its views, which only a temporary schema can hold,
are made again on each.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress

import apsw

from openai_sql_shell.engine.attached_tables import AttachedTables, unguarded, views_of
from openai_sql_shell.engine.authorizer import protect
from openai_sql_shell.engine.current import Current
from openai_sql_shell.engine.file_tables import FileTables
from openai_sql_shell.engine.functions import register
from openai_sql_shell.errors import StatementError
from openai_sql_shell.sql.tokens import quote_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.engine.execution import Execution
    from openai_sql_shell.engine.prefetch import Prefetcher
    from openai_sql_shell.engine.table import ResourceTable

STEPS_BETWEEN_CHECKS = 20_000
"""Instructions of SQLite's machine between two looks at the cancel token: a few milliseconds."""

BUSY_FOR = 1000
"""Milliseconds to wait for another connection of the session that reads its tables."""

CLOSING = 2.0
"""Seconds that connections in use get to come back."""


class EngineConnection:
    """Not for several threads at once."""

    def __init__(self, catalog: Catalog, shared: str) -> None:
        """Open; no resource has a table yet.

        Args:
            catalog: the resources.
            shared: the name of the database with the session's tables.
        """
        self.current = Current()
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
        # The plan of a query depends on what runs around it: those are run with ``can_cache`` false. The cache is for executemany.
        self.sqlite = apsw.Connection(f"file:/{shared}?vfs=memdb", flags, statementcachesize=2)
        self.sqlite.set_busy_timeout(BUSY_FOR)
        self._attached = AttachedTables(self.sqlite, catalog, self.current)
        self.files = FileTables(self.sqlite, self.current)
        register(self.sqlite)
        protect(self.sqlite)

    @property
    def tables(self) -> Mapping[tuple[str, str], ResourceTable]:
        """Those of the resources that were named so far, by schema and name."""
        return self._attached.tables

    def attach(self, sql: str) -> None:
        """Have a table for each resource that a statement names; see `AttachedTables.attach`."""
        self._attached.attach(sql)

    def functions(self) -> list[str]:
        """The names of all SQL functions."""
        with unguarded(self.sqlite):
            return sorted({str(row[0]) for row in self.sqlite.execute("PRAGMA function_list")})

    def columns_of(self, name: str) -> list[tuple[Any, ...]]:
        """The columns of a table or view of the session, as a pragma tells them, which statements may not use.

        Of each its place, name, declared type, 1 where NULL is refused, default, and its place in the primary key from 1, or 0.
        """
        with (
            unguarded(self.sqlite),
            suppress(apsw.SQLError, StatementError),
        ):  # a view of what is not there any more
            return self.sqlite.execute(f"PRAGMA table_info({quote_name(name)})").fetchall()
        return []

    @contextmanager
    def running(self, execution: Execution, prefetcher: Prefetcher | None = None) -> Iterator[None]:
        """The tables serve this statement inside of the block, or one that runs ahead of it."""
        for table in self.tables.values():
            table.scans.clear()
        self.current.statement, self.current.prefetcher = execution, prefetcher
        self.current.missing.clear()
        is_over = (
            (lambda: bool(execution.token))
            if prefetcher is None
            else (lambda: prefetcher.over or bool(execution.token))
        )
        self.sqlite.set_progress_handler(is_over, STEPS_BETWEEN_CHECKS)
        try:
            yield
        finally:
            self.sqlite.set_progress_handler(None)
            self.files.release()
            self.current.statement = self.current.prefetcher = None

    def run_ahead(self, sql: str, execution: Execution, prefetcher: Prefetcher) -> None:
        """Run a query for the requests it makes; its rows are let go."""
        self.attach(sql)
        cursor = self.sqlite.cursor()
        with self.running(execution, prefetcher), execution.token.calling(self.interrupt):
            try:
                for _row in cursor.execute(sql, can_cache=False):
                    execution.token.check()
            finally:
                cursor.close(True)

    def interrupt(self) -> None:
        """Stop what runs, from any thread; nothing does where the connection was closed meanwhile."""
        with suppress(apsw.ConnectionClosedError):
            self.sqlite.interrupt()

    def views(self) -> list[tuple[str, str]]:
        """The session's views: names and definitions."""
        return views_of(self.sqlite)

    def adopt(self, views: list[tuple[str, str]]) -> None:
        """Have exactly these views."""
        own = self.views()
        if own == views:
            return
        for name, _sql in own:
            self.sqlite.execute(f"DROP VIEW temp.{quote_name(name)}")
        for _name, sql in views:
            self.attach(sql)
            self.sqlite.execute(sql.replace("CREATE VIEW", "CREATE TEMP VIEW", 1))


class ConnectionPool:
    """Further connections to a session's tables, for the threads of prefetchers."""

    def __init__(self, catalog: Catalog, shared: str) -> None:
        self._catalog = catalog
        self._shared = shared
        self._spare: list[EngineConnection] = []
        self._borrowed = 0
        self._returned = threading.Condition()

    @contextmanager
    def connection(self) -> Iterator[EngineConnection]:
        """A connection for the block, opened where none is free."""
        with self._returned:
            self._borrowed += 1
            connection = self._spare.pop() if self._spare else None
        try:
            connection = connection or EngineConnection(self._catalog, self._shared)
            yield connection
        finally:
            with self._returned:
                self._borrowed -= 1
                if connection is not None:
                    self._spare.append(connection)
                self._returned.notify_all()

    @contextmanager
    def unshared(self) -> Iterator[EngineConnection]:
        """A connection for the block that nobody else ever has."""
        connection = EngineConnection(self._catalog, self._shared)
        try:
            yield connection
        finally:
            connection.sqlite.close()

    def ready(self, sql: str) -> bool:
        """Have a connection for the next one who needs it, with the tables that a statement names; False: the session's own transaction is in the way."""
        with self._returned:
            if not self._spare:
                self._spare.append(EngineConnection(self._catalog, self._shared))
            connection = self._spare[-1]
            connection.sqlite.set_busy_timeout(0)
            try:
                connection.attach(sql)
            except apsw.BusyError:
                return False
            finally:
                connection.sqlite.set_busy_timeout(BUSY_FOR)
        return True

    def close(self) -> None:
        """Close the connections; who uses one has been told to stop."""
        with self._returned:
            self._returned.wait_for(lambda: not self._borrowed, timeout=CLOSING)
            for connection in self._spare:
                connection.sqlite.close()
            self._spare.clear()
