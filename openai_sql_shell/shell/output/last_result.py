"""The last result: rows of a statement, kept while they are drawn so that they can be shown again without a request.

Of a result beyond the bound the beginning is kept: it can be browsed, which says so, but not shown, or half of it would be taken
for the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.classes import define, field
from openai_sql_shell.errors import RefusedStatement
from openai_sql_shell.result import Result
from openai_sql_shell.shell.output.watched_rows import WatchedRows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.result import Explanation, ResultColumn, Row, Value

MOST_ROWS = 10_000
MOST_BYTES = 64_000_000
"""Of memory, roughly: four bytes for a character, and a fixed part for each value."""
OVERHEAD = 56
"""Bytes of a value apart from its characters."""


@define
class LastResult:
    """Columns and rows of one answer."""

    columns: tuple[ResultColumn, ...]
    explanation: Explanation | None = None
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    """Rows that went by, kept or not."""
    complete: bool = False
    """They were read to their end."""
    too_large: bool = False
    ended: float | None = None
    """When the last row was read, however long a person looks at them afterwards."""
    _size: int = 0
    """Bytes of the rows that are kept."""

    def record(self, rows: Iterator[Row], clock: Callable[[], float]) -> Iterator[Row]:
        """The same rows; they are kept while they are read."""

        def over(whole: bool) -> None:
            if whole and not self.complete:
                self.complete, self.ended = True, clock()

        return WatchedRows(rows, self._keep, over)

    def _keep(self, rows: Sequence[Row]) -> None:
        self.count += len(rows)
        for row in rows:
            if self.too_large:
                break
            self._size += sum(map(_size, row))
            self.too_large = len(self.rows) >= MOST_ROWS or self._size > MOST_BYTES
            if not self.too_large:
                self.rows.append(row)

    @property
    def missing(self) -> str:
        """A few words on rows that are not here; empty: all are."""
        if self.too_large:
            return f"of {self.count:,}, the others were not kept" if self.complete else "more were not kept"
        return "" if self.complete else "the statement ended before its last row"

    def as_result(self) -> Result:
        """A result of these rows; reading it asks nobody.

        Raises:
            RefusedStatement: they were too many.
        """
        if self.too_large:
            raise RefusedStatement(
                f"the last result was larger than {MOST_ROWS:,} rows or {MOST_BYTES // 10**6} MB and was not kept",
                hint="\\g FILE runs the statement again and writes it to a file, \\browse shows the rows that were kept",
            )
        return Result(self.columns, iter(self.rows), explanation=self.explanation)


def _size(value: Value) -> int:
    if isinstance(value, str):
        return OVERHEAD + 4 * len(value)
    return OVERHEAD + len(value) if isinstance(value, bytes) else OVERHEAD
