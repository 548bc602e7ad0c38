"""Requests under way on threads of their own, so that whoever waits for one can stop waiting at any moment.

The threads are daemons and are never joined: one that hangs in a name lookup must not keep the program alive.
"""

from __future__ import annotations

import math
import queue
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from openai_sql_shell.api.abort import ExchangeHandle, Stage
from openai_sql_shell.cancel import SLICE, CancelToken
from openai_sql_shell.errors import Cancelled, WaitTimeout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.api.messages import Request, RequestContext, Response, Sink
    from openai_sql_shell.api.retry import FailedAttempt

LEAST_RATE = 1024
"""Bytes a second by which a JSON answer has to grow once its first patience is over."""


class PendingResponse:
    """One request under way, retries included."""

    def __init__(
        self,
        request: Request,
        context: RequestContext,
        *,
        patience: float,
        monotonic: Callable[[], float],
    ) -> None:
        """Not under way yet.

        Args:
            request: what is to be sent.
            context: of the statement.
            patience: seconds for the head of an answer, and for a JSON body beside those that `LEAST_RATE` allows.
            monotonic: the time.
        """
        self.request = request
        self.context = context
        self.sink: Sink | None = None
        """Takes head and body of a success on the request's thread."""
        self.token = CancelToken()
        """Set when nobody wants the answer any more."""
        self.may_have_acted_before = False
        """An attempt that failed may have been carried out."""
        self._patience = patience
        self._monotonic = monotonic
        self._seen: tuple[ExchangeHandle, Stage] | None = None
        self._since = 0.0
        self._handle = ExchangeHandle()
        self._done = threading.Event()
        self._outcome: Response | BaseException | None = None

    @property
    def done(self) -> bool:
        """The answer, or the error, is here."""
        return self._done.is_set()

    @property
    def may_have_acted(self) -> bool:
        """It is to change something, and may have done so: something of it has left, and no answer says otherwise."""
        return self.request.changes and (self.may_have_acted_before or self._handle.stage.has_left)

    @property
    def seconds_left(self) -> float:
        """Until the statement's deadline."""
        deadline = self.context.deadline
        return math.inf if deadline is None else deadline - self._monotonic()

    def abandon(self) -> None:
        """Stop it: its socket is shut down, no further request is sent. Nothing happens once it is done."""
        if not self.done:
            self.token.set()
            self._handle.abort()

    def begin_attempt(self) -> ExchangeHandle:
        """A handle for the next attempt.

        Raises:
            Cancelled: nobody wants the answer any more.
        """
        self._handle = ExchangeHandle()
        self.token.check()
        return self._handle

    def attempt_failed(self, failed: FailedAttempt) -> None:
        """An attempt is over, and what it may have done is known."""
        self._handle = ExchangeHandle()
        self.may_have_acted_before |= failed.may_have_acted

    def result(self, cancel: CancelToken) -> Response:
        """Wait for the answer; one that is here is given even after a cancel. May be asked again, by any thread.

        Raises:
            Cancelled: at most 100 ms after the token was set. WaitTimeout: the deadline is over.
            OpenAISqlError: whatever befell the request.
        """
        while not self._done.wait(SLICE):
            self.look(cancel)
        with self._telling():
            if isinstance(self._outcome, BaseException):
                raise self._outcome
        assert self._outcome is not None  # noqa: S101 - it is done
        return self._outcome

    def look(self, cancel: CancelToken) -> None:
        """See to it, between two slices of a wait, that nobody waits in vain.

        Raises:
            Cancelled, WaitTimeout: nobody may wait any more.
        """
        with self._telling():
            cancel.check()
            self.token.check()
            self._hurry()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """What ends a wait in the block says whether a change may have been carried out."""
        try:
            yield
        except (Cancelled, WaitTimeout) as stop:
            stop.may_have_acted = self.may_have_acted
            raise

    def _hurry(self) -> None:
        """Give up an answer that is late: its head, or JSON that trickles.

        Whoever waits sees to it, since the thread of the request hangs in its socket, where every byte renews the patience.
        """
        handle, now = self._handle, self._monotonic()
        if self.seconds_left <= 0:
            self.abandon()
            raise WaitTimeout(f"no answer to {self.request.http} {self.request.path} in time")
        stage = handle.stage
        if self._seen != (handle, stage):
            self._seen, self._since = (handle, stage), now
        allowed = self._patience + handle.received / LEAST_RATE
        trickles = stage is Stage.READING and self.sink is None
        if (stage is Stage.WAITING or trickles) and now - self._since > allowed and not handle.is_late:
            handle.is_late = True
            handle.abort()

    def run(self, perform: Callable[[PendingResponse], Response]) -> None:
        """Do the work, on one of the threads; a cancel ends it early. Never raises: `result` does."""
        with self.context.cancel.calling(self.abandon):
            try:
                self._outcome = perform(self)
            except BaseException as error:  # noqa: BLE001 - handed over to the thread that waits
                self._outcome = error
        self._done.set()
        if self.context.on_done is not None:
            self.context.on_done()


class DaemonPool:
    """A pool of daemon threads, started as they are needed."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._unfinished = 0
        self._threads = 0

    def submit(self, job: Callable[[], None]) -> None:
        """Run a job, which must not raise, as soon as a thread is free."""
        with self._lock:
            if self._closed:
                raise RuntimeError("the transport is closed")
            self._unfinished += 1
            grow = self._threads < min(self._unfinished, self._limit)
            self._threads += grow
        self._jobs.put(job)
        if grow:
            threading.Thread(target=self._work, name="openai-sql-request", daemon=True).start()

    def close(self) -> None:
        """Let the threads end when their work is done; no more is taken."""
        with self._lock:
            self._closed = True
            for _ in range(self._threads):
                self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
            with self._lock:
                self._unfinished -= 1
