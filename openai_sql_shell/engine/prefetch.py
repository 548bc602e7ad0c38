"""Running ahead of a join: who is entered with values of another table can be asked beforehand.

SQLite joins by loops: for each outer row it enters the inner table with a key, and waits. A scout runs the same statement on a
connection of its own, a bounded number of keys ahead. When it enters the inner table, it starts the request and finds no rows,
so that SQLite goes on to the next outer row; every condition, order and limit of the outer side is SQLite's own work. It is
only a hint: where it fails or errs, the statement asks for itself, and takes longer.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from openai_sql_shell.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.engine.connection import EngineConnection
    from openai_sql_shell.engine.execution import Execution
    from openai_sql_shell.handlers.base import Read

MOST_PREFETCHERS = 4
"""Nesting levels that are run ahead."""

UNUSED_WINDOWS = 4
"""How many windows of answers may wait to be used."""

SLICE = 0.25
"""Seconds between two looks whether the statement still runs."""


class Prefetcher:
    """One thread ahead of one table."""

    def __init__(
        self,
        plan: str,
        sql: str,
        run: Execution,
        borrow: Callable[[], EngineConnection],
        give_back: Callable[[EngineConnection], None],
    ) -> None:
        self.plan = plan
        """The scan it runs ahead of."""
        self._sql = sql
        self._run = run
        self._borrow = borrow
        self._give_back = give_back
        self._mount: EngineConnection | None = None
        self._changed = threading.Condition()
        self._pending: deque[Read] = deque()
        self._window = 2 if run.shape.limited else run.limits.concurrency
        self._thread = threading.Thread(target=self._work, name="openai-sql-scout", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        mount = None
        try:
            mount = self._mount = self._borrow()
            for _row in mount.rows(self._sql, self._run, self):
                if self._run.token:
                    break
        except Exception:  # noqa: BLE001, S110 - a hint never fails the statement
            pass
        finally:
            self._mount = None
            if mount is not None:
                self._give_back(mount)

    def report(self, read: Read) -> None:
        """Called on the scout's thread: this question will be asked. Waits while the scout is far enough ahead.

        Raises:
            Cancelled: the statement has ended.
        """
        with self._changed:
            while not self._run.token and self._far_ahead():
                self._changed.wait(SLICE)
            if self._run.token:
                raise Cancelled
            self._pending.append(read)
        self._run.log(read).begin()

    def _far_ahead(self) -> bool:
        most = self._window * (UNUSED_WINDOWS if self._window == self._run.limits.concurrency else 1)
        if len(self._pending) >= most:
            return True
        return sum(self._run.log(read).under_way for read in self._pending) >= self._window

    def consumed(self, read: Read) -> None:
        """Called by the statement before it asks a question itself; what came before is not asked any more."""
        with self._changed:
            if read in self._pending:
                while self._pending.popleft() != read:
                    pass
                self._window = min(self._run.limits.concurrency, self._window * 2)
            self._changed.notify_all()

    def landed(self) -> None:
        """Called when an answer is here: there may be room for the next question."""
        with self._changed:
            self._changed.notify_all()

    def stop(self) -> None:
        """End the thread; it gives its connection back by itself."""
        mount = self._mount
        if mount is not None:
            mount.interrupt()
        with self._changed:
            self._changed.notify_all()

    def join(self, seconds: float) -> None:
        """Wait for the thread to end."""
        self._thread.join(seconds)


class Prefetchers:
    """All who run ahead of one statement."""

    def __init__(
        self, sql: str, borrow: Callable[[], EngineConnection], give_back: Callable[[EngineConnection], None]
    ) -> None:
        self._sql = sql
        self._borrow = borrow
        self._give_back = give_back
        self._prefetchers: dict[str, Prefetcher] = {}

    def ahead_of(self, plan: str, run: Execution) -> Prefetcher | None:
        """The scout of a scan, sent out when the scan is entered for the first time."""
        prefetcher = self._prefetchers.get(plan)
        if prefetcher is None and len(self._prefetchers) < MOST_PREFETCHERS:
            prefetcher = self._prefetchers[plan] = Prefetcher(
                plan, self._sql, run, self._borrow, self._give_back
            )
        return prefetcher

    def landed(self) -> None:
        """An answer is here: there may be room for the next question."""
        for prefetcher in list(self._prefetchers.values()):
            prefetcher.landed()

    def stop(self) -> None:
        """Call them back."""
        for prefetcher in self._prefetchers.values():
            prefetcher.stop()

    def join(self, seconds: float = 1.0) -> None:
        """Wait until they are back."""
        for prefetcher in self._prefetchers.values():
            prefetcher.join(seconds)
