"""One statement, two answers: ours over HTTP and SQLite's over plain tables.

Comes in: statements. Goes out: a `Mismatch` for each whose answers differ. A session lives as long as the comparison, so
that what one statement leaves behind shows in the next.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bench.server import Running, Server
from fuzz.generator import VIEWS
from fuzz.mirror import Mirror
from fuzz.statement import Check
from fuzz.watchdog import watched

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import ApiError
from openai_sql_shell.session.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fuzz.statement import Statement
    from fuzz.world import World

    from openai_sql_shell.result import Row

MODES: dict[str, dict[str, Any]] = {
    "run-ahead": {},
    "one by one": {"concurrency": 1},
    "spilling": {"memory_rows": 3},
    "spilling, one by one": {"memory_rows": 3, "concurrency": 1},
    "cached": {"cache": 3600},
    "cached and spilling": {"cache": 3600, "memory_rows": 3},
    "two at once": {"memory_rows": 3, "concurrency": 2},
    "three at once": {"memory_rows": 3, "concurrency": 3},
    "four at once": {"memory_rows": 3, "concurrency": 4},
}
"""Settings that must not change any answer."""

NARROW = ("two at once", "three at once", "four at once")
"""The smallest windows and the least memory: threads meet as often as they can."""

BELIEVED = ("one by one", "spilling", "cached", "three at once")
"""The modes whose server is known to sort as it is asked to."""

NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A statement whose answers differ."""

    statement: Statement
    mode: str
    ours: list[Row] | Exception
    theirs: list[Row]

    def __str__(self) -> str:
        ours = (
            f"{type(self.ours).__name__}: {self.ours}"
            if isinstance(self.ours, Exception)
            else _listed(self.ours)
        )
        return (
            f"{self.statement.family}, {self.mode}, {self.statement.shape}\n"
            f"  {self.statement.sql}\n  ours:   {ours}\n  SQLite: {_listed(self.theirs)}"
        )


class Comparison:
    """A world, a server that hands it out, a session for each mode, and the world in plain tables."""

    def __init__(self, world: World, latency: float = 0.0, modes: Iterable[str] = MODES) -> None:
        self.world = world
        self._modes = tuple(modes)
        self._latency = latency
        self._open = ExitStack()
        self._sessions: dict[str, Session] = {}

    def __enter__(self) -> Self:
        running = self._open.enter_context(Running(Server(self.world, self._latency)))
        self._mirror = self._open.enter_context(closing(Mirror(self.world)))
        for mode in self._modes:
            believed = mode in BELIEVED
            profile = Profile("fuzz", base_url=running.url, api_key="sk-fuzz", sandbox=believed)
            self._sessions[mode] = self._open.enter_context(
                closing(Session(profile, Settings(**MODES[mode])))
            )
        for name, select in VIEWS.items():
            self._mirror.rows(f"CREATE VIEW {name} AS {select}")
            for session in self._sessions.values():
                _rows(session, f"CREATE VIEW {name} AS {select}")
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def mismatch(self, statement: Statement, mode: str) -> Mismatch | None:
        """Run a statement on both sides; None where they agree."""
        self.world.reshape(statement.shape)
        ours: list[Row] | Exception
        try:
            with watched(f"{mode}, {statement}"):
                ours = _rows(self._sessions[mode], statement.sql)
        except Exception as error:  # noqa: BLE001 - an error nobody planned is an answer to compare, too
            ours = error
        theirs = self._mirror.rows(statement.sql)
        whole = self._mirror.rows(statement.whole) if statement.check is Check.SHARE else []
        return (
            None if agree(statement.check, ours, theirs, whole) else Mismatch(statement, mode, ours, theirs)
        )


def _rows(session: Session, sql: str) -> list[Row]:
    return list(session.execute(sql, CancelToken()).rows)


def agree(check: Check, ours: list[Row] | Exception, theirs: list[Row], whole: list[Row]) -> bool:
    """Values are compared as they are written: 1 is not 1.0, and not '1'."""
    if isinstance(ours, Exception):
        return check is Check.REFUSED and isinstance(ours, ApiError) and ours.status == NOT_FOUND
    found, expected = [repr(row) for row in ours], [repr(row) for row in theirs]
    match check:
        case Check.ORDER:
            return found == expected
        case Check.BAG:
            return Counter(found) == Counter(expected)
        case Check.SHARE:
            return len(found) == len(expected) and Counter(found) <= Counter(repr(row) for row in whole)
        case Check.REFUSED:
            return False


def _listed(rows: list[Row], most: int = 8) -> str:
    more = f" and {len(rows) - most} more" if len(rows) > most else ""
    return f"{len(rows)} rows {rows[:most]}{more}"
