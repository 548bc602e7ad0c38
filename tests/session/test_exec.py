"""EXEC: any method with its arguments."""

from __future__ import annotations

import json

import pytest

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import ApiError, Cancelled, InvalidValue, MissingParameters, UnknownName

STORES = "openai.vector_stores.vector_stores"
BATCHES = "openai.batch.batches"


@pytest.fixture
def batch(bench, input_file):
    return bench.value(
        f"INSERT INTO {BATCHES} (input_file_id, endpoint, completion_window)"
        f" VALUES ('{input_file}', '/v1/chat/completions', '24h') RETURNING id"
    )


def test_an_action_shows_the_object_it_answers_with(bench, batch):
    record = bench.record(f"EXEC {BATCHES}.cancel_batch @batch_id = '{batch}'")
    assert (record["id"], record["status"]) == (batch, "cancelling")
    assert bench.requests == [f"POST /batches/{batch}/cancel"]
    assert bench.result.changes


@pytest.mark.parametrize(
    "name", ["openai.batch.batches.cancel", "BATCH.Batches.CANCEL_BATCH", "batches.cancel"]
)
def test_a_method_is_found_by_any_of_its_names(bench, batch, name):
    assert bench.record(f"EXEC {name} @batch_id = '{batch}'")["status"] == "cancelling"


def test_reading_methods_are_called_like_all_others(bench, batch):
    assert bench.record(f"EXEC {BATCHES}.get @batch_id = '{batch}'")["id"] == batch
    assert [row[0] for row in bench.rows(f"EXEC {BATCHES}.list")] == [batch]
    assert bench.requests == ["GET /batches?limit=100"]


def test_a_list_is_read_to_its_end(estate):
    assert len(estate.rows(f"EXEC {BATCHES}.list_batches")) == 120
    assert len(estate.requests) == 2


def test_a_list_is_filtered_by_its_parameters(estate):
    found = estate.rows("EXEC openai.files.files.list_files @purpose = 'vision'")
    assert len(found) == 3
    assert estate.requests == ["GET /files?limit=10000&purpose=vision"]


def test_a_search_shows_every_passage(bench, store, documents):
    bench.rows(
        "INSERT /*+ AWAIT */ INTO openai.vector_stores.vector_store_file_batches (vector_store_id, file_ids)"
        f" VALUES ('{store}', '{json.dumps(documents)}')"
    )
    found = bench.rows(f"EXEC {STORES}.search_vector_store @vector_store_id = '{store}', @query = 'words'")
    assert bench.columns() == ["file_id", "filename", "score", "attributes", "content"]
    assert {row[0] for row in found} == set(documents)
    assert all("Some words" in row[4] for row in found)


def test_a_search_that_finds_nothing_shows_nothing(bench, store):
    assert bench.rows(f"EXEC {STORES}.search @vector_store_id = '{store}', @query = 'x'") == []


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        ("@name = 'x'", {"name": "x"}),
        ("@data__name = 'x'", {"name": "x"}),
        ("@NAME = 'it''s'", {"name": "it's"}),
        ("@name = 'x', @description = NULL", {"name": "x"}),
        ("@name = 5", {"name": "5"}),
        ('@metadata = \'{"a": "b"}\'', {"metadata": {"a": "b"}}),
        ("@file_ids = 'file-1'", {"file_ids": ["file-1"]}),
        ('@@json = \'{"name": "x", "newer": [1, true, null]}\'', {"name": "x", "newer": [1, True, None]}),
        ('@name = \'x\' @@json = \'{"name": "y", "description": "z"}\'', {"name": "x", "description": "z"}),
    ],
)
def test_arguments_become_the_body(bench, arguments, sent):
    bench.rows("SET dry_run = on")
    [(_, _, body)] = bench.rows(f"EXEC {STORES}.create_vector_store {arguments}")
    assert json.loads(body) == sent


def test_a_boolean_is_sent_as_one(bench, store):
    bench.rows(f"EXEC {STORES}.search @vector_store_id = '{store}', @query = 'x', @rewrite_query = true")
    assert bench.bodies == [{"query": "x", "rewrite_query": True}]


@pytest.mark.parametrize(
    ("sql", "kind", "message"),
    [
        (f"EXEC {BATCHES}.cancel_batch", MissingParameters, "batch_id"),
        (f"EXEC {BATCHES}.cancel_batch @batchid = 'x'", UnknownName, 'no parameter "batchid"'),
        (f"EXEC {BATCHES}.cancle @batch_id = 'x'", UnknownName, 'no method "cancle"'),
        (
            f"EXEC {STORES}.search @vector_store_id = 'v', @query = 'x', @max_num_results = 'few'",
            InvalidValue,
            "data__max_num_results takes an integer",
        ),
    ],
)
def test_what_cannot_be_called_sends_nothing(bench, sql, kind, message):
    assert message in bench.error(sql, kind).message
    assert bench.requests == []


def test_a_finished_batch_cannot_be_cancelled_and_the_api_says_so(bench, batch):
    bench.time.seconds += 3600
    error = bench.error(f"EXEC {BATCHES}.cancel_batch @batch_id = '{batch}'", ApiError)
    assert error.status == 409


def test_a_call_that_was_cancelled_says_which_one_it_was(bench, sandbox, store):
    cancel = CancelToken()
    sandbox.faults.sleep = lambda _seconds: cancel.set()
    sandbox.faults.latency = 1.0
    with pytest.raises(Cancelled, match=f"modify_vector_store .*{store}"):
        bench.run(f"EXEC {STORES}.modify_vector_store @vector_store_id = '{store}', @name = 'x'", cancel)


def test_a_null_in_the_json_body_is_sent_and_one_in_sql_is_not(bench):
    stores = "openai.vector_stores.vector_stores"
    store = bench.value(
        f"""INSERT INTO {stores} (name, expires_after) VALUES ('a', '{{"anchor": "last_active_at", "days": 3}}') RETURNING id"""
    )
    bench.rows(
        f"EXEC {stores}.modify_vector_store @vector_store_id = '{store}', @name = NULL @@json = '{{\"expires_after\": null}}'"
    )
    assert bench.bodies == [{"expires_after": None}]
    assert bench.rows(f"SELECT name, expires_after FROM {stores}") == [("a", None)]
