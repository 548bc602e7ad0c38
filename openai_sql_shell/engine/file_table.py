"""A local file as a virtual table. SQLite asks for rows, and they are read from the file as it asks.

The table has the call's own name and no place in a schema: SQLite finds it by the module of that name (`engine/file_tables`).
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, cast

import apsw

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.classes import define
from openai_sql_shell.engine.access_path import ROW_COST
from openai_sql_shell.engine.row_copy import RowCopy, affinity
from openai_sql_shell.engine.table import used_columns
from openai_sql_shell.errors import StatementError
from openai_sql_shell.sql.tokens import quote_name

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from openai_sql_shell.engine.current import Current
    from openai_sql_shell.engine.plain_scan import PlainScan, Walk
    from openai_sql_shell.local_files.source import LocalFile
    from openai_sql_shell.result import Row, Value

EQ = apsw.SQLITE_INDEX_CONSTRAINT_EQ
FOUND_ROWS, FOUND_COST = 4, 0.01
"""What entering with a value costs, once there is an index."""
SELECTIVE = 8
"""How many times fewer rows an equality with a known value leaves."""

HELD_AS_THEY_ARE = (DataType.STRING, DataType.INTEGER)
"""Types of columns whose values SQLite holds as they are; of others, those of the types that follow."""
_KEPT = frozenset((str, int, bytes, type(None)))


@define
class FileScan:
    """One place of a statement where a file is read."""

    call: str
    """As SQL."""
    used: tuple[int, ...]
    """Columns that are needed."""
    key: int | None
    """Which of those is entered with a value of another table, by its place in ``used``."""
    entered: int = 0
    copy: RowCopy | None = None
    """The rows, from the second time on that it is entered."""


class FileTable:
    """What SQLite calls for one file; the names of its methods are APSW's."""

    def __init__(self, name: str, file: LocalFile, current: Current) -> None:
        self.name = name
        self.file = file
        self.current = current
        self.scans: dict[str, FileScan] = {}
        """Plans by the text SQLite keeps for us."""

    def connect(self, sqlite: apsw.Connection, *_arguments: apsw.SQLiteValue) -> tuple[str, apsw.VTTable]:
        """Tell SQLite the columns: now the beginning of the file is read."""
        sqlite.vtab_config(apsw.SQLITE_VTAB_INNOCUOUS)
        with self.placed():
            declared = ", ".join(f"{quote_name(c.name)} {affinity(c)}" for c in self.file.columns)
        return f"CREATE TABLE x({declared})", cast("apsw.VTTable", self)

    @contextmanager
    def placed(self) -> Iterator[None]:
        """Errors of the block know which table they are about."""
        try:
            yield
        except StatementError as error:
            error.table = self.name
            raise

    def BestIndexObject(self, info: apsw.IndexInfo) -> bool:  # noqa: N802
        """Read the file once; or, where a join hands over a value, find its rows in a copy."""
        columns = self.file.columns
        rows = self.file.expected_rows
        key: int | None = None
        for i in range(info.nConstraint):
            if info.get_aConstraint_op(i) != EQ or not info.get_aConstraint_usable(i):
                continue
            at, several = info.get_aConstraint_iColumn(i), info.get_aConstraintUsage_in(i)
            if info.get_aConstraint_rhs(i) is not None or several or at < 0:
                rows = max(1, rows // SELECTIVE)
            elif key is None and info.get_aConstraint_collation(i) == "BINARY":
                key = at
                info.set_aConstraintUsage_argvIndex(i, 1)
        info.estimatedCost = ROW_COST * self.file.expected_rows if key is None else FOUND_COST
        info.estimatedRows = rows if key is None else min(rows, FOUND_ROWS)
        info.idxStr = self._remember(used_columns(info, len(columns)), key)
        return True

    def _remember(self, used: Sequence[int], key: int | None) -> str:
        place = used.index(key) if key in used else None
        name = f"file:{id(self):x}:{len(self.scans)}"
        self.scans[name] = FileScan(self.file.call.name, tuple(used), place)
        return name

    def rows(self, scan: FileScan) -> Iterator[Row]:
        """The rows of the file, from its beginning."""
        return chain.from_iterable(self._batches(scan))

    def _batches(self, scan: FileScan) -> Generator[Iterable[Row]]:
        execution = self.current.execution
        for batch in self.file.batches(scan.used, execution.context.notices.add):
            execution.token.check()
            execution.context.cancel.check()
            yield batch
            execution.context.before_waiting()

    def can_be_walked(self, scan: PlainScan) -> bool:
        """See `PlainTable`."""
        return scan.key in self.scans and not scan.arguments

    @contextmanager
    def walked(self, scan: PlainScan) -> Iterator[Walk]:
        """See `PlainTable`; what it has are rows of the columns that are needed."""
        used = self.scans[scan.key].used
        places = [used.index(at) for at in scan.places or ()]
        as_it_is = places == list(range(len(used)))
        doubtful = [place for place in places if self.file.columns[used[place]].type not in HELD_AS_THEY_ARE]

        def read(rows: Sequence[Row]) -> Iterable[Row]:
            if as_it_is and all(_KEPT.issuperset(map(type, map(itemgetter(at), rows))) for at in doubtful):
                return rows
            columns = list(zip(*rows, strict=True))
            return zip(*(_held(columns[at]) if at in doubtful else columns[at] for at in places), strict=True)

        with self.placed(), closing(self._batches(self.scans[scan.key])) as batches:
            yield map(list, batches), read

    def copy(self, scan: FileScan) -> RowCopy | None:
        """The rows to look into, from the second entry on; at the first one the file is read, whatever is wanted of it."""
        scan.entered += 1
        if scan.copy is None and scan.entered > 1:
            scan.copy = RowCopy([self.file.columns[at] for at in scan.used], self.rows(scan))
        return scan.copy

    def Open(self) -> FileCursor:  # noqa: N802
        """A new reader."""
        return FileCursor(self)

    def Disconnect(self) -> None:  # noqa: N802
        """Nothing to give back."""

    Destroy = Disconnect


def _held(values: Sequence[Value]) -> Sequence[Value]:
    """Values as SQLite holds them: no booleans, and no number that is none."""
    return [None if value != value else int(value) if isinstance(value, bool) else value for value in values]  # noqa: PLR0124 - NaN


class FileCursor:
    """Walks over the rows of one entry into the table."""

    def __init__(self, table: FileTable) -> None:
        self.table = table
        self.rows: Iterator[Row] = iter(())
        self.row: Row | None = None
        self.number = 0
        """Of the row in the file, unless the row brings it."""
        self.numbered = False
        """The last value of each row is its number."""
        self.places: dict[int, int] = {}
        """Where a row has the value of a column."""

    def Filter(self, _number: int, key: str, arguments: Sequence[Value]) -> None:  # noqa: N802
        """Begin. Rows that SQLite will leave out may be among those of the entry."""
        scan = self.table.scans[key]
        self.places = {at: place for place, at in enumerate(scan.used)}
        with self.table.placed():
            copy = self.table.copy(scan)
            self.numbered, self.number = copy is not None, 0
            if copy is None:
                self.rows = self.table.rows(scan)
            else:
                self.rows = copy.all() if scan.key is None else copy.equal(scan.key, arguments[0])
        self.Next()

    def Next(self) -> None:  # noqa: N802
        """Go to the next row, reading on where needed."""
        self.number += 1
        try:
            self.row = next(self.rows, None)
        except StatementError as error:
            error.table = self.table.name
            raise

    def Eof(self) -> bool:  # noqa: N802
        """Whether the rows are used up."""
        return self.row is None

    def Column(self, number: int) -> Value:  # noqa: N802
        """One value of the current row."""
        return self.row[self.places[number]]  # type: ignore[index] # SQLite asks between Next and Eof only

    def Rowid(self) -> int:  # noqa: N802
        """The number of the row in its file."""
        return self.row[-1] if self.numbered else self.number  # type: ignore[index, return-value]

    def Close(self) -> None:  # noqa: N802
        """Let go of the file."""
        self.rows, self.row = iter(()), None
