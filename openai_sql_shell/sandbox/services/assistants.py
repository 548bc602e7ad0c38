"""Assistants: messages in their full form, and runs that answer the last of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox import generic, lifecycles
from openai_sql_shell.sandbox.http_errors import bad_request, wrong_type
from openai_sql_shell.sandbox.locations import check_parents, find
from openai_sql_shell.sandbox.making import make

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

RUNS, THREADS, MESSAGES = "assistants.runs", "assistants.threads", "assistants.messages"
FROM_ASSISTANT = ("model", "instructions", "tools")
"""What a run takes from its assistant unless it says otherwise."""


def content_of(given: Any) -> list[Json]:
    """The content of a message, each text with its annotations."""
    if not isinstance(given, str | list):
        raise wrong_type("content", "a string or an array", given)
    parts = [{"type": "text", "text": given}] if isinstance(given, str) else given
    return [
        {**p, "text": {"value": p["text"], "annotations": []}} if isinstance(p.get("text"), str) else p
        for p in parts
        if isinstance(p, dict)
    ]


def add_messages(store: Store, thread: str, messages: Any) -> None:
    """Put messages at the end of a thread."""
    if not isinstance(messages, list | None):
        raise wrong_type("messages", "an array", messages)
    for message in messages or ():
        if not isinstance(message, dict):
            raise wrong_type("messages", "an array of objects", message)
        known = {name: message[name] for name in ("role", "metadata", "attachments") if message.get(name)}
        make(store, MESSAGES, {**known, "content": content_of(message.get("content", ""))}, thread)


def create_message(store: Store, call: OperationCall) -> Json:
    """Say something in a thread."""
    record = generic.create(store, call)
    record.fields["content"] = content_of(call.body["content"])
    store.changed(MESSAGES, record)
    return record.fields


def create_thread(store: Store, call: OperationCall) -> Json:
    """Begin a thread."""
    record = generic.create(store, call)
    add_messages(store, record.fields["id"], call.body.get("messages"))
    return record.fields


def start(store: Store, thread: str, body: Mapping[str, Any]) -> Record:
    """Let an assistant answer."""
    assistant = find(store, "assistants.assistants", body["assistant_id"], param="assistant_id")
    names = ("metadata", "temperature", "top_p", "max_prompt_tokens", "max_completion_tokens", "tool_choice")
    asked = {
        name: body[name]
        for name in (*FROM_ASSISTANT, *names, "response_format")
        if body.get(name) is not None
    }
    taken = {
        name: assistant.fields[name] for name in FROM_ASSISTANT if assistant.fields.get(name) is not None
    }
    add_messages(store, thread, body.get("additional_messages"))
    record = make(store, RUNS, {**taken, **asked, "assistant_id": body["assistant_id"]}, thread)
    lifecycles.begin(store, RUNS, record)
    return record


def create_run(store: Store, call: OperationCall) -> Json:
    """Run a thread."""
    check_parents(store, call)
    return start(store, call.path["thread_id"], call.body).fields


def create_thread_and_run(store: Store, call: OperationCall) -> Json:
    """Begin a thread and run it."""
    asked = call.body.get("thread") or {}
    find(store, "assistants.assistants", call.body["assistant_id"], param="assistant_id")
    thread = make(
        store, THREADS, {name: asked[name] for name in ("metadata", "tool_resources") if asked.get(name)}
    )
    add_messages(store, thread.fields["id"], asked.get("messages"))
    return start(store, thread.fields["id"], call.body).fields


def submit_tool_outputs(store: Store, call: OperationCall) -> Json:
    """Go on with a run that waits for its tools; those of the sandbox call none, so that only a run at work takes them."""
    check_parents(store, call)
    record = find(store, RUNS, call.path["run_id"], call.path["thread_id"], param="run_id")
    if lifecycles.is_over(RUNS, record):
        raise bad_request(f'Runs in status "{record.status}" do not accept tool outputs.')
    return record.fields


OPERATIONS = {
    "assistants.messages.create_message": create_message,
    "assistants.runs.create_run": create_run,
    "assistants.runs.submit_tool_ouputs_to_run": submit_tool_outputs,
    "assistants.threads.create_thread": create_thread,
    "assistants.threads.create_thread_and_run": create_thread_and_run,
}
