"""The request that a method makes, from its arguments: path, query, page size, order, and the body of a read. Sends nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openai_sql_shell.api.messages import Request
from openai_sql_shell.catalog.model import LIMIT, ORDER, BodyKind, Place
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import InvalidValue
from openai_sql_shell.handlers.arguments import arguments
from openai_sql_shell.handlers.query_values import query_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openai_sql_shell.catalog.model import Method, Parameter, Resource
    from openai_sql_shell.handlers.base import Read


def first_request(read: Read, largest: int | None, *, body: bool = True) -> Request:
    """The filters, the largest sensible page (``largest`` where the server takes no more), the order wanted and the ``body``.

    Raises:
        InvalidValue: an argument does not fit its parameter. MissingParameters: one that the body needs is not there.
    """
    method, given = read.method, dict(read.arguments)
    most, query = largest_page(method, given), list(query_of(method, given))
    if most is not None:
        most = min(most, largest or most)
        query.insert(0, (LIMIT, str(page_size(most, read.limit if read.most is None else read.most))))
    if read.order is not None:
        query.append((ORDER, method.orders[read.order == "desc"]))
    request = replace(request_for(read.resource, method, given), query=tuple(query))
    if method.body is not BodyKind.JSON or not body:
        return request
    ready = _given_in(Place.BODY, method, arguments(read.resource, method, given))
    return replace(request, json={p.name: value for p, value in ready})


def request_for(resource: Resource, method: Method, given: Mapping[str, Any]) -> Request:
    """What every request of a method has, without its query and its body.

    Raises:
        InvalidValue: an id that would name another URL.
    """
    columns = method.answers(resource)
    return Request(
        method.http,
        fill_path(method.path, given),
        headers=method.headers,
        key=method.key,
        returns=method.returns,
        fields=tuple(c.name for c in columns),
        secrets=method.credentials(resource),
        read_only=not method.changes,
        template=method.path,
    )


def query_of(method: Method, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The parameters of the query that are given, in order of declaration.

    Raises:
        InvalidValue: a value is none of its parameter's type.
    """
    for parameter, value in _given_in(Place.QUERY, method, given):
        yield from query_pairs(parameter, value)
    for parameter in method.paging_parameters:
        if parameter.name in given:
            yield parameter.name, str(given[parameter.name])


def _given_in(place: Place, method: Method, given: Mapping[str, Any]) -> Iterator[tuple[Parameter, Any]]:
    return ((p, given[p.name]) for p in method.parameters if p.place is place and p.name in given)


def largest_page(method: Method, given: Mapping[str, Any]) -> int | None:
    """The most rows, or buckets, that a page of a list may have; None where it has no pages."""
    if method.window is None:
        return method.max_page
    largest = method.window.largest
    return largest.get(str(given.get(method.window.width)), next(iter(largest.values())))


def page_size(largest: int, limit: int | None) -> int:
    """As many rows as the statement can use, within what the server takes.

    >>> page_size(100, None), page_size(100, 5), page_size(100, 250), page_size(100, 0)
    (100, 5, 100, 1)
    """
    return largest if limit is None else max(1, min(largest, limit))


def fill_path(path: str, arguments: Mapping[str, Any]) -> str:
    """A path with its ``{parameters}`` percent-encoded, one segment each.

    Raises:
        InvalidValue: an id that is empty or a dot segment, which would name another URL; or a placeholder that nobody filled.
    """
    from urllib.parse import quote  # noqa: PLC0415 - statements without requests stay light

    def segment(match: re.Match[str]) -> str:
        name = match[1]
        value = str(arguments[name])
        if value.strip() in ("", ".", ".."):
            raise InvalidValue(f"{name} is {value!r}", hint=f"give the id of an existing object as {name}")
        if "{{" in value or "}}" in value:
            raise InvalidValue(
                f"{name} is {value!r}, a placeholder without its value",
                hint="write '{{ name }}', and give -v name=...",
            )
        return quote(value, safe="")

    return re.sub(r"\{(\w+)\}", segment, path)
