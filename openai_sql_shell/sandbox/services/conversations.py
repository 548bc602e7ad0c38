"""Conversations: what was said, item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Paging
from openai_sql_shell.sandbox import generic
from openai_sql_shell.sandbox.conversation_items import TABLE, add_items, as_items
from openai_sql_shell.sandbox.locations import check_parents, find, full_key
from openai_sql_shell.sandbox.pages import envelope

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store


def create(store: Store, call: OperationCall) -> Json:
    """Begin a conversation."""
    record = generic.create(store, call)
    add_items(store, record.fields["id"], as_items(store, call.body.get("items") or []))
    return record.fields


def create_items(store: Store, call: OperationCall) -> Json:
    """Say more."""
    check_parents(store, call)
    conversation = call.path["conversation_id"]
    items = as_items(store, call.body["items"])
    add_items(store, conversation, items)
    records = [find(store, TABLE, item["id"], conversation) for item in items]
    return envelope(Paging.AFTER_LAST_ID, records, [r.fields for r in records], more=False)


def delete_item(store: Store, call: OperationCall) -> Json:
    """Take an item back; the conversation is the answer."""
    check_parents(store, call)
    conversation = call.path["conversation_id"]
    record = find(store, TABLE, call.path["item_id"], conversation, param="item_id")
    store.remove(TABLE, full_key(conversation, record.fields["id"]))
    return find(store, "conversations.conversations", conversation).fields


OPERATIONS = {
    "conversations.conversations.create_conversation": create,
    "conversations.items.create_conversation_items": create_items,
    "conversations.items.delete_conversation_item": delete_item,
}
