"""Projects: what belongs to a new one, its service accounts and their keys, its members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.generic import create
from openai_sql_shell.sandbox.locations import check_parents, find
from openai_sql_shell.sandbox.making import make
from openai_sql_shell.sandbox.memberships import add
from openai_sql_shell.sandbox.once_only import project_key

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


OPERATIONS = {
    "project_group_role_assignments.assign_project_group_role": add,
    "project_groups.add_project_group": add,
    "project_service_account_api_keys.create_service_account_api_key": create_account_key,
    "project_service_accounts.create_project_service_account": create_service_account,
    "project_user_role_assignments.assign_project_user_role": add,
    "project_users.create_project_user": add,
    "projects.create_project": create_project,
}
