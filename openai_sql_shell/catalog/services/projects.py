"""Projects: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    acts,
    boolean,
    creates,
    deletes,
    in_path,
    in_query,
    integer,
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

OF_PROJECT = in_path("project_id", "TODO")
API_KEY_ID = in_path("api_key_id", "TODO", column="id")
OF_GROUP = in_path("group_id", "TODO")
ROLE_ID = in_path("role_id", "TODO", column="id")
OF_PROJECT = in_path("project_id", "TODO", column="project_id")
OF_GROUP = in_path("group_id", "TODO", column="group_id")
SERVICE_ACCOUNT_ID = in_path("service_account_id", "TODO", column="id")
OF_USER = in_path("user_id", "TODO")
USER_ID = in_path("user_id", "TODO", column="id")
PROJECT_ID = in_path("project_id", "TODO", column="id")

PROJECT_API_KEYS = Resource(
    "projects",
    "project_api_keys",
    "Project api keys",
    "TODO",
    aliases=("projects.api_keys",),
    order_of_use=words("id name created_at redacted_value last_used_at owner_project_access owner"),
    always=words("object redacted_value name created_at id owner_project_access owner"),
    columns=(
        text("object", "Always organization.project.api_key.", enum=("organization.project.api_key",)),
        text("redacted_value", "TODO"),
        text("name", "TODO"),
        unix_time("created_at", "TODO"),
        unix_time("last_used_at", "TODO"),
        text("id", "TODO"),
        text("owner_project_access", "TODO", enum=words("active inactive")),
        json_object("owner", "TODO", "type", "user", "service_account"),
    ),
    methods=(
        lists(
            "list_project_api_keys",
            "/organization/projects/{project_id}/api_keys",
            "TODO",
            OF_PROJECT,
            in_query(
                "owner_project_access",
                "TODO",
                column="owner_project_access",
                enum=words("active inactive any"),
                closed=True,
            ),
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads(
            "retrieve_project_api_key",
            "/organization/projects/{project_id}/api_keys/{api_key_id}",
            "TODO",
            OF_PROJECT,
            API_KEY_ID,
            key=KeyClass.ADMIN,
        ),
        deletes(
            "delete_project_api_key",
            "/organization/projects/{project_id}/api_keys/{api_key_id}",
            "TODO",
            OF_PROJECT,
            API_KEY_ID,
            key=KeyClass.ADMIN,
        ),
    ),
)

PROJECT_GROUP_ROLE_ASSIGNMENTS = Resource(
    "projects",
    "project_group_role_assignments",
    "Project group role assignments",
    "TODO",
    aliases=("projects.group_role_assignments",),
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
            "list_project_group_role_assignments",
            "/projects/{project_id}/groups/{group_id}/roles",
            "TODO",
            OF_PROJECT,
            OF_GROUP,
            key=KeyClass.ADMIN,
            paging=Paging.NEXT_CURSOR,
            max_page=1000,
        ),
        reads(
            "retrieve_project_group_role",
            "/projects/{project_id}/groups/{group_id}/roles/{role_id}",
            "TODO",
            OF_PROJECT,
            OF_GROUP,
            ROLE_ID,
            key=KeyClass.ADMIN,
        ),
        creates(
            "assign_project_group_role",
            "/projects/{project_id}/groups/{group_id}/roles",
            "TODO",
            OF_PROJECT,
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
            "unassign_project_group_role",
            "/projects/{project_id}/groups/{group_id}/roles/{role_id}",
            "TODO",
            OF_PROJECT,
            OF_GROUP,
            ROLE_ID,
            key=KeyClass.ADMIN,
        ),
    ),
)

PROJECT_GROUPS = Resource(
    "projects",
    "project_groups",
    "Project groups",
    "TODO",
    aliases=("projects.groups",),
    order_of_use=words("created_at project_id group_id group_name group_type"),
    always=words("object project_id group_id group_name group_type created_at"),
    columns=(
        text("object", "Always project.group.", enum=("project.group",)),
        text("project_id", "TODO"),
        text("group_id", "TODO"),
        text("group_name", "TODO"),
        text("group_type", "TODO", enum=words("group tenant_group")),
        unix_time("created_at", "TODO"),
    ),
    methods=(
        lists(
            "list_project_groups",
            "/organization/projects/{project_id}/groups",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
            paging=Paging.NEXT_CURSOR,
            max_page=100,
        ),
        reads(
            "retrieve_project_group",
            "/organization/projects/{project_id}/groups/{group_id}",
            "TODO",
            OF_PROJECT,
            OF_GROUP,
            in_query(
                "group_type", "TODO", column="group_type", enum=words("group tenant_group"), closed=True
            ),
            key=KeyClass.ADMIN,
        ),
        creates(
            "add_project_group",
            "/organization/projects/{project_id}/groups",
            "TODO",
            OF_PROJECT,
            required("group_id", DataType.STRING, "TODO", column="group_id"),
            required("role", DataType.STRING, "TODO"),
            key=KeyClass.ADMIN,
        ),
        deletes(
            "remove_project_group",
            "/organization/projects/{project_id}/groups/{group_id}",
            "TODO",
            OF_PROJECT,
            OF_GROUP,
            key=KeyClass.ADMIN,
        ),
    ),
)

PROJECT_HOSTED_TOOL_PERMISSIONS = Resource(
    "projects",
    "project_hosted_tool_permissions",
    "Project hosted tool permissions",
    "TODO",
    order_of_use=words("file_search web_search image_generation mcp code_interpreter"),
    always=words("file_search web_search image_generation mcp code_interpreter"),
    columns=(
        json_object("file_search", "TODO", "enabled"),
        json_object("web_search", "TODO", "enabled"),
        json_object("image_generation", "TODO", "enabled"),
        json_object("mcp", "TODO", "enabled"),
        json_object("code_interpreter", "TODO", "enabled"),
    ),
    methods=(
        reads(
            "retrieve_project_hosted_tool_permissions",
            "/organization/projects/{project_id}/hosted_tool_permissions",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
        ),
        updates(
            "update_project_hosted_tool_permissions",
            "/organization/projects/{project_id}/hosted_tool_permissions",
            "TODO",
            OF_PROJECT,
            optional(
                "file_search",
                DataType.OBJECT,
                "TODO",
                column="file_search",
                members=("enabled",),
                nullable=True,
            ),
            optional(
                "web_search",
                DataType.OBJECT,
                "TODO",
                column="web_search",
                members=("enabled",),
                nullable=True,
            ),
            optional(
                "image_generation",
                DataType.OBJECT,
                "TODO",
                column="image_generation",
                members=("enabled",),
                nullable=True,
            ),
            optional("mcp", DataType.OBJECT, "TODO", column="mcp", members=("enabled",), nullable=True),
            optional(
                "code_interpreter",
                DataType.OBJECT,
                "TODO",
                column="code_interpreter",
                members=("enabled",),
                nullable=True,
            ),
            key=KeyClass.ADMIN,
        ),
    ),
)

PROJECT_MODEL_PERMISSIONS = Resource(
    "projects",
    "project_model_permissions",
    "Project model permissions",
    "TODO",
    order_of_use=words("mode model_ids"),
    always=words("object mode model_ids"),
    columns=(
        text("object", "Always project.model_permissions.", enum=("project.model_permissions",)),
        text("mode", "TODO", enum=words("allow_list deny_list")),
        json_array("model_ids", "TODO"),
    ),
    methods=(
        reads(
            "retrieve_project_model_permissions",
            "/organization/projects/{project_id}/model_permissions",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
        ),
        updates(
            "update_project_model_permissions",
            "/organization/projects/{project_id}/model_permissions",
            "TODO",
            OF_PROJECT,
            required("mode", DataType.STRING, "TODO", column="mode", enum=words("allow_list deny_list")),
            required("model_ids", DataType.ARRAY, "TODO", column="model_ids", items=DataType.STRING),
            key=KeyClass.ADMIN,
        ),
        deletes(
            "delete_project_model_permissions",
            "/organization/projects/{project_id}/model_permissions",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
        ),
    ),
)

PROJECT_RATE_LIMITS = Resource(
    "projects",
    "project_rate_limits",
    "Project rate limits",
    "TODO",
    aliases=("projects.rate_limits",),
    order_of_use=words(
        "id model max_requests_per_1_minute max_tokens_per_1_minute max_images_per_1_minute "
        "max_audio_megabytes_per_1_minute max_requests_per_1_day batch_1_day_max_input_tokens"
    ),
    always=words("object id model max_requests_per_1_minute max_tokens_per_1_minute"),
    columns=(
        text("object", "Always project.rate_limit.", enum=("project.rate_limit",)),
        text("id", "TODO"),
        text("model", "TODO"),
        integer("max_requests_per_1_minute", "TODO"),
        integer("max_tokens_per_1_minute", "TODO"),
        integer("max_images_per_1_minute", "TODO"),
        integer("max_audio_megabytes_per_1_minute", "TODO"),
        integer("max_requests_per_1_day", "TODO"),
        integer("batch_1_day_max_input_tokens", "TODO"),
    ),
    methods=(
        lists(
            "list_project_rate_limits",
            "/organization/projects/{project_id}/rate_limits",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        updates(
            "update_project_rate_limits",
            "/organization/projects/{project_id}/rate_limits/{rate_limit_id}",
            "TODO",
            OF_PROJECT,
            in_path("rate_limit_id", "TODO", column="id"),
            optional(
                "max_requests_per_1_minute", DataType.INTEGER, "TODO", column="max_requests_per_1_minute"
            ),
            optional("max_tokens_per_1_minute", DataType.INTEGER, "TODO", column="max_tokens_per_1_minute"),
            optional("max_images_per_1_minute", DataType.INTEGER, "TODO", column="max_images_per_1_minute"),
            optional(
                "max_audio_megabytes_per_1_minute",
                DataType.INTEGER,
                "TODO",
                column="max_audio_megabytes_per_1_minute",
            ),
            optional("max_requests_per_1_day", DataType.INTEGER, "TODO", column="max_requests_per_1_day"),
            optional(
                "batch_1_day_max_input_tokens",
                DataType.INTEGER,
                "TODO",
                column="batch_1_day_max_input_tokens",
            ),
            key=KeyClass.ADMIN,
        ),
    ),
)

PROJECT_SERVICE_ACCOUNT_API_KEYS = Resource(
    "projects",
    "project_service_account_api_keys",
    "Project service account api keys",
    "TODO",
    order_of_use=words("id name created_at value"),
    always=words("object value name created_at id"),
    columns=(
        text(
            "object",
            "Always organization.project.service_account.api_key.",
            enum=("organization.project.service_account.api_key",),
        ),
        text("value", "TODO"),
        text("name", "TODO"),
        unix_time("created_at", "TODO"),
        text("id", "TODO"),
    ),
    methods=(
        creates(
            "create_service_account_api_key",
            "/organization/projects/{project_id}/service_accounts/{service_account_id}/api_keys",
            "TODO",
            OF_PROJECT,
            in_path("service_account_id", "TODO"),
            optional("name", DataType.STRING, "TODO", column="name"),
            optional("scopes", DataType.ARRAY, "TODO", items=DataType.STRING),
            key=KeyClass.ADMIN,
        ),
    ),
)

PROJECT_SERVICE_ACCOUNTS = Resource(
    "projects",
    "project_service_accounts",
    "Project service accounts",
    "TODO",
    aliases=("projects.service_accounts",),
    order_of_use=words("id name role created_at"),
    always=words("object id name role created_at"),
    columns=(
        text(
            "object",
            "Always organization.project.service_account.",
            enum=("organization.project.service_account",),
        ),
        text("id", "TODO"),
        text("name", "TODO"),
        text("role", "TODO", enum=words("owner member none")),
        unix_time("created_at", "TODO"),
    ),
    methods=(
        lists(
            "list_project_service_accounts",
            "/organization/projects/{project_id}/service_accounts",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads(
            "retrieve_project_service_account",
            "/organization/projects/{project_id}/service_accounts/{service_account_id}",
            "TODO",
            OF_PROJECT,
            SERVICE_ACCOUNT_ID,
            key=KeyClass.ADMIN,
        ),
        creates(
            "create_project_service_account",
            "/organization/projects/{project_id}/service_accounts",
            "TODO",
            OF_PROJECT,
            required("name", DataType.STRING, "TODO", column="name"),
            optional("create_service_account_only", DataType.BOOLEAN, "TODO", nullable=True),
            key=KeyClass.ADMIN,
            adds=(json_object("api_key", "TODO", "object", "value", "name", "created_at", "id"),),
        ),
        updates(
            "update_project_service_account",
            "/organization/projects/{project_id}/service_accounts/{service_account_id}",
            "TODO",
            OF_PROJECT,
            SERVICE_ACCOUNT_ID,
            optional("name", DataType.STRING, "TODO", column="name"),
            optional("role", DataType.STRING, "TODO", column="role", enum=words("member owner")),
            key=KeyClass.ADMIN,
        ),
        deletes(
            "delete_project_service_account",
            "/organization/projects/{project_id}/service_accounts/{service_account_id}",
            "TODO",
            OF_PROJECT,
            SERVICE_ACCOUNT_ID,
            key=KeyClass.ADMIN,
        ),
    ),
)

PROJECT_USER_ROLE_ASSIGNMENTS = Resource(
    "projects",
    "project_user_role_assignments",
    "Project user role assignments",
    "TODO",
    aliases=("projects.user_role_assignments",),
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
            "list_project_user_role_assignments",
            "/projects/{project_id}/users/{user_id}/roles",
            "TODO",
            OF_PROJECT,
            OF_USER,
            key=KeyClass.ADMIN,
            paging=Paging.NEXT_CURSOR,
            max_page=1000,
        ),
        reads(
            "retrieve_project_user_role",
            "/projects/{project_id}/users/{user_id}/roles/{role_id}",
            "TODO",
            OF_PROJECT,
            OF_USER,
            ROLE_ID,
            key=KeyClass.ADMIN,
        ),
        creates(
            "assign_project_user_role",
            "/projects/{project_id}/users/{user_id}/roles",
            "TODO",
            OF_PROJECT,
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
            "unassign_project_user_role",
            "/projects/{project_id}/users/{user_id}/roles/{role_id}",
            "TODO",
            OF_PROJECT,
            OF_USER,
            ROLE_ID,
            key=KeyClass.ADMIN,
        ),
    ),
)

PROJECT_USERS = Resource(
    "projects",
    "project_users",
    "Project users",
    "TODO",
    aliases=("projects.users",),
    order_of_use=words("id name role email added_at"),
    always=words("object id role added_at"),
    columns=(
        text("object", "Always organization.project.user.", enum=("organization.project.user",)),
        text("id", "TODO"),
        text("name", "TODO"),
        text("email", "TODO"),
        text("role", "TODO"),
        unix_time("added_at", "TODO"),
    ),
    methods=(
        lists(
            "list_project_users",
            "/organization/projects/{project_id}/users",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads(
            "retrieve_project_user",
            "/organization/projects/{project_id}/users/{user_id}",
            "TODO",
            OF_PROJECT,
            USER_ID,
            key=KeyClass.ADMIN,
        ),
        creates(
            "create_project_user",
            "/organization/projects/{project_id}/users",
            "TODO",
            OF_PROJECT,
            optional("user_id", DataType.STRING, "TODO", nullable=True),
            optional("email", DataType.STRING, "TODO", column="email", nullable=True),
            required("role", DataType.STRING, "TODO", column="role"),
            key=KeyClass.ADMIN,
        ),
        updates(
            "modify_project_user",
            "/organization/projects/{project_id}/users/{user_id}",
            "TODO",
            OF_PROJECT,
            USER_ID,
            optional("role", DataType.STRING, "TODO", column="role", nullable=True),
            key=KeyClass.ADMIN,
        ),
        deletes(
            "delete_project_user",
            "/organization/projects/{project_id}/users/{user_id}",
            "TODO",
            OF_PROJECT,
            USER_ID,
            key=KeyClass.ADMIN,
        ),
    ),
)

PROJECTS = Resource(
    "projects",
    "projects",
    "Projects",
    "TODO",
    order_of_use=words("id status name created_at archived_at external_key_id residency"),
    always=words("id object created_at"),
    columns=(
        text("id", "TODO"),
        text("object", "Always organization.project.", enum=("organization.project",)),
        text("name", "TODO"),
        unix_time("created_at", "TODO"),
        unix_time("archived_at", "TODO"),
        text("status", "TODO"),
        text("external_key_id", "TODO"),
        text(
            "residency",
            "TODO",
            enum=words(
                "GLOBAL US_STORAGE_PROCESSING EU_STORAGE_PROCESSING JP_STORAGE KR_STORAGE CA_STORAGE "
                "SG_STORAGE IN_STORAGE AU_STORAGE GB_STORAGE AE_STORAGE AE_STORAGE_PROCESSING"
            ),
        ),
    ),
    methods=(
        lists(
            "list_projects",
            "/organization/projects",
            "TODO",
            in_query("include_archived", "TODO", DataType.BOOLEAN),
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads(
            "retrieve_project", "/organization/projects/{project_id}", "TODO", PROJECT_ID, key=KeyClass.ADMIN
        ),
        creates(
            "create_project",
            "/organization/projects",
            "TODO",
            required("name", DataType.STRING, "TODO", column="name"),
            optional(
                "residency",
                DataType.STRING,
                "TODO",
                column="residency",
                enum=words(
                    "GLOBAL US_STORAGE_PROCESSING EU_STORAGE_PROCESSING JP_STORAGE KR_STORAGE CA_STORAGE "
                    "SG_STORAGE IN_STORAGE AU_STORAGE GB_STORAGE AE_STORAGE AE_STORAGE_PROCESSING"
                ),
                nullable=True,
            ),
            optional("external_key_id", DataType.STRING, "TODO", column="external_key_id", nullable=True),
            key=KeyClass.ADMIN,
        ),
        updates(
            "modify_project",
            "/organization/projects/{project_id}",
            "TODO",
            PROJECT_ID,
            optional("name", DataType.STRING, "TODO", column="name", nullable=True),
            optional("external_key_id", DataType.STRING, "TODO", column="external_key_id", nullable=True),
            key=KeyClass.ADMIN,
        ),
        acts(
            "archive_project",
            "/organization/projects/{project_id}/archive",
            "TODO",
            PROJECT_ID,
            key=KeyClass.ADMIN,
            aliases=("archive",),
        ),
    ),
)

SERVICE = Service(
    "projects",
    "Projects",
    "TODO",
    (
        PROJECT_API_KEYS,
        PROJECT_GROUP_ROLE_ASSIGNMENTS,
        PROJECT_GROUPS,
        PROJECT_HOSTED_TOOL_PERMISSIONS,
        PROJECT_MODEL_PERMISSIONS,
        PROJECT_RATE_LIMITS,
        PROJECT_SERVICE_ACCOUNT_API_KEYS,
        PROJECT_SERVICE_ACCOUNTS,
        PROJECT_USER_ROLE_ASSIGNMENTS,
        PROJECT_USERS,
        PROJECTS,
    ),
)
