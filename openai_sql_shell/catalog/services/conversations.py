"""Conversations: what was said, kept by the API and continued by responses."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    OBJECT,
    anything,
    creates,
    deletes,
    in_path,
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
from openai_sql_shell.catalog.generation import INCLUDE, ITEM_COLUMNS, ITEM_ORDER, METADATA
from openai_sql_shell.catalog.model import Paging, Resource, Returns, Service

PATH = "/conversations/{conversation_id}"

CONVERSATION_ID = in_path("conversation_id", "The conversation.", column="id")
OF_CONVERSATION = in_path("conversation_id", "The conversation.")
ITEM_ID = in_path("item_id", "The item.", column="id")

CONVERSATIONS = Resource(
    "conversations",
    "conversations",
    "Conversations",
    "Conversations that the API keeps.",
    id_prefix="conv_",
    hint="the API has no list of conversations: keep their ids",
    look="SELECT * FROM openai.conversations.items WHERE conversation_id = {conversation_id}",
    expected_rows=1,
    order_of_use=words("id created_at metadata"),
    always=words("id object metadata created_at"),
    columns=(
        text("id", "The conversation's identifier."),
        object_type("conversation"),
        anything("metadata", "Up to 16 pairs of text of your own."),
        unix_time("created_at", "When it began."),
    ),
    methods=(
        reads("get_conversation", PATH, "One conversation.", CONVERSATION_ID),
        creates(
            "create_conversation",
            "/conversations",
            "Begin a conversation.",
            METADATA,
            optional(
                "items",
                "Up to 20 items to begin with.",
                ARRAY,
                items=OBJECT,
                max_items=20,
                nullable=True,
                example=[{"type": "message", "role": "user", "content": "Say hello."}],
            ),
        ),
        updates(
            "update_conversation",
            PATH,
            "Replace the pairs of text.",
            CONVERSATION_ID,
            required("metadata", "The new pairs of text.", OBJECT, nullable=True),
        ),
        deletes("delete_conversation", PATH, "Remove a conversation; its items stay.", CONVERSATION_ID),
    ),
)

ITEMS = Resource(
    "conversations",
    "items",
    "Conversation items",
    "What was said and done in a conversation.",
    expected_rows=100,
    order_of_use=ITEM_ORDER,
    always=("type",),
    columns=ITEM_COLUMNS,
    methods=(
        pages(
            "list_conversation_items",
            f"{PATH}/items",
            "A conversation's items, newest first, a page at a time.",
            OF_CONVERSATION,
            INCLUDE,
        ),
        reads(
            "get_conversation_item",
            f"{PATH}/items/{{item_id}}",
            "One item.",
            OF_CONVERSATION,
            ITEM_ID,
            INCLUDE,
        ),
        creates(
            "create_conversation_items",
            f"{PATH}/items",
            "Add up to 20 items.",
            OF_CONVERSATION,
            INCLUDE,
            required(
                "items",
                "The items, in order.",
                ARRAY,
                items=OBJECT,
                max_items=20,
                example=[{"type": "message", "role": "user", "content": "Say hello."}],
            ),
            returns=Returns.LIST,
            paging=Paging.SINGLE,
        ),
        deletes(
            "delete_conversation_item",
            f"{PATH}/items/{{item_id}}",
            "Remove an item; answers with the conversation.",
            OF_CONVERSATION,
            ITEM_ID,
            returns=Returns.OBJECT,
        ),
    ),
)

SERVICE = Service("conversations", "Conversations", "What was said, kept by the API.", (CONVERSATIONS, ITEMS))
