"""Assistants: models with instructions, tools and threads of messages; deprecated, responses and conversations replace them."""

from __future__ import annotations

from dataclasses import replace

from openai_sql_shell.catalog.declare import (
    ANY,
    ARRAY,
    BOOLEAN,
    INTEGER,
    OBJECT,
    STRING,
    acts,
    anything,
    boolean,
    creates,
    deletes,
    in_path,
    in_query,
    integer,
    json_array,
    json_object,
    number,
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
from openai_sql_shell.catalog.generation import METADATA, TEMPERATURE, TOP_P
from openai_sql_shell.catalog.model import BodyKind, Lifecycle, Resource, Service

BETA = (("OpenAI-Beta", "assistants=v2"),)
INSTEAD = "Use responses and conversations."

IN_THREAD = "/threads/{thread_id}"
IN_RUN = "/threads/{thread_id}/runs/{run_id}"

ASSISTANT_ID = in_path("assistant_id", "The assistant.", column="id")
THREAD_ID = in_path("thread_id", "The thread.", column="id")
OF_THREAD = in_path("thread_id", "The thread.", column="thread_id")
MESSAGE_ID = in_path("message_id", "The message.", column="id")
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
DESCRIBED = (
    EFFORT,
    optional("name", "Its name.", nullable=True),
    optional("description", "What it is for.", nullable=True),
    optional("instructions", "What it is told before anything else.", nullable=True),
    optional("tools", "The tools it may use.", ARRAY, items=OBJECT, max_items=128),
    RESOURCES_OF_TOOLS,
    METADATA,
    replace(TEMPERATURE, column="temperature"),
    replace(TOP_P, column="top_p"),
    FORMAT,
)
"""What can be said of an assistant besides its model."""

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

ASSISTANTS = Resource(
    "assistants",
    "assistants",
    "Assistants",
    "Models with instructions and tools.",
    id_prefix="asst_",
    deprecated=INSTEAD,
    expected_rows=100,
    order_of_use=words(
        "id name model created_at instructions tools description tool_resources metadata temperature top_p response_format"
    ),
    always=words("id object created_at model tools"),
    columns=(
        text("id", "The assistant's identifier."),
        object_type("assistant"),
        unix_time("created_at", "When it was made."),
        text("name", "Its name."),
        text("description", "What it is for."),
        text("model", "The model it uses."),
        text("instructions", "What it is told before anything else."),
        json_array("tools", "The tools it may use.", *TOOL),
        json_object("tool_resources", "The files and vector stores that tools may use.", *TOOL_USERS),
        json_object("metadata", "Up to 16 pairs of text of your own."),
        number("temperature", "How free its answers are."),
        number("top_p", "The share of likely words that are considered."),
        anything("response_format", "How its answers are to be.", enum=("auto",)),
    ),
    methods=(
        pages(
            "list_assistants",
            "/assistants",
            "Assistants of the project, a page at a time.",
            order_column="created_at",
            headers=BETA,
        ),
        reads("get_assistant", "/assistants/{assistant_id}", "One assistant.", ASSISTANT_ID, headers=BETA),
        creates(
            "create_assistant",
            "/assistants",
            "Make an assistant.",
            required("model", "The model it uses.", enum=MODELS),
            *DESCRIBED,
            headers=BETA,
        ),
        updates(
            "modify_assistant",
            "/assistants/{assistant_id}",
            "Change an assistant.",
            ASSISTANT_ID,
            optional("model", "The model it uses.", enum=MODELS),
            *DESCRIBED,
            headers=BETA,
        ),
        deletes(
            "delete_assistant",
            "/assistants/{assistant_id}",
            "Remove an assistant.",
            ASSISTANT_ID,
            headers=BETA,
        ),
    ),
)

MESSAGES = Resource(
    "assistants",
    "messages",
    "Thread messages",
    "What was said in a thread.",
    id_prefix="msg_",
    deprecated=INSTEAD,
    expected_rows=100,
    order_of_use=words(
        "id role status content created_at assistant_id run_id completed_at incomplete_at incomplete_details "
        "attachments metadata thread_id"
    ),
    always=words("id object created_at thread_id status role content"),
    columns=(
        text("id", "The message's identifier."),
        object_type("thread.message"),
        unix_time("created_at", "When it was written."),
        text("thread_id", "The thread it is in."),
        state(
            "status",
            "Whether it is complete.",
            words("in_progress incomplete completed"),
            done=("completed",),
            failed=("incomplete",),
        ),
        json_object("incomplete_details", "Why it ends early.", "reason"),
        unix_time("completed_at", "When it was complete."),
        unix_time("incomplete_at", "When it was found to end early."),
        text("role", "Who speaks.", enum=words("user assistant")),
        json_array("content", "What is said, in parts.", *words("type image_file image_url text refusal")),
        text("assistant_id", "The assistant that wrote it."),
        text("run_id", "The run that wrote it."),
        json_array("attachments", "Files that belong to it.", "file_id", "tools"),
        json_object("metadata", "Up to 16 pairs of text of your own."),
    ),
    methods=(
        pages(
            "list_messages",
            f"{IN_THREAD}/messages",
            "A thread's messages, newest first, a page at a time.",
            OF_THREAD,
            in_query("run_id", "Only messages of this run.", column="run_id"),
            order_column="created_at",
            headers=BETA,
        ),
        reads(
            "get_message",
            f"{IN_THREAD}/messages/{{message_id}}",
            "One message.",
            OF_THREAD,
            MESSAGE_ID,
            headers=BETA,
        ),
        creates(
            "create_message",
            f"{IN_THREAD}/messages",
            "Add a message to a thread; no answer is made before a run.",
            OF_THREAD,
            required("role", "Who speaks.", enum=words("user assistant")),
            required(
                "content",
                "What is said: text, or an array of parts.",
                ANY,
                items=OBJECT,
                min_items=1,
                example="Say hello.",
            ),
            optional(
                "attachments",
                "Files, each with the tools that may use it.",
                ARRAY,
                items=OBJECT,
                nullable=True,
            ),
            METADATA,
            headers=BETA,
        ),
        updates(
            "modify_message",
            f"{IN_THREAD}/messages/{{message_id}}",
            "Replace a message's pairs of text.",
            OF_THREAD,
            MESSAGE_ID,
            METADATA,
            headers=BETA,
        ),
        deletes(
            "delete_message",
            f"{IN_THREAD}/messages/{{message_id}}",
            "Remove a message.",
            OF_THREAD,
            MESSAGE_ID,
            headers=BETA,
        ),
    ),
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

THREADS = Resource(
    "assistants",
    "threads",
    "Threads",
    "Conversations with assistants.",
    id_prefix="thread_",
    deprecated=INSTEAD,
    hint="the API has no list of threads: keep their ids",
    look="SELECT * FROM openai.assistants.messages WHERE thread_id = {thread_id}",
    expected_rows=1,
    order_of_use=words("id created_at tool_resources metadata"),
    always=words("id object created_at"),
    columns=(
        text("id", "The thread's identifier."),
        object_type("thread"),
        unix_time("created_at", "When it was begun."),
        json_object("tool_resources", "The files and vector stores that tools may use.", *TOOL_USERS),
        json_object("metadata", "Up to 16 pairs of text of your own."),
    ),
    methods=(
        reads("get_thread", IN_THREAD, "One thread.", THREAD_ID, headers=BETA),
        creates(
            "create_thread",
            "/threads",
            "Begin a thread.",
            optional("messages", "Messages to begin with.", ARRAY, items=OBJECT),
            RESOURCES_OF_TOOLS,
            METADATA,
            headers=BETA,
        ),
        updates(
            "modify_thread",
            IN_THREAD,
            "Change a thread.",
            THREAD_ID,
            RESOURCES_OF_TOOLS,
            METADATA,
            headers=BETA,
        ),
        deletes("delete_thread", IN_THREAD, "Remove a thread with its messages.", THREAD_ID, headers=BETA),
        acts(
            "create_thread_and_run",
            "/threads/runs",
            "Begin a thread and let an assistant answer it; tokens are billed.",
            required("assistant_id", "The assistant that answers."),
            optional(
                "thread",
                "The thread to begin.",
                OBJECT,
                members=words("messages tool_resources metadata"),
                objects=words("tool_resources metadata"),
            ),
            optional("model", "Another model than the assistant's.", enum=OLD_MODELS, nullable=True),
            optional("instructions", "Instead of the assistant's instructions.", nullable=True),
            optional(
                "tools", "Instead of the assistant's tools.", ARRAY, items=OBJECT, max_items=20, nullable=True
            ),
            RESOURCES_OF_TOOLS,
            METADATA,
            *(replace(setting, column=None) for setting in RUN_SETTINGS),
            body=BodyKind.JSON,
            columns=RUN_COLUMNS,
            headers=BETA,
            aliases=("create_and_run",),
            billable=True,
        ),
    ),
)

SERVICE = Service(
    "assistants",
    "Assistants",
    "Models with instructions, tools and threads of messages; deprecated.",
    (ASSISTANTS, THREADS, MESSAGES, RUNS, RUN_STEPS),
)
