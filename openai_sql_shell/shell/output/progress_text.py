"""The text of the progress line: rows and requests so far, or how far a job has come and when it will be done. Draws nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.classes import define
from openai_sql_shell.errors import counted
from openai_sql_shell.render.footers import duration, size
from openai_sql_shell.render.width import display_width

if TYPE_CHECKING:
    from openai_sql_shell.result import Progress, RequestStats

SEPARATOR = " · "
BAR = 20
"""Cells of a bar."""


@define
class Estimate:
    """When something will be done, from how fast it went since it was first looked at."""

    what: str = ""
    since: float = 0.0
    begun: int = 0

    def left(self, progress: Progress, now: float) -> float | None:
        """Seconds; None as long as nothing can be said, and when nothing is left. Seconds go in on any clock."""
        if progress.total is None:
            return None
        subject = progress.job or progress.what.partition(" ")[0]
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
    return SEPARATOR.join(filter(None, (_stage(progress), _left(left))))


def job_text(progress: Progress, seconds: float, left: float | None, waiting: str, width: int) -> str:
    """One line about a job that is followed: its state, what it counts, and the time; its name where that fits in front.

    >>> from openai_sql_shell.result import Progress
    >>> job_text(Progress("in_progress", 1, 2, "batch_1", "requests", 1), 12.4, 9, "", 100)
    'batch_1 in_progress ██████████░░░░░░░░░░ 1/2 requests, 1 failed · 12 s, about 9 s left'
    >>> job_text(Progress("validating", job="batch_1"), 2, None, "", 18)
    'validating · 2 s'
    """
    counted = f" {progress.parts}" if progress.total else ""
    failed = f", {progress.failed:,} failed" if progress.failed else ""
    time = ", ".join(filter(None, (rounded(seconds), _left(left))))
    line = SEPARATOR.join(filter(None, (f"{_stage(progress)}{counted}{failed}", time, waiting)))
    named = f"{progress.job} {line}"
    return named if display_width(named) < width else line


def count_text(progress: Progress | None) -> str:
    """What was counted so far of work whose end nobody knows; empty before anything was.

    >>> from openai_sql_shell.result import Progress
    >>> count_text(Progress("gathered", 120_000, parts="rows", bytes=45_000_000, part=3))
    'gathered 120,000 rows, 45 MB, part 3'
    """
    if progress is None or not progress.done:
        return ""
    written = size(progress.bytes) if progress.bytes else ""
    part = f"part {progress.part:,}" if progress.part else ""
    return ", ".join(filter(None, (f"{progress.what} {progress.done:,} {progress.parts}", written, part)))


def _stage(progress: Progress) -> str:
    if progress.total is None:
        return progress.what
    return f"{progress.what} {bar(progress.done, progress.total)} {progress.done:,}/{progress.total:,}"


def _left(left: float | None) -> str:
    return "" if left is None else f"about {rounded(left)} left"


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


def download_text(stats: RequestStats, left: float | None) -> str:
    """How much of the files has come that the statement reads; empty where all has, or nobody knows how much there is.

    >>> from openai_sql_shell.result import RequestStats
    >>> download_text(RequestStats(file_bytes=120_000_000, file_total=391_000_000), 22.6)
    '120 MB of 391 MB, 12 MB/s, 23 s left'
    """
    missing = stats.file_total - stats.file_bytes
    if missing <= 0 or left is None:
        return ""
    speed = f"{size(round(missing / left))}/s"
    return f"{size(stats.file_bytes)} of {size(stats.file_total)}, {speed}, {rounded(left)} left"


def activity_text(rows: int, stats: RequestStats, seconds: float, download: str = "") -> str:
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
        download,
        f"{seconds:.0f} s",
    ]
    return SEPARATOR.join(filter(None, facts))
