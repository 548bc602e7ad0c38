"""Running one statement and taking its measures: requests, wall, first row.

Comes in: a query and a running server. Goes out: a `Measured`, and what it falls short of. Prints nothing.
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from bench.queries import SHORT

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.session.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.queries import Query
    from bench.remote import Remote

KEY = "sk-bench"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a statement."""

    rows: int
    requests: int
    peak: int
    wall: float
    """Latencies."""
    first: float
    """Latencies until the first row."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a query came to: the run whose wall is the median, and how far the runs lie apart."""

    query: Query
    run: Run
    spread: float
    """The slowest wall over the fastest; 1.0 where there was one run."""

    def missed(self) -> Iterator[str]:
        """The bars it falls short of, in words."""
        query, run = self.query, self.run
        if run.rows != query.rows:
            yield f"{run.rows} rows instead of {query.rows}"
        if run.requests > query.request_bar:
            yield f"{run.requests} requests, bar {query.request_bar}"
        if query.most_wall is not None and run.wall > query.most_wall * query.wall:
            yield f"wall {run.wall:.1f}, bar {query.most_wall * query.wall:.1f}"
        if query.most_first is not None and run.first > query.most_first:
            yield f"first row {run.first:.1f}, bar {query.most_first:.1f}"


def open_session(url: str) -> Session:
    """A session on a loopback server."""
    return Session(Profile("bench", base_url=url, api_key=KEY, sandbox=True), Settings())


def measure(query: Query, remote: Remote, latency: float) -> Measured:
    """Run a query as often as its length allows."""
    times = 3 if query.wall <= SHORT else 1
    runs = [run_once(query, remote, latency) for _ in range(times)]
    walls = [run.wall for run in runs]
    middle = median(walls)
    return Measured(query, next(r for r in runs if r.wall == middle), max(walls) / min(walls))


def run_once(query: Query, remote: Remote, latency: float) -> Run:
    """Run a query in a session of its own, which has its engine and nothing else ready."""
    with closing(open_session(remote.url)) as session:
        for _ in session.execute("SELECT 1", CancelToken()).rows:
            pass
        remote.reset(latency, **query.sizes)
        begun = time.perf_counter()
        rows, first = 0, 0.0
        for _ in session.execute(query.sql, CancelToken()).rows:
            rows += 1
            first = first or time.perf_counter() - begun
        wall = time.perf_counter() - begun
        stats = remote.stats()
    return Run(rows, stats["requests"], stats["peak"], wall / latency, first / latency)
