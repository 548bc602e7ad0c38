"""Groups: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    boolean,
    creates,
    deletes,
    in_path,
    json_array,
    json_object,
    lists,
    reads,
    required,
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.model import DataType, KeyClass, Paging, Resource, Service

GROUP_ID = in_path("group_id", "TODO", column="id")
OF_GROUP = in_path("group_id", "TODO")
ROLE_ID = in_path("role_id", "TODO", column="id")
USER_ID = in_path("user_id", "TODO", column="id")

GROUPS = Resource(
    "groups",
    "groups",
    "Groups",
    "TODO",
    order_of_use=words("id name created_at is_scim_managed group_type"),
    always=words("id name created_at is_scim_managed group_type"),
    columns=(
        text("id", "TODO"),
        text("name", "TODO"),
        unix_time("created_at", "TODO"),
        boolean("is_scim_managed", "TODO"),
        text("group_type", "TODO", enum=words("group tenant_group")),
    ),
    methods=(
        lists(
            "list_groups",
            "/organization/groups",
            "TODO",
            key=KeyClass.ADMIN,
            paging=Paging.NEXT_CURSOR,
            max_page=1000,
        ),
        reads("retrieve_group", "/organization/groups/{group_id}", "TODO", GROUP_ID, key=KeyClass.ADMIN),
        creates(
            "create_group",
            "/organization/groups",
            "TODO",
            required("name", DataType.STRING, "TODO", column="name"),
            key=KeyClass.ADMIN,
        ),
        updates(
            "update_group",
            "/organization/groups/{group_id}",
            "TODO",
            GROUP_ID,
            required("name", DataType.STRING, "TODO", column="name"),
            key=KeyClass.ADMIN,
        ),
        deletes("delete_group", "/organization/groups/{group_id}", "TODO", GROUP_ID, key=KeyClass.ADMIN),
    ),
)

ROLE_ASSIGNMENTS = Resource(
    "groups",
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
            "list_group_role_assignments",
            "/organization/groups/{group_id}/roles",
            "TODO",
            OF_GROUP,
            key=KeyClass.ADMIN,
            paging=Paging.NEXT_CURSOR,
            max_page=1000,
        ),
        reads(
            "retrieve_group_role",
            "/organization/groups/{group_id}/roles/{role_id}",
            "TODO",
            OF_GROUP,
            ROLE_ID,
            key=KeyClass.ADMIN,
        ),
        creates(
            "assign_group_role",
            "/organization/groups/{group_id}/roles",
            "TODO",
            OF_GROUP,
            required("role_id", DataType.STRING, "TODO"),
            key=KeyClass.ADMIN,
            adds=(
                text("object", "Always group.role.", enum=("group.role",)),
                json_object("group", "TODO", "object", "id", "name", "created_at", "scim_managed"),
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
            "unassign_group_role",
            "/organization/groups/{group_id}/roles/{role_id}",
            "TODO",
            OF_GROUP,
            ROLE_ID,
            key=KeyClass.ADMIN,
        ),
    ),
)

USERS = Resource(
    "groups",
    "users",
    "Users",
    "TODO",
    order_of_use=words("id name email picture is_service_account user_type"),
    always=words("id name"),
    columns=(
        text("id", "TODO"),
        text("name", "TODO"),
        text("email", "TODO"),
        text("picture", "TODO"),
        boolean("is_service_account", "TODO"),
        text("user_type", "TODO", enum=words("user tenant_user")),
    ),
    methods=(
        lists(
            "list_group_users",
            "/organization/groups/{group_id}/users",
            "TODO",
            OF_GROUP,
            key=KeyClass.ADMIN,
            paging=Paging.NEXT_CURSOR,
            max_page=1000,
        ),
        reads(
            "retrieve_group_user",
            "/organization/groups/{group_id}/users/{user_id}",
            "TODO",
            OF_GROUP,
            USER_ID,
            key=KeyClass.ADMIN,
        ),
        creates(
            "add_group_user",
            "/organization/groups/{group_id}/users",
            "TODO",
            OF_GROUP,
            required("user_id", DataType.STRING, "TODO"),
            key=KeyClass.ADMIN,
            adds=(
                text("object", "Always group.user.", enum=("group.user",)),
                text("user_id", "TODO"),
                text("group_id", "TODO"),
            ),
        ),
        deletes(
            "remove_group_user",
            "/organization/groups/{group_id}/users/{user_id}",
            "TODO",
            OF_GROUP,
            USER_ID,
            key=KeyClass.ADMIN,
        ),
    ),
)

SERVICE = Service("groups", "Groups", "TODO", (GROUPS, ROLE_ASSIGNMENTS, USERS))
