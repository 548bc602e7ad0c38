"""Batches: files of requests that the API works off within a day, at a lower price."""

from __future__ import annotations

from openai_sql_shell.catalog.batch_lines import (
    BATCH_ERRORS,
    BATCH_RULES,
    WHY,
    batch_requests,
    batch_results,
)
from openai_sql_shell.catalog.batch_making import RETRY, WAIT, makes_batches
from openai_sql_shell.catalog.declare import (
    OBJECT,
    acts,
    counts,
    creates,
    in_path,
    json_object,
    object_type,
    optional,
    pages,
    reads,
    required,
    state,
    text,
    unix_time,
)
from openai_sql_shell.catalog.model import Jobs, Lifecycle, Recorded, Resource, Service
from openai_sql_shell.classes import replace

BATCH_STATUS = (
    "validating",
    "failed",
    "in_progress",
    "finalizing",
    "completed",
    "expired",
    "cancelling",
    "cancelled",
)

BATCH_ENDPOINTS = tuple(BATCH_RULES.required)

BATCH_ID = in_path("batch_id", "The batch.", column="id")

BATCHES = Resource(
    "batch",
    "batches",
    "Batches",
    "Jobs that run every request of an uploaded JSONL file.",
    id_prefix="batch_",
    why=WHY,
    dashboard="/batches/",
    recorded=Recorded(counts="request_counts"),
    jobs=Jobs(
        "batch",
        """
        SELECT id, status, created_at, request_counts->>'completed' + request_counts->>'failed' AS done,
            request_counts->>'failed' AS failed, request_counts->>'total' AS total,
            coalesce(completed_at, failed_at, expired_at, cancelled_at) AS ended_at
        FROM openai.batch.batches
        """,
        "requests",
    ),
    aliases=("batches.batches",),
    order_of_use=(
        "id",
        "status",
        "created_at",
        "request_counts",
        "model",
        "endpoint",
        "completed_at",
        "output_file_id",
        "error_file_id",
        "input_file_id",
        "metadata",
        "usage",
        "errors",
        "expires_at",
        "in_progress_at",
        "finalizing_at",
        "failed_at",
        "expired_at",
        "cancelling_at",
        "cancelled_at",
    ),
    columns=(
        text("id", "The batch's identifier."),
        unix_time("cancelled_at", "When the cancelling was done."),
        unix_time("cancelling_at", "When the cancelling began."),
        unix_time("completed_at", "When the last result was written."),
        text("completion_window", "How long the batch may take.", enum=("24h",)),
        unix_time("created_at", "When the batch was made."),
        text("endpoint", "The API path that every request of the batch goes to.", enum=BATCH_ENDPOINTS),
        text("error_file_id", "The file with the requests that failed.", blank_is_null=True),
        json_object("errors", "Why the input file was refused, line by line.", "object", "data"),
        unix_time("expired_at", "When the window ran out."),
        unix_time("expires_at", "When the window will run out."),
        unix_time("failed_at", "When the batch was given up."),
        unix_time("finalizing_at", "When the results began to be put together."),
        unix_time("in_progress_at", "When the first request was started."),
        text("input_file_id", "The file with the requests."),
        json_object("metadata", "Up to 16 pairs of text of your own."),
        object_type("batch"),
        text("output_file_id", "The file with the results of requests that succeeded.", blank_is_null=True),
        counts(
            "request_counts",
            "How many requests there are, are done, and failed.",
            "total",
            "completed",
            "failed",
        ),
        state(
            "status",
            "Where the batch stands.",
            BATCH_STATUS,
            done=("completed",),
            failed=("failed", "expired"),
            stopped=("cancelled",),
        ),
        text("model", "The model that serves the requests."),
        json_object(
            "usage",
            "Tokens used by all requests together; batches made since September 2025 only.",
            "input_tokens",
            "input_tokens_details",
            "output_tokens",
            "output_tokens_details",
            "total_tokens",
        ),
    ),
    methods=(
        pages("list_batches", "/batches", "Batches of the project, a page at a time."),
        reads("retrieve_batch", "/batches/{batch_id}", "One batch.", BATCH_ID),
        creates(
            "create_batch",
            "/batches",
            "Start a batch from an uploaded file.",
            required("input_file_id", "A JSONL file uploaded with the purpose batch."),
            required("endpoint", "The API path of every request in the file.", enum=BATCH_ENDPOINTS),
            required("completion_window", "How long the batch may take.", enum=("24h",)),
            optional("metadata", "Up to 16 pairs of text.", OBJECT, nullable=True),
            optional(
                "output_expires_after",
                "When the result files are deleted: an anchor and seconds, from an hour to 30 days.",
                OBJECT,
                members=("anchor", "seconds"),
            ),
        ),
        acts(
            "cancel_batch",
            "/batches/{batch_id}/cancel",
            "Stop a batch; takes up to ten minutes and keeps what is done.",
            BATCH_ID,
            aliases=("cancel",),
            success_states=("cancelled", "completed"),
        ),
        WAIT,
        RETRY,
    ),
    lifecycle=Lifecycle(
        poll="retrieve_batch",
        state="status",
        no_room=("token_limit_exceeded",),
        kind="model",
        terminal_states=("failed", "completed", "expired", "cancelled"),
        success_states=("completed",),
        counts="request_counts",
        errors="errors",
        results="output_file_id",
        error_results="error_file_id",
        interval=30.0,
        deadline=26 * 3600.0,
    ),
)

CHECKED = batch_requests(BATCHES)
BATCH_REQUESTS = replace(CHECKED, methods=(*CHECKED.methods, makes_batches(BATCHES)))

SERVICE = Service(
    "batch",
    "Batch",
    "Large sets of requests, worked off in the background.",
    (BATCHES, batch_results(BATCHES), BATCH_REQUESTS, BATCH_ERRORS),
)
