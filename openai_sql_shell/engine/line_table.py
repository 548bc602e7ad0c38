"""A resource whose rows are lines of files, as a virtual table: the columns that a statement needs are known before the first line is read.

Rows are tuples by position. SQLite keeps checking every condition itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.engine.table import ResourceCursor, ResourceTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.catalog.model import Column, Resource
    from openai_sql_shell.engine.current import Current
    from openai_sql_shell.engine.line_buffer import Part
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.result import Row, Value

LINE = "line"
"""The column that tells a row from the others of its file."""


class LineTable(ResourceTable):
    """What SQLite calls for one resource; the names of its methods are APSW's."""

    def __init__(self, resource: Resource, current: Current) -> None:
        super().__init__(resource, current)
        given = [p for m in resource.methods for p in m.parameters]
        self.partition = next((p.name for p in given if p.partition), None)
        self.alike = {self.partition, *resource.line_keys}
        """Columns with one value for all rows of a part."""

    def Open(self) -> ResourceCursor:  # noqa: N802
        """A new reader: of lines, or of what a change was answered with."""
        answered = self.resource.id in self.current.execution.answers
        return ResourceCursor(self) if answered else LineCursor(self)

    def batch_reader(self, _places: Sequence[int | None]) -> None:
        """Lines come as rows."""


class LineCursor(ResourceCursor):
    """Walks over the rows of one entry into the table."""

    table: LineTable

    def __init__(self, table: LineTable) -> None:
        super().__init__(table)
        self.parts: Iterator[Part] = iter(())
        self.lines: Iterator[Row] = iter(())
        self.line: Row | None = None
        self.part: Value = None
        """The partition of the row."""
        self.places: dict[int, int] = {}
        """Where a row has the value of a column; what is not there is the same for all rows of a part."""
        self.number_at = -1
        """Where a row has the number of its line."""

    def Filter(self, _number: int, key: str, arguments: Sequence[Value]) -> None:  # noqa: N802
        """Begin: ask the question SQLite's arguments make."""
        scan = self.table.scans[key]
        self.echo, self.parts, self.lines = scan.echo(arguments), iter(()), iter(())
        asked = [(at, column) for at, column in scan.used if column.name not in self.table.alike]
        self.places, self.number_at = {at: place for place, (at, _) in enumerate(asked)}, len(asked)
        self.parts = self._parts(scan, arguments, [column for _, column in asked])
        self.Next()

    def _parts(self, scan: Scan, arguments: Sequence[Value], columns: Sequence[Column]) -> Iterator[Part]:
        """The parts of one entry; none at once on the connection that runs ahead of this scan."""
        execution, prefetcher = self.table.current.execution, self.table.current.prefetcher
        read = scan.read(arguments, conforming=True)
        if read is None or (scan.several and self._entered_before(arguments[: scan.handed])):
            return iter(())
        buffer = execution.lines(read)
        if prefetcher is not None and prefetcher.ident == scan.ident:
            if not buffer.was_read:
                prefetcher.begin(buffer)
            return iter(())
        if prefetcher is None and scan.depends and execution.prefetchers is not None:
            execution.prefetchers.consumed(scan.ident, buffer)
        names = [column.name for column in columns]
        parts = buffer.parts([*names, LINE], execution.token)
        if scan.join_column in names:
            parts = buffer.with_value(parts, columns, names.index(scan.join_column), arguments[-1])
        if prefetcher is None and execution.measuring is not None:
            measured = execution.measuring[scan.ident]
            measured.enter(buffer, *([buffer.asked] if buffer.asked is not None else []))
            parts = ((part, measured.passed(rows)) for part, rows in parts)
        return parts

    def Next(self) -> None:  # noqa: N802
        """Go to the next line, reading on where needed."""
        self.line = next(self.lines, None)
        while self.line is None and (part := next(self.parts, None)) is not None:
            self.part, self.lines = part
            self.line = next(self.lines, None)

    def Eof(self) -> bool:  # noqa: N802
        """Whether the lines are used up."""
        return self.line is None

    def Column(self, number: int) -> Value:  # noqa: N802
        """One value of the current line."""
        if number < 0:
            return self.Rowid()
        place = self.places.get(number)
        if place is not None:
            return self.line[place]  # type: ignore[index] # SQLite asks between Next and Eof only
        name = self.table.columns[number].name
        return self.part if name == self.table.partition else self.echo.get(name)

    def Rowid(self) -> int:  # noqa: N802
        """Equal for the same line however it was reached."""
        keys = tuple(self.echo.get(key) for key in self.table.parents)
        number = self.line[self.number_at]  # type: ignore[index]
        return hash((self.table.resource.id, keys, self.part, number))

    def Close(self) -> None:  # noqa: N802
        """Let go of the lines."""
        self.parts, self.lines, self.line = iter(()), iter(()), None
