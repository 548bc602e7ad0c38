"""EXEC: any method with its arguments."""

from __future__ import annotations

import json

import pytest

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import (
    ApiError,
    Cancelled,
    InvalidValue,
    MissingParameters,
    StatementError,
    UnknownName,
)

STORES = "openai.vector_stores.vector_stores"
BATCHES = "openai.batch.batches"


@pytest.fixture
def batch(harness, input_file):
    return harness.value(
        f"INSERT INTO {BATCHES} (input_file_id, endpoint, completion_window)"
        f" VALUES ('{input_file}', '/v1/chat/completions', '24h') RETURNING id"
    )


def test_an_action_shows_the_object_it_answers_with(harness, batch):
    record = harness.record(f"EXEC {BATCHES}.cancel_batch @batch_id = '{batch}'")
    assert (record["id"], record["status"]) == (batch, "cancelling")
    assert harness.requests == [f"POST /batches/{batch}/cancel"]


@pytest.mark.parametrize(
    "name", ["openai.batch.batches.cancel", "BATCH.Batches.CANCEL_BATCH", "batches.cancel"]
)
def test_a_method_is_found_by_any_of_its_names(harness, batch, name):
    assert harness.record(f"EXEC {name} @batch_id = '{batch}'")["status"] == "cancelling"


def test_reading_methods_are_called_like_all_others(harness, batch):
    assert harness.record(f"EXEC {BATCHES}.get @batch_id = '{batch}'")["id"] == batch
    assert [row[0] for row in harness.rows(f"EXEC {BATCHES}.list")] == [batch]
    assert harness.requests == ["GET /batches?limit=100"]


def test_a_list_is_read_to_its_end(seeded):
    assert len(seeded.rows(f"EXEC {BATCHES}.list_batches")) == 120
    assert len(seeded.requests) == 2


def test_a_list_is_filtered_by_its_parameters(seeded):
    found = seeded.rows("EXEC openai.files.files.list_files @purpose = 'vision'")
    assert len(found) == 3
    assert seeded.requests == ["GET /files?limit=10000&purpose=vision"]


def test_a_search_shows_every_passage(harness, store, documents):
    harness.rows(
        "INSERT /*+ AWAIT */ INTO openai.vector_stores.vector_store_file_batches (vector_store_id, file_ids)"
        f" VALUES ('{store}', '{json.dumps(documents)}')"
    )
    found = harness.rows(f"EXEC {STORES}.search_vector_store @vector_store_id = '{store}', @query = 'words'")
    assert harness.columns() == ["file_id", "filename", "score", "attributes", "content"]
    assert {row[0] for row in found} == set(documents)
    assert all("Some words" in row[4] for row in found)


def test_a_search_that_finds_nothing_shows_nothing(harness, store):
    assert harness.rows(f"EXEC {STORES}.search @vector_store_id = '{store}', @query = 'x'") == []


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
def test_arguments_become_the_body(harness, arguments, sent):
    harness.rows("SET dry_run = on")
    [(_, _, body)] = harness.rows(f"EXEC {STORES}.create_vector_store {arguments}")
    assert json.loads(body) == sent


def test_a_boolean_is_sent_as_one(harness, store):
    harness.rows(f"EXEC {STORES}.search @vector_store_id = '{store}', @query = 'x', @rewrite_query = true")
    assert harness.bodies == [{"query": "x", "rewrite_query": True}]


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
def test_what_cannot_be_called_sends_nothing(harness, sql, kind, message):
    assert message in harness.error(sql, kind).message
    assert harness.requests == []


@pytest.mark.parametrize(
    ("query", "found", "hint"),
    [
        ("SELECT 1 WHERE 0", "no row", "look what the query finds"),
        ("VALUES ('a'), ('b'), ('c')", "several rows", "add LIMIT 1, or choose one column"),
        ("SELECT 'a', 'b'", "several columns", "add LIMIT 1, or choose one column"),
    ],
)
def test_a_query_for_an_argument_finds_one_value_or_nothing_is_called(harness, query, found, hint):
    sql = f"EXEC {BATCHES}.cancel_batch @batch_id = ({query})"
    error = harness.error(sql, StatementError)
    assert error.message == f"the query for @batch_id finds {found}, and cancel_batch takes one value"
    assert error.hint == hint
    assert query in sql[error.span.start : error.span.end]
    assert harness.requests == []


def test_a_query_for_an_argument_that_finds_many_reads_no_further_than_the_second(seeded):
    sql = f"EXEC {BATCHES}.cancel_batch @batch_id = (SELECT id FROM {BATCHES})"
    assert "several rows" in seeded.error(sql, StatementError).message
    assert seeded.requests == ["GET /batches?limit=100"]


def test_a_finished_batch_cannot_be_cancelled_and_the_api_says_so(harness, batch):
    harness.time.seconds += 3600
    error = harness.error(f"EXEC {BATCHES}.cancel_batch @batch_id = '{batch}'", ApiError)
    assert error.status == 409


def test_a_call_that_was_cancelled_says_which_one_it_was(harness, sandbox, store):
    cancel = CancelToken()
    sandbox.faults.sleep = lambda _seconds: cancel.set()
    sandbox.faults.latency = 1.0
    with pytest.raises(Cancelled, match=f"modify_vector_store .*{store}"):
        harness.run(f"EXEC {STORES}.modify_vector_store @vector_store_id = '{store}', @name = 'x'", cancel)


def test_a_null_in_the_json_body_is_sent_and_one_in_sql_is_not(harness):
    stores = "openai.vector_stores.vector_stores"
    store = harness.value(
        f"""INSERT INTO {stores} (name, expires_after) VALUES ('a', '{{"anchor": "last_active_at", "days": 3}}') RETURNING id"""
    )
    harness.rows(
        f"EXEC {stores}.modify_vector_store @vector_store_id = '{store}', @name = NULL @@json = '{{\"expires_after\": null}}'"
    )
    assert harness.bodies == [{"expires_after": None}]
    assert harness.rows(f"SELECT name, expires_after FROM {stores}") == [("a", None)]


def test_the_columns_of_a_call_are_those_of_a_star(harness, batch):
    columns = harness.run(f"EXEC {BATCHES}.get @batch_id = '{batch}'").columns
    assert [c.name for c in sorted(columns, key=lambda c: c.star)][:3] == ["id", "status", "created_at"]


@pytest.mark.parametrize("argument", ["@stream = false", "@stream = NULL", "@@json = '{\"stream\": null}'"])
def test_an_answer_in_pieces_may_be_declined(harness, argument):
    harness.rows(
        f"EXEC {STORES}.create_vector_store @name = 'Answers' {'' if '@@' in argument else ','} {argument}"
    )
    assert harness.bodies == [{"name": "Answers"}]


@pytest.mark.parametrize(
    "argument",
    [
        "@stream = true",
        "@@json = '{\"stream\": true}'",
        '@@json = \'{"stream_options": {"include_usage": true}}\'',
    ],
)
def test_an_answer_in_pieces_is_never_asked_for(harness, argument):
    refused = harness.error(f"EXEC {STORES}.create_vector_store {argument}", InvalidValue)
    assert "answers come whole" in refused.message
    assert harness.requests == []
