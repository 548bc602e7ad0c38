"""Files attached to vector stores: read in over time, each with its own outcome."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox.http_errors import HttpError, bad_request, wrong_value
from openai_sql_shell.sandbox.messages import pollable
from openai_sql_shell.sandbox.pages import page
from openai_sql_shell.sandbox.resources import find
from openai_sql_shell.sandbox.resources.passages import CHUNK_TOKENS, OVERLAP_TOKENS, text_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openai_sql_shell.sandbox.messages import EncodedResponse, OperationCall
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

STATES = ("in_progress", "completed", "failed", "cancelled")
READABLE = frozenset(
    ".c .cpp .cs .css .doc .docx .go .html .java .js .json .md .pdf .php .pptx .py .rb .sh .tex .ts .txt".split()  # noqa: SIM905 - reads as the documentation's list
)
"""Endings of files that can be searched."""

ERRORS = {
    "unsupported_file": "Files of this kind are not supported for retrieval.",
    "invalid_file": "The file could not be read.",
    "server_error": "An internal error occurred.",
}
"""Every code that a file can fail with. One whose name contains a code fails with it; by a server_error, the first time only."""

DAY = 86_400
FIRST, EACH, LONGEST = 0.5, 0.4, 15.0
"""Seconds until the first file of several is read in, between two of them, and until the last at most."""


def find_attached(store: Store, call: OperationCall) -> Record:
    """The attached file of a call.

    Raises:
        HttpError: no such store, or no such file in it.
    """
    parent = find(store, "vector_stores", call.path["vector_store_id"])
    file_id = call.path["file_id"]
    record = store["store_files"].get(f"{parent.key}/{file_id}")
    if record is None:
        raise HttpError(404, f"No file found with id '{file_id}' in vector store '{parent.key}'.")
    return record


def expires_at(vector_store: Record) -> int | None:
    """When a store expires unless it is used before."""
    rule = vector_store.fields["expires_after"]
    return rule and int(vector_store.fields["last_active_at"] + rule["days"] * DAY)


def is_over(vector_store: Record, now: float) -> bool:
    """Whether a store has expired."""
    end = expires_at(vector_store)
    return end is not None and now >= end


def refuse_expired(vector_store: Record, now: float) -> None:
    """An expired store can be looked at, not used."""
    if is_over(vector_store, now):
        raise bad_request(f"Vector store {vector_store.key} is expired.")


def attach(
    store: Store, vector_store: Record, entries: Iterable[Mapping[str, Any]], batch_id: str | None = None
) -> list[Record]:
    """Begin to read files into a store; each entry has ``file_id`` and perhaps ``attributes`` and ``chunking_strategy``."""
    now = store.now()
    refuse_expired(vector_store, now)
    vector_store.fields["last_active_at"] = int(now)
    store.changed("vector_stores", vector_store)
    entries = list(entries)
    step = min(EACH, (LONGEST - FIRST) / max(1, len(entries) - 1))
    attached = []
    for index, entry in enumerate(entries):
        file_id = entry["file_id"]
        before = store["store_files"].get(f"{vector_store.key}/{file_id}")
        fields: Json = {
            "id": file_id,
            "object": "vector_store.file",
            "usage_bytes": 0,
            "created_at": int(now),
            "vector_store_id": vector_store.key,
            "status": "in_progress",
            "last_error": None,
            "chunking_strategy": chunking(entry.get("chunking_strategy")),
            "attributes": entry.get("attributes") or {},
        }
        attached.append(
            store.add(
                "store_files",
                f"{vector_store.key}/{file_id}",
                fields,
                hidden={"batch": batch_id, "again": before is not None},
                parent=vector_store.key,
                due=now + (FIRST + step * index) / store.speed,
            )
        )
    return attached


def chunking(asked: Mapping[str, Any] | None) -> Json:
    """The strategy that is used, for the one that was asked for."""
    if asked is not None and asked["type"] == "static":
        return dict(asked)
    sizes = {"max_chunk_size_tokens": CHUNK_TOKENS, "chunk_overlap_tokens": OVERLAP_TOKENS}
    return {"type": "static", "static": sizes}


def finish(store: Store, record: Record, _at: float) -> None:
    """The file was read in, or could not be."""
    file = store["files"].get(record.fields["id"])
    record.fields["last_error"] = _error(file, again=bool(record.hidden.get("again")))
    record.fields["status"] = "failed" if record.fields["last_error"] else "completed"
    if file is not None and record.status == "completed":
        record.fields["usage_bytes"] = file.fields["bytes"]
    store.changed("store_files", record)


def _error(file: Record | None, *, again: bool) -> Json | None:
    """Why a file cannot be read in."""
    if file is None:
        return {"code": "invalid_file", "message": "The file could not be found."}
    named = next((code for code in ERRORS if code in file.fields["filename"]), None)
    if named is not None and not (named == "server_error" and again):
        return {"code": named, "message": ERRORS[named]}
    ending = PurePath(file.fields["filename"]).suffix.lower()
    if ending not in READABLE:
        message = f"Files with extensions [{ending or 'none'}] are not supported for retrieval."
        return {"code": "unsupported_file", "message": message}
    if file.fields["bytes"] == 0:
        return {"code": "invalid_file", "message": "The file is empty."}
    return None


def counts(records: Iterable[Record]) -> Json:
    """``file_counts`` of a store or a file batch."""
    found = dict.fromkeys(STATES, 0)
    for record in records:
        found[record.status] += 1
    return {**found, "total": sum(found.values())}


def listed(records: list[Record], call: OperationCall) -> Json:
    """A page of attached files, filtered by status where asked."""
    wanted = call.query.get("filter")
    if wanted is not None:
        if wanted not in STATES:
            raise wrong_value("filter", wanted, STATES)
        records = [record for record in records if record.status == wanted]
    return page(records, call)


def list_vector_store_files(store: Store, call: OperationCall) -> Json:
    """A store's files."""
    parent = find(store, "vector_stores", call.path["vector_store_id"])
    return listed(store["store_files"].children(parent.key), call)


def get_vector_store_file(store: Store, call: OperationCall) -> EncodedResponse:
    """One attached file."""
    return pollable(find_attached(store, call).fields, store.speed)


def create_vector_store_file(store: Store, call: OperationCall) -> EncodedResponse:
    """Attach a file."""
    parent = find(store, "vector_stores", call.path["vector_store_id"])
    find(store, "files", call.body["file_id"])
    [record] = attach(store, parent, [call.body])
    return pollable(record.fields, store.speed)


def update_vector_store_file_attributes(store: Store, call: OperationCall) -> Json:
    """Replace the attributes."""
    record = find_attached(store, call)
    record.fields["attributes"] = call.body["attributes"] or {}
    store.changed("store_files", record)
    return record.fields


def delete_vector_store_file(store: Store, call: OperationCall) -> Json:
    """Detach a file."""
    record = find_attached(store, call)
    store.remove("store_files", record.key)
    return {"id": record.fields["id"], "object": "vector_store.file.deleted", "deleted": True}


def retrieve_vector_store_file_content(store: Store, call: OperationCall) -> Json:
    """The pieces of an attached file's text."""
    record = find_attached(store, call)
    pieces = text_pieces(store, record) if record.status == "completed" else []
    return {
        "object": "vector_store.file_content.page",
        "data": [{"type": "text", "text": piece} for piece in pieces],
        "has_more": False,
        "next_page": None,
    }
