"""Groups: users who get the same roles."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import boolean, object_type, required, text, unix_time, words
from openai_sql_shell.catalog.model import Resource, Service
from openai_sql_shell.catalog.organization import (
    OF_GROUP,
    ROLE_LIST,
    USER_ID,
    creates,
    deletes,
    lists,
    reads,
    role_assignments,
    updates,
)
from openai_sql_shell.classes import replace

GROUP_ID = replace(OF_GROUP, column="id")

GROUPS = Resource(
    "groups",
    "groups",
    "Groups",
    "Groups of users that roles are given to.",
    id_prefix="group_",
    expected_rows=50,
    order_of_use=words("id name group_type is_scim_managed created_at"),
    always=words("id name created_at is_scim_managed group_type"),
    columns=(
        text("id", "The group's identifier."),
        text("name", "Its name."),
        unix_time("created_at", "When the group was made."),
        boolean(
            "is_scim_managed", "Kept up to date by an identity provider; members cannot be changed here."
        ),
        text(
            "group_type",
            "A group of the organization, or of a whole tenant.",
            enum=words("group tenant_group"),
        ),
    ),
    methods=(
        lists(
            "list_groups", "/organization/groups", "The organization's groups, a page at a time.", **ROLE_LIST
        ),
        reads("retrieve_group", "/organization/groups/{group_id}", "One group.", GROUP_ID),
        creates("create_group", "/organization/groups", "Make a group.", required("name", "Its name.")),
        updates(
            "update_group",
            "/organization/groups/{group_id}",
            "Give a group another name.",
            GROUP_ID,
            required("name", "The new name."),
        ),
        deletes(
            "delete_group",
            "/organization/groups/{group_id}",
            "Remove a group; its users stay, without the roles they had through it.",
            GROUP_ID,
        ),
    ),
)

ROLE_ASSIGNMENTS = role_assignments(
    "groups",
    "role_assignments",
    "Role assignments",
    "/organization/groups/{group_id}/roles",
    (OF_GROUP,),
    "group",
)

USERS = Resource(
    "groups",
    "users",
    "Group users",
    "Users who belong to a group.",
    same_objects="openai.users.users",
    expected_rows=50,
    order_of_use=words("id name email user_type is_service_account picture"),
    always=words("id name"),
    columns=(
        text("id", "The user's identifier, the same as in users."),
        text("name", "The person's name."),
        text("email", "Their address."),
        text("picture", "Where their picture is."),
        boolean("is_service_account", "A program, not a person."),
        text(
            "user_type", "A user of the organization, or of a whole tenant.", enum=words("user tenant_user")
        ),
    ),
    methods=(
        lists(
            "list_group_users",
            "/organization/groups/{group_id}/users",
            "A group's users, a page at a time.",
            OF_GROUP,
            **ROLE_LIST,
        ),
        reads(
            "retrieve_group_user",
            "/organization/groups/{group_id}/users/{user_id}",
            "One user of a group.",
            OF_GROUP,
            USER_ID,
        ),
        creates(
            "add_group_user",
            "/organization/groups/{group_id}/users",
            "Add a user to a group.",
            OF_GROUP,
            required("user_id", "The user to add.", column="id"),
            columns=(
                object_type("group.user"),
                text("user_id", "The user who was added."),
                text("group_id", "The group."),
            ),
        ),
        deletes(
            "remove_group_user",
            "/organization/groups/{group_id}/users/{user_id}",
            "Take a user out of a group.",
            OF_GROUP,
            USER_ID,
        ),
    ),
)

SERVICE = Service("groups", "Groups", "Users who get the same roles.", (GROUPS, ROLE_ASSIGNMENTS, USERS))
