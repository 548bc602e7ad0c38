"""A resource as a virtual table: the border where SQLite's questions become ours and our objects become its values.

SQLite keeps checking every condition itself: what the server filters is only fetched less, never trusted more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw

from openai_sql_shell.catalog.model import Place, SqlVerb
from openai_sql_shell.engine.access_path import Condition, OrderAndLimit, choose, missing
from openai_sql_shell.engine.columns import comparable, reader_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.catalog.model import Column, Resource
    from openai_sql_shell.engine.execution import Execution
    from openai_sql_shell.engine.prefetch import Prefetcher
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.handlers.base import Object, Read
    from openai_sql_shell.result import Value

EQ = apsw.SQLITE_INDEX_CONSTRAINT_EQ
IS = apsw.SQLITE_INDEX_CONSTRAINT_IS
LIMIT = apsw.SQLITE_INDEX_CONSTRAINT_LIMIT
OFFSET = apsw.SQLITE_INDEX_CONSTRAINT_OFFSET

SIGNS = {
    EQ: "=",
    IS: "IS",
    apsw.SQLITE_INDEX_CONSTRAINT_GT: ">",
    apsw.SQLITE_INDEX_CONSTRAINT_LE: "<=",
    apsw.SQLITE_INDEX_CONSTRAINT_LT: "<",
    apsw.SQLITE_INDEX_CONSTRAINT_GE: ">=",
    apsw.SQLITE_INDEX_CONSTRAINT_NE: "<>",
    apsw.SQLITE_INDEX_CONSTRAINT_LIKE: "LIKE",
    apsw.SQLITE_INDEX_CONSTRAINT_GLOB: "GLOB",
    apsw.SQLITE_INDEX_CONSTRAINT_REGEXP: "REGEXP",
    apsw.SQLITE_INDEX_CONSTRAINT_ISNULL: "IS NULL",
    apsw.SQLITE_INDEX_CONSTRAINT_ISNOTNULL: "IS NOT NULL",
    apsw.SQLITE_INDEX_CONSTRAINT_ISNOT: "IS NOT",
}

ANSWERS = "answers"
"""The plan of a table whose rows are the answers to a change."""


class Current:
    """Holds the statement that a connection is running right now, and for whom."""

    def __init__(self) -> None:
        self.prefetcher: Prefetcher | None = None
        """The connection runs ahead of a statement instead of running it."""
        self._run: Execution | None = None

    @property
    def run(self) -> Execution:
        """The running statement."""
        assert self._run is not None, "a virtual table was asked outside of a statement"  # noqa: S101
        return self._run

    def set(self, run: Execution | None, prefetcher: Prefetcher | None = None) -> None:
        """Begin or end a statement."""
        self._run, self.prefetcher = run, prefetcher


class ResourceTable:
    """What SQLite calls for one resource; the names of its methods are APSW's."""

    def __init__(self, resource: Resource, current: Current) -> None:
        self.resource = resource
        self.current = current
        self.scans: dict[str, Scan] = {}
        """Plans by the text SQLite keeps for us."""
        self.columns: tuple[Column, ...] = (*resource.columns, *resource.hidden)
        self.readers = tuple(reader_of(resource, column) for column in self.columns)
        self.parents = _parents(resource)

    def reader(self, name: str) -> Callable[[Object, dict[str, str]], Value]:
        """How one column's values are taken from objects."""
        return next(r for r, c in zip(self.readers, self.columns, strict=True) if c.name == name)

    def BestIndexObject(self, info: apsw.IndexInfo) -> bool:  # noqa: N802
        """Choose a plan; False where none is possible with the conditions at hand."""
        run = self.current.run
        if self.resource.id in run.answers:
            info.idxStr = ANSWERS
            return True
        conditions, wanted = self._conditions(info)
        path = choose(self.resource, conditions, wanted)
        if path is None:
            known = run.missing.get(self.resource.id)
            lacking = missing(self.resource, conditions)
            if known is None or len(lacking) < len(known):
                run.missing[self.resource.id] = lacking
            return False
        for position, number in enumerate(path.handed_over):
            info.set_aConstraintUsage_argvIndex(number, position + 1)
        info.orderByConsumed = path.order_done
        info.estimatedCost, info.estimatedRows = path.cost, path.rows
        if path.scan.one_object and not any(c.several for c in conditions):
            info.idxFlags = apsw.SQLITE_INDEX_SCAN_UNIQUE
        info.idxStr = self._remember(path.scan)
        return True

    def _remember(self, scan: Scan) -> str:
        key = f"{scan.resource.id}#{len(self.scans)}"
        self.scans[key] = scan
        return key

    def _conditions(self, info: apsw.IndexInfo) -> tuple[list[Condition], OrderAndLimit]:
        limit = offset = None
        conditions = []
        for i in range(info.nConstraint):
            op = info.get_aConstraint_op(i)
            if op == LIMIT:
                limit = i
            elif op == OFFSET:
                offset = i
            else:
                conditions.append(self._condition(info, i, op))
        order = tuple(
            (self._name(info.get_aOrderBy_iColumn(i)), bool(info.get_aOrderBy_desc(i)))
            for i in range(info.nOrderBy)
        )
        return conditions, OrderAndLimit(order, limit, offset, _known_rows(info, limit, offset))

    def _condition(self, info: apsw.IndexInfo, i: int, op: int) -> Condition:
        column = self._name(info.get_aConstraint_iColumn(i))
        value = info.get_aConstraint_rhs(i)
        exact = column != "rowid" and info.get_aConstraint_collation(i) == "BINARY"
        return Condition(
            index=i,
            column=column,
            text=f"{column} {SIGNS.get(op, '?')} {_sql(value) if value is not None else '...'}",
            equality=exact and (op == EQ or (op == IS and value is not None)),
            usable=info.get_aConstraint_usable(i),
            several=info.get_aConstraintUsage_in(i),
            value=value,
        )

    def _name(self, number: int) -> str:
        return self.columns[number].name if number >= 0 else "rowid"

    def Open(self) -> ResourceCursor:  # noqa: N802
        """A new reader."""
        return ResourceCursor(self)

    def Disconnect(self) -> None:  # noqa: N802
        """Nothing to give back."""

    Destroy = Disconnect


class ResourceCursor:
    """Walks over the objects of one entry into the table."""

    def __init__(self, table: ResourceTable) -> None:
        self.table = table
        self.rows: Iterator[Object] = iter(())
        self.row: Object | None = None
        self.echo: dict[str, str] = {}
        self.ordinal = 0

    def Filter(self, _number: int, key: str, arguments: Sequence[Value]) -> None:  # noqa: N802
        """Begin: ask the question SQLite's arguments make."""
        run = self.table.current.run
        self.ordinal = 0
        if key == ANSWERS:
            self.echo = {}
            self.rows = iter(run.answers[self.table.resource.id])
        else:
            scan = self.table.scans[key]
            self.echo = scan.echo(arguments)
            self.rows = self._rows(run, scan, arguments)
        self.Next()

    def _rows(self, run: Execution, scan: Scan, arguments: Sequence[Value]) -> Iterator[Object]:
        """The objects of one entry; none at once on the connection of a scout that runs ahead of this table."""
        read = scan.read(arguments)
        if read is None:
            return iter(())
        prefetcher = self.table.current.prefetcher
        if prefetcher is not None:
            if prefetcher.plan == scan.ident:
                prefetcher.report(read)
                return iter(())
        elif scan.depends and scan.method.safe and run.prefetchers is not None:
            ahead = run.prefetchers.ahead_of(scan.ident, run)
            if ahead is not None:
                ahead.consumed(read)
        rows = self._found(run, scan, read, arguments)
        return run.measured(scan.ident, read, rows) if run.measures and prefetcher is None else rows

    def _found(self, run: Execution, scan: Scan, read: Read, arguments: Sequence[Value]) -> Iterator[Object]:
        if scan.local is not None:
            name, position = scan.local
            column, value = scan.resource.column(name), arguments[position]
            if column is not None and comparable(column, value):
                reader, echo = self.table.reader(name), self.echo
                found = run.find(read, column, value, lambda row: reader(row, echo))
                if found is not None:
                    return found
        return run.objects(read)

    def Next(self) -> None:  # noqa: N802
        """Go to the next object, requesting a page where needed."""
        self.row = next(self.rows, None)
        self.ordinal += 1

    def Eof(self) -> bool:  # noqa: N802
        """Whether the objects are used up."""
        return self.row is None

    def Column(self, number: int) -> Value:  # noqa: N802
        """One value of the current object."""
        if number < 0:
            return self.Rowid()
        assert self.row is not None  # noqa: S101 - SQLite asks between Next and Eof only
        return self.table.readers[number](self.row, self.echo)

    def Rowid(self) -> int:  # noqa: N802
        """Equal for the same object however it was reached: SQLite removes duplicates of OR branches by it."""
        assert self.row is not None  # noqa: S101
        own = self.row.get("id")
        path = tuple(self.echo.get(p) for p in self.table.parents)
        return hash((self.table.resource.id, path, own if own is not None else self.ordinal))

    def Close(self) -> None:  # noqa: N802
        """Let go of the pages."""
        self.rows, self.row = iter(()), None


def _known_rows(info: apsw.IndexInfo, limit: int | None, offset: int | None) -> int | None:
    """LIMIT plus OFFSET where the text gives both as numbers."""
    if limit is None:
        return None
    wanted = info.get_aConstraint_rhs(limit)
    skipped = info.get_aConstraint_rhs(offset) if offset is not None else 0
    if not isinstance(wanted, int) or not isinstance(skipped, int) or wanted < 0:
        return None
    return wanted + max(0, skipped)


def _parents(resource: Resource) -> tuple[str, ...]:
    """Path parameters that are no key of the object itself: two stores may hold a file of the same id."""
    return tuple(
        sorted(
            {
                p.name
                for m in resource.for_verb(SqlVerb.SELECT)
                for p in m.parameters
                if p.place is Place.PATH and p.column != "id"
            }
        )
    )


def _sql(value: Value) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)
