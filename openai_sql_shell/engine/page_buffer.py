"""The pages of one answer: each requested once, for all who read them, in whatever thread.

Comes in: a reading, and a way to set requests on their way. Goes out: pages by number, and an index over them. It never requests
a page that nobody asked for: `begin` is how somebody asks early.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from openai_sql_shell.cancel import nothing
from openai_sql_shell.classes import define
from openai_sql_shell.engine.column_index import ColumnIndex
from openai_sql_shell.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.api.paging import Page
    from openai_sql_shell.api.pending import PendingResponse
    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.engine.column_index import ValuesOf
    from openai_sql_shell.engine.spill import Spill
    from openai_sql_shell.handlers.base import Read
    from openai_sql_shell.handlers.reading import Reading


FAR = 2_000
"""Rows between two readers of the same pages: many times the keys that are asked for ahead."""


@define(eq=False)
class PageReader:
    """Who walks over the pages."""

    position: int
    """The number of the page that comes next."""


class PageBuffer:
    """Pages in order, as far as they were requested."""

    most_ahead: int | None = None
    """How many answers may wait to be used; None: those that run ahead know."""
    counted = 0
    """How many of its pages count for what a statement holds in memory."""
    awaited = False
    """Somebody is about to walk over it from its beginning; until then nothing is forgotten."""
    instead: PageBuffer | None = None
    """The list that was read to save this request, where what each scan costs is counted."""

    def __init__(
        self,
        read: Read,
        number: int,
        send: Callable[[Request], PendingResponse],
        reading: Reading | None = None,
        pages: Sequence[Page] = (),
        before_waiting: Callable[[], None] = nothing,
    ) -> None:
        """Nothing is requested yet.

        Args:
            read: the question.
            number: the name of its answer in the spill.
            send: sets a request on its way.
            reading: what is to be requested; None: the answer is ``pages``.
            pages: those that are known already.
            before_waiting: called before a request is made whose answer is waited for.
        """
        self._before_waiting = before_waiting
        self.read = read
        self._readers: list[PageReader] = []
        self.requested = 0
        """Requests made."""
        self._number = number
        self._reading = reading
        self._send = send
        self._lock = threading.RLock()
        self._pending: PendingResponse | None = None
        self._pages = list(pages)
        self._gone = 0
        """Pages that are not in memory any more: the first ones."""
        self._lost = 0
        """The number of the first page behind all that are nowhere any more; between it and those in memory are those on disk."""
        self._spill: Spill | None = None
        self._indexes: dict[str, ColumnIndex] = {}

    @contextmanager
    def being_read(self, *, from_here: bool = False) -> Iterator[PageReader]:
        """Somebody walks over the pages inside of the block: all of them, or those that are still here."""
        with self._lock:
            self.awaited = self.awaited and from_here
            reader = PageReader(self._lost if from_here else 0)
            self._readers.append(reader)
        try:
            yield reader
        finally:
            with self._lock:
                self._readers.remove(reader)

    @property
    def end(self) -> int:
        """How many pages have arrived."""
        return self._gone + len(self._pages)

    @property
    def _complete(self) -> bool:
        """Every page has arrived."""
        return self._pending is None and (self._reading is None or self._reading.request is None)

    @property
    def can_be_read_again(self) -> bool:
        """No page was forgotten."""
        return not self._lost

    @property
    def lacking(self) -> bool:
        """Its first page is still to be requested, or under way."""
        return not self.end and not self._complete

    @property
    def given(self) -> bool:
        """Its pages were known from the beginning."""
        return self._reading is None

    @property
    def absent(self) -> bool:
        """The API has not what the question is about."""
        return self._reading is not None and self._reading.absent

    def insist(self) -> bool:
        """Make the absence of what the question is about an error; False: it is known to be absent already."""
        with self._lock:
            if self._reading is not None:
                self._reading.insist()
            return not self.absent

    @property
    def rows(self) -> int:
        """Rows held in memory."""
        return sum(len(page.items) for page in self._pages)

    @property
    def under_way(self) -> bool:
        """A request was made whose answer has not arrived."""
        pending = self._pending
        return pending is not None and not pending.done

    @property
    def under_way_is_done(self) -> bool:
        """The answer to the request that was made is here."""
        pending = self._pending
        return pending is not None and pending.done

    def begin(self) -> PendingResponse | None:
        """Set the next page's request on its way, unless it is already; None where there is none."""
        with self._lock:
            request = self._reading.request if self._reading is not None else None
            if self._pending is None and request is not None:
                self.requested += 1
                self._pending = self._send(request)
            return self._pending

    def page(self, position: int, cancel: CancelToken) -> Page | None:
        """A page by its number, waiting for it where needed; None after the last.

        Raises:
            OpenAISqlError: what befell the request, to everybody who asks for this page.
        """
        while True:
            with self._lock:
                if position < self.end:
                    return self._held(position)
            if not self.under_way_is_done:
                self._before_waiting()
            with self._lock:
                if position < self.end:
                    continue
                pending = self.begin()
            if pending is None:
                return None
            self._receive(pending, cancel)

    def pages(self, cancel: CancelToken) -> Iterator[Page]:
        """All pages, one after the other; raises what `page` raises."""
        position = 0
        while (page := self.page(position, cancel)) is not None:
            position += 1
            yield page

    def arrived(self) -> Iterator[Page]:
        """The pages that are here, as far as they can be read again; nothing is requested."""
        for position in range(self._lost, self.end):
            with self._lock:
                page = self._held(position) if position >= self._lost else None
            if page is not None:
                yield page

    def _held(self, position: int) -> Page:
        if position >= self._gone:
            return self._pages[position - self._gone]
        assert self._spill is not None and position >= self._lost, "a page was forgotten that is read again"  # noqa: PT018, S101
        return self._spill.get(self._number, position)

    def _receive(self, pending: PendingResponse, cancel: CancelToken) -> None:
        """Wait for an answer, and keep it if nobody else has."""
        try:
            response = pending.result(cancel)
        except ApiError as error:
            with self._lock:
                if pending is self._pending and self._reading is not None:
                    self._reading.refuse(error)
                    self._pending = None
            return
        with self._lock:
            if pending is self._pending and self._reading is not None:
                self._pages.append(self._reading.take(response))
                self._pending = None

    def index(self, values_of: ValuesOf, cancel: CancelToken) -> ColumnIndex | None:
        """The rows by a value; None where the answer is not complete, or cannot be read again.

        Args:
            values_of: takes values that are equal in Python exactly where they are in SQLite.
            cancel: of the statement.
        """
        with self._lock:
            if not self._complete or not self.can_be_read_again:
                return None
            if (index := self._indexes.get(values_of.name)) is None:
                index = ColumnIndex(
                    values_of, lambda: (page.items for page in self.pages(cancel)), self._lock
                )
                if self._spill is not None:
                    index.move_to(self._spill, self._number)
                else:
                    index.fill()
                self._indexes[values_of.name] = index
            return index

    def leads_far(self, reader: PageReader) -> bool:
        """Another reader is so many rows behind this one that whatever is asked for ahead of it must be here."""
        with self._lock:
            slowest = min(
                (other.position for other in self._readers if other is not reader), default=self.end
            )
            between = self._pages[max(0, slowest - self._gone) : max(0, reader.position - self._gone)]
            return sum(len(page.items) for page in between) > FAR

    def forget(self) -> int:
        """Drop the pages in memory that all who walk over them have passed, which nobody will read again; says how many rows that were."""
        with self._lock:
            if self.awaited:
                return 0
            here = self._gone
            rows = self._drop(min((reader.position for reader in self._readers), default=self.end))
            self._lost = self._lost if self._gone == here else self._gone
            return rows

    def _drop(self, end: int) -> int:
        """Drop the pages in memory below a number."""
        count = max(0, end - self._gone)
        rows = sum(len(page.items) for page in self._pages[:count])
        self._gone += count
        del self._pages[:count]
        return rows

    def move_to(self, spill: Spill) -> int:
        """Put the pages in memory onto disk; says how many rows that were."""
        with self._lock:
            for at, page in enumerate(self._pages, self._gone):
                spill.put(self._number, at, page)
            self._spill = spill
            for index in self._indexes.values() if self._pages else ():
                index.move_to(spill, self._number)
            return self._drop(self.end)

    def snapshot(self) -> tuple[Page, ...] | None:
        """All pages, if they are complete and in memory."""
        with self._lock:
            return tuple(self._pages) if self._complete and not self._gone else None
