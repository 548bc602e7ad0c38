"""Seen ids: those of objects in earlier results, so that completion can offer them.

Rows come in on their way to the screen and go out unchanged; only columns called ``id`` and ``status`` are looked at. An id is
remembered with the profile that saw it and, where the column shows one unchanged, its resource: servers choose how ids look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.classes import define, field

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.result import Result, Row
    from openai_sql_shell.session.session import Session

MOST = 200
"""Ids that are remembered; older ones are forgotten."""


@define
class SeenIds:
    """Ids, the status each was last seen with and its resource, oldest first."""

    _seen: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """By profile and id."""

    def watch(self, result: Result, session: Session) -> Iterator[Row]:
        """The rows of a result of this session; their ids are remembered while they are read."""
        names = [column.name for column in result.columns]
        if "id" not in names:
            return result.rows
        at = names.index("id")
        resource = resource_of(result.columns[at].source, session.catalog)
        status_at = names.index("status") if "status" in names else None
        profile = session.profile.name

        def look(rows: Sequence[Row]) -> None:
            for row in rows:
                value, status = row[at], "" if status_at is None else row[status_at]
                if isinstance(value, str):
                    self._remember((profile, value), status if isinstance(status, str) else "", resource)

        from openai_sql_shell.shell.output.watched_rows import WatchedRows  # noqa: PLC0415 - no row comes before the prompt

        return WatchedRows(result.rows, look)

    def newest(self, profile: str) -> tuple[tuple[str, str], ...]:
        """Pairs of id and status (empty where none was shown) that a profile has seen, the id seen last first."""
        return tuple(
            (key, status) for (who, key), (status, _) in reversed(self._seen.items()) if who == profile
        )

    def resources(self, profile: str) -> dict[str, str]:
        """The resource of each of these ids, where it is known."""
        return {
            key: resource for (who, key), (_, resource) in self._seen.items() if who == profile and resource
        }

    def _remember(self, key: tuple[str, str], status: str, resource: str) -> None:
        _, before = self._seen.pop(key, ("", ""))
        self._seen[key] = (status, resource or before)
        if len(self._seen) > MOST:
            del self._seen[next(iter(self._seen))]


def resource_of(column: Column | None, catalog: Catalog) -> str:
    """The resource whose objects an ``id`` column names; empty where that is not known.

    A column that is shown has been loaded.
    """
    for resource in catalog.loaded() if column is not None else ():
        if any(column is own for own in resource.columns):
            return resource.same_objects or resource.id
    return ""
