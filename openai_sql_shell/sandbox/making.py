"""Making objects from within: what seeds, stages and generation use instead of a request.

Comes in: a table, the properties that are known, the parents. Goes out: the record, with everything else as its blueprint says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.services import load
from openai_sql_shell.sandbox.blueprints import new_fields
from openai_sql_shell.sandbox.locations import full_key, parents_of

if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store


def declared(table: str) -> Resource:
    """The resource whose objects a table holds."""
    service, name = table.split(".")
    return next(r for r in load(service).resources if r.name == name)


def make(
    store: Store,
    table: str,
    known: Json,
    *parents: str,
    key: str | None = None,
    at: float | None = None,
    hidden: Json | None = None,
) -> Record:
    """Add an object; ``at`` is when it was made, where that is not the present."""
    resource = declared(table)
    path = dict(zip(parents_of(resource), parents, strict=True))
    with store.frozen_at(store.now() if at is None else at):
        fields = {**new_fields(store, resource, known, path), **known}
    parent = "/".join(parents)
    own = str(fields.get("id", "")) if key is None else key
    return store.add(table, full_key(parent, own), fields, hidden=hidden, parent=parent)
