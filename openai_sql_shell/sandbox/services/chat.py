"""Chat completions: answered at once; kept, with their messages, where ``store`` was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import ledger
from openai_sql_shell.sandbox.generation import generate
from openai_sql_shell.sandbox.making import make

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

ENDPOINT = "/v1/chat/completions"


def create(store: Store, call: OperationCall) -> Json:
    """Answer, ``n`` times where that was asked for."""
    body, used = generate(store, call, ENDPOINT)
    first = body["choices"][0]
    body["choices"] = [{**first, "index": n} for n in range(int(call.body.get("n") or 1))]
    body["service_tier"] = "default"
    ledger.write(store, "completions", body["model"], used)
    if call.body.get("store"):
        keep(store, {**body, "metadata": call.body.get("metadata") or {}}, call.body["messages"])
    return body


def keep(store: Store, fields: Json, messages: list[Json]) -> None:
    """Store a completion and what it was asked."""
    make(store, "chat.completions", fields)
    for number, message in enumerate(messages):
        content = message.get("content")
        known = {
            "id": f"{fields['id']}-{number}",
            "role": message.get("role", "user"),
            "content": content if isinstance(content, str) else None,
            "content_parts": content if isinstance(content, list) else None,
        }
        store.add("chat.messages", f"{fields['id']}/{known['id']}", known, parent=fields["id"])


OPERATIONS = {"chat.completions.create_chat_completion": create}
