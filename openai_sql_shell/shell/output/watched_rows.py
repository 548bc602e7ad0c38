"""Watched rows: somebody looks at rows on their way to the screen, one by one or many at a time. They go on unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from openai_sql_shell.classes import define
from openai_sql_shell.result import drain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.result import Row


@define
class WatchedRows:
    """Rows that are looked at. An object, so that closing it reaches their source even before the first was taken."""

    rows: Iterator[Row]
    look: Callable[[Sequence[Row]], object]
    """Sees those that come, before whoever takes them."""
    over: Callable[[bool], object] = bool
    """Called when no more come, perhaps several times: True, they were read to their end."""
    _broken: bool = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        try:
            row = next(self.rows)
        except BaseException as end:
            self._end(whole=isinstance(end, StopIteration))
            raise
        self.look((row,))
        return row

    def drain(self, take: Callable[[Sequence[Row]], None]) -> None:
        """Hand on all rows; see `Result.drain`."""

        def watched(rows: Sequence[Row]) -> None:
            self.look(rows)
            take(rows)

        try:
            drain(self.rows, watched)
        except BaseException:
            self._end(whole=False)
            raise
        self._end(whole=True)

    def close(self) -> None:
        """Give up the rest."""
        self._end(whole=False)
        close = getattr(self.rows, "close", None)
        if close is not None:
            close()

    def _end(self, *, whole: bool) -> None:
        self._broken |= not whole
        self.over(not self._broken)
