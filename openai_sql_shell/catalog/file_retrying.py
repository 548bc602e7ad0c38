"""What became of a file batch, and EXEC retry: the files that were not read in are attached once more, as a new file batch."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import stands_for, told
from openai_sql_shell.catalog.model import DataType

BATCHES = "openai.vector_stores.vector_store_file_batches"
FILES = "openai.vector_stores.files_in_vector_store_batches"

CODES = ("server_error", "unsupported_file", "invalid_file")
"""Why a file could not be read in, as far as is known."""
CANCELLED, UNTOLD = "cancelled", "failed"
"""The words for files that have no such code."""

DEFAULT = f"{CANCELLED},server_error"
"""What is attached again unless something else is named: what may succeed the next time."""

MENDABLE = ", ".join(f"'{word}'" for word in DEFAULT.split(","))

WHY = (
    (
        "The batch",
        f"""
        SELECT status, file_counts->>'total' AS files, file_counts->>'completed' AS completed,
            file_counts->>'failed' AS failed, file_counts->>'in_progress' AS in_progress, created_at
        FROM {BATCHES} WHERE vector_store_id = :vector_store_id AND id = :id
        """,
    ),
    (
        "Its files",
        f"""
        SELECT status, last_error->>'code' AS error_code, count(*) AS files, min(id) AS file_id,
            last_error->>'message' AS error_message,
            CASE WHEN coalesce(last_error->>'code', status) IN ({MENDABLE})
                THEN 'EXEC {BATCHES}.retry @batch_id = ' || quote(:id) || ', @vector_store_id = ' || quote(:vector_store_id)
                END AS to_type
        FROM {FILES} WHERE vector_store_id = :vector_store_id AND batch_id = :id
        GROUP BY status, error_code ORDER BY status = 'completed', files DESC
        """,
    ),
)
"""What became of a file batch: one request, and its files."""

GIVEN = f"""
    WITH given(place, batch_id, vector_store_id, outcomes) AS (
        SELECT key, value->>'batch_id', value->>'vector_store_id', coalesce(value->>'outcomes', '{DEFAULT}') FROM json_each(:given)
    ),
    batch(batch_id, vector_store_id, place) AS MATERIALIZED (
        SELECT batch_id, coalesce(
            max(vector_store_id),
            (SELECT o.parent FROM local.objects o WHERE o.id = batch_id AND o.resource = '{BATCHES}'),
            error(
                'the ledger does not know the vector store of ' || batch_id || ', which was not created here',
                'add @vector_store_id = ''vs_...'' to @batch_id = ''' || batch_id || ''''
            )
        ), min(place) FROM given GROUP BY batch_id
    ),
    wanted(batch_id, word) AS (
        SELECT batch_id, trim(value) FROM given, json_each('["' || replace(outcomes, ',', '","') || '"]')
    )"""
"""The file batches, each with its store, and what is asked for."""

RETRY = stands_for(
    "retry",
    f"""
    INSERT INTO {BATCHES} (vector_store_id, file_id, attributes, chunking_strategy)
    {GIVEN}
    SELECT f.vector_store_id, f.id, nullif(f.attributes, '{{}}'),
        CASE f.chunking_strategy->>'type' WHEN 'static' THEN f.chunking_strategy END
    FROM batch b CROSS JOIN (SELECT '{UNTOLD}' AS status UNION ALL SELECT '{CANCELLED}') s
    CROSS JOIN {FILES} f ON f.vector_store_id = b.vector_store_id AND f.batch_id = b.batch_id AND f.status = s.status
    WHERE (b.batch_id, coalesce(f.last_error->>'code', f.status)) IN wanted
    ORDER BY b.place
    RETURNING id, vector_store_id, status, file_counts
    """,
    "Attach the files that were not read in once more, as a new file batch; those that are read in stay as they are.",
    told("batch_id", "The file batch.", required=True),
    told("vector_store_id", "Its store; without it, the one that the ledger knows."),
    told(
        "outcomes",
        "What is attached again, with commas: what may succeed the next time, unless it is given.",
        DataType.ARRAY,
        enum=(CANCELLED, UNTOLD, *CODES),
        closed=True,
        example=[CANCELLED, "server_error"],
    ),
    in_vain=f"""
    {GIVEN},
    kind(word, reason, n) AS (
        SELECT coalesce(f.last_error->>'code', f.status) AS word,
            CASE WHEN f.status NOT IN ('{UNTOLD}', '{CANCELLED}') OR (b.batch_id, coalesce(f.last_error->>'code', f.status)) IN wanted THEN ''
                ELSE ' not named' END,
            count(*)
        FROM batch b CROSS JOIN {FILES} f ON f.vector_store_id = b.vector_store_id AND f.batch_id = b.batch_id
        GROUP BY 1, 2 ORDER BY 2, 1
    )
    SELECT '0 files: ' || CASE WHEN NOT EXISTS (SELECT 1 FROM given) THEN 'the query finds no file batch' ELSE
        'nothing failed that a retry may mend (' || coalesce(group_concat(n || ' ' || word || reason, ', '), 'no file') || ')'
        || coalesce('; @outcomes = ' || char(39) || (SELECT group_concat(DISTINCT word) FROM kind WHERE reason <> '') || char(39) || ' names what was left out', '')
        END FROM kind
    """,
)
