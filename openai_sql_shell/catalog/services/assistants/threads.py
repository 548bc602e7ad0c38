"""Threads, and the messages in them."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ANY,
    ARRAY,
    OBJECT,
    acts,
    creates,
    deletes,
    in_path,
    in_query,
    json_array,
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
from openai_sql_shell.catalog.model import BodyKind, Resource
from openai_sql_shell.catalog.services.assistants.settings import (
    BETA,
    IN_THREAD,
    INSTEAD,
    OF_THREAD,
    OLD_MODELS,
    RESOURCES_OF_TOOLS,
    RUN_COLUMNS,
    RUN_SETTINGS,
    TOOL_USERS,
)
from openai_sql_shell.classes import replace

THREAD_ID = in_path("thread_id", "The thread.", column="id")

MESSAGE_ID = in_path("message_id", "The message.", column="id")

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
