"""The requests a sandbox has seen, for tests to look at. Bounded: the oldest are forgotten."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.request_body import PIECE, RequestBody

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import Handler, HttpRequest

MOST_REQUESTS = 10_000
MOST_BODY = 256 * 1024
"""Bytes of one body that are kept."""
MOST_BODIES = 1_000
"""Requests whose bodies are kept; of older ones only the head is."""


@dataclass(slots=True)
class SeenRequest:
    """One request as it arrived; the body grows while it is read."""

    method: str
    path: str
    """Without the query, still percent-encoded."""
    query: str
    """As it stood behind the question mark."""
    headers: dict[str, str]
    """Names in lower case."""
    received: bytearray = field(default_factory=bytearray, repr=False)

    @property
    def body(self) -> bytes:
        """The body, at most `MOST_BODY` bytes of it."""
        return bytes(self.received)

    @property
    def arguments(self) -> dict[str, str]:
        """The query, decoded."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def target(self) -> str:
        """Verb, path and query, such as ``GET /v1/files?limit=1``."""
        return f"{self.method} {self.path}" + (f"?{self.query}" if self.query else "")


class _CopiedBody(RequestBody):
    """A body of which a copy is kept while it is read."""

    def __init__(self, body: RequestBody, copy: bytearray) -> None:
        self._body = body
        self._copy = copy
        self.announced = body.announced

    def read(self, size: int) -> bytes:
        data = self._body.read(size)
        self._copy += data[: MOST_BODY - len(self._copy)]
        return data

    def read_rest(self) -> None:
        """Copy what nobody has read, unless it is too long to wait for."""
        while self.announced <= MOST_BODY and self.read(PIECE):
            pass


class RequestLog:
    """The last requests and how many were under way at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: deque[SeenRequest] = deque(maxlen=MOST_REQUESTS)
        self._bodies: deque[bytearray] = deque()
        self._running = 0
        self.peak = 0
        """The most requests ever under way at once."""

    def middleware(self, handler: Handler) -> Handler:
        """The same handler, every request of which is remembered."""

        def handle(request: HttpRequest, body: RequestBody):
            seen = SeenRequest(request.method, request.path, request.query, dict(request.headers))
            copied = _CopiedBody(body, seen.received)
            self._begin(seen)
            try:
                return handler(request, copied)
            except HttpError:
                copied.read_rest()
                raise
            finally:
                self._end()

        return handle

    def _begin(self, request: SeenRequest) -> None:
        with self._lock:
            self._seen.append(request)
            self._bodies.append(request.received)
            if len(self._bodies) > MOST_BODIES:
                self._bodies.popleft().clear()
            self._running += 1
            self.peak = max(self.peak, self._running)

    def _end(self) -> None:
        with self._lock:
            self._running -= 1

    def requests(self) -> list[SeenRequest]:
        """What is remembered, oldest first."""
        with self._lock:
            return list(self._seen)

    def clear(self) -> None:
        """Forget everything, the peak too."""
        with self._lock:
            self._seen.clear()
            self._bodies.clear()
            self.peak = self._running
