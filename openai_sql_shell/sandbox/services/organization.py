"""The organization: projects and what belongs to a new one, service accounts, keys, invites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.generic import create
from openai_sql_shell.sandbox.locations import check_parents, find
from openai_sql_shell.sandbox.making import make
from openai_sql_shell.sandbox.once_only import project_key, redacted, secret

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

LIMITED: tuple[tuple[str, int, int], ...] = (
    ("gpt-4o", 500, 30_000),
    ("gpt-4o-mini", 500, 200_000),
    ("gpt-4.1", 500, 30_000),
    ("gpt-5", 500, 500_000),
    ("text-embedding-3-small", 3000, 1_000_000),
)
"""Models with a rate limit in every project: requests and tokens a minute."""


def add_rate_limits(store: Store, project: str) -> None:
    """Give a new project the usual limits."""
    for model, requests, tokens in LIMITED:
        known = {
            "id": f"rl-{model}",
            "model": model,
            "max_requests_per_1_minute": requests,
            "max_tokens_per_1_minute": tokens,
            "batch_1_day_max_input_tokens": tokens * 10,
        }
        make(store, "projects.project_rate_limits", known, project)


def create_project(store: Store, call: OperationCall) -> Json:
    """Make a project."""
    record = create(store, call)
    add_rate_limits(store, record.fields["id"])
    return record.fields


def create_service_account(store: Store, call: OperationCall) -> Json:
    """Make a service account, with a key unless only the account is wanted."""
    record = create(store, call)
    alone = call.body.get("create_service_account_only")
    key = None if alone else project_key(store, call.path["project_id"], "Secret Key", record)
    return {**record.fields, "api_key": key}


def create_account_key(store: Store, call: OperationCall) -> Json:
    """Make one more key for a service account."""
    check_parents(store, call)
    project = call.path["project_id"]
    account = find(store, "projects.project_service_accounts", call.path["service_account_id"], project)
    return project_key(store, project, call.body.get("name") or "Secret Key", account)


def create_key(store: Store, call: OperationCall) -> Json:
    """Make a key."""
    record = create(store, call)
    value = secret("sk-admin-")
    life = call.body.get("expires_in_seconds")
    record.fields |= {
        "redacted_value": redacted(value),
        "expires_at": life and record.fields["created_at"] + life,
    }
    store.changed(call.table, record)
    return {**record.fields, "value": value}


def invite_user(store: Store, call: OperationCall) -> Json:
    """Invite somebody."""
    return make(store, "invites.invites", dict(call.body)).fields


OPERATIONS = {
    "projects.project_service_account_api_keys.create_service_account_api_key": create_account_key,
    "projects.project_service_accounts.create_project_service_account": create_service_account,
    "projects.projects.create_project": create_project,
    "admin_api_keys.admin_api_keys.admin_api_keys_create": create_key,
    "invites.users.invite_user": invite_user,
}
