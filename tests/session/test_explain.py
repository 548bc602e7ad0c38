"""EXPLAIN tells the requests a statement would make, and makes none."""

from __future__ import annotations

import apsw
import pytest

from openai_sql_shell.errors import LocalFileError, MissingParameters

STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"
EXISTS_IS_A_JOIN = apsw.SQLITE_VERSION_NUMBER >= 3_051_000


def told(harness, sql):
    steps = harness.records(f"EXPLAIN {sql}")
    return [
        (s["resource"], s["method"], s["request"], s["server_filters"], s["local_filters"])
        for s in steps
        if s["resource"]
    ]


@pytest.mark.parametrize(
    ("sql", "line"),
    [
        (
            "SELECT * FROM openai.batch.batches LIMIT 5",
            ("openai.batch.batches", "list_batches", "GET /batches?limit=5", None, None),
        ),
        (
            "SELECT * FROM openai.batch.batches WHERE id = 'batch_1'",
            ("openai.batch.batches", "retrieve_batch", "GET /batches/batch_1", None, None),
        ),
        (
            "SELECT * FROM openai.files.files WHERE purpose = 'batch' AND bytes > 5",
            (
                "openai.files.files",
                "list_files",
                "GET /files?limit=10000&purpose=batch",
                "purpose = 'batch'",
                "bytes > 5",
            ),
        ),
        (
            f"SELECT * FROM {STORES} ORDER BY created_at DESC LIMIT 3",
            (STORES, "list_vector_stores", "GET /vector_stores?limit=3&order=desc", None, None),
        ),
        (
            f"SELECT * FROM {STORE_FILES} WHERE vector_store_id = 'vs_1' AND status = 'failed'",
            (
                STORE_FILES,
                "list_vector_store_files",
                "GET /vector_stores/vs_1/files?limit=100&filter=failed",
                "status = 'failed'",
                None,
            ),
        ),
    ],
)
def test_a_query_is_told_with_its_request_and_who_filters(harness, sql, line):
    assert told(harness, sql) == [line]
    assert harness.requests == []


def test_a_join_is_told_in_the_order_it_runs(harness):
    sql = f"SELECT * FROM {STORE_FILES} f JOIN {STORES} v ON f.vector_store_id = v.id"
    parents, children = told(harness, sql)
    assert parents[:3] == (STORES, "list_vector_stores", "GET /vector_stores?limit=100")
    assert children[:3] == (
        STORE_FILES,
        "list_vector_store_files",
        "GET /vector_stores/{vector_store_id}/files?limit=100",
    )


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT * FROM openai.batch.batches WHERE id = 'x'", "1"),
        ("SELECT * FROM openai.models.models", "1"),
        ("SELECT * FROM openai.batch.batches LIMIT 100", "1"),
        ("SELECT * FROM openai.batch.batches LIMIT 0", "1"),
        ("SELECT * FROM openai.batch.batches", "1 for every 100 rows"),
    ],
)
def test_requests_to_expect_are_told(harness, sql, expected):
    [step] = [s for s in harness.records(f"EXPLAIN {sql}") if s["resource"]]
    assert step["expected_requests"] == expected


@pytest.mark.parametrize(
    ("sql", "requests"),
    [
        (
            "DELETE FROM openai.files.files WHERE id IN ('a', 'b')",
            ["DELETE /files/a", "DELETE /files/b"],
        ),
        (f"INSERT INTO {STORES} (name) VALUES ('x')", ["POST /vector_stores"]),
        (f"UPDATE {STORES} SET name = 'x' WHERE id = 'vs_1'", ["POST /vector_stores/vs_1"]),
        ("EXEC openai.batch.batches.cancel @batch_id = 'b'", ["POST /batches/b/cancel"]),
        (
            "DELETE FROM openai.files.files WHERE purpose = 'batch' AND bytes > 5",
            ["GET /files?limit=10000&purpose=batch", "DELETE /files/{file_id}"],
        ),
    ],
)
def test_a_change_is_told_with_every_call_known_beforehand(harness, sql, requests):
    assert [line[2] for line in told(harness, sql)] == requests
    assert harness.requests == []


@pytest.mark.parametrize(("count", "more"), [(20, None), (21, "1 more"), (50, "30 more")])
def test_of_many_calls_the_first_twenty_are_told_one_by_one_and_the_rest_is_counted(harness, count, more):
    keys = ", ".join(f"'file-{n}'" for n in range(count))
    calls = harness.records(f"EXPLAIN DELETE FROM openai.files.files WHERE id IN ({keys})")
    assert [step["request"] for step in calls[:20]] == [f"DELETE /files/file-{n}" for n in range(20)]
    assert [(s["step"], s["expected_requests"]) for s in calls[20:]] == [("DELETE ...", more)] * bool(more)


def test_what_sqlite_does_by_itself_is_told_too(harness):
    steps = [s["step"] for s in harness.records(f"EXPLAIN SELECT DISTINCT name FROM {STORES} ORDER BY name")]
    assert any("B-TREE" in step for step in steps)


def test_statements_without_requests_say_so(harness):
    assert harness.record("EXPLAIN SHOW SERVICES")["expected_requests"] == "0"


def test_mistakes_are_found_by_explain(harness):
    harness.error(f"EXPLAIN SELECT * FROM {STORE_FILES}", MissingParameters)
    harness.error(
        "EXPLAIN INSERT INTO openai.files.files (file, purpose) VALUES ('nope', 'batch')", LocalFileError
    )
    assert harness.requests == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT status FROM {B} GROUP BY status LIMIT 2", "1 for every 100 rows"),
        ("SELECT id FROM {B} ORDER BY id LIMIT 2", "1 for every 100 rows"),
        ("SELECT s FROM (SELECT status AS s FROM {B} ORDER BY id LIMIT 50) LIMIT 2", "1 for every 100 rows"),
        (
            "SELECT s, count(*) FROM (SELECT DISTINCT status AS s FROM {B}) GROUP BY s LIMIT 2",
            "1 for every 100 rows",
        ),
        (
            "SELECT a.status FROM {B} a JOIN {B} b ON b.status = a.status GROUP BY 1 LIMIT 2",
            "1 for every 100 rows",
        ),
        ("SELECT id FROM {B} WHERE status = 'failed' LIMIT 2", "1 for every 100 rows until enough are found"),
        ("SELECT DISTINCT status FROM {B} LIMIT 2", "1 for every 100 rows until enough are found"),
        (
            "SELECT 1 FROM (SELECT 1 AS x ORDER BY 1) WHERE EXISTS (SELECT 1 FROM {B}) ORDER BY x",
            "1 for every 100 rows until enough are found" if EXISTS_IS_A_JOIN else "1",
        ),
        (
            "SELECT (SELECT id FROM {B} WHERE created_at > value LIMIT 1) FROM json_each('[1, 2]') ORDER BY 1",
            "1 for every 100 rows until enough are found",
        ),
    ],
)
@pytest.mark.parametrize("verb", ["EXPLAIN", "EXPLAIN ANALYZE"])
def test_what_is_sorted_or_grouped_here_is_told_to_be_read_whole(harness, verb, sql, expected):
    steps = harness.records(f"{verb} {sql.format(B='openai.batch.batches')}")
    assert {s["expected_requests"] for s in steps if s["resource"]} == {expected}
