"""Faults of a network, to be tried on purpose: an overloaded server, lost connections, slow and damaged answers.

Comes in: what ``--fault`` says, and a handler. Goes out: a handler some of whose requests go wrong.
"""

from __future__ import annotations

import gzip
import re
import threading
from fnmatch import fnmatchcase
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING

from openai_sql_shell.classes import field, frozen, replace
from openai_sql_shell.errors import Cancelled
from openai_sql_shell.sandbox.http_errors import HttpError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.sandbox.messages import EncodedResponse, Handler, HttpRequest, Middleware
    from openai_sql_shell.sandbox.request_body import RequestBody

TIMED = ("429", "500", "slow")
"""Kinds that take a number of seconds: error statuses, and a late answer."""
PLAIN = ("drop", "drop-after", "cut")
"""A connection closed before or after the request is carried out, and a gzip stream that ends early."""
KINDS = (*TIMED, *PLAIN)
SPEC = re.compile(
    rf"((?P<timed>{'|'.join(TIMED)})(:(?P<seconds>\d{{1,4}}(\.\d+)?))?|(?P<plain>{'|'.join(PLAIN)}))"
    r"(,every=(?P<every>[1-9]\d{0,8}))?(,on=(?P<match>.+))?",
    re.ASCII,
)
EXAMPLE = "429:20,every=3,on=GET /v1/files*"
SLOW = 5.0
"""Seconds that ``slow`` waits where it is not told."""


@frozen
class Fault:
    """One thing that goes wrong."""

    kind: str
    seconds: float | None = None
    """``Retry-After`` of an error status, or how late an answer is."""
    every: int = 1
    """It befalls one in so many of the requests that fit."""
    match: str = "*"
    """Verb and path with shell wildcards."""
    seen: Iterator[int] = field(default_factory=lambda: count(1), repr=False, compare=False)
    """Counts the requests that fit."""

    @classmethod
    def parse(cls, text: str) -> Fault:
        """Read ``KIND[:SECONDS][,every=N][,on=PATTERN]``.

        >>> Fault.parse("429:20,every=3,on=GET /v1/files*")
        Fault(kind='429', seconds=20.0, every=3, match='GET /v1/files*')

        Raises:
            ValueError: it is none; says what would be.
        """
        found = SPEC.fullmatch(text)
        if found is None:
            raise ValueError(f"write one of {', '.join(KINDS)}, or such as {EXAMPLE!r}; not {text!r}")
        seconds = float(found["seconds"]) if found["seconds"] else None
        return cls(found["timed"] or found["plain"], seconds, int(found["every"] or 1), found["match"] or "*")

    def strikes(self, request: HttpRequest) -> bool:
        """Whether it befalls this request; counts it."""
        return (
            fnmatchcase(f"{request.method} {request.path}", self.match) and next(self.seen) % self.every == 0
        )

    def handle(
        self, handler: Handler, request: HttpRequest, body: RequestBody, wait: Callable[[float], None]
    ) -> EncodedResponse:
        """Let a request go wrong.

        Raises:
            HttpError: with its status. ConnectionAbortedError: the connection is to be closed.
        """
        if self.kind.isdecimal():
            asked = () if self.seconds is None else (("retry-after", f"{self.seconds:g}"),)
            raise HttpError(int(self.kind), "The sandbox was asked to fail.", headers=asked)
        if self.kind == "drop":
            raise ConnectionAbortedError
        if self.kind == "slow":
            try:
                wait(SLOW if self.seconds is None else self.seconds)
            except Cancelled:
                raise ConnectionAbortedError from None
        response = handler(request, body)
        if self.kind == "drop-after":
            response.stream.close()
            raise ConnectionAbortedError
        return _cut(response) if self.kind == "cut" else response


def _cut(response: EncodedResponse) -> EncodedResponse:
    with response.stream:
        packed = gzip.compress(response.stream.read())
    half = packed[: len(packed) // 2]
    headers = (*response.headers, ("content-encoding", "gzip"))
    return replace(response, stream=BytesIO(half), size=len(half), headers=headers)


def faulty(faults: Sequence[Fault], wait: Callable[[float], None]) -> Middleware:
    """What lets requests go wrong: the first fault that befalls one is used. ``wait`` sleeps, or raises `Cancelled`."""
    lock = threading.Lock()

    def middleware(handler: Handler) -> Handler:
        def handle(request: HttpRequest, body: RequestBody) -> EncodedResponse:
            with lock:
                fault = next((fault for fault in faults if fault.strikes(request)), None)
            return handler(request, body) if fault is None else fault.handle(handler, request, body, wait)

        return handle

    return middleware
