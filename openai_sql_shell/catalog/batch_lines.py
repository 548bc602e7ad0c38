"""The tables over the files of a batch: what became of each request, and why a batch was refused."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    anything,
    in_path,
    integer,
    json_array,
    json_object,
    number,
    reads_lines,
    state,
    text,
)
from openai_sql_shell.catalog.model import (
    DataType,
    Lines,
    LineShape,
    Parameter,
    Place,
    Pricing,
    RequestRules,
    Resource,
)

BATCH_RULES = RequestRules(
    required={
        "/v1/responses": (),
        "/v1/chat/completions": ("messages", "model"),
        "/v1/embeddings": ("input", "model"),
        "/v1/completions": ("model", "prompt"),
        "/v1/moderations": ("input",),
        "/v1/images/generations": ("prompt",),
        "/v1/images/edits": ("prompt",),
        "/v1/videos": ("prompt",),
    },
    most_items={"/v1/embeddings": {"input": 2_048}},
    most_requests=50_000,
    most_bytes=200_000_000,
)
"""What a batch takes, as it was described in November 2026; of sizes in megabytes, the smaller reading."""
PROBLEMS = (
    *("invalid_json_line", "line_too_large", "missing_required_parameter", "invalid_type"),
    *("duplicate_custom_id", "invalid_method", "url_mismatch", "model_mismatch", "too_many_inputs"),
    *("too_many_tasks", "file_too_large"),
)
SOURCES = ("output", "error", "input")


PRICING = Pricing(
    "cost_usd",
    "price_asof",
    ("/v1/responses", "/v1/chat/completions", "/v1/embeddings", "/v1/completions", "/v1/moderations"),
    ("completed_at", "in_progress_at", "created_at"),
)
"""Pictures and videos are paid for by other measures."""


def batch_requests(batches: Resource) -> Resource:
    """What batches are asked for, and what files would ask for."""
    return Resource(
        "batch",
        "batch_requests",
        "Requests of batches",
        "The requests in a batch, in an uploaded file, or in a file of this machine, and what is wrong with them.",
        hint="give one of them: path = 'requests.jsonl' checks a file of this machine before its upload",
        expected_rows=50_000,
        order_of_use=("line", "custom_id", "problem", "problem_message", "model", "url", "method"),
        columns=(
            text("batch_id", "The batch; NULL where a file was asked for."),
            integer("line", "The number of the line, from 1; blank lines count, and have no row."),
            text("custom_id", "The name of the request; of a line that cannot be read, what looks like one."),
            text("method", "The HTTP method, which has to be POST."),
            text("url", "The API path that it goes to.", enum=tuple(BATCH_RULES.required)),
            text("model", "The model that it names."),
            text(
                "problem",
                "The first thing that keeps the batch from running; NULL where there is none.",
                enum=PROBLEMS,
            ),
            text("problem_message", "The same as a sentence."),
        ),
        more=(
            text("path", "The file of this machine."),
            json_object("body", "What is asked."),
            text("raw", "The whole line."),
        ),
        methods=(
            reads_lines(
                "list_batch_requests",
                "/batches/{batch_id}",
                "The requests of a batch, checked against its endpoint.",
                in_path("batch_id", "The batch.", column="batch_id"),
                lines=Lines(
                    LineShape.REQUEST,
                    batches,
                    {"input": "input_file_id"},
                    rules=BATCH_RULES,
                    joined="custom_id",
                ),
            ),
            reads_lines(
                "list_file_requests",
                "/files/{file_id}/content",
                "The requests of an uploaded file, checked against the url of the first.",
                in_path("file_id", "The file."),
                lines=Lines(LineShape.REQUEST, rules=BATCH_RULES),
            ),
            reads_lines(
                "list_local_requests",
                "",
                "The requests of a file on this machine, checked against the url of the first; nothing is sent.",
                Parameter(
                    "path",
                    Place.LOCAL,
                    DataType.STRING,
                    "The file, in the working directory or where --allow-path allows.",
                    required=True,
                    local_file=True,
                ),
                lines=Lines(LineShape.REQUEST, local=True, rules=BATCH_RULES),
            ),
        ),
    )


def batch_results(batches: Resource) -> Resource:
    """What became of the requests of the batches in a table."""
    return Resource(
        "batch",
        "batch_results",
        "Results of batches",
        "What became of each request of a batch: the lines of its output and error files, and requests that are in neither.",
        hint="WHERE batch_id = ... names a batch, or a join with openai.batch.batches names several",
        expected_rows=50_000,
        order_of_use=(
            "custom_id",
            "outcome",
            "text",
            "error_code",
            "error_message",
            "status_code",
            "line",
            "source",
        ),
        columns=(
            text("batch_id", "The batch."),
            text("custom_id", "The name that the request was given; NULL where the line has none."),
            state(
                "outcome",
                "What became of the request.",
                (
                    *("ok", "refusal", "incomplete", "http_error", "error", "expired", "cancelled"),
                    *("parse_error", "missing", "pending", "not_run"),
                ),
                done=("ok",),
                failed=(
                    "refusal",
                    "incomplete",
                    "http_error",
                    "error",
                    "expired",
                    "parse_error",
                    "missing",
                    "not_run",
                ),
                stopped=("cancelled",),
            ),
            text(
                "source",
                "The file of the row: that of the outputs, of the errors, or of the requests: those without a line in the others, for which all three are read.",
                enum=SOURCES,
            ),
            integer("line", "The number of the line in that file."),
            integer("status_code", "The HTTP status of the answer."),
            text(
                "error_code",
                "Why it failed, as a word of the API, or one of our own for a line that cannot be read.",
            ),
            text("error_message", "The same as a sentence."),
            text("text", "The text of the answer."),
            anything("parsed", "The text as JSON, where it is an object or an array."),
            json_array("tool_calls", "The calls that the model asks for.", "id", "name", "arguments"),
            text("refusal", "Why the model refused."),
            text("finish_reason", "Why the answer ended, in the API's word."),
            text("model", "The model that answered."),
            integer("input_tokens", "Tokens of the request."),
            integer("cached_tokens", "Those of them that came from a cache."),
            integer("cache_write_tokens", "Those of them that were written to one."),
            integer("output_tokens", "Tokens of the answer."),
            integer("reasoning_tokens", "Those of them that were thought and not said."),
            integer("total_tokens", "Both together."),
            text("request_id", "The exchange, for support."),
            text("id", "The line, for support."),
            integer(
                "duplicate", "How many earlier lines of the file have the same custom_id; 0 in a sound batch."
            ),
        ),
        more=(
            json_object("body", "The answer."),
            json_object("request", "The body that was asked; for it the file of the requests is read, too."),
            integer("request_line", "The line of the request; for it the file of the requests is read, too."),
            number(
                "cost_usd",
                "What its tokens cost in a batch, by prices on this machine, without a request; NULL where nobody knows.",
            ),
            text(
                "price_asof", "The prices that this is by: the package's version, or the day in prices.toml."
            ),
            text("raw", "The whole line."),
        ),
        methods=(
            reads_lines(
                "list_batch_results",
                "/batches/{batch_id}",
                "The results of a batch: its files are downloaded, or read from the cache.",
                in_path("batch_id", "The batch.", column="batch_id"),
                Parameter(
                    "source",
                    Place.LOCAL,
                    DataType.STRING,
                    "Only the rows of this file; other files are not read unless they are needed for it.",
                    column="source",
                    enum=SOURCES,
                    closed=True,
                    partition=True,
                ),
                lines=Lines(
                    LineShape.RESULT,
                    batches,
                    {source: f"{source}_file_id" for source in SOURCES},
                    pricing=PRICING,
                    joined="custom_id",
                ),
            ),
        ),
    )


WHY = (
    (
        "The batch",
        """
        SELECT b.status, b.request_counts->>'total' AS requests, b.request_counts->>'completed' AS completed,
            b.request_counts->>'failed' AS failed, b.created_at, b.completed_at, b.failed_at, b.expired_at, b.cancelled_at,
            e.value->>'code' AS error_code, nullif(count(e.value), 0) AS lines, min(e.value->>'line') AS first_line,
            e.value->>'message' AS error_message
        FROM openai.batch.batches b LEFT JOIN json_each(b.errors, '$.data') e WHERE b.id = :id GROUP BY error_code
        """,
    ),
    (
        "Its requests",
        """
        SELECT outcome, status_code, error_code, count(*) AS requests, min(custom_id) AS custom_id, error_message,
            CASE WHEN coalesce(error_code, '') <> 'insufficient_quota' AND (
                outcome IN ('expired', 'cancelled', 'missing', 'error') OR status_code IN (408, 409, 429) OR status_code >= 500
            ) THEN 'EXEC openai.batch.batches.retry @batch_id = ' || quote(:id) END AS to_type
        FROM openai.batch.batch_results WHERE batch_id = :id GROUP BY outcome, status_code, error_code
        ORDER BY outcome = 'ok', requests DESC
        """,
    ),
)
"""What became of a batch: two requests and its files."""

BATCH_ERRORS = Resource(
    "batch",
    "batch_errors",
    "Errors of batches",
    "Why batches were refused: a row for each error of their input files.",
    order_of_use=("batch_id", "line", "code", "message", "param"),
    columns=(
        text("batch_id", "The batch."),
        integer("line", "The line of the input file; NULL where the error is of the whole file."),
        text("code", "What is wrong, as a word."),
        text("message", "The same as a sentence."),
        text("param", "The property it is about."),
    ),
    methods=(),
    hint="it is a query over openai.batch.batches",
    view="""
        SELECT b.id AS batch_id, e.value->>'line' AS line, e.value->>'code' AS code, e.value->>'message' AS message,
            e.value->>'param' AS param
        FROM openai.batch.batches b, json_each(b.errors, '$.data') e
    """,
)
