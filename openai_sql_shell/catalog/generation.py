"""What the services that make models work have in common: the models, the items of a conversation, the settings of a call."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    NUMBER,
    OBJECT,
    STRING,
    anything,
    boolean,
    in_query,
    integer,
    json_array,
    json_object,
    optional,
    state,
    text,
    words,
)

CHAT_MODELS = words(
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
)
MODELS = (
    *CHAT_MODELS,
    *words(
        "o1-pro o1-pro-2025-03-19 o3-pro o3-pro-2025-06-10 o3-deep-research "
        "o3-deep-research-2025-06-26 o4-mini-deep-research o4-mini-deep-research-2025-06-26 "
        "computer-use-preview computer-use-preview-2025-03-11 gpt-5.5-pro gpt-5.5-pro-2026-04-23 "
        "gpt-5-codex gpt-5-pro gpt-5-pro-2025-10-06 gpt-5.1-codex-max gpt-daybreak-blue-latest "
        "gpt-daybreak-red-latest gpt-5.6-cyber"
    ),
)
"""Models that the description names; the API takes others, too, such as those made by fine-tuning."""

SAME_ANSWER = {
    "type": "string_check",
    "name": "same answer",
    "input": "{{ sample.output_text }}",
    "reference": "{{ item.answer }}",
    "operation": "eq",
}
"""A grader, for examples: the answer has to be the one that is known."""

METADATA = optional(
    "metadata", "Up to 16 pairs of text of your own.", OBJECT, column="metadata", nullable=True
)
TEMPERATURE = optional("temperature", "How free the answer is, from 0 to 2.", NUMBER, nullable=True)
TOP_P = optional("top_p", "The share of likely words that are considered, up to 1.", NUMBER, nullable=True)
USER = optional("user", "Who is behind the request; use safety_identifier.")
TIERS = words("auto default flex scale priority fast")
CACHE_TIMES = words("in_memory 24h")
CHAT_USAGE = words(
    "completion_tokens prompt_tokens total_tokens completion_tokens_details prompt_tokens_details"
)

ITEM_TYPES = words(
    "message function_call function_call_output file_search_call web_search_call "
    "image_generation_call computer_call computer_call_output tool_search_call "
    "tool_search_output additional_tools reasoning program program_output compaction "
    "code_interpreter_call local_shell_call local_shell_call_output shell_call shell_call_output "
    "apply_patch_call apply_patch_call_output mcp_list_tools mcp_approval_request "
    "mcp_approval_response mcp_call custom_tool_call custom_tool_call_output"
)
ROLES = words("user system developer assistant unknown critic discriminator tool")
CONTENT = words(
    "type text prompt_cache_breakpoint annotations logprobs refusal image_url file_id detail "
    "filename file_data file_url"
)
ACTION = words(
    "type query queries sources url pattern button x y keys path scroll_x scroll_y text command "
    "timeout_ms working_directory env user commands max_output_length"
)
TOOL = words(
    "type name description parameters output_schema strict defer_loading allowed_callers "
    "vector_store_ids max_num_results ranking_options filters environment display_width "
    "display_height external_web_access user_location search_context_size server_label "
    "server_url connector_id tunnel_id authorization server_description headers allowed_tools "
    "require_approval container model quality size output_format output_compression moderation "
    "background input_fidelity input_image_mask partial_images action format tools execution "
    "search_content_types"
)
LISTED_TOOL = (*TOOL, "input_schema", "annotations")
CHECK = words("id code message")

INCLUDABLE = words(
    "file_search_call.results web_search_call.results web_search_call.action.sources "
    "message.input_image.image_url computer_call_output.output.image_url code_interpreter_call.outputs "
    "reasoning.encrypted_content message.output_text.logprobs"
)
INCLUDE = in_query(
    "include", "What is shown beside the usual.", ARRAY, enum=INCLUDABLE, closed=True, items=STRING
)

ITEM_COLUMNS = (
    text("id", "The item's identifier."),
    text(
        "type",
        "What kind of item it is: a message, a call of a tool, what the tool answered.",
        enum=ITEM_TYPES,
    ),
    state(
        "status",
        "Whether it is complete.",
        words("in_progress completed incomplete searching failed generating interpreting calling"),
        done=("completed",),
        failed=words("incomplete failed"),
    ),
    text("role", "Who speaks, in a message.", enum=ROLES),
    json_array("content", "What a message or a reasoning says, in parts.", *CONTENT),
    text(
        "phase",
        "Whether a message comments on the work or is the final answer.",
        enum=words("commentary final_answer"),
    ),
    text("call_id", "What a call of a tool and its answer have in common."),
    json_object("caller", "Who called the tool.", "type", "caller_id"),
    text("namespace", "The group of tools that the called one is of."),
    text("name", "The tool's name."),
    text("arguments", "What a function was called with, as JSON text."),
    text("created_by", "Who made the item."),
    anything("output", "What the tool answered."),
    json_array("queries", "What was searched for in files."),
    json_array("results", "What was found in files.", *words("file_id text filename attributes score")),
    json_object("action", "What was done: a click, a command, a search.", *ACTION),
    text("result", "The picture that was made, in base64."),
    json_array(
        "actions", "Several actions in one call.", *words("type button x y keys path scroll_x scroll_y text")
    ),
    json_array("pending_safety_checks", "What has to be acknowledged before it goes on.", *CHECK),
    json_array("acknowledged_safety_checks", "What was acknowledged.", *CHECK),
    text("execution", "Where the search for tools was made.", enum=words("server client")),
    json_array("tools", "The tools that were found or are listed.", *LISTED_TOOL),
    text("encrypted_content", "Reasoning that only the API can read."),
    json_array("summary", "The reasoning in short.", "type", "text"),
    text("code", "The code that was run."),
    text("fingerprint", "What identifies a program."),
    text("container_id", "The container the code ran in."),
    json_array("outputs", "What the code printed or drew.", "type", "logs", "url"),
    json_object("environment", "Where a shell ran.", "type", "container_id"),
    integer("max_output_length", "How much of a shell's output is kept."),
    json_object("operation", "The change to a file.", "type", "path", "diff"),
    text("server_label", "The MCP server."),
    anything("error", "What went wrong on the MCP server."),
    text("approval_request_id", "The request that was answered."),
    boolean("approve", "Whether it was approved."),
    text("reason", "Why."),
    text("input", "What a tool of your own was called with."),
)
"""The fields of an item; which of them it has depends on its type."""

ITEM_ORDER = words("id type role status content name arguments output call_id action queries results phase")
