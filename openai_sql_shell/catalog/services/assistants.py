"""Assistants: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
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
    lists,
    number,
    optional,
    reads,
    required,
    state,
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, DataType, Paging, Resource, Service

BETA = (("OpenAI-Beta", "assistants=v2"),)
ASSISTANT_ID = in_path("assistant_id", "TODO", column="id")
OF_THREAD = in_path("thread_id", "TODO", column="thread_id")
MESSAGE_ID = in_path("message_id", "TODO", column="id")
OF_RUN = in_path("run_id", "TODO", column="run_id")
RUN_ID = in_path("run_id", "TODO", column="id")
THREAD_ID = in_path("thread_id", "TODO", column="id")

ASSISTANTS = Resource(
    "assistants",
    "assistants",
    "Assistants",
    "TODO",
    deprecated="TODO",
    order_of_use=words(
        "id name model created_at description instructions tools tool_resources metadata temperature "
        "top_p response_format"
    ),
    always=words("id object created_at model tools"),
    columns=(
        text("id", "TODO"),
        text("object", "Always assistant.", enum=("assistant",)),
        unix_time("created_at", "TODO"),
        text("name", "TODO"),
        text("description", "TODO"),
        text("model", "TODO"),
        text("instructions", "TODO"),
        json_array("tools", "TODO", "type", "file_search", "function"),
        json_object("tool_resources", "TODO", "code_interpreter", "file_search"),
        json_object("metadata", "TODO"),
        number("temperature", "TODO"),
        number("top_p", "TODO"),
        anything("response_format", "TODO", enum=("auto",)),
    ),
    methods=(
        lists(
            "list_assistants",
            "/assistants",
            "TODO",
            deprecated="TODO",
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
            order_column="created_at",
            headers=BETA,
        ),
        reads(
            "get_assistant",
            "/assistants/{assistant_id}",
            "TODO",
            ASSISTANT_ID,
            deprecated="TODO",
            headers=BETA,
        ),
        creates(
            "create_assistant",
            "/assistants",
            "TODO",
            required(
                "model",
                DataType.STRING,
                "TODO",
                column="model",
                enum=words(
                    "gpt-5 gpt-5-mini gpt-5-nano gpt-5-2025-08-07 gpt-5-mini-2025-08-07 gpt-5-nano-2025-08-07 "
                    "gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-4.1-2025-04-14 gpt-4.1-mini-2025-04-14 "
                    "gpt-4.1-nano-2025-04-14 o3-mini o3-mini-2025-01-31 o1 o1-2024-12-17 gpt-4o "
                    "gpt-4o-2024-11-20 gpt-4o-2024-08-06 gpt-4o-2024-05-13 gpt-4o-mini gpt-4o-mini-2024-07-18 "
                    "gpt-4.5-preview gpt-4.5-preview-2025-02-27 gpt-4-turbo gpt-4-turbo-2024-04-09 "
                    "gpt-4-0125-preview gpt-4-turbo-preview gpt-4-1106-preview gpt-4-vision-preview gpt-4 "
                    "gpt-4-0314 gpt-4-0613 gpt-4-32k gpt-4-32k-0314 gpt-4-32k-0613 gpt-3.5-turbo "
                    "gpt-3.5-turbo-16k gpt-3.5-turbo-0613 gpt-3.5-turbo-1106 gpt-3.5-turbo-0125 "
                    "gpt-3.5-turbo-16k-0613"
                ),
            ),
            optional("name", DataType.STRING, "TODO", column="name", nullable=True),
            optional("description", DataType.STRING, "TODO", column="description", nullable=True),
            optional("instructions", DataType.STRING, "TODO", column="instructions", nullable=True),
            optional(
                "reasoning_effort",
                DataType.STRING,
                "TODO",
                enum=words("none minimal low medium high xhigh max"),
                nullable=True,
            ),
            optional("tools", DataType.ARRAY, "TODO", column="tools", items=DataType.OBJECT, max_items=128),
            optional(
                "tool_resources",
                DataType.OBJECT,
                "TODO",
                column="tool_resources",
                members=words("code_interpreter file_search"),
                objects=words("code_interpreter file_search"),
                nullable=True,
            ),
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            optional("temperature", DataType.NUMBER, "TODO", column="temperature", nullable=True),
            optional("top_p", DataType.NUMBER, "TODO", column="top_p", nullable=True),
            optional(
                "response_format",
                DataType.ANY,
                "TODO",
                column="response_format",
                enum=("auto",),
                nullable=True,
            ),
            deprecated="TODO",
            headers=BETA,
        ),
        updates(
            "modify_assistant",
            "/assistants/{assistant_id}",
            "TODO",
            ASSISTANT_ID,
            optional(
                "model",
                DataType.STRING,
                "TODO",
                column="model",
                enum=words(
                    "gpt-5 gpt-5-mini gpt-5-nano gpt-5-2025-08-07 gpt-5-mini-2025-08-07 gpt-5-nano-2025-08-07 "
                    "gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-4.1-2025-04-14 gpt-4.1-mini-2025-04-14 "
                    "gpt-4.1-nano-2025-04-14 o3-mini o3-mini-2025-01-31 o1 o1-2024-12-17 gpt-4o "
                    "gpt-4o-2024-11-20 gpt-4o-2024-08-06 gpt-4o-2024-05-13 gpt-4o-mini gpt-4o-mini-2024-07-18 "
                    "gpt-4.5-preview gpt-4.5-preview-2025-02-27 gpt-4-turbo gpt-4-turbo-2024-04-09 "
                    "gpt-4-0125-preview gpt-4-turbo-preview gpt-4-1106-preview gpt-4-vision-preview gpt-4 "
                    "gpt-4-0314 gpt-4-0613 gpt-4-32k gpt-4-32k-0314 gpt-4-32k-0613 gpt-3.5-turbo "
                    "gpt-3.5-turbo-16k gpt-3.5-turbo-0613 gpt-3.5-turbo-1106 gpt-3.5-turbo-0125 "
                    "gpt-3.5-turbo-16k-0613"
                ),
            ),
            optional(
                "reasoning_effort",
                DataType.STRING,
                "TODO",
                enum=words("none minimal low medium high xhigh max"),
                nullable=True,
            ),
            optional("name", DataType.STRING, "TODO", column="name", nullable=True),
            optional("description", DataType.STRING, "TODO", column="description", nullable=True),
            optional("instructions", DataType.STRING, "TODO", column="instructions", nullable=True),
            optional("tools", DataType.ARRAY, "TODO", column="tools", items=DataType.OBJECT, max_items=128),
            optional(
                "tool_resources",
                DataType.OBJECT,
                "TODO",
                column="tool_resources",
                members=words("code_interpreter file_search"),
                objects=words("code_interpreter file_search"),
                nullable=True,
            ),
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            optional("temperature", DataType.NUMBER, "TODO", column="temperature", nullable=True),
            optional("top_p", DataType.NUMBER, "TODO", column="top_p", nullable=True),
            optional(
                "response_format",
                DataType.ANY,
                "TODO",
                column="response_format",
                enum=("auto",),
                nullable=True,
            ),
            deprecated="TODO",
            headers=BETA,
        ),
        deletes(
            "delete_assistant",
            "/assistants/{assistant_id}",
            "TODO",
            ASSISTANT_ID,
            deprecated="TODO",
            headers=BETA,
        ),
    ),
)

MESSAGES = Resource(
    "assistants",
    "messages",
    "Messages",
    "TODO",
    deprecated="TODO",
    order_of_use=words(
        "id status role created_at thread_id incomplete_details completed_at incomplete_at content "
        "assistant_id run_id attachments metadata"
    ),
    always=words("id object created_at thread_id status role content"),
    columns=(
        text("id", "TODO"),
        text("object", "Always thread.message.", enum=("thread.message",)),
        unix_time("created_at", "TODO"),
        text("thread_id", "TODO"),
        state(
            "status",
            "TODO",
            words("in_progress incomplete completed"),
            done=("completed",),
            failed=("incomplete",),
        ),
        json_object("incomplete_details", "TODO", "reason"),
        unix_time("completed_at", "TODO"),
        unix_time("incomplete_at", "TODO"),
        text("role", "TODO", enum=words("user assistant")),
        json_array("content", "TODO", "type", "image_file", "image_url", "text", "refusal"),
        text("assistant_id", "TODO"),
        text("run_id", "TODO"),
        json_array("attachments", "TODO", "file_id", "tools"),
        json_object("metadata", "TODO"),
    ),
    methods=(
        lists(
            "list_messages",
            "/threads/{thread_id}/messages",
            "TODO",
            OF_THREAD,
            in_query("run_id", "TODO", column="run_id"),
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
            order_column="created_at",
            headers=BETA,
        ),
        reads(
            "get_message",
            "/threads/{thread_id}/messages/{message_id}",
            "TODO",
            OF_THREAD,
            MESSAGE_ID,
            headers=BETA,
        ),
        creates(
            "create_message",
            "/threads/{thread_id}/messages",
            "TODO",
            OF_THREAD,
            required("role", DataType.STRING, "TODO", column="role", enum=words("user assistant")),
            required("content", DataType.ANY, "TODO", column="content", items=DataType.OBJECT, min_items=1),
            optional(
                "attachments",
                DataType.ARRAY,
                "TODO",
                column="attachments",
                items=DataType.OBJECT,
                nullable=True,
            ),
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            headers=BETA,
        ),
        updates(
            "modify_message",
            "/threads/{thread_id}/messages/{message_id}",
            "TODO",
            OF_THREAD,
            MESSAGE_ID,
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            headers=BETA,
        ),
        deletes(
            "delete_message",
            "/threads/{thread_id}/messages/{message_id}",
            "TODO",
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
    "TODO",
    deprecated="TODO",
    order_of_use=words(
        "id status type created_at assistant_id thread_id run_id step_details last_error expired_at "
        "cancelled_at failed_at completed_at metadata usage"
    ),
    always=words("id object created_at assistant_id thread_id run_id type status step_details"),
    columns=(
        text("id", "TODO"),
        text("object", "Always thread.run.step.", enum=("thread.run.step",)),
        unix_time("created_at", "TODO"),
        text("assistant_id", "TODO"),
        text("thread_id", "TODO"),
        text("run_id", "TODO"),
        text("type", "TODO", enum=words("message_creation tool_calls")),
        state(
            "status",
            "TODO",
            words("in_progress cancelled failed completed expired"),
            done=("completed",),
            failed=words("failed expired"),
            stopped=("cancelled",),
        ),
        json_object("step_details", "TODO", "type", "message_creation", "tool_calls"),
        json_object("last_error", "TODO", "code", "message"),
        unix_time("expired_at", "TODO"),
        unix_time("cancelled_at", "TODO"),
        unix_time("failed_at", "TODO"),
        unix_time("completed_at", "TODO"),
        json_object("metadata", "TODO"),
        json_object("usage", "TODO", "completion_tokens", "prompt_tokens", "total_tokens"),
    ),
    methods=(
        lists(
            "list_run_steps",
            "/threads/{thread_id}/runs/{run_id}/steps",
            "TODO",
            OF_THREAD,
            OF_RUN,
            in_query(
                "include",
                "TODO",
                DataType.ARRAY,
                wire="include[]",
                enum=("step_details.tool_calls[*].file_search.results[*].content",),
                closed=True,
            ),
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
            order_column="created_at",
            headers=BETA,
        ),
        reads(
            "get_run_step",
            "/threads/{thread_id}/runs/{run_id}/steps/{step_id}",
            "TODO",
            OF_THREAD,
            OF_RUN,
            in_path("step_id", "TODO", column="id"),
            in_query(
                "include",
                "TODO",
                DataType.ARRAY,
                wire="include[]",
                enum=("step_details.tool_calls[*].file_search.results[*].content",),
                closed=True,
            ),
            headers=BETA,
        ),
    ),
)

RUNS = Resource(
    "assistants",
    "runs",
    "Runs",
    "TODO",
    deprecated="TODO",
    order_of_use=words(
        "id status model created_at thread_id assistant_id required_action last_error expires_at "
        "started_at cancelled_at failed_at completed_at incomplete_details instructions tools "
        "metadata usage temperature top_p max_prompt_tokens max_completion_tokens "
        "truncation_strategy tool_choice parallel_tool_calls response_format"
    ),
    always=words(
        "id object created_at thread_id assistant_id status model instructions tools parallel_tool_calls"
    ),
    columns=(
        text("id", "TODO"),
        text("object", "Always thread.run.", enum=("thread.run",)),
        unix_time("created_at", "TODO"),
        text("thread_id", "TODO"),
        text("assistant_id", "TODO"),
        state(
            "status",
            "TODO",
            words(
                "queued in_progress requires_action cancelling cancelled failed completed incomplete expired"
            ),
            done=("completed",),
            failed=words("failed incomplete expired"),
            stopped=("cancelled",),
        ),
        json_object("required_action", "TODO", "type", "submit_tool_outputs"),
        json_object("last_error", "TODO", "code", "message"),
        unix_time("expires_at", "TODO"),
        unix_time("started_at", "TODO"),
        unix_time("cancelled_at", "TODO"),
        unix_time("failed_at", "TODO"),
        unix_time("completed_at", "TODO"),
        json_object("incomplete_details", "TODO", "reason"),
        text("model", "TODO"),
        text("instructions", "TODO"),
        json_array("tools", "TODO", "type", "file_search", "function"),
        json_object("metadata", "TODO"),
        json_object("usage", "TODO", "completion_tokens", "prompt_tokens", "total_tokens"),
        number("temperature", "TODO"),
        number("top_p", "TODO"),
        integer("max_prompt_tokens", "TODO"),
        integer("max_completion_tokens", "TODO"),
        json_object("truncation_strategy", "TODO", "type", "last_messages"),
        anything("tool_choice", "TODO", enum=words("none auto required")),
        boolean("parallel_tool_calls", "TODO"),
        anything("response_format", "TODO", enum=("auto",)),
    ),
    methods=(
        lists(
            "list_runs",
            "/threads/{thread_id}/runs",
            "TODO",
            OF_THREAD,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
            order_column="created_at",
            headers=BETA,
        ),
        reads("get_run", "/threads/{thread_id}/runs/{run_id}", "TODO", OF_THREAD, RUN_ID, headers=BETA),
        creates(
            "create_run",
            "/threads/{thread_id}/runs",
            "TODO",
            OF_THREAD,
            in_query(
                "include",
                "TODO",
                DataType.ARRAY,
                wire="include[]",
                enum=("step_details.tool_calls[*].file_search.results[*].content",),
                closed=True,
            ),
            required("assistant_id", DataType.STRING, "TODO", column="assistant_id"),
            optional(
                "model",
                DataType.STRING,
                "TODO",
                column="model",
                enum=words(
                    "gpt-5 gpt-5-mini gpt-5-nano gpt-5-2025-08-07 gpt-5-mini-2025-08-07 gpt-5-nano-2025-08-07 "
                    "gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-4.1-2025-04-14 gpt-4.1-mini-2025-04-14 "
                    "gpt-4.1-nano-2025-04-14 o3-mini o3-mini-2025-01-31 o1 o1-2024-12-17 gpt-4o "
                    "gpt-4o-2024-11-20 gpt-4o-2024-08-06 gpt-4o-2024-05-13 gpt-4o-mini gpt-4o-mini-2024-07-18 "
                    "gpt-4.5-preview gpt-4.5-preview-2025-02-27 gpt-4-turbo gpt-4-turbo-2024-04-09 "
                    "gpt-4-0125-preview gpt-4-turbo-preview gpt-4-1106-preview gpt-4-vision-preview gpt-4 "
                    "gpt-4-0314 gpt-4-0613 gpt-4-32k gpt-4-32k-0314 gpt-4-32k-0613 gpt-3.5-turbo "
                    "gpt-3.5-turbo-16k gpt-3.5-turbo-0613 gpt-3.5-turbo-1106 gpt-3.5-turbo-0125 "
                    "gpt-3.5-turbo-16k-0613"
                ),
                nullable=True,
            ),
            optional(
                "reasoning_effort",
                DataType.STRING,
                "TODO",
                enum=words("none minimal low medium high xhigh max"),
                nullable=True,
            ),
            optional("instructions", DataType.STRING, "TODO", column="instructions", nullable=True),
            optional("additional_instructions", DataType.STRING, "TODO", nullable=True),
            optional("additional_messages", DataType.ARRAY, "TODO", items=DataType.OBJECT, nullable=True),
            optional(
                "tools",
                DataType.ARRAY,
                "TODO",
                column="tools",
                items=DataType.OBJECT,
                max_items=20,
                nullable=True,
            ),
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            optional("temperature", DataType.NUMBER, "TODO", column="temperature", nullable=True),
            optional("top_p", DataType.NUMBER, "TODO", column="top_p", nullable=True),
            optional(
                "max_prompt_tokens", DataType.INTEGER, "TODO", column="max_prompt_tokens", nullable=True
            ),
            optional(
                "max_completion_tokens",
                DataType.INTEGER,
                "TODO",
                column="max_completion_tokens",
                nullable=True,
            ),
            optional(
                "truncation_strategy",
                DataType.OBJECT,
                "TODO",
                column="truncation_strategy",
                members=words("type last_messages"),
                nullable=True,
            ),
            optional(
                "tool_choice",
                DataType.ANY,
                "TODO",
                column="tool_choice",
                enum=words("none auto required"),
                nullable=True,
            ),
            optional("parallel_tool_calls", DataType.BOOLEAN, "TODO", column="parallel_tool_calls"),
            optional(
                "response_format",
                DataType.ANY,
                "TODO",
                column="response_format",
                enum=("auto",),
                nullable=True,
            ),
            headers=BETA,
        ),
        updates(
            "modify_run",
            "/threads/{thread_id}/runs/{run_id}",
            "TODO",
            OF_THREAD,
            RUN_ID,
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            headers=BETA,
        ),
        acts(
            "cancel_run",
            "/threads/{thread_id}/runs/{run_id}/cancel",
            "TODO",
            OF_THREAD,
            RUN_ID,
            headers=BETA,
            aliases=("cancel",),
        ),
        acts(
            "submit_tool_ouputs_to_run",
            "/threads/{thread_id}/runs/{run_id}/submit_tool_outputs",
            "TODO",
            OF_THREAD,
            RUN_ID,
            required("tool_outputs", DataType.ARRAY, "TODO", items=DataType.OBJECT),
            body=BodyKind.JSON,
            headers=BETA,
            aliases=("submit",),
        ),
    ),
)

THREADS = Resource(
    "assistants",
    "threads",
    "Threads",
    "TODO",
    deprecated="TODO",
    order_of_use=words("id created_at tool_resources metadata"),
    always=words("id object created_at"),
    columns=(
        text("id", "TODO"),
        text("object", "Always thread.", enum=("thread",)),
        unix_time("created_at", "TODO"),
        json_object("tool_resources", "TODO", "code_interpreter", "file_search"),
        json_object("metadata", "TODO"),
    ),
    methods=(
        reads("get_thread", "/threads/{thread_id}", "TODO", THREAD_ID, headers=BETA),
        creates(
            "create_thread",
            "/threads",
            "TODO",
            optional("messages", DataType.ARRAY, "TODO", items=DataType.OBJECT),
            optional(
                "tool_resources",
                DataType.OBJECT,
                "TODO",
                column="tool_resources",
                members=words("code_interpreter file_search"),
                objects=words("code_interpreter file_search"),
                nullable=True,
            ),
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            headers=BETA,
        ),
        updates(
            "modify_thread",
            "/threads/{thread_id}",
            "TODO",
            THREAD_ID,
            optional(
                "tool_resources",
                DataType.OBJECT,
                "TODO",
                column="tool_resources",
                members=words("code_interpreter file_search"),
                objects=words("code_interpreter file_search"),
                nullable=True,
            ),
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            headers=BETA,
        ),
        deletes("delete_thread", "/threads/{thread_id}", "TODO", THREAD_ID, headers=BETA),
        acts(
            "create_thread_and_run",
            "/threads/runs",
            "TODO",
            required("assistant_id", DataType.STRING, "TODO"),
            optional(
                "thread",
                DataType.OBJECT,
                "TODO",
                members=words("messages tool_resources metadata"),
                objects=words("tool_resources metadata"),
            ),
            optional(
                "model",
                DataType.STRING,
                "TODO",
                enum=words(
                    "gpt-5 gpt-5-mini gpt-5-nano gpt-5-2025-08-07 gpt-5-mini-2025-08-07 gpt-5-nano-2025-08-07 "
                    "gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-4.1-2025-04-14 gpt-4.1-mini-2025-04-14 "
                    "gpt-4.1-nano-2025-04-14 gpt-4o gpt-4o-2024-11-20 gpt-4o-2024-08-06 gpt-4o-2024-05-13 "
                    "gpt-4o-mini gpt-4o-mini-2024-07-18 gpt-4.5-preview gpt-4.5-preview-2025-02-27 gpt-4-turbo "
                    "gpt-4-turbo-2024-04-09 gpt-4-0125-preview gpt-4-turbo-preview gpt-4-1106-preview "
                    "gpt-4-vision-preview gpt-4 gpt-4-0314 gpt-4-0613 gpt-4-32k gpt-4-32k-0314 gpt-4-32k-0613 "
                    "gpt-3.5-turbo gpt-3.5-turbo-16k gpt-3.5-turbo-0613 gpt-3.5-turbo-1106 gpt-3.5-turbo-0125 "
                    "gpt-3.5-turbo-16k-0613"
                ),
                nullable=True,
            ),
            optional("instructions", DataType.STRING, "TODO", nullable=True),
            optional("tools", DataType.ARRAY, "TODO", items=DataType.OBJECT, max_items=20, nullable=True),
            optional(
                "tool_resources",
                DataType.OBJECT,
                "TODO",
                column="tool_resources",
                members=words("code_interpreter file_search"),
                objects=words("code_interpreter file_search"),
                nullable=True,
            ),
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            optional("temperature", DataType.NUMBER, "TODO", nullable=True),
            optional("top_p", DataType.NUMBER, "TODO", nullable=True),
            optional("max_prompt_tokens", DataType.INTEGER, "TODO", nullable=True),
            optional("max_completion_tokens", DataType.INTEGER, "TODO", nullable=True),
            optional(
                "truncation_strategy",
                DataType.OBJECT,
                "TODO",
                members=words("type last_messages"),
                nullable=True,
            ),
            optional("tool_choice", DataType.ANY, "TODO", enum=words("none auto required"), nullable=True),
            optional("parallel_tool_calls", DataType.BOOLEAN, "TODO"),
            optional("response_format", DataType.ANY, "TODO", enum=("auto",), nullable=True),
            body=BodyKind.JSON,
            columns=(
                text("id", "TODO"),
                text("object", "Always thread.run.", enum=("thread.run",)),
                unix_time("created_at", "TODO"),
                text("thread_id", "TODO"),
                text("assistant_id", "TODO"),
                state(
                    "status",
                    "TODO",
                    words(
                        "queued in_progress requires_action cancelling cancelled failed completed incomplete expired"
                    ),
                    done=("completed",),
                    failed=words("failed incomplete expired"),
                    stopped=("cancelled",),
                ),
                json_object("required_action", "TODO", "type", "submit_tool_outputs"),
                json_object("last_error", "TODO", "code", "message"),
                unix_time("expires_at", "TODO"),
                unix_time("started_at", "TODO"),
                unix_time("cancelled_at", "TODO"),
                unix_time("failed_at", "TODO"),
                unix_time("completed_at", "TODO"),
                json_object("incomplete_details", "TODO", "reason"),
                text("model", "TODO"),
                text("instructions", "TODO"),
                json_array("tools", "TODO", "type", "file_search", "function"),
                json_object("metadata", "TODO"),
                json_object("usage", "TODO", "completion_tokens", "prompt_tokens", "total_tokens"),
                number("temperature", "TODO"),
                number("top_p", "TODO"),
                integer("max_prompt_tokens", "TODO"),
                integer("max_completion_tokens", "TODO"),
                json_object("truncation_strategy", "TODO", "type", "last_messages"),
                anything("tool_choice", "TODO", enum=words("none auto required")),
                boolean("parallel_tool_calls", "TODO"),
                anything("response_format", "TODO", enum=("auto",)),
            ),
            headers=BETA,
            aliases=("create",),
        ),
    ),
)

SERVICE = Service("assistants", "Assistants", "TODO", (ASSISTANTS, MESSAGES, RUN_STEPS, RUNS, THREADS))
