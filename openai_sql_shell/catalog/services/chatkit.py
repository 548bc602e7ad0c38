"""ChatKit: chats on your own pages, run by a workflow."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    OBJECT,
    acts,
    creates,
    deletes,
    in_path,
    in_query,
    integer,
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
    words,
)
from openai_sql_shell.catalog.model import Resource, Service

BETA = (("OpenAI-Beta", "chatkit_beta=v1"),)
THREAD_ID = in_path("thread_id", "The thread.", column="id")

WORKFLOW = words("id version state_variables tracing")
FEATURES = words("automatic_thread_titling file_upload history")

SESSIONS = Resource(
    "chatkit",
    "sessions",
    "ChatKit sessions",
    "Sessions of users on your pages; each has a secret for the browser.",
    id_prefix="cksess_",
    hint="the API has no list of sessions: INSERT makes one, EXEC openai.chatkit.sessions.cancel_chat_session ends it",
    look="SELECT * FROM openai.chatkit.threads WHERE user = {user}",
    expected_rows=1,
    order_of_use=words(
        "id status client_secret expires_at user workflow rate_limits max_requests_per_1_minute chatkit_configuration"
    ),
    always=words(
        "id object expires_at client_secret workflow user rate_limits max_requests_per_1_minute status "
        "chatkit_configuration"
    ),
    columns=(
        text("id", "The session's identifier."),
        object_type("chatkit.session"),
        unix_time("expires_at", "When it ends by itself."),
        text("client_secret", "What the browser opens the chat with, shown this once.", secret=True),
        json_object("workflow", "The workflow that answers.", *WORKFLOW),
        text("user", "Whose session it is, under a name of your own."),
        json_object("rate_limits", "How much the session may ask.", "max_requests_per_1_minute"),
        integer("max_requests_per_1_minute", "How many requests a minute it may make."),
        state(
            "status",
            "Whether it can be used.",
            words("active expired cancelled"),
            done=("active",),
            failed=("expired",),
            stopped=("cancelled",),
        ),
        json_object("chatkit_configuration", "What the chat offers.", *FEATURES),
    ),
    methods=(
        creates(
            "create_chat_session",
            "/chatkit/sessions",
            "Open a session; its secret is shown this once.",
            required(
                "workflow",
                "The workflow that answers, by its id.",
                OBJECT,
                members=WORKFLOW,
                objects=words("state_variables tracing"),
                example={"id": "wf_abc123"},
            ),
            required("user", "Whose session it is, under a name of your own."),
            optional(
                "expires_after",
                "When it ends: an anchor and seconds.",
                OBJECT,
                members=words("anchor seconds"),
            ),
            optional(
                "rate_limits", "How much the session may ask.", OBJECT, members=("max_requests_per_1_minute",)
            ),
            optional(
                "chatkit_configuration", "What the chat offers.", OBJECT, members=FEATURES, objects=FEATURES
            ),
            headers=BETA,
        ),
        acts(
            "cancel_chat_session",
            "/chatkit/sessions/{session_id}/cancel",
            "End a session; its secret stops working.",
            in_path("session_id", "The session.", column="id"),
            headers=BETA,
            aliases=("cancel",),
        ),
    ),
)

THREADS = Resource(
    "chatkit",
    "threads",
    "ChatKit threads",
    "Chats of users.",
    id_prefix="cthr_",
    expected_rows=500,
    order_of_use=words("id title user status created_at"),
    always=words("id object created_at status user"),
    columns=(
        text("id", "The thread's identifier."),
        object_type("chatkit.thread"),
        unix_time("created_at", "When it was begun."),
        text("title", "What it is about."),
        json_object("status", "Whether it goes on: active, locked or closed, and why.", "type", "reason"),
        text("user", "Whose chat it is."),
    ),
    methods=(
        pages(
            "list_threads",
            "/chatkit/threads",
            "Threads of the project, a page at a time.",
            in_query("user", "Only threads of this user.", column="user"),
            order_column="created_at",
            headers=BETA,
        ),
        reads("get_thread", "/chatkit/threads/{thread_id}", "One thread.", THREAD_ID, headers=BETA),
        deletes(
            "delete_thread",
            "/chatkit/threads/{thread_id}",
            "Remove a thread with its items.",
            THREAD_ID,
            headers=BETA,
        ),
    ),
)

THREAD_ITEMS = Resource(
    "chatkit",
    "thread_items",
    "ChatKit thread items",
    "What was said and shown in a thread.",
    expected_rows=100,
    order_of_use=words(
        "id type created_at content status name arguments output heading summary tasks widget attachments "
        "task_type call_id inference_options thread_id"
    ),
    always=words("id object created_at thread_id type"),
    columns=(
        text("id", "The item's identifier."),
        object_type("chatkit.thread_item"),
        unix_time("created_at", "When it came."),
        text("thread_id", "The thread it is in."),
        text(
            "type",
            "What kind of item it is.",
            enum=words(
                "chatkit.user_message chatkit.assistant_message chatkit.widget chatkit.client_tool_call chatkit.task "
                "chatkit.task_group"
            ),
        ),
        json_array("content", "What a message says, in parts.", *words("type text annotations")),
        json_array(
            "attachments", "Files that belong to a message.", *words("type id name mime_type preview_url")
        ),
        json_object("inference_options", "What the user chose for the answer.", "tool_choice", "model"),
        text("widget", "What a widget shows, as JSON text."),
        state("status", "Whether a tool was answered.", words("in_progress completed"), done=("completed",)),
        text("call_id", "The call's identifier."),
        text("name", "The tool's name."),
        text("arguments", "What the tool was called with, as JSON text."),
        text("output", "What the tool answered, as JSON text."),
        text("task_type", "What kind of task it is.", enum=words("custom thought")),
        text("heading", "A task's heading."),
        text("summary", "A task in short."),
        json_array("tasks", "The tasks of a group.", *words("type heading summary")),
    ),
    methods=(
        pages(
            "list_thread_items",
            "/chatkit/threads/{thread_id}/items",
            "A thread's items, a page at a time.",
            in_path("thread_id", "The thread.", column="thread_id"),
            order_column="created_at",
            headers=BETA,
        ),
    ),
)

SERVICE = Service("chatkit", "ChatKit", "Chats on your own pages.", (SESSIONS, THREADS, THREAD_ITEMS))
