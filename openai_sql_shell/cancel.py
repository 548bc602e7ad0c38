"""What every wait looks at: whether it is cancelled, and what is to be done before it.

Both are values that are handed down, and must never know what they stop or call: whoever is concerned subscribes.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

from openai_sql_shell.errors import Cancelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SLICE = 0.05
"""Seconds one uninterrupted wait may last, so that a signal reaches the main thread on every platform."""


class CancelToken:
    """Set once, from a signal handler or another thread; never unset. One token serves one statement."""

    def __init__(self) -> None:
        # A plain flag that waits look at: an Event takes a lock, and a signal handler may interrupt its holder.
        self._cancelled = False
        self._stops: dict[object, Callable[[], None]] = {}
        self._stopping = threading.RLock()
        """Held while stops are called, so that none reaches what comes behind its block; the same thread may take it again, in a signal handler."""

    def __bool__(self) -> bool:
        return self._cancelled

    def set(self) -> None:
        """Stop whatever listens. Safe to call from a signal handler, and more than once."""
        self._cancelled = True
        with self._stopping:
            for stop in list(self._stops.values()):
                stop()

    def check(self) -> None:
        """Raise ``Cancelled`` where the person has asked to stop."""
        if self._cancelled:
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Sleep, but not past a cancel.

        Raises:
            Cancelled: the person asked to stop, before or during the wait.
        """
        end = time.monotonic() + seconds
        while not self._cancelled and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, SLICE))
        self.check()

    @contextmanager
    def calling(self, stop: Callable[[], None]) -> Iterator[None]:
        """Call ``stop`` (quick, never raising) when the token is set while the block runs, or at once."""
        key = object()
        self._stops[key] = stop
        try:
            if self._cancelled:
                stop()
            yield
        finally:
            with self._stopping:
                self._stops.pop(key, None)


class BeforeWaiting:
    """What a statement's thread does before it waits, such as handing on what is finished. Other threads wait at once."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._action: Callable[[], None] | None = None

    def __call__(self) -> None:
        """Do it."""
        if self._action is not None and threading.get_ident() == self._thread:
            self._action()

    @contextmanager
    def doing(self, action: Callable[[], None]) -> Iterator[None]:
        """Do this while the block runs; what it raises, the wait does."""
        self._thread, self._action = threading.get_ident(), action
        try:
            yield
        finally:
            self._action = None


def nothing() -> None:
    """Do nothing before a wait."""
