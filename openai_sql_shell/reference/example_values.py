"""Values for examples: believable ones, by the name, the known values, the type of a parameter, and what its ids begin with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import DataType, Place
from openai_sql_shell.catalog.relations import KEY
from openai_sql_shell.sql.tokens import quote_string

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openai_sql_shell.catalog.model import Parameter, Resource
    from openai_sql_shell.catalog.relations import Relations

    Ids = Callable[[Resource | None, str], str]
    """An id of an object of a resource (None: nobody knows of which), for the parameter of a name."""

BY_NAME: Mapping[str, Any] = {
    "description": "Answers questions about opening hours.",
    "email": "ada@example.com",
    "file": "requests.jsonl",
    "fine_tuned_model_checkpoint": "ft:gpt-4o-mini:acme::abc123:ckpt-step-100",
    "input": "Say hello.",
    "instructions": "Answer in one sentence.",
    "messages": [{"role": "user", "content": "Say hello."}],
    "metadata": {"team": "search"},
    "model": "gpt-4o-mini",
    "name": "nightly",
    "prompt": "A cat that reads a newspaper.",
    "role": "member",
    "threshold_amount": 5000,
    "to": "answer.bin",
    "user": "ada",
    "version": "1",
}
"""What a parameter is given that several services have, where that is of its type and among its known values."""

EXPRESSIONS: Mapping[str, str] = {
    "end_time": "unixepoch('now')",
    "start_time": "unixepoch('now', '-7 days')",
}
"""The same as SQL that is computed."""

OF_TYPE: Mapping[DataType, Any] = {
    DataType.INTEGER: 1,
    DataType.NUMBER: 1,
    DataType.BOOLEAN: True,
    DataType.OBJECT: {},
    DataType.ARRAY: [],
}
"""What is given where nothing is known but the type."""
CLASSES: Mapping[DataType, type] = {
    DataType.OBJECT: dict,
    DataType.ARRAY: list,
    DataType.INTEGER: int,
    DataType.STRING: str,
}
UNKNOWN = "..."
"""Stands where nothing believable is known."""


def made_up_id(resource: Resource | None, name: str) -> str:
    """An id that looks like those of a resource.

    >>> made_up_id(None, "call_id")
    'call_abc123'
    """
    if resource is None and name in BY_NAME:
        return str(BY_NAME[name])
    prefix = resource.id_prefix if resource is not None else None
    return f"{prefix or name.removesuffix('s').removesuffix('_id') + '_'}abc123"


class Values:
    """What the examples of a resource put in place of values."""

    def __init__(self, resource: Resource, relations: Relations, ids: Ids) -> None:
        self._resource = resource
        self._relations = relations
        self._ids = ids

    def given(self, parameter: Parameter) -> str:
        """A value as SQL."""
        name = parameter.name
        if name in EXPRESSIONS and parameter.place is Place.QUERY:
            return EXPRESSIONS[name]
        value = self._value(parameter)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int):
            return str(value)
        return quote_string(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))

    def _value(self, parameter: Parameter) -> Any:
        if parameter.example is not None:
            return parameter.example
        name = parameter.name
        usual = BY_NAME.get(name) if parameter.place is not Place.PATH else None
        if usual is not None and _fits(usual, parameter):
            return usual
        owner = self.owner(parameter)
        if owner is not None and not parameter.enum:
            one = self._ids(owner, name)
            return [one] if parameter.type is DataType.ARRAY else one
        if parameter.enum:
            return [parameter.enum[0]] if parameter.type is DataType.ARRAY else parameter.enum[0]
        if name.endswith("_id") or parameter.place is Place.PATH:
            return self._ids(None, name)
        return OF_TYPE.get(parameter.type, UNKNOWN)

    def found(self, parameter: Parameter) -> str:
        """An id that is there, found by a subquery."""
        owner = self.owner(parameter)
        return self.given(parameter) if owner is None else f"(SELECT {KEY} FROM {owner.id} LIMIT 1)"

    def finds(self, parameter: Parameter) -> bool:
        """Whether a subquery can find one: what it identifies can be listed."""
        owner = self.owner(parameter)
        return owner is not None and self._relations.is_listed(owner)

    def owner(self, parameter: Parameter) -> Resource | None:
        """The resource whose objects a parameter identifies."""
        if parameter.leads_to is not None:
            return self._relations.named(parameter.leads_to)
        if parameter.local_file or (parameter.type.is_json and not parameter.name.endswith("_ids")):
            return None
        leads = self._relations.given_to if parameter.place is Place.BODY else self._relations.leads_to
        return leads(self._resource, parameter.name)


def _fits(value: Any, parameter: Parameter) -> bool:
    """A parameter may be given this value."""
    known = not parameter.enum or value in parameter.enum
    return known and (parameter.local_file or isinstance(value, CLASSES.get(parameter.type, object)))
