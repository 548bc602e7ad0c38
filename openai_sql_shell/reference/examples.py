"""Example statements for a resource, made from its declaration.

Those that read run as they are where an id can be found by a subquery. Ids of objects that are to be changed are made up: which
object it shall be, only the person knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Place, Returns, SqlVerb
from openai_sql_shell.classes import frozen
from openai_sql_shell.reference.example_values import Values, made_up_id
from openai_sql_shell.sql.tokens import identifier, quote_string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.catalog.model import Method, Parameter, Resource
    from openai_sql_shell.catalog.relations import Relations
    from openai_sql_shell.reference.example_values import Ids

GENERATING = (SqlVerb.SELECT, SqlVerb.INSERT, SqlVerb.EXEC)
"""The statements by which a method is reached that makes a model work and is read."""
FEW = 4
"""Columns that an example names."""
ASKED = ("model", "input")
"""What a model is asked with: never one without the other, where there are both."""
TELLING = ("name", "messages", "items", "session", "file", "metadata", "description")
"""Properties that say most of what a call is for, where none is required; one will do."""


@frozen
class Example:
    """A statement to try."""

    verb: SqlVerb
    remark: str
    """What it does."""
    sql: str
    """Its text without a semicolon."""


def examples(resource: Resource, relations: Relations, ids: Ids = made_up_id) -> Iterator[Example]:
    """Statements to try with a resource, those that read first; ``ids`` gives the ids in them."""
    values = Values(resource, relations, ids)
    reading = [m for m in resource.for_verb(SqlVerb.SELECT) if not m.changes]
    if reading or not resource.methods:
        yield from _queries(resource, min(reading, key=lambda m: len(m.required), default=None), values)
    yield from (
        _read(resource, m, values) for m in reading if m.returns is Returns.OBJECT and m.path_parameters
    )
    for method in resource.methods:
        for verb in (method.verb,) if method.verb is not SqlVerb.SELECT else GENERATING * method.changes:
            yield call_example(resource, method, values, verb)


def call_example(resource: Resource, method: Method, values: Values, verb: SqlVerb | None = None) -> Example:
    """The statement for a method that is no plain read."""
    verb = verb or method.verb
    return Example(verb, method.description, _CALLS[verb](resource, method, values))


def _queries(resource: Resource, method: Method | None, values: Values) -> Iterator[Example]:
    parents = [p for p in method.required if p.place is Place.PATH] if method is not None else []
    found = len(parents) == 1 and values.finds(parents[0])
    where = _where(method, values.found if found else values.given) if method is not None else ""
    worded = [c for c in resource.columns if len(c.enum) > 1]
    status = next((c for c in worded if c.name == "status"), worded[0] if worded else None)
    plain = sorted(
        (c for c in resource.columns if not c.type.is_json), key=lambda c: resource.place_of_use[c.name]
    )
    columns = ", ".join(identifier(c.name) for c in plain[:FEW]) or "*"
    yield Example(
        SqlVerb.SELECT, resource.description, f"SELECT {columns} FROM {resource.id}{where} LIMIT 10"
    )
    if status is not None:
        counted = (
            f"SELECT {identifier(status.name)}, count(*) FROM {resource.id}{where} GROUP BY 1 ORDER BY 2 DESC"
        )
        yield Example(SqlVerb.SELECT, f"How many there are of each {status.name}.", counted)
    counts = resource.lifecycle and resource.by_column.get(resource.lifecycle.counts)
    parted = counts or max(resource.columns, key=lambda c: len(c.members))
    if parted.members:
        part = f"{identifier(parted.name)}->>{quote_string(f'$.{parted.members[0]}')}"
        sql = f"SELECT {part} FROM {resource.id}{where} LIMIT 10"
        yield Example(SqlVerb.SELECT, f"A part of {parted.name}.", sql)


def _read(resource: Resource, method: Method, values: Values) -> Example:
    sql = f"SELECT * FROM {resource.id}{_where(method, values.given)}"
    return Example(SqlVerb.SELECT, method.description, sql)


def _select(resource: Resource, method: Method, values: Values) -> str:
    clauses = (f"{p.sql_name} = {values.given(p)}" for p in method.required)
    return f"SELECT * FROM {resource.id} WHERE {' AND '.join(clauses)}"


def _insert(resource: Resource, method: Method, values: Values) -> str:
    keys = {name for m in resource.methods for name in m.path_parameters}
    chosen = list(_chosen(method))
    named = [p for p in method.optional if p.place is Place.BODY and p.name in keys]
    chosen += [p for p in named if not any(_exclude(p, other) for other in chosen)]
    names = ", ".join(identifier(p.name) for p in chosen)
    shown = " RETURNING *" if resource.columns else ""
    return f"INSERT INTO {resource.id} ({names}) VALUES ({', '.join(map(values.given, chosen))}){shown}"


def _update(resource: Resource, method: Method, values: Values) -> str:
    changed = [p for p in _chosen(method) if p.place is Place.BODY]
    assigned = ", ".join(f"{identifier(p.name)} = {values.given(p)}" for p in changed)
    return f"UPDATE {resource.id} SET {assigned}{_where(method, values.given)}"


def _delete(resource: Resource, method: Method, values: Values) -> str:
    return f"DELETE FROM {resource.id}{_where(method, values.given)}"


def _exec(resource: Resource, method: Method, values: Values) -> str:
    chosen = [*_chosen(method), *(p for p in method.optional if p.name == "to")]
    given = ", ".join(f"@{p.name} = {values.given(p)}" for p in chosen)
    return f"EXEC {resource.id}.{method.name} {given}".rstrip()


def _exclude(one: Parameter, other: Parameter) -> bool:
    """Two properties that cannot be given together, or are the same."""
    return one is other or one.name in other.excludes or other.name in one.excludes


def _chosen(method: Method) -> Sequence[Parameter]:
    """What an example gives: what is required, and where that is nothing of the body, what says most."""
    required = method.required
    optional = [p for p in method.optional if p.place is Place.BODY]
    if not optional or any(p.place is Place.BODY for p in required):
        return required
    known = {p.name: p for p in optional}
    asked = [known[name] for name in ASKED if name in known]
    telling = [known[name] for name in TELLING if name in known]
    return [*required, *(asked if len(asked) == len(ASKED) else (telling or optional)[:1])]


def _where(method: Method, value: Callable[[Parameter], str]) -> str:
    """The clause that says of which object or list a method is asked."""
    wanted = [p for p in method.required if p.place in (Place.PATH, Place.QUERY)]
    clauses = (f"{identifier(p.column or p.name)} {p.bound or '='} {value(p)}" for p in wanted)
    return " WHERE " * bool(wanted) + " AND ".join(clauses)


_CALLS = {
    SqlVerb.SELECT: _select,
    SqlVerb.INSERT: _insert,
    SqlVerb.UPDATE: _update,
    SqlVerb.DELETE: _delete,
    SqlVerb.EXEC: _exec,
}
