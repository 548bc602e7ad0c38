"""The pages of one answer: each requested once, for all who read them, in whatever thread.

Comes in: a reading, and a way to set requests on their way. Goes out: pages by number. It never requests a page that nobody
asked for: `begin` is how somebody asks early.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from openai_sql_shell.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.api.paging import Page
    from openai_sql_shell.api.pending import PendingResponse
    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.engine.spill import Spill
    from openai_sql_shell.handlers.base import Reading


class PageBuffer:
    """Pages in order, as far as they were requested."""

    def __init__(
        self, number: int, send: Callable[[Request], PendingResponse], reading: Reading | None = None
    ) -> None:
        """Nothing is requested yet. ``reading`` None: the pages are given with `fill`."""
        self.readers = 0
        """How many walk over the pages right now."""
        self.requested = 0
        """Requests made."""
        self.number = number
        """Its name in the spill."""
        self._reading = reading
        self._send = send
        self._lock = threading.Lock()
        self._flight: PendingResponse | None = None
        self._pages: list[Page] = []
        self._gone = 0
        """Pages that are not in memory any more: the first ones."""
        self._spill: Spill | None = None
        self._complete = False

    @property
    def end(self) -> int:
        """How many pages have arrived."""
        return self._gone + len(self._pages)

    @property
    def complete(self) -> bool:
        """Every page has arrived and can be read again."""
        return self._complete and (not self._gone or self._spill is not None)

    @property
    def spilled(self) -> Spill | None:
        """Where the first pages are, if not in memory."""
        return self._spill

    @property
    def rows(self) -> int:
        """Rows held in memory."""
        return sum(len(page.items) for page in self._pages)

    @property
    def under_way(self) -> bool:
        """A request was made whose answer has not arrived."""
        flight = self._flight
        return flight is not None and not flight.done

    def fill(self, pages: Sequence[Page]) -> None:
        """Pages that are known already; no request will be made."""
        self._pages, self._complete = list(pages), True

    def begin(self) -> None:
        """Set the next page's request on its way, unless it is already, or there is none."""
        with self._lock:
            self._begin()

    def _begin(self) -> PendingResponse | None:
        if self._flight is None and not self._complete:
            request = self._reading.request if self._reading is not None else None
            if request is None:
                self._complete = True
                return None
            self.requested += 1
            self._flight = self._send(request)
        return self._flight

    def page(self, position: int, cancel: CancelToken) -> Page | None:
        """A page by its number, waiting for it where needed; None after the last.

        Raises:
            OpenAISqlError: what befell the request, to everybody who asks for this page.
        """
        while True:
            with self._lock:
                if position < self.end:
                    return self._held(position)
                flight = self._begin()
            if flight is None:
                return None
            self._land(flight, cancel)

    def _held(self, position: int) -> Page:
        if position >= self._gone:
            return self._pages[position - self._gone]
        assert self._spill is not None, "a page was forgotten that is read again"  # noqa: S101
        return self._spill.get(self.number, position)

    def _land(self, flight: PendingResponse, cancel: CancelToken) -> None:
        """Wait for an answer, and keep it if nobody else has."""
        try:
            response = flight.result(cancel)
        except ApiError as error:
            with self._lock:
                if flight is self._flight and self._reading is not None:
                    self._reading.refuse(error)
                    self._flight, self._complete = None, True
            return
        with self._lock:
            if flight is self._flight and self._reading is not None:
                self._pages.append(self._reading.take(response))
                self._flight = None
                self._complete = self._reading.request is None

    def forget(self) -> int:
        """Drop the pages in memory, which nobody will read again; says how many rows that were."""
        with self._lock:
            rows = self.rows
            self._gone += len(self._pages)
            self._pages.clear()
        return rows

    def move_to(self, spill: Spill) -> int:
        """Put the pages in memory onto disk; says how many rows that were."""
        with self._lock:
            rows = self.rows
            for at, page in enumerate(self._pages, self._gone):
                spill.put(self.number, at, page)
            self._gone += len(self._pages)
            self._pages.clear()
            self._spill = spill
        return rows

    def snapshot(self) -> tuple[Page, ...] | None:
        """All pages, if they are complete and in memory."""
        with self._lock:
            return tuple(self._pages) if self._complete and not self._gone else None
