"""The rows of a running statement, for whoever takes them: one by one, some, or all as they come."""

from __future__ import annotations

from collections import deque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from typing import Self

    from openai_sql_shell.cancel import BeforeWaiting
    from openai_sql_shell.result import ResultColumn, Row

MOST_HELD = 1_000
"""Rows that are handed on together."""

LONGEST_HELD = 0.05
"""Seconds after which those that are here are handed on, however few: SQLite may take its time for each."""


class Rows:
    """The rows and columns of a running statement; the first row is read at once, which is when SQLite begins.

    An object rather than a generator, because a generator that was never begun does not notice that it is closed.
    """

    def __init__(
        self,
        source: Generator[Sequence[Row]],
        columns: Iterable[ResultColumn],
        before_waiting: BeforeWaiting,
        now: Callable[[], float],
    ) -> None:
        """Begin.

        Args:
            source: the rows, those together that came together.
            columns: known once ``source`` has begun.
            before_waiting: tells when no row is to be held back.
            now: the seconds by which rows are held back no longer than `LONGEST_HELD`.
        """
        self._now = now
        self._source = source
        self._before_waiting = before_waiting
        self._ready = deque(next(source, ()))
        self.columns = tuple(columns)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        while not self._ready:
            self._ready.extend(next(self._source))
        return self._ready.popleft()

    def drain(self, take: Callable[[Sequence[Row]], None]) -> None:
        """Hand on all rows, as many at a time as are had without waiting; before an error those that came."""
        held = list(self._ready)
        self._ready.clear()

        def hand_on() -> None:
            if held:
                rows = held.copy()
                held.clear()
                take(rows)

        hand_on()
        try:
            with self._before_waiting.doing(hand_on):
                due = self._now() + LONGEST_HELD
                for rows in self._source:
                    held.extend(rows)
                    if len(held) >= MOST_HELD or self._now() > due:
                        hand_on()
                        due = self._now() + LONGEST_HELD
        finally:
            hand_on()

    def take(self, most: int) -> list[Row]:
        """The next rows; fewer are the last."""
        ready, left = self._ready, most - len(self._ready)
        if left > 0:
            for rows in self._source:  # from SQLite one by one: nothing is called for a row
                ready += rows
                left -= 1
                if left == 0 or (rows[1:] and len(ready) >= most):
                    break
        if len(ready) > most:
            return [self._ready.popleft() for _ in range(most)]
        taken = list(self._ready)
        self._ready.clear()
        return taken

    def close(self) -> None:
        """End the statement; no request is made afterwards."""
        self._ready.clear()
        self._source.close()
