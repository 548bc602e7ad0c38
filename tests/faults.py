"""A sandbox that records its requests, and that fails where a test asks it to.

Comes in: faults, from the test's thread. Goes out: at most one fault for each request, from the server's threads.
"""

from __future__ import annotations

import gzip
import json
import threading
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from request_log import RequestLog

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.classes import replace
from openai_sql_shell.sandbox import Sandbox
from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.messages import EncodedResponse
from openai_sql_shell.sandbox.router import Router

if TYPE_CHECKING:
    from collections.abc import Callable

    from request_log import SeenRequest

    from openai_sql_shell.sandbox.messages import Handler, HttpRequest
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.request_body import RequestBody

GARBAGE = b"<html><body><h1>It works!</h1></body></html>"


class FaultKind(StrEnum):
    """The kinds of fault that are no error status."""

    DROP_BEFORE = "drop_before"
    """The connection closes before anything was done."""
    DROP_AFTER = "drop_after"
    """The request is carried out, then the connection closes without an answer."""
    HOLD = "hold"
    """The request is carried out, and its answer held back until `Faults.released` is set."""
    HOLD_BEFORE = "hold_before"
    """The request arrives, and nothing is done until `Faults.released` is set; then its connection closes."""
    TRUNCATE = "truncate"
    """The answer breaks off halfway, or after ``at`` bytes; its Content-Length promised more."""
    NO_LENGTH = "no_length"
    """The answer has no Content-Length, and ends with the connection, after ``at`` bytes where they are given."""
    LENGTH_LIES = "length_lies"
    """Content-Length announces ``at`` bytes more than there are."""
    GZIP_CUT = "gzip_cut"
    """The answer is compressed, and ends in the middle of its stream."""
    NO_RANGE = "no_range"
    """A file is always answered whole, and its parts are not offered."""
    NEW_ETAG = "new_etag"
    """A file is another one than that which was asked for before, to go by its ETag."""
    GARBAGE = "garbage"
    """HTTP 200 with a page of HTML."""
    IGNORE_CURSOR = "ignore_cursor"
    """A list always answers with its first page."""
    REPEAT_CURSOR = "repeat_cursor"
    """A list says there is more behind the cursor it was asked with."""
    NO_LAST_ID = "no_last_id"
    """A list says there is more, without ``first_id`` and ``last_id``; its items still have ids."""
    NO_CURSOR = "no_cursor"
    """A list says there is more and gives nothing to continue from, not even the ids of its items."""
    EMPTY_PAGE = "empty_page"
    """A list says there is more, and is empty."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong: an error status, an answer of the test's own, or another kind of fault."""

    match: str = "*"
    """Verb and path with shell wildcards, such as ``GET /v1/batches*``; the query may be part of it."""
    times: int | None = 1
    """How many requests it befalls; None: all."""
    skip: int = 0
    """How many matching requests pass unharmed before."""
    status: int | None = None
    kind: FaultKind | None = None
    at: int | None = None
    """A number of bytes, see the kinds."""
    reply: Json | list | bytes | None = None
    """What is answered instead with status 200; a change was carried out all the same."""
    message: str = "The sandbox was asked to fail."
    code: str | None = None
    error_type: str | None = None
    """``type`` of the envelope; None: the usual one for the status; empty: none."""
    retry_after: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def handle(
        self, handler: Handler, request: HttpRequest, body: RequestBody, faults: Faults
    ) -> EncodedResponse:
        """Let a request be handled, and go wrong.

        Raises:
            HttpError: the fault is a status. ConnectionAbortedError: the connection is to be closed.
        """
        if self.status is not None:
            raise self._refusal(self.status)
        if self.kind is FaultKind.DROP_BEFORE:
            raise ConnectionAbortedError
        if self.kind in (FaultKind.HOLD, FaultKind.HOLD_BEFORE):
            held = handler(request, body) if self.kind is FaultKind.HOLD else None
            faults.held.release()
            faults.released.wait(30)
            if held is None:
                raise ConnectionAbortedError
            return held
        cursor, request = self._cursor(request)
        if self.kind in WHOLE_FILES:
            headers = {name: value for name, value in request.headers.items() if "range" not in name}
            request = replace(request, headers=headers)
        if self.reply is not None:
            if request.method != "GET":
                handler(request, body).stream.close()
            return self._replied()
        response = handler(request, body)
        if self.kind in INSTEAD:
            with response.stream:
                return INSTEAD[self.kind](response, self.at)
        if response.content_type != "application/json":
            return response
        page = corrupt_page(json.load(response.stream), self.kind, cursor)
        data = json.dumps(page).encode()
        return replace(response, stream=BytesIO(data), size=len(data))

    def _refusal(self, status: int) -> HttpError:
        wait = () if self.retry_after is None else (("retry-after", self.retry_after),)
        headers = (*wait, *self.headers)
        error = HttpError(status, self.message, code=self.code, kind=self.error_type, headers=headers)
        if self.error_type == "":
            del error.envelope["error"]["type"]
        return error

    def _replied(self) -> EncodedResponse:
        data = self.reply if isinstance(self.reply, bytes) else json.dumps(self.reply).encode()
        return EncodedResponse(BytesIO(data), len(data), "application/json", self.headers)

    def _cursor(self, request: HttpRequest) -> tuple[str | None, HttpRequest]:
        """The cursor of a request, and the request as it is handled."""
        parameter = Router(Catalog()).find(request.method, request.path)[0].method.paging.cursor
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        cursor = query.pop(parameter, None)
        ignored = self.kind is FaultKind.IGNORE_CURSOR
        return cursor, replace(request, query=urlencode(query)) if ignored else request


def _drop(_response: EncodedResponse, _at: int | None) -> EncodedResponse:
    raise ConnectionAbortedError


def _truncate(response: EncodedResponse, at: int | None) -> EncodedResponse:
    part = response.stream.read(response.size // 2 if at is None else at)
    headers = (*response.headers, ("connection", "close"))
    return replace(response, stream=BytesIO(part), headers=headers)


def _no_length(response: EncodedResponse, at: int | None) -> EncodedResponse:
    return replace(response, stream=BytesIO(response.stream.read(at)), size=None)


def _length_lies(response: EncodedResponse, at: int | None) -> EncodedResponse:
    headers = (*response.headers, ("connection", "close"))
    return replace(response, stream=BytesIO(response.stream.read()), size=response.size + at, headers=headers)


def _gzip_cut(response: EncodedResponse, _at: int | None) -> EncodedResponse:
    packed = gzip.compress(response.stream.read())
    half = packed[: len(packed) // 2]
    headers = (*response.headers, ("content-encoding", "gzip"))
    return replace(response, stream=BytesIO(half), size=len(half), headers=headers)


def _no_range(response: EncodedResponse, _at: int | None) -> EncodedResponse:
    headers = tuple(pair for pair in response.headers if pair[0] not in ("accept-ranges", "etag"))
    return replace(response, stream=BytesIO(response.stream.read()), headers=headers)


def _new_etag(response: EncodedResponse, _at: int | None) -> EncodedResponse:
    headers = tuple((n, '"another"' if n == "etag" else value) for n, value in response.headers)
    return replace(response, stream=BytesIO(response.stream.read()), headers=headers)


def _garbage(_response: EncodedResponse, _at: int | None) -> EncodedResponse:
    return EncodedResponse(BytesIO(GARBAGE), len(GARBAGE), "text/html")


INSTEAD: dict[FaultKind, Callable[[EncodedResponse, int | None], EncodedResponse]] = {
    FaultKind.DROP_AFTER: _drop,
    FaultKind.TRUNCATE: _truncate,
    FaultKind.NO_LENGTH: _no_length,
    FaultKind.LENGTH_LIES: _length_lies,
    FaultKind.GZIP_CUT: _gzip_cut,
    FaultKind.NO_RANGE: _no_range,
    FaultKind.NEW_ETAG: _new_etag,
    FaultKind.GARBAGE: _garbage,
}
"""What is sent instead of the response."""
WHOLE_FILES = (FaultKind.NO_RANGE, FaultKind.NEW_ETAG)
"""Those for which a part that is asked for is none."""


@dataclass(slots=True)
class _Queued:
    """A fault with what is left of it."""

    fault: Fault
    skip: int
    times: int | None

    def strikes(self) -> bool:
        """Whether it befalls the request that was just matched; counts it."""
        if self.skip:
            self.skip -= 1
            return False
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0


class Faults:
    """The queue of faults: the first that matches a request is used."""

    latency: float = 0.0
    """Seconds every request waits before anything is done."""

    def __init__(self, stopped: threading.Event) -> None:
        self.sleep: Callable[[float], object] = stopped.wait
        """How a request waits."""
        self.held = threading.Semaphore(0)
        """Released once by each request that was carried out and whose answer is held back."""
        self.released = threading.Event()
        """Set when such answers may go out."""
        self._stopped = stopped
        self._lock = threading.Lock()
        self._queue: list[_Queued] = []

    def add(self, *faults: Fault) -> None:
        """Put faults at the end of the queue.

        Raises:
            ValueError: a fault is neither a status nor a reply nor of another kind, or several of them.
        """
        for fault in faults:
            if [fault.status, fault.kind, fault.reply].count(None) != 2:
                raise ValueError("a fault is either a status, a reply, or of another kind")
            with self._lock:
                self._queue.append(_Queued(fault, fault.skip, fault.times))

    def clear(self) -> None:
        """Forget all faults and the latency."""
        with self._lock:
            self._queue.clear()
        self.latency = 0.0

    def take(self, verb: str, target: str) -> Fault | None:
        """The fault that befalls this request, used up by one."""
        names = (f"{verb} {target}", f"{verb} {target.partition('?')[0]}")
        with self._lock:
            for queued in self._queue:
                if any(fnmatchcase(name, queued.fault.match) for name in names) and queued.strikes():
                    return queued.fault
        return None

    def middleware(self, handler: Handler) -> Handler:
        """The same handler, but that requests wait and go wrong."""

        def handle(request: HttpRequest, body: RequestBody) -> EncodedResponse:
            fault = self.take(request.method, f"{request.path}?{request.query}".rstrip("?"))
            if self.latency > 0:
                self.sleep(self.latency)
            if self._stopped.is_set():
                raise ConnectionAbortedError
            return handler(request, body) if fault is None else fault.handle(handler, request, body, self)

        return handle


class FaultySandbox(Sandbox):
    """A sandbox whose requests are recorded, and go wrong where it is told so."""

    def __init__(self, *arguments, **options) -> None:
        self._stopped = threading.Event()
        self._log = RequestLog()
        self.faults = Faults(self._stopped)
        """What shall go wrong."""
        super().__init__(
            *arguments, **options, middleware=lambda h: self._log.middleware(self.faults.middleware(h))
        )

    def start(self) -> None:
        self._stopped.clear()
        super().start()

    def stop(self) -> None:
        self._stopped.set()
        self.faults.released.set()
        super().stop()

    @property
    def requests(self) -> list[SeenRequest]:
        """The requests seen so far, oldest first; the last ten thousand at most."""
        return self._log.requests()

    @property
    def peak(self) -> int:
        """The most requests that were ever under way at once."""
        return self._log.peak

    def forget_requests(self) -> None:
        """Begin to count requests anew."""
        self._log.clear()


def corrupt_page(page: Json, kind: FaultKind | None, cursor: str | None) -> Json:
    """A page with the fault of a list in it; other responses and other kinds leave it as it is."""
    if page.get("object") != "list":
        return page
    if kind is FaultKind.REPEAT_CURSOR:
        return {**page, "last_id": cursor or page["last_id"], "has_more": True}
    bare = {key: value for key, value in page.items() if key not in ("first_id", "last_id")}
    if kind is FaultKind.NO_LAST_ID:
        return {**bare, "has_more": True}
    if kind is FaultKind.NO_CURSOR:
        items = [{key: value for key, value in item.items() if key != "id"} for item in page["data"]]
        return {**bare, "data": items, "has_more": True}
    if kind is FaultKind.EMPTY_PAGE:
        return {**page, "data": [], "first_id": None, "last_id": None, "has_more": True}
    return page
