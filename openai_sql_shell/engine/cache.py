r"""Answers kept from one statement to the next, where the person wants that.

Comes in: complete answers. Goes out: the same, while they are young enough. Our own changes and `\refresh` empty it.
"""

from __future__ import annotations

from openai_sql_shell.classes import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.api.paging import Page
    from openai_sql_shell.handlers.base import Notices, Read

MOST_ROWS = 200_000
"""Rows the cache holds; the oldest answers make room."""


@frozen
class CachedAnswer:
    """One answer."""

    pages: tuple[Page, ...]
    notices: Notices
    """What was said when it arrived."""
    at: float
    """When it was complete, on the clock of the cache."""

    @property
    def rows(self) -> int:
        """How much room it takes."""
        return sum(len(page.items) for page in self.pages)


class Cache:
    """One session's answers. Used by one thread at a time."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._entries: dict[Read, CachedAnswer] = {}

    def get(self, read: Read, age: float | None) -> CachedAnswer | None:
        """An answer that is at most ``age`` seconds old; None as age: the person wants no cache."""
        entry = self._entries.get(read) if age is not None else None
        return entry if entry and age is not None and self._monotonic() - entry.at <= age else None

    def age(self, entry: CachedAnswer) -> float:
        """Seconds since an answer was complete."""
        return self._monotonic() - entry.at

    def put(self, read: Read, pages: tuple[Page, ...], notices: Notices) -> None:
        """Keep an answer, making room for it."""
        self._entries.pop(read, None)
        self._entries[read] = CachedAnswer(pages, notices, self._monotonic())
        held = sum(entry.rows for entry in self._entries.values())
        while held > MOST_ROWS:
            oldest = next(iter(self._entries))
            held -= self._entries.pop(oldest).rows

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
