"""A request and its answer, as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.cancel import nothing
from openai_sql_shell.catalog.model import KeyClass
from openai_sql_shell.classes import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Protocol

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.catalog.model import Returns
    from openai_sql_shell.result import RequestStats

    class Sink(Protocol):
        """Where head and body of a success go, on the request's thread."""

        @property
        def restarts(self) -> bool:
            """A body that broke off may begin anew, with its head."""

        def put(self, what: Head | bytes) -> None:
            """Take the head, or a further piece. Raises: Cancelled, nobody wants it any more."""


_REPEATABLE = frozenset({"GET", "HEAD", "DELETE"})
"""HTTP methods whose second send changes nothing the first did not."""


@frozen
class Head:
    """The beginning of an answer."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""


@frozen
class FilePart:
    """A file of this machine as a part of a multipart body; read while it is sent, never held in memory."""

    field: str
    path: Path
    filename: str
    """The name the server is told."""


@frozen
class Request:
    """One HTTP exchange, before it happens."""

    http: str
    path: str
    """Below the base URL, path parameters filled in and percent-encoded."""
    query: tuple[tuple[str, str], ...] = ()
    json: Any = None
    """The JSON body; None: no body."""
    form: tuple[tuple[str, str], ...] | None = None
    """Text fields of a multipart body; None: the body is none."""
    files: tuple[FilePart, ...] = ()
    """The files of a multipart body."""
    headers: tuple[tuple[str, str], ...] = ()
    key: KeyClass = KeyClass.API
    returns: Returns | None = None
    """The shape its method declares of the answer; None: any JSON."""
    fields: tuple[str, ...] = ()
    """The fields that its method declares of an object of the answer; empty: they are not known."""
    wanted: frozenset[str] | None = None
    """The fields that are needed of the objects of a list, ``id`` among them; None: all of them."""
    secrets: tuple[str, ...] = ()
    """Those of them that nobody but who asks may see."""
    read_only: bool = False
    """It changes nothing on the server, whatever ``http`` says."""
    template: str = field(default="", compare=False)
    """The path as its method declares it, with ``{parameters}``; empty: it is not known."""

    @property
    def changes(self) -> bool:
        """It is to change something on the server."""
        return not self.read_only and self.http not in ("GET", "HEAD")

    @property
    def repeatable(self) -> bool:
        """It may be carried out twice without harm."""
        return self.read_only or self.http in _REPEATABLE

    @property
    def ranged(self) -> bool:
        """It asks for a part of a file."""
        return any(name.lower() == "range" for name, _ in self.headers)

    @property
    def line(self) -> str:
        """Method, path and query, as EXPLAIN and errors print them."""
        from urllib.parse import urlencode  # noqa: PLC0415 - keeps `--version` light

        return f"{self.http} {self.path}" + (f"?{urlencode(self.query, safe='=')}" if self.query else "")


@frozen
class RequestContext:
    """What the requests of one statement have in common."""

    cancel: CancelToken
    """Ends them when it is set."""
    stats: RequestStats
    """Counts what they cost."""
    on_done: Callable[[], None] | None = None
    """Called when an answer or an error is here, on any thread; it must be quick and not raise."""
    deadline: float | None = None
    """The monotonic time after which nobody waits any more; bounds retries and rests, too."""
    before_waiting: Callable[[], None] = nothing
    """Called by whoever is about to wait for bytes: what is finished need not wait with it."""


@frozen
class Response:
    """A whole answer; outside of ``api`` always one that was believed: see `gate`."""

    request: Request
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = field(repr=False)
    """As it came; empty where it was handed on piece by piece, or is in ``payload``."""
    size: int = 0
    """Bytes of the body, handed on or not."""
    payload: Any = field(default=None, repr=False)
    """The JSON of the body, of the shape the request declares; None where it declares no JSON."""
