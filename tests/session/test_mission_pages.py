"""The examples of the two pages, word for word, with values of our own in their placeholders."""

from __future__ import annotations

import json

import pytest

SELECT_BATCHES = """
SELECT
id,
cancelled_at,
cancelling_at,
completed_at,
completion_window,
created_at,
endpoint,
error_file_id,
errors,
expired_at,
expires_at,
failed_at,
finalizing_at,
in_progress_at,
input_file_id,
metadata,
object,
output_file_id,
request_counts,
status
FROM openai.batch.batches
;
"""

INSERT_BATCH_ALL = """
/*+ create */
INSERT INTO openai.batch.batches (
data__input_file_id,
data__endpoint,
data__completion_window,
data__metadata
)
SELECT 
'{{ input_file_id }}',
'{{ endpoint }}',
'{{ completion_window }}',
'{{ metadata }}'
;
"""  # noqa: W291 - as on the page

INSERT_BATCH_REQUIRED = """
/*+ create */
INSERT INTO openai.batch.batches (
data__input_file_id,
data__endpoint,
data__completion_window
)
SELECT 
'{{ input_file_id }}',
'{{ endpoint }}',
'{{ completion_window }}'
;
"""  # noqa: W291 - as on the page

SELECT_FILE_BATCH = """
SELECT
id,
created_at,
file_counts,
object,
status,
vector_store_id
FROM openai.vector_stores.vector_store_file_batches
WHERE batch_id = '{{ batch_id }}'
AND vector_store_id = '{{ vector_store_id }}';
"""

INSERT_FILE_BATCH_ALL = """
/*+ create */
INSERT INTO openai.vector_stores.vector_store_file_batches (
data__file_ids,
data__chunking_strategy,
vector_store_id
)
SELECT 
'{{ file_ids }}',
'{{ chunking_strategy }}',
'{{ vector_store_id }}'
;
"""  # noqa: W291 - as on the page

INSERT_FILE_BATCH_REQUIRED = """
/*+ create */
INSERT INTO openai.vector_stores.vector_store_file_batches (
data__file_ids,
vector_store_id
)
SELECT 
'{{ file_ids }}',
'{{ vector_store_id }}'
;
"""  # noqa: W291 - as on the page

CHUNKING = {"type": "static", "static": {"max_chunk_size_tokens": 400, "chunk_overlap_tokens": 100}}


@pytest.fixture
def play(harness):
    """Runs a page's text with values for its placeholders; the rows of its only statement."""

    def run(text, **values):
        harness.session.variables = values
        [piece] = harness.session.script(text)
        return harness.records(piece.text)

    return run


@pytest.fixture
def batch_values(input_file):
    return {"input_file_id": input_file, "endpoint": "/v1/chat/completions", "completion_window": "24h"}


@pytest.mark.parametrize(
    "metadata", [{"team": "it's ours"}, '{"team": "it\'s ours"}'], ids=["object", "text"]
)
def test_a_batch_is_inserted_with_all_properties(harness, play, batch_values, metadata):
    play(INSERT_BATCH_ALL, **batch_values, metadata=metadata)
    assert harness.requests == ["POST /batches"]
    assert harness.bodies == [{**batch_values, "metadata": {"team": "it's ours"}}]


def test_a_batch_is_inserted_with_the_required_properties(harness, play, batch_values):
    play(INSERT_BATCH_REQUIRED, **batch_values)
    assert harness.bodies == [batch_values]


def test_batches_are_selected_with_every_column_of_the_page(harness, play, batch_values):
    play(INSERT_BATCH_REQUIRED, **batch_values)
    [batch] = play(SELECT_BATCHES)
    assert harness.requests == ["GET /batches?limit=100"]
    assert (batch["object"], batch["status"], batch["input_file_id"]) == (
        "batch",
        "validating",
        batch_values["input_file_id"],
    )


@pytest.mark.parametrize("as_text", [False, True], ids=["values", "their JSON"])
def test_a_file_batch_is_inserted_with_all_properties(harness, play, store, documents, as_text):
    values = {"file_ids": documents, "chunking_strategy": CHUNKING}
    given = {name: json.dumps(value) if as_text else value for name, value in values.items()}
    play(INSERT_FILE_BATCH_ALL, **given, vector_store_id=store)
    assert harness.requests == [f"POST /vector_stores/{store}/file_batches"]
    assert harness.bodies == [values]


@pytest.mark.parametrize("one", [False, True], ids=["several files", "one file"])
def test_a_file_batch_is_inserted_with_the_required_properties(harness, play, store, documents, one):
    play(INSERT_FILE_BATCH_REQUIRED, file_ids=documents[0] if one else documents, vector_store_id=store)
    assert harness.bodies == [{"file_ids": documents[:1] if one else documents}]


def test_a_file_batch_is_selected_by_its_two_ids(harness, play, store, documents):
    play(INSERT_FILE_BATCH_REQUIRED, file_ids=documents, vector_store_id=store)
    batch_id = harness.result.summary.split()[3]
    [found] = play(SELECT_FILE_BATCH, batch_id=batch_id, vector_store_id=store)
    assert harness.requests == [f"GET /vector_stores/{store}/file_batches/{batch_id}"]
    assert list(found) == ["id", "created_at", "file_counts", "object", "status", "vector_store_id"]
    assert (found["id"], found["object"], found["vector_store_id"]) == (
        batch_id,
        "vector_store.file_batch",
        store,
    )


def test_the_hint_of_the_page_changes_nothing(harness, play, batch_values):
    play(INSERT_BATCH_REQUIRED.replace("/*+ create */", ""), **batch_values)
    assert harness.bodies == [batch_values]
