"""Trouble on demand: what a test asks the sandbox to do wrong, and to which requests.

Comes in: faults, from the test's thread. Goes out: at most one fault for each request, from the server's threads.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.http_errors import HttpError

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.sandbox.messages import Json


class Trouble(StrEnum):
    """The kinds of trouble that are no error status."""

    DROP_BEFORE = "drop_before"
    """The connection closes before anything was done."""
    DROP_AFTER = "drop_after"
    """The request is carried out, then the connection closes without an answer."""
    TRUNCATE = "truncate"
    """The answer breaks off halfway; its Content-Length promised more."""
    GARBAGE = "garbage"
    """HTTP 200 with a page of HTML."""
    IGNORE_AFTER = "ignore_after"
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
    """One thing that goes wrong: an error status, or a trouble."""

    match: str = "*"
    """Verb and path with shell wildcards, such as ``GET /v1/batches*``; the query may be part of it."""
    times: int | None = 1
    """How many requests it befalls; None: all."""
    skip: int = 0
    """How many matching requests pass unharmed before."""
    status: int | None = None
    trouble: Trouble | None = None
    message: str = "The sandbox was asked to fail."
    code: str | None = None
    kind: str | None = None
    """``type`` of the envelope; None: the usual one for the status."""
    retry_after: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def refusal(self) -> HttpError | None:
        """The error answer, where the fault is one."""
        if self.status is None:
            return None
        wait = () if self.retry_after is None else (("retry-after", self.retry_after),)
        return HttpError(
            self.status, self.message, code=self.code, kind=self.kind, headers=(*wait, *self.headers)
        )


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

    def __init__(self, sleep: Callable[[float], object]) -> None:
        self.sleep = sleep
        """How a request waits."""
        self._lock = threading.Lock()
        self._queue: list[_Queued] = []

    def add(self, *faults: Fault) -> None:
        """Put faults at the end of the queue.

        Raises:
            ValueError: a fault is neither a status nor a trouble, or both.
        """
        for fault in faults:
            if (fault.status is None) == (fault.trouble is None):
                raise ValueError("a fault is either a status or a trouble")
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

    def wait(self) -> None:
        """Spend the latency."""
        if self.latency > 0:
            self.sleep(self.latency)


def spoil(page: Json, trouble: Trouble | None, after: str | None) -> Json:
    """A page with the trouble of a list in it; other answers and other troubles leave it as it is."""
    if trouble is None or page.get("object") != "list":
        return page
    if trouble is Trouble.REPEAT_CURSOR:
        return {**page, "last_id": after or page["last_id"], "has_more": True}
    bare = {key: value for key, value in page.items() if key not in ("first_id", "last_id")}
    if trouble is Trouble.NO_LAST_ID:
        return {**bare, "has_more": True}
    if trouble is Trouble.NO_CURSOR:
        items = [{key: value for key, value in item.items() if key != "id"} for item in page["data"]]
        return {**bare, "data": items, "has_more": True}
    if trouble is Trouble.EMPTY_PAGE:
        return {**page, "data": [], "first_id": None, "last_id": None, "has_more": True}
    return page
