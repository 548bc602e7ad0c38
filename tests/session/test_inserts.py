"""INSERT: one call for each row, checked as a whole before the first is made."""

from __future__ import annotations

import json

import pytest

from openai_sql_shell.errors import (
    ApiError,
    ChangesInterrupted,
    ConnectionProblem,
    InvalidValue,
    MissingParameters,
    StatementError,
    UnknownName,
)
from openai_sql_shell.sandbox import Fault, Trouble

STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"
FILE_BATCHES = "openai.vector_stores.vector_store_file_batches"


def test_each_row_of_values_is_one_call(bench):
    names = bench.column(f"INSERT INTO {STORES} (name) VALUES ('a'), ('b'), ('c') RETURNING name")
    assert names == ["a", "b", "c"]
    assert bench.requests == ["POST /vector_stores"] * 3
    assert bench.bodies == [{"name": "a"}, {"name": "b"}, {"name": "c"}]


@pytest.mark.usefixtures("documents")
def test_rows_come_from_a_select_over_resources(bench, store):
    sql = (
        f"INSERT INTO {STORE_FILES} (vector_store_id, file_id, attributes)"
        f" SELECT '{store}', id, json_object('name', filename) FROM openai.files.files WHERE filename LIKE '%.md'"
    )
    bench.rows(sql)
    assert bench.requests == ["GET /files?limit=10000"] + [f"POST /vector_stores/{store}/files"] * 2
    assert {body["attributes"]["name"] for body in bench.bodies} == {"one.md", "two.md"}
    assert bench.result.summary.startswith("INSERT 2 · file-")


def test_a_select_that_finds_nothing_changes_nothing(bench):
    bench.rows(f"INSERT INTO {STORES} (name) SELECT id FROM openai.files.files")
    assert bench.requests == ["GET /files?limit=10000"]
    assert bench.result.summary == "INSERT 0"


@pytest.mark.parametrize("prefix", ["", "data__", "DATA__"])
def test_body_properties_are_written_with_or_without_their_prefix(bench, prefix):
    bench.rows(f"INSERT INTO {STORES} ({prefix}name, {prefix}metadata) VALUES ('x', '{{\"a\": \"b\"}}')")
    assert bench.bodies == [{"name": "x", "metadata": {"a": "b"}}]


def test_null_is_not_sent(bench):
    bench.rows(f"INSERT INTO {STORES} (name, metadata, description) VALUES ('x', NULL, NULL)")
    assert bench.bodies == [{"name": "x"}]


@pytest.mark.parametrize(
    ("written", "sent"),
    [("{0}", ["{0}"]), ('["{0}"]', ["{0}"]), ('["{0}", "{1}"]', ["{0}", "{1}"])],
    ids=["text", "array of one", "array of two"],
)
def test_one_text_for_an_array_becomes_its_only_element(bench, store, documents, written, sent):
    bench.rows(
        f"INSERT INTO {FILE_BATCHES} (vector_store_id, file_ids) VALUES ('{store}', '{written.format(*documents)}')"
    )
    assert bench.bodies == [{"file_ids": [item.format(*documents) for item in sent]}]


def test_files_replace_file_ids(bench, store, documents):
    files = json.dumps([{"file_id": documents[0], "attributes": {"page": 1}}])
    bench.rows(f"INSERT INTO {FILE_BATCHES} (vector_store_id, files) VALUES ('{store}', '{files}')")
    assert bench.bodies == [{"files": json.loads(files)}]


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
def test_what_cannot_be_sent_is_found_before_anything_is(bench, sql, kind, message):
    assert message in bench.error(sql, kind).message
    assert bench.requests == []


@pytest.mark.parametrize(
    ("returning", "columns", "row"),
    [
        ("name", ["name"], ("x",)),
        ("upper(name) AS shouted, 1 + 1 AS two", ["shouted", "two"], ("X", 2)),
        ("metadata ->> 'a' AS a, file_counts ->> '$.total' AS n", ["a", "n"], ("b", 0)),
        ("raw ->> '$.object' AS o", ["o"], ("vector_store",)),
    ],
)
def test_returning_computes_over_what_the_server_answered(bench, returning, columns, row):
    sql = f"INSERT INTO {STORES} (name, metadata) VALUES ('x', '{{\"a\": \"b\"}}') RETURNING {returning}"
    assert bench.rows(sql) == [row]
    assert bench.columns() == columns
    assert bench.requests == ["POST /vector_stores"]


def test_returning_a_star_is_a_whole_row(bench):
    record = bench.record(f"INSERT INTO {STORES} (name) VALUES ('x') RETURNING *")
    assert list(record) == [
        c.name for c in bench.session.catalog.resource("vector_stores", "vector_stores").columns
    ]
    assert record["status"] == "completed"


def test_without_returning_a_line_says_what_was_made(bench):
    result = bench.run(f"INSERT INTO {STORES} (name) VALUES ('x')")
    assert result.columns == ()
    assert list(result.rows) == []
    assert result.changes
    store = bench.value(f"SELECT id FROM {STORES}")
    assert result.summary == f"INSERT 1 · {store} (completed)"


def test_many_made_objects_are_not_all_listed(bench):
    values = ", ".join(f"('{n}')" for n in range(7))
    assert bench.run(f"INSERT INTO {STORES} (name) VALUES {values}").summary.endswith(" and 2 more")


def test_the_first_failure_stops_and_says_what_was_done_failed_and_left(bench, input_file):
    values = [f"('{file}', '/v1/chat/completions', '24h')" for file in (input_file, "file-nope", input_file)]
    sql = (
        "INSERT INTO openai.batch.batches (input_file_id, endpoint, completion_window)"
        f" VALUES {', '.join(values)} RETURNING id"
    )
    result = bench.run(sql)
    [made] = [next(result.rows)[0]]
    with pytest.raises(ChangesInterrupted) as caught:
        next(result.rows)
    error = caught.value
    assert error.done == (made,)
    assert "input_file_id=file-nope" in error.failed
    assert error.left == 1
    assert error.cause.status == 400
    assert bench.requests == ["POST /batches"] * 2
    assert bench.column("SELECT id FROM openai.batch.batches") == [made]


def test_a_single_failing_call_is_the_apis_own_error(bench):
    error = bench.error(
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
        Fault("POST /v1/vector_stores", trouble=Trouble.DROP_AFTER),
        Fault("POST /v1/vector_stores", trouble=Trouble.TRUNCATE),
    ],
    ids=["500", "503", "dropped after acting", "cut off"],
)
def test_a_creation_that_may_have_happened_is_never_sent_twice(bench, sandbox, fault):
    sandbox.faults.add(fault)
    bench.error(f"INSERT INTO {STORES} (name) VALUES ('once')")
    assert bench.requests == ["POST /vector_stores"]
    assert bench.value(f"SELECT count(*) FROM {STORES}") <= 1


def test_a_creation_the_server_certainly_did_not_make_is_sent_again(bench, sandbox):
    sandbox.faults.add(Fault("POST /v1/vector_stores", times=1, status=429, retry_after="3"))
    bench.rows(f"INSERT INTO {STORES} (name) VALUES ('once')")
    assert len(bench.requests) == 2
    assert bench.time.waits == [3.0]
    assert bench.value(f"SELECT count(*) FROM {STORES}") == 1


def test_an_answer_that_is_no_json_is_told_not_repeated(bench, sandbox):
    sandbox.faults.add(Fault("POST /v1/vector_stores", trouble=Trouble.GARBAGE))
    bench.error(f"INSERT INTO {STORES} (name) VALUES ('once')")
    assert bench.requests == ["POST /vector_stores"]


def test_without_a_server_nothing_is_made_up(bench, sandbox):
    sandbox.stop()
    bench.error(f"INSERT INTO {STORES} (name) VALUES ('x')", ConnectionProblem)
