"""How a person reads what a program counts: times, sizes, counts and states of columns that the catalog knows.

Comes in: a column and the options. Goes out: functions from a value to what is shown in its place, and to its colour. Nothing of
it happens off the screen, but for times where somebody asked for them.
"""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import StateKind, Unit
from openai_sql_shell.render.sgr import DIM, GREEN, RED, YELLOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.result import ResultColumn, Value

    Display = Callable[[Value], Value]

STATE_COLORS = {
    StateKind.DONE: GREEN,
    StateKind.FAILED: RED,
    StateKind.RUNNING: YELLOW,
    StateKind.STOPPED: DIM,
}
_PERIODS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))


def display_of(column: ResultColumn, options: RenderOptions, *, sums: bool = False) -> Display | None:
    """What to show in place of a value; None: the value. ``sums``: objects of counts as a sum."""
    source = column.source
    if source is None:
        return None
    if source.unix_time:
        return _times(options)
    if not options.screen:
        return None
    if source.unit is not None and options.units:
        return _UNITS[source.unit]
    return counts_text if source.counts and sums else None


def color_of(column: ResultColumn) -> Callable[[Value], str] | None:
    """The SGR attribute of a value; None: no value of the column has one."""
    source: Column | None = column.source
    if source is None or not (source.states or source.counts):
        return None
    if source.counts:
        return _counts_color
    states = source.states
    return lambda value: STATE_COLORS[states[value]] if isinstance(value, str) and value in states else ""


def _times(options: RenderOptions) -> Display | None:
    from openai_sql_shell.render.times import ZONES, time_of_day  # noqa: PLC0415 - most pipes do without a calendar

    if options.times not in ZONES or (options.times == "auto" and not options.screen):
        return None
    now = options.now() if options.times == "auto" and options.now is not None else None
    zone = ZONES[options.times]
    return lambda value: time_of_day(value, zone, now)


def counts_text(value: Value) -> Value:
    """An object of counts as what is done of how many; anything else as it is.

    >>> counts_text('{"total": 60, "completed": 47, "failed": 2}'), counts_text("{}"), counts_text(None)
    ('47/60, 2 failed', '{}', None)
    """
    found = _counts(value)
    if found is None:
        return value
    done, total, failed = found
    return f"{done}/{total}" + (f", {failed} failed" if failed else "")


def _counts_color(value: Value) -> str:
    found = _counts(value)
    return RED if found is not None and found[2] else ""


def _counts(value: Value) -> tuple[int, int, int] | None:
    """What is done, all there is, and what failed; None where a value does not say."""
    if not isinstance(value, str) or not value.startswith("{"):
        return None
    try:
        counts = json.loads(value)
        found = counts["completed"], counts["total"], counts.get("failed", 0)
    except (ValueError, KeyError, RecursionError):
        return None
    return found if all(isinstance(n, int) and 0 <= n < 10**12 for n in found) else None


def duration_text(seconds: Value) -> Value:
    """Seconds in the one or two largest units that are not zero; anything else as it is.

    >>> [duration_text(n) for n in (7200, 5400, 90061, 0, 0.5, None)]
    ['2 h', '1 h 30 min', '1 d 1 h', '0 s', 0.5, None]
    """
    if not isinstance(seconds, int) or not 0 <= seconds < 10**12:
        return seconds
    parts, left = [], seconds
    for unit, size in _PERIODS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


def bytes_text(count: Value) -> Value:
    """A number of bytes with its unit; anything else as it is.

    >>> bytes_text(1_234_567), bytes_text("many")
    ('1.2 MB', 'many')
    """
    from openai_sql_shell.render.footers import size  # noqa: PLC0415 - a screen with sizes only

    return size(int(count)) if isinstance(count, int | float) and isfinite(count) and count >= 0 else count


_UNITS: dict[Unit, Display] = {Unit.BYTES: bytes_text, Unit.SECONDS: duration_text}
