"""The seeds of conversations and stored chat completions: questions that people ask, and what the sandbox says to them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.conversation_items import add_items, as_items
from openai_sql_shell.sandbox.making import make
from openai_sql_shell.sandbox.resources.completions import answer
from openai_sql_shell.sandbox.services.chat import ENDPOINT, keep

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
STORED, CONVERSATIONS = 12, 4


def build(store: Store) -> None:
    """Make conversations and completions of the last weeks."""
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
        known = {"metadata": {"topic": f"demo {number + 1}"}}
        record = make(store, "conversations.conversations", known, at=at)
        for question in QUESTIONS[number : number + 3]:
            said = {"role": "assistant", "content": f"The sandbox has read: {question}"}
            items = as_items(store, [{"role": "user", "content": question}, said])
            add_items(store, record.fields["id"], items)
