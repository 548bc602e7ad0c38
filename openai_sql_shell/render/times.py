"""Unix times of the API, seconds since 1970, as date and time of day.

Only columns that the catalog calls times are changed. A number that is no time any calendar has stays a number.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from openai_sql_shell.result import Result, Row, Value

ZONES: dict[str, tzinfo | None] = {"utc": UTC, "local": None}
"""The zone of each way to show times but ``unix``; None is the one the system is set to."""


def with_times(result: Result, times: str) -> Result:
    """The same result, its times readable where ``times`` is a key of `ZONES`."""
    places = [i for i, c in enumerate(result.columns) if c.source is not None and c.source.unix_time]
    if times not in ZONES or not places:
        return result
    return replace(result, rows=_readable(result.rows, places, ZONES[times]))


def time_of_day(value: Value, zone: tzinfo | None) -> Value:
    """A number of seconds as a text; anything else as it is.

    >>> time_of_day(1795288649, UTC), time_of_day(None, UTC), time_of_day(10**20, UTC)
    ('2026-11-21 19:17:29', None, 100000000000000000000)
    """
    if not isinstance(value, int | float):
        return value
    try:
        return f"{datetime.fromtimestamp(value, zone):%Y-%m-%d %H:%M:%S}"
    except (OverflowError, OSError, ValueError):
        return value


def _readable(rows: Iterator[Row], places: list[int], zone: tzinfo | None) -> Iterator[Row]:
    for row in rows:
        values = list(row)
        for place in places:
            values[place] = time_of_day(values[place], zone)
        yield tuple(values)
