"""Users: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    boolean,
    creates,
    deletes,
    in_path,
    in_query,
    json_array,
    json_object,
    lists,
    optional,
    reads,
    required,
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.model import DataType, KeyClass, Paging, Resource, Service

OF_USER = in_path("user_id", "TODO")
ROLE_ID = in_path("role_id", "TODO", column="id")
USER_ID = in_path("user_id", "TODO", column="id")

ROLE_ASSIGNMENTS = Resource(
    "users",
    "role_assignments",
    "Role assignments",
    "TODO",
    order_of_use=words(
        "id name created_at permissions resource_type predefined_role description updated_at "
        "created_by created_by_user_obj metadata assignment_sources"
    ),
    always=words("id name permissions resource_type predefined_role"),
    columns=(
        text("id", "TODO"),
        text("name", "TODO"),
        json_array("permissions", "TODO"),
        text("resource_type", "TODO"),
        boolean("predefined_role", "TODO"),
        text("description", "TODO"),
        unix_time("created_at", "TODO"),
        unix_time("updated_at", "TODO"),
        text("created_by", "TODO"),
        json_object("created_by_user_obj", "TODO"),
        json_object("metadata", "TODO"),
        json_array("assignment_sources", "TODO", "principal_id", "principal_type"),
    ),
    methods=(
        lists(
            "list_user_role_assignments",
            "/organization/users/{user_id}/roles",
            "TODO",
            OF_USER,
            key=KeyClass.ADMIN,
            paging=Paging.NEXT_CURSOR,
            max_page=1000,
        ),
        reads(
            "retrieve_user_role",
            "/organization/users/{user_id}/roles/{role_id}",
            "TODO",
            OF_USER,
            ROLE_ID,
            key=KeyClass.ADMIN,
        ),
        creates(
            "assign_user_role",
            "/organization/users/{user_id}/roles",
            "TODO",
            OF_USER,
            required("role_id", DataType.STRING, "TODO"),
            key=KeyClass.ADMIN,
            adds=(
                text("object", "Always user.role.", enum=("user.role",)),
                json_object(
                    "user",
                    "TODO",
                    "object",
                    "id",
                    "name",
                    "email",
                    "role",
                    "added_at",
                    "is_default",
                    "created",
                    "user",
                    "is_service_account",
                    "is_scale_tier_authorized_purchaser",
                    "is_scim_managed",
                    "api_key_last_used_at",
                    "technical_level",
                    "developer_persona",
                    "projects",
                ),
                json_object(
                    "role",
                    "TODO",
                    "object",
                    "id",
                    "name",
                    "description",
                    "permissions",
                    "resource_type",
                    "predefined_role",
                ),
            ),
        ),
        deletes(
            "unassign_user_role",
            "/organization/users/{user_id}/roles/{role_id}",
            "TODO",
            OF_USER,
            ROLE_ID,
            key=KeyClass.ADMIN,
        ),
    ),
)

USERS = Resource(
    "users",
    "users",
    "Users",
    "TODO",
    order_of_use=words(
        "id name role email added_at is_default created user is_service_account "
        "is_scale_tier_authorized_purchaser is_scim_managed api_key_last_used_at technical_level "
        "developer_persona projects"
    ),
    always=words("object id added_at"),
    columns=(
        text("object", "Always organization.user.", enum=("organization.user",)),
        text("id", "TODO"),
        text("name", "TODO"),
        text("email", "TODO"),
        text("role", "TODO"),
        unix_time("added_at", "TODO"),
        boolean("is_default", "TODO"),
        unix_time("created", "TODO"),
        json_object(
            "user", "TODO", "object", "id", "email", "name", "picture", "enabled", "banned", "banned_at"
        ),
        boolean("is_service_account", "TODO"),
        boolean("is_scale_tier_authorized_purchaser", "TODO"),
        boolean("is_scim_managed", "TODO"),
        unix_time("api_key_last_used_at", "TODO"),
        text("technical_level", "TODO"),
        text("developer_persona", "TODO"),
        json_object("projects", "TODO", "object", "data"),
    ),
    methods=(
        lists(
            "list_users",
            "/organization/users",
            "TODO",
            in_query("emails", "TODO", DataType.ARRAY),
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads("retrieve_user", "/organization/users/{user_id}", "TODO", USER_ID, key=KeyClass.ADMIN),
        updates(
            "modify_user",
            "/organization/users/{user_id}",
            "TODO",
            USER_ID,
            optional("role", DataType.STRING, "TODO", column="role", nullable=True),
            optional("role_id", DataType.STRING, "TODO", nullable=True),
            optional("technical_level", DataType.STRING, "TODO", column="technical_level", nullable=True),
            optional("developer_persona", DataType.STRING, "TODO", column="developer_persona", nullable=True),
            key=KeyClass.ADMIN,
        ),
        deletes("delete_user", "/organization/users/{user_id}", "TODO", USER_ID, key=KeyClass.ADMIN),
    ),
)

SERVICE = Service("users", "Users", "TODO", (ROLE_ASSIGNMENTS, USERS))
