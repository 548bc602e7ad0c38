"""Batches: create, list, retrieve, cancel. What happens in between is in `batch_stages`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.http_errors import HttpError, bad_request, not_found
from openai_sql_shell.sandbox.messages import ServerResponse
from openai_sql_shell.sandbox.pages import page
from openai_sql_shell.sandbox.resources.batch_stages import DURATIONS_KEY, StageDurations, cancel, show
from openai_sql_shell.sandbox.resources.files import UNFINISHED

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import Operation, OperationCall
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

WINDOW = 24 * 3600
"""Seconds a batch may take."""
STAMPS = (
    "in_progress_at",
    "expires_at",
    "finalizing_at",
    "completed_at",
    "failed_at",
    "expired_at",
    "cancelling_at",
    "cancelled_at",
)


def start(store: Store, body: Json, durations: StageDurations) -> Record:
    """Make a batch.

    Raises:
        HttpError: the input file does not exist or is not meant for batches.
    """
    file_id = body["input_file_id"]
    file = store["files"].get(file_id)
    if file is None:
        message = f"Cannot find file {file_id}, or organization or project does not have access to it."
        raise bad_request(message, "input_file_id", "invalid_value")
    if file.fields["purpose"] != "batch":
        message = f"File {file_id} has the purpose '{file.fields['purpose']}'; a batch needs a file with the purpose 'batch'."
        raise bad_request(message, "input_file_id", "invalid_purpose")
    now = store.now()
    fields: Json = {
        "id": store.new_id("batch_"),
        "object": "batch",
        "endpoint": body["endpoint"],
        "model": None,
        "errors": None,
        "input_file_id": file_id,
        "completion_window": body["completion_window"],
        "status": "validating",
        "output_file_id": None,
        "error_file_id": None,
        "created_at": int(now),
        **dict.fromkeys(STAMPS),
        "expires_at": int(now) + WINDOW,
        "request_counts": {"total": 0, "completed": 0, "failed": 0},
        "usage": None,
        "metadata": body.get("metadata"),
    }
    expiry = body.get("output_expires_after")
    hidden: Json = {
        DURATIONS_KEY: asdict(durations),
        "results_live": expiry and expiry["seconds"],
        "failing": [],
    }
    return store.add("batches", fields["id"], fields, hidden=hidden, due=now + durations.validating)


def _found(store: Store, call: OperationCall) -> Record:
    batch_id = call.path["batch_id"]
    record = store["batches"].get(batch_id)
    if record is None:
        raise not_found(f"No batch found with id '{batch_id}'.")
    return record


def list_batches(store: Store, call: OperationCall) -> ServerResponse:
    """Batches, newest first."""
    return ServerResponse(page(store["batches"].all(), call, lambda record: show(store, record)))


def retrieve_batch(store: Store, call: OperationCall) -> ServerResponse:
    """One batch."""
    return ServerResponse(show(store, _found(store, call)))


def create_batch(store: Store, call: OperationCall) -> ServerResponse:
    """Start a batch."""
    record = start(store, dict(call.body), StageDurations().faster(store.speed))
    return ServerResponse(show(store, record))


def cancel_batch(store: Store, call: OperationCall) -> ServerResponse:
    """Begin to cancel a batch; one that is being cancelled stays as it is."""
    record = _found(store, call)
    if record.status not in UNFINISHED:
        message = f"Cannot cancel a batch with status '{record.status}'."
        raise HttpError(409, message, code="batch_not_cancellable")
    if record.status != "cancelling":
        cancel(store, record)
    return ServerResponse(show(store, record))


OPERATIONS: dict[str, Operation] = {
    "list_batches": list_batches,
    "retrieve_batch": retrieve_batch,
    "create_batch": create_batch,
    "cancel_batch": cancel_batch,
}
