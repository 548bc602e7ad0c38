"""Vector store file batches: many files attached at once, each with its own outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox.http_errors import HttpError, bad_request, missing
from openai_sql_shell.sandbox.messages import pollable
from openai_sql_shell.sandbox.request_arguments import check_attached
from openai_sql_shell.sandbox.resources import find
from openai_sql_shell.sandbox.resources.store_files import attach, counts, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.sandbox.messages import EncodedResponse, OperationCall
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store


def _members(store: Store, record: Record) -> list[Record]:
    siblings = store["store_files"].children(str(record.parent))
    return [file for file in siblings if file.hidden["batch"] == record.key]


def show(store: Store, record: Record) -> Json:
    """The file batch as it is now; its counts follow from its files."""
    found = counts(_members(store, record))
    status = record.status
    if status == "in_progress" and not found["in_progress"]:
        status = "completed" if found["completed"] or not found["failed"] else "failed"
    return {**record.fields, "status": status, "file_counts": found}


def _found(store: Store, call: OperationCall) -> Record:
    parent = find(store, "vector_stores", call.path["vector_store_id"])
    batch_id = call.path["batch_id"]
    if not batch_id.startswith("vsfb_"):
        raise bad_request(
            f"Invalid 'batch_id': '{batch_id}'. Expected an ID that begins with 'vsfb_'.", "batch_id"
        )
    record = store["file_batches"].get(batch_id)
    if record is None or record.parent != parent.key:
        raise HttpError(404, f"No file batch found with id '{batch_id}' in vector store '{parent.key}'.")
    return record


def get_vector_store_file_batch(store: Store, call: OperationCall) -> EncodedResponse:
    """One file batch."""
    return pollable(show(store, _found(store, call)), store.speed)


def create_vector_store_file_batch(store: Store, call: OperationCall) -> EncodedResponse:
    """Attach many files."""
    parent = find(store, "vector_stores", call.path["vector_store_id"])
    return pollable(show(store, create(store, parent, call.body)), store.speed)


def create(store: Store, parent: Record, body: Mapping[str, Any]) -> Record:
    """Begin to read many files into a store."""
    entries = _entries(body)
    batch_id = store.new_id("vsfb_")
    fields: Json = {
        "id": batch_id,
        "object": "vector_store.file_batch",
        "created_at": int(store.now()),
        "vector_store_id": parent.key,
        "status": "in_progress",
        "file_counts": counts(()),
    }
    attach(store, parent, entries, batch_id)
    return store.add("file_batches", batch_id, fields, parent=parent.key)


def _entries(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The files to attach, each with what applies to it."""
    file_ids, files = body.get("file_ids"), body.get("files")
    if file_ids is not None and files is not None:
        raise bad_request(
            "'file_ids' and 'files' are mutually exclusive: give one of them.", "files", "invalid_value"
        )
    name, given = ("files", files) if files is not None else ("file_ids", file_ids)
    if given is None:
        raise missing("file_ids")
    if not given:
        message = f"Invalid '{name}': empty array. Expected an array with minimum length 1, but got an empty array instead."
        raise bad_request(message, name, "empty_array")
    if files is not None:
        return [check_attached(f"files[{index}]", entry) for index, entry in enumerate(files)]
    shared = {key: body[key] for key in ("attributes", "chunking_strategy") if body.get(key) is not None}
    return [{"file_id": file_id, **shared} for file_id in given]


def cancel_vector_store_file_batch(store: Store, call: OperationCall) -> Json:
    """Stop reading files in; those already read in stay."""
    return cancel(store, _found(store, call))


def cancel(store: Store, record: Record) -> Json:
    """Give up the files that were not read in yet.

    Raises:
        HttpError: the file batch is over.
    """
    status = show(store, record)["status"]
    if status in ("completed", "failed"):
        raise HttpError(
            409, f"Cannot cancel a file batch with status '{status}'.", code="batch_not_cancellable"
        )
    for file in _members(store, record):
        if file.status == "in_progress":
            file.fields["status"], file.due = "cancelled", None
            store.changed("store_files", file)
    record.fields["status"] = "cancelled"
    store.changed("file_batches", record)
    return show(store, record)


def list_files_in_vector_store_batch(store: Store, call: OperationCall) -> Json:
    """The files of one file batch."""
    return listed(_members(store, _found(store, call)), call)
