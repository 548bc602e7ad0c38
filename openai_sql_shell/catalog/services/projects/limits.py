"""What may be done in a project: tools, models, and how much of each."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    INTEGER,
    OBJECT,
    STRING,
    in_path,
    integer,
    json_array,
    json_object,
    object_type,
    optional,
    required,
    text,
    words,
)
from openai_sql_shell.catalog.model import Resource
from openai_sql_shell.catalog.organization import OF_PROJECT, PROJECT_PATH, deletes, lists, reads, updates

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
            f"{PROJECT_PATH}/hosted_tool_permissions",
            "What the project may use.",
            OF_PROJECT,
        ),
        updates(
            "update_project_hosted_tool_permissions",
            f"{PROJECT_PATH}/hosted_tool_permissions",
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
            f"{PROJECT_PATH}/model_permissions",
            "The rule in force.",
            OF_PROJECT,
        ),
        updates(
            "update_project_model_permissions",
            f"{PROJECT_PATH}/model_permissions",
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
            f"{PROJECT_PATH}/model_permissions",
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
            f"{PROJECT_PATH}/rate_limits",
            "A project's limits, a page at a time.",
            OF_PROJECT,
        ),
        updates(
            "update_project_rate_limits",
            f"{PROJECT_PATH}/rate_limits/{{rate_limit_id}}",
            "Change the limits of one model; never above those of the organization.",
            OF_PROJECT,
            in_path("rate_limit_id", "The limit's identifier.", column="id"),
            *(optional(name, what, INTEGER) for name, what in LIMITS.items()),
        ),
    ),
)
