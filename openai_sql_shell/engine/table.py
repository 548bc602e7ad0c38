"""A resource as a virtual table: the border where SQLite's questions become ours and our objects become its values.

SQLite keeps checking every condition itself: what the server filters is only fetched less, never trusted more.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from itertools import chain, repeat
from typing import TYPE_CHECKING

import apsw

from openai_sql_shell.classes import frozen, replace
from openai_sql_shell.engine.access_path import Condition, OrderAndLimit, choose, missing
from openai_sql_shell.engine.column_index import ValuesOf, ids_of
from openai_sql_shell.engine.columns import (
    ANSWERED,
    NUMERIC,
    batch_reader_of,
    comparable,
    every_column,
    parents_of,
    reader_of,
    whole,
)
from openai_sql_shell.engine.grouping import without_value
from openai_sql_shell.engine.scan import rows_wanted
from openai_sql_shell.engine.server_order import in_order, sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from openai_sql_shell.catalog.model import Column, Resource
    from openai_sql_shell.engine.column_index import ColumnIndex
    from openai_sql_shell.engine.columns import Echo
    from openai_sql_shell.engine.current import Current
    from openai_sql_shell.engine.page_buffer import PageBuffer
    from openai_sql_shell.engine.plain_scan import PlainScan, Walk
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.engine.server_order import SortKey
    from openai_sql_shell.handlers.base import Object, Read
    from openai_sql_shell.result import Row, Value

    BatchReader = Callable[[Sequence[Object]], Iterable[Row]]

EQ = apsw.SQLITE_INDEX_CONSTRAINT_EQ
IS = apsw.SQLITE_INDEX_CONSTRAINT_IS
ISNULL = apsw.SQLITE_INDEX_CONSTRAINT_ISNULL
LIMIT = apsw.SQLITE_INDEX_CONSTRAINT_LIMIT
OFFSET = apsw.SQLITE_INDEX_CONSTRAINT_OFFSET

BOUNDS = {
    apsw.SQLITE_INDEX_CONSTRAINT_GT: ">",
    apsw.SQLITE_INDEX_CONSTRAINT_LE: "<=",
    apsw.SQLITE_INDEX_CONSTRAINT_LT: "<",
    apsw.SQLITE_INDEX_CONSTRAINT_GE: ">=",
}

SIGNS = {
    EQ: "=",
    IS: "IS",
    **BOUNDS,
    apsw.SQLITE_INDEX_CONSTRAINT_NE: "<>",
    apsw.SQLITE_INDEX_CONSTRAINT_LIKE: "LIKE",
    apsw.SQLITE_INDEX_CONSTRAINT_GLOB: "GLOB",
    apsw.SQLITE_INDEX_CONSTRAINT_REGEXP: "REGEXP",
    ISNULL: "IS NULL",
    apsw.SQLITE_INDEX_CONSTRAINT_ISNOTNULL: "IS NOT NULL",
    apsw.SQLITE_INDEX_CONSTRAINT_ISNOT: "IS NOT",
}

COLUMNS_APART = 63
"""SQLite tells this many columns apart when it says which it needs; the last stands for all others, too."""

ANSWERS = "answers"
"""The plan of a table whose rows are the answers to a change."""


class ResourceTable:
    """What SQLite calls for one resource; the names of its methods are APSW's."""

    def __init__(self, resource: Resource, current: Current) -> None:
        self.resource = resource
        self.current = current
        self.scans: dict[str, Scan] = {}
        """Plans by the text SQLite keeps for us."""
        self.batched: dict[str, BatchReader | None] = {}
        """How a plan's values are taken from many objects at once; None: they are taken one by one."""
        self.columns: tuple[Column, ...] = (*every_column(resource), *resource.other_names.values())
        """What each of SQLite's columns is: one that stands under another name is there twice."""
        self.readers = tuple(reader_of(resource, column) for column in self.columns)
        self.parents = parents_of(resource)

    def reader(self, name: str) -> Callable[[Object, Echo], Value]:
        """How one column's values are taken from objects."""
        return next(r for r, c in zip(self.readers, self.columns, strict=True) if c.name == name)

    def BestIndexObject(self, info: apsw.IndexInfo) -> bool:  # noqa: N802
        """Choose a plan; False where none is possible with the conditions at hand."""
        if self.resource.id in self.current.execution.answers:
            info.idxStr = ANSWERS
            return True
        conditions, wanted = self._conditions(info)
        path = choose(self.resource, conditions, wanted, self.current.execution.context.server)
        if path is None:
            lacking, known = missing(self.resource, conditions), self.current.missing
            known[self.resource.id] = min(known.get(self.resource.id, lacking), lacking, key=len)
            return False
        used = {self._name(number) for number in info.colUsed if number < len(self.columns)}
        remarks = tuple(without_value(self.resource, conditions, used))
        for position, number in enumerate(path.handed_over):
            info.set_aConstraintUsage_argvIndex(number, position + 1)
        info.orderByConsumed = path.order_done
        info.estimatedCost, info.estimatedRows = path.cost, path.rows
        if path.scan.one_object and not any(c.several for c in conditions):
            info.idxFlags = apsw.SQLITE_INDEX_SCAN_UNIQUE
        needed = tuple((at, self.columns[at]) for at in used_columns(info, len(self.columns)))
        info.idxStr = self._remember(replace(path.scan, remarks=remarks, used=needed))
        return True

    def _remember(self, scan: Scan) -> str:
        key = f"{scan.resource.id}#{len(self.scans)}"
        self.scans[key] = scan
        self.batched[key] = self._batch_reader_of(scan)
        return key

    def _batch_reader_of(self, scan: Scan) -> BatchReader | None:
        """What makes rows as wide as SQLite's columns up to the last that is used, with NULL in those that are not."""
        used = {at for at, _ in scan.used}
        return self.batch_reader([at if at in used else None for at in range(max(used, default=-1) + 1)])

    def batch_reader(self, places: Sequence[int | None]) -> BatchReader | None:
        """What makes rows of many objects at once, of the columns with these numbers; the number None is NULL.

        None: there are values that are taken one by one.
        """
        readers = [
            _nulls if at is None else batch_reader_of(self.resource, self.columns[at]) for at in places
        ]
        if any(read is None for read in readers):
            return None
        if not readers:
            return lambda objects: repeat((), len(objects))
        return lambda objects: zip(*(read(objects) for read in readers if read is not None), strict=True)

    def can_be_walked(self, scan: PlainScan) -> bool:
        """See `PlainTable`."""
        return scan.key in self.scans and self.batch_reader(scan.places or ()) is not None

    @contextmanager
    def walked(self, scan: PlainScan) -> Iterator[Walk]:
        """See `PlainTable`; what it has are objects."""
        cursor, read = self.Open(), self.batch_reader(scan.places or ())
        assert read is not None, "a table was taken for one whose rows are made together"  # noqa: S101
        try:
            yield cursor.enter(scan.key, scan.arguments), read
        finally:
            cursor.Close()

    def _conditions(self, info: apsw.IndexInfo) -> tuple[list[Condition], OrderAndLimit]:
        ops = {i: info.get_aConstraint_op(i) for i in range(info.nConstraint)}
        conditions = [self._condition(info, i, op) for i, op in ops.items() if op not in (LIMIT, OFFSET)]
        limits = tuple(i for wanted in (LIMIT, OFFSET) for i, op in ops.items() if op == wanted)
        rows = rows_wanted(*map(info.get_aConstraint_rhs, limits)) if limits else None
        order = tuple(
            (self._name(info.get_aOrderBy_iColumn(i)), bool(info.get_aOrderBy_desc(i)))
            for i in range(info.nOrderBy)
        )
        return conditions, OrderAndLimit(order, limits, rows)

    def _condition(self, info: apsw.IndexInfo, i: int, op: int) -> Condition:
        column = self._name(info.get_aConstraint_iColumn(i))
        value = info.get_aConstraint_rhs(i)
        exact = info.get_aConstraint_collation(i) == "BINARY"
        elsewhere = op == EQ and value is None and self.current.enters_once
        return Condition(
            index=i,
            column=column,
            text=f"{column} {SIGNS.get(op, '?')} {_sql(value) if value is not None else '...'}",
            equality=exact and (op == EQ or (op == IS and value is not None)),
            usable=info.get_aConstraint_usable(i) and not elsewhere,
            sign=BOUNDS.get(op, ""),
            several=info.get_aConstraintUsage_in(i),
            value=value,
            null=op == ISNULL or (op == IS and value is None),
        )

    def _name(self, number: int) -> str:
        return self.columns[number].name if number >= 0 else "rowid"

    def Open(self) -> ResourceCursor:  # noqa: N802
        """A new reader."""
        return ResourceCursor(self)

    def Disconnect(self) -> None:  # noqa: N802
        """Nothing to give back."""

    Destroy = Disconnect


@frozen
class Lookup:
    """An index that tells the rows of a cursor's next entries, too."""

    key: str
    """Of the plan."""
    given: Sequence[Value]
    """The arguments but for the last, which is looked up."""
    types: tuple[type, ...]
    """Of values that the index can tell."""
    index: ColumnIndex
    all_of_them: bool
    """No row is elsewhere; where the index has none, it has to be asked for otherwise."""


class ResourceCursor:
    """Walks over the objects of one entry into the table."""

    def __init__(self, table: ResourceTable) -> None:
        self.table = table
        self.rows: Iterator[Object] = iter(())
        self.row: Object | None = None
        self.own_name: object = None
        """What tells the row that was last asked for it from others."""
        self.named: Object | None = None
        """That row."""
        self.echo: Echo = {}
        self.copies: Counter[str] = Counter()
        """Of rows without an id: how many were the same so far."""
        self.last_keys: tuple[SortKey, ...] = ()
        """Of an IN list: those it was entered with last."""
        self.numbers: set[tuple[str, ...]] = set()
        """Keys with a number in them that the list had so far."""
        self.lookup: Lookup | None = None
        """An index that tells the rows of the next entries."""

    def Filter(self, _number: int, key: str, arguments: Sequence[Value]) -> None:  # noqa: N802
        """Begin: take what an index of an earlier entry has for the last argument, or ask the question SQLite's arguments make."""
        known = self.lookup
        if known is not None and known.key == key and (not known.given or known.given == arguments[:-1]):
            value = arguments[-1]
            memory = known.index.memory
            if type(value) in known.types and memory is not None:
                places_of, objects, rows = memory
                places = places_of(value)
                if type(places) is int:
                    self.row = objects[places]
                    if self.copies:
                        self._forget_copies()
                    self.Next, self.Column = self._end, rows[places].__getitem__  # type: ignore[method-assign, assignment]
                    return
        if known is None or not self._look_up(known, key, arguments):
            self._ask(key, arguments)
        self.Next()

    def _look_up(self, known: Lookup, key: str, arguments: Sequence[Value]) -> bool:
        """The same for any number of rows, wherever the index is; False: it does not tell."""
        if known.key != key or known.given != arguments[:-1] or type(arguments[-1]) not in known.types:
            return False
        found = known.index.find(arguments[-1])
        self._reset()
        self.Next = self._steps(found).__next__  # type: ignore[method-assign]
        return bool(found) or known.all_of_them

    def _ask(self, key: str, arguments: Sequence[Value]) -> None:
        self._reset()
        if key == ANSWERS:
            self.rows = self._answers()
            return
        batches, read = self.enter(key, arguments), self.table.batched[key]
        if isinstance(self.rows, Batches) and read is not None:
            pairs = chain.from_iterable(zip(batch, read(batch), strict=True) for batch in batches)
            self.Next = self._steps(pairs).__next__  # type: ignore[method-assign]

    def _forget_copies(self) -> None:
        self.copies.clear()
        self.named = None

    def _reset(self) -> None:
        """Be as if never begun."""
        self._forget_copies()
        self.row = None
        for name in ("Next", "Column"):
            self.__dict__.pop(name, None)

    def enter(self, key: str, arguments: Sequence[Value]) -> Iterator[Sequence[Object]]:
        """Ask the question; its objects come as many together as are had before the next request."""
        scan = self.table.scans[key]
        self.echo = scan.echo(arguments)
        self.rows = self._rows(key, scan, arguments)
        return self.rows.batches if isinstance(self.rows, Batches) else ((row,) for row in self.rows)

    def _answers(self) -> Iterator[Object]:
        """What a change was answered with, each with what its call was made with."""
        for found, arguments in self.table.current.execution.answers[self.table.resource.id]:
            self.echo = {ANSWERED: "", **arguments}
            yield found

    def _rows(self, key: str, scan: Scan, arguments: Sequence[Value]) -> Iterator[Object]:
        """The objects of one entry; none at once on the connection that runs ahead of this scan."""
        execution, prefetcher = self.table.current.execution, self.table.current.prefetcher
        read = scan.read(arguments, conforming=execution.context.server.conforming)
        for name in scan.without_value(arguments):
            execution.context.notices.add(f"{name} is NULL, and nothing was asked for with that")
        for remark in scan.remarks:
            execution.context.notices.add(remark)
        if read is None or (scan.several and self._entered_before(arguments[: scan.handed])):
            return iter(())
        if prefetcher is not None and scan.method.changes:
            return iter(())
        if execution.join.may_begin_anew and prefetcher is None and self._finds_by_id(scan):
            execution.join.leave_for_objects(scan, read, list_is_here=execution.has_list_of(read))
        buffer = execution.buffer(read)
        if prefetcher is not None and prefetcher.ident == scan.ident:
            prefetcher.begin(buffer, here=buffer.given and execution.has_list_of(read))
            return iter(())
        if prefetcher is None and scan.depends and scan.method.safe and execution.prefetchers is not None:
            execution.prefetchers.consumed(scan.ident, buffer)
        rows = self._found(key, buffer, scan, arguments) or self._walked(buffer, scan)
        for column, bound in scan.compared_bounds.items():
            rows = self._noting_comparison(
                rows, column, arguments[bound.position], written=scan.several or bound.known is not None
            )
        if prefetcher is None and execution.measuring is not None:
            execution.measuring[scan.ident].enter(buffer)
            return execution.measuring[scan.ident].passed(rows)
        return rows

    def _entered_before(self, keys: Sequence[Value]) -> bool:
        """The same key came as a number just before: 5 and '5' are two members of an IN list, and one object.

        SQLite hands over the members in its own order, numbers before texts; a smaller one begins the list anew.
        """
        place = tuple(map(sort_key, keys))
        if place <= self.last_keys:
            self.numbers.clear()
        self.last_keys = place
        text = tuple(map(str, keys))
        if text in self.numbers:
            return True
        if not all(isinstance(key, str) for key in keys):
            self.numbers.add(text)
        return False

    def _walked(self, buffer: PageBuffer, scan: Scan) -> Iterator[Object]:
        """All rows of an answer, in the order that SQLite relies on."""
        execution = self.table.current.execution
        if scan.order is None or scan.method.order_column is None:
            return Batches(execution.batches(buffer, ahead=self.table.current.prefetcher is not None))
        return in_order(execution, buffer, scan, self._value_of(scan.method.order_column))

    def _found(
        self, key: str, buffer: PageBuffer, scan: Scan, arguments: Sequence[Value]
    ) -> Iterator[Object] | None:
        """The rows with the value that another table hands over; None: walk over all of them."""
        column = scan.resource.column(scan.join_column or "")
        if column is None:
            self._look_up_in_list(key, scan, buffer.read)
            return None
        if arguments[-1] is None or isinstance(arguments[-1], bytes):
            return iter(())  # no column has what equals it
        execution = self.table.current.execution
        unsorted = scan.sorted and scan.method.name in execution.context.server.unsorted
        if unsorted or not comparable(column, arguments[-1]):
            return None
        if execution.join.may_begin_anew:
            execution.join.leave_for_list(scan, buffer)
        values_of = self._values_of(key, scan, column)
        index = buffer.index(values_of, execution.token)
        if index is None:
            return None if scan.order is not None else self._walked_for(arguments[-1], values_of, buffer)
        if not scan.sorted and not scan.compared_bounds:
            types = (int, float) if column.type in NUMERIC else (str,)
            self._look_up_from_now(Lookup(key, arguments[:-1], types, index, all_of_them=True))
        return iter([found for found, _ in index.find(arguments[-1])])

    def _walked_for(self, value: Value, values_of: ValuesOf, buffer: PageBuffer) -> Iterator[Object]:
        """The rows with a value, while the list arrives."""
        for batch in self.table.current.execution.batches(buffer):
            for found, own in zip(batch, values_of.keys(batch), strict=True):
                if own == value:
                    yield found

    def _look_up_in_list(self, key: str, scan: Scan, read: Read) -> None:
        """Take the next objects from their list, where that is here as a whole."""
        execution = self.table.current.execution
        if self._finds_by_id(scan) and not execution.join.collects:
            index = execution.index_of_list(read, self._values_of(key, scan, None))
            if index is not None:
                self._look_up_from_now(Lookup(key, (), (str,), index, all_of_them=False))

    def _finds_by_id(self, scan: Scan) -> bool:
        """An id of another table, and nothing else, is what an object is found by."""
        by_id_alone = scan.one_object and scan.handed == 1 and scan.depends and not scan.several
        return by_id_alone and not self.table.parents

    def _look_up_from_now(self, lookup: Lookup) -> None:
        if self.table.batched[lookup.key] is not None and self.table.current.execution.measuring is None:
            self.lookup = lookup

    def _values_of(self, key: str, scan: Scan, column: Column | None) -> ValuesOf:
        """What an index holds for a scan; by the id where no column is given."""
        rows, places = self.table.batched[key], [at for at, _ in scan.used]
        if column is None:
            return ValuesOf(f"its id, for {places}", ids_of, rows, unique=True)
        value_of = self._value_of(column.name)
        batched = batch_reader_of(scan.resource, column)
        return ValuesOf(
            f"{column.name}, for {places}", batched or (lambda objects: map(value_of, objects)), rows
        )

    def _noting_comparison(
        self, rows: Iterator[Object], column: str, value: Value, *, written: bool
    ) -> Iterator[Object]:
        """The rows as they are; that a bound was compared with them is said where the text has its value, or none of them has it."""
        value_of, equal = self._value_of(column), False
        for row in rows:
            equal = equal or value_of(row) == value
            yield row
        if written or not equal:
            self.table.current.execution.context.notices.add(
                f"{column} = ... was compared with each row here; {column} >= ... asks for what comes from a time on"
            )

    def _value_of(self, name: str) -> Callable[[Object], Value]:
        """How a column's value is taken from the objects of this entry."""
        reader, echo = self.table.reader(name), self.echo
        return lambda row: reader(row, echo)

    def Next(self) -> None:  # noqa: N802
        """Go to the next object, requesting a page where needed."""
        self.row = next(self.rows, None)

    def _steps(self, pairs: Iterable[tuple[Object, Row]]) -> Iterator[None]:
        """The same by each step, over objects whose values are taken: that spares calls of Python for each of them."""
        for self.row, values in pairs:
            self.Column = values.__getitem__  # type: ignore[method-assign, assignment]
            yield
        self.row = None
        yield

    def _end(self) -> None:
        self.row = None

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
        if self.named is not self.row:
            self.named, self.own_name = self.row, self.row.get("id") or self._content()
        path = tuple(self.echo.get(p) for p in self.table.parents)
        return hash((self.table.resource.id, path, self.own_name))

    def _content(self) -> tuple[str, int]:
        """What tells a row without an id from others: all of it, and which of its copies it is."""
        text = whole(self.row or {})
        self.copies[text] += 1
        return text, self.copies[text]

    def Close(self) -> None:  # noqa: N802
        """Let go of the pages."""
        self._reset()
        self.rows = iter(())


class Batches:
    """Objects one by one, or, where nobody has begun with that, as many at a time as are had before the next request."""

    def __init__(self, batches: Iterator[Sequence[Object]]) -> None:
        self.batches = batches
        self._objects = chain.from_iterable(batches)

    def __iter__(self) -> Iterator[Object]:
        return self._objects

    def __next__(self) -> Object:
        return next(self._objects)


def _nulls(objects: Sequence[Object]) -> Iterable[None]:
    return repeat(None, len(objects))


def used_columns(info: apsw.IndexInfo, count: int) -> tuple[int, ...]:
    """The columns that a statement needs of a table's ``count``, in order; more than needed where there are very many."""
    used = {at for at in info.colUsed if at < COLUMNS_APART}
    if COLUMNS_APART in info.colUsed:
        used.update(range(COLUMNS_APART, count))
    return tuple(sorted(used))


def _sql(value: Value) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)
