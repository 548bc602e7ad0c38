"""Requests and responses: what travels between the connection, the dispatcher and the resources.

Nothing here reads sockets or keeps state.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

from openai_sql_shell.classes import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.request_body import RequestBody
    from openai_sql_shell.sandbox.router import Router
    from openai_sql_shell.sandbox.store import Store

DEEPEST = 100
"""Levels of objects and arrays that a JSON text may have."""
POLL_AFTER_MS = 500
"""What a still running store file or file batch advises between two looks, at the usual speed."""


@frozen
class HttpRequest:
    """The head of one request as it arrived."""

    method: str
    path: str
    """Without the query, still percent-encoded."""
    query: str
    """As it stood behind the question mark."""
    headers: Mapping[str, str]
    """Names in lower case."""


def table_of(resource: Resource) -> str:
    """The name of a resource's table in the store: its full name without the provider's."""
    return f"{resource.service}.{resource.name}"


@frozen
class OperationCall:
    """One operation of the catalog with its arguments, already checked against the declaration."""

    method: Method
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    """Properties of a JSON body, or the parts of a form; a file part is a `FormFile`, several of one name a list."""
    resource: Resource | None = None
    """The resource that declares the method."""
    pairs: tuple[tuple[str, str], ...] = ()
    """The query as it was written, repeated names included."""
    router: Router | None = None
    """Finds what the objects that a path goes through are read by."""

    @property
    def table(self) -> str:
        """The name of the resource's table in the store."""
        return "" if self.resource is None else table_of(self.resource)

    def many(self, name: str) -> list[str]:
        """Every value of a query parameter that may be repeated, with or without brackets."""
        return [value for given, value in self.pairs if given.removesuffix("[]") == name]

    @property
    def cursor(self) -> str | None:
        """The id of the object behind which the list goes on."""
        return self.query.get(self.method.paging.cursor or "")


@frozen
class EncodedResponse:
    """A response ready to be sent. Whoever sends it closes the stream."""

    stream: BinaryIO
    size: int | None
    """Bytes of the stream, as Content-Length announces them; None: it does not, and the end of the connection is that of the body."""
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200


def read_json(text: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: it is none, has a number that JSON lacks (NaN, Infinity), or is nested too deeply.
    """
    try:
        value = json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return value
    raise ValueError("nested too deeply")


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def json_response(content: Json, headers: tuple[tuple[str, str], ...] = ()) -> EncodedResponse:
    """A JSON object, written out."""
    data = json.dumps(content).encode()
    return EncodedResponse(BytesIO(data), len(data), "application/json", headers)


def binary(data: bytes, content_type: str, status: int = 200) -> EncodedResponse:
    """Bytes of a file."""
    return EncodedResponse(BytesIO(data), len(data), content_type, status=status)


def pollable(shown: Json, speed: float) -> EncodedResponse:
    """The answer for an object that clients poll: while it runs, it says when to look again."""
    running = shown["status"] == "in_progress"
    wait = max(1, int(POLL_AFTER_MS / speed))
    return json_response(shown, (("openai-poll-after-ms", str(wait)),) if running else ())


Operation: TypeAlias = "Callable[[Store, OperationCall], Json | EncodedResponse]"
Handler: TypeAlias = "Callable[[HttpRequest, RequestBody], EncodedResponse]"
Middleware: TypeAlias = "Callable[[Handler], Handler]"
