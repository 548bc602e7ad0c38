"""Secrets that are told once: in the answer to the call that makes them, and never kept."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.making import make

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store


def secret(prefix: str) -> str:
    """A new secret; no two are alike, whatever the seed."""
    return f"{prefix}{token_urlsafe(32)}"


def redacted(value: str) -> str:
    """What is kept of a secret."""
    head = value[: value.index("-", 3) + 1] if "-" in value[3:] else value[:3]
    return f"{head}{'*' * 8}{value[-4:]}"


def project_key(
    store: Store,
    project: str,
    name: str,
    owner: Record,
    kind: str = "service_account",
    value: str | None = None,
) -> Json:
    """A new key of a project, with its value; the project's list has it without."""
    value = value or secret("sk-svcacct-")
    whose = {name: owner.fields.get(name) for name in ("id", "name", "created_at", "role", "email")}
    if kind == "service_account":
        del whose["email"]
    else:
        whose["created_at"] = owner.fields["added_at"]
    known: Json = {
        "name": name,
        "redacted_value": redacted(value),
        "last_used_at": None,
        "owner": {"type": kind, kind: whose},
    }
    record = make(store, "projects.project_api_keys", known, project)
    shown = {column: record.fields[column] for column in ("id", "name", "created_at")}
    return {"object": "organization.project.service_account.api_key", "value": value, **shown}
