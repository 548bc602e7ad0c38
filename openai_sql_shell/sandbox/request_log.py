"""The requests a sandbox has seen, for tests to look at. Bounded: the oldest are forgotten."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

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

    def tee(self, data: bytes) -> None:
        """Keep a copy of what was read."""
        self.received += data[: MOST_BODY - len(self.received)]


class RequestLog:
    """The last requests and how many were under way at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: deque[SeenRequest] = deque(maxlen=MOST_REQUESTS)
        self._bodies: deque[bytearray] = deque()
        self._running = 0
        self.peak = 0
        """The most requests ever under way at once."""

    def begin(self, request: SeenRequest) -> None:
        """A request has arrived."""
        with self._lock:
            self._seen.append(request)
            self._bodies.append(request.received)
            if len(self._bodies) > MOST_BODIES:
                self._bodies.popleft().clear()
            self._running += 1
            self.peak = max(self.peak, self._running)

    def end(self) -> None:
        """A request was answered or given up."""
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
