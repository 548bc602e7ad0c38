"""Projects: their people, keys, limits and permissions."""

from __future__ import annotations

from dataclasses import replace

from openai_sql_shell.catalog.declare import (
    ARRAY,
    BOOLEAN,
    INTEGER,
    OBJECT,
    STRING,
    in_path,
    in_query,
    integer,
    json_array,
    json_object,
    object_type,
    optional,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import Paging, Resource, Service
from openai_sql_shell.catalog.organisation import (
    OF_GROUP,
    OF_PROJECT,
    OF_USER,
    PROJECT_ID,
    USER_ID,
    acts,
    creates,
    deletes,
    lists,
    reads,
    role_assignments,
    updates,
)

PATH = "/organization/projects/{project_id}"

API_KEY_ID = in_path("api_key_id", "The key's identifier.", column="id", aliases=("key_id",))
SERVICE_ACCOUNT_ID = in_path("service_account_id", "The service account.", column="id")
IN_PROJECT = replace(OF_PROJECT, column="project_id")
GROUP_ID = replace(OF_GROUP, column="group_id")
ACCESS = words("active inactive")
GROUP_TYPES = words("group tenant_group")
RESIDENCIES = words(
    "GLOBAL US_STORAGE_PROCESSING EU_STORAGE_PROCESSING JP_STORAGE KR_STORAGE CA_STORAGE SG_STORAGE "
    "IN_STORAGE AU_STORAGE GB_STORAGE AE_STORAGE AE_STORAGE_PROCESSING"
)

TOOLS = {
    "file_search": "Searching in vector stores.",
    "web_search": "Searching the web.",
    "image_generation": "Making pictures.",
    "mcp": "Calling MCP servers.",
    "code_interpreter": "Running code in containers.",
}
"""The hosted tools that a project may be allowed, each an object ``{"enabled": true}``."""

LIMITS = {
    "max_requests_per_1_minute": "Requests a minute.",
    "max_tokens_per_1_minute": "Tokens a minute.",
    "max_images_per_1_minute": "Pictures a minute; for models that make them.",
    "max_audio_megabytes_per_1_minute": "Megabytes of sound a minute; for models that take it.",
    "max_requests_per_1_day": "Requests a day; for models that have such a limit.",
    "batch_1_day_max_input_tokens": "Input tokens that batches may have enqueued a day.",
}

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
            f"{PATH}/api_keys",
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
            "retrieve_project_api_key", f"{PATH}/api_keys/{{api_key_id}}", "One key.", OF_PROJECT, API_KEY_ID
        ),
        deletes(
            "delete_project_api_key",
            f"{PATH}/api_keys/{{api_key_id}}",
            "Revoke a key; it stops working at once.",
            OF_PROJECT,
            API_KEY_ID,
        ),
    ),
)

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
        text("group_type", "A group of the organisation, or of a whole tenant.", enum=GROUP_TYPES),
        unix_time("created_at", "When it got access."),
    ),
    methods=(
        lists(
            "list_project_groups",
            f"{PATH}/groups",
            "A project's groups, a page at a time.",
            IN_PROJECT,
            paging=Paging.NEXT_CURSOR,
            max_page=100,
        ),
        reads(
            "retrieve_project_group",
            f"{PATH}/groups/{{group_id}}",
            "One group of a project.",
            IN_PROJECT,
            GROUP_ID,
            in_query(
                "group_type", "What kind of group it is.", column="group_type", enum=GROUP_TYPES, closed=True
            ),
        ),
        creates(
            "add_project_group",
            f"{PATH}/groups",
            "Give a group access to a project.",
            IN_PROJECT,
            required("group_id", "The group."),
            required("role", "The project role that its users get."),
        ),
        deletes(
            "remove_project_group",
            f"{PATH}/groups/{{group_id}}",
            "Take a group's access to a project away.",
            IN_PROJECT,
            GROUP_ID,
        ),
    ),
)

PROJECT_HOSTED_TOOL_PERMISSIONS = Resource(
    "projects",
    "project_hosted_tool_permissions",
    "Project hosted tool permissions",
    "Which of OpenAI's own tools a project may use: one row.",
    expected_rows=1,
    order_of_use=tuple(TOOLS),
    always=tuple(TOOLS),
    columns=tuple(json_object(name, what, "enabled") for name, what in TOOLS.items()),
    methods=(
        reads(
            "retrieve_project_hosted_tool_permissions",
            f"{PATH}/hosted_tool_permissions",
            "What the project may use.",
            OF_PROJECT,
        ),
        updates(
            "update_project_hosted_tool_permissions",
            f"{PATH}/hosted_tool_permissions",
            "Allow or forbid tools; those left out stay as they are.",
            OF_PROJECT,
            *(
                optional(
                    name,
                    f'{what[:-1]}: {{"enabled": true}} or false.',
                    OBJECT,
                    members=("enabled",),
                    nullable=True,
                    example={"enabled": True},
                )
                for name, what in TOOLS.items()
            ),
        ),
    ),
)

PROJECT_MODEL_PERMISSIONS = Resource(
    "projects",
    "project_model_permissions",
    "Project model permissions",
    "Which models a project may use: one row.",
    expected_rows=1,
    order_of_use=words("mode model_ids"),
    always=words("object mode model_ids"),
    columns=(
        object_type("project.model_permissions"),
        text(
            "mode",
            "Whether the models are those allowed or those forbidden.",
            enum=words("allow_list deny_list"),
        ),
        json_array("model_ids", "The models."),
    ),
    methods=(
        reads(
            "retrieve_project_model_permissions",
            f"{PATH}/model_permissions",
            "The rule in force.",
            OF_PROJECT,
        ),
        updates(
            "update_project_model_permissions",
            f"{PATH}/model_permissions",
            "Replace the rule.",
            OF_PROJECT,
            required(
                "mode",
                "Whether the models are those allowed or those forbidden.",
                enum=words("allow_list deny_list"),
            ),
            required("model_ids", "All the models.", ARRAY, items=STRING, example=["gpt-4o-mini"]),
        ),
        deletes(
            "delete_project_model_permissions",
            f"{PATH}/model_permissions",
            "Take the rule away; every model may be used.",
            OF_PROJECT,
        ),
    ),
)

PROJECT_RATE_LIMITS = Resource(
    "projects",
    "project_rate_limits",
    "Project rate limits",
    "How much of each model a project may use in a minute or a day.",
    id_prefix="rl-",
    aliases=("projects.rate_limits",),
    hint="rate limits are there for every model; they can be changed, not made or removed",
    expected_rows=100,
    order_of_use=("id", "model", *LIMITS),
    always=words("object id model max_requests_per_1_minute max_tokens_per_1_minute"),
    columns=(
        object_type("project.rate_limit"),
        text("id", "The limit's identifier."),
        text("model", "The model it is for."),
        *(integer(name, what) for name, what in LIMITS.items()),
    ),
    methods=(
        lists(
            "list_project_rate_limits",
            f"{PATH}/rate_limits",
            "A project's limits, a page at a time.",
            OF_PROJECT,
        ),
        updates(
            "update_project_rate_limits",
            f"{PATH}/rate_limits/{{rate_limit_id}}",
            "Change the limits of one model; never above those of the organisation.",
            OF_PROJECT,
            in_path("rate_limit_id", "The limit's identifier.", column="id"),
            *(optional(name, what, INTEGER) for name, what in LIMITS.items()),
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
            f"{PATH}/service_accounts/{{service_account_id}}/api_keys",
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
            f"{PATH}/service_accounts",
            "A project's service accounts, a page at a time.",
            OF_PROJECT,
        ),
        reads(
            "retrieve_project_service_account",
            f"{PATH}/service_accounts/{{service_account_id}}",
            "One service account.",
            OF_PROJECT,
            SERVICE_ACCOUNT_ID,
        ),
        creates(
            "create_project_service_account",
            f"{PATH}/service_accounts",
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
            f"{PATH}/service_accounts/{{service_account_id}}",
            "Change a service account's name or role.",
            OF_PROJECT,
            SERVICE_ACCOUNT_ID,
            optional("name", "The new name."),
            optional("role", "The new role.", enum=words("member owner")),
        ),
        deletes(
            "delete_project_service_account",
            f"{PATH}/service_accounts/{{service_account_id}}",
            "Remove a service account; its keys stop working at once.",
            OF_PROJECT,
            SERVICE_ACCOUNT_ID,
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
        lists("list_project_users", f"{PATH}/users", "A project's users, a page at a time.", OF_PROJECT),
        reads(
            "retrieve_project_user",
            f"{PATH}/users/{{user_id}}",
            "One user of a project.",
            OF_PROJECT,
            USER_ID,
        ),
        creates(
            "create_project_user",
            f"{PATH}/users",
            "Add a user of the organisation to a project, by identifier or address.",
            OF_PROJECT,
            optional("user_id", "The user to add.", column="id", nullable=True, excludes=("email",)),
            optional("email", "Their address, instead of the identifier.", nullable=True),
            required("role", "Their role: owner or member."),
        ),
        updates(
            "modify_project_user",
            f"{PATH}/users/{{user_id}}",
            "Change a user's role in a project.",
            OF_PROJECT,
            USER_ID,
            optional("role", "The new role: owner or member.", nullable=True),
        ),
        deletes(
            "delete_project_user",
            f"{PATH}/users/{{user_id}}",
            "Take a user out of a project.",
            OF_PROJECT,
            USER_ID,
        ),
    ),
)

KEY_ID = optional("external_key_id", "A key of your own for encryption.", nullable=True)

PROJECTS = Resource(
    "projects",
    "projects",
    "Projects",
    "Parts of the organisation, with files, keys, limits and people of their own.",
    id_prefix="proj_",
    hint="a project cannot be removed: EXEC openai.projects.projects.archive_project @project_id = '...'",
    expected_rows=50,
    order_of_use=words("id name status created_at archived_at residency external_key_id"),
    always=words("id object created_at"),
    columns=(
        text("id", "The project's identifier."),
        object_type("organization.project"),
        text("name", "Its name."),
        unix_time("created_at", "When it was made."),
        unix_time("archived_at", "When it was archived."),
        text("status", "Whether it is in use: active or archived."),
        text("external_key_id", "The key of your own that its data is encrypted with."),
        text("residency", "Where its data is kept and worked on.", enum=RESIDENCIES),
    ),
    methods=(
        lists(
            "list_projects",
            "/organization/projects",
            "Projects of the organisation, a page at a time; archived ones only when asked for.",
            in_query("include_archived", "Archived projects, too.", BOOLEAN),
        ),
        reads("retrieve_project", PATH, "One project.", PROJECT_ID),
        creates(
            "create_project",
            "/organization/projects",
            "Make a project; it can be archived, never removed.",
            required("name", "Its name."),
            optional(
                "residency",
                "Where its data is kept; cannot be changed later.",
                enum=RESIDENCIES,
                nullable=True,
            ),
            KEY_ID,
        ),
        updates(
            "modify_project",
            PATH,
            "Change a project's name or key.",
            PROJECT_ID,
            optional("name", "The new name.", nullable=True),
            KEY_ID,
        ),
        acts(
            "archive_project",
            f"{PATH}/archive",
            "Archive a project for good: it cannot be used or changed any more.",
            PROJECT_ID,
            aliases=("archive",),
        ),
    ),
)

SERVICE = Service(
    "projects",
    "Projects",
    "Parts of the organisation: people, keys, limits and permissions of each.",
    (
        PROJECTS,
        PROJECT_API_KEYS,
        PROJECT_SERVICE_ACCOUNTS,
        PROJECT_SERVICE_ACCOUNT_API_KEYS,
        PROJECT_USERS,
        PROJECT_USER_ROLE_ASSIGNMENTS,
        PROJECT_GROUPS,
        PROJECT_GROUP_ROLE_ASSIGNMENTS,
        PROJECT_RATE_LIMITS,
        PROJECT_MODEL_PERMISSIONS,
        PROJECT_HOSTED_TOOL_PERMISSIONS,
    ),
)
