"""INSERT: one call for each row, checked as a whole before the first is made."""

from __future__ import annotations

import json

import pytest
from faults import Fault, FaultKind

from openai_sql_shell.errors import (
    ApiError,
    ChangesInterrupted,
    ConnectionProblem,
    InvalidValue,
    MissingParameters,
    StatementError,
    UnknownName,
)

STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"
FILE_BATCHES = "openai.vector_stores.vector_store_file_batches"


def test_each_row_of_values_is_one_call(harness):
    names = harness.column(f"INSERT INTO {STORES} (name) VALUES ('a'), ('b'), ('c') RETURNING name")
    assert names == ["a", "b", "c"]
    assert harness.requests == ["POST /vector_stores"] * 3
    assert harness.bodies == [{"name": "a"}, {"name": "b"}, {"name": "c"}]


@pytest.mark.usefixtures("documents")
def test_rows_come_from_a_select_over_resources(harness, store):
    sql = (
        f"INSERT INTO {STORE_FILES} (vector_store_id, file_id, attributes)"
        f" SELECT '{store}', id, json_object('name', filename) FROM openai.files.files WHERE filename LIKE '%.md'"
    )
    harness.rows(sql)
    assert harness.requests == ["GET /files?limit=10000"] + [f"POST /vector_stores/{store}/files"] * 2
    assert {body["attributes"]["name"] for body in harness.bodies} == {"one.md", "two.md"}
    assert harness.result.summary.startswith("INSERT 2 · file-")


def test_a_select_that_finds_nothing_changes_nothing(harness):
    harness.rows(f"INSERT INTO {STORES} (name) SELECT id FROM openai.files.files")
    assert harness.requests == ["GET /files?limit=10000"]
    assert harness.result.summary == "INSERT 0"


@pytest.mark.parametrize("prefix", ["", "data__", "DATA__"])
def test_body_properties_are_written_with_or_without_their_prefix(harness, prefix):
    harness.rows(f"INSERT INTO {STORES} ({prefix}name, {prefix}metadata) VALUES ('x', '{{\"a\": \"b\"}}')")
    assert harness.bodies == [{"name": "x", "metadata": {"a": "b"}}]


def test_null_is_not_sent(harness):
    harness.rows(f"INSERT INTO {STORES} (name, metadata, description) VALUES ('x', NULL, NULL)")
    assert harness.bodies == [{"name": "x"}]


@pytest.mark.parametrize(
    ("written", "sent"),
    [("{0}", ["{0}"]), ('["{0}"]', ["{0}"]), ('["{0}", "{1}"]', ["{0}", "{1}"])],
    ids=["text", "array of one", "array of two"],
)
def test_one_text_for_an_array_becomes_its_only_element(harness, store, documents, written, sent):
    harness.rows(
        f"INSERT INTO {FILE_BATCHES} (vector_store_id, file_ids) VALUES ('{store}', '{written.format(*documents)}')"
    )
    assert harness.bodies == [{"file_ids": [item.format(*documents) for item in sent]}]


def test_files_replace_file_ids(harness, store, documents):
    files = json.dumps([{"file_id": documents[0], "attributes": {"page": 1}}])
    harness.rows(f"INSERT INTO {FILE_BATCHES} (vector_store_id, files) VALUES ('{store}', '{files}')")
    assert harness.bodies == [{"files": json.loads(files)}]


@pytest.mark.parametrize(
    ("sql", "kind", "message"),
    [
        (
            f"INSERT INTO {STORES} (metadata) VALUES ('{{broken')",
            InvalidValue,
            "data__metadata takes a JSON object",
        ),
        (
            f"INSERT INTO {STORES} (name, metadata) VALUES ('a', '{{}}'), ('b', '[1]')",
            InvalidValue,
            "data__metadata takes a JSON object",
        ),
        (f"INSERT INTO {STORES} (nme) VALUES ('a')", UnknownName, 'no property "nme"'),
        (f"INSERT INTO {STORES} (name) VALUES ('a', 'b')", StatementError, "1 columns but 2 values"),
        (f"INSERT INTO {STORES} (name) SELECT nme FROM {STORES}", UnknownName, 'no column "nme"'),
        (f"INSERT INTO {STORES} (name) VALUES (nme)", UnknownName, 'no column "nme"'),
        (
            f"INSERT INTO {FILE_BATCHES} (vector_store_id, file_ids) VALUES (NULL, 'f')",
            MissingParameters,
            "vector_store_id",
        ),
        (
            "INSERT INTO openai.uploads.uploads (filename, purpose, bytes, mime_type) VALUES ('a', 'b', 'many', 'd')",
            InvalidValue,
            "data__bytes takes an integer",
        ),
        (f"INSERT INTO {STORES} (name) VALUES ('a') RETURNING nme", UnknownName, 'no column "nme"'),
        (f"INSERT INTO {STORES} (name) VALUES ('a') RETURNING nope(1)", UnknownName, 'no function "nope"'),
    ],
)
def test_what_cannot_be_sent_is_found_before_anything_is(harness, sql, kind, message):
    assert message in harness.error(sql, kind).message
    assert harness.requests == []


@pytest.mark.parametrize(
    ("returning", "columns", "row"),
    [
        ("name", ["name"], ("x",)),
        ("upper(name) AS shouted, 1 + 1 AS two", ["shouted", "two"], ("X", 2)),
        ("metadata ->> 'a' AS a, file_counts ->> '$.total' AS n", ["a", "n"], ("b", 0)),
        ("raw ->> '$.object' AS o", ["o"], ("vector_store",)),
    ],
)
def test_returning_computes_over_what_the_server_answered(harness, returning, columns, row):
    sql = f"INSERT INTO {STORES} (name, metadata) VALUES ('x', '{{\"a\": \"b\"}}') RETURNING {returning}"
    assert harness.rows(sql) == [row]
    assert harness.columns() == columns
    assert harness.requests == ["POST /vector_stores"]


def test_returning_a_star_is_a_whole_row(harness):
    record = harness.record(f"INSERT INTO {STORES} (name) VALUES ('x') RETURNING *")
    assert list(record) == [
        c.name for c in harness.session.catalog.resource("vector_stores", "vector_stores").columns
    ]
    assert record["status"] == "completed"


def test_without_returning_a_line_says_what_was_made(harness):
    result = harness.run(f"INSERT INTO {STORES} (name) VALUES ('x')")
    assert result.columns == ()
    assert list(result.rows) == []
    store = harness.value(f"SELECT id FROM {STORES}")
    assert result.summary == f"INSERT 1 · {store} (completed)"


def test_many_made_objects_are_not_all_listed(harness):
    values = ", ".join(f"('{n}')" for n in range(7))
    assert harness.run(f"INSERT INTO {STORES} (name) VALUES {values}").summary.endswith(" and 2 more")


def test_the_first_failure_stops_and_says_what_was_done_failed_and_left(harness, input_file):
    values = [f"('{file}', '/v1/chat/completions', '24h')" for file in (input_file, "file-nope", input_file)]
    sql = (
        "INSERT INTO openai.batch.batches (input_file_id, endpoint, completion_window)"
        f" VALUES {', '.join(values)} RETURNING id"
    )
    result = harness.run(sql)
    [made] = [next(result.rows)[0]]
    with pytest.raises(ChangesInterrupted) as caught:
        next(result.rows)
    error = caught.value
    account = error.account
    assert account.done == (made,)
    assert "input_file_id=file-nope" in account.refused[0]
    assert (len(account.refused), len(account.unknown), len(account.untried)) == (1, 0, 1)
    assert error.cause.status == 400
    assert harness.requests == ["POST /batches"] * 2
    assert harness.column("SELECT id FROM openai.batch.batches") == [made]


def test_a_single_failing_call_is_the_apis_own_error(harness):
    error = harness.error(
        "INSERT INTO openai.batch.batches (input_file_id, endpoint, completion_window)"
        " VALUES ('file-nope', '/v1/chat/completions', '24h')",
        ApiError,
    )
    assert (error.status, error.param) == (400, "input_file_id")


@pytest.mark.parametrize(
    "fault",
    [
        Fault("POST /v1/vector_stores", times=1, status=500),
        Fault("POST /v1/vector_stores", times=1, status=503),
        Fault("POST /v1/vector_stores", kind=FaultKind.DROP_AFTER),
        Fault("POST /v1/vector_stores", kind=FaultKind.TRUNCATE),
    ],
    ids=["500", "503", "dropped after acting", "cut off"],
)
def test_a_creation_that_may_have_happened_is_never_sent_twice(harness, sandbox, fault):
    sandbox.faults.add(fault)
    harness.error(f"INSERT INTO {STORES} (name) VALUES ('once')")
    assert harness.requests == ["POST /vector_stores"]
    assert harness.value(f"SELECT count(*) FROM {STORES}") <= 1


def test_a_creation_the_server_certainly_did_not_make_is_sent_again(harness, sandbox):
    sandbox.faults.add(Fault("POST /v1/vector_stores", times=1, status=429, retry_after="3"))
    harness.rows(f"INSERT INTO {STORES} (name) VALUES ('once')")
    assert len(harness.requests) == 2
    assert harness.time.waits == [3.0]
    assert harness.value(f"SELECT count(*) FROM {STORES}") == 1


def test_an_answer_that_is_no_json_is_told_not_repeated(harness, sandbox):
    sandbox.faults.add(Fault("POST /v1/vector_stores", kind=FaultKind.GARBAGE))
    harness.error(f"INSERT INTO {STORES} (name) VALUES ('once')")
    assert harness.requests == ["POST /vector_stores"]


def test_without_a_server_nothing_is_made_up(harness, sandbox):
    sandbox.stop()
    harness.error(f"INSERT INTO {STORES} (name) VALUES ('x')", ConnectionProblem)


def test_an_answer_in_pieces_may_be_declined_and_never_asked_for(harness):
    harness.rows(f"INSERT INTO {STORES} (name, data__stream) VALUES ('a', false), ('b', NULL)")
    assert harness.bodies == [{"name": "a"}, {"name": "b"}]
    refused = harness.error(
        f"INSERT INTO {STORES} (name, stream) VALUES ('a', false), ('b', true)", InvalidValue
    )
    assert "answers come whole" in refused.message
    assert harness.requests == []
