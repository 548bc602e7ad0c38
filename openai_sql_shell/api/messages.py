"""A request and its answer, as values."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import KeyClass
from openai_sql_shell.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import RequestStats

    Sink = Callable[[bytes], object]
    """Takes a body piece by piece."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file of this machine as a part of a multipart body; read while it is sent, never held in memory."""

    field: str
    path: Path
    filename: str
    """The name the server is told."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP exchange, before it happens."""

    http: str
    path: str
    """Below the base URL, path parameters filled in and percent-encoded."""
    query: tuple[tuple[str, str], ...] = ()
    json: Any = None
    """The JSON body; None: no body."""
    form: tuple[tuple[str, str], ...] = ()
    """Text fields of a multipart body."""
    file: FilePart | None = None
    """With it, the body is multipart/form-data."""
    headers: tuple[tuple[str, str], ...] = ()
    key: KeyClass = KeyClass.API

    @property
    def line(self) -> str:
        """Method, path and query, as EXPLAIN and errors print them."""
        from urllib.parse import urlencode  # noqa: PLC0415 - keeps `--version` light

        return f"{self.http} {self.path}" + (f"?{urlencode(self.query)}" if self.query else "")


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What the requests of one statement have in common."""

    cancel: CancelToken
    """Ends them when it is set."""
    stats: RequestStats
    """Counts what they cost."""
    on_done: Callable[[], None] | None = None
    """Called when an answer or an error is here, on any thread; it must be quick and not raise."""


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer; outside of ``api`` always a successful one (status below 400)."""

    request: Request
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = field(repr=False)
    """Empty where it was handed on piece by piece."""
    size: int = 0
    """Bytes of the body, handed on or not."""

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ProtocolError: it is not JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise ProtocolError(
                f"{self.request.line} was answered with something that is not JSON",
                hint="check the base URL: is it the API, with its /v1 prefix?",
            ) from None
