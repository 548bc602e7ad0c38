"""Roles: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    boolean,
    creates,
    deletes,
    in_path,
    json_array,
    lists,
    optional,
    reads,
    required,
    text,
    updates,
    words,
)
from openai_sql_shell.catalog.model import DataType, KeyClass, Paging, Resource, Service

OF_PROJECT = in_path("project_id", "TODO")
ROLE_ID = in_path("role_id", "TODO", column="id")

PROJECT_ROLES = Resource(
    "roles",
    "project_roles",
    "Project roles",
    "TODO",
    order_of_use=words("id name description permissions resource_type predefined_role"),
    always=words("object id name permissions resource_type predefined_role"),
    columns=(
        text("object", "Always role.", enum=("role",)),
        text("id", "TODO"),
        text("name", "TODO"),
        text("description", "TODO"),
        json_array("permissions", "TODO"),
        text("resource_type", "TODO"),
        boolean("predefined_role", "TODO"),
    ),
    methods=(
        lists(
            "list_project_roles",
            "/projects/{project_id}/roles",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
            paging=Paging.NEXT_CURSOR,
            max_page=1000,
        ),
        reads(
            "retrieve_project_role",
            "/projects/{project_id}/roles/{role_id}",
            "TODO",
            OF_PROJECT,
            ROLE_ID,
            key=KeyClass.ADMIN,
        ),
        creates(
            "create_project_role",
            "/projects/{project_id}/roles",
            "TODO",
            OF_PROJECT,
            required("role_name", DataType.STRING, "TODO"),
            required("permissions", DataType.ARRAY, "TODO", column="permissions", items=DataType.STRING),
            optional("description", DataType.STRING, "TODO", column="description", nullable=True),
            key=KeyClass.ADMIN,
        ),
        updates(
            "update_project_role",
            "/projects/{project_id}/roles/{role_id}",
            "TODO",
            OF_PROJECT,
            ROLE_ID,
            optional(
                "permissions",
                DataType.ARRAY,
                "TODO",
                column="permissions",
                items=DataType.STRING,
                nullable=True,
            ),
            optional("description", DataType.STRING, "TODO", column="description", nullable=True),
            optional("role_name", DataType.STRING, "TODO", nullable=True),
            key=KeyClass.ADMIN,
        ),
        deletes(
            "delete_project_role",
            "/projects/{project_id}/roles/{role_id}",
            "TODO",
            OF_PROJECT,
            ROLE_ID,
            key=KeyClass.ADMIN,
        ),
    ),
)

ROLES = Resource(
    "roles",
    "roles",
    "Roles",
    "TODO",
    order_of_use=words("id name description permissions resource_type predefined_role"),
    always=words("object id name permissions resource_type predefined_role"),
    columns=(
        text("object", "Always role.", enum=("role",)),
        text("id", "TODO"),
        text("name", "TODO"),
        text("description", "TODO"),
        json_array("permissions", "TODO"),
        text("resource_type", "TODO"),
        boolean("predefined_role", "TODO"),
    ),
    methods=(
        lists(
            "list_roles",
            "/organization/roles",
            "TODO",
            key=KeyClass.ADMIN,
            paging=Paging.NEXT_CURSOR,
            max_page=1000,
        ),
        reads("retrieve_role", "/organization/roles/{role_id}", "TODO", ROLE_ID, key=KeyClass.ADMIN),
        creates(
            "create_role",
            "/organization/roles",
            "TODO",
            required("role_name", DataType.STRING, "TODO"),
            required("permissions", DataType.ARRAY, "TODO", column="permissions", items=DataType.STRING),
            optional("description", DataType.STRING, "TODO", column="description", nullable=True),
            key=KeyClass.ADMIN,
        ),
        updates(
            "update_role",
            "/organization/roles/{role_id}",
            "TODO",
            ROLE_ID,
            optional(
                "permissions",
                DataType.ARRAY,
                "TODO",
                column="permissions",
                items=DataType.STRING,
                nullable=True,
            ),
            optional("description", DataType.STRING, "TODO", column="description", nullable=True),
            optional("role_name", DataType.STRING, "TODO", nullable=True),
            key=KeyClass.ADMIN,
        ),
        deletes("delete_role", "/organization/roles/{role_id}", "TODO", ROLE_ID, key=KeyClass.ADMIN),
    ),
)

SERVICE = Service("roles", "Roles", "TODO", (PROJECT_ROLES, ROLES))
