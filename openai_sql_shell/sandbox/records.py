"""Records, and tables of them by key and by parent. Knows nothing about HTTP or about what a record means."""

from __future__ import annotations

from typing import Any, TypeAlias

from openai_sql_shell.classes import define, field

Json: TypeAlias = dict[str, Any]
"""A JSON object, as the API sends and takes it."""


@define
class Record:
    """One object."""

    key: str
    serial: int
    """Order of creation over all tables; never given twice."""
    fields: Json
    """What the API shows."""
    hidden: Json = field(default_factory=dict)
    """What only the sandbox knows; JSON as well."""
    parent: str | None = None
    due: float | None = None
    """When the object changes next without being asked, in seconds since 1970."""

    @property
    def status(self) -> str:
        """Where the object stands."""
        return str(self.fields["status"])


class Table:
    """Records by key and by parent."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._children: dict[str | None, dict[str, Record]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._records

    def get(self, key: str) -> Record | None:
        """One record."""
        return self._records.get(key)

    def all(self) -> list[Record]:
        """Every record, in order of creation."""
        return list(self._records.values())

    def children(self, parent: str) -> list[Record]:
        """Records of one parent, in order of creation."""
        return list(self._children.get(parent, {}).values())

    def below(self, parent: str) -> list[Record]:
        """Records whose parent is this object, or stands below it."""
        return [
            record
            for key, siblings in list(self._children.items())
            if key is not None and (key == parent or key.startswith(f"{parent}/"))
            for record in siblings.values()
        ]

    def put(self, record: Record) -> None:
        """Add a record, or replace the one with its key; a replacement counts as the newest."""
        self.drop(record.key)
        self._records[record.key] = record
        self._children.setdefault(record.parent, {})[record.key] = record

    def drop(self, key: str) -> None:
        """Forget a record."""
        record = self._records.pop(key, None)
        if record is not None:
            siblings = self._children[record.parent]
            del siblings[key]
            if not siblings:
                del self._children[record.parent]
