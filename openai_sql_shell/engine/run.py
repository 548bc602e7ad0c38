"""One running statement, as the virtual tables see it: what it may ask, what it was told, what it remembers.

Equal questions are asked once: pages stay in memory until the statement ends, up to a bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openai_sql_shell.handlers.registry import handler_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openai_sql_shell.api.paging import Page
    from openai_sql_shell.handlers.base import Context, Object, Read

REMEMBERED_ROWS = 100_000
"""Rows one statement keeps for tables it scans again; beyond it, pages are requested again."""


@dataclass(slots=True)
class Run:
    """The state of one statement in the engine."""

    context: Context
    answers: Mapping[str, Sequence[Object]] = field(default_factory=dict)
    """Objects that stand for a resource's whole content, by its id: what a change answered, for RETURNING."""
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Parameters a resource still needed when SQLite asked for a plan, by the resource's id."""
    remembered: int = 0
    logs: dict[Read, PageLog] = field(default_factory=dict)

    def pages(self, read: Read) -> Iterator[Page]:
        """The answer to a question, from memory as far as it is there."""
        log = self.logs.get(read)
        if log is None:
            log = self.logs[read] = PageLog(handler_of(read.resource).pages(read, self.context))
        position = 0
        log.readers += 1
        try:
            while (page := log.page(position)) is not None:
                position += 1
                self._account(read, log, page, fresh=position == log.end)
                yield page
        finally:
            log.readers -= 1

    def _account(self, read: Read, log: PageLog, page: Page, *, fresh: bool) -> None:
        """Give memory back when the statement holds too much and nobody else reads these pages."""
        if fresh:
            self.remembered += len(page.items)
        if self.remembered > REMEMBERED_ROWS and log.readers == 1:
            self.logs.pop(read, None)
            self.remembered -= log.forget()


class PageLog:
    """The pages of one answer, each requested when first needed."""

    def __init__(self, source: Iterator[Page]) -> None:
        self.readers = 0
        self._source = source
        self._pages: list[Page] = []
        self._forgotten = 0

    @property
    def end(self) -> int:
        """How many pages have been requested."""
        return self._forgotten + len(self._pages)

    def page(self, position: int) -> Page | None:
        """A page by its number; None after the last."""
        if position == self.end:
            page = next(self._source, None)
            if page is None:
                return None
            self._pages.append(page)
        return self._pages[position - self._forgotten]

    def forget(self) -> int:
        """Drop the pages read so far; says how many rows that were."""
        rows = sum(len(page.items) for page in self._pages)
        self._forgotten += len(self._pages)
        self._pages.clear()
        return rows
