"""Responses: what models answer, with tools and in the background where wished."""

from __future__ import annotations

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
    words,
)
from openai_sql_shell.catalog.generation import (
    CACHE_TIMES,
    INCLUDABLE,
    INCLUDE,
    ITEM_COLUMNS,
    ITEM_ORDER,
    METADATA,
    MODELS,
    TEMPERATURE,
    TIERS,
    TOOL,
    TOP_P,
    USER,
)
from openai_sql_shell.catalog.model import BodyKind, Lifecycle, Resource, Returns, Service
from openai_sql_shell.classes import replace

PATH = "/responses/{response_id}"

RESPONSE_ID = in_path("response_id", "The response.", column="id")
EVERY_TIER = (*TIERS, "ultrafast")
TRUNCATIONS = words("auto disabled")
CHOICES = words("none auto required")
REASONING = words("mode effort summary context generate_summary")
CACHE = words("ttl mode")

INPUT = optional("input", "The question: text, or an array of items.", ANY, items=OBJECT)
INSTRUCTIONS = optional("instructions", "What the model is told before anything else.", nullable=True)
PREVIOUS = optional("previous_response_id", "The response that this one goes on from.", nullable=True)
CACHE_KEY = optional("prompt_cache_key", "Which requests share a cache.", nullable=True)
CACHE_RETENTION = optional(
    "prompt_cache_retention", "How long the cache is kept.", enum=CACHE_TIMES, nullable=True
)
CACHE_OPTIONS = optional("prompt_cache_options", "How the cache is used.", OBJECT, members=CACHE)
MODEL = optional("model", "The model that answers.", enum=MODELS)
TOOLS = optional("tools", "The tools the model may use.", ARRAY, items=OBJECT)
TOOL_CHOICE = optional("tool_choice", "Whether, or which of, the tools are used.", ANY, enum=CHOICES)
TEXT = optional(
    "text",
    "How the text is to be: its format, such as a JSON schema, and its length.",
    OBJECT,
    members=words("format verbosity"),
    objects=("format",),
)
REASONING_OF = optional(
    "reasoning",
    "How much it thinks, and whether a summary of that is shown.",
    OBJECT,
    members=REASONING,
    nullable=True,
)
TRUNCATION = optional(
    "truncation",
    "auto: what does not fit the model is left out; disabled: an error; deprecated.",
    enum=TRUNCATIONS,
    nullable=True,
)
CONVERSATION = optional(
    "conversation",
    "The conversation that it belongs to, which input and output are added to.",
    ANY,
    nullable=True,
    excludes=("previous_response_id",),
)
PARALLEL = optional("parallel_tool_calls", "Several tools may be called at once.", BOOLEAN, nullable=True)

INPUT_ITEMS = Resource(
    "responses",
    "input_items",
    "Response input items",
    "What a response was made from.",
    expected_rows=50,
    order_of_use=ITEM_ORDER,
    always=words("type id"),
    columns=ITEM_COLUMNS,
    methods=(
        pages(
            "list_input_items",
            f"{PATH}/input_items",
            "A response's input, newest first, a page at a time.",
            replace(RESPONSE_ID, column=None),
            INCLUDE,
        ),
    ),
)

INPUT_TOKENS = Resource(
    "responses",
    "input_tokens",
    "Input tokens",
    "How many tokens a request would have.",
    hint="EXEC openai.responses.input_tokens.get_input_token_counts @model = '...', @input = '...'",
    expected_rows=1,
    order_of_use=("input_tokens",),
    columns=(object_type("response.input_tokens"), integer("input_tokens", "How many tokens it has.")),
    methods=(
        acts(
            "get_input_token_counts",
            "/responses/input_tokens",
            "Count a request's tokens; nothing is made.",
            replace(MODEL, enum=(), column=None, nullable=True),
            replace(INPUT, nullable=True),
            replace(PREVIOUS, column=None),
            replace(TOOLS, column=None, nullable=True),
            replace(TEXT, column=None, nullable=True),
            replace(REASONING_OF, column=None),
            replace(TRUNCATION, column=None, nullable=False),
            replace(INSTRUCTIONS, column=None),
            optional("personality", "How the model sounds.", enum=words("friendly pragmatic")),
            replace(CONVERSATION, column=None),
            replace(TOOL_CHOICE, column=None, nullable=True),
            replace(PARALLEL, column=None),
            body=BodyKind.JSON,
            read_only=True,
            aliases=("count",),
        ),
    ),
)

RESPONSES = Resource(
    "responses",
    "responses",
    "Responses",
    "Answers of models.",
    id_prefix="resp_",
    hint="the API has no list of responses: keep their ids, or put them into a conversation",
    look="SELECT * FROM openai.responses.responses WHERE response_id = {response_id}",
    expected_rows=1,
    order_of_use=words(
        "id status model output_text created_at usage output error incomplete_details completed_at metadata "
        "instructions previous_response_id conversation reasoning text tools tool_choice service_tier background"
    ),
    always=words("model tools tool_choice id object created_at output parallel_tool_calls"),
    columns=(
        text("id", "The response's identifier."),
        object_type("response"),
        unix_time("created_at", "When it was asked for."),
        unix_time("completed_at", "When it was complete."),
        state(
            "status",
            "Where the answer stands.",
            words("completed failed in_progress cancelled queued incomplete"),
            done=("completed",),
            failed=words("failed incomplete"),
            stopped=("cancelled",),
        ),
        text("model", "The model that answers.", enum=MODELS),
        json_array(
            "output", "The answer: messages, calls of tools, reasoning.", *(c.name for c in ITEM_COLUMNS)
        ),
        text(
            "output_text", "All text of the answer, put together from output.", texts_in=("output", "content")
        ),
        json_object(
            "usage",
            "Tokens used.",
            *words("input_tokens input_tokens_details output_tokens output_tokens_details total_tokens"),
        ),
        json_object("error", "Why it failed.", "code", "message"),
        json_object("incomplete_details", "Why it ends early.", "reason"),
        anything("instructions", "What the model was told before anything else."),
        text("previous_response_id", "The response that this one goes on from."),
        json_object("conversation", "The conversation that it belongs to.", "id"),
        json_object("reasoning", "How much it was to think.", *REASONING),
        json_object("text", "How the text was to be.", "format", "verbosity"),
        json_array("tools", "The tools the model might use.", *TOOL),
        anything("tool_choice", "Whether, or which of, the tools were to be used.", enum=CHOICES),
        boolean("parallel_tool_calls", "Several tools might be called at once."),
        integer("max_tool_calls", "How often tools might be called at most."),
        integer("max_output_tokens", "How many tokens it might have at most."),
        json_object("metadata", "Up to 16 pairs of text of your own."),
        number("temperature", "How free the answer was to be."),
        number("top_p", "The share of likely words that were considered."),
        integer("top_logprobs", "How many of the likeliest words are told at each place."),
        boolean("background", "It was made in the background."),
        text("service_tier", "How fast it was served.", enum=EVERY_TIER),
        text("truncation", "What was done with input too long.", enum=TRUNCATIONS),
        json_object("prompt", "The stored prompt it was made with.", "id", "version", "variables"),
        text("prompt_cache_key", "Which requests share a cache."),
        text("prompt_cache_retention", "How long the cache is kept.", enum=CACHE_TIMES),
        json_object("prompt_cache_options", "How the cache is used.", *CACHE),
        text("safety_identifier", "Who is behind the request, as a hash."),
        text("user", "Who is behind the request; deprecated."),
        json_object("moderation", "What the moderation found.", "input", "output"),
    ),
    methods=(
        reads("get_response", PATH, "One response.", RESPONSE_ID, INCLUDE),
        creates(
            "create_response",
            "/responses",
            "Ask a model; tokens are billed.",
            MODEL,
            INPUT,
            INSTRUCTIONS,
            PREVIOUS,
            CONVERSATION,
            TEXT,
            TOOLS,
            TOOL_CHOICE,
            PARALLEL,
            REASONING_OF,
            optional(
                "max_output_tokens",
                "How many tokens it may have at most, reasoning included.",
                INTEGER,
                nullable=True,
            ),
            optional("max_tool_calls", "How often tools may be called at most.", INTEGER, nullable=True),
            replace(TEMPERATURE, column="temperature"),
            replace(TOP_P, column="top_p"),
            optional(
                "top_logprobs",
                "How many of the likeliest words are told at each place, up to 20.",
                INTEGER,
                nullable=True,
            ),
            METADATA,
            optional(
                "store", "Keep it, so that it can be read again; true without it.", BOOLEAN, nullable=True
            ),
            optional(
                "background",
                "Answer at once with a response that is made meanwhile; AWAIT waits for it.",
                BOOLEAN,
                nullable=True,
            ),
            optional(
                "include",
                "What is shown beside the usual.",
                ARRAY,
                enum=INCLUDABLE,
                items=STRING,
                nullable=True,
            ),
            optional(
                "service_tier", "How fast it is served, at which price.", enum=EVERY_TIER, nullable=True
            ),
            TRUNCATION,
            optional(
                "prompt",
                "A stored prompt, with values for its variables.",
                OBJECT,
                members=words("id version variables"),
                objects=("variables",),
                nullable=True,
            ),
            CACHE_KEY,
            CACHE_RETENTION,
            CACHE_OPTIONS,
            optional("safety_identifier", "Who is behind the request, as a hash.", nullable=True),
            replace(USER, column="user"),
            optional(
                "moderation",
                "How input and output are moderated.",
                OBJECT,
                members=words("model policy"),
                objects=("policy",),
                nullable=True,
            ),
            optional(
                "context_management",
                "Rules by which a long context is made shorter.",
                ARRAY,
                items=OBJECT,
                min_items=1,
                nullable=True,
            ),
            billable=True,
        ),
        deletes("delete_response", PATH, "Remove a response.", RESPONSE_ID, returns=Returns.EMPTY),
        acts(
            "compact_conversation",
            "/responses/compact",
            "Make a long context shorter, by a model; tokens are billed.",
            required("model", "The model that does it.", enum=MODELS, nullable=True),
            replace(INPUT, nullable=True),
            PREVIOUS,
            INSTRUCTIONS,
            CACHE_KEY,
            CACHE_RETENTION,
            replace(CACHE_OPTIONS, nullable=True),
            optional(
                "service_tier",
                "How fast it is served, at which price.",
                enum=words("auto default fast flex priority"),
                nullable=True,
            ),
            body=BodyKind.JSON,
            aliases=("compact",),
            billable=True,
            columns=(
                text("id", "The compaction's identifier."),
                object_type("response.compaction"),
                unix_time("created_at", "When it was made."),
                json_array(
                    "output", "The shorter context, to be given as input.", *(c.name for c in ITEM_COLUMNS)
                ),
                json_object(
                    "usage",
                    "Tokens used.",
                    *words(
                        "input_tokens input_tokens_details output_tokens output_tokens_details total_tokens"
                    ),
                ),
            ),
        ),
        acts(
            "cancel_response",
            f"{PATH}/cancel",
            "Stop a response that is made in the background.",
            RESPONSE_ID,
            aliases=("cancel",),
            success_states=("cancelled", "completed"),
        ),
    ),
    lifecycle=Lifecycle(
        poll="get_response",
        state="status",
        terminal_states=words("completed failed cancelled incomplete"),
        success_states=("completed",),
        counts="",
        errors="error",
        interval=2.0,
        deadline=3600.0,
    ),
)

SERVICE = Service(
    "responses",
    "Responses",
    "Answers of models, and what they were made from.",
    (RESPONSES, INPUT_ITEMS, INPUT_TOKENS),
)
