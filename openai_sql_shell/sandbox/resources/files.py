"""Files: real bytes with a name and a purpose; some of them expire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox.http_errors import bad_request
from openai_sql_shell.sandbox.messages import EncodedResponse
from openai_sql_shell.sandbox.multipart_form import FormFile
from openai_sql_shell.sandbox.pages import page
from openai_sql_shell.sandbox.ranges import offered
from openai_sql_shell.sandbox.resources import find

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.blobs import TemporaryFile
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

BATCH_FILE_LIFE = 30 * 86_400
"""Seconds a file for a batch lives unless it is told otherwise; other files live on."""
UNFINISHED = ("validating", "in_progress", "finalizing", "cancelling")
"""States in which a batch may still read its input file."""


def keep_file(
    store: Store,
    content: TemporaryFile,
    *,
    filename: str,
    purpose: str,
    lifetime: int | None = None,
    at: float | None = None,
) -> Record:
    """Make a file of a temporary one; ``lifetime`` is in seconds, None for the usual life of its purpose."""
    created = int(store.now() if at is None else at)
    if lifetime is None and purpose == "batch":
        lifetime = BATCH_FILE_LIFE
    expires = None if lifetime is None else created + lifetime
    file_id = store.new_id("file-")
    fields: Json = {
        "object": "file",
        "id": file_id,
        "purpose": purpose,
        "filename": filename,
        "bytes": content.size,
        "created_at": created,
        "expires_at": expires,
        "status": "processed",
        "status_details": None,
    }
    store.blobs.keep(file_id, content)
    return store.add("files", file_id, fields, due=expires)


def check_purpose(purpose: str, filename: str) -> None:
    """Refuse a purpose that does not go with the file's name."""
    if purpose == "batch" and not filename.lower().endswith(".jsonl"):
        raise bad_request("Invalid file format for Batch API. Must be .jsonl", "file", "invalid_file_format")


def lifetime_of(body: Any) -> int | None:
    """The seconds of ``expires_after``, where it was given."""
    rule = body.get("expires_after")
    return None if rule is None else int(rule["seconds"])


def list_files(store: Store, call: OperationCall) -> Json:
    """Files, by purpose where asked."""
    purpose = call.query.get("purpose")
    records = store["files"].all()
    if purpose is not None:
        records = [record for record in records if record.fields["purpose"] == purpose]
    return page(records, call)


def create_file(store: Store, call: OperationCall) -> Json:
    """Keep an uploaded file."""
    file = call.body["file"]
    if not isinstance(file, FormFile):
        raise bad_request("'file' must be sent as a part with a file name.", "file")
    check_purpose(call.body["purpose"], file.filename)
    if file.content.size == 0:
        raise bad_request("File is empty.", "file", "empty_file")
    record = keep_file(
        store,
        file.content,
        filename=file.filename,
        purpose=call.body["purpose"],
        lifetime=lifetime_of(call.body),
    )
    return record.fields


def retrieve_file(store: Store, call: OperationCall) -> Json:
    """One file's description."""
    return find(store, "files", call.path["file_id"]).fields


def download_file(store: Store, call: OperationCall) -> EncodedResponse:
    """A file's bytes, or a part of them."""
    record = find(store, "files", call.path["file_id"])
    stream = store.blobs.open(record.key)
    return EncodedResponse(stream, record.fields["bytes"], "application/octet-stream", offered(record.key))


def delete_file(store: Store, call: OperationCall) -> Json:
    """Remove a file."""
    record = find(store, "files", call.path["file_id"])
    remove_file(store, record)
    return {"object": "file", "id": record.key, "deleted": True}


def remove_file(store: Store, record: Record) -> None:
    """Remove a file, also from every vector store; a batch that still reads it keeps its bytes."""
    for batch in store["batches"].all():
        if batch.fields["input_file_id"] == record.key and batch.status in UNFINISHED:
            store.blobs.share(record.key, batch.key)
    for attached in store["store_files"].all():
        if attached.fields["id"] == record.key:
            store.remove("store_files", attached.key)
    store.remove("files", record.key)
    store.blobs.remove(record.key)


def expire(store: Store, record: Record, _at: float) -> None:
    """Remove a file whose time is over."""
    remove_file(store, record)
