"""Roles: what users and groups may do, in the organization and in projects."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import ARRAY, STRING, object_type, optional, required, words
from openai_sql_shell.catalog.model import Parameter, Resource, Service
from openai_sql_shell.catalog.organization import (
    OF_PROJECT,
    ROLE_COLUMNS,
    ROLE_ID,
    ROLE_LIST,
    creates,
    deletes,
    lists,
    reads,
    updates,
)

PERMISSIONS = "What the role allows, such as api.model.request."
ABOUT = optional("description", "What it is for.", nullable=True)


def _roles(name: str, title: str, description: str, path: str, kind: str, *above: Parameter) -> Resource:
    """Roles of one place; ``kind`` is how its methods call a role."""
    return Resource(
        "roles",
        name,
        title,
        description,
        id_prefix="role_",
        expected_rows=20,
        order_of_use=words("id name description resource_type predefined_role permissions"),
        always=words("object id name permissions resource_type predefined_role"),
        columns=(object_type("role"), *ROLE_COLUMNS),
        methods=(
            lists(f"list_{kind}s", path, f"{title}, a page at a time.", *above, **ROLE_LIST),
            reads(f"retrieve_{kind}", f"{path}/{{role_id}}", "One role.", *above, ROLE_ID),
            creates(
                f"create_{kind}",
                path,
                "Make a role.",
                *above,
                required("role_name", "Its name.", column="name", example="auditor"),
                required("permissions", PERMISSIONS, ARRAY, items=STRING, example=["api.model.request"]),
                ABOUT,
            ),
            updates(
                f"update_{kind}",
                f"{path}/{{role_id}}",
                "Change a role of your own.",
                *above,
                ROLE_ID,
                optional(
                    "permissions",
                    PERMISSIONS,
                    ARRAY,
                    items=STRING,
                    nullable=True,
                    example=["api.model.request"],
                ),
                ABOUT,
                optional("role_name", "The new name.", column="name", nullable=True, example="auditor"),
            ),
            deletes(
                f"delete_{kind}",
                f"{path}/{{role_id}}",
                "Remove a role of your own; whoever had it loses it.",
                *above,
                ROLE_ID,
            ),
        ),
    )


PROJECT_ROLES = _roles(
    "project_roles",
    "Project roles",
    "Roles that can be given in one project.",
    "/projects/{project_id}/roles",
    "project_role",
    OF_PROJECT,
)
ROLES = _roles(
    "roles", "Roles", "Roles that can be given in the organization.", "/organization/roles", "role"
)

SERVICE = Service("roles", "Roles", "What users and groups may do.", (PROJECT_ROLES, ROLES))
