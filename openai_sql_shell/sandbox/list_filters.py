"""Filters of lists: which records the query of a call leaves, by the columns its parameters are declared for."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json, Record

BOUNDS: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}

PLURALS: dict[str, tuple[str, ...]] = {
    "actor_emails": ("actor", "session", "user", "email"),
    "actor_ids": ("actor", "session", "user", "id"),
    "emails": ("email",),
    "event_types": ("type",),
    "project_ids": ("project", "id"),
}
"""Where the value stands that a filter with several values compares."""


def filtered(records: Sequence[Record], call: OperationCall) -> list[Record]:
    """The records that meet every filter of the query."""
    found = list(records)
    columns = {} if call.resource is None else call.resource.by_column
    for parameter in call.method.parameters:
        if parameter.place is not Place.QUERY:
            continue
        name = parameter.wire or parameter.name
        bound = re.fullmatch(r"(\w+)\[(gte?|lte?)\]", parameter.name)
        values = call.many(name.removesuffix("[]"))
        column = parameter.column or parameter.name
        if name == "metadata":
            found = _with_metadata(found, call)
        elif name == "include_archived":
            found = [r for r in found if "true" in values or r.fields.get("status") != "archived"]
        elif not values:
            continue
        elif bound:
            found = [r for r in found if BOUNDS[bound[2]](int(r.fields[bound[1]]), int(values[-1]))]
        elif parameter.name == "resource_ids":
            found = [r for r in found if {str(part.get("id")) for part in _parts(r)} & set(values)]
        elif parameter.name in PLURALS:
            found = [r for r in found if _at(r.fields, PLURALS[parameter.name]) in values]
        elif column in columns:
            found = [r for r in found if str(r.fields.get(column)).lower() in {v.lower() for v in values}]
    return found


def _with_metadata(records: list[Record], call: OperationCall) -> list[Record]:
    """``metadata[key]=value``, any number of them; ``metadata=null`` asks for objects without any."""
    if call.query.get("metadata") == "null":
        return [r for r in records if not r.fields.get("metadata")]
    asked = [(n[9:-1], value) for n, value in call.pairs if n.startswith("metadata[")]
    return [r for r in records if all((r.fields.get("metadata") or {}).get(key) == v for key, v in asked)]


def _parts(record: Record) -> list[Json]:
    return [value for value in record.fields.values() if isinstance(value, dict)]


def _at(fields: Json, path: tuple[str, ...]) -> Any:
    value: Any = fields
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
