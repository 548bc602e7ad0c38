"""Comparison of two answers to one statement: which cells differ, and how far the jobs in them have come. Rows in, places and sums out."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from openai_sql_shell.result import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from openai_sql_shell.result import Row, Value

KEY = "id"
"""The column that says which row is which; without it the first one does."""
COUNT_COLUMNS = ("request_counts", "file_counts")
"""Columns that say how far a job has come."""
DONE_COUNTS = ("completed", "failed", "cancelled")
"""Their members that are done with."""


def changed_cells(
    names: Sequence[str], before: Sequence[Row], now: Sequence[Row]
) -> Callable[[Row], Collection[int]]:
    """What tells the places of a row's cells that are new or different; a row whose key is not unique tells none.

    >>> changed = changed_cells(["id", "status"], [("a", "new"), ("b", "new")], [("a", "done"), ("c", "new")])
    >>> changed(("a", "done")), changed(("c", "new"))
    ([1], [0, 1])
    """
    at = names.index(KEY) if KEY in names else 0
    counted = Counter(row[at] for row in now)
    earlier = Counter(row[at] for row in before)
    old_rows = {row[at]: row for row in before}

    def changed(row: Row) -> list[int]:
        key = row[at]
        if counted[key] > 1 or earlier[key] > 1:
            return []
        old = old_rows.get(key)
        return [i for i, value in enumerate(row) if old is None or old[i] != value]

    return changed


def progress_of(names: Sequence[str], rows: Sequence[Row]) -> Progress | None:
    """How far the jobs in the rows have come, all together; None where no row counts anything.

    >>> found = progress_of(["id", "request_counts"], [("batch_1", '{"total": 9, "completed": 3, "failed": 1}')])
    >>> found.what, found.done, found.total
    ('batch_1', 4, 9)
    """
    places = [i for i, name in enumerate(names) if name in COUNT_COLUMNS]
    found = [counts for row in rows for i in places if (counts := _counts(row[i]))]
    if not found:
        return None
    what = str(rows[0][0]) if len(rows) == 1 else f"{len(rows)} rows"
    return Progress(
        what,
        sum(counts.get(name, 0) for counts in found for name in DONE_COUNTS),
        sum(counts.get("total", 0) for counts in found),
    )


def _counts(value: Value) -> dict[str, int]:
    try:
        counts = json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return {}
    if not isinstance(counts, dict):
        return {}
    return {name: number for name, number in counts.items() if isinstance(number, int)}
