"""Memberships: users of groups and projects, groups of projects, roles of users and groups. Each is about an object that exists elsewhere.

The object's key is that of the object it is about; what it shows besides is copied from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.blueprints import new_fields
from openai_sql_shell.sandbox.generic import keep
from openai_sql_shell.sandbox.http_errors import bad_request, missing
from openai_sql_shell.sandbox.locations import check_parents, find, parent_key, records_of
from openai_sql_shell.sandbox.making import declared
from openai_sql_shell.sandbox.references import MEMBERSHIPS, PROJECT, shared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.references import Membership
    from openai_sql_shell.sandbox.store import Store


def add(store: Store, call: OperationCall) -> Json:
    """Make somebody or something a member; doing it twice changes nothing."""
    check_parents(store, call)
    record = join(store, call.table, dict(call.body), call.path)
    kind = MEMBERSHIPS[call.table]
    if kind.answers.endswith(".role"):
        whose = kind.answers.removesuffix(".role")
        return {"object": kind.answers, whose: _whose(store, whose, call.path), "role": _role(record)}
    if kind.answers:
        return {"object": kind.answers, "user_id": call.body["user_id"], "group_id": call.path["group_id"]}
    return record.fields


def join(store: Store, table: str, body: Json, path: Mapping[str, str]) -> Record:
    """Add a membership.

    Raises:
        HttpError: what it is about does not exist.
    """
    kind, resource = MEMBERSHIPS[table], declared(table)
    of = _referred(store, kind, body, path)
    known = {**body, **shared(table, of)}
    fields = new_fields(store, resource, known, path)
    fields |= {name: value for name, value in known.items() if name in resource.by_column}
    if "assignment_sources" in fields:
        fields["assignment_sources"] = []
    return keep(store, resource, fields, parent_key(resource, path), key=of.key.rpartition("/")[2])


def _referred(store: Store, kind: Membership, body: Json, path: Mapping[str, str]) -> Record:
    key = body.get(kind.names)
    if key is None:
        email = body.get("email")
        found = [r for r in records_of(store, kind.of[0]) if email and r.fields.get("email") == email]
        if not found:
            raise (
                missing(kind.names)
                if email is None
                else bad_request(f"No user has the email '{email}'.", "email")
            )
        return found[0]
    for table in kind.of:
        parent = path.get("project_id", "") if table == PROJECT else ""
        found = [r for r in records_of(store, table, parent) if r.fields["id"] == key]
        if found:
            return found[0]
    return find(store, kind.of[-1], key, param=kind.names)


def _whose(store: Store, whose: str, path: Mapping[str, str]) -> Json:
    """The user or the group that got a role."""
    fields = find(store, f"{whose}s.{whose}s", path[f"{whose}_id"]).fields
    if whose == "user":
        return fields
    shown = {name: fields[name] for name in ("id", "name", "created_at")}
    return {"object": "group", **shown, "scim_managed": fields["is_scim_managed"]}


def _role(record: Record) -> Json:
    names = ("id", "name", "description", "permissions", "resource_type", "predefined_role")
    return {"object": "role", **{name: record.fields[name] for name in names}}


OPERATIONS = {
    "groups.role_assignments.assign_group_role": add,
    "groups.users.add_group_user": add,
    "projects.project_group_role_assignments.assign_project_group_role": add,
    "projects.project_groups.add_project_group": add,
    "projects.project_user_role_assignments.assign_project_user_role": add,
    "projects.project_users.create_project_user": add,
    "users.role_assignments.assign_user_role": add,
}
