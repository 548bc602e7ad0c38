"""One SQLite connection with every resource mounted as a virtual table, and the session's own tables and views.

Comes in: SQL whose names SQLite understands. Goes out: columns and rows, our errors only. It parses nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Self, cast

import apsw

from openai_sql_shell.engine.failures import Vocabulary, translated
from openai_sql_shell.engine.functions import register
from openai_sql_shell.engine.guard import protect
from openai_sql_shell.engine.table import Current, ResourceTable, declaration
from openai_sql_shell.errors import EngineError, StatementError
from openai_sql_shell.result import ResultColumn
from openai_sql_shell.sql.tokens import quote_name

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.engine.run import Run
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.result import Row, Value

MODULE = "openai"
ASK_FOR_PLAN = "EXPLAIN QUERY PLAN "
STEPS_BETWEEN_CHECKS = 20_000
"""Instructions of SQLite's machine between two looks at the cancel token: a few milliseconds."""


@dataclass(frozen=True, slots=True)
class LocalObject:
    """A table or view of this session."""

    name: str
    kind: str
    """``table`` or ``view``."""
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of SQLite's plan: a scan of a resource, or something SQLite does by itself."""

    text: str
    scan: Scan | None


@dataclass(frozen=True, slots=True)
class Answer:
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
    """Not for several threads at once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._current = Current()
        # The plan of a statement depends on what runs around it, so prepared statements are not kept.
        self._connection = apsw.Connection(":memory:", statementcachesize=0)
        self._tables: dict[tuple[str, str], ResourceTable] = {}
        self._mount()
        register(self._connection)
        self._functions = sorted({row[0] for row in self._connection.execute("PRAGMA function_list")})
        protect(self._connection)

    def _mount(self) -> None:
        """Attach a schema for each service and put its resources in."""
        self._connection.create_module(
            MODULE, cast("apsw.VTModule", _Module(self)), use_bestindex_object=True, read_only=True
        )
        for service in self._catalog.services:
            schema = schema_of(service.name)
            self._connection.execute("ATTACH ':memory:' AS ?", (schema,))
            for resource in service.resources:
                self._connection.execute(
                    f'CREATE VIRTUAL TABLE "{schema}"."{resource.name}" USING {MODULE}()'
                )

    def create(self, schema: str, name: str) -> tuple[str, ResourceTable]:
        """What SQLite learns about a mounted table; called by its module."""
        self._connection.vtab_config(apsw.SQLITE_VTAB_INNOCUOUS)
        resource = self._catalog.resources[schema.partition(".")[2], name]
        table = self._tables[schema, name] = ResourceTable(resource, self._current)
        return declaration(resource), table

    def query(self, sql: str, run: Run, bindings: Sequence[Value] = ()) -> Answer:
        """Run one statement; rows come as they are read.

        Raises:
            OpenAISqlError: at once for what SQLite refuses, while reading for what the API refuses.
        """
        seen: list[tuple[ResultColumn, ...]] = []
        rows = Rows(self._rows(sql, run, bindings, seen))
        return Answer(seen[0] if seen else (), rows)

    def _rows(
        self, sql: str, run: Run, bindings: Sequence[Value], seen: list[tuple[ResultColumn, ...]]
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
    def _running(self, sql: str, run: Run) -> Iterator[None]:
        """Let the tables know the statement, the statement be cancelled, and errors be ours."""
        self._current.set(run)
        for table in self._tables.values():
            table.scans.clear()
        self._connection.set_progress_handler(lambda: bool(run.context.cancel), STEPS_BETWEEN_CHECKS)
        try:
            with run.context.cancel.calling(self._connection.interrupt):
                yield
        except apsw.Error as error:
            raise translated(error, sql, run, self._vocabulary(sql)) from None
        except UnicodeError:
            raise EngineError(
                "a text is not valid Unicode", hint="char() and casts of blobs can make such a text"
            ) from None
        finally:
            self._connection.set_progress_handler(None)
            self._current.set(None)

    def _vocabulary(self, sql: str) -> Vocabulary:
        """Names for a misspelt one: columns of the resources that the statement mentions."""
        mentioned = [
            table.resource for (schema, name), table in self._tables.items() if f'"{schema}"."{name}"' in sql
        ]
        local = [o.name for o in self.local_objects()]
        return Vocabulary(mentioned, [*local, *(name for _, name in self._tables)], self._functions)

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
        mounted = self._tables.get((schema or "", table or ""))
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

    def plan(self, sql: str, run: Run) -> list[Step]:
        """How SQLite would run a statement; sends nothing."""
        try:
            answer = self.query(f"{ASK_FOR_PLAN}{sql}", run)
        except StatementError as error:
            error.span = error.span and error.span.shifted(-len(ASK_FOR_PLAN))
            raise
        return [self._step(str(row[3])) for row in answer.rows]

    def _step(self, text: str) -> Step:
        key = text.partition("VIRTUAL TABLE INDEX 0:")[2]
        scan = next((t.scans[key] for t in self._tables.values() if key in t.scans), None)
        return Step(text, scan)

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
        """Close the connection."""
        self._connection.close()


class _Module:
    """How SQLite makes and opens the virtual tables; the names of its methods are APSW's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def Create(  # noqa: N802 - APSW passes what SQLite passes
        self,
        connection: apsw.Connection,  # noqa: ARG002
        modulename: str,  # noqa: ARG002
        databasename: str,
        tablename: str,
        *args: tuple[apsw.SQLiteValue, ...],  # noqa: ARG002
    ) -> tuple[str, apsw.VTTable]:
        declared, table = self._database.create(databasename, tablename)
        return declared, cast("apsw.VTTable", table)

    Connect = Create


def schema_of(service: str) -> str:
    """The name of the attached schema that holds a service's resources."""
    return f"openai.{service}"
