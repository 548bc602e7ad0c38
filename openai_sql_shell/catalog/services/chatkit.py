"""Chatkit: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    acts,
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
    state,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import DataType, Paging, Resource, Service

BETA = (("OpenAI-Beta", "chatkit_beta=v1"),)
THREAD_ID = in_path("thread_id", "TODO", column="id")

SESSIONS = Resource(
    "chatkit",
    "sessions",
    "Sessions",
    "TODO",
    order_of_use=words(
        "id status expires_at client_secret workflow user rate_limits max_requests_per_1_minute "
        "chatkit_configuration"
    ),
    always=words(
        "id object expires_at client_secret workflow user rate_limits max_requests_per_1_minute "
        "status chatkit_configuration"
    ),
    columns=(
        text("id", "TODO"),
        text("object", "Always chatkit.session.", enum=("chatkit.session",)),
        unix_time("expires_at", "TODO"),
        text("client_secret", "TODO"),
        json_object("workflow", "TODO", "id", "version", "state_variables", "tracing"),
        text("user", "TODO"),
        json_object("rate_limits", "TODO", "max_requests_per_1_minute"),
        integer("max_requests_per_1_minute", "TODO"),
        state(
            "status",
            "TODO",
            words("active expired cancelled"),
            done=("active",),
            failed=("expired",),
            stopped=("cancelled",),
        ),
        json_object("chatkit_configuration", "TODO", "automatic_thread_titling", "file_upload", "history"),
    ),
    methods=(
        creates(
            "create_chat_session",
            "/chatkit/sessions",
            "TODO",
            required(
                "workflow",
                DataType.OBJECT,
                "TODO",
                column="workflow",
                members=words("id version state_variables tracing"),
                objects=words("state_variables tracing"),
            ),
            required("user", DataType.STRING, "TODO", column="user"),
            optional("expires_after", DataType.OBJECT, "TODO", members=words("anchor seconds")),
            optional(
                "rate_limits",
                DataType.OBJECT,
                "TODO",
                column="rate_limits",
                members=("max_requests_per_1_minute",),
            ),
            optional(
                "chatkit_configuration",
                DataType.OBJECT,
                "TODO",
                column="chatkit_configuration",
                members=words("automatic_thread_titling file_upload history"),
                objects=words("automatic_thread_titling file_upload history"),
            ),
            headers=BETA,
        ),
        acts(
            "cancel_chat_session",
            "/chatkit/sessions/{session_id}/cancel",
            "TODO",
            in_path("session_id", "TODO", column="id"),
            headers=BETA,
            aliases=("cancel",),
        ),
    ),
)

THREAD_ITEMS = Resource(
    "chatkit",
    "thread_items",
    "Thread items",
    "TODO",
    order_of_use=words(
        "id status name type created_at thread_id content attachments inference_options widget "
        "call_id arguments output task_type heading summary tasks"
    ),
    always=words("id object created_at thread_id type"),
    columns=(
        text("id", "TODO"),
        text("object", "Always chatkit.thread_item.", enum=("chatkit.thread_item",)),
        unix_time("created_at", "TODO"),
        text("thread_id", "TODO"),
        text(
            "type",
            "TODO",
            enum=words(
                "chatkit.user_message chatkit.assistant_message chatkit.widget chatkit.client_tool_call "
                "chatkit.task chatkit.task_group"
            ),
        ),
        json_array("content", "TODO", "type", "text", "annotations"),
        json_array("attachments", "TODO", "type", "id", "name", "mime_type", "preview_url"),
        json_object("inference_options", "TODO", "tool_choice", "model"),
        text("widget", "TODO"),
        state("status", "TODO", words("in_progress completed"), done=("completed",)),
        text("call_id", "TODO"),
        text("name", "TODO"),
        text("arguments", "TODO"),
        text("output", "TODO"),
        text("task_type", "TODO", enum=words("custom thought")),
        text("heading", "TODO"),
        text("summary", "TODO"),
        json_array("tasks", "TODO", "type", "heading", "summary"),
    ),
    methods=(
        lists(
            "list_thread_items",
            "/chatkit/threads/{thread_id}/items",
            "TODO",
            in_path("thread_id", "TODO", column="thread_id"),
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
            headers=BETA,
        ),
    ),
)

THREADS = Resource(
    "chatkit",
    "threads",
    "Threads",
    "TODO",
    order_of_use=words("id status title created_at user"),
    always=words("id object created_at status user"),
    columns=(
        text("id", "TODO"),
        text("object", "Always chatkit.thread.", enum=("chatkit.thread",)),
        unix_time("created_at", "TODO"),
        text("title", "TODO"),
        json_object("status", "TODO", "type", "reason"),
        text("user", "TODO"),
    ),
    methods=(
        lists(
            "list_threads",
            "/chatkit/threads",
            "TODO",
            in_query("user", "TODO", column="user"),
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
            headers=BETA,
        ),
        reads("get_thread", "/chatkit/threads/{thread_id}", "TODO", THREAD_ID, headers=BETA),
        deletes("delete_thread", "/chatkit/threads/{thread_id}", "TODO", THREAD_ID, headers=BETA),
    ),
)

SERVICE = Service("chatkit", "Chatkit", "TODO", (SESSIONS, THREAD_ITEMS, THREADS))
