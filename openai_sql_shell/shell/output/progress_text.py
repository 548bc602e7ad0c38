"""What the line about long work says: rows and requests so far, or how far a job has come and when it will be done.

Counts, times and the session's own words come in, a text goes out. Draws nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.render.footers import duration

if TYPE_CHECKING:
    from openai_sql_shell.result import RequestStats

SEPARATOR = " · "
BAR = 20
"""Cells of a bar."""
_COUNTS = re.compile(r"(?P<what>.*) (?P<done>\d+)/(?P<total>\d+)")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something has come."""

    what: str
    done: int
    total: int


def advance(line: str) -> Progress | None:
    """What a session tells about something that is counted; None for any other line.

    >>> advance("batch_1 in_progress 40/100"), advance("batch_1 validating")
    (Progress(what='batch_1 in_progress', done=40, total=100), None)
    """
    found = _COUNTS.fullmatch(line)
    return Progress(found["what"], int(found["done"]), int(found["total"])) if found else None


@dataclass(slots=True)
class Estimate:
    """When something will be done, from how fast it went since it was first looked at."""

    what: str = ""
    since: float = 0.0
    begun: int = 0

    def left(self, seen: Progress, now: float) -> float | None:
        """Seconds; None as long as nothing can be said, and when nothing is left. Seconds go in on any clock."""
        subject = seen.what.partition(" ")[0]
        if subject != self.what or seen.done < self.begun:
            self.what, self.since, self.begun = subject, now, seen.done
        moved, passed = seen.done - self.begun, now - self.since
        open_ = seen.total - seen.done
        return open_ * passed / moved if open_ > 0 and moved > 0 and passed > 0 else None


def bar(done: int, total: int, cells: int = BAR) -> str:
    """A bar that is full when everything is done, and never earlier.

    >>> bar(1, 4, 8), bar(999, 1000, 4), bar(5, 0, 4)
    ('██░░░░░░', '███░', '░░░░')
    """
    full = min(done, total) * cells // total if total > 0 else 0
    return "█" * full + "░" * (cells - full)


def advance_text(seen: Progress, left: float | None) -> str:
    """One line about it.

    >>> advance_text(Progress("batch_1 in_progress", 1, 2), 75.2)
    'batch_1 in_progress ██████████░░░░░░░░░░ 1/2 · about 1 min 15 s left'
    """
    line = f"{seen.what} {bar(seen.done, seen.total)} {seen.done:,}/{seen.total:,}"
    return line if left is None else f"{line}{SEPARATOR}about {rounded(left)} left"


def rounded(seconds: float) -> str:
    """A guess, without hundredths.

    >>> rounded(0.2), rounded(75.2)
    ('1 s', '1 min 15 s')
    """
    whole = max(1, round(seconds))
    return f"{whole} s" if whole < 60 else duration(whole)


def rest_text(stats: RequestStats) -> str:
    """What requests are waiting for; empty where none is.

    >>> from openai_sql_shell.result import RequestStats
    >>> rest_text(RequestStats(resting=2, rest="20 s, the API said 429"))
    'waiting 20 s, the API said 429'
    """
    return f"waiting {stats.rest}" if stats.rest else ""


def work_text(rows: int, stats: RequestStats, seconds: float) -> str:
    """What a statement has done so far.

    >>> from openai_sql_shell.result import RequestStats
    >>> work_text(1200, RequestStats(requests=12, in_flight=4), 3.2)
    '1,200 rows · 12 requests, 4 under way · 3 s'
    """
    requests = "1 request" if stats.requests == 1 else f"{stats.requests:,} requests"
    facts = [
        "1 row" if rows == 1 else f"{rows:,} rows" if rows else "",
        f"{requests}, {stats.in_flight} under way" if stats.in_flight else requests if stats.requests else "",
        f"{stats.cached:,} remembered" if stats.cached else "",
        rest_text(stats),
        f"{seconds:.0f} s",
    ]
    return SEPARATOR.join(filter(None, facts))
