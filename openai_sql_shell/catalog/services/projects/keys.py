"""What programs get at a project with: service accounts and keys."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    BOOLEAN,
    STRING,
    in_path,
    in_query,
    json_object,
    object_type,
    optional,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import Resource
from openai_sql_shell.catalog.organization import (
    OF_PROJECT,
    PROJECT_PATH,
    creates,
    deletes,
    lists,
    reads,
    updates,
)

API_KEY_ID = in_path("api_key_id", "The key's identifier.", column="id", aliases=("key_id",))

SERVICE_ACCOUNT_ID = in_path("service_account_id", "The service account.", column="id")

ACCESS = words("active inactive")

PROJECT_API_KEYS = Resource(
    "projects",
    "project_api_keys",
    "Project API keys",
    "Keys of a project, without their secret.",
    id_prefix="key_",
    aliases=("projects.api_keys",),
    expected_rows=50,
    order_of_use=words("id name redacted_value owner_project_access created_at last_used_at owner"),
    always=words("object redacted_value name created_at id owner_project_access owner"),
    columns=(
        object_type("organization.project.api_key"),
        text("redacted_value", "The key with its middle left out."),
        text("name", "Its name."),
        unix_time("created_at", "When the key was made."),
        unix_time("last_used_at", "When it was used last."),
        text("id", "The key's identifier."),
        text("owner_project_access", "Whether its owner still has access to the project.", enum=ACCESS),
        json_object("owner", "Whose key it is.", "type", "user", "service_account"),
    ),
    methods=(
        lists(
            "list_project_api_keys",
            f"{PROJECT_PATH}/api_keys",
            "A project's keys, a page at a time.",
            OF_PROJECT,
            in_query(
                "owner_project_access",
                "Only keys whose owner has, or has no longer, access; any: both.",
                column="owner_project_access",
                enum=(*ACCESS, "any"),
                closed=True,
            ),
        ),
        reads(
            "retrieve_project_api_key",
            f"{PROJECT_PATH}/api_keys/{{api_key_id}}",
            "One key.",
            OF_PROJECT,
            API_KEY_ID,
        ),
        deletes(
            "delete_project_api_key",
            f"{PROJECT_PATH}/api_keys/{{api_key_id}}",
            "Revoke a key; it stops working at once.",
            OF_PROJECT,
            API_KEY_ID,
        ),
    ),
)

PROJECT_SERVICE_ACCOUNT_API_KEYS = Resource(
    "projects",
    "project_service_account_api_keys",
    "Project service account API keys",
    "New keys of a service account; they are listed among the project's keys.",
    id_prefix="key_",
    hint="SELECT * FROM openai.projects.project_api_keys lists the keys, without their secret",
    look="SELECT * FROM openai.projects.project_api_keys WHERE project_id = {project_id}",
    order_of_use=words("id name value created_at"),
    always=words("object value name created_at id"),
    columns=(
        object_type("organization.project.service_account.api_key"),
        text("value", "The key itself, shown this once.", secret=True),
        text("name", "Its name."),
        unix_time("created_at", "When the key was made."),
        text("id", "The key's identifier."),
    ),
    methods=(
        creates(
            "create_service_account_api_key",
            f"{PROJECT_PATH}/service_accounts/{{service_account_id}}/api_keys",
            "Make a further key for a service account; its value is shown this once.",
            OF_PROJECT,
            in_path("service_account_id", "The service account."),
            optional("name", "Its name."),
            optional("scopes", "What the key may do; everything without it.", ARRAY, items=STRING),
        ),
    ),
)

PROJECT_SERVICE_ACCOUNTS = Resource(
    "projects",
    "project_service_accounts",
    "Project service accounts",
    "Programs that belong to a project, each with keys of its own.",
    id_prefix="svc_acct_",
    aliases=("projects.service_accounts",),
    expected_rows=20,
    order_of_use=words("id name role created_at"),
    always=words("object id name role created_at"),
    columns=(
        object_type("organization.project.service_account"),
        text("id", "The service account's identifier."),
        text("name", "Its name."),
        text("role", "What it may do in the project.", enum=words("owner member none")),
        unix_time("created_at", "When it was made."),
    ),
    methods=(
        lists(
            "list_project_service_accounts",
            f"{PROJECT_PATH}/service_accounts",
            "A project's service accounts, a page at a time.",
            OF_PROJECT,
        ),
        reads(
            "retrieve_project_service_account",
            f"{PROJECT_PATH}/service_accounts/{{service_account_id}}",
            "One service account.",
            OF_PROJECT,
            SERVICE_ACCOUNT_ID,
        ),
        creates(
            "create_project_service_account",
            f"{PROJECT_PATH}/service_accounts",
            "Make a service account with a key, whose value is shown this once.",
            OF_PROJECT,
            required("name", "Its name."),
            optional("create_service_account_only", "Make no key with it.", BOOLEAN, nullable=True),
            adds=(
                json_object(
                    "api_key",
                    "Its first key; the value is shown this once.",
                    *words("object value name created_at id"),
                    secret=True,
                ),
            ),
        ),
        updates(
            "update_project_service_account",
            f"{PROJECT_PATH}/service_accounts/{{service_account_id}}",
            "Change a service account's name or role.",
            OF_PROJECT,
            SERVICE_ACCOUNT_ID,
            optional("name", "The new name."),
            optional("role", "The new role.", enum=words("member owner")),
        ),
        deletes(
            "delete_project_service_account",
            f"{PROJECT_PATH}/service_accounts/{{service_account_id}}",
            "Remove a service account; its keys stop working at once.",
            OF_PROJECT,
            SERVICE_ACCOUNT_ID,
        ),
    ),
)
