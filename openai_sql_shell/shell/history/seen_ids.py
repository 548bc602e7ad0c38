"""Seen ids: those of objects in earlier results, so that completion can offer them.

Rows come in on their way to the screen and go out unchanged; only columns called ``id`` and ``status`` are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.result import Result, Row

MOST = 200
"""Ids that are remembered; older ones are forgotten."""


@dataclass(slots=True)
class SeenIds:
    """Ids and the status each was last seen with, oldest first."""

    _status: dict[str, str] = field(default_factory=dict)

    def watch(self, result: Result) -> Iterator[Row]:
        """The rows of a result; their ids are remembered while they are read."""
        names = [column.name for column in result.columns]
        if "id" not in names:
            return result.rows
        return self._reading(
            result.rows, names.index("id"), names.index("status") if "status" in names else None
        )

    def newest(self) -> tuple[tuple[str, str], ...]:
        """Pairs of id and status (empty where none was shown), the id seen last first."""
        return tuple(reversed(self._status.items()))

    def _reading(self, rows: Iterator[Row], id_at: int, status_at: int | None) -> Iterator[Row]:
        for row in rows:
            value, status = row[id_at], "" if status_at is None else row[status_at]
            if isinstance(value, str):
                self._remember(value, status if isinstance(status, str) else "")
            yield row

    def _remember(self, key: str, status: str) -> None:
        self._status.pop(key, None)
        self._status[key] = status
        if len(self._status) > MOST:
            del self._status[next(iter(self._status))]
