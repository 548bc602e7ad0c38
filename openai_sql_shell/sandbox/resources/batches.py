"""Batches: create, list, retrieve, cancel. What happens in between is in `batch_stages`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.classes import asdict
from openai_sql_shell.sandbox.http_errors import HttpError, bad_request
from openai_sql_shell.sandbox.pages import page
from openai_sql_shell.sandbox.resources import find
from openai_sql_shell.sandbox.resources.batch_stages import DURATIONS_KEY, StageDurations, cancel, show
from openai_sql_shell.sandbox.resources.files import UNFINISHED

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
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


def list_batches(store: Store, call: OperationCall) -> Json:
    """Batches, newest first."""
    return page(store["batches"].all(), call, partial(show, store))


def retrieve_batch(store: Store, call: OperationCall) -> Json:
    """One batch."""
    return show(store, find(store, "batches", call.path["batch_id"]))


def create_batch(store: Store, call: OperationCall) -> Json:
    """Start a batch."""
    record = start(store, dict(call.body), StageDurations().faster(store.speed))
    return show(store, record)


def cancel_batch(store: Store, call: OperationCall) -> Json:
    """Begin to cancel a batch; one that is being cancelled stays as it is."""
    record = find(store, "batches", call.path["batch_id"])
    if record.status not in UNFINISHED:
        message = f"Cannot cancel a batch with status '{record.status}'."
        raise HttpError(409, message, code="batch_not_cancellable")
    if record.status != "cancelling":
        cancel(store, record)
    return show(store, record)
