"""The board: jobs as they were seen, how fast they go, and where a person is among them. Answers and keys in; nothing is drawn here.

An answer that failed leaves the jobs of the one before, as old ones.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from openai_sql_shell.classes import define, field

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.shell.browser.text_page import TextPage
    from openai_sql_shell.shell.top.jobs import SeenJob

LEAST, USUAL, MOST = 2.0, 5.0, 60.0
"""Seconds between two looks."""
FEW = 10
"""Requests that a server lets through before it wants a rest: with fewer of them left, looks are rare."""
REMEMBERED = 300.0
"""Seconds that a speed is measured over."""


@define
class Speed:
    """How fast a job goes, by what was seen of it."""

    seen: deque[tuple[float, int]] = field(default_factory=deque)
    """When so many parts were done; seconds on any clock."""

    def observe(self, done: int, now: float) -> None:
        """Take note; of a job that begins anew, what was before is forgotten."""
        if self.seen and done < self.seen[-1][1]:
            self.seen.clear()
        self.seen.append((now, done))
        while len(self.seen) > 2 and now - self.seen[1][0] >= REMEMBERED:
            self.seen.popleft()

    @property
    def per_minute(self) -> float | None:
        """Parts a minute; None: it was not seen for long enough."""
        if len(self.seen) < 2 or self.seen[-1][0] <= self.seen[0][0]:
            return None
        (first, begun), (last, done) = self.seen[0], self.seen[-1]
        return (done - begun) * 60 / (last - first)


@define
class Source:
    """What is known of one kind of jobs."""

    jobs: Sequence[SeenJob] = ()
    answered: bool = False
    trouble: str = ""
    """Why the last look failed; empty: it did not, and the jobs are as they are."""


@define
class Board:
    """Everything that is on the screen."""

    kinds: Sequence[str]
    """Of the jobs that are asked for."""
    interval: float = USUAL
    wall: Callable[[], float] = lambda: 0.0
    """Seconds since 1970."""
    sources: dict[str, Source] = field(default_factory=dict)
    speeds: dict[str, Speed] = field(default_factory=dict)
    as_of: float | None = None
    """Seconds since 1970: the last look that told all."""
    failed_at: float | None = None
    failures: int = 0
    """Looks in a row of which nothing came."""
    chosen: str = ""
    """The id of the job the cursor is on."""
    top: int = 0
    height: int = 1
    """Lines there are for jobs."""
    page: TextPage | None = None
    asking: SeenJob | None = None
    """The job that is to be cancelled, if the person says so."""
    message: str = ""
    leaving: bool = False

    def answer(self, kind: str, jobs: Sequence[SeenJob], now: float) -> None:
        """Take the jobs of one kind, seen at a time of any clock."""
        self.sources[kind] = Source(jobs, answered=True)
        for job in jobs:
            if job.done is not None:
                self.speeds.setdefault(job.id, Speed()).observe(job.done, now)

    def fail(self, kind: str, why: str) -> None:
        """One kind could not be looked at."""
        self.sources.setdefault(kind, Source()).trouble = why or "it failed"

    def finish(self) -> None:
        """A look at all kinds is over."""
        failed = [s for s in self.sources.values() if s.trouble]
        self.failures = self.failures + 1 if failed and len(failed) == len(self.sources) else 0
        if failed:
            self.failed_at = self.wall()
        else:
            self.as_of, self.failed_at = self.wall(), None
        shown = {job.id for job in self.jobs}
        self.speeds = {one: speed for one, speed in self.speeds.items() if one in shown}

    def pause(self, asked: float | None = None, left: int | None = None) -> float:
        """Seconds until the next look.

        Args:
            asked: what the server asked for.
            left: requests that it still lets through; None: it does not say.
        """
        usual = max(self.interval, LEAST)
        rest = min(usual * 2.0**self.failures, max(MOST, usual))
        few = MOST if left is not None and left < FEW else 0.0
        return max(rest, few, asked or 0.0)

    @property
    def is_empty(self) -> bool:
        """No look is over, and none has told anything yet."""
        return not self.sources and self.as_of is None

    @property
    def jobs(self) -> list[SeenJob]:
        """Those that run, then those that are over; the newest first."""
        found = {job.id: job for source in self.sources.values() for job in source.jobs}
        return sorted(
            found.values(), key=lambda job: (not job.runs, -(job.ended_at or job.created_at), job.id)
        )

    @property
    def troubles(self) -> list[str]:
        """What could not be looked at, and why."""
        return [f"{kind}: {source.trouble}" for kind, source in self.sources.items() if source.trouble]

    def is_stale(self, job: SeenJob) -> bool:
        """It is shown as it was seen before a look that failed."""
        source = self.sources.get(job.kind)
        return source is None or bool(source.trouble)

    def rate(self, job: SeenJob) -> float | None:
        """Parts a minute."""
        speed = self.speeds.get(job.id)
        return speed.per_minute if speed is not None and job.runs else None

    def left(self, job: SeenJob) -> float | None:
        """Seconds until it is done: by its speed, or as the server says; None: nobody knows."""
        rate = self.rate(job)
        if job.runs and rate and job.total and job.done is not None and job.done < job.total:
            return (job.total - job.done) * 60 / rate
        return max(job.due_at - self.wall(), 0.0) if job.runs and job.due_at is not None else None

    @property
    def line(self) -> int:
        """The cursor's place among the jobs."""
        ids = [job.id for job in self.jobs]
        return ids.index(self.chosen) if self.chosen in ids else 0

    @property
    def job(self) -> SeenJob | None:
        """The job the cursor is on."""
        jobs = self.jobs
        return jobs[self.line] if jobs else None

    def move(self, lines: int) -> None:
        """Move the cursor, up to the ends; or scroll the page."""
        if self.page is not None:
            self.page.scroll(lines)
            return
        jobs = self.jobs
        if jobs:
            self.chosen = jobs[min(max(self.line + lines, 0), len(jobs) - 1)].id

    def resize(self, height: int) -> None:
        """Take the lines there are for jobs; the cursor stays in sight."""
        self.height = max(height, 1)
        last = max(len(self.jobs) - self.height, 0)
        self.top = min(max(self.top, self.line - self.height + 1), self.line, last)

    def back(self) -> None:
        """Close what is open."""
        self.page = self.asking = None

    def leave(self) -> None:
        """Close what is open, or end."""
        self.leaving = self.page is None
        self.back()
