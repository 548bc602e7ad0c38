"""Runs, and their steps."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    OBJECT,
    STRING,
    acts,
    creates,
    in_path,
    in_query,
    json_object,
    object_type,
    optional,
    pages,
    reads,
    required,
    state,
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.generation import METADATA
from openai_sql_shell.catalog.model import BodyKind, Lifecycle, Resource
from openai_sql_shell.catalog.services.assistants.settings import (
    BETA,
    EFFORT,
    IN_RUN,
    IN_THREAD,
    INSTEAD,
    MODELS,
    OF_THREAD,
    RUN_COLUMNS,
    RUN_SETTINGS,
    USAGE,
)

RUN_ID = in_path("run_id", "The run.", column="id")

OF_RUN = in_path("run_id", "The run.", column="run_id")

STEP_ID = in_path("step_id", "The step.", column="id")

INCLUDE = in_query(
    "include",
    "What is shown beside the usual: passages that file search found.",
    ARRAY,
    wire="include[]",
    enum=("step_details.tool_calls[*].file_search.results[*].content",),
    closed=True,
    items=STRING,
)

RUN_STEPS = Resource(
    "assistants",
    "run_steps",
    "Run steps",
    "What a run did, step by step.",
    id_prefix="step_",
    deprecated=INSTEAD,
    expected_rows=20,
    order_of_use=words(
        "id type status created_at completed_at step_details usage last_error failed_at expired_at cancelled_at "
        "metadata run_id thread_id assistant_id"
    ),
    always=words("id object created_at assistant_id thread_id run_id type status step_details"),
    columns=(
        text("id", "The step's identifier."),
        object_type("thread.run.step"),
        unix_time("created_at", "When it began."),
        text("assistant_id", "The assistant."),
        text("thread_id", "The thread."),
        text("run_id", "The run it is a part of."),
        text(
            "type",
            "Whether a message was written or tools were called.",
            enum=words("message_creation tool_calls"),
        ),
        state(
            "status",
            "Where the step stands.",
            words("in_progress cancelled failed completed expired"),
            done=("completed",),
            failed=words("failed expired"),
            stopped=("cancelled",),
        ),
        json_object("step_details", "The message, or the calls.", *words("type message_creation tool_calls")),
        json_object("last_error", "Why it failed.", "code", "message"),
        unix_time("expired_at", "When the run was given up."),
        unix_time("cancelled_at", "When it was cancelled."),
        unix_time("failed_at", "When it failed."),
        unix_time("completed_at", "When it was done."),
        json_object("metadata", "Up to 16 pairs of text of your own."),
        json_object("usage", "Tokens used.", *USAGE),
    ),
    methods=(
        pages(
            "list_run_steps",
            f"{IN_RUN}/steps",
            "A run's steps, newest first, a page at a time.",
            OF_THREAD,
            OF_RUN,
            INCLUDE,
            order_column="created_at",
            headers=BETA,
        ),
        reads(
            "get_run_step",
            f"{IN_RUN}/steps/{{step_id}}",
            "One step.",
            OF_THREAD,
            OF_RUN,
            STEP_ID,
            INCLUDE,
            headers=BETA,
        ),
    ),
)

RUNS = Resource(
    "assistants",
    "runs",
    "Runs",
    "Answers of assistants to threads.",
    id_prefix="run_",
    deprecated=INSTEAD,
    expected_rows=50,
    order_of_use=words(
        "id status model created_at completed_at usage last_error required_action assistant_id instructions "
        "started_at expires_at failed_at cancelled_at incomplete_details tools metadata"
    ),
    always=words(
        "id object created_at thread_id assistant_id status model instructions tools parallel_tool_calls"
    ),
    columns=RUN_COLUMNS,
    methods=(
        pages(
            "list_runs",
            f"{IN_THREAD}/runs",
            "A thread's runs, newest first, a page at a time.",
            OF_THREAD,
            order_column="created_at",
            headers=BETA,
        ),
        reads("get_run", IN_RUN, "One run.", OF_THREAD, RUN_ID, headers=BETA),
        creates(
            "create_run",
            f"{IN_THREAD}/runs",
            "Let an assistant answer a thread; tokens are billed.",
            OF_THREAD,
            INCLUDE,
            required("assistant_id", "The assistant that answers."),
            optional("model", "Another model than the assistant's.", enum=MODELS, nullable=True),
            EFFORT,
            optional("instructions", "Instead of the assistant's instructions.", nullable=True),
            optional("additional_instructions", "Instructions beside the assistant's.", nullable=True),
            optional("additional_messages", "Messages to add first.", ARRAY, items=OBJECT, nullable=True),
            optional(
                "tools", "Instead of the assistant's tools.", ARRAY, items=OBJECT, max_items=20, nullable=True
            ),
            METADATA,
            *RUN_SETTINGS,
            headers=BETA,
            billable=True,
        ),
        updates(
            "modify_run", IN_RUN, "Replace a run's pairs of text.", OF_THREAD, RUN_ID, METADATA, headers=BETA
        ),
        acts(
            "cancel_run",
            f"{IN_RUN}/cancel",
            "Stop a run.",
            OF_THREAD,
            RUN_ID,
            headers=BETA,
            aliases=("cancel",),
            success_states=("cancelled", "completed"),
        ),
        acts(
            "submit_tool_ouputs_to_run",
            f"{IN_RUN}/submit_tool_outputs",
            "Answer the calls of tools that a run waits for; all of them at once. The API's name has this slip of the pen.",
            OF_THREAD,
            RUN_ID,
            required(
                "tool_outputs",
                "What each call gave, by its identifier.",
                ARRAY,
                items=OBJECT,
                example=[{"tool_call_id": "call_abc123", "output": "sunny"}],
            ),
            body=BodyKind.JSON,
            headers=BETA,
            aliases=("submit_tool_outputs", "submit_tool_outputs_to_run"),
            billable=True,
        ),
    ),
    lifecycle=Lifecycle(
        poll="get_run",
        state="status",
        terminal_states=words("requires_action cancelled failed completed incomplete expired"),
        success_states=("completed",),
        counts="",
        errors="last_error",
        interval=2.0,
        deadline=900.0,
    ),
)
