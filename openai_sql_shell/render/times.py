"""Unix times of the API, seconds since 1970, as date and time of day, or as time of day and age.

A number that is no time any calendar has stays a number.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

    from openai_sql_shell.result import Value

ZONES: dict[str, tzinfo | None] = {"utc": UTC, "local": None, "auto": None}
"""The zone of each way to show times but ``unix``; None is the one the system is set to."""
RECENT = 24 * 3600
"""Seconds from now, in both directions, within which the age says more than the date."""


def time_of_day(value: Value, zone: tzinfo | None, now: datetime | None = None) -> Value:
    """A number of seconds as a text; anything else as it is. ``now``: what is recent is shown with its age.

    >>> time_of_day(1795288649, UTC), time_of_day(None, UTC), time_of_day(10**20, UTC)
    ('2026-11-21 19:17:29', None, 100000000000000000000)
    >>> now = datetime.fromtimestamp(1795289129, UTC)
    >>> time_of_day(1795288649, UTC, now), time_of_day(1795295249, UTC, now)
    ('19:17:29, 8 min ago', '21:07:29, in 1 h')
    """
    if not isinstance(value, int | float):
        return value
    try:
        moment = datetime.fromtimestamp(value, zone)
    except (OverflowError, OSError, ValueError):
        return value
    passed = now.timestamp() - value if now is not None else RECENT
    if abs(passed) >= RECENT:
        return f"{moment:%Y-%m-%d %H:%M:%S}"
    return f"{moment:%H:%M:%S}, {f'{_age(passed)} ago' if passed >= 0 else f'in {_age(-passed)}'}"


def _age(seconds: float) -> str:
    unit, size = next((u, s) for u, s in (("h", 3600), ("min", 60), ("s", 1)) if seconds >= s or s == 1)
    return f"{int(seconds // size)} {unit}"
