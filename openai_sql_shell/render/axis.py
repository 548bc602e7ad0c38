"""Axes of charts: round numbers and round moments between two ends, and how they are written."""

from __future__ import annotations

from datetime import datetime
from math import ceil, floor, isfinite, log10, ulp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

MINUTE, HOUR, DAY = 60, 3600, 86_400
STEPS = (
    *(1, 5, 15, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE),
    *(HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY),
)
"""Seconds between two marks of a time axis, as people count them."""
FORMATS = ((MINUTE, "%H:%M:%S"), (6 * HOUR, "%H:%M"), (DAY, "%m-%d %H:%M"), (30 * DAY, "%m-%d"))
"""How a moment is written where marks are closer together than so many seconds; as a whole date otherwise."""


def number_text(number: float | None, most: int) -> str:
    """A number for people, in at most so many characters where that is possible.

    >>> number_text(80, 12), number_text(0.1 + 0.2, 12), number_text(123456789012345, 8), number_text(-1e100, 7)
    ('80', '0.3', '1.23e+14', '-1e+100')
    """
    if number is None:
        return "-"
    if not isfinite(number):
        return str(number)
    text = f"{number:.0f}" if number == int(number) else f"{number:.6g}"
    if len(text) <= most:
        return text
    return f"{number:.2e}" if len(f"{number:.2e}") <= most else f"{number:.0e}"


def moment_text(seconds: float, step: float, zone: tzinfo | None) -> str:
    """A moment on an axis whose marks are so many seconds apart.

    >>> from datetime import UTC
    >>> moment_text(1795288649, 60, UTC), moment_text(1795288649, DAY, UTC), moment_text(1e30, 60, UTC)
    ('19:17', '11-21', '1.00e+30')
    """
    form = next((form for below, form in FORMATS if step < below), "%Y-%m-%d")
    try:
        return datetime.fromtimestamp(seconds, zone).strftime(form)
    except (OverflowError, OSError, ValueError):
        return number_text(seconds, 9)


def _distance(low: float, high: float, most: int) -> float:
    """An equal share of the way between two numbers, which may be the largest there are, or neighbours."""
    return max(high / most - low / most, ulp(max(abs(low), abs(high))))


def number_step(low: float, high: float, most: int) -> float:
    """The distance of round numbers, of which about so many lie between two others."""
    rough = _distance(low, high, most)
    power = 10.0 ** floor(log10(rough))
    return next((power * by for by in (1, 2, 5) if power * by >= rough * 0.999), power * 10)


def time_step(low: float, high: float, most: int) -> float:
    """The same for moments."""
    rough = _distance(low, high, most)
    return next((step for step in STEPS if step >= rough), number_step(low, high, most))


def marks(low: float, high: float, step: float) -> list[float]:
    """The multiples of a step between two numbers.

    >>> marks(0, 80, 20), marks(0.12, 0.31, 0.05)
    ([0, 20, 40, 60, 80], [0.15, 0.2, 0.25, 0.3])
    """
    found = [float(f"{i * step:.12g}") for i in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]
    return [int(mark) if mark == int(mark) else mark for mark in found]
