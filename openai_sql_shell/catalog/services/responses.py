"""Responses: TODO."""

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
    words,
)
from openai_sql_shell.catalog.model import BodyKind, DataType, Paging, Resource, Returns, Service

RESPONSE_ID = in_path("response_id", "TODO", column="id")

INPUT_ITEMS = Resource(
    "responses",
    "input_items",
    "Input items",
    "TODO",
    order_of_use=words(
        "id status name type role content phase queries results call_id action actions "
        "pending_safety_checks acknowledged_safety_checks output created_by caller namespace "
        "arguments execution tools encrypted_content summary code fingerprint result container_id "
        "outputs environment max_output_length operation server_label error approval_request_id "
        "approve reason input"
    ),
    always=words("type id"),
    columns=(
        text(
            "type",
            "TODO",
            enum=words(
                "message file_search_call computer_call computer_call_output web_search_call function_call "
                "function_call_output tool_search_call tool_search_output additional_tools reasoning program "
                "program_output compaction image_generation_call code_interpreter_call local_shell_call "
                "local_shell_call_output shell_call shell_call_output apply_patch_call "
                "apply_patch_call_output mcp_list_tools mcp_approval_request mcp_approval_response mcp_call "
                "custom_tool_call custom_tool_call_output"
            ),
        ),
        text("role", "TODO", enum=words("user system developer assistant unknown critic discriminator tool")),
        state(
            "status",
            "TODO",
            words("in_progress completed incomplete searching failed generating interpreting calling"),
            done=("completed",),
            failed=words("incomplete failed"),
        ),
        json_array(
            "content",
            "TODO",
            "type",
            "text",
            "prompt_cache_breakpoint",
            "image_url",
            "file_id",
            "detail",
            "filename",
            "file_data",
            "file_url",
            "annotations",
            "logprobs",
            "refusal",
        ),
        text("id", "TODO"),
        text("phase", "TODO", enum=words("commentary final_answer")),
        json_array("queries", "TODO"),
        json_array("results", "TODO", "file_id", "text", "filename", "attributes", "score"),
        text("call_id", "TODO"),
        json_object(
            "action",
            "TODO",
            "type",
            "button",
            "x",
            "y",
            "keys",
            "path",
            "scroll_x",
            "scroll_y",
            "text",
            "query",
            "queries",
            "sources",
            "url",
            "pattern",
            "command",
            "timeout_ms",
            "working_directory",
            "env",
            "user",
            "commands",
            "max_output_length",
        ),
        json_array(
            "actions", "TODO", "type", "button", "x", "y", "keys", "path", "scroll_x", "scroll_y", "text"
        ),
        json_array("pending_safety_checks", "TODO", "id", "code", "message"),
        json_array("acknowledged_safety_checks", "TODO", "id", "code", "message"),
        anything("output", "TODO"),
        text("created_by", "TODO"),
        json_object("caller", "TODO", "type", "caller_id"),
        text("namespace", "TODO"),
        text("name", "TODO"),
        text("arguments", "TODO"),
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
        text("result", "TODO"),
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
            "list_input_items",
            "/responses/{response_id}/input_items",
            "TODO",
            in_path("response_id", "TODO"),
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
    ),
)

INPUT_TOKENS = Resource(
    "responses",
    "input_tokens",
    "Input tokens",
    "TODO",
    order_of_use=(),
    columns=(),
    methods=(
        acts(
            "get_input_token_counts",
            "/responses/input_tokens",
            "TODO",
            optional("model", DataType.STRING, "TODO", nullable=True),
            optional("input", DataType.ANY, "TODO", items=DataType.OBJECT, nullable=True),
            optional("previous_response_id", DataType.STRING, "TODO", nullable=True),
            optional("tools", DataType.ARRAY, "TODO", items=DataType.OBJECT, nullable=True),
            optional(
                "text",
                DataType.OBJECT,
                "TODO",
                members=words("format verbosity"),
                objects=("format",),
                nullable=True,
            ),
            optional(
                "reasoning",
                DataType.OBJECT,
                "TODO",
                members=words("mode effort summary context generate_summary"),
                nullable=True,
            ),
            optional("truncation", DataType.STRING, "TODO", enum=words("auto disabled")),
            optional("instructions", DataType.STRING, "TODO", nullable=True),
            optional("personality", DataType.STRING, "TODO", enum=words("friendly pragmatic")),
            optional("conversation", DataType.ANY, "TODO", nullable=True),
            optional("tool_choice", DataType.ANY, "TODO", enum=words("none auto required"), nullable=True),
            optional("parallel_tool_calls", DataType.BOOLEAN, "TODO", nullable=True),
            body=BodyKind.JSON,
            columns=(
                text("object", "Always response.input_tokens.", enum=("response.input_tokens",)),
                integer("input_tokens", "TODO"),
            ),
            aliases=("get",),
        ),
    ),
)

RESPONSES = Resource(
    "responses",
    "responses",
    "Responses",
    "TODO",
    order_of_use=words(
        "id status model created_at metadata top_logprobs temperature top_p user safety_identifier "
        "prompt_cache_key prompt_cache_retention previous_response_id background max_tool_calls text "
        "tools tool_choice prompt service_tier truncation completed_at error incomplete_details "
        "output reasoning instructions output_text usage prompt_cache_options moderation "
        "parallel_tool_calls conversation max_output_tokens"
    ),
    always=words("model tools tool_choice id object created_at output parallel_tool_calls"),
    columns=(
        json_object("metadata", "TODO"),
        integer("top_logprobs", "TODO"),
        number("temperature", "TODO"),
        number("top_p", "TODO"),
        text("user", "TODO"),
        text("safety_identifier", "TODO"),
        text("prompt_cache_key", "TODO"),
        text("prompt_cache_retention", "TODO", enum=words("in_memory 24h")),
        text("previous_response_id", "TODO"),
        text(
            "model",
            "TODO",
            enum=words(
                "gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna gpt-5.5 gpt-5.5-2026-04-23 gpt-5.4 gpt-5.4-mini "
                "gpt-5.4-nano gpt-5.4-mini-2026-03-17 gpt-5.4-nano-2026-03-17 gpt-5.3-chat-latest gpt-5.2 "
                "gpt-5.2-2025-12-11 gpt-5.2-chat-latest gpt-5.2-pro gpt-5.2-pro-2025-12-11 gpt-5.1 "
                "gpt-5.1-2025-11-13 gpt-5.1-codex gpt-5.1-mini gpt-5.1-chat-latest gpt-5 gpt-5-mini "
                "gpt-5-nano gpt-5-2025-08-07 gpt-5-mini-2025-08-07 gpt-5-nano-2025-08-07 gpt-5-chat-latest "
                "gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-4.1-2025-04-14 gpt-4.1-mini-2025-04-14 "
                "gpt-4.1-nano-2025-04-14 o4-mini o4-mini-2025-04-16 o3 o3-2025-04-16 o3-mini "
                "o3-mini-2025-01-31 o1 o1-2024-12-17 o1-preview o1-preview-2024-09-12 o1-mini "
                "o1-mini-2024-09-12 gpt-4o gpt-4o-2024-11-20 gpt-4o-2024-08-06 gpt-4o-2024-05-13 "
                "gpt-4o-audio-preview gpt-4o-audio-preview-2024-10-01 gpt-4o-audio-preview-2024-12-17 "
                "gpt-4o-audio-preview-2025-06-03 gpt-4o-mini-audio-preview "
                "gpt-4o-mini-audio-preview-2024-12-17 gpt-4o-search-preview gpt-4o-mini-search-preview "
                "gpt-4o-search-preview-2025-03-11 gpt-4o-mini-search-preview-2025-03-11 chatgpt-4o-latest "
                "codex-mini-latest gpt-4o-mini gpt-4o-mini-2024-07-18 gpt-4-turbo gpt-4-turbo-2024-04-09 "
                "gpt-4-0125-preview gpt-4-turbo-preview gpt-4-1106-preview gpt-4-vision-preview gpt-4 "
                "gpt-4-0314 gpt-4-0613 gpt-4-32k gpt-4-32k-0314 gpt-4-32k-0613 gpt-3.5-turbo "
                "gpt-3.5-turbo-16k gpt-3.5-turbo-0301 gpt-3.5-turbo-0613 gpt-3.5-turbo-1106 "
                "gpt-3.5-turbo-0125 gpt-3.5-turbo-16k-0613 o1-pro o1-pro-2025-03-19 o3-pro o3-pro-2025-06-10 "
                "o3-deep-research o3-deep-research-2025-06-26 o4-mini-deep-research "
                "o4-mini-deep-research-2025-06-26 computer-use-preview computer-use-preview-2025-03-11 "
                "gpt-5.5-pro gpt-5.5-pro-2026-04-23 gpt-5-codex gpt-5-pro gpt-5-pro-2025-10-06 "
                "gpt-5.1-codex-max gpt-daybreak-blue-latest gpt-daybreak-red-latest gpt-5.6-cyber"
            ),
        ),
        boolean("background", "TODO"),
        integer("max_tool_calls", "TODO"),
        json_object("text", "TODO", "format", "verbosity"),
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
        ),
        anything("tool_choice", "TODO", enum=words("none auto required")),
        json_object("prompt", "TODO", "id", "version", "variables"),
        text("service_tier", "TODO", enum=words("auto default flex scale priority fast ultrafast")),
        text("truncation", "TODO", enum=words("auto disabled")),
        text("id", "TODO"),
        text("object", "Always response.", enum=("response",)),
        state(
            "status",
            "TODO",
            words("completed failed in_progress cancelled queued incomplete"),
            done=("completed",),
            failed=words("failed incomplete"),
            stopped=("cancelled",),
        ),
        unix_time("created_at", "TODO"),
        unix_time("completed_at", "TODO"),
        json_object("error", "TODO", "code", "message"),
        json_object("incomplete_details", "TODO", "reason"),
        json_array(
            "output",
            "TODO",
            "id",
            "type",
            "role",
            "content",
            "phase",
            "status",
            "queries",
            "results",
            "call_id",
            "caller",
            "namespace",
            "name",
            "arguments",
            "output",
            "created_by",
            "action",
            "actions",
            "pending_safety_checks",
            "acknowledged_safety_checks",
            "encrypted_content",
            "summary",
            "code",
            "fingerprint",
            "result",
            "execution",
            "tools",
            "container_id",
            "outputs",
            "environment",
            "max_output_length",
            "operation",
            "server_label",
            "error",
            "approval_request_id",
            "approve",
            "reason",
            "input",
        ),
        json_object("reasoning", "TODO", "mode", "effort", "summary", "context", "generate_summary"),
        anything("instructions", "TODO"),
        text("output_text", "TODO"),
        json_object(
            "usage",
            "TODO",
            "input_tokens",
            "input_tokens_details",
            "output_tokens",
            "output_tokens_details",
            "total_tokens",
        ),
        json_object("prompt_cache_options", "TODO", "ttl", "mode"),
        json_object("moderation", "TODO", "input", "output"),
        boolean("parallel_tool_calls", "TODO"),
        json_object("conversation", "TODO", "id"),
        integer("max_output_tokens", "TODO"),
    ),
    methods=(
        reads(
            "get_response",
            "/responses/{response_id}",
            "TODO",
            RESPONSE_ID,
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
            in_query("stream", "TODO", DataType.BOOLEAN),
            in_query("starting_after", "TODO", DataType.INTEGER),
            in_query("include_obfuscation", "TODO", DataType.BOOLEAN),
        ),
        creates(
            "create_response",
            "/responses",
            "TODO",
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            optional("top_logprobs", DataType.INTEGER, "TODO", column="top_logprobs", nullable=True),
            optional("temperature", DataType.NUMBER, "TODO", column="temperature", nullable=True),
            optional("top_p", DataType.NUMBER, "TODO", column="top_p", nullable=True),
            optional("user", DataType.STRING, "TODO", column="user"),
            optional("safety_identifier", DataType.STRING, "TODO", column="safety_identifier", nullable=True),
            optional("prompt_cache_key", DataType.STRING, "TODO", column="prompt_cache_key", nullable=True),
            optional(
                "prompt_cache_retention",
                DataType.STRING,
                "TODO",
                column="prompt_cache_retention",
                enum=words("in_memory 24h"),
                nullable=True,
            ),
            optional(
                "prompt_cache_options",
                DataType.OBJECT,
                "TODO",
                column="prompt_cache_options",
                members=words("ttl mode"),
            ),
            optional(
                "previous_response_id", DataType.STRING, "TODO", column="previous_response_id", nullable=True
            ),
            optional(
                "model",
                DataType.STRING,
                "TODO",
                column="model",
                enum=words(
                    "gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna gpt-5.5 gpt-5.5-2026-04-23 gpt-5.4 gpt-5.4-mini "
                    "gpt-5.4-nano gpt-5.4-mini-2026-03-17 gpt-5.4-nano-2026-03-17 gpt-5.3-chat-latest gpt-5.2 "
                    "gpt-5.2-2025-12-11 gpt-5.2-chat-latest gpt-5.2-pro gpt-5.2-pro-2025-12-11 gpt-5.1 "
                    "gpt-5.1-2025-11-13 gpt-5.1-codex gpt-5.1-mini gpt-5.1-chat-latest gpt-5 gpt-5-mini "
                    "gpt-5-nano gpt-5-2025-08-07 gpt-5-mini-2025-08-07 gpt-5-nano-2025-08-07 gpt-5-chat-latest "
                    "gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-4.1-2025-04-14 gpt-4.1-mini-2025-04-14 "
                    "gpt-4.1-nano-2025-04-14 o4-mini o4-mini-2025-04-16 o3 o3-2025-04-16 o3-mini "
                    "o3-mini-2025-01-31 o1 o1-2024-12-17 o1-preview o1-preview-2024-09-12 o1-mini "
                    "o1-mini-2024-09-12 gpt-4o gpt-4o-2024-11-20 gpt-4o-2024-08-06 gpt-4o-2024-05-13 "
                    "gpt-4o-audio-preview gpt-4o-audio-preview-2024-10-01 gpt-4o-audio-preview-2024-12-17 "
                    "gpt-4o-audio-preview-2025-06-03 gpt-4o-mini-audio-preview "
                    "gpt-4o-mini-audio-preview-2024-12-17 gpt-4o-search-preview gpt-4o-mini-search-preview "
                    "gpt-4o-search-preview-2025-03-11 gpt-4o-mini-search-preview-2025-03-11 chatgpt-4o-latest "
                    "codex-mini-latest gpt-4o-mini gpt-4o-mini-2024-07-18 gpt-4-turbo gpt-4-turbo-2024-04-09 "
                    "gpt-4-0125-preview gpt-4-turbo-preview gpt-4-1106-preview gpt-4-vision-preview gpt-4 "
                    "gpt-4-0314 gpt-4-0613 gpt-4-32k gpt-4-32k-0314 gpt-4-32k-0613 gpt-3.5-turbo "
                    "gpt-3.5-turbo-16k gpt-3.5-turbo-0301 gpt-3.5-turbo-0613 gpt-3.5-turbo-1106 "
                    "gpt-3.5-turbo-0125 gpt-3.5-turbo-16k-0613 o1-pro o1-pro-2025-03-19 o3-pro o3-pro-2025-06-10 "
                    "o3-deep-research o3-deep-research-2025-06-26 o4-mini-deep-research "
                    "o4-mini-deep-research-2025-06-26 computer-use-preview computer-use-preview-2025-03-11 "
                    "gpt-5.5-pro gpt-5.5-pro-2026-04-23 gpt-5-codex gpt-5-pro gpt-5-pro-2025-10-06 "
                    "gpt-5.1-codex-max gpt-daybreak-blue-latest gpt-daybreak-red-latest gpt-5.6-cyber"
                ),
            ),
            optional("background", DataType.BOOLEAN, "TODO", column="background", nullable=True),
            optional("max_tool_calls", DataType.INTEGER, "TODO", column="max_tool_calls", nullable=True),
            optional(
                "text",
                DataType.OBJECT,
                "TODO",
                column="text",
                members=words("format verbosity"),
                objects=("format",),
            ),
            optional("tools", DataType.ARRAY, "TODO", column="tools", items=DataType.OBJECT),
            optional(
                "tool_choice", DataType.ANY, "TODO", column="tool_choice", enum=words("none auto required")
            ),
            optional(
                "prompt",
                DataType.OBJECT,
                "TODO",
                column="prompt",
                members=words("id version variables"),
                objects=("variables",),
                nullable=True,
            ),
            optional(
                "service_tier",
                DataType.STRING,
                "TODO",
                column="service_tier",
                enum=words("auto default flex scale priority fast ultrafast"),
                nullable=True,
            ),
            optional(
                "truncation",
                DataType.STRING,
                "TODO",
                column="truncation",
                enum=words("auto disabled"),
                nullable=True,
            ),
            optional(
                "reasoning",
                DataType.OBJECT,
                "TODO",
                column="reasoning",
                members=words("mode effort summary context generate_summary"),
                nullable=True,
            ),
            optional("input", DataType.ANY, "TODO", items=DataType.OBJECT),
            optional(
                "include",
                DataType.ARRAY,
                "TODO",
                enum=words(
                    "file_search_call.results web_search_call.results web_search_call.action.sources "
                    "message.input_image.image_url computer_call_output.output.image_url "
                    "code_interpreter_call.outputs reasoning.encrypted_content message.output_text.logprobs"
                ),
                items=DataType.STRING,
                nullable=True,
            ),
            optional(
                "parallel_tool_calls", DataType.BOOLEAN, "TODO", column="parallel_tool_calls", nullable=True
            ),
            optional("store", DataType.BOOLEAN, "TODO", nullable=True),
            optional("instructions", DataType.STRING, "TODO", column="instructions", nullable=True),
            optional(
                "moderation",
                DataType.OBJECT,
                "TODO",
                column="moderation",
                members=words("model policy"),
                objects=("policy",),
                nullable=True,
            ),
            optional("conversation", DataType.ANY, "TODO", column="conversation", nullable=True),
            optional(
                "context_management",
                DataType.ARRAY,
                "TODO",
                items=DataType.OBJECT,
                min_items=1,
                nullable=True,
            ),
            optional(
                "max_output_tokens", DataType.INTEGER, "TODO", column="max_output_tokens", nullable=True
            ),
        ),
        deletes("delete_response", "/responses/{response_id}", "TODO", RESPONSE_ID, returns=Returns.EMPTY),
        acts(
            "compact_conversation",
            "/responses/compact",
            "TODO",
            required(
                "model",
                DataType.STRING,
                "TODO",
                column="model",
                enum=words(
                    "gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna gpt-5.5 gpt-5.5-2026-04-23 gpt-5.4 gpt-5.4-mini "
                    "gpt-5.4-nano gpt-5.4-mini-2026-03-17 gpt-5.4-nano-2026-03-17 gpt-5.3-chat-latest gpt-5.2 "
                    "gpt-5.2-2025-12-11 gpt-5.2-chat-latest gpt-5.2-pro gpt-5.2-pro-2025-12-11 gpt-5.1 "
                    "gpt-5.1-2025-11-13 gpt-5.1-codex gpt-5.1-mini gpt-5.1-chat-latest gpt-5 gpt-5-mini "
                    "gpt-5-nano gpt-5-2025-08-07 gpt-5-mini-2025-08-07 gpt-5-nano-2025-08-07 gpt-5-chat-latest "
                    "gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-4.1-2025-04-14 gpt-4.1-mini-2025-04-14 "
                    "gpt-4.1-nano-2025-04-14 o4-mini o4-mini-2025-04-16 o3 o3-2025-04-16 o3-mini "
                    "o3-mini-2025-01-31 o1 o1-2024-12-17 o1-preview o1-preview-2024-09-12 o1-mini "
                    "o1-mini-2024-09-12 gpt-4o gpt-4o-2024-11-20 gpt-4o-2024-08-06 gpt-4o-2024-05-13 "
                    "gpt-4o-audio-preview gpt-4o-audio-preview-2024-10-01 gpt-4o-audio-preview-2024-12-17 "
                    "gpt-4o-audio-preview-2025-06-03 gpt-4o-mini-audio-preview "
                    "gpt-4o-mini-audio-preview-2024-12-17 gpt-4o-search-preview gpt-4o-mini-search-preview "
                    "gpt-4o-search-preview-2025-03-11 gpt-4o-mini-search-preview-2025-03-11 chatgpt-4o-latest "
                    "codex-mini-latest gpt-4o-mini gpt-4o-mini-2024-07-18 gpt-4-turbo gpt-4-turbo-2024-04-09 "
                    "gpt-4-0125-preview gpt-4-turbo-preview gpt-4-1106-preview gpt-4-vision-preview gpt-4 "
                    "gpt-4-0314 gpt-4-0613 gpt-4-32k gpt-4-32k-0314 gpt-4-32k-0613 gpt-3.5-turbo "
                    "gpt-3.5-turbo-16k gpt-3.5-turbo-0301 gpt-3.5-turbo-0613 gpt-3.5-turbo-1106 "
                    "gpt-3.5-turbo-0125 gpt-3.5-turbo-16k-0613 o1-pro o1-pro-2025-03-19 o3-pro o3-pro-2025-06-10 "
                    "o3-deep-research o3-deep-research-2025-06-26 o4-mini-deep-research "
                    "o4-mini-deep-research-2025-06-26 computer-use-preview computer-use-preview-2025-03-11 "
                    "gpt-5.5-pro gpt-5.5-pro-2026-04-23 gpt-5-codex gpt-5-pro gpt-5-pro-2025-10-06 "
                    "gpt-5.1-codex-max gpt-daybreak-blue-latest gpt-daybreak-red-latest gpt-5.6-cyber"
                ),
                nullable=True,
            ),
            optional("input", DataType.ANY, "TODO", items=DataType.OBJECT, nullable=True),
            optional(
                "previous_response_id", DataType.STRING, "TODO", column="previous_response_id", nullable=True
            ),
            optional("instructions", DataType.STRING, "TODO", column="instructions", nullable=True),
            optional("prompt_cache_key", DataType.STRING, "TODO", column="prompt_cache_key", nullable=True),
            optional(
                "prompt_cache_retention",
                DataType.STRING,
                "TODO",
                column="prompt_cache_retention",
                enum=words("in_memory 24h"),
                nullable=True,
            ),
            optional(
                "prompt_cache_options",
                DataType.OBJECT,
                "TODO",
                column="prompt_cache_options",
                members=words("ttl mode"),
                nullable=True,
            ),
            optional(
                "service_tier",
                DataType.STRING,
                "TODO",
                column="service_tier",
                enum=words("auto default fast flex priority"),
                nullable=True,
            ),
            body=BodyKind.JSON,
            aliases=("compact",),
        ),
        acts("cancel_response", "/responses/{response_id}/cancel", "TODO", RESPONSE_ID, aliases=("cancel",)),
    ),
)

SERVICE = Service("responses", "Responses", "TODO", (INPUT_ITEMS, INPUT_TOKENS, RESPONSES))
