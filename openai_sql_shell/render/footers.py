"""Footers, the lines below the rows: how many, how long, at what cost. They go to stderr; nothing here writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai_sql_shell.render.options import RenderSummary
    from openai_sql_shell.result import RequestStats


def footer(summary: RenderSummary, seconds: float | None = None, stats: RequestStats | None = None) -> str:
    """The line below a result, and one line for each thing the layout left out. No line end at the end.

    ``seconds`` None: the person does not want to know. ``stats``: say how many requests it took, if any.

    >>> from openai_sql_shell.render.options import RenderSummary
    >>> footer(RenderSummary(25, 25), 0.4138)
    '(25 rows, 0.41 s)'
    >>> footer(RenderSummary(5000, 40), 0.41)
    '(40 of 5,000 rows shown, 0.41 s)'
    """
    facts = [_rows(summary)]
    if seconds is not None:
        facts.append(duration(seconds))
    if stats is not None and stats.requests:
        facts.append(_counted(stats.requests, "request"))
    return "\n".join((f"({', '.join(facts)})", *summary.cut))


def stats_line(rows: int, seconds: float, stats: RequestStats) -> str:
    """What ``--stats`` prints: every fact that is known, on one line without a line end.

    >>> from openai_sql_shell.result import RequestStats
    >>> stats_line(25, 0.41, RequestStats(requests=1, peak=1, received=4100))
    'time 0.41 s · rows 25 · requests 1 · retries 0 · cached 0 · peak 1 · received 4.1 kB · sent 0 B'
    """
    facts = [
        f"time {duration(seconds)}",
        f"rows {rows}",
        f"requests {stats.requests}",
        f"retries {stats.retries}",
        f"cached {stats.cached}",
        f"peak {stats.peak}",
        f"received {size(stats.received)}",
        f"sent {size(stats.sent)}",
    ]
    if stats.rate_limit_left is not None:
        facts.append(f"rate limit left {stats.rate_limit_left}")
    return " · ".join(facts)


def duration(seconds: float) -> str:
    """Seconds as people read them.

    >>> [duration(s) for s in (0.0042, 0.41, 59.994, 75.2, 3700)]
    ['0.00 s', '0.41 s', '59.99 s', '1 min 15 s', '61 min 40 s']
    """
    if round(seconds, 2) < 60:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def size(count: int) -> str:
    """Bytes in decimal units, with one decimal below ten of them.

    >>> [size(n) for n in (0, 999, 4100, 52_000, 999_999, 7_250_000_000)]
    ['0 B', '999 B', '4.1 kB', '52 kB', '1 MB', '7.2 GB']
    """
    amount, unit = float(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 999.5:
            break
        amount, unit = amount / 1000, larger
    return f"{round(amount, 1 if amount < 9.95 else None):g} {unit}"


def _rows(summary: RenderSummary) -> str:
    if summary.drawn < summary.rows:
        return f"{summary.drawn:,} of {summary.rows:,} rows shown"
    return _counted(summary.rows, summary.noun)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
