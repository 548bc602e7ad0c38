"""Example statements for a resource, made from its declaration.

Those that read run as they are: where an id is needed, a subquery finds one. Those that change something do not: which object it
shall be, only the person knows, and ``...`` stands there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import DataType, Place, SqlVerb
from openai_sql_shell.catalog.relations import KEY, Relations
from openai_sql_shell.sql.tokens import identifier, quote_string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Method, Parameter, Resource

FEW = 4
"""Columns that an example names."""


def examples(resource: Resource, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """What each statement does, and its text without a semicolon."""
    values = Values(resource, Relations(catalog))
    reading = resource.for_verb(SqlVerb.SELECT)
    if reading:
        yield from _queries(resource, min(reading, key=lambda m: len(m.required)), values)
    for verb, written in _CHANGES.items():
        for method in resource.for_verb(verb):
            yield method.description, written(resource, method, values)


class Values:
    """What examples put in place of values."""

    def __init__(self, resource: Resource, relations: Relations) -> None:
        self._resource = resource
        self._relations = relations

    def found(self, parameter: Parameter) -> str:
        """One that is there, found by a subquery where it is an id."""
        owner = self._owner(parameter)
        return self.open(parameter) if owner is None else f"(SELECT {KEY} FROM {owner.id} LIMIT 1)"

    def finds(self, parameter: Parameter) -> bool:
        """Whether a subquery can find one: what it identifies can be listed."""
        owner = self._owner(parameter)
        return owner is not None and any(not m.required for m in owner.for_verb(SqlVerb.SELECT))

    def open(self, parameter: Parameter) -> str:
        """One of the known words, or dots behind what an id begins with."""
        if parameter.enum:
            return quote_string(parameter.enum[0])
        if parameter.type is not DataType.STRING:
            return _OF_TYPE[parameter.type]
        owner = self._owner(parameter)
        return quote_string(f"{owner.id_prefix or ''}..." if owner is not None else "...")

    def _owner(self, parameter: Parameter) -> Resource | None:
        return self._relations.leads_to(self._resource, parameter.name)


def _queries(resource: Resource, method: Method, values: Values) -> Iterator[tuple[str, str]]:
    found = all(values.finds(p) for p in method.required)
    where = _where(method, values.found if found else values.open) if method.required else ""
    worded = [c for c in resource.columns if len(c.enum) > 1]
    status = next((c for c in worded if c.name == "status"), worded[0] if worded else None)
    plain = sorted(
        (c for c in resource.columns if not c.type.is_json), key=lambda c: resource.place_of_use[c.name]
    )
    columns = ", ".join(identifier(c.name) for c in plain[:FEW])
    yield resource.description, f"SELECT {columns} FROM {resource.id}{where} LIMIT 10"
    if status is not None:
        counted = (
            f"SELECT {identifier(status.name)}, count(*) FROM {resource.id}{where} GROUP BY 1 ORDER BY 2 DESC"
        )
        yield f"How many there are of each {status.name}.", counted
    counts = resource.lifecycle and resource.by_column.get(resource.lifecycle.counts)
    parted = counts or max(resource.columns, key=lambda c: len(c.members))
    if parted.members:
        part = f"{identifier(parted.name)}->>{quote_string(f'$.{parted.members[0]}')}"
        yield f"A part of {parted.name}.", f"SELECT {part} FROM {resource.id}{where} LIMIT 10"


def _insert(resource: Resource, method: Method, values: Values) -> str:
    chosen = method.required or _simplest(method.optional)
    names = ", ".join(identifier(p.name) for p in chosen)
    return f"INSERT INTO {resource.id} ({names}) VALUES ({', '.join(map(values.open, chosen))}) RETURNING *"


def _update(resource: Resource, method: Method, values: Values) -> str:
    [changed] = _simplest([p for p in (*method.required, *method.optional) if p.place is Place.BODY])
    return f"UPDATE {resource.id} SET {identifier(changed.name)} = {values.open(changed)}{_where(method, values.open)}"


def _delete(resource: Resource, method: Method, values: Values) -> str:
    return f"DELETE FROM {resource.id}{_where(method, values.open)}"


def _exec(resource: Resource, method: Method, values: Values) -> str:
    given = ", ".join(f"@{p.name} = {values.open(p)}" for p in method.required)
    return f"EXEC {resource.id}.{method.name} {given}".rstrip()


def _simplest(parameters: Sequence[Parameter]) -> Sequence[Parameter]:
    """The one whose value is easiest to write: a text, or else the first."""
    texts = [p for p in parameters if p.type is DataType.STRING and not p.enum]
    return (texts or parameters)[:1]


def _where(method: Method, value: Callable[[Parameter], str]) -> str:
    """The clause that says of which object or list a method is asked."""
    wanted = [p for p in method.required if p.place is not Place.BODY]
    return " WHERE " + " AND ".join(f"{identifier(p.column or p.name)} = {value(p)}" for p in wanted)


_CHANGES = {SqlVerb.INSERT: _insert, SqlVerb.UPDATE: _update, SqlVerb.DELETE: _delete, SqlVerb.EXEC: _exec}
_OF_TYPE = {
    DataType.INTEGER: "1",
    DataType.NUMBER: "1",
    DataType.BOOLEAN: "true",
    DataType.OBJECT: "'{}'",
    DataType.ARRAY: "'[]'",
}
