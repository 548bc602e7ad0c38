"""The text of the progress line: rows and requests so far, or how far a job has come and when it will be done. Draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.errors import counted
from openai_sql_shell.render.footers import duration

if TYPE_CHECKING:
    from openai_sql_shell.result import Progress, RequestStats

SEPARATOR = " · "
BAR = 20
"""Cells of a bar."""


@dataclass(slots=True)
class Estimate:
    """When something will be done, from how fast it went since it was first looked at."""

    what: str = ""
    since: float = 0.0
    begun: int = 0

    def left(self, progress: Progress, now: float) -> float | None:
        """Seconds; None as long as nothing can be said, and when nothing is left. Seconds go in on any clock."""
        if progress.total is None:
            return None
        subject = progress.what.partition(" ")[0]
        if subject != self.what or progress.done < self.begun:
            self.what, self.since, self.begun = subject, now, progress.done
        moved, passed = progress.done - self.begun, now - self.since
        open_ = progress.total - progress.done
        return open_ * passed / moved if open_ > 0 and moved > 0 and passed > 0 else None


def bar(done: int, total: int, cells: int = BAR) -> str:
    """A bar that is full when everything is done, and never earlier.

    >>> bar(1, 4, 8), bar(999, 1000, 4), bar(5, 0, 4)
    ('██░░░░░░', '███░', '░░░░')
    """
    full = min(done, total) * cells // total if total > 0 else 0
    return "█" * full + "░" * (cells - full)


def progress_text(progress: Progress, left: float | None) -> str:
    """One line about it.

    >>> from openai_sql_shell.result import Progress
    >>> progress_text(Progress("batch_1 in_progress", 1, 2), 75.2)
    'batch_1 in_progress ██████████░░░░░░░░░░ 1/2 · about 1 min 15 s left'
    """
    if progress.total is None:
        return progress.what
    line = f"{progress.what} {bar(progress.done, progress.total)} {progress.done:,}/{progress.total:,}"
    return line if left is None else f"{line}{SEPARATOR}about {rounded(left)} left"


def rounded(seconds: float) -> str:
    """A guess, without hundredths.

    >>> rounded(0.2), rounded(75.2)
    ('1 s', '1 min 15 s')
    """
    whole = max(1, round(seconds))
    return f"{whole} s" if whole < 60 else duration(whole)


def wait_text(stats: RequestStats) -> str:
    """What requests are waiting for; empty where none is.

    >>> from openai_sql_shell.result import RequestStats
    >>> wait_text(RequestStats(resting=2, rest="20 s, the API said 429"))
    'waiting 20 s, the API said 429'
    """
    return f"waiting {stats.rest}" if stats.rest else ""


def activity_text(rows: int, stats: RequestStats, seconds: float) -> str:
    """What a statement has done so far.

    >>> from openai_sql_shell.result import RequestStats
    >>> activity_text(1200, RequestStats(requests=12, in_flight=4), 3.2)
    '1,200 rows · 12 requests, 4 under way · 3 s'
    """
    requests = counted(stats.requests, "request")
    facts = [
        counted(rows, "row") if rows else "",
        f"{requests}, {stats.in_flight} under way" if stats.in_flight else requests if stats.requests else "",
        f"{stats.cached:,} remembered" if stats.cached else "",
        wait_text(stats),
        f"{seconds:.0f} s",
    ]
    return SEPARATOR.join(filter(None, facts))
