"""Footers, the lines below the rows: how many, how long, at what cost. They go to stderr; nothing here writes them."""

from __future__ import annotations

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import counted
from openai_sql_shell.render.sanitize import sanitize_lines
from openai_sql_shell.render.width import ELLIPSIS, display_width, fitted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.render.options import LeftOut, RenderSummary
    from openai_sql_shell.result import RequestStats, Result

LONGEST_NAMES = 160
"""Cells of the names of columns that were left out, where no terminal says how many there is room for."""


def summary_of(result: Result, on_screen: RenderSummary | None) -> str:
    """What a statement did; what it was done to is left out where the rows say that on the same screen, all of them."""
    seen = on_screen is not None and not (
        on_screen.ended or on_screen.left_out.hidden or on_screen.drawn < on_screen.rows
    )
    return sanitize_lines((seen and result.short_summary) or result.summary or "done")


def footer(
    summary: RenderSummary,
    seconds: float | None = None,
    *,
    cure: str = "\\last",
    width: int | None = None,
) -> str:
    r"""The line below a result, and below it the names of what the layout left out and what else is to be said. No line end.

    Args:
        summary: what became of the rows.
        seconds: how long it took; None: the person does not want to know.
        cure: what shows all of it.
        width: cells of the terminal, which the names keep to; where the line does not, it leaves out that cells are cut (they show
            it) and how long it took.

    >>> from openai_sql_shell.render.options import LeftOut, RenderSummary
    >>> footer(RenderSummary(25, 25), 0.4138)
    '25 rows · 0.41 s'
    >>> footer(RenderSummary(5000, 40), 0.41)
    '40 of 5,000 rows · 0.41 s · \\last shows all'
    >>> print(footer(RenderSummary(3, 3, LeftOut(22, ("usage",), ("errors",))), 0.13))
    3 rows · 0.13 s · 22 columns (20 shown) · \last shows all
    hidden: usage · NULL everywhere: errors
    >>> footer(RenderSummary(100, 100, ended="the pager ended before the last one"))
    '100 rows · the pager ended before the last one'
    """
    rows, time = _rows(summary), duration(seconds) if seconds is not None else ""
    left_out, bounded = summary.left_out, summary.drawn < summary.rows
    first, *more = what_is_missing(left_out, cure, width, rows=bounded) or [""]
    brief, *_ = what_is_missing(replace(left_out, cut=False), cure, width, rows=bounded or left_out.cut) or [
        ""
    ]
    lines = [
        " · ".join(filter(None, (*facts, summary.ended)))
        for facts in ((rows, time, first), (rows, time, brief), (rows, brief))
    ]
    line = next((line for line in lines if width is None or display_width(line) < width), lines[-1])
    return "\n".join((line, *more, *summary.notes))


def what_is_missing(
    left_out: LeftOut, cure: str, width: int | None = None, *, rows: bool = False
) -> list[str]:
    """What a layout left out and what shows it, in a line; and a line or two with the names. Empty: nothing is missing.

    ``rows``: not all rows were shown either.
    """
    facts = []
    missing = len(left_out.hidden) + len(left_out.empty)
    if missing:
        facts.append(f"{left_out.columns} columns ({left_out.columns - missing} shown)")
    if left_out.cut:
        facts.append(f"cells with {ELLIPSIS} are cut")
    if not facts and not rows:
        return []
    groups = [(t, n) for t, n in (("hidden: ", left_out.hidden), ("NULL everywhere: ", left_out.empty)) if n]
    room = LONGEST_NAMES if width is None else width - 1
    names = [_names(title, found, room) for title, found in groups]
    together = " · ".join(title + ", ".join(found) for title, found in groups)
    if display_width(together) <= room:
        names = [together] if groups else []
    return [" · ".join((*facts, f"{cure} shows all")), *names]


def _names(title: str, names: Sequence[str], room: int) -> str:
    """As many of the names as fit, and how many more there are.

    >>> _names("hidden: ", ["alpha", "beta", "gamma"], 30), _names("hidden: ", ["alpha", "beta", "gamma"], 24)
    ('hidden: alpha, beta, gamma', 'hidden: alpha and 2 more')
    """
    for count in range(min(len(names), room), 0, -1):
        left = len(names) - count
        line = title + ", ".join(names[:count]) + (f" and {left} more" if left else "")
        if display_width(line) <= room:
            return line
    return fitted(f"{title}{len(names)}", max(room, 1))[0]


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
        return f"{summary.drawn:,} of {summary.rows:,} rows"
    return counted(summary.rows, summary.noun)
