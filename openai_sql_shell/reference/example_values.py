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

MESSAGE = {"role": "user", "content": "Say hello."}
GRADER = {
    "type": "string_check",
    "name": "same answer",
    "input": "{{ sample.output_text }}",
    "reference": "{{ item.answer }}",
    "operation": "eq",
}

BY_NAME: Mapping[str, Any] = {
    "attributes": {"team": "search"},
    "audio": "speech.mp3",
    "audio_sample": "sample.wav",
    "bytes": 1024,
    "certificate": "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----",
    "client_secret": {"value": "ek_abc123", "expires_at": 1790000000},
    "code_interpreter": {"enabled": True},
    "content": "Say hello.",
    "data": "part-1.bin",
    "data_source": {
        "type": "jsonl",
        "source": {"type": "file_content", "content": [{"item": {"question": "2 + 2?", "answer": "4"}}]},
    },
    "data_source_config": {
        "type": "custom",
        "item_schema": {"type": "object", "properties": {"answer": {"type": "string"}}},
    },
    "default_version": "1",
    "description": "Answers questions about opening hours.",
    "email": "ada@example.com",
    "file": "requests.jsonl",
    "filename": "requests.jsonl",
    "files": "SKILL.md",
    "fine_tuned_model_checkpoint": "ft:gpt-4o-mini:acme::abc123:ckpt-step-100",
    "grader": GRADER,
    "image": "cat.png",
    "input": "Say hello.",
    "instructions": "Answer in one sentence.",
    "items": [{"type": "message", **MESSAGE}],
    "language": "en-US",
    "messages": [MESSAGE],
    "metadata": {"team": "search"},
    "mime_type": "application/jsonl",
    "model": "gpt-4o-mini",
    "model_ids": ["gpt-4o-mini"],
    "model_sample": "4",
    "name": "nightly",
    "notification_channel": {"type": "email", "recipients": ["ada@example.com"]},
    "permissions": ["api.model.request"],
    "prompt": "A cat that reads a newspaper.",
    "query": "opening hours",
    "recording": "consent.wav",
    "role": "member",
    "role_name": "auditor",
    "sdp": "v=0",
    "status_code": 486,
    "session": {"type": "realtime", "model": "gpt-realtime"},
    "target_uri": "tel:+14155550123",
    "testing_criteria": [GRADER],
    "threshold_amount": 5000,
    "tool_outputs": [{"tool_call_id": "call_abc123", "output": "sunny"}],
    "to": "answer.bin",
    "user": "ada",
    "version": "1",
    "video": "clip.mp4",
    "workflow": {"id": "wf_abc123"},
}
"""What a parameter of a name is given, where that is of its type and among its known values."""

EXPRESSIONS: Mapping[str, str] = {
    "end_time": "unixepoch('now')",
    "start_time": "unixepoch('now', '-7 days')",
}
"""The same as SQL that is computed."""

LEADS_TO: Mapping[str, str] = {
    "consent": "audio.voice_consents",
    "part_ids": "uploads.upload_parts",
    "training_file": "files.files",
    "validation_file": "files.files",
}
"""The resource whose ids a parameter takes, where its name does not end like their key."""

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
        if parameter.name in LEADS_TO:
            return self._relations.named(LEADS_TO[parameter.name])
        if parameter.local_file or (parameter.type.is_json and not parameter.name.endswith("_ids")):
            return None
        leads = self._relations.given_to if parameter.place is Place.BODY else self._relations.leads_to
        return leads(self._resource, parameter.name)


def _fits(value: Any, parameter: Parameter) -> bool:
    """A parameter may be given this value."""
    known = not parameter.enum or value in parameter.enum
    return known and (parameter.local_file or isinstance(value, CLASSES.get(parameter.type, object)))
