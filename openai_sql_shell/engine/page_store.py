"""The answers of one statement by their questions, and where their pages are: in memory up to a bound, on disk beyond it.

What nobody is going to read again is let go at once.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from itertools import count

from openai_sql_shell.catalog.model import Returns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.api.paging import Page
    from openai_sql_shell.api.pending import PendingResponse
    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.engine.page_buffer import PageBuffer
    from openai_sql_shell.engine.spill import Spill
    from openai_sql_shell.handlers.base import Object, Read
    from openai_sql_shell.handlers.reading import Reading


def parents(read: Read) -> tuple[str, ...]:
    """The objects below which a list is asked for."""
    return tuple(str(value) for name, value in read.arguments if name in read.method.path_parameters)


class PageStore:
    """The buffers of a statement. Safe for several threads."""

    joining = False
    """A join of two lists may begin anew: neither is forgotten, and both may be in memory."""
    copying = False
    """A list is being copied: meanwhile it and the other one may be in memory."""

    def __init__(
        self,
        token: CancelToken,
        send: Callable[[Request], PendingResponse],
        before_waiting: Callable[[], None],
        memory_rows: int,
        *,
        is_read_once: bool,
        outlasts: bool,
    ) -> None:
        """Nothing is held.

        Args:
            token: set when the statement ends.
            send: sets a request on its way.
            before_waiting: called before a request is made whose answer is waited for.
            memory_rows: how many rows are kept in memory.
            is_read_once: the list that is asked for first is not read again.
            outlasts: the answers are kept after the statement.
        """
        self.lock = threading.RLock()
        self.buffers: dict[Read, PageBuffer] = {}
        """In the order in which they were asked for."""
        self._token = token
        self._send = send
        self._before_waiting = before_waiting
        self._memory_rows = memory_rows
        self._is_read_once = is_read_once
        self._outlasts = outlasts
        self._numbers = count()
        self._spill: Spill | None = None
        self._held = 0
        """Rows in memory that may be read again."""

    def make(self, read: Read, reading: Reading | None, pages: Sequence[Page]) -> PageBuffer:
        """What will hold an answer that is to be requested, or is here."""
        from openai_sql_shell.engine.page_buffer import PageBuffer  # noqa: PLC0415 - a statement of the session's own tables asks for nothing

        return PageBuffer(read, next(self._numbers), self._send, reading, pages, self._before_waiting)

    @property
    def first(self) -> PageBuffer | None:
        """The answer that was asked for first."""
        with self.lock:
            return next(iter(self.buffers.values()), None)

    def lists(self) -> list[PageBuffer]:
        """The answers that are lists."""
        with self.lock:
            return [b for b in self.buffers.values() if b.read.method.returns is Returns.LIST]

    def was_read(self, buffer: PageBuffer, position: int, rows: int) -> None:
        """Decide what becomes of a page that was read, where it was for the first time."""
        with self.lock:
            if position < buffer.counted:
                return
            buffer.counted = position + 1
            self._held += rows
            if self._held > 2 * self._memory_rows:
                self.joining = False
            if self._is_read_once and not (self.joining or self._lasts(buffer)) and self._is_first(buffer):
                self._held -= buffer.forget()
            most = self._memory_rows * (2 if self.joining or self.copying else 1)
            if self._held > most and not self._token:
                from openai_sql_shell.engine.spill import Spill  # noqa: PLC0415 - few statements keep so much

                self._spill = self._spill or Spill()
                self._held -= sum(other.move_to(self._spill) for other in self.buffers.values())

    def _lasts(self, buffer: PageBuffer) -> bool:
        """What it holds may be asked for after the statement, or cannot be asked for twice."""
        return buffer.read.method.changes or self._outlasts

    def _is_first(self, buffer: PageBuffer) -> bool:
        """It was asked first, and no list below one of its objects was: who looks back for the parents of those needs it."""
        return buffer is self.first and not any(
            parents(other.read) for other in self.lists() if other is not buffer
        )

    def for_the_last_time(
        self, buffer: PageBuffer, batches: Iterator[Sequence[Object]]
    ) -> Generator[Sequence[Object]]:
        """Batches of an answer as they are, to be copied: a page in memory is let go once it was handed on."""
        try:
            for batch in batches:
                yield batch
                with self.lock:
                    if not self._lasts(buffer):
                        self._held -= buffer.forget()
        finally:
            self.copying = False

    @contextmanager
    def replaced(self, buffer: PageBuffer, other: PageBuffer) -> Iterator[None]:
        """Another one stands for an answer inside of the block."""
        with self.lock:
            self.buffers[buffer.read] = other
        try:
            yield
        finally:
            with self.lock:
                self.buffers[buffer.read] = buffer

    def close(self) -> None:
        """Leave nothing behind."""
        with self.lock:
            self.buffers.clear()
            spill, self._spill = self._spill, None
        if spill is not None:
            spill.close()
