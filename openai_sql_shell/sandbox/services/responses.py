"""Responses: answered at once or in the background, kept unless ``store`` is false, and added to their conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import asdict
from openai_sql_shell.sandbox import ledger, lifecycles
from openai_sql_shell.sandbox.conversation_items import add_items, as_items
from openai_sql_shell.sandbox.generation import count_tokens, generate
from openai_sql_shell.sandbox.http_errors import HttpError, bad_request
from openai_sql_shell.sandbox.locations import find, get
from openai_sql_shell.sandbox.making import make

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

TABLE, ITEMS = "responses.responses", "responses.input_items"
ENDPOINT = "/v1/responses"
USUAL: Json = {
    "incomplete_details": None,
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "reasoning": {"effort": None, "summary": None},
    "service_tier": "default",
    "temperature": 1.0,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
}
"""What a response says of the call where the call did not say it."""
LATER: Json = {"output": [], "usage": None, "completed_at": None}
"""What a response that works in the background does not have yet."""


def create(store: Store, call: OperationCall, key: str | None = None) -> Json:
    """Answer; ``key`` is the id of the response where it is chosen."""
    body = call.body
    conversation = _conversation(store, body.get("conversation"))
    before = _earlier(store, body.get("previous_response_id"))
    answer, used = generate(store, call, ENDPOINT, {"input": "", **body})
    asked = as_items(store, body.get("input", ""))
    background = bool(body.get("background"))
    said = {name: value for name, value in body.items() if name in USUAL and value is not None}
    fields = {**answer, **USUAL, **said, "background": background, "completed_at": answer["created_at"]}
    fields["id"] = key or answer["id"]
    if conversation is not None:
        fields["conversation"] = {"id": conversation.fields["id"]}
        add_items(store, conversation.fields["id"], [*asked, *answer["output"]])
    if not background:
        ledger.write(store, "completions", answer["model"], used)
    if body.get("store") is False and not background:
        return fields
    result = {name: fields[name] for name in LATER}
    record = make(store, TABLE, fields | (LATER if background else {}), hidden={"items": [*before, *asked]})
    for item in record.hidden["items"]:
        store.add(ITEMS, f"{fields['id']}/{item['id']}", item, parent=fields["id"])
    if background:
        record.hidden |= {"result": result, "used": asdict(used)}
        lifecycles.begin(store, TABLE, record)
    return record.fields


def _conversation(store: Store, given: Any) -> Record | None:
    if given is None:
        return None
    key = given.get("id") if isinstance(given, dict) else given
    return find(store, "conversations.conversations", str(key), param="conversation")


def _earlier(store: Store, previous: str | None) -> list[Json]:
    """What was said before: the input and the output of the response this one goes on from."""
    if previous is None:
        return []
    record = get(store, TABLE, previous)
    if record is None:
        message = f"Previous response with id '{previous}' not found."
        raise bad_request(message, "previous_response_id", "previous_response_not_found")
    return [*record.hidden.get("items", []), *record.fields["output"]]


def cancel(store: Store, call: OperationCall) -> Json:
    """Call a response off that works in the background."""
    record = find(store, TABLE, call.path["response_id"], param="response_id")
    if not record.fields.get("background"):
        raise bad_request("Only responses with background=true can be cancelled.", "response_id")
    if record.status != "cancelled":
        lifecycles.call_off(store, TABLE, record)
    return record.fields


def compact(store: Store, call: OperationCall) -> Json:
    """Make a long conversation short."""
    items = [
        *_earlier(store, call.body.get("previous_response_id")),
        *as_items(store, call.body.get("input") or ""),
    ]
    answer, used = generate(store, call, ENDPOINT, {"model": call.body["model"], "input": items})
    ledger.write(store, "completions", answer["model"], used)
    kept = [item for item in items if item.get("role") == "user"][-1:]
    summary = {"id": store.new_id("cmp_"), "type": "compaction", "encrypted_content": "c2FuZGJveA=="}
    return {
        "id": answer["id"],
        "object": "response.compaction",
        "created_at": answer["created_at"],
        "output": [*kept, summary],
        "usage": answer["usage"],
    }


def input_tokens(_store: Store, call: OperationCall) -> Json:
    """How many tokens an input would have."""
    text = [call.body.get(name) for name in ("instructions", "input", "tools") if call.body.get(name)]
    return {"object": "response.input_tokens", "input_tokens": sum(map(count_tokens, text))}


def stream_refused(store: Store, call: OperationCall) -> Json:
    """One response; nothing is streamed here."""
    if call.query.get("stream") == "true":
        raise HttpError(400, "The sandbox does not stream.", param="stream")
    return find(store, TABLE, call.path["response_id"], param="response_id").fields


OPERATIONS = {
    "responses.input_tokens.get_input_token_counts": input_tokens,
    "responses.responses.cancel_response": cancel,
    "responses.responses.compact_conversation": compact,
    "responses.responses.create_response": create,
    "responses.responses.get_response": stream_refused,
}
