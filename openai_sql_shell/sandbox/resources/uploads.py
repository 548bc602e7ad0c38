"""Uploads: a file announced, sent in parts, and put together."""

from __future__ import annotations

import hashlib
from contextlib import closing
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.http_errors import bad_request
from openai_sql_shell.sandbox.multipart_form import FormFile
from openai_sql_shell.sandbox.resources import find
from openai_sql_shell.sandbox.resources.files import check_purpose, keep_file, lifetime_of

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.blobs import TemporaryFile
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

UPLOAD_LIFE = 3600
"""Seconds between the announcement and the last moment to complete."""
MOST_BYTES = 8 * 1024**3
PIECE = 64 * 1024


def create_upload(store: Store, call: OperationCall) -> Json:
    """Announce an upload."""
    body = call.body
    check_purpose(body["purpose"], body["filename"])
    if not 0 < body["bytes"] <= MOST_BYTES:
        raise bad_request(
            f"Invalid 'bytes': expected a value from 1 to {MOST_BYTES}.", "bytes", "invalid_value"
        )
    now = int(store.now())
    fields: Json = {
        "id": store.new_id("upload_"),
        "object": "upload",
        "bytes": body["bytes"],
        "created_at": now,
        "filename": body["filename"],
        "purpose": body["purpose"],
        "status": "pending",
        "expires_at": now + UPLOAD_LIFE,
    }
    store.add(
        "uploads", fields["id"], fields, hidden={"lives": lifetime_of(body)}, due=float(fields["expires_at"])
    )
    return fields


def _pending(store: Store, call: OperationCall) -> Record:
    record = find(store, "uploads", call.path["upload_id"])
    if record.status != "pending":
        raise bad_request(
            f"Upload {record.key} is {record.status}; only a pending upload can be changed.", "upload_id"
        )
    return record


def add_upload_part(store: Store, call: OperationCall) -> Json:
    """Keep one part."""
    upload = _pending(store, call)
    part = call.body["data"]
    if not isinstance(part, FormFile):
        raise bad_request("'data' must be sent as a part with a file name.", "data")
    part_id = store.new_id("part_")
    fields = {
        "id": part_id,
        "object": "upload.part",
        "created_at": int(store.now()),
        "upload_id": upload.key,
    }
    size = part.content.size
    store.blobs.keep(part_id, part.content)
    store.add("upload_parts", part_id, fields, hidden={"bytes": size}, parent=upload.key)
    return fields


def complete_upload(store: Store, call: OperationCall) -> Json:
    """Put the parts together, in the order that was asked for."""
    upload = _pending(store, call)
    with closing(store.blobs.temporary_file()) as content:
        checksum = _join(store, upload, call.body["part_ids"], content)
        if content.size != upload.fields["bytes"]:
            raise bad_request(
                f"The parts have {content.size} bytes, but the upload was announced with {upload.fields['bytes']}.",
                "part_ids",
                "bytes_mismatch",
            )
        if call.body.get("md5") not in (None, checksum):
            raise bad_request(f"The parts have the MD5 checksum {checksum}.", "md5", "md5_mismatch")
        file = keep_file(
            store,
            content,
            filename=upload.fields["filename"],
            purpose=upload.fields["purpose"],
            lifetime=upload.hidden["lives"],
        )
    upload.fields["file"] = file.fields
    _end(store, upload, "completed")
    return upload.fields


def _join(store: Store, upload: Record, part_ids: list[str], content: TemporaryFile) -> str:
    checksum = hashlib.md5(usedforsecurity=False)
    known = {part.key for part in store["upload_parts"].children(upload.key)}
    for part_id in part_ids:
        if part_id not in known:
            raise bad_request(
                f"No part with id '{part_id}' was added to {upload.key}.", "part_ids", "invalid_value"
            )
        with store.blobs.open(part_id) as part:
            while piece := part.read(PIECE):
                content.write(piece)
                checksum.update(piece)
    return checksum.hexdigest()


def cancel_upload(store: Store, call: OperationCall) -> Json:
    """Give an upload up."""
    upload = _pending(store, call)
    _end(store, upload, "cancelled")
    return upload.fields


def _end(store: Store, upload: Record, status: str) -> None:
    for part in store["upload_parts"].children(upload.key):
        store.remove("upload_parts", part.key)
        store.blobs.remove(part.key)
    upload.fields["status"] = status
    upload.due = None
    store.changed("uploads", upload)


def expire(store: Store, record: Record, _at: float) -> None:
    """An upload was not completed in time."""
    _end(store, record, "expired")
