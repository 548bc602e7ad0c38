"""The handler that drives any declared resource: declarations in, requests out, objects back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openai_sql_shell.api.messages import Request
from openai_sql_shell.api.paging import Page, pages
from openai_sql_shell.catalog.model import BodyKind, Place, Returns
from openai_sql_shell.errors import ApiError, InvalidValue, ProtocolError
from openai_sql_shell.handlers.base import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openai_sql_shell.api.messages import Response
    from openai_sql_shell.catalog.model import Method
    from openai_sql_shell.handlers.base import Call, Context, Object, Read


class RestHandler:
    """Stateless: one serves every resource and every thread."""

    def first_request(self, read: Read) -> Request:
        """GET with the filters, the largest sensible page and the order the statement wants."""
        method = read.method
        given = dict(read.arguments)
        query = [
            (p.name, given[p.name]) for p in method.parameters if p.place is Place.QUERY and p.name in given
        ]
        if method.max_page is not None:
            query.insert(0, ("limit", str(page_size(method.max_page, read.limit))))
        if read.order is not None:
            query.append(("order", read.order))
        return Request(
            method.http,
            fill_path(method, given),
            tuple(query),
            headers=method.headers,
            key=method.key,
            target=read.resource.id,
        )

    def pages(self, read: Read, context: Context) -> Iterator[Page]:
        """Page by page; a list is continued as its method declares."""
        request = self.first_request(read)

        def fetch(request: Request) -> Response:
            return context.transport.send(request, context.cancel, context.tally)

        try:
            if read.method.returns is Returns.OBJECT:
                yield self._single(read, request, fetch(request), context)
                return
            for page in pages(fetch, request, read.method.paging):
                yield page
                if page.more:
                    context.notices.add(
                        f"{request.line} has more than the API hands out; the rest is missing"
                    )
        except ApiError as error:
            if read.named or not absent(error):
                raise
            context.notices.not_found(read.resource.id, request.path)

    def _single(self, read: Read, request: Request, response: Response, context: Context) -> Page:
        """One object, keyed by what was asked for: some answers carry another object's id."""
        found = only_object(request, response)
        for parameter in read.method.parameters:
            column = parameter.column
            if column is None or parameter.place is not Place.PATH:
                continue
            asked = dict(read.arguments)[parameter.name]
            if found.get(column) not in (None, asked):
                context.notices.add(
                    f"{request.line} was answered with {column} {found[column]!r}; shown under {asked!r}"
                )
            found = {**found, column: asked}
        return Page((found,), last=True)

    def request(self, call: Call) -> Request:
        """The path filled in, everything else in the body."""
        method = call.method
        body = {p: v for p, v in call.arguments.items() if _in_body(method, p)}
        return Request(
            method.http,
            fill_path(method, call.arguments),
            json=body if method.body is BodyKind.JSON else None,
            headers=method.headers,
            key=method.key,
            target=call.resource.id,
        )

    def call(self, call: Call, context: Context) -> Answer:
        """One request; the answer's objects, whatever their envelope."""
        request = self.request(call)
        response = context.transport.send(request, context.cancel, context.tally)
        if call.method.returns is Returns.LIST:
            page = next(pages(lambda _request: response, request, call.method.paging))
            if page.more:
                context.notices.add(f"{call.method.name} found more than it hands out in one answer")
            return Answer(page.items, response.headers)
        if call.method.returns is Returns.EMPTY or not response.body:
            return Answer((), response.headers)
        return Answer((only_object(request, response),), response.headers)


def _in_body(method: Method, name: str) -> bool:
    """Declared for the body, or given as JSON by a person who knows a newer property."""
    return all(p.place is Place.BODY for p in method.parameters if p.name == name)


def only_object(request: Request, response: Response) -> Object:
    """The answer as one object.

    Raises:
        ProtocolError: it is something else.
    """
    found = response.json()
    if not isinstance(found, dict):
        raise ProtocolError(f"{request.line} was answered with {type(found).__name__}, not an object")
    return found


def page_size(largest: int, limit: int | None) -> int:
    """As many rows as the statement can use, within what the server takes.

    >>> page_size(100, None), page_size(100, 5), page_size(100, 250), page_size(100, 0)
    (100, 5, 100, 1)
    """
    return largest if limit is None else max(1, min(largest, limit))


def fill_path(method: Method, arguments: Mapping[str, Any]) -> str:
    """The path with its parameters percent-encoded, one segment each.

    Raises:
        InvalidValue: an id that is empty or a dot segment, which would name another URL.
    """
    from urllib.parse import quote  # noqa: PLC0415 - statements without requests stay light

    def segment(match: re.Match[str]) -> str:
        name = match[1]
        value = str(arguments[name])
        if value.strip() in ("", ".", ".."):
            raise InvalidValue(f"{name} is {value!r}", hint=f"give the id of an existing object as {name}")
        return quote(value, safe="")

    return re.sub(r"\{(\w+)\}", segment, method.path)


def absent(error: ApiError) -> bool:
    """The API says that the one object asked for does not exist, as opposed to the address."""
    return error.status == 404 and not error.message.startswith("Invalid URL") and error.kind is not None
