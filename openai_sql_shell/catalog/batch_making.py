"""The INSERT that makes batches of rows: its columns, what it is answered with, and what a file of requests may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.batch_lines import BATCH_RULES, PRICING
from openai_sql_shell.catalog.declare import byte_count, creates, integer, number, stands_for, text, told
from openai_sql_shell.catalog.model import BodyKind, DataType, Gathering, Parameter, Place
from openai_sql_shell.catalog.services import DESCRIBED_ON, load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.catalog.model import Method, Resource

OPERATIONS = {
    "/v1/responses": ("responses", "create_response"),
    "/v1/chat/completions": ("chat", "create_chat_completion"),
    "/v1/embeddings": ("embeddings", "create_embedding"),
    "/v1/completions": ("completions", "create_completion"),
    "/v1/moderations": ("moderations", "create_moderation"),
    "/v1/images/generations": ("images", "create_image"),
    "/v1/images/edits": ("images", "create_image_edit"),
    "/v1/videos": ("videos", "create_video"),
}
"""Service and method of each endpoint of batches."""


def request_operations() -> Mapping[str, Method]:
    """What requests of batches ask for, by their url; imports the services."""
    return {url: _method(*names) for url, names in OPERATIONS.items()}


def _method(service: str, name: str) -> Method:
    return next(m for resource in load(service).resources for m in resource.methods if m.name == name)


def _column(name: str, description: str, kind: DataType = DataType.STRING, **facts: object) -> Parameter:
    return Parameter(name, Place.LOCAL, kind, description, **facts)  # type: ignore[arg-type]


REQUEST_COLUMNS = (
    _column("url", "The API path that it goes to.", required=True, unless="raw", enum=tuple(OPERATIONS)),
    _column("custom_id", "The name of the request; without one it is numbered, which needs ORDER BY."),
    _column("method", "The HTTP method, which is POST.", enum=("POST",), closed=True),
    _column("body", "What the properties are put into; alone it is sent as it is.", DataType.OBJECT),
    _column("raw", "A whole line, which is sent as it is.", excludes=("url", "custom_id", "method", "body")),
)
BATCH_COLUMNS = (
    _column(
        "batch_metadata",
        "Pairs of text; ours are added to them.",
        DataType.OBJECT,
        wire="metadata",
        nullable=True,
    ),
    _column(
        "batch_window", "How long the batch may take.", enum=("24h",), wire="completion_window", example="24h"
    ),
    _column(
        "batch_output_expires_after",
        "When the result files are deleted: an anchor and seconds, from an hour to 30 days.",
        DataType.OBJECT,
        wire="output_expires_after",
        members=("anchor", "seconds"),
    ),
    _column("file_name", "What the names of the files begin with."),
)
"""Rows that have the same in these are in one batch; those with a ``wire`` are properties of it."""

PARTS = (
    integer("part", "The number of the part, from 1."),
    integer("parts", "How many there are."),
    text("batch_id", "The batch."),
    text("input_file_id", "The file with the requests."),
    text("url", "The API path that they go to."),
    text("model", "The model that they name."),
    integer("requests", "How many there are."),
    byte_count("bytes", "The size of the file."),
    text("sha256", "The hash of the file."),
    text("status", "Where the batch stands."),
    integer("est_input_tokens", "Tokens that the requests may come to at most, guessed from their bytes."),
    number(
        "est_cost_usd", "What it may cost at most; NULL where nobody knows, or nothing bounds the answers."
    ),
    text("retry_of", "The batch whose requests they are, sent once more.", identifies=True),
)
"""What is told about each batch that was made."""


def makes_batches(batches: Resource) -> Method:
    """The INSERT of requests, of which batches are made."""
    return creates(
        "create_batches",
        "/batches",
        "Start batches of requests: rows are written to files, which are uploaded; tokens are billed.",
        *REQUEST_COLUMNS,
        *BATCH_COLUMNS,
        body=BodyKind.NONE,
        columns=PARTS,
        billable=True,
        usage=None,
        gathers=Gathering(
            request_operations,
            batches,
            "create_batch",
            BATCH_RULES,
            most_inputs=50_000,
            as_of=DESCRIBED_ON,
            counted={"/v1/embeddings": "input"},
            bounds=("max_output_tokens", "max_tokens", "max_completion_tokens"),
            repeats=("n", "best_of"),
            silent=("/v1/embeddings", "/v1/moderations"),
            priced=PRICING.endpoints,
        ),
    )


RETRIED = (
    *("expired", "cancelled", "missing", "error", "http_error", "incomplete", "refusal", "parse_error"),
    *("http_400", "http_401", "http_403", "http_404", "http_408", "http_409", "http_429", "http_4xx"),
    *("http_500", "http_502", "http_503", "http_504", "http_5xx"),
)
"""What can be retried: outcomes, and statuses of failed requests."""

DEFAULT = "expired,cancelled,missing,error,http_408,http_409,http_429,http_5xx"
"""What is sent again unless something else is named: what may succeed the next time."""

WAIT = stands_for(
    "wait",
    """
    EXEC /*+ AWAIT */ openai.batch.batches.retrieve_batch
    FOR EACH (SELECT value->>'batch_id' AS batch_id FROM json_each(:given))
    """,
    "Follow a batch to its end.",
    told("batch_id", "The batch.", required=True),
    reads=True,
)

GIVEN = f"""
    WITH given(place, batch_id, outcomes) AS (
        SELECT key, value->>'batch_id', coalesce(value->>'outcomes', '{DEFAULT}') FROM json_each(:given)
    ),
    batch(batch_id, place) AS (SELECT batch_id, min(place) FROM given GROUP BY 1),
    wanted(batch_id, word) AS (
        SELECT batch_id, trim(value) FROM given, json_each('["' || replace(outcomes, ',', '","') || '"]')
    ),
    result AS (
        SELECT r.batch_id, r.request_line, r.outcome, r.error_code, 'http_' || r.status_code AS status,
            'http_' || substr(r.status_code, 1, 1) || 'xx' AS statuses,
            r.custom_id IS NOT NULL AND max(r.outcome = 'ok') OVER (PARTITION BY r.batch_id, r.custom_id) AS is_done
        FROM batch b CROSS JOIN openai.batch.batch_results r ON r.batch_id = b.batch_id
    ),
    failed AS (
        SELECT *, coalesce(error_code, '') = 'insufficient_quota' AS is_final,
            (batch_id, outcome) IN wanted OR outcome = 'http_error' AND ((batch_id, status) IN wanted OR (batch_id, statuses) IN wanted)
            AS is_wanted
        FROM result
    )"""
"""What became of the requests of the batches, and what is asked for."""

RETRY = stands_for(
    "retry",
    f"""
    INSERT INTO openai.batch.batch_requests (raw, batch_retry_of)
    {GIVEN},
    again(batch_id, line) AS MATERIALIZED (
        SELECT batch_id, request_line FROM failed WHERE is_wanted AND NOT is_final AND NOT is_done
    )
    SELECT q.raw, q.batch_id FROM batch b CROSS JOIN openai.batch.batch_requests q ON q.batch_id = b.batch_id
    WHERE b.batch_id IN (SELECT batch_id FROM again) AND (q.batch_id, q.line) IN again
    ORDER BY b.place, q.line
    RETURNING part, parts, batch_id, requests, status, retry_of
    """,
    "Send what failed once more, as a new batch of the same requests; what is done is not sent again.",
    told("batch_id", "The batch.", required=True),
    told(
        "outcomes",
        "What is sent again, with commas: what may succeed the next time, unless it is given.",
        DataType.ARRAY,
        enum=RETRIED,
        closed=True,
        example=["expired", "missing"],
    ),
    columns=tuple(
        c for c in PARTS if c.name in ("part", "parts", "batch_id", "requests", "status", "retry_of")
    ),
    in_vain=f"""
    {GIVEN},
    kind(word, reason, n) AS (
        SELECT CASE WHEN outcome <> 'http_error' THEN outcome WHEN status IN ({", ".join(f"'{w}'" for w in RETRIED if w[5:].isdigit())}) THEN status ELSE statuses END,
            CASE WHEN outcome IN ('ok', 'pending', 'not_run') THEN '' WHEN is_final THEN ' of insufficient_quota'
                WHEN is_done THEN ' answered by another line' WHEN NOT is_wanted THEN ' not named' ELSE ' without a request' END,
            count(*)
        FROM failed GROUP BY 1, 2 ORDER BY 2, 1 <> 'ok', 1
    )
    SELECT '0 requests: ' || CASE WHEN NOT EXISTS (SELECT 1 FROM given) THEN 'the query finds no batch' ELSE
        'nothing failed that a retry may mend (' || coalesce(group_concat(n || ' ' || word || reason, ', '), 'no request') || ')'
        || coalesce('; @outcomes = ' || char(39) || (SELECT group_concat(DISTINCT word) FROM kind WHERE reason = ' not named') || char(39) || ' names what was left out', '')
        END FROM kind
    """,
)
