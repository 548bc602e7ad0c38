"""Items of conversations and of the input of responses: messages in the form the API keeps them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox.http_errors import wrong_type

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

TABLE = "conversations.items"


def as_items(store: Store, given: Any) -> list[Json]:
    """Items with ids, of a text or of items as a call may write them.

    Raises:
        HttpError: it is neither.
    """
    if not isinstance(given, str | list):
        raise wrong_type("input", "a string or an array", given)
    entries = [{"role": "user", "content": given}] if isinstance(given, str) else list(given)
    return [_item(store, entry) for entry in entries if isinstance(entry, dict)]


def _item(store: Store, entry: Json) -> Json:
    kind = entry.get("type", "message")
    item = {"type": kind, "id": entry.get("id") or store.new_id("msg_" if kind == "message" else "item_")}
    if kind != "message":
        return {**entry, **item}
    role, content = entry.get("role", "user"), entry.get("content", "")
    if isinstance(content, str):
        known = {"type": "output_text", "text": content, "annotations": [], "logprobs": []}
        content = [known if role == "assistant" else {"type": "input_text", "text": content}]
    return {**item, "status": "completed", "role": role, "content": content}


def add_items(store: Store, conversation: str, items: list[Json]) -> None:
    """Put items at the end of a conversation."""
    for item in items:
        store.add(TABLE, f"{conversation}/{item['id']}", dict(item), parent=conversation)
