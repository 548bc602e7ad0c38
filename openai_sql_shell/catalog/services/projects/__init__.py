"""Projects: their people, keys, limits and permissions."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    BOOLEAN,
    in_query,
    object_type,
    optional,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import Resource, Service
from openai_sql_shell.catalog.organization import (
    PROJECT_ID,
    PROJECT_PATH,
    acts,
    creates,
    lists,
    reads,
    updates,
)
from openai_sql_shell.catalog.services.projects.keys import (
    PROJECT_API_KEYS,
    PROJECT_SERVICE_ACCOUNT_API_KEYS,
    PROJECT_SERVICE_ACCOUNTS,
)
from openai_sql_shell.catalog.services.projects.limits import (
    PROJECT_HOSTED_TOOL_PERMISSIONS,
    PROJECT_MODEL_PERMISSIONS,
    PROJECT_RATE_LIMITS,
)
from openai_sql_shell.catalog.services.projects.members import (
    PROJECT_GROUP_ROLE_ASSIGNMENTS,
    PROJECT_GROUPS,
    PROJECT_USER_ROLE_ASSIGNMENTS,
    PROJECT_USERS,
)

RESIDENCIES = words(
    "GLOBAL US_STORAGE_PROCESSING EU_STORAGE_PROCESSING JP_STORAGE KR_STORAGE CA_STORAGE SG_STORAGE "
    "IN_STORAGE AU_STORAGE GB_STORAGE AE_STORAGE AE_STORAGE_PROCESSING"
)

KEY_ID = optional("external_key_id", "A key of your own for encryption.", nullable=True)

PROJECTS = Resource(
    "projects",
    "projects",
    "Projects",
    "Parts of the organization, with files, keys, limits and people of their own.",
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
            "Projects of the organization, a page at a time; archived ones only when asked for.",
            in_query("include_archived", "Archived projects, too.", BOOLEAN),
        ),
        reads("retrieve_project", PROJECT_PATH, "One project.", PROJECT_ID),
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
            PROJECT_PATH,
            "Change a project's name or key.",
            PROJECT_ID,
            optional("name", "The new name.", nullable=True),
            KEY_ID,
        ),
        acts(
            "archive_project",
            f"{PROJECT_PATH}/archive",
            "Archive a project for good: it cannot be used or changed any more.",
            PROJECT_ID,
            aliases=("archive",),
        ),
    ),
)

SERVICE = Service(
    "projects",
    "Projects",
    "Parts of the organization: people, keys, limits and permissions of each.",
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
