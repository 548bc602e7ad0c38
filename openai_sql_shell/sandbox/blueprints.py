"""Blueprints: what the fields of a new object are, by its declaration, by what was asked for, and by the table below.

Comes in: a resource, the properties of a body, the parameters of a path. Goes out: every column with a value of its type, null where
the API may leave it open.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import DataType, Place
from openai_sql_shell.classes import frozen
from openai_sql_shell.sandbox.messages import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.catalog.model import Column, Resource
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

DAY = 86_400
OWNER = "user_sandbox"
"""The person whom the sandbox's keys belong to."""


@frozen
class After:
    """So many seconds after the object is made."""

    seconds: int


UNTITLED = "untitled"
HOSTED_TOOLS = ("file_search", "web_search", "image_generation", "mcp", "code_interpreter")

TEMPLATES: dict[str, dict[str, Any]] = {
    "admin_api_keys.admin_api_keys": {
        "owner": {
            "type": "user",
            "object": "organization.user",
            "id": OWNER,
            "name": "Ada Sandbox",
            "created_at": 1_700_000_000,
            "role": "owner",
        }
    },
    "assistants.assistants": {"tools": [], "temperature": 1.0, "top_p": 1.0, "response_format": "auto"},
    "assistants.messages": {"status": "completed", "completed_at": After(0), "attachments": []},
    "assistants.runs": {
        "expires_at": After(600),
        "instructions": "",
        "model": "gpt-4o",
        "temperature": 1.0,
        "top_p": 1.0,
        "truncation_strategy": {"type": "auto", "last_messages": None},
        "tool_choice": "auto",
        "parallel_tool_calls": True,
        "response_format": "auto",
    },
    "certificates.certificates": {
        "object": "organization.certificate",
        "certificate_details": {"valid_at": After(0), "expires_at": After(365 * DAY)},
        "active": False,
    },
    "chatkit.sessions": {
        "expires_at": After(600),
        "rate_limits": {"max_requests_per_1_minute": 10},
        "max_requests_per_1_minute": 10,
        "status": "active",
        "chatkit_configuration": {
            "automatic_thread_titling": {"enabled": True},
            "file_upload": {"enabled": False, "max_file_size": None, "max_files": None},
            "history": {"enabled": True, "recent_threads": None},
        },
    },
    "chatkit.threads": {"status": {"type": "active"}, "user": "guest"},
    "containers.containers": {
        "object": "container",
        "status": "running",
        "last_active_at": After(0),
        "expires_after": {"anchor": "last_active_at", "minutes": 20},
        "memory_limit": "1g",
        "network_policy": {"type": "disabled"},
    },
    "containers.files": {
        "object": "container.file",
        "source": "user",
        "path": "/mnt/data/file.txt",
        "bytes": 0,
    },
    "data_retention.organization_data_retention": {"type": "modified_abuse_monitoring"},
    "data_retention.project_data_retention": {"type": "organization_default"},
    "evals.evals": {"name": UNTITLED},
    "evals.runs": {
        "name": UNTITLED,
        "model": "gpt-4o-mini",
        "result_counts": {"total": 0, "errored": 0, "failed": 0, "passed": 0},
        "error": {"code": "", "message": ""},
    },
    "fine_tuning.jobs": {
        "error": None,
        "hyperparameters": {"n_epochs": 3, "batch_size": 1, "learning_rate_multiplier": 1.8},
        "organization_id": "org-sandbox",
        "integrations": [],
        "seed": 20,
        "method": {"type": "supervised", "supervised": {}},
    },
    "groups.groups": {"is_scim_managed": False, "group_type": "group"},
    "invites.invites": {"status": "pending", "expires_at": After(7 * DAY), "projects": []},
    "projects.project_api_keys": {"owner_project_access": "active"},
    "projects.project_hosted_tool_permissions": {name: {"enabled": True} for name in HOSTED_TOOLS},
    "projects.project_model_permissions": {"mode": "deny_list", "model_ids": []},
    "projects.project_service_accounts": {"role": "member"},
    "projects.projects": {"status": "active"},
    "roles.roles": {"resource_type": "api.organization", "predefined_role": False},
    "roles.project_roles": {"resource_type": "api.project", "predefined_role": False},
    "skills.skills": {
        "default_version": "1",
        "latest_version": "1",
        "description": "A skill of the sandbox.",
    },
    "spend_limits.organization_spend_limits": {
        "threshold_amount": 100_000,
        "enforcement": {"status": "inactive"},
    },
    "spend_limits.project_spend_limits": {"threshold_amount": 20_000, "enforcement": {"status": "inactive"}},
    "videos.videos": {"model": "sora-2", "size": "720x1280", "seconds": "4", "expires_at": After(30 * DAY)},
}
"""What a new object has where nobody asked for anything else."""

MADE = ("created_at", "created", "added_at", "effective_at")
"""Columns with the moment at which the object was made."""
BLANKS: dict[DataType, Any] = {
    DataType.STRING: "",
    DataType.INTEGER: 0,
    DataType.NUMBER: 0.0,
    DataType.BOOLEAN: False,
    DataType.OBJECT: {},
    DataType.ARRAY: [],
    DataType.ANY: "",
}


def new_fields(store: Store, resource: Resource, body: Mapping[str, Any], path: Mapping[str, str]) -> Json:
    """The fields of a new object."""
    now = int(store.now())
    asked = properties(resource, body)
    template = TEMPLATES.get(table_of(resource), {})
    fields: Json = {}
    for column in resource.columns:
        name = column.name
        if asked.get(name) is not None:
            fields[name] = asked[name]
        elif name in path:
            fields[name] = path[name]
        elif name == "id":
            fields[name] = store.new_id(prefix_of(resource))
        elif name in MADE:
            fields[name] = now
        elif name in template:
            fields[name] = _dated(template[name], now)
        else:
            fields[name] = _usual(column, always=name in resource.always)
    return fields


def prefix_of(resource: Resource) -> str:
    """What the ids of a resource's objects begin with."""
    return resource.id_prefix or f"{resource.name.removesuffix('s')}_"


def properties(resource: Resource, body: Mapping[str, Any]) -> Json:
    """Those of a body's properties that are columns of the object."""
    columns = {p.name: p.column for m in resource.methods for p in m.parameters if p.place is Place.BODY}
    named = {columns.get(name) or name: value for name, value in body.items()}
    return {name: value for name, value in named.items() if name in resource.by_column}


def _dated(value: Any, now: int) -> Any:
    if isinstance(value, After):
        return now + value.seconds
    if isinstance(value, dict):
        return {name: _dated(inner, now) for name, inner in value.items()}
    return copy.deepcopy(value)


def _usual(column: Column, *, always: bool) -> Any:
    """The value of a column that nobody spoke of."""
    if column.name == "object" and column.enum:
        return column.enum[0]
    if column.name == "metadata":
        return {}
    if not always:
        return None
    return column.enum[0] if column.enum else copy.copy(BLANKS[column.type])
