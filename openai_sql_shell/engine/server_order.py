"""ORDER BY left to a server: what comes back is compared row by row, and sorted here where the server did not do it.

Comes in: the pages of a list that was asked for in an order. Goes out: its rows in that order, or an error; and what the server is
seen to do, for the statements to come.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.api.paging import Page
    from openai_sql_shell.engine.execution import Execution
    from openai_sql_shell.engine.page_buffer import PageBuffer
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.handlers.base import Object, Read, Server
    from openai_sql_shell.result import Value

    SortKey = tuple[int, int | float | str]


class OutOfOrder(Exception):
    """A page runs against the order that was asked for."""


def sort_key(value: Value) -> SortKey:
    """SQLite's order: NULL, numbers, texts.

    >>> sort_key(None) < sort_key(5) < sort_key(5.5) < sort_key("5")
    True
    """
    if value is None:
        return 0, 0
    return (2, value) if isinstance(value, str) else (1, value)  # type: ignore[return-value] # JSON has no blobs


class OrderCheck:
    """Compares neighbours, page after page, and remembers what the server does."""

    def __init__(self, read: Read, server: Server, key_of: Callable[[Object], SortKey]) -> None:
        self._read = read
        self._server = server
        self._key_of = key_of
        self._last: SortKey | None = None
        self._pages = 0
        """Those with rows."""
        self._differ = False

    def page(self, page: Page) -> None:
        """Look at the next page.

        Raises:
            OutOfOrder: a row comes too late, in this list or in another of its kind before.
        """
        if self._read.method.name in self._server.unsorted:
            raise OutOfOrder
        last = self._last
        for key in map(self._key_of, page.items):
            if last is not None and key != last:
                if (key < last) is (self._read.order == "asc"):
                    self._server.unsorted.add(self._read.method.name)
                    raise OutOfOrder
                self._differ = True
            last = key
        self._last = last
        self._pages += bool(page.items)
        if self._differ and self._pages > 1:  # one page alone could have been sorted by itself
            self._server.kept_orders.add((self._read.method.name, str(self._read.order)))

    def looked_at(self, page: Page) -> None:
        """The same for a page that nobody trusts."""
        with suppress(OutOfOrder):
            self.page(page)


def in_order(
    execution: Execution, buffer: PageBuffer, scan: Scan, value_of: Callable[[Object], Value]
) -> Iterator[Object]:
    """The rows of a list, in the order of the scan where SQLite relies on it.

    Raises:
        ProtocolError: rows that were handed on already turn out to be the wrong ones.
    """

    def key_of(row: Object) -> SortKey:
        return sort_key(value_of(row))

    read, server, handed_on = buffer.read, execution.context.server, False
    check = OrderCheck(read, server, key_of)
    if not scan.sorted:
        yield from execution.objects(buffer, check.looked_at)
        return
    try:
        for row in execution.objects(buffer, check.page):
            handed_on = True
            yield row
    except OutOfOrder:
        if handed_on:
            raise ProtocolError(
                f"{read.resource.id} was asked for in the order of {read.method.order_column}, and came in another",
                hint="rows already shown may be the wrong ones; run it again: from now on it is sorted here",
            ) from None
        whole = execution.buffer(replace(read, order=None, limit=None))
        yield from sorted(execution.objects(whole), key=key_of, reverse=scan.order == "desc")
