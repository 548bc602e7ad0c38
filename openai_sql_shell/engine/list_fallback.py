"""Many single objects of one resource cost more than its list: after some of them, the list is read instead.

A join by key asks for one object a row. SQLite cannot know that one page of the list holds them all; this can. The list is
read only as far as it stays cheaper, and an object it does not hold is asked for by its key as before.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Returns, SqlVerb
from openai_sql_shell.errors import Cancelled, OpenAISqlError
from openai_sql_shell.handlers.base import Read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.api.paging import Page
    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.handlers.base import Object

PATIENCE = 32
"""Single requests for one resource before its list is tried."""

SHARE = 4
"""The list may cost one page for so many single requests made."""


class ListFallback:
    """The decision for one resource below one parent."""

    def __init__(self, listing: Read, key: str, pages: Callable[[Read], Iterator[Page]]) -> None:
        self._listing = listing
        self._key = key
        self._pages = pages
        self._lock = threading.Lock()
        self._singles = 0
        self._walk: Iterator[Page] | None = None
        self._seen = 0
        self._found: dict[str, Object] = {}

    def find(self, key: str) -> Object | None:
        """The object if the list holds it and is worth reading; None: ask for it by its key."""
        with self._lock:
            self._singles += 1
            if self._singles > PATIENCE:
                self._read_on()
            return self._found.get(key)

    def _read_on(self) -> None:
        """Read the list as far as the single requests made so far would have paid for it."""
        if self._walk is None:
            self._walk = self._pages(self._listing)
        while self._seen < self._singles // SHARE:
            page = self._next_page(self._walk)
            if page is None:
                return
            self._seen += 1
            self._found.update((str(item.get(self._key)), item) for item in page.items)

    def _next_page(self, walk: Iterator[Page]) -> Page | None:
        """The next page; None at the end, and where the list cannot be read: it was only to save requests."""
        try:
            return next(walk, None)
        except Cancelled:
            raise
        except OpenAISqlError:
            return None  # a generator that raised has ended


class ListFallbacks:
    """The decisions of one statement, a resource and a parent each. Safe for several threads."""

    def __init__(self, pages: Callable[[Read], Iterator[Page]]) -> None:
        """``pages`` reads a list."""
        self._pages = pages
        self._fallbacks: dict[Read, ListFallback] = {}

    def find(self, read: Read) -> Object | None:
        """The one object a question asks for, if a list holds it and is worth reading; None: ask as it is."""
        wanted = listing_for(read) if not read.named else None
        if wanted is None:
            return None
        listing, column, key = wanted
        return self._fallbacks.setdefault(listing, ListFallback(listing, column, self._pages)).find(key)


def listing_for(read: Read) -> tuple[Read, str, str] | None:
    """The list that would hold an object, the column of its key, and the key; None where there is no such list.

    The list must take exactly the object's other parameters.
    """
    key = read.method.path_parameters[-1] if read.method.path_parameters else None
    parameter = read.method.parameter(key or "")
    if read.method.returns is not Returns.OBJECT or key is None or parameter is None or not parameter.column:
        return None
    others = tuple((name, value) for name, value in read.arguments if name != key)
    method = _list_with(read.resource, {name for name, _ in others})
    if method is None:
        return None
    return Read(read.resource, method, others, named=False), parameter.column, str(dict(read.arguments)[key])


def _list_with(resource: Resource, names: set[str]) -> Method | None:
    return next(
        (
            m
            for m in resource.for_verb(SqlVerb.SELECT)
            if m.returns is Returns.LIST and {p.name for p in m.required} == names
        ),
        None,
    )
