"""Rate limits: how many requests may be under way at once, and when the next one may leave. Shared by all threads of a transport.

Comes in: what the server said (429, Retry-After, x-ratelimit headers). Goes out: slots. A server that throttles halves the
number and makes everybody wait; every round of successful answers adds one again.
"""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from openai_sql_shell.cancel import SLICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from openai_sql_shell.cancel import CancelToken

REMAINING, RESET = "x-ratelimit-remaining-", "x-ratelimit-reset-"
COUNTED = ("requests", "tokens")
"""What is limited."""

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")

LONGEST_PAUSE = 120.0
"""Seconds; a server that wants more gets its next request then, and may refuse it."""


class Limiter:
    """Slots for requests."""

    def __init__(self, most: int, monotonic: Callable[[], float]) -> None:
        """All slots are free.

        Args:
            most: requests under way at once when the server does not throttle.
            monotonic: the time that pauses are counted in.
        """
        self._most = most
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self.allowed = most
        """Requests that may be under way at once right now."""
        self._under_way = 0
        self._successes = 0
        """Successful answers since the number was last changed."""
        self._pause_ends = 0.0
        self._waiting = 0
        """Requests that the server sent away, and that wait to try again."""

    @contextmanager
    def slot(self, token: CancelToken, wait: Callable[[CancelToken, float], None]) -> Iterator[None]:
        """One request may be under way inside of this block.

        Args:
            token: ends the waiting.
            wait: sleeps for some seconds, or raises when the token is set.

        Raises:
            Cancelled: nobody wants the request any more.
        """
        while (pause := self._take()) is not None:
            if pause:
                wait(token, pause)
            else:
                with self._changed:
                    self._changed.wait(SLICE)
                token.check()
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify()

    def _take(self) -> float | None:
        """Take a slot: None. Otherwise the seconds to wait; 0: until somebody is back."""
        with self._changed:
            pause = self._pause_ends - self._monotonic()
            if pause > 0:
                return pause
            if self._waiting or self._under_way >= self.allowed:
                return 0.0
            self._under_way += 1
            return None

    @contextmanager
    def throttled(self) -> Iterator[None]:
        """The server answered 429: fewer at once from now on, and nobody else while this block waits."""
        with self._changed:
            self.allowed = max(1, self.allowed // 2)
            self._successes = 0
            self._waiting += 1
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1
                self._changed.notify_all()

    def succeeded(self, headers: Mapping[str, str]) -> None:
        """A request succeeded; its headers may say that this was the last one for a while."""
        with self._changed:
            for what in COUNTED:
                if headers.get(REMAINING + what) == "0":
                    pause = min(duration(headers.get(RESET + what, "")), LONGEST_PAUSE)
                    self._pause_ends = max(self._pause_ends, self._monotonic() + pause)
            self._successes += 1
            if self._successes >= self.allowed and self.allowed < self._most:
                self.allowed += 1
                self._successes = 0
                self._changed.notify()


def duration(text: str) -> float:
    """A reset time as the API writes it, in seconds; 0 for what is none.

    >>> duration("12ms"), duration("6m0s"), duration("1.5s"), duration("soon")
    (0.012, 360.0, 1.5, 0.0)
    """
    found = DURATION.findall(text)
    if "".join(number + unit for number, unit in found) != text:
        return 0.0
    return sum(float(number) * UNITS[unit] for number, unit in found)
