"""Prefetch for joins: what will be asked with values of another table is requested beforehand.

SQLite joins by loops: for each outer row it enters the inner table with a key, and waits. A prefetcher runs the same query on
a connection of its own, a bounded number of keys ahead. When it enters the inner table, it starts the request and finds no
rows, so that SQLite goes on to the next outer row; every condition, order and limit of the outer side is SQLite's own work.
It is only a hint: where it fails or errs, the statement asks for itself, and takes longer.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress

from openai_sql_shell.errors import Cancelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.engine.line_buffer import LineBuffer
    from openai_sql_shell.engine.page_buffer import PageBuffer

    Buffer: TypeAlias = PageBuffer | LineBuffer

MOST_PREFETCHERS = 4
"""Nesting levels that are run ahead."""

UNUSED_WINDOWS = 4
"""How many windows of answers may wait to be used."""

SLICE = 0.25
"""Seconds between two looks whether the statement still runs."""


class Prefetcher:
    """How far one thread is ahead of one scan."""

    def __init__(
        self,
        ident: str,
        changed: threading.Condition,
        token: CancelToken,
        window: int,
        concurrency: int,
        *,
        again: bool = False,
    ) -> None:
        """It begins with the first row that is still here; ``again``: another one did so before."""
        self.ident = ident
        """Of the scan."""
        self.rests = False
        """It has ended, because all it met was here."""
        self.over = False
        """The statement has begun anew; this one is to end."""
        self._again = again
        self._changed = changed
        self._token = token
        self._window = window
        self._concurrency = concurrency
        self._unused: deque[Buffer] = deque()

    def begin(self, buffer: Buffer, *, here: bool = False) -> None:
        """Request an answer that the statement will need, on the thread that runs ahead; waits while it is far ahead.

        Where such answers are ``here``, it rests until the statement lacks one.

        Raises:
            Cancelled: the statement has ended, or begun anew, or there is nothing to do.
        """
        self._check()
        if here and not self._again:
            self.rests = True
            raise Cancelled
        if self._again and (here or not buffer.lacking):
            return
        with self._changed:
            while not (self._token or self.over) and self._far_ahead(buffer.most_ahead):
                self._changed.wait(SLICE)
            self._check()
            self._unused.append(buffer)
        buffer.begin()

    def _check(self) -> None:
        self._token.check()
        if self.over:
            raise Cancelled

    def _far_ahead(self, most_ahead: int | None = None) -> bool:
        most = self._window * (UNUSED_WINDOWS if self._window == self._concurrency else 1)
        most = most if most_ahead is None else min(most, most_ahead)
        return len(self._unused) >= most or sum(b.under_way for b in self._unused) >= self._window

    def consumed(self, buffer: Buffer) -> None:
        """The statement needs an answer now; those requested before it are not needed any more."""
        with self._changed:
            if buffer in self._unused:
                while self._unused.popleft() is not buffer:
                    pass
                self._window = min(self._concurrency, self._window * 2)
            self._changed.notify_all()


class Prefetchers:
    """All that run ahead of one statement, in a thread each."""

    def __init__(
        self, run_ahead: Callable[[Prefetcher], None], token: CancelToken, window: int, concurrency: int
    ) -> None:
        """None runs yet.

        Args:
            run_ahead: runs the query for a prefetcher, until it ends or the token is set.
            token: set when the statement ends.
            window: requests of one prefetcher under way at once, before any was of use.
            concurrency: the same, at most.
        """
        self._run_ahead = run_ahead
        self._token = token
        self._window = window
        self._concurrency = concurrency
        self._changed = threading.Condition()
        self._prefetchers: dict[str, Prefetcher] = {}

    def consumed(self, ident: str, buffer: Buffer) -> None:
        """The statement enters a scan, and needs an answer; the first time, a prefetcher is set to work.

        It is once more where it rests and an answer is lacking, but for a statement that may stop early: the second passes
        over what is here, and would read the outer table to its end.
        """
        prefetcher = self._prefetchers.get(ident)
        if prefetcher is None and len(self._prefetchers) < MOST_PREFETCHERS:
            prefetcher = self._start(ident, again=False)
        elif (
            prefetcher is not None
            and prefetcher.rests
            and self._window == self._concurrency
            and buffer.lacking
        ):
            prefetcher = self._start(ident, again=True)
        if prefetcher is not None:
            prefetcher.consumed(buffer)

    def begin_anew(self) -> None:
        """End those that run; others begin when the statement next needs an answer."""
        for prefetcher in self._prefetchers.values():
            prefetcher.over = True
        self._prefetchers.clear()
        self.wake()

    def _start(self, ident: str, *, again: bool) -> Prefetcher:
        prefetcher = Prefetcher(
            ident, self._changed, self._token, self._window, self._concurrency, again=again
        )
        self._prefetchers[ident] = prefetcher
        threading.Thread(
            target=self._work, args=(prefetcher,), name="openai-sql-prefetch", daemon=True
        ).start()
        return prefetcher

    def _work(self, prefetcher: Prefetcher) -> None:
        with suppress(Exception):  # a hint never fails the statement
            self._run_ahead(prefetcher)

    def wake(self) -> None:
        """An answer is here, or the statement has ended: whoever waits looks again."""
        with self._changed:
            self._changed.notify_all()
