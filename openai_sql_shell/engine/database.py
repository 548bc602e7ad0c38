"""Statements on SQLite connections that have every resource mounted, and the session's own tables and views.

Comes in: SQL whose names SQLite understands. Goes out: columns and rows, our errors only. It parses nothing.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import TYPE_CHECKING, Self

import apsw

from openai_sql_shell.engine.cache import Cache
from openai_sql_shell.engine.connection import EngineConnection
from openai_sql_shell.engine.execution import Execution
from openai_sql_shell.engine.prefetch import Prefetchers
from openai_sql_shell.engine.sqlite_errors import KnownNames, translated
from openai_sql_shell.errors import EngineError, StatementError
from openai_sql_shell.result import ResultColumn
from openai_sql_shell.sql.query_shape import query_shape
from openai_sql_shell.sql.tokens import quote_name

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.engine.execution import Limits
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.handlers.base import Context, Object
    from openai_sql_shell.result import Row, Value

ASK_FOR_PLAN = "EXPLAIN QUERY PLAN "

CLOSING = 2.0
"""Seconds that connections running ahead get to come back."""

SESSIONS = count(1)
"""Numbers for databases, which share a name space within the process."""


@dataclass(frozen=True, slots=True)
class LocalObject:
    """A table or view of this session."""

    name: str
    kind: str
    """``table`` or ``view``."""
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One line of SQLite's plan: a scan of a resource, or something SQLite does by itself."""

    text: str
    scan: Scan | None


@dataclass(frozen=True, slots=True)
class EngineResult:
    """Columns and rows of a statement."""

    columns: tuple[ResultColumn, ...]
    rows: Rows


class Rows:
    """The rows of a running statement; the first is read at once, which is when SQLite begins.

    An object rather than a generator, because a generator that was never begun does not notice that it is closed.
    """

    def __init__(self, source: Generator[Row]) -> None:
        self._source = source
        self._ready = list(islice(source, 1))

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        return self._ready.pop() if self._ready else next(self._source)

    def close(self) -> None:
        """End the statement; no request is made afterwards."""
        self._ready.clear()
        self._source.close()


class Database:
    """The connection statements run on, and those that run ahead of it. Not for several threads at once."""

    def __init__(self, catalog: Catalog, monotonic: Callable[[], float]) -> None:
        """Open the connection.

        Args:
            catalog: what is mounted.
            monotonic: the clock of the cache.
        """
        self.cache = Cache(monotonic)
        self._catalog = catalog
        self._shared = f"session-{next(SESSIONS)}-{id(self):x}"
        self._main = EngineConnection(catalog, self._shared)
        self._spare: list[EngineConnection] = []
        self._borrowed = 0
        self._returned = threading.Condition()

    @property
    def _connection(self) -> apsw.Connection:
        return self._main.connection

    def run(
        self,
        sql: str,
        context: Context,
        limits: Limits,
        *,
        answers: Mapping[str, Sequence[Object]] | None = None,
        ahead: str | None = None,
    ) -> Execution:
        """Prepare to run a statement.

        Args:
            sql: the statement.
            context: its requests' company.
            limits: how far it may go.
            answers: objects that stand for resources; nothing is requested for those.
            ahead: the query that may be run ahead; None: the statement itself is one.
        """
        query = sql if ahead is None else ahead
        views = self._main.views()
        facts = query_shape(query)
        if views:  # any name may stand for a whole join
            facts = replace(facts, reads_once=False)
        prefetchers = None
        if limits.concurrency > 1 and answers is None and query:
            prefetchers = Prefetchers(query, lambda: self._borrow(views), self._give_back)
        return Execution(context, facts, limits, answers or {}, self.cache, prefetchers)

    def _borrow(self, views: list[tuple[str, str]]) -> EngineConnection:
        """A further connection, for a scout's thread."""
        with self._returned:
            self._borrowed += 1
            mount = self._spare.pop() if self._spare else None
        try:
            mount = mount or EngineConnection(self._catalog, self._shared)
            mount.adopt(views)
        except BaseException:
            with self._returned:
                self._borrowed -= 1
            raise
        return mount

    def _give_back(self, mount: EngineConnection) -> None:
        with self._returned:
            self._borrowed -= 1
            self._spare.append(mount)
            self._returned.notify_all()

    def query(self, sql: str, run: Execution, bindings: Sequence[Value] = ()) -> EngineResult:
        """Run one statement; rows come as they are read.

        Raises:
            OpenAISqlError: at once for what SQLite refuses, while reading for what the API refuses.
        """
        seen: list[tuple[ResultColumn, ...]] = []
        rows = Rows(self._rows(sql, run, bindings, seen))
        return EngineResult(seen[0] if seen else (), rows)

    def _rows(
        self, sql: str, run: Execution, bindings: Sequence[Value], seen: list[tuple[ResultColumn, ...]]
    ) -> Generator[Row]:
        cursor = self._connection.cursor()

        def describe(cursor: apsw.Cursor, _sql: str, _bindings: object) -> bool:
            seen.append(self._columns(cursor))
            return True

        cursor.exec_trace = describe
        try:
            with self._running(sql, run):
                yield from cursor.execute(sql, bindings)
        finally:
            cursor.close(True)

    @contextmanager
    def _running(self, sql: str, run: Execution) -> Iterator[None]:
        """Let the tables know the statement, the statement be cancelled, and errors be ours."""
        self._main.begin(run)
        try:
            with run.under_way(), run.context.cancel.calling(self._connection.interrupt):
                yield
        except apsw.Error as error:
            raise translated(error, sql, run, self._vocabulary(sql)) from None
        except UnicodeError:
            raise EngineError(
                "a text is not valid Unicode", hint="char() and casts of blobs can make such a text"
            ) from None
        finally:
            self._main.end()

    def _vocabulary(self, sql: str) -> KnownNames:
        """Names for a misspelt one: columns of the resources that the statement mentions."""
        mentioned = [
            table.resource
            for (schema, name), table in self._main.tables.items()
            if f'"{schema}"."{name}"' in sql
        ]
        local = [o.name for o in self.local_objects()]
        everything = (table.resource for table in self._main.tables.values())
        return KnownNames(
            mentioned, everything, [*local, *(name for _, name in self._main.tables)], self._main.functions
        )

    def _columns(self, cursor: apsw.Cursor) -> tuple[ResultColumn, ...]:
        try:
            described = cursor.description_full
        except apsw.ExecutionCompleteError:
            return ()
        return tuple(
            ResultColumn(name, self._source(schema, table, origin))
            for name, _type, schema, table, origin in described
        )

    def _source(self, schema: str | None, table: str | None, origin: str | None) -> Column | None:
        mounted = self._main.tables.get((schema or "", table or ""))
        return mounted.resource.column(origin or "") if mounted else None

    @contextmanager
    def without_view(self, name: str) -> Iterator[None]:
        """Make room for a view of the same name; where the block fails, the old one is back."""
        self._connection.execute("SAVEPOINT replacing")
        try:
            self._connection.execute(f"DROP VIEW IF EXISTS temp.{name}")
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO replacing")
            raise
        finally:
            self._connection.execute("RELEASE replacing")

    @property
    def changed_rows(self) -> int:
        """Rows of a local table that the last statement changed."""
        return self._connection.changes()

    def plan(self, sql: str, run: Execution) -> list[PlanStep]:
        """How SQLite would run a statement; sends nothing."""
        try:
            answer = self.query(f"{ASK_FOR_PLAN}{sql}", run)
        except StatementError as error:
            error.span = error.span and error.span.shifted(-len(ASK_FOR_PLAN))
            raise
        return [self._step(str(row[3])) for row in answer.rows]

    def _step(self, text: str) -> PlanStep:
        key = text.partition("VIRTUAL TABLE INDEX 0:")[2]
        scan = next((t.scans[key] for t in self._main.tables.values() if key in t.scans), None)
        return PlanStep(text, scan)

    def local_objects(self) -> tuple[LocalObject, ...]:
        """Tables and views made in this session."""
        found = self._connection.execute(
            "SELECT name, type FROM main.sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
            " UNION ALL "
            "SELECT name, type FROM temp.sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return tuple(
            LocalObject(str(name), str(kind), self._local_columns(str(name))) for name, kind in found
        )

    def _local_columns(self, name: str) -> tuple[str, ...]:
        """Asked by a pragma, which the guard refuses to statements."""
        guard, self._connection.authorizer = self._connection.authorizer, None
        try:
            return tuple(row[1] for row in self._connection.execute(f"PRAGMA table_info({quote_name(name)})"))
        except apsw.SQLError:
            return ()
        finally:
            self._connection.authorizer = guard

    def close(self) -> None:
        """Close the connections; those that run ahead have been told to stop."""
        with self._returned:
            self._returned.wait_for(lambda: not self._borrowed, timeout=CLOSING)
            for mount in (self._main, *self._spare):
                mount.close()
            self._spare.clear()
