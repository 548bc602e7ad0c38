"""The cursor positions that SQL shells are compared at, translated to our resources; the score is printed with ``pytest -s``."""

import pytest

from openai_sql_shell.shell.completion.text import complete_text

BATCHES, FILES = "openai.batch.batches", "openai.files.files"
STORES, STORE_FILES = "openai.vector_stores.vector_stores", "openai.vector_stores.vector_store_files"

REQUESTS = "openai.batch.batch_requests"
POSITIONS = (
    ("select * from ▮", ["done", "reviewed", BATCHES]),
    (f"select b.▮ from {BATCHES} b", ["id", "cancelled_at"]),
    ("select b.▮", ["id", "cancelled_at"]),
    (
        f"select * from {BATCHES} b join ▮",
        [
            "openai.batch.batch_results br on br.batch_id = b.id",
            f"{REQUESTS} br on br.batch_id = b.id",
            f"{FILES} f on f.id = b.error_file_id",
        ],
    ),
    (f"select * from {STORES} v join {STORE_FILES} f on ▮", ["f.vector_store_id = v.id"]),
    (f"select * from {BATCHES} b join {FILES} f on b.output_file_id = f.▮", ["id", "purpose"]),
    (f"select * from {FILES} where ▮", ["id", "purpose"]),
    (f"select line from {REQUESTS} where ▮", ["batch_id", "file_id", "path"]),
    (f"select line from {REQUESTS} where path = ▮", ["'my files/", "'my list.txt'"]),
    (f"select line from {REQUESTS} where path = 'p▮", ["prompts.jsonl'"]),
    (f"select * from {BATCHES} where status = ▮", ["'validating'", "'failed'"]),
    (f"select * from {BATCHES} where status = '▮", ["validating'", "failed'"]),
    (f"select * from {BATCHES} where status in (▮", ["'validating'", "'failed'"]),
    (f"select * from {BATCHES} where status in ('failed', '▮", ["validating'", "in_progress'"]),
    (f"select status as s from {BATCHES} order by ▮", ["s", "id"]),
    (f"select status as s from {BATCHES} group by ▮", ["s", "id"]),
    (f"select * from {BATCHES} limit ▮", []),
    (f"insert into {BATCHES} (▮", ["completion_window", "endpoint", "input_file_id"]),
    (f"insert into {BATCHES} (endpoint, ▮", ["completion_window", "input_file_id"]),
    (f"insert into {BATCHES} (metadata, completion_window) values ('{{}}', ▮", ["'24h'"]),
    (f"update {STORES} set ▮", ["expires_after", "metadata", "name"]),
    (f"update {STORES} set metadata = ▮", ["'{}'"]),
    (f"with c as (select id, status as state from {BATCHES}) select ▮ from c", ["id", "state"]),
    (f"select * from (select ▮ from {BATCHES})", ["id", "cancelled_at"]),
    ("select * from bathc▮", [BATCHES]),
    ("select * from fi▮", [FILES]),
    (f"select * from {BATCHES} where model = 'from ▮", []),
    ("create ▮", ["table", "view"]),
    (r"\d ▮", ["done", "reviewed", BATCHES]),
    (f"select x.▮ from (select id, model from {BATCHES}) x", ["id", "model"]),
    (f"select 1; select * from {BATCHES} where ▮", ["id"]),
    (f"exec {BATCHES}.▮", ["cancel_batch"]),
    (f"exec {FILES}.download_file ▮", ["@file_id="]),
    (f"exec {FILES}.download_file @overwrite = ▮", ["true", "false"]),
    (f"select request_counts->>'$.▮' from {BATCHES}", ["$.total", "$.completed", "$.failed"]),
)


@pytest.fixture(scope="module")
def outcomes(snapshot):
    return {text: [c.text for c in complete_text(text, snapshot=snapshot)] for text, _ in POSITIONS}


@pytest.mark.parametrize(("text", "first"), POSITIONS, ids=[text for text, _ in POSITIONS])
def test_a_position_is_completed_as_the_best_shells_would(text, first, outcomes):
    assert outcomes[text][: len(first)] == first
    assert bool(outcomes[text]) == bool(first)


def test_the_score_is_full(outcomes):
    good = sum(
        outcomes[text][: len(first)] == first and bool(outcomes[text]) == bool(first)
        for text, first in POSITIONS
    )
    print(f"\ncompletion: {good}/{len(POSITIONS)} positions")  # noqa: T201 - a score is for people
    assert good == len(POSITIONS) == 35
