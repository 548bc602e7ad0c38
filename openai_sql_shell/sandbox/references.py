"""References: objects that are about others, and what becomes of them when those change or go.

A member of a group shows the name of the user; without the user there is no member, and without a service account no key of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.sandbox.making import declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

PROJECT, ORGANIZATION = "roles.project_roles", "roles.roles"
KEYS, ACCOUNTS = "projects.project_api_keys", "projects.project_service_accounts"


@frozen
class Membership:
    """What a table of memberships is about."""

    names: str
    """The property of the body with the key of what is added."""
    of: tuple[str, ...]
    """The tables in which that is looked for."""
    answers: str = ""
    """``object`` of the answer to an INSERT where it is not the new object itself: ``group.role``."""


MEMBERSHIPS: dict[str, Membership] = {
    "groups.role_assignments": Membership("role_id", (ORGANIZATION,), "group.role"),
    "groups.users": Membership("user_id", ("users.users",), "group.user"),
    "projects.project_group_role_assignments": Membership("role_id", (PROJECT, ORGANIZATION), "group.role"),
    "projects.project_groups": Membership("group_id", ("groups.groups",)),
    "projects.project_user_role_assignments": Membership("role_id", (PROJECT, ORGANIZATION), "user.role"),
    "projects.project_users": Membership("user_id", ("users.users",)),
    "users.role_assignments": Membership("role_id", (ORGANIZATION,), "user.role"),
}


def shared(table: str, of: Record) -> Json:
    """What a membership shows of the object that it is about."""
    columns = declared(table).by_column
    known = {c: of.fields[c] for c in columns if c in of.fields and c not in ("object", "role")}
    named = MEMBERSHIPS[table].names == "group_id"
    return known | {f"group_{name}": of.fields[name] for name in ("id", "name") if named}


def about(store: Store, table: str, record: Record) -> Iterator[tuple[str, Record]]:
    """The objects that are about another, each with its table."""
    key = record.key.rpartition("/")[2]
    for name, kind in MEMBERSHIPS.items():
        if table in kind.of:
            yield from ((name, m) for m in store[name].all() if m.key.rpartition("/")[2] == key)
    if table == ACCOUNTS:
        owners = ((k, k.fields["owner"].get("service_account") or {}) for k in store[KEYS].all())
        yield from ((KEYS, k) for k, owner in owners if owner.get("id") == key)


def follow(store: Store, table: str, record: Record) -> None:
    """Show what has changed of an object wherever something is about it."""
    for name, other in about(store, table, record):
        if name in MEMBERSHIPS:
            other.fields |= shared(name, record)
        else:
            other.fields["owner"]["service_account"] |= {"name": record.fields["name"]}
        store.changed(name, other)
