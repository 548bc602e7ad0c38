"""What several services of the organization have in common: the admin key, roles and who has them."""

from __future__ import annotations

from openai_sql_shell.catalog import declare
from openai_sql_shell.catalog.declare import (
    MethodKind,
    boolean,
    in_path,
    json_array,
    json_object,
    object_type,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import Column, KeyClass, Paging, Parameter, Resource
from openai_sql_shell.classes import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypedDict

    class ListFacts(TypedDict):
        """How a list is paged."""

        paging: Paging
        max_page: int


ROLE_LIST: ListFacts = {"paging": Paging.NEXT_CURSOR, "max_page": 1000}


def _administered(kind: MethodKind) -> MethodKind:
    return replace(kind, usual={**kind.usual, "key": KeyClass.ADMIN})


lists = _administered(declare.pages)
reads, creates, updates, deletes, acts = map(
    _administered, (declare.reads, declare.creates, declare.updates, declare.deletes, declare.acts)
)
"""The verbs of a declaration for methods that take the admin key."""

PROJECT_PATH = "/organization/projects/{project_id}"
OF_PROJECT = in_path("project_id", "The project.")
PROJECT_ID = replace(OF_PROJECT, column="id")
OF_GROUP = in_path("group_id", "The group.")
OF_USER = in_path("user_id", "The user.")
USER_ID = replace(OF_USER, column="id")
ROLE_ID = in_path("role_id", "The role.", column="id")

USER_MEMBERS = words(
    "object id name email role added_at is_default created user is_service_account "
    "is_scale_tier_authorized_purchaser is_scim_managed api_key_last_used_at technical_level "
    "developer_persona projects"
)
ROLE_MEMBERS = words("object id name description permissions resource_type predefined_role")
GROUP_MEMBERS = words("object id name created_at scim_managed")

ROLE_COLUMNS = (
    text("id", "The role's identifier."),
    text("name", "Its name."),
    json_array("permissions", "What it allows."),
    text("resource_type", "Whether it is a role of the organization or of projects."),
    boolean("predefined_role", "OpenAI defined it; it cannot be changed."),
    text("description", "What it is for."),
)

ASSIGNMENT_COLUMNS = (
    *ROLE_COLUMNS,
    unix_time("created_at", "When the role was made."),
    unix_time("updated_at", "When it was changed last."),
    text("created_by", "Who made it."),
    json_object("created_by_user_obj", "The user who made it."),
    json_object("metadata", "Further pairs that are kept with it."),
    json_array(
        "assignment_sources",
        "Through whom the role is had: directly or by a group.",
        "principal_id",
        "principal_type",
    ),
)


def role_assignments(
    service: str,
    name: str,
    title: str,
    path: str,
    who: tuple[Parameter, ...],
    holder: str,
    *,
    inside: str = "",
) -> Resource:
    """The roles that a user or a group has, in the organization or in a project.

    Args:
        service: the service that holds the resource.
        name: the resource's name.
        title: its title.
        path: the list of its roles.
        who: the path's parameters.
        holder: ``user`` or ``group``.
        inside: ``project``, where the roles hold in one project only.
    """
    object_ = f"{holder}.role"
    members = USER_MEMBERS if holder == "user" else GROUP_MEMBERS
    what = "_".join(filter(None, (inside, holder)))
    place = "project" if inside else "organization"
    answered: tuple[Column, ...] = (
        object_type(object_),
        json_object(holder, f"The {holder} that has the role now.", *members),
        json_object("role", "The role it has now.", *ROLE_MEMBERS),
    )
    return Resource(
        service,
        name,
        title,
        f"Roles that a {holder} has in the {place}.",
        aliases=(f"{service}.{name.removeprefix('project_')}",) if inside else (),
        expected_rows=10,
        order_of_use=words(
            "id name resource_type predefined_role permissions assignment_sources description"
        ),
        always=words("id name permissions resource_type predefined_role"),
        columns=ASSIGNMENT_COLUMNS,
        methods=(
            lists(
                f"list_{what}_role_assignments",
                path,
                f"The {holder}'s roles in the {place}.",
                *who,
                **ROLE_LIST,
            ),
            reads(
                f"retrieve_{what}_role", f"{path}/{{role_id}}", f"One of the {holder}'s roles.", *who, ROLE_ID
            ),
            creates(
                f"assign_{what}_role",
                path,
                f"Give the {holder} a role.",
                *who,
                required("role_id", "The role to give.", column="id"),
                columns=answered,
            ),
            deletes(
                f"unassign_{what}_role",
                f"{path}/{{role_id}}",
                f"Take a role from the {holder}.",
                *who,
                ROLE_ID,
            ),
        ),
    )
