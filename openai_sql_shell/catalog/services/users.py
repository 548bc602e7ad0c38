"""Users: the people of the organization."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    STRING,
    boolean,
    in_query,
    json_object,
    object_type,
    optional,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import Resource, Service
from openai_sql_shell.catalog.organization import (
    OF_USER,
    USER_ID,
    deletes,
    lists,
    reads,
    role_assignments,
    updates,
)

ROLE_ASSIGNMENTS = role_assignments(
    "users", "role_assignments", "Role assignments", "/organization/users/{user_id}/roles", (OF_USER,), "user"
)

USERS = Resource(
    "users",
    "users",
    "Users",
    "People who belong to the organization.",
    id_prefix="user-",
    expected_rows=200,
    order_of_use=words(
        "id name email role added_at api_key_last_used_at is_service_account is_scim_managed is_default "
        "technical_level developer_persona projects"
    ),
    always=words("object id added_at"),
    columns=(
        object_type("organization.user"),
        text("id", "The user's identifier."),
        text("name", "The person's name."),
        text("email", "The address they sign in with."),
        text("role", "What they may do: owner or reader."),
        unix_time("added_at", "When they joined."),
        boolean("is_default", "This is the user's default organization."),
        unix_time("created", "When the account was made."),
        json_object(
            "user",
            "The account behind the member.",
            *words("object id email name picture enabled banned banned_at"),
        ),
        boolean("is_service_account", "A program, not a person."),
        boolean("is_scale_tier_authorized_purchaser", "May buy scale tier capacity."),
        boolean("is_scim_managed", "Kept up to date by an identity provider."),
        unix_time("api_key_last_used_at", "When one of their keys was used last."),
        text("technical_level", "How technical they said they are."),
        text("developer_persona", "What kind of developer they said they are."),
        json_object("projects", "The projects they belong to.", "object", "data"),
    ),
    methods=(
        lists(
            "list_users",
            "/organization/users",
            "The organization's users, a page at a time.",
            in_query("emails", "Only users with one of these addresses.", ARRAY, items=STRING),
        ),
        reads("retrieve_user", "/organization/users/{user_id}", "One user.", USER_ID),
        updates(
            "modify_user",
            "/organization/users/{user_id}",
            "Change a user's role or profile.",
            USER_ID,
            optional("role", "The new role: owner or reader.", nullable=True),
            optional("role_id", "The new role, by its identifier.", nullable=True),
            optional("technical_level", "How technical they are.", nullable=True),
            optional("developer_persona", "What kind of developer they are.", nullable=True),
        ),
        deletes(
            "delete_user", "/organization/users/{user_id}", "Remove a user from the organization.", USER_ID
        ),
    ),
)

SERVICE = Service(
    "users", "Users", "People of the organization, and the roles they have.", (ROLE_ASSIGNMENTS, USERS)
)
