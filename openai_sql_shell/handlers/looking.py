"""Calls in, the statement that shows what became of them out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import Place, Returns, SqlVerb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openai_sql_shell.catalog.model import Method, Parameter, Resource
    from openai_sql_shell.handlers.base import Call

PLACEHOLDER = re.compile(r"\{(\w+)\}")

LATEST = 10
"""Rows of the newest objects that are looked at where nothing names the one in question."""


def look_at(calls: Sequence[Call]) -> str | None:
    """The statement that shows whether calls of one method were carried out: their objects, or the newest ones.

    None: the API has no way to look.
    """
    resource, method = calls[0].resource, calls[0].method
    named = [p for p in method.parameters if _names_object(p)]
    keys = [{p.column or p.name: c.arguments[p.name] for p in named if p.name in c.arguments} for c in calls]
    read = _read_by(resource, set(keys[0]))
    if read is not None:
        return select(resource, keys, newest=read.returns is Returns.LIST)
    if resource.look is None or not set(PLACEHOLDER.findall(resource.look)) <= calls[0].arguments.keys():
        return None
    literals = ({name: literal(value) for name, value in call.arguments.items()} for call in calls)
    return "; ".join(dict.fromkeys(resource.look.format(**given) for given in literals))


def select(resource: Resource, keys: Sequence[Mapping[str, Any]], *, newest: bool = False) -> str:
    """The SELECT for objects by the columns that tell them from others; ``newest``: for the latest of many.

    Args:
        resource: what they are.
        keys: a value by column, for each object; all have the same columns.
        newest: the columns only narrow a list.
    """
    terms = []
    for name in keys[0]:
        values = [literal(value) for value in dict.fromkeys(key[name] for key in keys)]
        terms.append(f"{name} = {values[0]}" if len(values) == 1 else f"{name} IN ({', '.join(values)})")
    where = f" WHERE {' AND '.join(terms)}" if terms else ""
    created = next((c for c in ("created_at", "created") if resource.column(c)), None)
    tail = f" ORDER BY {created} DESC LIMIT {max(LATEST, 2 * len(keys))}" if newest and created else ""
    return f"SELECT * FROM {resource.id}{where}{tail}"


def literal(value: object) -> str:
    """A text in SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def _names_object(parameter: Parameter) -> bool:
    """A part of the path, or a property of the body that becomes the object's id."""
    return parameter.place is Place.PATH or (parameter.place is Place.BODY and parameter.column == "id")


def _read_by(resource: Resource, known: set[str]) -> Method | None:
    """The SELECT method that these columns are enough for: of one object, or else of a list."""
    for answer in (Returns.OBJECT, Returns.LIST):
        for read in resource.for_verb(SqlVerb.SELECT):
            if read.returns is answer and {p.column or p.name for p in read.required} <= known:
                return read
    return None
