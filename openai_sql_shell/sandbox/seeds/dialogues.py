"""The seeds of conversations and stored chat completions: questions that people ask, and what the sandbox says to them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.conversation_items import add_items, as_items
from openai_sql_shell.sandbox.making import declared, make
from openai_sql_shell.sandbox.messages import OperationCall
from openai_sql_shell.sandbox.resources.completions import answer
from openai_sql_shell.sandbox.services.chat import ENDPOINT, keep
from openai_sql_shell.sandbox.services.responses import create as create_response

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

DAY = 86_400
QUESTIONS = (
    "How do I return a pair of shoes?",
    "Write a title for a talk about databases.",
    "Which of these tickets is urgent?",
    "Translate 'good morning' into Portuguese.",
    "Explain SQL joins to a child.",
    "What does error 429 mean?",
    "Name three cities on the Danube.",
    "Make this sentence shorter.",
)
MODELS = ("gpt-4o-mini", "gpt-4.1-mini", "gpt-4o")
STORED, CONVERSATIONS, RESPONSES = 12, 4, 3


def build(store: Store) -> None:
    """Make conversations and completions of the last weeks; what no list shows has an id that can be guessed."""
    now = store.now()
    for number in range(STORED):
        question = QUESTIONS[number % len(QUESTIONS)]
        messages: list[Json] = [{"role": "user", "content": question}]
        body: Json = {"model": MODELS[number % len(MODELS)], "messages": messages}
        digest = hashlib.blake2b(store.new_id("").encode(), digest_size=16).hexdigest()
        at = now - (STORED - number) * 1.5 * DAY
        fields, _ = answer(ENDPOINT, body, digest, int(at))
        keep(store, {**fields, "metadata": {"topic": "support" if number % 2 else "writing"}}, messages)
    for number in range(CONVERSATIONS):
        at = now - (CONVERSATIONS - number) * 3 * DAY
        known = {"id": f"conv_demo{number + 1}", "metadata": {"topic": f"demo {number + 1}"}}
        record = make(store, "conversations.conversations", known, at=at)
        for question in QUESTIONS[number : number + 3]:
            said = {"role": "assistant", "content": f"The sandbox has read: {question}"}
            items = as_items(store, [{"role": "user", "content": question}, said])
            add_items(store, record.fields["id"], items)
    for number, question in enumerate(QUESTIONS[:RESPONSES]):
        with store.frozen_at(now - (number + 1) * DAY):
            body = {"model": MODELS[number], "input": question}
            create_response(
                store,
                OperationCall(declared("responses.responses").methods[0], body=body),
                f"resp_demo{number + 1}",
            )
