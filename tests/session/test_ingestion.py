"""Local files into vector stores: uploaded once, gathered into file batches, those that failed attached again."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing

import pytest
from faults import Fault, FaultKind
from harness import Harness, make_session

from openai_sql_shell.errors import (
    InvalidValue,
    JobFailed,
    LocalFileError,
    MissingParameters,
    RefusedStatement,
    StatementError,
)
from openai_sql_shell.sandbox.resources.store_files import ERRORS

STORES = "openai.vector_stores.vector_stores"
BATCHES = "openai.vector_stores.vector_store_file_batches"
MEMBERS = "openai.vector_stores.files_in_vector_store_batches"
INSERT = f"INSERT INTO {BATCHES} (vector_store_id, file_id"
UPLOAD = (
    "INSERT INTO openai.files.files (file, purpose) SELECT path, 'assistants' FROM glob('docs/*.md') g"
    " WHERE NOT EXISTS (SELECT 1 FROM openai.files.files f WHERE f.filename = g.name AND f.bytes = g.bytes)"
)
MOST = 2_000


@pytest.fixture
def docs(tmp_path, monkeypatch):
    """A directory for files, below the working one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs"


@pytest.fixture
def ours(sandbox, time, tmp_path):
    """With a ledger."""
    with closing(make_session(sandbox, time, ledger_folder=tmp_path)) as session:
        yield Harness(session, sandbox, time)


def made(harness):
    """Store and files of each file batch that was asked for."""
    posted = [r for r in harness.sandbox.requests if r.method == "POST"]
    return [(seen.path.split("/")[3], json.loads(seen.body)) for seen in posted]


def numbers(count):
    return f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [(1, [1]), (MOST, [MOST]), (MOST + 1, [MOST, 1]), (2 * MOST + 5, [MOST, MOST, 5])],
)
def test_a_call_has_as_many_files_as_the_api_takes(harness, store, rows, sizes):
    harness.run(f"{INSERT}) {numbers(rows)} SELECT '{store}', 'file-' || i FROM n RETURNING id")
    bodies = [body for _, body in made(harness)]
    assert [len(body["file_ids"]) for body in bodies] == sizes
    assert [one for body in bodies for one in body["file_ids"]] == [f"file-{i + 1}" for i in range(rows)]
    assert len(list(harness.result.rows)) == len(sizes)


def test_rows_of_several_stores_are_a_call_for_each(harness):
    stores = harness.column(f"INSERT INTO {STORES} (name) VALUES ('a'), ('b') RETURNING id")
    rows = ", ".join(f"('{stores[i % 2]}', 'file-{i}')" for i in range(6))
    harness.rows(f"{INSERT}) VALUES {rows}")
    assert made(harness) == [
        (stores[0], {"file_ids": ["file-0", "file-2", "file-4"]}),
        (stores[1], {"file_ids": ["file-1", "file-3", "file-5"]}),
    ]
    assert harness.result.summary.startswith("INSERT 2 · vsfb_")


STATIC = {"type": "static", "static": {"max_chunk_size_tokens": 200, "chunk_overlap_tokens": 50}}


@pytest.mark.parametrize(
    ("columns", "rows", "body"),
    [
        ("attributes", [("f1", '{"a":1}'), ("f2", '{"a":1}')], {"file_ids": ["f1", "f2"], "attributes": {"a": 1}}),
        ("attributes", [("f1", '{"a":1}'), ("f2", None)], {"files": [{"file_id": "f1", "attributes": {"a": 1}}, {"file_id": "f2"}]}),
        ("attributes", [("f1", None), ("f2", None)], {"file_ids": ["f1", "f2"]}),
        ("attributes", [("f1", '{"a":1}'), ("f1", '{"a": 1}')], {"file_ids": ["f1"], "attributes": {"a": 1}}),
        (
            "chunking_strategy",
            [("f1", json.dumps(STATIC)), ("f2", '{"type":"auto"}')],
            {"files": [{"file_id": "f1", "chunking_strategy": STATIC}, {"file_id": "f2", "chunking_strategy": {"type": "auto"}}]},
        ),
    ],
)  # fmt: skip
def test_what_files_have_of_their_own_stays_theirs(harness, store, columns, rows, body):
    values = ", ".join(f"('{store}', '{file}', nullif('{own or ''}', ''))" for file, own in rows)
    harness.rows(f"{INSERT}, {columns}) VALUES {values}")
    assert made(harness) == [(store, body)]


@pytest.mark.parametrize(
    ("columns", "values", "kind", "told"),
    [
        (")", "('s', 'f'), ('s', NULL)", MissingParameters, "or file_id"),
        (")", "('s', 'f'), (NULL, 'f')", MissingParameters, "vector_store_id"),
        (", file_ids)", "('s', 'f', '[\"g\"]')", InvalidValue, "exclude each other"),
        (", attributes)", "('s', 'f', '{\"a\":1}'), ('s', 'f', NULL)", InvalidValue, "two rows give f different attributes"),
        (", attributes)", "('s', 'f', 'x')", InvalidValue, "attributes"),
    ],
)  # fmt: skip
def test_rows_that_do_not_fit_are_named_before_anything_is_sent(harness, columns, values, kind, told):
    assert told in harness.error(f"{INSERT}{columns} VALUES {values}", kind).message
    assert harness.requests == []


def test_bounds_count_calls_and_a_dry_run_shows_them(harness, store):
    rows = f"{numbers(MOST + 1)} SELECT '{store}', 'file-' || i FROM n"
    harness.rows("SET max_changes = 1")
    assert "2 calls" in harness.error(f"{INSERT}) {rows}", RefusedStatement).message
    harness.rows("SET max_changes = 2")
    harness.rows("SET dry_run = on")
    found = harness.rows(f"{INSERT}) {rows}")
    assert [len(json.loads(body)["file_ids"]) for _, _, body in found] == [MOST, 1]
    assert made(harness) == []


def test_explain_tells_how_many_rows_a_call_takes(harness):
    [*_, step] = harness.records(f"EXPLAIN {INSERT}) SELECT 'vs_1', id FROM openai.files.files")
    assert step["expected_requests"] == "1 for every 2000 rows found with the same vector_store_id"


@pytest.mark.parametrize("kind", [FaultKind.DROP_AFTER, FaultKind.DROP_BEFORE, None])
@pytest.mark.parametrize("at", range(4))
def test_an_upload_that_was_interrupted_goes_on_with_the_same_statement(harness, docs, sandbox, kind, at):
    for number in range(4):
        (docs / f"{number}.md").write_text("words " * (number + 1), encoding="utf-8")
    sandbox.faults.add(Fault("POST /v1/files", skip=at, kind=kind, status=None if kind else 400))
    harness.error(UPLOAD)
    harness.rows(UPLOAD)
    names = harness.column("SELECT filename FROM openai.files.files")
    assert sorted(names) == [f"{number}.md" for number in range(4)]
    harness.rows(UPLOAD)
    assert harness.result.summary == "INSERT 0"


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("docs", "'docs' is a directory"),
        ("docs/*.txt", "no file fits 'docs/*.txt'"),
        ("docs/none.md", "no file 'docs/none.md'"),
        ("../*", "outside of the working directory"),
    ],
)
def test_a_pattern_without_files_uploads_nothing(harness, docs, pattern, told):
    (docs / "one.md").write_text("words", encoding="utf-8")
    (docs / "below.txt").mkdir()
    error = harness.error(UPLOAD.replace("docs/*.md", pattern), LocalFileError)
    assert told in error.message
    assert error.hint
    assert harness.requests == []


def test_a_file_that_cannot_be_sent_is_named_before_any_is(harness, docs):
    (docs / "one.md").write_text("words", encoding="utf-8")
    (docs / "two.md").touch()
    assert "two.md" in harness.error(UPLOAD, LocalFileError).message
    assert [r for r in harness.requests if r.startswith("POST")] == []


@pytest.fixture
def failed(ours, docs):
    """A file batch with a file for each code of an error, and one that is read in: its id and its store's."""
    for name in ("good", *ERRORS):
        (docs / f"{name}.md").write_text(f"words about {name}", encoding="utf-8")
    ours.rows(UPLOAD)
    store = ours.value(f"INSERT INTO {STORES} (name) VALUES ('docs') RETURNING id")
    batch = ours.value(
        f"INSERT /*+ AWAIT */ INTO {BATCHES} (vector_store_id, file_id, attributes)"
        f" SELECT '{store}', id, json_object('of', filename) FROM openai.files.files RETURNING id"
    )
    return batch, store


def named(ours, ids):
    rows = ours.rows("SELECT id, filename FROM openai.files.files")
    return sorted(name.removesuffix(".md") for id_, name in rows if id_ in ids)


@pytest.mark.parametrize(
    ("outcomes", "again"),
    [
        (None, ["server_error"]),
        ("invalid_file", ["invalid_file"]),
        ("unsupported_file, server_error", ["server_error", "unsupported_file"]),
        ("failed", []),
        ("cancelled", []),
    ],
)
def test_a_retry_attaches_what_a_second_attempt_may_mend(ours, failed, outcomes, again):
    batch, store = failed
    given = "" if outcomes is None else f", @outcomes = '{outcomes}'"
    ours.run(f"EXEC {BATCHES}.retry @batch_id = '{batch}'{given}")
    bodies = made(ours)
    ids = [
        file["file_id"] if isinstance(file, dict) else file
        for _, body in bodies
        for file in body.get("files", body.get("file_ids"))
    ]
    assert {parent for parent, _ in bodies} <= {store}
    own = [body.get("attributes") or body["files"][0]["attributes"] for _, body in bodies]
    assert named(ours, ids) == again
    assert all(list(one) == ["of"] for one in own)


def test_a_server_error_is_mended_by_the_retry_and_then_nothing_is_left(ours, failed):
    batch, store = failed
    retried = ours.record(f"EXEC /*+ AWAIT */ {BATCHES}.retry @batch_id = '{batch}'")
    assert json.loads(retried["file_counts"])["completed"] == 1
    ours.rows(f"EXEC {BATCHES}.retry @batch_id = '{batch}'")
    told = ours.result.summary
    assert "1 invalid_file not named, 1 unsupported_file not named" in told
    assert "@outcomes = 'invalid_file,unsupported_file'" in told
    assert made(ours) == []
    states = ours.rows(
        f"SELECT status, count(*) FROM openai.vector_stores.vector_store_files"
        f" WHERE vector_store_id = '{store}' GROUP BY 1 ORDER BY 1"
    )
    assert states == [("completed", 2), ("failed", 2)]


def test_many_file_batches_are_retried_as_one_statement(ours, failed):
    _, store = failed
    files = ours.column("SELECT id FROM openai.files.files WHERE filename = 'server_error.md'")
    other = ours.value(f"INSERT INTO {STORES} (name) VALUES ('other') RETURNING id")
    ours.error(
        f"INSERT /*+ AWAIT */ INTO {BATCHES} (vector_store_id, file_id) VALUES ('{other}', '{files[0]}')",
        JobFailed,
    )
    ours.rows(f"EXEC {BATCHES}.retry FOR EACH (SELECT id AS batch_id FROM local.file_batches)")
    assert Counter(parent for parent, _ in made(ours)) == {store: 1, other: 1}


def test_a_cancelled_file_batch_is_attached_again(ours, docs):
    (docs / "one.md").write_text("words", encoding="utf-8")
    ours.rows(UPLOAD)
    store = ours.value(f"INSERT INTO {STORES} (name) VALUES ('docs') RETURNING id")
    batch = ours.value(f"{INSERT}) SELECT '{store}', id FROM openai.files.files RETURNING id")
    ours.rows(f"EXEC {BATCHES}.cancel @vector_store_id = '{store}', @batch_id = '{batch}'")
    ours.rows(f"EXEC {BATCHES}.retry @batch_id = '{batch}'")
    assert len(made(ours)) == 1


def test_a_store_that_the_ledger_does_not_know_is_asked_for(ours, failed):
    batch, store = failed
    ours.rows("SET ledger = off")
    with closing(make_session(ours.sandbox, ours.time)) as session:
        others = Harness(session, ours.sandbox, ours.time)
        error = others.error(f"EXEC {BATCHES}.retry @batch_id = '{batch}'", StatementError)
        assert batch in error.message
        assert "@vector_store_id = 'vs_...'" in error.hint
        assert others.requests == []
        others.rows(f"EXEC {BATCHES}.retry @batch_id = '{batch}', @vector_store_id = '{store}'")
        assert len(made(others)) == 1


def test_a_word_that_names_no_outcome_is_refused(ours, failed):
    batch, _ = failed
    error = ours.error(f"EXEC {BATCHES}.retry @batch_id = '{batch}', @outcomes = 'server_eror'", InvalidValue)
    assert "server_error" in error.hint
    assert ours.requests == []


@pytest.mark.parametrize("kind", [FaultKind.DROP_AFTER, FaultKind.DROP_BEFORE])
def test_a_file_batch_that_was_interrupted_is_made_once_by_the_same_statement(ours, docs, kind):
    for number in range(3):
        (docs / f"{number}.md").write_text("words", encoding="utf-8")
    ours.rows(UPLOAD)
    ours.rows(f"INSERT INTO {STORES} (name) VALUES ('a'), ('b'), ('c')")
    fill = (
        f"{INSERT}) SELECT v.id, f.id FROM {STORES} v, openai.files.files f WHERE NOT EXISTS"
        " (SELECT 1 FROM openai.vector_stores.vector_store_files s WHERE s.vector_store_id = v.id AND s.id = f.id)"
    )
    ours.sandbox.faults.add(Fault("POST *", skip=1, kind=kind))
    ours.error(fill)
    ours.rows(fill)
    assert len(made(ours)) == (1 if kind is FaultKind.DROP_AFTER else 2)
    assert ours.column(f"SELECT file_counts->>'total' FROM {STORES}") == [3, 3, 3]
    ours.rows(fill)
    assert ours.result.summary == "INSERT 0"
