"""Answering a question: requests one after the other, and what each response means. Sends nothing itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.api.paging import Page, Pager
from openai_sql_shell.catalog.model import Place, Returns
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import ApiError, ProtocolError
from openai_sql_shell.handlers.base import texts_in
from openai_sql_shell.handlers.read_request import first_request, largest_page
from openai_sql_shell.handlers.tokens_used import tokens_used
from openai_sql_shell.handlers.values import doubts, to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from openai_sql_shell.api.messages import Request, Response
    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.handlers.base import Context, Notices, Object, Read, Server


USUAL_PAGE = 100
"""The most rows a page that every server hands out."""

REFUSED_VALUE = (400, 422)
"""The statuses by which a server refuses what it was asked."""

REMEMBERED = 10_000
"""Ids of a list, at least, by which an object that comes a second time is known: a page of the longest."""


class Reading:
    """A question being answered: one object found by its key, or a list continued as its method declares."""

    def __init__(
        self,
        read: Read,
        notices: Notices,
        server: Server,
        witness: Callable[[Resource, Sequence[Object]], None] = lambda _resource, _objects: None,
        wanted: frozenset[str] | None = None,
    ) -> None:
        """Send nothing yet.

        Args:
            read: the question.
            notices: told what to know about the answer.
            server: told the size of a page that it turned out to take.
            witness: told the objects that came.
            wanted: the fields that a list's objects need to have; None: all.
        """
        self.absent = False
        """The API has not what the question is about."""
        self._read = read
        self._notices = notices
        self._server = server
        self._witness = witness
        self._wanted = wanted
        self._pager: Pager | None = None
        self.request: Request | None = None
        """The next request; None when the answer is complete."""
        self._seen: set[str] = set()
        """Ids of the objects that came last."""
        self._seen_before: set[str] = set()
        """Of those that came before them."""
        self._left = read.most
        self._pages = self._objects = 0
        """How many have come."""
        self._begun = False
        self._smaller = False
        """The first page was refused, and is asked for in the usual size."""
        self._begin(first_request(read, server.largest_page))
        for doubt in _doubts_about(read):
            notices.add(doubt)

    def _begin(self, first: Request) -> None:
        self.request = first = replace(first, wanted=self._wanted)
        if self._read.method.returns is not Returns.OBJECT:
            self._pager = Pager(first, self._read.method.paging)

    def take(self, response: Response) -> Page:
        """Read the answer to `request` and move on; says so where the API has more than it hands out.

        Raises:
            ProtocolError: the answer contradicts itself or an earlier one.
        """
        if self._smaller:
            self._server.largest_page = USUAL_PAGE
        self._begun = True
        self._notices.count(tokens_used(self._read.method, response.payload))
        if self._pager is None:
            self.request = None
            found = self._keyed(response)
            self._witness(self._read.resource, [found])
            return Page((found,), last=True)
        page = self._pager.take(response)
        self.request = self._pager.request
        self._pages, self._objects = self._pages + 1, self._objects + len(page.items)
        if page.last and not page.more:
            self._server.ended(self._read, self._pages_when_full())
        if page.more:
            self._notices.add(f"{response.request.line} has more than the API hands out; the rest is missing")
        if self._read.method.rows_in is not None:
            page = replace(page, items=tuple(self._rows(page.items, response.request)))
        self._witness(self._read.resource, page.items)
        return self._within_most(self._without_repeats(page, response.request))

    def _pages_when_full(self) -> int:
        """How many requests the list takes that has come to its end, if nobody wants fewer of its objects."""
        most = largest_page(self._read.method, dict(self._read.arguments))
        if self._read.limit is None or most is None:
            return self._pages
        return max(1, -(-self._objects // min(most, self._server.largest_page or most)))

    def _rows(self, items: Sequence[Object], request: Request) -> Iterator[Object]:
        """The items, or what their array of rows holds, each with the other fields of its item.

        Raises:
            ProtocolError: an item has no such array.
        """
        name = self._read.method.rows_in
        for item in items:
            inner = item if name is None else item.get(name)
            if name is None:
                yield item
            elif not isinstance(inner, list) or not all(isinstance(row, dict) for row in inner):
                raise ProtocolError(f"{request.line} was answered with an item without a list of {name}")
            else:
                around = {key: value for key, value in item.items() if key != name}
                yield from ({**around, **row} for row in inner)

    def _within_most(self, page: Page) -> Page:
        """The page, cut where a person who pages by hand wants no more."""
        if self._left is None:
            return page
        items = page.items[: self._left]
        self._left -= len(items)
        if self._left:
            return page
        self.request = None
        return replace(page, items=items, last=True)

    def _without_repeats(self, page: Page, request: Request) -> Page:
        """The page without objects that came before: where pages overlap, each object counts once."""
        own = set(texts_in(page.items, "id") or ())
        if len(own) == len(page.items) and own.isdisjoint(self._seen) and own.isdisjoint(self._seen_before):
            self._remember(own)
            return page
        fresh = []
        for item in page.items:
            name = item.get("id")
            if not isinstance(name, str):
                fresh.append(item)
            elif name not in self._seen and name not in self._seen_before:
                fresh.append(item)
                self._seen.add(name)
        self._remember(())
        if len(fresh) == len(page.items):
            return page
        if not fresh and not page.last:
            raise ProtocolError(
                f"{request.line} was answered with nothing but objects of the pages before it",
                hint="rows already shown are right; more may exist",
            )
        self._notices.came_twice(f"{request.http} {request.path}", len(page.items) - len(fresh))
        return replace(page, items=tuple(fresh))

    def _remember(self, names: Iterable[str]) -> None:
        self._seen.update(names)
        if len(self._seen) >= REMEMBERED:
            self._seen_before, self._seen = self._seen, set()

    def _keyed(self, response: Response) -> Object:
        """The object, keyed by what was asked for: some answers carry another object's id."""
        found: Object = response.payload
        asked = dict(self._read.arguments)
        for parameter in self._read.method.parameters:
            column = parameter.column
            if column is None or parameter.place is not Place.PATH:
                continue
            key = asked[parameter.name]
            if found.get(column) not in (None, key):
                self._notices.add(
                    f"{response.request.line} was answered with {column} {found[column]!r}; shown under {key!r}"
                )
            found = {**found, column: key}
        return found

    def insist(self) -> None:
        """A person named this very object, too: its absence is an error from now on."""
        self._read = replace(self._read, named=True)

    def refuse(self, error: ApiError) -> None:
        """The API refused `request`: no rows and no further request, where another table named what does not exist.

        A page larger than every server hands out is asked for once more, smaller.

        Raises:
            ApiError: it means something else; so does what vanishes between two pages.
        """
        if not self._begun and error.status in REFUSED_VALUE and self._asks_for_much():
            self._smaller = True
            self._begin(first_request(self._read, USUAL_PAGE))
            return
        if self._begun or self._read.named or not self._is_absent(error):
            raise error
        self._notices.not_found(self._read.resource.id, error.request.partition(" ")[2])
        self.absent, self.request = True, None

    def _asks_for_much(self) -> bool:
        """`request` wants a larger page than every server hands out."""
        query = dict(self.request.query if self.request is not None else ())
        return int(query.get("limit", 0)) > USUAL_PAGE

    def _is_absent(self, error: ApiError) -> bool:
        """The API says that the one object asked for does not exist, as opposed to the address: by name, or in its own words."""
        if error.status != 404 or error.message.startswith("Invalid URL"):
            return False
        ids = [str(dict(self._read.arguments)[name]) for name in self._read.method.path_parameters]
        return error.kind == "invalid_request_error" or any(_names(error.message, one) for one in ids)


def _doubts_about(read: Read) -> Iterator[str]:
    """What to know about a question that is asked all the same: it is deprecated, or asks with values unknown here."""
    yield from filter(None, [read.method.deprecation(read.resource)])
    asked = dict(read.arguments)
    for parameter in read.method.parameters:
        if parameter.is_asked and parameter.name in asked:
            yield from doubts(parameter, to_wire(parameter, asked[parameter.name]))


def objects(reading: Reading, context: Context) -> Iterator[Object]:
    """All objects that answer a question, one page after the other."""
    while (request := reading.request) is not None:
        try:
            response = context.transport.send(request, context.request_context)
        except ApiError as error:
            reading.refuse(error)
            continue
        yield from reading.take(response).items


def _names(sentence: str, name: str) -> bool:
    """Whether a sentence has a name in it, as a word of its own."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", sentence) is not None
