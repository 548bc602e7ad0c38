"""Bounds, dry runs and read-only sessions: what is refused or only shown."""

from __future__ import annotations

import dataclasses
import json

import pytest

from openai_sql_shell.errors import InvalidValue, LocalFileError, RefusedStatement, UnknownName

FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"


def changing(requests):
    return [line for line in requests if not line.startswith("GET")]


def test_more_changes_than_allowed_are_refused_before_the_first(bench, documents):
    bench.rows("SET max_changes = 1")
    error = bench.error(f"DELETE FROM {FILES} WHERE filename LIKE '%.md'", RefusedStatement)
    assert "2 calls of delete_file are more than the 1 allowed" in error.message
    assert all(file in error.message for file in documents)
    assert changing(bench.requests) == []


@pytest.mark.usefixtures("documents")
def test_as_many_changes_as_allowed_are_made(bench):
    bench.rows("SET max_changes = 2")
    bench.rows(f"DELETE FROM {FILES} WHERE filename LIKE '%.md'")
    assert len(changing(bench.requests)) == 2


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        (
            f"INSERT INTO {STORES} (name, metadata) VALUES ('ü', '{{\"a\":\"b\"}}'), ('y', NULL)",
            [
                ("POST", "/vector_stores", {"name": "ü", "metadata": {"a": "b"}}),
                ("POST", "/vector_stores", {"name": "y"}),
            ],
        ),
        (
            f"UPDATE {STORES} SET name = 'x' WHERE id = 'vs_1'",
            [("POST", "/vector_stores/vs_1", {"name": "x"})],
        ),
        (
            f"DELETE FROM {FILES} WHERE id IN ('a', 'b')",
            [("DELETE", "/files/a", None), ("DELETE", "/files/b", None)],
        ),
        (
            "EXEC openai.batch.batches.cancel_batch @batch_id = 'batch_1'",
            [("POST", "/batches/batch_1/cancel", None)],
        ),
    ],
)
def test_a_dry_run_shows_the_requests_and_sends_none(bench, sql, rows):
    bench.rows("SET dry_run = on")
    found = bench.rows(sql)
    assert [(method, path, body and json.loads(body)) for method, path, body in found] == rows
    assert bench.columns() == ["method", "request", "body"]
    assert bench.requests == []
    assert bench.notices() == [f"dry run: {len(rows)} of these requests not sent"]


def test_a_dry_run_shows_a_form_with_its_file(bench, jsonl):
    bench.rows("SET dry_run = on")
    [(_, _, body)] = bench.rows(f"INSERT INTO {FILES} (file, purpose) VALUES ('{jsonl}', 'batch')")
    assert json.loads(body) == {"purpose": "batch", "file": str(jsonl)}
    assert bench.requests == []


def test_a_dry_run_reads_what_it_has_to_find(bench, documents):
    bench.rows("SET dry_run = on")
    found = bench.rows(f"DELETE FROM {FILES} WHERE filename = 'one.md'")
    assert [path for _, path, _ in found] == [f"/files/{documents[0]}"]
    assert changing(bench.requests) == []


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        (f"INSERT INTO {STORES} (metadata) VALUES ('{{')", InvalidValue),
        (f"INSERT INTO {FILES} (file, purpose) VALUES ('no-such-file', 'batch')", LocalFileError),
        (f"INSERT INTO {STORES} (name) VALUES ('x') RETURNING nope", UnknownName),
    ],
)
def test_a_dry_run_finds_the_same_mistakes(bench, sql, kind):
    bench.rows("SET dry_run = on")
    bench.error(sql, kind)


def test_a_dry_run_reads_and_downloads_as_usual(bench, documents):
    bench.rows("SET dry_run = on")
    assert bench.value(f"SELECT count(*) FROM {FILES}") == 2
    assert bench.record(f"EXEC {FILES}.download_file @file_id = '{documents[0]}'")["bytes"] > 0


@pytest.mark.parametrize(
    "sql",
    [
        f"INSERT INTO {STORES} (name) VALUES ('x')",
        f"UPDATE {STORES} SET name = 'x' WHERE id = 'vs_1'",
        f"DELETE FROM {FILES} WHERE id = 'a'",
        "EXEC openai.batch.batches.cancel_batch @batch_id = 'batch_1'",
        f"DELETE FROM {FILES} WHERE filename = 'x'",
    ],
)
def test_a_read_only_session_refuses_changes_and_sends_nothing(bench, sql):
    bench.rows("SET read_only = on")
    assert "this session is read-only" in bench.error(sql, RefusedStatement).message
    assert bench.requests == []


def test_a_read_only_profile_refuses_changes_too(bench):
    bench.session.profile = dataclasses.replace(bench.session.profile, read_only=True)
    error = bench.error(f"INSERT INTO {STORES} (name) VALUES ('x')", RefusedStatement)
    assert "profile 'test' is read-only" in error.message


def test_a_read_only_session_reads_searches_and_keeps_local_tables(bench, store):
    bench.rows("SET read_only = on")
    assert bench.value(f"SELECT count(*) FROM {STORES}") == 1
    assert bench.rows(f"EXEC {STORES}.search @vector_store_id = '{store}', @query = 'x'") == []
    bench.rows("CREATE TABLE mine AS SELECT 1 AS a")
    bench.rows("DELETE FROM mine")


@pytest.mark.parametrize(
    ("sql", "changes"),
    [
        (f"INSERT INTO {STORES} (name) VALUES ('x')", True),
        (f"DELETE FROM {FILES} WHERE id = 'x'", True),
        ("EXEC openai.batch.batches.cancel @batch_id = 'b'", True),
        ("EXEC openai.batch.batches.list_batches", False),
        (f"EXEC {FILES}.download_file @file_id = 'x'", False),
        (f"EXEC {STORES}.search @vector_store_id = 'v', @query = 'x'", False),
        (f"SELECT * FROM {STORES}", False),
        (f"EXPLAIN DELETE FROM {FILES} WHERE id = 'x'", False),
        ("CREATE TABLE mine (a)", False),
        ("SHOW SERVICES", False),
        ("SELECT FROM WHERE", False),
        ("DELETE FROM openai.no.such", False),
    ],
)
def test_one_can_ask_whether_a_statement_changes_something(bench, sql, changes):
    assert bench.session.changes(sql) is changes
    assert bench.requests == []


@pytest.fixture
def stores(bench):
    values = ", ".join(f"('store {n}')" for n in range(12))
    return [row[0] for row in bench.rows(f"INSERT INTO {STORES} (name) VALUES {values} RETURNING id")]


@pytest.mark.usefixtures("stores")
def test_a_script_needs_consent_for_many_objects(bench):
    error = bench.error(f"DELETE FROM {STORES} WHERE name LIKE 'store%'", RefusedStatement)
    assert "DELETE would change 12 objects" in error.message
    assert "--yes" in error.hint
    assert changing(bench.requests) == []


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize("consent", [{"assume_yes": True}, {"max_changes": 12}])
def test_consent_given_beforehand_is_enough(bench, consent):
    for name, value in consent.items():
        setattr(bench.session.settings, name, value)
    bench.rows(f"DELETE FROM {STORES} WHERE name LIKE 'store%'")
    assert bench.value(f"SELECT count(*) FROM {STORES}") == 0


def test_a_person_is_shown_what_will_happen_and_asked(bench, stores):
    asked = []
    bench.session.confirm = lambda preview: asked.append(preview) or False
    error = bench.error(f"DELETE FROM {STORES} WHERE name IN ('store 1', 'store 2')")
    assert (error.message, error.exit_code) == ("nothing was changed", 130)
    assert changing(bench.requests) == []
    [preview] = asked
    assert (preview.verb, preview.resource, preview.count) == ("DELETE", STORES, 2)
    assert set(preview.objects) <= set(stores)
    assert preview.requests == tuple(f"DELETE /vector_stores/{name}" for name in preview.objects)


def test_one_named_object_is_changed_without_a_question(bench, stores):
    bench.session.confirm = lambda _preview: pytest.fail("asked")
    bench.rows(f"DELETE FROM {STORES} WHERE id = '{stores[0]}'")
    assert bench.value(f"SELECT count(*) FROM {STORES}") == 11


@pytest.mark.usefixtures("stores")
def test_a_person_may_change_everything_after_being_asked(bench):
    bench.session.confirm = lambda preview: preview.count == 12
    bench.rows(f"DELETE FROM {STORES}")
    assert bench.value(f"SELECT count(*) FROM {STORES}") == 0
