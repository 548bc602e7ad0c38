"""Chat: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    deletes,
    in_path,
    in_query,
    json_array,
    json_object,
    lists,
    optional,
    reads,
    required,
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, DataType, Paging, Resource, Service

COMPLETION_ID = in_path("completion_id", "TODO", column="id")

COMPLETIONS = Resource(
    "chat",
    "completions",
    "Completions",
    "TODO",
    order_of_use=words("id model choices created metadata service_tier system_fingerprint usage moderation"),
    always=words("id choices created model object"),
    columns=(
        text("id", "TODO"),
        json_array("choices", "TODO", "finish_reason", "index", "message", "logprobs"),
        unix_time("created", "TODO"),
        text("model", "TODO"),
        json_object("metadata", "TODO"),
        text("service_tier", "TODO", enum=words("auto default flex scale priority fast")),
        text("system_fingerprint", "TODO"),
        text("object", "Always chat.completion.", enum=("chat.completion",)),
        json_object(
            "usage",
            "TODO",
            "completion_tokens",
            "prompt_tokens",
            "total_tokens",
            "completion_tokens_details",
            "prompt_tokens_details",
        ),
        json_object("moderation", "TODO", "input", "output"),
    ),
    methods=(
        reads(
            "create_chat_completion",
            "/chat/completions",
            "TODO",
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            optional("top_logprobs", DataType.INTEGER, "TODO", nullable=True),
            optional("temperature", DataType.NUMBER, "TODO", nullable=True),
            optional("top_p", DataType.NUMBER, "TODO", nullable=True),
            optional("user", DataType.STRING, "TODO"),
            optional("safety_identifier", DataType.STRING, "TODO", nullable=True),
            optional("prompt_cache_key", DataType.STRING, "TODO", nullable=True),
            optional(
                "prompt_cache_retention", DataType.STRING, "TODO", enum=words("in_memory 24h"), nullable=True
            ),
            optional("prompt_cache_options", DataType.OBJECT, "TODO", members=words("ttl mode")),
            required("messages", DataType.ARRAY, "TODO", items=DataType.OBJECT, min_items=1),
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
                    "gpt-3.5-turbo-0125 gpt-3.5-turbo-16k-0613"
                ),
            ),
            optional(
                "service_tier",
                DataType.STRING,
                "TODO",
                column="service_tier",
                enum=words("auto default flex scale priority fast"),
                nullable=True,
            ),
            optional(
                "modalities",
                DataType.ARRAY,
                "TODO",
                enum=words("text audio"),
                items=DataType.STRING,
                nullable=True,
            ),
            optional("verbosity", DataType.STRING, "TODO", enum=words("low medium high"), nullable=True),
            optional(
                "reasoning_effort",
                DataType.STRING,
                "TODO",
                enum=words("none minimal low medium high xhigh max"),
                nullable=True,
            ),
            optional("max_completion_tokens", DataType.INTEGER, "TODO", nullable=True),
            optional("frequency_penalty", DataType.NUMBER, "TODO", nullable=True),
            optional("presence_penalty", DataType.NUMBER, "TODO", nullable=True),
            optional(
                "web_search_options",
                DataType.OBJECT,
                "TODO",
                members=words("user_location search_context_size"),
                objects=("user_location",),
            ),
            optional(
                "response_format",
                DataType.OBJECT,
                "TODO",
                members=words("type json_schema"),
                objects=("json_schema",),
            ),
            optional("audio", DataType.OBJECT, "TODO", members=words("voice format"), nullable=True),
            optional("store", DataType.BOOLEAN, "TODO", nullable=True),
            optional(
                "moderation",
                DataType.OBJECT,
                "TODO",
                column="moderation",
                members=words("model policy"),
                objects=("policy",),
                nullable=True,
            ),
            optional(
                "stop", DataType.ANY, "TODO", items=DataType.STRING, min_items=1, max_items=4, nullable=True
            ),
            optional("logit_bias", DataType.OBJECT, "TODO", nullable=True),
            optional("logprobs", DataType.BOOLEAN, "TODO", nullable=True),
            optional("max_tokens", DataType.INTEGER, "TODO", nullable=True),
            optional("n", DataType.INTEGER, "TODO", nullable=True),
            optional("prediction", DataType.OBJECT, "TODO", members=words("type content"), nullable=True),
            optional("seed", DataType.INTEGER, "TODO", nullable=True),
            optional("tools", DataType.ARRAY, "TODO", items=DataType.OBJECT),
            optional("tool_choice", DataType.ANY, "TODO", enum=words("none auto required")),
            optional("parallel_tool_calls", DataType.BOOLEAN, "TODO"),
            optional("function_call", DataType.ANY, "TODO", enum=words("none auto")),
            optional("functions", DataType.ARRAY, "TODO", items=DataType.OBJECT, min_items=1, max_items=128),
            http="POST",
            body=BodyKind.JSON,
        ),
        lists(
            "list_chat_completions",
            "/chat/completions",
            "TODO",
            in_query("model", "TODO", column="model"),
            in_query("metadata_filter", "TODO", DataType.OBJECT, wire="metadata"),
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads("get_chat_completion", "/chat/completions/{completion_id}", "TODO", COMPLETION_ID),
        updates(
            "update_chat_completion",
            "/chat/completions/{completion_id}",
            "TODO",
            COMPLETION_ID,
            required("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
        ),
        deletes("delete_chat_completion", "/chat/completions/{completion_id}", "TODO", COMPLETION_ID),
    ),
)

MESSAGES = Resource(
    "chat",
    "messages",
    "Messages",
    "TODO",
    order_of_use=words("id role content refusal tool_calls annotations function_call audio content_parts"),
    always=words("role id"),
    columns=(
        text("content", "TODO"),
        text("refusal", "TODO"),
        json_array("tool_calls", "TODO", "id", "type", "function", "custom"),
        json_array("annotations", "TODO", "type", "url_citation"),
        text("role", "TODO", enum=("assistant",)),
        json_object("function_call", "TODO", "arguments", "name"),
        json_object("audio", "TODO", "id", "expires_at", "data", "transcript"),
        text("id", "TODO"),
        json_array("content_parts", "TODO", "type", "text", "prompt_cache_breakpoint", "image_url"),
    ),
    methods=(
        lists(
            "get_chat_completion_messages",
            "/chat/completions/{completion_id}/messages",
            "TODO",
            in_path("completion_id", "TODO"),
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
    ),
)

SERVICE = Service("chat", "Chat", "TODO", (COMPLETIONS, MESSAGES))
