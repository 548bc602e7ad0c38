"""Statements on SQLite connections that have a table for every resource they name, and the session's own tables and views.

Comes in: SQL whose names SQLite understands. Goes out: columns and rows, our errors only. It parses nothing.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain, count

import apsw

from openai_sql_shell.classes import frozen, replace
from openai_sql_shell.engine.authorizer import LARGEST_VALUE
from openai_sql_shell.engine.cache import Cache
from openai_sql_shell.engine.connection import ConnectionPool, EngineConnection
from openai_sql_shell.engine.execution import Execution
from openai_sql_shell.engine.list_join import BeginsAnew
from openai_sql_shell.engine.plain_scan import filled_table, plain_scan
from openai_sql_shell.engine.rows import Rows
from openai_sql_shell.errors import Cancelled, EngineError, OpenAISqlError, Span, StatementError
from openai_sql_shell.result import ResultColumn
from openai_sql_shell.sql.query_shape import query_shape
from openai_sql_shell.sql.select_list import from_star
from openai_sql_shell.sql.tokens import quote_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.engine.execution import Actual, Answer, Limits
    from openai_sql_shell.engine.file_table import FileScan
    from openai_sql_shell.engine.needed_fields import NeededFields
    from openai_sql_shell.engine.plain_scan import PlainScan, PlainTable
    from openai_sql_shell.engine.prefetch import Prefetcher
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.engine.sqlite_errors import KnownNames
    from openai_sql_shell.handlers.base import Context
    from openai_sql_shell.local_files.source import LocalFile
    from openai_sql_shell.result import Row, Value

ASK_FOR_PLAN = "EXPLAIN QUERY PLAN "

SESSIONS = count(1)
"""Numbers for databases, which share a name space within the process."""


@frozen
class LocalObject:
    """A table or view of this session."""

    name: str
    kind: str
    """``table`` or ``view``."""
    columns: tuple[str, ...]
    types: tuple[str, ...] = ()
    """What each column was declared as; empty: SQLite knows no type of it."""
    key: tuple[str, ...] = ()
    """The columns of its primary key."""
    required: tuple[str, ...] = ()
    """The columns that refuse NULL."""
    is_temporary: bool = False
    text: str = ""
    """The statement that made it, as SQLite keeps it."""


@frozen
class PlanStep:
    """One line of SQLite's plan: a scan of a resource, or something SQLite does by itself."""

    number: int
    parent: int
    """The number of the step this one is a part of; 0: the statement."""
    text: str
    scan: Scan | None
    file: FileScan | None = None


class Database:
    """The connection statements run on, and a pool for their prefetchers. Not for several threads at once."""

    def __init__(self, catalog: Catalog, monotonic: Callable[[], float]) -> None:
        """Open the connection.

        Args:
            catalog: the resources.
            monotonic: the clock of the cache.
        """
        self.cache = Cache(monotonic)
        self._catalog = catalog
        shared = f"session-{next(SESSIONS)}-{id(self):x}"
        self._main = EngineConnection(catalog, shared)
        self._pool = ConnectionPool(catalog, shared)

    def prepare(
        self,
        sql: str,
        context: Context,
        limits: Limits,
        *,
        answers: Mapping[str, Sequence[Answer]] | None = None,
        ahead: str | None = None,
        measuring: Mapping[str, Actual] | None = None,
        files: Iterable[LocalFile] = (),
    ) -> Execution:
        """The execution of a statement, to be begun with `query` or `plan`.

        Args:
            sql: the statement.
            context: what its requests have in common.
            limits: how far it may go.
            answers: objects that stand for resources; nothing is requested for those.
            ahead: the query that may be run ahead; None: the statement itself is one.
            measuring: counts what each scan costs, by its ident.
            files: what it names as tables that are no resources and not the session's own.

        Raises:
            EngineError: the statement names more services than SQLite holds at once.
        """
        self._main.attach(sql)
        query = sql if ahead is None else ahead
        views = self._main.views()
        mounted = {file.call.table: file for file in files}
        for file in self._main.files.named_in("".join(definition for _, definition in views)):
            mounted.setdefault(file.call.table, file.anew())
        self._main.files.mount(mounted)
        facts = query_shape(query)
        often = self._named("".join([sql, *(definition for _, definition in views)]))
        if views or facts.tables not in (1, self._plain(often)):  # any view's name may stand for a whole join
            facts = replace(facts, tables=0)
        prefetches = limits.concurrency > 1 and answers is None and bool(query)
        if prefetches and ahead is not None:
            # Beforehand, as what the statement writes locks the session's tables, which attaching reads.
            prefetches = self._pool.ready(query)
        execution = Execution(
            context,
            facts,
            limits,
            self.cache,
            answers=answers or {},
            run_ahead=partial(self._run_ahead, query, views, mounted) if prefetches else None,
            measuring=measuring,
        )
        execution.remember(resource for resource, times in often.items() if times > 1)
        return execution

    def _plain(self, often: Counter[str]) -> int:
        """How many resources are named, if each is once, and is read as objects; else 0."""
        if not often:
            return 0
        from openai_sql_shell.engine.table import ResourceTable  # noqa: PLC0415 - a statement of the session's own tables names none

        kinds = {type(table) for table in self._main.tables.values() if table.resource.id in often}
        return len(often) if kinds == {ResourceTable} and max(often.values()) == 1 else 0

    def _named(self, sql: str) -> Counter[str]:
        """How often resources are named, or the files of theirs are: beside their list, their objects may be asked for one by one."""
        often = Counter[str]()
        for (schema, name), table in self._main.tables.items():
            if times := sql.count(f'"{schema}"."{name}"'):
                often[table.resource.id] += times
                lines = (method.lines for method in table.resource.methods)
                often.update(line.owner.id for line in lines if line is not None and line.owner is not None)
        return often

    def _run_ahead(
        self,
        query: str,
        views: list[tuple[str, str]],
        files: Mapping[str, LocalFile],
        execution: Execution,
        prefetcher: Prefetcher,
    ) -> None:
        """Run a query on a further connection, on a prefetcher's thread."""
        with self._pool.connection() as connection:
            connection.adopt(views)
            connection.files.mount(files)
            connection.run_ahead(query, execution, prefetcher)

    def query(
        self, sql: str, execution: Execution, bindings: Sequence[Value] = (), source: str | None = None
    ) -> Rows:
        """Run one statement; rows come as they are read.

        Args:
            sql: the statement.
            execution: its own.
            bindings: values for ``?``.
            source: the query at its end; None: there is none, or it is one.

        Raises:
            OpenAISqlError: at once for what SQLite refuses, while reading for what the API refuses.
        """
        columns: list[ResultColumn] = []
        rows = self._rows(sql, execution, bindings, columns, source or "")
        context = execution.context
        return Rows(rows, columns, context.before_waiting, context.clock.monotonic)

    def _rows(
        self,
        sql: str,
        execution: Execution,
        bindings: Sequence[Value],
        columns: list[ResultColumn],
        source: str,
    ) -> Generator[Sequence[Row]]:
        cursor, filled = self._main.sqlite.cursor(), filled_table(sql, source)
        plain: list[tuple[PlainTable, PlainScan]] = []

        def describe(cursor: apsw.Cursor, _sql: str, _bindings: object) -> bool:
            columns.extend(self._columns(cursor, sql))
            if not sql.startswith(ASK_FOR_PLAN):
                scans = [scan for table in self._main.tables.values() for scan in table.scans.values()]
                if scans:
                    _check_keys(scans, execution)
                    execution.needed = _needed_fields(scans)
                if _asks_for_prices(scans):
                    execution.context.prices()
                    cursor.row_trace = as_people_add
                if not bindings:
                    plain.extend(self._plain_scan(source if filled else sql, execution, whole=bool(filled)))
                if joins:
                    self._know_join(sql, execution)
            return not plain

        cursor.exec_trace = describe
        joins = execution.joins_two_lists and not (source or bindings or self.in_transaction)
        anew: BeginsAnew | None = None
        try:
            with self._running(sql, execution):
                try:
                    with suppress(apsw.ExecTraceAbort):
                        rows = zip(cursor.execute(sql, bindings, can_cache=False), strict=True)
                        for first in rows:
                            execution.join.goes_on()
                            yield first
                            yield from rows
                except BeginsAnew as found:
                    anew = found
                if anew is not None:
                    cursor.close(True)
                    yield from self._rows_over_copies(sql, execution, anew)
                yield from self._plain_rows(sql, filled, plain, execution)
                execution.verify()
        finally:
            cursor.close(True)

    def _plain_rows(
        self,
        sql: str,
        filled: str | None,
        plain: Iterable[tuple[PlainTable, PlainScan]],
        execution: Execution,
    ) -> Generator[Sequence[Row]]:
        """The rows that are had without SQLite, which go into a table where it is to be ``filled``."""
        for table, scan in plain:
            rows = scan.rows(table, execution.context.cancel)
            if filled is None:
                yield from rows
            else:
                self._fill(sql, filled, rows, len(scan.places or ()))

    def _know_join(self, sql: str, execution: Execution) -> None:
        """Let a statement know how SQLite joins two lists, where it does."""
        from openai_sql_shell.engine.two_lists import outer_keys, two_lists  # noqa: PLC0415 - few statements join

        program = self._main.sqlite.execute(f"EXPLAIN {sql}", can_cache=False).fetchall()
        tables = self._main.tables.values()
        lists = two_lists(sql, program, {key: (s, t.columns) for t in tables for key, s in t.scans.items()})
        if lists is not None:
            execution.join.know(lists, outer_keys(lists))

    def _rows_over_copies(self, sql: str, execution: Execution, anew: BeginsAnew) -> Generator[Sequence[Row]]:
        """The rows of a join over copies of its lists; where that cannot be, as ever."""
        from openai_sql_shell.engine.copied_join import CopiedJoin  # noqa: PLC0415 - few statements join
        from openai_sql_shell.engine.copied_list import NotTheSame  # noqa: PLC0415

        def run() -> None:
            for _row in self._main.sqlite.execute(sql, can_cache=False):
                execution.context.cancel.check()

        cancel = execution.context.cancel
        with (
            self._pool.unshared() as connection,
            connection.running(execution),
            cancel.calling(connection.interrupt),
        ):
            sqlite = connection.sqlite
            try:
                connection.attach(sql)
                CopiedJoin(anew).prepare(sql, execution, connection, run)
            except (NotTheSame, apsw.Error):
                cancel.check()
                execution.begin_from_nothing()
                sqlite = self._main.sqlite
            yield from zip(sqlite.execute(sql, can_cache=False), strict=True)

    def _fill(self, sql: str, table: str, rows: Iterable[Sequence[Row]], width: int) -> None:
        """Let SQLite make a table of a query without its rows, and put these into it."""
        from openai_sql_shell.engine.inserts import insert  # noqa: PLC0415 - few statements make a table

        self._main.sqlite.execute(f"{sql}\nLIMIT 0", can_cache=False)
        for several in rows:
            insert(self._main.sqlite, table, width, tuple(chain.from_iterable(several)))

    def _plain_scan(
        self, sql: str, execution: Execution, *, whole: bool
    ) -> Iterator[tuple[PlainTable, PlainScan]]:
        """What a query that SQLite has planned comes to, and of which table, where SQLite is not needed for its rows; else nothing.

        ``whole``: it must be rows, and all of them.
        """
        lists = [table for table in self._main.tables.values() if table.scans]
        tables: list[PlainTable] = [*lists, *self._main.files.planned()]
        if len(tables) != 1 or execution.measuring is not None:
            return
        (table,) = tables
        if (
            execution.context.transport.max_answer > LARGEST_VALUE
        ):  # SQLite says so of a value that is too large for it
            return
        found = plain_scan(self._main.sqlite.execute(f"EXPLAIN {sql}", can_cache=False))
        if found is None or not table.can_be_walked(found):
            return
        if not whole or (found.places is not None and found.limit is None):
            yield table, found

    @contextmanager
    def _running(self, sql: str, execution: Execution) -> Iterator[None]:
        """Let the tables know the statement, the statement be cancelled, and errors be ours."""
        cancel = execution.context.cancel
        with self._main.running(execution):
            try:
                with execution.under_way(), cancel.calling(self._main.interrupt):
                    yield
            except apsw.Error as error:
                if cancel:
                    raise Cancelled from None
                from openai_sql_shell.engine.sqlite_errors import translated  # noqa: PLC0415 - most statements are right

                raise translated(error, sql, self._known_names(sql)) from None
            except StatementError as error:
                error.span = error.span or _place(error.table, sql)
                raise
            except UnicodeError:
                raise EngineError(
                    "a text is not valid Unicode", hint="char() and casts of blobs can make such a text"
                ) from None

    def _known_names(self, sql: str) -> KnownNames:
        """Names for a misspelt one: columns of the resources that the statement mentions."""
        from openai_sql_shell.engine.sqlite_errors import KnownNames  # noqa: PLC0415 - as above

        tables = self._main.tables
        return KnownNames(
            resources=[t.resource for (schema, name), t in tables.items() if f'"{schema}"."{name}"' in sql],
            attached={table.resource.id: table.resource for table in tables.values()},
            catalog=self._catalog,
            local=[found.name for found in self.local_objects()],
            functions=self._main.functions,
            missing=self._main.current.missing,
            files={f.call.name: [c.name for c in f.columns] for f in self._main.files.named_in(sql)},
        )

    def _columns(self, cursor: apsw.Cursor, sql: str) -> tuple[ResultColumn, ...]:
        try:
            described = cursor.description_full
        except apsw.ExecutionCompleteError:
            return ()
        stars = from_star(sql, [name for name, *_ in described])
        sources = [self._source(schema, table, origin) for _, _, schema, table, origin in described]
        uses = [self._use(schema, table, origin) for _, _, schema, table, origin in described]
        places = self._places_of_use(
            [facts[2:] if star else None for facts, star in zip(described, stars, strict=True)]
        )
        return tuple(
            ResultColumn(facts[0], source, place, declared=None if source else facts[1], use=use)
            for facts, source, place, use in zip(described, sources, places, uses, strict=True)
        )

    def _places_of_use(self, starred: Sequence[Sequence[str | None] | None]) -> list[tuple[int, int] | None]:
        """For each column of a ``*`` where its table begins and its place there; None for one that was named.

        What is no whole resource, such as a subquery, has the order in which it was written.
        """
        places = [None if facts is None else (at, at) for at, facts in enumerate(starred)]
        at = 0
        while at < len(starred):
            schema, table, _ = starred[at] or ("", "", "")
            found = self._main.tables.get((schema or "", table or ""))
            columns = found.resource.columns if found else ()
            whole = [(schema, table, column.name) for column in columns]
            if found and [facts and tuple(facts) for facts in starred[at : at + len(whole)]] == whole:
                places[at : at + len(whole)] = [(at, found.resource.place_of_use[c.name]) for c in columns]
                at += len(whole)
            else:
                at += 1
        return places

    def _source(self, schema: str | None, table: str | None, origin: str | None) -> Column | None:
        found = self._main.tables.get((schema or "", table or ""))
        return found.resource.column(origin or "") if found else None

    def _use(self, schema: str | None, table: str | None, origin: str | None) -> int:
        found = self._main.tables.get((schema or "", table or ""))
        return found.resource.place_of_use.get(origin or "", 0) if found else 0

    @property
    def in_transaction(self) -> bool:
        """BEGIN or SAVEPOINT was said, and not its end."""
        return bool(self._main.sqlite.in_transaction)

    @contextmanager
    def savepoint(self, dropping: str | None = None) -> Iterator[None]:
        """All of the block or nothing of it, in a transaction too; first make room for a view of the name ``dropping``."""
        within = self.in_transaction
        self._main.sqlite.execute("SAVEPOINT statement")
        try:
            if dropping is not None:
                self._main.sqlite.execute(f"DROP VIEW IF EXISTS temp.{dropping}")
            yield
        except BaseException as error:
            if self.in_transaction:  # SQLite ends a transaction itself where a change in it is interrupted
                self._main.sqlite.execute("ROLLBACK TO statement")
            elif within and isinstance(error, OpenAISqlError):
                error.hint = "this ended the transaction: what it had changed is undone, BEGIN starts another"
            raise
        finally:
            if self.in_transaction:
                self._main.sqlite.execute("RELEASE statement")

    @property
    def changed_rows(self) -> int:
        """Rows of a local table that the last statement changed."""
        return self._main.sqlite.changes()

    def plan(self, sql: str, execution: Execution) -> list[PlanStep]:
        """How SQLite would run a statement; sends nothing."""
        try:
            rows = self.query(f"{ASK_FOR_PLAN}{sql}", execution)
        except StatementError as error:
            error.span = error.span and error.span.shifted(-len(ASK_FOR_PLAN))
            raise
        return [self._step(int(str(row[0])), int(str(row[1])), str(row[3])) for row in rows]

    def _step(self, number: int, parent: int, text: str) -> PlanStep:
        key = text.partition("VIRTUAL TABLE INDEX 0:")[2].partition(" ")[0]  # LEFT-JOIN may stand behind it
        scan = next((t.scans[key] for t in self._main.tables.values() if key in t.scans), None)
        return PlanStep(number, parent, text, scan, self._main.files.scan(key))

    def local_objects(self) -> tuple[LocalObject, ...]:
        """Tables and views made in this session."""
        found = self._main.sqlite.execute(
            " UNION ALL ".join(
                f"SELECT name, type, sql, {is_temporary} FROM {schema}.sqlite_schema"
                " WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
                for schema, is_temporary in (("main", 0), ("temp", 1))
            )
        ).fetchall()
        return tuple(self._local_object(*map(str, row[:3]), is_temporary=bool(row[3])) for row in found)

    def _local_object(self, name: str, kind: str, text: str, *, is_temporary: bool) -> LocalObject:
        columns = self._main.columns_of(name)
        key = sorted((place, column) for _, column, _, _, _, place in columns if place)
        return LocalObject(
            name,
            kind,
            tuple(column[1] for column in columns),
            tuple(column[2] for column in columns),
            tuple(column for _, column in key),
            tuple(column[1] for column in columns if column[3]),
            is_temporary,
            text,
        )

    def close(self) -> None:
        """Close the connections; those that run ahead have been told to stop."""
        self._pool.close()
        self._main.sqlite.close()


def _check_keys(scans: Iterable[Scan], execution: Execution) -> None:
    """Before the first request of a statement that SQLite has planned: every table can be asked."""
    for key in {scan.method.key for scan in scans if scan.method.path}:
        execution.context.transport.check_key(key)


def _needed_fields(scans: Sequence[Scan]) -> NeededFields:
    from openai_sql_shell.engine.needed_fields import NeededFields  # noqa: PLC0415 - a statement of the session's own tables reads no list

    return NeededFields(scans)


def _asks_for_prices(scans: Iterable[Scan]) -> bool:
    asked = [(scan.method.lines, scan.used) for scan in scans if scan.method.lines is not None]
    if not asked:
        return False
    from openai_sql_shell.handlers.lines import prices_wanted  # noqa: PLC0415 - few statements read files

    return any(prices_wanted(lines, {column.name for _, column in used}) for lines, used in asked)


def as_people_add(_cursor: object, row: Row) -> Row:
    """A row of a statement about money: numbers with the 15 digits that are sure, so that sums of cents end in cents.

    >>> as_people_add(None, (0.1 + 0.2, "0.1", 3))
    (0.3, '0.1', 3)
    """
    return tuple(float(f"{value:.15g}") if type(value) is float else value for value in row)


def _place(table: str | None, sql: str) -> Span | None:
    """Where a statement for SQLite first names the table of a file."""
    name = quote_name(table) if table is not None else ""
    at = sql.find(name) if name else -1
    return Span(at, at + len(name)) if at >= 0 else None
