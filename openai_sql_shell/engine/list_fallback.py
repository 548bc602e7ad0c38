"""Many single objects of one resource cost more than its list: after some of them, the list is read instead.

A join by key asks for one object a row. SQLite cannot know that one page of the list holds them all; this can. The list is
read only as far as it stays cheaper, and an object it does not hold is asked for by its key as before.
"""

from __future__ import annotations

import sys
import threading
from itertools import islice

from openai_sql_shell.catalog.model import Returns, SqlVerb
from openai_sql_shell.classes import frozen
from openai_sql_shell.engine.column_index import ValuesOf, texts_of
from openai_sql_shell.errors import Cancelled, OpenAISqlError
from openai_sql_shell.handlers.base import Read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.api.paging import Page
    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.engine.column_index import ColumnIndex
    from openai_sql_shell.handlers.base import Object
    from openai_sql_shell.result import Value

PATIENCE = 32
"""Single requests for one resource before its list is tried."""

SHARE = 4
"""The list may cost one page for so many single requests made."""


@frozen
class Lists:
    """What a decision needs to know of lists and of the statement."""

    pages: Callable[[Read], Iterator[Page]]
    """Reads a list."""
    index: Callable[[Read, ValuesOf], ColumnIndex | None]
    """A list that was read to its end."""
    known_pages: Callable[[Read], int | None] = lambda _read: None
    """How many requests a list takes, as far as the session has seen; 0: it is here."""
    wanted: Callable[[str], int] = lambda _key: 0
    """How many objects the statement names together with this one; 0: nobody knows."""
    to_come: Callable[[Read], int] = lambda _listing: 0
    """How many of a list's objects a join is going to ask for, as far as is known."""


class ListFallback:
    """The decision for one resource below one parent."""

    def __init__(self, listing: Read, key: str, lists: Lists) -> None:
        self.listing = listing
        self.whole = False
        """The list was read to its end."""
        self._key = ValuesOf(key, texts_of(key), unique=True)
        self._lists = lists
        self._known = lists.known_pages(listing)
        self._lock = threading.Lock()
        self._singles = 0
        self._walk: Iterator[Page] | None = lists.pages(listing)
        """None: it has ended."""
        self.seen = 0
        """Pages read."""
        self._found: dict[Value, Object] = {}

    def find(self, key: str) -> Object | None:
        """The object if the list holds it and is worth reading; None: ask for it by its key."""
        with self._lock:
            self._singles += 1
            worth = self._worth_for(key) if self._walk is not None else 0
            while self._walk is not None and self.seen < worth and key not in self._found:
                objects = self._read_on(self._walk)
                self._found.update(zip(self._key.keys(objects), objects, strict=True))
            if key in self._found or not self.whole:
                return self._found.get(key)
        index = self._lists.index(self.listing, self._key)
        return next((found for found, _ in index.find(key)), None) if index is not None else None

    def objects(self) -> Iterator[Sequence[Object]]:
        """The list's objects, as far as it was read, page by page; none is kept for `find`."""
        with self._lock:
            self._found = {}
        return (page.items for page in islice(self._lists.pages(self.listing), self.seen))

    def further_objects(self, asked: int) -> Iterator[Sequence[Object]]:
        """Those of the pages behind them, as far as the list is worth reading for so many objects."""
        while True:
            with self._lock:
                if self._walk is None or self.seen >= self._worth(asked, asked):
                    return
                objects = self._read_on(self._walk)
            yield objects

    def _worth_for(self, key: str) -> int:
        to_come = self._lists.to_come(self.listing)
        return self._worth(max(self._singles, self._lists.wanted(key)), to_come)

    def _worth(self, named: int, to_come: int) -> int:
        """How many pages may be read for so many objects: all where they are known to be fewer; else what the single requests that were made, or will be, would have paid for."""
        known, asked = self._known, max(self._singles, to_come)
        if known is not None and named > known:
            return max(known, asked // SHARE) if known else sys.maxsize
        return asked // SHARE if asked > PATIENCE else 0

    def _read_on(self, walk: Iterator[Page]) -> Sequence[Object]:
        """Read the next page. Where the list cannot be read that is all: it was only to save requests."""
        try:
            page = next(walk, None)
        except Cancelled:
            raise
        except OpenAISqlError:
            self._walk = None
            return ()
        if page is not None:
            self.seen += 1
        if page is None or page.last:
            self.whole, self._walk = True, None
        return page.items if page is not None else ()


class ListFallbacks:
    """The decisions of one statement, a resource and a parent each. Safe for several threads."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._fallbacks: dict[Read, ListFallback] = {}

    def find(self, read: Read) -> Object | None:
        """The one object a question asks for, if a list holds it and is worth reading; None: ask as it is."""
        wanted = listing_for(read) if not read.named else None
        if wanted is None:
            return None
        listing, column, key = wanted
        return self._of(listing, column).find(key)

    def forget(self) -> None:
        """Begin anew, as the answers are asked for anew."""
        self._fallbacks.clear()

    def whole(self, read: Read) -> Read | None:
        """The list that would hold an object, if it was read to its end."""
        fallback = self._decided(read)
        return fallback.listing if fallback is not None and fallback.whole else None

    def objects(self, listing: Read) -> Iterator[Sequence[Object]]:
        """Those of a list, as far as it was read; see `ListFallback.objects`."""
        return self._of(listing, "id").objects()

    def further_objects(self, listing: Read, asked: int) -> Iterator[Sequence[Object]]:
        """Those behind them; see `ListFallback.further_objects`."""
        return self._of(listing, "id").further_objects(asked)

    def begun(self, read: Read) -> Read | None:
        """The same list, if any of it was read."""
        fallback = self._decided(read)
        return fallback.listing if fallback is not None and fallback.seen else None

    def _of(self, listing: Read, column: str) -> ListFallback:
        if (fallback := self._fallbacks.get(listing)) is None:
            fallback = self._fallbacks.setdefault(listing, ListFallback(listing, column, self._lists))
        return fallback

    def _decided(self, read: Read) -> ListFallback | None:
        wanted = listing_for(read) if not read.named and self._fallbacks else None
        return self._fallbacks.get(wanted[0]) if wanted is not None else None


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
