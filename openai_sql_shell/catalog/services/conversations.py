"""Conversations: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
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
    optional,
    reads,
    required,
    state,
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.model import DataType, Paging, Resource, Returns, Service

CONVERSATION_ID = in_path("conversation_id", "TODO", column="id")
OF_CONVERSATION = in_path("conversation_id", "TODO")
ITEM_ID = in_path("item_id", "TODO", column="id")

CONVERSATIONS = Resource(
    "conversations",
    "conversations",
    "Conversations",
    "TODO",
    order_of_use=words("id created_at metadata"),
    always=words("id object metadata created_at"),
    columns=(
        text("id", "TODO"),
        text("object", "Always conversation.", enum=("conversation",)),
        anything("metadata", "TODO"),
        unix_time("created_at", "TODO"),
    ),
    methods=(
        reads("get_conversation", "/conversations/{conversation_id}", "TODO", CONVERSATION_ID),
        creates(
            "create_conversation",
            "/conversations",
            "TODO",
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            optional("items", DataType.ARRAY, "TODO", items=DataType.OBJECT, max_items=20, nullable=True),
        ),
        updates(
            "update_conversation",
            "/conversations/{conversation_id}",
            "TODO",
            CONVERSATION_ID,
            required("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
        ),
        deletes("delete_conversation", "/conversations/{conversation_id}", "TODO", CONVERSATION_ID),
    ),
)

ITEMS = Resource(
    "conversations",
    "items",
    "Items",
    "TODO",
    order_of_use=words(
        "id status name type role content phase call_id caller namespace arguments created_by output "
        "queries results action result actions pending_safety_checks acknowledged_safety_checks "
        "execution tools encrypted_content summary code fingerprint container_id outputs environment "
        "max_output_length operation server_label error approval_request_id approve reason input"
    ),
    always=("type",),
    columns=(
        text(
            "type",
            "TODO",
            enum=words(
                "message function_call function_call_output file_search_call web_search_call "
                "image_generation_call computer_call computer_call_output tool_search_call "
                "tool_search_output additional_tools reasoning program program_output compaction "
                "code_interpreter_call local_shell_call local_shell_call_output shell_call shell_call_output "
                "apply_patch_call apply_patch_call_output mcp_list_tools mcp_approval_request "
                "mcp_approval_response mcp_call custom_tool_call custom_tool_call_output"
            ),
        ),
        text("id", "TODO"),
        state(
            "status",
            "TODO",
            words("in_progress completed incomplete searching failed generating interpreting calling"),
            done=("completed",),
            failed=words("incomplete failed"),
        ),
        text("role", "TODO", enum=words("unknown user assistant system critic discriminator developer tool")),
        json_array(
            "content",
            "TODO",
            "type",
            "text",
            "prompt_cache_breakpoint",
            "annotations",
            "logprobs",
            "refusal",
            "image_url",
            "file_id",
            "detail",
            "filename",
            "file_data",
            "file_url",
        ),
        text("phase", "TODO", enum=words("commentary final_answer")),
        text("call_id", "TODO"),
        json_object("caller", "TODO", "type", "caller_id"),
        text("namespace", "TODO"),
        text("name", "TODO"),
        text("arguments", "TODO"),
        text("created_by", "TODO"),
        anything("output", "TODO"),
        json_array("queries", "TODO"),
        json_array("results", "TODO", "file_id", "text", "filename", "attributes", "score"),
        json_object(
            "action",
            "TODO",
            "type",
            "query",
            "queries",
            "sources",
            "url",
            "pattern",
            "button",
            "x",
            "y",
            "keys",
            "path",
            "scroll_x",
            "scroll_y",
            "text",
            "command",
            "timeout_ms",
            "working_directory",
            "env",
            "user",
            "commands",
            "max_output_length",
        ),
        text("result", "TODO"),
        json_array(
            "actions", "TODO", "type", "button", "x", "y", "keys", "path", "scroll_x", "scroll_y", "text"
        ),
        json_array("pending_safety_checks", "TODO", "id", "code", "message"),
        json_array("acknowledged_safety_checks", "TODO", "id", "code", "message"),
        text("execution", "TODO", enum=words("server client")),
        json_array(
            "tools",
            "TODO",
            "type",
            "name",
            "description",
            "parameters",
            "output_schema",
            "strict",
            "defer_loading",
            "allowed_callers",
            "vector_store_ids",
            "max_num_results",
            "ranking_options",
            "filters",
            "environment",
            "display_width",
            "display_height",
            "external_web_access",
            "user_location",
            "search_context_size",
            "server_label",
            "server_url",
            "connector_id",
            "tunnel_id",
            "authorization",
            "server_description",
            "headers",
            "allowed_tools",
            "require_approval",
            "container",
            "model",
            "quality",
            "size",
            "output_format",
            "output_compression",
            "moderation",
            "background",
            "input_fidelity",
            "input_image_mask",
            "partial_images",
            "action",
            "format",
            "tools",
            "execution",
            "search_content_types",
            "input_schema",
            "annotations",
        ),
        text("encrypted_content", "TODO"),
        json_array("summary", "TODO", "type", "text"),
        text("code", "TODO"),
        text("fingerprint", "TODO"),
        text("container_id", "TODO"),
        json_array("outputs", "TODO", "type", "logs", "url"),
        json_object("environment", "TODO", "type", "container_id"),
        integer("max_output_length", "TODO"),
        json_object("operation", "TODO", "type", "path", "diff"),
        text("server_label", "TODO"),
        anything("error", "TODO"),
        text("approval_request_id", "TODO"),
        boolean("approve", "TODO"),
        text("reason", "TODO"),
        text("input", "TODO"),
    ),
    methods=(
        lists(
            "list_conversation_items",
            "/conversations/{conversation_id}/items",
            "TODO",
            OF_CONVERSATION,
            in_query(
                "include",
                "TODO",
                DataType.ARRAY,
                enum=words(
                    "file_search_call.results web_search_call.results web_search_call.action.sources "
                    "message.input_image.image_url computer_call_output.output.image_url "
                    "code_interpreter_call.outputs reasoning.encrypted_content message.output_text.logprobs"
                ),
                closed=True,
            ),
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads(
            "get_conversation_item",
            "/conversations/{conversation_id}/items/{item_id}",
            "TODO",
            OF_CONVERSATION,
            ITEM_ID,
            in_query(
                "include",
                "TODO",
                DataType.ARRAY,
                enum=words(
                    "file_search_call.results web_search_call.results web_search_call.action.sources "
                    "message.input_image.image_url computer_call_output.output.image_url "
                    "code_interpreter_call.outputs reasoning.encrypted_content message.output_text.logprobs"
                ),
                closed=True,
            ),
        ),
        creates(
            "create_conversation_items",
            "/conversations/{conversation_id}/items",
            "TODO",
            OF_CONVERSATION,
            in_query(
                "include",
                "TODO",
                DataType.ARRAY,
                enum=words(
                    "file_search_call.results web_search_call.results web_search_call.action.sources "
                    "message.input_image.image_url computer_call_output.output.image_url "
                    "code_interpreter_call.outputs reasoning.encrypted_content message.output_text.logprobs"
                ),
                closed=True,
            ),
            required("items", DataType.ARRAY, "TODO", items=DataType.OBJECT, max_items=20),
            returns=Returns.LIST,
            paging=Paging.SINGLE,
        ),
        deletes(
            "delete_conversation_item",
            "/conversations/{conversation_id}/items/{item_id}",
            "TODO",
            OF_CONVERSATION,
            ITEM_ID,
            returns=Returns.OBJECT,
        ),
    ),
)

SERVICE = Service("conversations", "Conversations", "TODO", (CONVERSATIONS, ITEMS))
