"""Chat: completions of conversations, the API before responses."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ANY,
    ARRAY,
    BOOLEAN,
    INTEGER,
    NUMBER,
    OBJECT,
    STRING,
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
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.generation import (
    CACHE_TIMES,
    CHAT_MODELS,
    CHAT_USAGE,
    METADATA,
    TEMPERATURE,
    TIERS,
    TOP_P,
    USER,
)
from openai_sql_shell.catalog.model import BodyKind, Resource, Service
from openai_sql_shell.classes import replace

PATH = "/chat/completions/{completion_id}"

COMPLETION_ID = in_path("completion_id", "The completion.", column="id")

CREATE = (
    required(
        "messages", "What was said so far, each with role and content.", ARRAY, items=OBJECT, min_items=1
    ),
    required("model", "The model that answers.", column="model", enum=CHAT_MODELS),
    METADATA,
    TEMPERATURE,
    TOP_P,
    optional(
        "top_logprobs",
        "How many of the likeliest words are told at each place; needs logprobs.",
        INTEGER,
        nullable=True,
    ),
    optional("logprobs", "Tell how likely each word was.", BOOLEAN, nullable=True),
    optional("n", "How many answers are made; each is billed.", INTEGER, nullable=True),
    optional(
        "max_completion_tokens",
        "How many tokens an answer may have, reasoning included.",
        INTEGER,
        nullable=True,
    ),
    optional("max_tokens", "Deprecated; use max_completion_tokens.", INTEGER, nullable=True),
    optional(
        "reasoning_effort",
        "How much it thinks.",
        enum=words("none minimal low medium high xhigh max"),
        nullable=True,
    ),
    optional("verbosity", "How long the answer is.", enum=words("low medium high"), nullable=True),
    optional(
        "response_format",
        "How the answer is to be: text, JSON, or JSON of a schema.",
        OBJECT,
        members=words("type json_schema"),
        objects=("json_schema",),
    ),
    optional("tools", "The functions the model may call.", ARRAY, items=OBJECT),
    optional(
        "tool_choice", "Whether, or which of, the tools are used.", ANY, enum=words("none auto required")
    ),
    optional("parallel_tool_calls", "Several tools may be called at once.", BOOLEAN),
    optional("function_call", "Deprecated; use tool_choice.", ANY, enum=words("none auto")),
    optional("functions", "Deprecated; use tools.", ARRAY, items=OBJECT, min_items=1, max_items=128),
    optional(
        "stop",
        "Up to four texts at which the answer ends.",
        ANY,
        items=STRING,
        min_items=1,
        max_items=4,
        nullable=True,
    ),
    optional("store", "Keep it, so that it can be listed and read again.", BOOLEAN, nullable=True),
    optional(
        "service_tier",
        "How fast it is served, at which price.",
        column="service_tier",
        enum=TIERS,
        nullable=True,
    ),
    optional(
        "modalities",
        "What the answer is made of.",
        ARRAY,
        enum=words("text audio"),
        items=STRING,
        nullable=True,
    ),
    optional(
        "audio",
        "The voice and the format of a spoken answer.",
        OBJECT,
        members=words("voice format"),
        nullable=True,
    ),
    optional(
        "prediction",
        "Text that the answer will mostly repeat, which makes it faster.",
        OBJECT,
        members=words("type content"),
        nullable=True,
    ),
    optional(
        "web_search_options",
        "How the web is searched, by models that do.",
        OBJECT,
        members=words("user_location search_context_size"),
        objects=("user_location",),
    ),
    optional("frequency_penalty", "From -2 to 2: avoid words by how often they came.", NUMBER, nullable=True),
    optional("presence_penalty", "From -2 to 2: avoid words that came at all.", NUMBER, nullable=True),
    optional("logit_bias", "Tokens that are made likelier or less likely.", OBJECT, nullable=True),
    optional(
        "seed", "Ask for the same answer as before, as far as that goes; deprecated.", INTEGER, nullable=True
    ),
    optional("prompt_cache_key", "Which requests share a cache.", nullable=True),
    optional("prompt_cache_retention", "How long the cache is kept.", enum=CACHE_TIMES, nullable=True),
    optional("prompt_cache_options", "How the cache is used.", OBJECT, members=words("ttl mode")),
    optional("safety_identifier", "Who is behind the request, as a hash.", nullable=True),
    USER,
    optional(
        "moderation",
        "How input and output are moderated.",
        OBJECT,
        column="moderation",
        members=words("model policy"),
        objects=("policy",),
        nullable=True,
    ),
)

COMPLETIONS = Resource(
    "chat",
    "completions",
    "Chat completions",
    "Answers of models to conversations; those that were stored can be listed.",
    id_prefix="chatcmpl-",
    expected_rows=200,
    order_of_use=words("id model created choices usage metadata service_tier system_fingerprint moderation"),
    always=words("id choices created model object"),
    columns=(
        text("id", "The completion's identifier."),
        json_array("choices", "The answers.", *words("finish_reason index message logprobs")),
        unix_time("created", "When it was made."),
        text("model", "The model that answered."),
        json_object("metadata", "Up to 16 pairs of text of your own."),
        text("service_tier", "How fast it was served.", enum=TIERS),
        text("system_fingerprint", "What the model ran on; deprecated."),
        object_type("chat.completion"),
        json_object("usage", "Tokens used.", *CHAT_USAGE),
        json_object("moderation", "What the moderation found.", "input", "output"),
    ),
    methods=(
        reads(
            "create_chat_completion",
            "/chat/completions",
            "Ask a model; tokens are billed.",
            *CREATE,
            http="POST",
            body=BodyKind.JSON,
            aliases=("create",),
            billable=True,
        ),
        pages(
            "list_chat_completions",
            "/chat/completions",
            "Stored completions, oldest first, a page at a time.",
            in_query("model", "Only those of this model.", column="model"),
            in_query("metadata_filter", "Only those with these pairs of text.", OBJECT, wire="metadata"),
            order_column="created",
            default_order="asc",
        ),
        reads("get_chat_completion", PATH, "One stored completion.", COMPLETION_ID),
        updates(
            "update_chat_completion",
            PATH,
            "Replace the pairs of text of a stored completion.",
            COMPLETION_ID,
            required("metadata", "The new pairs of text.", OBJECT, column="metadata", nullable=True),
        ),
        deletes("delete_chat_completion", PATH, "Remove a stored completion.", COMPLETION_ID),
    ),
)

MESSAGES = Resource(
    "chat",
    "messages",
    "Chat messages",
    "What a stored completion was made from.",
    expected_rows=50,
    order_of_use=words("id role content refusal tool_calls content_parts annotations audio function_call"),
    always=words("role id"),
    columns=(
        text("id", "The message's identifier."),
        text("role", "Who speaks.", enum=("assistant",)),
        text("content", "What is said."),
        text("refusal", "Why the model would not answer."),
        json_array("tool_calls", "The tools that were called.", *words("id type function custom")),
        json_array("annotations", "Where the text comes from.", "type", "url_citation"),
        json_object("function_call", "The function that was called; deprecated.", "arguments", "name"),
        json_object("audio", "The spoken answer.", *words("id expires_at data transcript")),
        json_array(
            "content_parts", "What is said, in parts.", *words("type text prompt_cache_breakpoint image_url")
        ),
    ),
    methods=(
        pages(
            "get_chat_completion_messages",
            f"{PATH}/messages",
            "A stored completion's messages, oldest first, a page at a time.",
            replace(COMPLETION_ID, column=None),
        ),
    ),
)

SERVICE = Service(
    "chat", "Chat", "Completions of conversations, the API before responses.", (COMPLETIONS, MESSAGES)
)
