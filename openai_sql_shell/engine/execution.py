"""One running statement in the engine: what it asks, what it remembers, who runs ahead for it.

Equal questions are asked once. What may be read again stays in memory up to a bound, and on disk beyond it; what cannot be
read again is let go at once. When the statement ends, nothing of it is left: no request, no thread, no file.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from openai_sql_shell.api.messages import RequestContext
from openai_sql_shell.api.paging import Page
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.engine.column_index import ColumnIndex
from openai_sql_shell.engine.list_fallback import ListFallback, listing_for
from openai_sql_shell.engine.page_buffer import PageBuffer
from openai_sql_shell.engine.spill import Spill
from openai_sql_shell.handlers.registry import handler_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.api.pending import PendingResponse
    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.engine.cache import Cache
    from openai_sql_shell.engine.prefetch import Prefetchers
    from openai_sql_shell.handlers.base import Context, Object, Read
    from openai_sql_shell.result import Value
    from openai_sql_shell.sql.query_shape import QueryShape


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a statement may go."""

    concurrency: int = 16
    """Requests under way at once; 1: none runs ahead."""
    memory_rows: int = 100_000
    """Rows kept in memory for tables that may be read again."""
    cache_age: float | None = None
    """Seconds an answer of an earlier statement may be old; None: ask anew."""


@dataclass(slots=True)
class Actual:
    """What one scan really cost, for EXPLAIN ANALYZE."""

    entered: int = 0
    rows: int = 0
    requests: int = 0
    """Complete when the statement has ended."""
    reads: set[Read] = field(default_factory=set)


@dataclass
class Execution:
    """The state of one statement in the engine."""

    context: Context
    shape: QueryShape
    limits: Limits = field(default_factory=Limits)
    answers: Mapping[str, Sequence[Object]] = field(default_factory=dict)
    """Objects that stand for a resource's whole content, by its id: what a change answered, for RETURNING."""
    cache: Cache | None = None
    prefetchers: Prefetchers | None = None
    """Who runs ahead; None: nobody."""
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Parameters a resource still needed when SQLite asked for a plan, by the resource's id."""
    measures: bool = False
    """Count what each scan costs, in `actual`."""
    actual: dict[str, Actual] = field(default_factory=dict)
    """By the plan of a scan."""

    def __post_init__(self) -> None:
        self.token = CancelToken()
        """Set when the statement ends, however it ends."""
        self._lock = threading.RLock()
        self._logs: dict[Read, PageBuffer] = {}
        self._lookups: dict[tuple[Read, str], ColumnIndex] = {}
        self._fallbacks: dict[Read, ListFallback] = {}
        self._spill: Spill | None = None
        self._numbers = count()
        self._held = 0
        self._cached: list[float] = []

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """The statement runs inside of this block; a cancel ends what it has under way."""
        try:
            with self.context.cancel.calling(self.token.set):
                yield
        finally:
            self.close()

    def close(self) -> None:
        """Leave nothing behind. What is complete goes to the cache."""
        self.token.set()
        if self.prefetchers is not None:
            self.prefetchers.stop()
        with self._lock:
            if self.cache is not None and self.limits.cache_age is not None:
                for read, log in self._logs.items():
                    pages = log.snapshot()
                    if pages is not None and log.requested:
                        self.cache.put(read, pages)
            if self._cached:
                age = max(self._cached)
                self.context.notices.add(
                    f"{len(self._cached)} answers came from the cache, up to {age:.0f} s old; \\refresh empties it"
                )
                self._cached.clear()
            for actual in self.actual.values():
                actual.requests += sum(self._logs[r].requested for r in actual.reads if r in self._logs)
            self._logs.clear()
            self._lookups.clear()
            spill, self._spill = self._spill, None
        if spill is not None:
            spill.close()

    def objects(self, read: Read) -> Iterator[Object]:
        """The rows that answer a question, each page requested when it is needed, or a little before."""
        log = self.log(read)
        position = delivered = 0
        log.readers += 1
        try:
            while (page := log.page(position, self.token)) is not None:
                fresh = position == log.end - 1
                position += 1
                delivered += len(page.items)
                middle = len(page.items) // 2
                yield from page.items[:middle]
                if not page.last and self._goes_on(read, delivered):
                    log.begin()
                yield from page.items[middle:]
                if fresh:
                    self._keep(log, len(page.items))
        finally:
            log.readers -= 1

    def _goes_on(self, read: Read, delivered: int) -> bool:
        """The page after this one will be needed, as far as one can know."""
        if self.limits.concurrency == 1:
            return False
        if read.limit is not None:
            return delivered < read.limit
        return not self.shape.may_stop_early

    def log(self, read: Read) -> PageBuffer:
        """The pages that answer a question; nothing is requested by asking for them."""
        with self._lock:
            log = self._logs.get(read)
        if log is not None:
            return log
        short = self._from_fallback(read)
        with self._lock:
            log = self._logs.get(read)
            if log is None:
                log = self._logs[read] = short or self._from_cache(read) or self._new_log(read)
            return log

    def _new_log(self, read: Read) -> PageBuffer:
        reading = handler_of(read.resource).reading(read, self.context.notices)
        return PageBuffer(next(self._numbers), self._send, reading)

    def _send(self, request: Request) -> PendingResponse:
        context = RequestContext(self.token, self.context.stats, self._landed)
        return self.context.transport.start(request, context)

    def _landed(self) -> None:
        if self.prefetchers is not None:
            self.prefetchers.landed()

    def _from_cache(self, read: Read) -> PageBuffer | None:
        entry = self.cache.get(read, self.limits.cache_age) if self.cache is not None else None
        if entry is None or self.cache is None:
            return None
        self._cached.append(self.cache.age(entry))
        self.context.stats.cached += len(entry.pages)
        log = PageBuffer(next(self._numbers), self._send)
        log.fill(entry.pages)
        return log

    def _from_fallback(self, read: Read) -> PageBuffer | None:
        """An object out of its resource's list, once many were asked for one by one."""
        found = listing_for(read) if not read.named else None
        if found is None:
            return None
        listing, column, key = found
        with self._lock:
            fallback = self._fallbacks.get(listing)
            if fallback is None:
                fallback = self._fallbacks[listing] = ListFallback(listing, column, self._pages)
        item = fallback.find(key)
        if item is None:
            return None
        log = PageBuffer(next(self._numbers), self._send)
        log.fill([Page((item,), last=True)])
        return log

    def _pages(self, read: Read) -> Iterator[Page]:
        log, position = self.log(read), 0
        while (page := log.page(position, self.token)) is not None:
            position += 1
            yield page

    def _keep(self, log: PageBuffer, rows: int) -> None:
        """Decide what becomes of a page that was read for the first time."""
        with self._lock:
            if self.shape.reads_once and log.readers == 1 and self.limits.cache_age is None:
                log.forget()
                return
            self._held += rows
            if self._held > self.limits.memory_rows:
                self._spill = self._spill or Spill()
                self._held -= sum(other.move_to(self._spill) for other in list(self._logs.values()))

    def find(
        self, read: Read, column: Column, value: Value, reader: Callable[[Object], Value]
    ) -> Iterator[Object] | None:
        """The rows with a value, if the answer is complete; None: walk over all of them."""
        with self._lock:
            log = self._logs.get(read)
            if log is None or not log.complete:
                return None
            lookup = self._lookups.get((read, column.name))
        if lookup is None:
            lookup = ColumnIndex(log, column, reader, self.token)
            with self._lock:
                self._lookups[read, column.name] = lookup
        return lookup.find(value)

    def measured(self, plan: str, read: Read, rows: Iterator[Object]) -> Iterator[Object]:
        """The same rows, counted for EXPLAIN ANALYZE."""
        actual = self.actual.setdefault(plan, Actual())
        actual.entered += 1
        actual.reads.add(read)
        for row in rows:
            actual.rows += 1
            yield row
