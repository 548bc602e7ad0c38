"""Reading the rows of a result for a writer: counted, and ended by a failure instead of torn by it.

A writer reads them like any iterator and closes its layout when it ends; `RowReader.finish` then raises what ended it. So a
table has its bottom border and a JSON array its bracket, whatever happened to the fifth page.
"""

from __future__ import annotations

from collections import deque
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import Result, ResultColumn, Row

T = TypeVar("T")


class RowReader:
    """An iterator over the rows of one result."""

    def __init__(self, result: Result, cancel: CancelToken | None = None) -> None:
        self.columns: tuple[ResultColumn, ...] = result.columns
        self.count = 0
        """Rows read so far."""
        self._failure: Exception | None = None
        self._rows = self._read(result.rows, cancel)

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def peek(self, most: int) -> list[Row]:
        """The next rows, read ahead; they come again when the reader goes on."""
        ahead = list(islice(self._rows, most))
        self._rows = chain(ahead, self._rows)
        return ahead

    def finish(self) -> None:
        """Raise what ended the rows too early, if anything did."""
        if self._failure is not None:
            raise self._failure

    def _read(self, rows: Iterator[Row], cancel: CancelToken | None) -> Iterator[Row]:
        try:
            for row in rows:
                if cancel is not None:
                    cancel.check()
                self.count += 1
                yield row
        except Exception as failure:  # noqa: BLE001 - `finish` raises it again, whatever it is
            self._failure = failure


def head_and_tail(rows: Iterable[T], most: int | None) -> Iterator[T | None]:
    """The first and the last rows, ``most`` together, with one None between them where rows were left out.

    The first ones come as they arrive, the last ones when all rows are read. ``most`` None: all rows.

    >>> list(head_and_tail("abcdefg", 4))
    ['a', 'b', None, 'f', 'g']
    """
    if most is None:
        yield from rows
        return
    iterator = iter(rows)
    yield from islice(iterator, most - most // 2)
    tail: deque[T] = deque(maxlen=most // 2)
    left_out = False
    for row in iterator:
        left_out = left_out or len(tail) == tail.maxlen
        tail.append(row)
    if left_out:
        yield None
    yield from tail
