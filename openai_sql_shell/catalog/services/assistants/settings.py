"""What assistants, threads and runs have in common: paths, models, tools, what a call may set."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ANY,
    BOOLEAN,
    INTEGER,
    OBJECT,
    anything,
    boolean,
    in_path,
    integer,
    json_array,
    json_object,
    number,
    object_type,
    optional,
    state,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.generation import TEMPERATURE, TOP_P
from openai_sql_shell.classes import replace

BETA = (("OpenAI-Beta", "assistants=v2"),)

INSTEAD = "Use responses and conversations."

IN_THREAD = "/threads/{thread_id}"

IN_RUN = "/threads/{thread_id}/runs/{run_id}"

OF_THREAD = in_path("thread_id", "The thread.", column="thread_id")

OLD_MODELS = words(
    "gpt-5 gpt-5-mini gpt-5-nano gpt-5-2025-08-07 gpt-5-mini-2025-08-07 gpt-5-nano-2025-08-07 gpt-4.1 "
    "gpt-4.1-mini gpt-4.1-nano gpt-4.1-2025-04-14 gpt-4.1-mini-2025-04-14 gpt-4.1-nano-2025-04-14 gpt-4o "
    "gpt-4o-2024-11-20 gpt-4o-2024-08-06 gpt-4o-2024-05-13 gpt-4o-mini gpt-4o-mini-2024-07-18 gpt-4.5-preview "
    "gpt-4.5-preview-2025-02-27 gpt-4-turbo gpt-4-turbo-2024-04-09 gpt-4-0125-preview gpt-4-turbo-preview "
    "gpt-4-1106-preview gpt-4-vision-preview gpt-4 gpt-4-0314 gpt-4-0613 gpt-4-32k gpt-4-32k-0314 "
    "gpt-4-32k-0613 gpt-3.5-turbo gpt-3.5-turbo-16k gpt-3.5-turbo-0613 gpt-3.5-turbo-1106 gpt-3.5-turbo-0125 "
    "gpt-3.5-turbo-16k-0613"
)

MODELS = (*OLD_MODELS, *words("o3-mini o3-mini-2025-01-31 o1 o1-2024-12-17"))

CHOICES = words("none auto required")

TOOL = words("type file_search function")

TOOL_USERS = words("code_interpreter file_search")

USAGE = words("completion_tokens prompt_tokens total_tokens")

RUN_TIMES = {
    "expires_at": "When the run will be given up.",
    "started_at": "When the run was started.",
    "cancelled_at": "When it was cancelled.",
    "failed_at": "When it failed.",
    "completed_at": "When it was done.",
}

RESOURCES_OF_TOOLS = optional(
    "tool_resources",
    "The files and vector stores that tools may use.",
    OBJECT,
    members=TOOL_USERS,
    objects=TOOL_USERS,
    nullable=True,
)

EFFORT = optional(
    "reasoning_effort",
    "How much it thinks.",
    enum=words("none minimal low medium high xhigh max"),
    nullable=True,
)

FORMAT = optional(
    "response_format",
    "How the answer is to be: auto, text, JSON, or JSON of a schema.",
    ANY,
    enum=("auto",),
    nullable=True,
)

RUN_SETTINGS = (
    replace(TEMPERATURE, column="temperature"),
    replace(TOP_P, column="top_p"),
    optional("max_prompt_tokens", "How many tokens of input the run may use.", INTEGER, nullable=True),
    optional("max_completion_tokens", "How many tokens of output the run may use.", INTEGER, nullable=True),
    optional(
        "truncation_strategy",
        "How a long thread is made shorter.",
        OBJECT,
        members=words("type last_messages"),
        nullable=True,
    ),
    optional("tool_choice", "Whether, or which of, the tools are used.", ANY, enum=CHOICES, nullable=True),
    optional("parallel_tool_calls", "Several tools may be called at once.", BOOLEAN),
    FORMAT,
)
"""What a run may have otherwise than its assistant."""

RUN_COLUMNS = (
    text("id", "The run's identifier."),
    object_type("thread.run"),
    unix_time("created_at", "When it was asked for."),
    text("thread_id", "The thread it answers."),
    text("assistant_id", "The assistant that answers."),
    state(
        "status",
        "Where the run stands; requires_action waits for submit_tool_ouputs_to_run.",
        words("queued in_progress requires_action cancelling cancelled failed completed incomplete expired"),
        done=("completed",),
        failed=words("failed incomplete expired"),
        stopped=words("cancelled requires_action"),
    ),
    json_object("required_action", "What it waits for.", "type", "submit_tool_outputs"),
    json_object("last_error", "Why it failed.", "code", "message"),
    *(unix_time(name, what) for name, what in RUN_TIMES.items()),
    json_object("incomplete_details", "Why it ends early.", "reason"),
    text("model", "The model it uses."),
    text("instructions", "What the model is told before anything else."),
    json_array("tools", "The tools it may use.", *TOOL),
    json_object("metadata", "Up to 16 pairs of text of your own."),
    json_object("usage", "Tokens used; NULL until the run has ended.", *USAGE),
    number("temperature", "How free its answers are."),
    number("top_p", "The share of likely words that are considered."),
    integer("max_prompt_tokens", "How many tokens of input it may use."),
    integer("max_completion_tokens", "How many tokens of output it may use."),
    json_object("truncation_strategy", "How a long thread is made shorter.", "type", "last_messages"),
    anything("tool_choice", "Whether, or which of, the tools are used.", enum=CHOICES),
    boolean("parallel_tool_calls", "Several tools may be called at once."),
    anything("response_format", "How its answer is to be.", enum=("auto",)),
)
