"""Reading the rows of a result for a writer: counted, and ended by a failure instead of torn by it.

A writer reads them like any iterator and closes its layout when it ends; `RowReader.finish` then raises what ended it. So a
table has its bottom border and a JSON array its bracket, whatever happened to the fifth page.
"""

from __future__ import annotations

from collections import deque
from itertools import chain, islice

from openai_sql_shell.render.options import LeftOut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import Result, ResultColumn, Row


class RowReader:
    """An iterator over the rows of one result."""

    def __init__(self, result: Result, cancel: CancelToken | None = None) -> None:
        self.columns: tuple[ResultColumn, ...] = result.columns
        self.count = 0
        """Rows read so far."""
        self.left_out = 0
        """Those of them that are not drawn."""
        self.left_out_columns = LeftOut()
        """What a layout that hides columns or cuts cells had to leave out."""
        self.notes: tuple[str, ...] = ()
        """What a layout has to say beside that."""
        self._failure: Exception | None = None
        self._result, self._cancel = result, cancel
        self._source = self._read(result.rows, cancel)
        self._ahead: Iterator[Row] = iter(())
        """Rows that were read ahead, and not yet taken."""
        self._rows: Iterator[Row] = self._source

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def peek(self, most: int) -> list[Row]:
        """The next rows, read ahead; they come again when the reader goes on."""
        ahead = list(islice(self._rows, most))
        self._ahead = chain(ahead, self._ahead)
        self._rows = chain(self._ahead, self._source)
        return ahead

    def head_and_tail(self, most: int | None) -> Iterator[Row | None]:
        """The first and the last rows, ``most`` together, with one None between them where rows were left out.

        The first ones come as they arrive, the last ones when all rows are read. ``most`` None: all rows.
        """
        if most is None:
            yield from self._rows
            return
        rows = self._rows
        yield from islice(rows, most - most // 2)
        tail: deque[Row] = deque(maxlen=most // 2)
        self.drain(tail.extend)
        self.left_out = max(self.count - most, 0)
        if self.left_out:
            yield None
        yield from tail

    def drain(self, take: Callable[[Sequence[Row]], None]) -> None:
        """Hand on all rows, as many at a time as are here; raises only what ``take`` does."""
        ended: list[BaseException] = []

        def counted(rows: Sequence[Row]) -> None:
            if self._cancel is not None:
                self._cancel.check()
            self.count += len(rows)
            try:
                take(rows)
            except BaseException as error:
                ended.append(error)
                raise

        if ahead := list(self._ahead):
            take(ahead)
        if self._failure is not None:
            return
        try:
            self._result.drain(counted)
        except Exception as failure:
            if ended:
                raise
            self._failure = failure

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
