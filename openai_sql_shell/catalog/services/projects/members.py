"""Who belongs to a project: users, groups, and the roles that they have in it."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import in_query, object_type, optional, required, text, unix_time, words
from openai_sql_shell.catalog.model import Paging, Resource
from openai_sql_shell.catalog.organization import (
    OF_GROUP,
    OF_PROJECT,
    OF_USER,
    PROJECT_PATH,
    USER_ID,
    creates,
    deletes,
    lists,
    reads,
    role_assignments,
    updates,
)
from openai_sql_shell.classes import replace

IN_PROJECT = replace(OF_PROJECT, column="project_id")

GROUP_ID = replace(OF_GROUP, column="group_id")

GROUP_TYPES = words("group tenant_group")

PROJECT_GROUP_ROLE_ASSIGNMENTS = role_assignments(
    "projects",
    "project_group_role_assignments",
    "Project group role assignments",
    "/projects/{project_id}/groups/{group_id}/roles",
    (OF_PROJECT, OF_GROUP),
    "group",
    inside="project",
)

PROJECT_USER_ROLE_ASSIGNMENTS = role_assignments(
    "projects",
    "project_user_role_assignments",
    "Project user role assignments",
    "/projects/{project_id}/users/{user_id}/roles",
    (OF_PROJECT, OF_USER),
    "user",
    inside="project",
)

PROJECT_GROUPS = Resource(
    "projects",
    "project_groups",
    "Project groups",
    "Groups that have access to a project.",
    aliases=("projects.groups",),
    expected_rows=20,
    order_of_use=words("group_id group_name group_type created_at project_id"),
    always=words("object project_id group_id group_name group_type created_at"),
    columns=(
        object_type("project.group"),
        text("project_id", "The project."),
        text("group_id", "The group."),
        text("group_name", "The group's name."),
        text("group_type", "A group of the organization, or of a whole tenant.", enum=GROUP_TYPES),
        unix_time("created_at", "When it got access."),
    ),
    methods=(
        lists(
            "list_project_groups",
            f"{PROJECT_PATH}/groups",
            "A project's groups, a page at a time.",
            IN_PROJECT,
            paging=Paging.NEXT_CURSOR,
            max_page=100,
        ),
        reads(
            "retrieve_project_group",
            f"{PROJECT_PATH}/groups/{{group_id}}",
            "One group of a project.",
            IN_PROJECT,
            GROUP_ID,
            in_query(
                "group_type", "What kind of group it is.", column="group_type", enum=GROUP_TYPES, closed=True
            ),
        ),
        creates(
            "add_project_group",
            f"{PROJECT_PATH}/groups",
            "Give a group access to a project.",
            IN_PROJECT,
            required("group_id", "The group."),
            required("role", "The project role that its users get."),
        ),
        deletes(
            "remove_project_group",
            f"{PROJECT_PATH}/groups/{{group_id}}",
            "Take a group's access to a project away.",
            IN_PROJECT,
            GROUP_ID,
        ),
    ),
)

PROJECT_USERS = Resource(
    "projects",
    "project_users",
    "Project users",
    "People who belong to a project.",
    id_prefix="user-",
    same_objects="openai.users.users",
    aliases=("projects.users",),
    expected_rows=50,
    order_of_use=words("id name email role added_at"),
    always=words("object id role added_at"),
    columns=(
        object_type("organization.project.user"),
        text("id", "The user's identifier, the same as in users."),
        text("name", "The person's name."),
        text("email", "Their address."),
        text("role", "What they may do in the project: owner or member."),
        unix_time("added_at", "When they joined the project."),
    ),
    methods=(
        lists(
            "list_project_users", f"{PROJECT_PATH}/users", "A project's users, a page at a time.", OF_PROJECT
        ),
        reads(
            "retrieve_project_user",
            f"{PROJECT_PATH}/users/{{user_id}}",
            "One user of a project.",
            OF_PROJECT,
            USER_ID,
        ),
        creates(
            "create_project_user",
            f"{PROJECT_PATH}/users",
            "Add a user of the organization to a project, by identifier or address.",
            OF_PROJECT,
            required(
                "user_id", "The user to add.", column="id", nullable=True, unless="email", excludes=("email",)
            ),
            optional("email", "Their address, instead of the identifier.", nullable=True),
            required("role", "Their role: owner or member."),
        ),
        updates(
            "modify_project_user",
            f"{PROJECT_PATH}/users/{{user_id}}",
            "Change a user's role in a project.",
            OF_PROJECT,
            USER_ID,
            optional("role", "The new role: owner or member.", nullable=True),
        ),
        deletes(
            "delete_project_user",
            f"{PROJECT_PATH}/users/{{user_id}}",
            "Take a user out of a project.",
            OF_PROJECT,
            USER_ID,
        ),
    ),
)
