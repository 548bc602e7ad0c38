"""A table of the ledger as a virtual table: read into memory once a statement, and answered from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.engine.columns import comparable
from openai_sql_shell.engine.table import EQ, ResourceCursor, ResourceTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import apsw

    from openai_sql_shell.result import Row, Value

FOUND_ROWS = 10
"""A guess for the query planner: rows with one value."""


class LedgerTable(ResourceTable):
    """What SQLite calls for one table; the names of its methods are APSW's."""

    def BestIndexObject(self, info: apsw.IndexInfo) -> bool:  # noqa: N802
        """All rows; or, where a value is known when the table is entered, those with it."""
        info.idxNum, info.estimatedCost = -1, float(self.resource.expected_rows)
        info.estimatedRows = self.resource.expected_rows
        for i in range(info.nConstraint):
            equal = info.get_aConstraint_op(i) == EQ and info.get_aConstraint_usable(i)
            if (
                equal
                and info.get_aConstraint_iColumn(i) >= 0
                and info.get_aConstraint_collation(i) == "BINARY"
            ):
                info.idxNum = info.get_aConstraint_iColumn(i)
                info.set_aConstraintUsage_argvIndex(i, 1)
                info.estimatedCost = info.estimatedRows = FOUND_ROWS
                break
        return True

    def Open(self) -> LedgerCursor:  # noqa: N802
        """A new reader."""
        return LedgerCursor(self)


class LedgerCursor(ResourceCursor):
    """Walks over the rows of one entry into the table."""

    def __init__(self, table: ResourceTable) -> None:
        super().__init__(table)
        self.entries: Iterator[Row] = iter(())
        self.entry: Row | None = None

    def Filter(self, column: int, _key: str | None, arguments: Sequence[Value]) -> None:  # noqa: N802
        """Begin."""
        kept = self.table.current.execution.kept(self.table.resource)
        rows = kept.rows
        if column >= 0 and comparable(self.table.columns[column], arguments[0]):
            rows = kept.equal(column, arguments[0])
        self.entries = iter(rows)
        self.Next()

    def Next(self) -> None:  # noqa: N802
        """Go to the next row."""
        self.entry = next(self.entries, None)

    def Eof(self) -> bool:  # noqa: N802
        """Whether the rows are used up."""
        return self.entry is None

    def Column(self, number: int) -> Value:  # noqa: N802
        """One value of the current row."""
        if number < 0:
            return self.Rowid()
        return self.entry[number]  # type: ignore[index] # SQLite asks between Next and Eof only

    def Rowid(self) -> int:  # noqa: N802
        """Equal for the same row however it was reached: it stays where it is while the statement runs."""
        return id(self.entry)

    def Close(self) -> None:  # noqa: N802
        """Let go of the rows."""
        self.entries, self.entry = iter(()), None
