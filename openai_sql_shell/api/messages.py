"""A request and its answer, as values."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from openai_sql_shell.catalog.model import KeyClass
from openai_sql_shell.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import RequestStats


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
    target: str = ""
    """What is being asked, for messages: ``openai.batch.batches``."""

    @property
    def line(self) -> str:
        """Method, path and query, as EXPLAIN and errors print them."""
        from urllib.parse import urlencode  # noqa: PLC0415 - keeps `--version` light

        return f"{self.http} {self.path}" + (f"?{urlencode(self.query)}" if self.query else "")


@dataclass(frozen=True, slots=True)
class Response:
    """A successful answer (status below 400)."""

    request: Request
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = field(repr=False)

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


class PendingResponse(Protocol):
    """A request under way."""

    @property
    def landed(self) -> bool:
        """The answer, or the error, is here."""
        ...

    def result(self, cancel: CancelToken) -> Response:
        """Wait for the answer; may be asked again, by any thread. Raises what `Transport.send` raises."""
        ...

    def abandon(self) -> None:
        """Give it up: nothing is left behind."""
        ...


class Transport(Protocol):
    """What carries requests. Every method raises our errors only, and `Cancelled` within 100 ms of a cancel."""

    def send(self, request: Request, cancel: CancelToken, stats: RequestStats) -> Response:
        """Send, retry where that is safe, and return the whole answer.

        Raises:
            ApiError: the API said no. KeyRefused: it said 401. ConnectionProblem: no answer, or no key.
            ProtocolError: the body was cut off. Cancelled.
        """
        ...

    def start(
        self,
        request: Request,
        cancel: CancelToken,
        stats: RequestStats,
        landed: Callable[[], None] | None = None,
    ) -> PendingResponse:
        """Set a request on its way without waiting; setting ``cancel`` ends it.

        ``landed`` is called when the answer or the error is here, on any thread; it must be quick and not raise.
        """
        ...

    def download(
        self, request: Request, write: Callable[[bytes], None], cancel: CancelToken, stats: RequestStats
    ) -> Response:
        """The same for a large body: each piece goes to ``write`` as it arrives; the Response's body is empty.

        Not retried after the first piece. A body shorter than announced is a ProtocolError.
        """
        ...

    def close(self) -> None:
        """Close the connections."""
        ...
