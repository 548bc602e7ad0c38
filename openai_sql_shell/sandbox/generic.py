"""The engine for whatever has no code of its own: list, read, create, change, delete and act, as the declarations say.

Comes in: a checked call. Goes out: an answer of the declared shape. What an object begins with is in `blueprints`, what an action
does to one in `EFFECTS`, what happens to it later in `lifecycles`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import Returns, SqlVerb
from openai_sql_shell.sandbox import lifecycles
from openai_sql_shell.sandbox.blueprints import new_fields, properties
from openai_sql_shell.sandbox.list_filters import filtered
from openai_sql_shell.sandbox.locations import (
    check_parents,
    check_unlocked,
    find,
    full_key,
    get,
    key_parameter,
    parent_key,
    records_of,
)
from openai_sql_shell.sandbox.messages import EncodedResponse, binary, table_of
from openai_sql_shell.sandbox.pages import page
from openai_sql_shell.sandbox.references import about, follow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.sandbox.messages import Operation, OperationCall
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store


def _set(values: Mapping[str, Any], store: Store, _table: str, record: Record) -> None:
    """Set columns; ``now`` is the present."""
    now = int(store.now())
    record.fields |= {name: now if value == "now" else value for name, value in values.items()}


EFFECTS: dict[str, Callable[[Store, str, Record], None]] = {
    "assistants.runs.cancel_run": lifecycles.call_off,
    "chatkit.sessions.cancel_chat_session": partial(_set, {"status": "cancelled"}),
    "evals.runs.cancel_eval_run": lifecycles.call_off,
    "fine_tuning.jobs.cancel_fine_tuning_job": lifecycles.call_off,
    "fine_tuning.jobs.pause_fine_tuning_job": lifecycles.pause,
    "fine_tuning.jobs.resume_fine_tuning_job": lifecycles.resume,
    "projects.projects.archive_project": partial(_set, {"status": "archived", "archived_at": "now"}),
}
"""What an action does to an object."""

DELETED_OBJECTS: dict[str, str] = {
    "audio.voice_consents": "audio.voice_consent",
    "certificates.certificates": "certificate.deleted",
    "evals.evals": "eval.deleted",
    "evals.runs": "eval.run.deleted",
    "fine_tuning.checkpoint_permissions": "checkpoint.permission",
    "groups.groups": "group.deleted",
    "groups.role_assignments": "group.role.deleted",
    "groups.users": "group.user.deleted",
    "projects.project_group_role_assignments": "group.role.deleted",
    "projects.project_user_role_assignments": "user.role.deleted",
    "users.role_assignments": "user.role.deleted",
}
"""``object`` of the answer to a DELETE where it is not the object's own with ``.deleted`` behind it."""


def operation(method: Method) -> Operation:
    """What a declared method does by its declaration alone."""
    if method.http == "DELETE":
        return delete
    if method.http == "GET":
        return list_records if method.returns is Returns.LIST else read
    return {SqlVerb.INSERT: insert, SqlVerb.UPDATE: update}.get(method.verb, act)


def show(store: Store, table: str, record: Record) -> Json:
    """A record as it is now."""
    return lifecycles.show(store, table, record)


def list_records(store: Store, call: OperationCall) -> Json:
    """A page of the records of one parent."""
    check_parents(store, call)
    records = records_of(store, call.table, _parent(call))
    return page(filtered(records, call), call, partial(show, store, call.table))


def read(store: Store, call: OperationCall) -> Json:
    """One record; a resource that is there once begins with its blueprint."""
    check_parents(store, call)
    return show(store, call.table, located(store, call))


def located(store: Store, call: OperationCall) -> Record:
    """The record that a call is about; the only one of its kind is made when it is first asked for.

    Raises:
        HttpError: 404, there is none.
    """
    resource, parent = _resource(call), _parent(call)
    name = key_parameter(resource, call.method)
    if name is not None:
        return find(store, call.table, call.path[name], parent, param=name)
    found = get(store, call.table, "", parent)
    return found or keep(store, resource, new_fields(store, resource, {}, call.path), parent, key="")


def insert(store: Store, call: OperationCall) -> Json:
    """Make a record."""
    return show(store, call.table, create(store, call))


def create(store: Store, call: OperationCall) -> Record:
    """Make the record that a call describes."""
    check_parents(store, call)
    resource = _resource(call)
    return keep(store, resource, new_fields(store, resource, call.body, call.path), _parent(call))


def keep(store: Store, resource: Resource, fields: Json, parent: str = "", key: str | None = None) -> Record:
    """Add a record, and begin its life where it has one."""
    table = table_of(resource)
    own = str(fields.get("id", "")) if key is None else key
    record = store.add(table, full_key(parent, own), fields, parent=parent)
    lifecycles.begin(store, table, record)
    return record


def changeable(store: Store, call: OperationCall) -> Record:
    """The record that a call is to change.

    Raises:
        HttpError: 404, there is none; 400, it cannot be changed.
    """
    check_parents(store, call)
    record = located(store, call)
    check_unlocked(call.table, record)
    return record


def update(store: Store, call: OperationCall) -> Json:
    """Change what was given, and nothing else."""
    record = changeable(store, call)
    for name, value in properties(_resource(call), call.body).items():
        record.fields[name] = {} if value is None and name == "metadata" else value
    if "updated_at" in _resource(call).by_column:
        record.fields["updated_at"] = int(store.now())
    store.changed(call.table, record)
    follow(store, call.table, record)
    return show(store, call.table, record)


def act(store: Store, call: OperationCall) -> Json | EncodedResponse:
    """Do what the action does, to the object or, where it answers nothing, to nobody."""
    if call.method.returns is Returns.EMPTY:
        return binary(b"", "application/json")
    record = changeable(store, call)
    EFFECTS[f"{call.table}.{call.method.name}"](store, call.table, record)
    store.changed(call.table, record)
    return show(store, call.table, record)


def delete(store: Store, call: OperationCall) -> Json | EncodedResponse:
    """Remove a record and everything below it."""
    record = changeable(store, call)
    remove(store, call.table, record)
    if call.method.returns is Returns.EMPTY:
        return binary(b"", "application/json")
    usual = f"{record.fields.get('object', call.table.split('.')[0])}.deleted"
    answer: Json = {"object": DELETED_OBJECTS.get(call.table, usual), "deleted": True}
    if call.table == "certificates.certificates":
        del answer["deleted"]
    name = key_parameter(_resource(call), call.method)
    if name is not None:
        own = {"evals.evals": "eval_id", "evals.runs": "run_id"}.get(call.table, "id")
        answer[own] = record.fields.get("id", call.path[name])
    return answer | ({"version": call.path["version"]} if "version" in call.path else {})


def remove(store: Store, table: str, record: Record) -> None:
    """Remove a record, the records of which it is a parent, and those that are about it."""
    own = record.key.lstrip("/")
    for dependent, one in list(about(store, table, record)):
        remove(store, dependent, one)
    for name, other in list(store.tables.items()):
        for child in other.below(own) if own else ():
            store.remove(name, child.key)
    store.remove(table, record.key)


def _resource(call: OperationCall) -> Resource:
    assert call.resource is not None  # noqa: S101 - every call of the dispatcher names its resource
    return call.resource


def _parent(call: OperationCall) -> str:
    return parent_key(_resource(call), call.path)
