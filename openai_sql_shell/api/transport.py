"""Requests in, answers out: keys, retries, cancelling and counting around single exchanges.

Every request runs on a thread of its own, and whoever wants the answer waits for it in slices: a cancelled wait
ends at once, whatever the network is doing. Nothing here is imported from requests before the first request.
"""

from __future__ import annotations

import math
import random as randomness
import threading
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.api import gate, retry
from openai_sql_shell.api.api_errors import ErrorTranslator
from openai_sql_shell.api.clock import SYSTEM_CLOCK
from openai_sql_shell.api.decoding import ACCEPTED
from openai_sql_shell.api.endpoint import Endpoint, is_loopback
from openai_sql_shell.api.limiter import Limiter
from openai_sql_shell.api.messages import Response
from openai_sql_shell.api.pending import DaemonPool, PendingResponse
from openai_sql_shell.api.prepared_request import JSON_TYPE, prepare
from openai_sql_shell.api.stream import Stream
from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import RefusedStatement, WaitTimeout
from openai_sql_shell.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.api.clock import Clock
    from openai_sql_shell.api.connections import Connections
    from openai_sql_shell.api.credentials import Credentials
    from openai_sql_shell.api.exchange_log import ExchangeLog
    from openai_sql_shell.api.messages import Request, RequestContext
    from openai_sql_shell.api.prepared_request import PreparedRequest
    from openai_sql_shell.api.retry import FailedAttempt
    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.catalog.model import KeyClass
    from openai_sql_shell.result import RequestStats
    from openai_sql_shell.telemetry import RequestSpan

USER_AGENT = f"openai-sql/{__version__}"
BINARY_TYPE, ANY_TYPE = "application/binary", "*/*"
CONCURRENCY = 16
MAX_ANSWER = 256 * 1024 * 1024


class Transport:
    """Sends requests over HTTP. Safe for use by several threads.

    Every method raises our errors only, and `Cancelled` within 100 ms of a cancel.
    """

    def __init__(  # noqa: PLR0913 - what a transport can be told, each with a default
        self,
        base_url: str | None,
        credentials: Credentials,
        *,
        connect_timeout: float = 5.0,
        read_timeout: float = 60.0,
        retries: int = retry.RETRIES,
        concurrency: int = CONCURRENCY,
        max_answer: int = MAX_ANSWER,
        clock: Clock = SYSTEM_CLOCK,
        random: Callable[[], float] = randomness.random,
        log: ExchangeLog | None = None,
    ) -> None:
        """Open no connection yet.

        Args:
            base_url: where the API is; empty or None: the public one.
            credentials: who asks.
            connect_timeout: seconds for a connection to come about.
            read_timeout: seconds for a piece of a request to leave, between two pieces of an answer, and for its head;
                JSON may take a second for each kilobyte more.
            retries: attempts after the first.
            concurrency: requests under way at once; more wait for their turn.
            max_answer: bytes of one JSON answer at most.
            clock: tells the time and waits.
            random: numbers from [0, 1) for the jitter of waits.
            log: where exchanges are recorded; whoever opened it closes it.

        Raises:
            UsageError: the base URL cannot be used.
        """
        self._endpoint = Endpoint.parse(base_url)
        self._credentials = credentials
        self._timeouts = (connect_timeout, read_timeout)
        self.max_answer = max_answer
        """Bytes of one JSON answer at most."""
        self._retries = retries
        self._clock = clock
        self._random = random
        self._log = log
        self._errors = ErrorTranslator(
            self._endpoint.url(""), credentials.mask, clock.now, credentials.origin
        )
        self._pool = DaemonPool(concurrency)
        self._limiter = Limiter(concurrency, clock.monotonic)
        self._lock = threading.Lock()
        self._connections: Connections | None = None
        self._under_way: set[PendingResponse] = set()

    @property
    def base_url(self) -> str:
        """Where the API is, written the same for the same place."""
        return self._endpoint.url("")

    @property
    def is_local(self) -> bool:
        """It is on this machine: a sandbox, a test, a gateway."""
        return is_loopback(self._endpoint.host)

    @property
    def clock(self) -> Clock:
        """The time that deadlines and rests are measured by."""
        return self._clock

    def check_key(self, key: KeyClass) -> None:
        """Whether there is a key of this kind; nothing is sent.

        Raises:
            ConnectionProblem: there is none, or it cannot be one; says where one is looked for.
        """
        self._credentials.headers_for(key)

    def start(self, request: Request, context: RequestContext) -> PendingResponse:
        """Set a request on its way without waiting: ``result`` of what is returned does, ``abandon`` gives it up.

        Some are under way at once, the others wait for their turn. Errors come out of ``result``.
        """
        return self._launch(self._pending(request, context))

    def send(self, request: Request, context: RequestContext) -> Response:
        """Send, retry where that is safe, and return the whole answer.

        Raises:
            ApiError: the API said no. KeyRefused: it said 401. ConnectionProblem: no answer, or no key.
            ProtocolError: what came is no answer: see `gate`. WaitTimeout: the context's deadline is over. Cancelled.
            Each says by ``may_have_acted`` whether a change may have been carried out.
        """
        return self._result(self.start(request, context))

    def download(
        self,
        request: Request,
        write: Callable[[bytes], object],
        context: RequestContext,
        *,
        restart: Callable[[], object] | None = None,
    ) -> Response:
        """The same for a large body: each piece goes to ``write`` as it arrives; the Response's body is empty.

        What ``write`` and ``restart`` raise is raised here. ``restart`` is called in front of each body; without it, nothing is
        retried after the first piece. A body shorter than announced is a ProtocolError.
        """
        with self.open(request, context, restart=restart) as stream:
            for piece in stream:
                write(piece)
            return stream.response

    def open(
        self, request: Request, context: RequestContext, *, restart: Callable[[], object] | None = None
    ) -> Stream:
        """Send, retry where that is safe, and return when the head and the first piece of a success are here; whoever asks closes it.

        Args:
            request: its headers may ask for a part by Range: then 206 is a success, too.
            context: bounds the reading of the stream as well.
            restart: see `Stream`.

        Raises:
            OpenAISqlError: as ``send``; what happens behind the first piece is raised by `Stream.read`.
        """
        pending = self._pending(replace(request, returns=Returns.BINARY), context)
        stream = Stream(pending, restart)
        self._launch(pending)
        try:
            return stream.begin()
        except BaseException:
            stream.close()
            raise

    def close(self) -> None:
        """Give up what is under way and close the connections."""
        with self._lock:
            under_way, connections = list(self._under_way), self._connections
        for pending in under_way:
            pending.abandon()
        self._pool.close()
        if connections is not None:
            connections.close()

    def _pending(self, request: Request, context: RequestContext) -> PendingResponse:
        return PendingResponse(request, context, patience=self._timeouts[1], monotonic=self._clock.monotonic)

    def _launch(self, pending: PendingResponse) -> PendingResponse:
        def job() -> None:
            pending.run(self._perform)
            with self._lock:
                self._under_way.discard(pending)

        with self._lock:
            self._under_way.add(pending)
        self._pool.submit(job)
        return pending

    def _result(self, pending: PendingResponse) -> Response:
        try:
            return pending.result(pending.context.cancel)
        finally:
            pending.abandon()

    def _perform(self, pending: PendingResponse) -> Response:
        """The whole of a request, retries included, on its own thread."""
        stats, request = pending.context.stats, pending.request
        accept = (
            JSON_TYPE
            if request.returns is not Returns.BINARY
            else ANY_TYPE
            if request.changes
            else BINARY_TYPE
        )
        prepared = prepare(request, self._endpoint, self._headers(request, accept))
        taken = 0
        while True:
            outcome = self._outcome(prepared, pending, taken + 1)
            if isinstance(outcome, Response):
                return outcome
            pending.attempt_failed(outcome)
            now, random = self._clock.now(), self._random()
            wait = retry.delay(outcome, taken, retries=self._retries, now=now, random=random)
            if wait is None or wait > pending.seconds_left or stats.used_up:
                outcome.error.may_have_acted = pending.may_have_acted
                raise outcome.error
            taken += 1
            with self._lock:
                stats.retries += 1
            why = "the connection was lost" if outcome.status is None else f"the API said {outcome.status}"
            with self._limiter.throttled() if outcome.status == retry.TOO_MANY else nullcontext():
                self._rest(pending.token, wait, pending, why, "retry")

    def _headers(self, request: Request, accept: str) -> dict[str, str]:
        return {
            "User-Agent": USER_AGENT,
            "Accept": accept,
            "Accept-Encoding": ACCEPTED,
            **self._credentials.headers_for(request.key),
        }

    def _outcome(
        self, prepared: PreparedRequest, pending: PendingResponse, number: int
    ) -> Response | FailedAttempt:
        """What an attempt comes to, and its span, where the statement has one."""
        request, trace = pending.request, pending.context.stats.trace
        around = nullcontext() if trace is None else trace.request(request.http, request.template, number - 1)
        with around as span:
            outcome = self._attempt(prepared, pending, number, span)
            pending.token.check()
            if isinstance(outcome, Response):
                lost, received = pending.may_have_acted_before, pending.context.stats.received
                outcome = gate.believed(outcome, self._errors, after_lost_try=lost, received=received)
            if span is not None and not isinstance(outcome, Response):
                span.failed(outcome.error)
        return outcome

    def _attempt(
        self, prepared: PreparedRequest, pending: PendingResponse, number: int, span: RequestSpan | None
    ) -> Response | FailedAttempt:
        handle, stats = pending.begin_attempt(), pending.context.stats
        started, before = self._clock.now(), self._clock.monotonic()
        rest = partial(self._rest, pending=pending, why="the rate limit is used up", reason="rate_limit")
        with self._limiter.slot(pending.token, rest), self._counted(stats):
            if span is not None:
                prepared = replace(prepared, headers={**prepared.headers, **span.begun()})
            outcome = self._connected().exchange(prepared, handle, pending.sink)
        if span is not None:
            span.answered(outcome.status)
        if isinstance(outcome, Response) and outcome.status < 400:
            self._limiter.succeeded(outcome.headers)
        self._count(stats, prepared, outcome)
        if self._log is not None:
            seconds = self._clock.monotonic() - before
            self._log.record(prepared, outcome, started=started, seconds=seconds, attempt=number)
        return outcome

    def _rest(
        self, token: CancelToken, seconds: float, pending: PendingResponse, why: str, reason: str
    ) -> None:
        """Wait, and let those who look at the statistics know; ``reason`` is what a span calls it.

        Raises:
            WaitTimeout: the deadline comes first.
        """
        stats = pending.context.stats
        if seconds > pending.seconds_left:
            raise WaitTimeout(f"no request for {math.ceil(seconds)} s: {why}")
        with self._lock:
            stats.resting += 1
            stats.rest = f"{math.ceil(seconds)} s, {why}"
        try:
            with stats.waiting(reason):
                self._clock.wait(token, seconds)
        finally:
            with self._lock:
                stats.resting -= 1
                stats.rest = stats.rest if stats.resting else ""

    @contextmanager
    def _counted(self, stats: RequestStats) -> Iterator[None]:
        """One more under way inside of the block.

        Raises:
            RefusedStatement: it is one more than the statement may send.
        """
        with self._lock:
            if stats.used_up:
                raise RefusedStatement(
                    f"this statement needs more requests than the {stats.started:,} allowed; so many were sent",
                    hint=r"narrow it with WHERE or LIMIT, EXPLAIN shows its requests; or raise max_requests (\set max_requests)",
                )
            stats.started += 1
            stats.in_flight += 1
            stats.peak = max(stats.peak, stats.in_flight)
        try:
            yield
        finally:
            with self._lock:
                stats.in_flight -= 1

    def _connected(self) -> Connections:
        from openai_sql_shell.api.connections import Connections  # noqa: PLC0415 - loads requests

        with self._lock:
            if self._connections is None:
                self._connections = Connections(self._endpoint, self._timeouts, self.max_answer)
            return self._connections

    def _count(
        self, stats: RequestStats, prepared: PreparedRequest, outcome: Response | FailedAttempt
    ) -> None:
        left = outcome.headers.get("x-ratelimit-remaining-requests", "")
        with self._lock:
            stats.requests += 1
            stats.sent += prepared.size
            stats.received += outcome.size
            if left.isascii() and left.isdigit():
                stats.rate_limit_left = int(left)
