"""The handler that drives any declared resource: declarations in, requests out, objects back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openai_sql_shell.api.messages import Request
from openai_sql_shell.api.paging import Pager
from openai_sql_shell.catalog.model import BodyKind, Place, Returns
from openai_sql_shell.errors import InvalidValue
from openai_sql_shell.handlers.base import CallResult
from openai_sql_shell.handlers.reading import ListReading, ObjectReading, only_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.api.messages import Response
    from openai_sql_shell.catalog.model import Method
    from openai_sql_shell.handlers.base import Call, Context, Notices, Read, Reading


class RestHandler:
    """Reads and changes any declared resource. Stateless: one serves every resource and every thread."""

    def reading(self, read: Read, notices: Notices) -> Reading:
        """Begin to answer a question: one object, or a list page by page. Sends nothing."""
        first = _first_request(read)
        return (
            ObjectReading(read, first, notices)
            if read.method.returns is Returns.OBJECT
            else ListReading(read, first, notices)
        )

    def request(self, call: Call) -> Request:
        """The request a call makes: the path filled in, everything else in the body. Sends nothing.

        Raises:
            OpenAISqlError: what can be checked here is wrong.
        """
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

    def answer(self, call: Call, response: Response, notices: Notices) -> CallResult:
        """What the response to a call's request means: the objects, whatever their envelope."""
        if call.method.returns is Returns.LIST:
            page = Pager(response.request, call.method.paging).take(response)
            if page.more:
                notices.add(f"{call.method.name} found more than it hands out in one answer")
            return CallResult(page.items, response.headers)
        if call.method.returns is Returns.EMPTY or not response.body:
            return CallResult((), response.headers)
        return CallResult((only_object(response),), response.headers)

    def call(self, call: Call, context: Context) -> CallResult:
        """Make the call and wait for it."""
        response = context.transport.send(self.request(call), context.request_context)
        return self.answer(call, response, context.notices)


def _first_request(read: Read) -> Request:
    """GET with the filters, the largest sensible page and the order the statement wants."""
    method = read.method
    given = dict(read.arguments)
    query = [(p.name, given[p.name]) for p in method.parameters if p.place is Place.QUERY and p.name in given]
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


def _in_body(method: Method, name: str) -> bool:
    """Declared for the body, or given as JSON by a person who knows a newer property."""
    return all(p.place is Place.BODY for p in method.parameters if p.name == name)


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
