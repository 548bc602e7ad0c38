"""Looks at jobs, one after the other on a thread of its own, which has the session until it is told to stop."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import ApiError, Cancelled, OpenAISqlError
from openai_sql_shell.shell.top.jobs import jobs_in, query_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.console import Console
    from openai_sql_shell.session.session import Session
    from openai_sql_shell.shell.top.board import Board


def look(
    session: Session,
    console: Console,
    sources: Sequence[Resource],
    board: Board,
    cancel: CancelToken,
    *,
    ended: bool,
) -> float:
    """Look once at the jobs of every kind; seconds until the next look.

    Args:
        session: whom to ask.
        console: tells the time.
        sources: the resources with jobs.
        board: takes the answers.
        cancel: stops it.
        ended: jobs that are over are asked for, too.

    Raises:
        Cancelled: the person has seen enough.
    """
    asked: list[float] = []
    left: list[int] = []
    session.refresh()
    for resource in sources:
        kind = resource.jobs.kind if resource.jobs else resource.name
        try:
            ledger = session.ledger()
            query = query_of(resource, ledger.account_now() if ledger else "", board.wall())
            result = session.execute(query, cancel)
            names = [column.name for column in result.columns]
            found = jobs_in(resource, names, result.rows, board.wall(), ended=ended)
            result.close()
            board.answer(kind, found, console.clock())
            if session.stats.rate_limit_left is not None:
                left.append(session.stats.rate_limit_left)
        except Cancelled:
            raise
        except OpenAISqlError as error:
            board.fail(kind, error.message)
            if isinstance(error, ApiError) and error.retry_after:
                asked.append(error.retry_after)
    board.finish()
    return board.pause(max(asked, default=None), min(left, default=None))


class Worker:
    """A thread that looks again and again, and does between two looks what the person wants."""

    def __init__(self, look: Callable[[CancelToken], float], pause: float) -> None:
        """``look`` looks and tells the seconds until the next one; ``pause`` are those until the first."""
        self._look, self._pause = look, pause
        self._changed: Callable[[], None] = lambda: None
        self._wanted: queue.SimpleQueue[Callable[[CancelToken], None] | None] = queue.SimpleQueue()
        self._cancel = CancelToken()
        self._look_cancel = CancelToken()
        """Of the look under way."""
        self._thread = threading.Thread(target=self._run, name="top", daemon=True)

    def start(self, changed: Callable[[], None]) -> None:
        """Begin; ``changed`` is called when something is new, on the thread."""
        self._changed = changed
        self._thread.start()

    def want(self, work: Callable[[CancelToken], None] | None) -> None:
        """Do something at once, for which a look that is under way is given up, then look; None: only look."""
        self._wanted.put(work)
        if work is not None:
            self._look_cancel.set()

    def stop(self) -> None:
        """End what is done; the session is free afterwards."""
        self._cancel.set()
        self._look_cancel.set()
        self._wanted.put(None)
        self._thread.join()

    def _run(self) -> None:
        while not self._cancel:
            try:
                try:
                    work = self._wanted.get(timeout=self._pause)
                except queue.Empty:
                    work = None
                if work is not None:
                    work(self._cancel)
                    self._changed()
                self._pause = self._looked()
            except Cancelled:
                return
            self._changed()

    def _looked(self) -> float:
        """Look, unless something else is wanted; seconds until the next look, none where this one was given up."""
        token = self._look_cancel = CancelToken()
        if self._cancel or not self._wanted.empty():  # seen before the token was there
            return 0.0
        try:
            return self._look(token)
        except Cancelled:
            self._cancel.check()
            return 0.0
