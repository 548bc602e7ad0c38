"""EXEC ... FOR EACH: a call for each row of a query, and many jobs that are followed together."""

from __future__ import annotations

from contextlib import closing

import pytest
from faults import Fault, FaultySandbox
from harness import Harness, Time, make_session

from openai_sql_shell.errors import (
    ChangesInterrupted,
    MissingParameters,
    RefusedStatement,
    StatementError,
    StatementSyntaxError,
    UnknownName,
    UnsupportedStatement,
)
from openai_sql_shell.handlers.several_jobs import FEW

BATCHES = "openai.batch.batches"
GOING = f"SELECT id AS batch_id FROM {BATCHES} WHERE status IN ('validating', 'in_progress')"
CANCEL = f"EXEC {BATCHES}.cancel_batch FOR EACH"


class Hurried(Time):
    """Every wait is ten minutes at least: jobs that take hours are looked at a hundred times, not two thousand."""

    def wait(self, cancel, seconds):
        super().wait(cancel, max(seconds, 600.0))


@pytest.fixture
def hurried():
    time = Hurried()
    with FaultySandbox(clock=time) as sandbox:
        harness = Harness(make_session(sandbox, time), sandbox, time)
        with closing(harness.session):
            yield harness


@pytest.fixture
def estate(time):
    with FaultySandbox(clock=time) as sandbox:
        harness = Harness(make_session(sandbox, time, assume_yes=True), sandbox, time)
        with closing(harness.session):
            yield harness


def test_each_row_is_a_call(estate):
    going = estate.column(GOING)
    found = estate.records(f"{CANCEL} ({GOING})")
    assert [record["id"] for record in found] == going
    assert {record["status"] for record in found} == {"cancelling"}
    assert estate.requests[-len(going) :] == [f"POST /batches/{one}/cancel" for one in going]


@pytest.mark.parametrize("as_query", [False, True])
def test_columns_and_arguments_are_put_together(estate, as_query):
    store = estate.value("INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a') RETURNING id")
    files = estate.column("SELECT id FROM openai.files.files WHERE purpose = 'assistants' LIMIT 2")
    listed = ", ".join(f"('{one}')" for one in files)
    given = f"(SELECT '{store}')" if as_query else f"'{store}'"
    estate.run(
        f"EXEC openai.vector_stores.vector_store_files.create_vector_store_file @vector_store_id = {given}"
        f" FOR EACH (SELECT column1 AS file_id FROM (VALUES {listed}))"
    )
    assert [body["file_id"] for body in estate.bodies] == files


def test_what_a_query_and_a_column_both_give_is_given_twice(estate):
    estate.error(
        f"EXEC {BATCHES}.cancel_batch @batch_id = (SELECT 'batch_a') FOR EACH (SELECT 'batch_b' AS batch_id)",
        StatementError,
    )
    assert not [request for request in estate.requests if "cancel" in request]


def test_equal_rows_are_one_call(estate):
    [batch, *_] = estate.column(GOING)
    twice = f"SELECT column1 AS batch_id FROM (VALUES ('{batch}'), ('{batch}'))"
    estate.rows(f"{CANCEL} ({twice})")
    assert len(estate.requests) == 1


def test_what_has_ended_already_is_told_and_no_error(estate):
    ended = estate.column(f"SELECT id FROM {BATCHES} WHERE status IN ('completed', 'failed') LIMIT 2")
    going = estate.column(GOING)[:1]
    listed = ", ".join(f"'{one}'" for one in [*ended, *going])
    found = estate.records(f"{CANCEL} (SELECT id AS batch_id FROM {BATCHES} WHERE id IN ({listed}))")
    assert {record["id"] for record in found} == {*ended, *going}
    assert sum("had ended already: " in notice for notice in estate.notices()) == 2


def test_any_other_refusal_ends_it_with_an_account(estate):
    going = estate.column(GOING)[:2]
    names = f"SELECT column1 AS batch_id FROM (VALUES ('{going[0]}'), ('batch_nope'), ('{going[1]}'))"
    error = estate.error(f"{CANCEL} ({names})", ChangesInterrupted)
    assert going[0] in error.message
    assert "batch_nope" in error.message
    assert estate.requests == [f"POST /batches/{one}/cancel" for one in (going[0], "batch_nope")]


@pytest.mark.parametrize(
    ("query", "kind", "said"),
    [
        ("(SELECT 'x' AS batch)", UnknownName, 'no parameter "batch"'),
        ("(SELECT 'x' AS batch_id, 'y' AS batch_id)", StatementError, "batch_id is given twice"),
        ("(SELECT 'x' AS batch_id, 1 AS nonsense)", UnknownName, 'no parameter "nonsense"'),
        ("SELECT 'x' AS batch_id", StatementSyntaxError, "expected (SELECT ...) after FOR EACH"),
        ("('x')", StatementSyntaxError, "expected a SELECT"),
        ("(SELECT 'x' AS batch_id) , @a = 1", StatementSyntaxError, "expected"),
    ],
)
def test_a_mistake_is_named_before_anything_is_sent(estate, query, kind, said):
    assert said in estate.error(f"{CANCEL} {query}", kind).message
    assert estate.requests == []


def test_what_no_column_gives_is_missing(estate):
    call = "EXEC openai.vector_stores.vector_store_files.create_vector_store_file"
    error = estate.error(f"{call} FOR EACH (SELECT 'a' AS file_id)", MissingParameters)
    assert "vector_store_id" in error.message
    twice = estate.error(
        f"EXEC {BATCHES}.cancel_batch @batch_id = 'x' FOR EACH (SELECT 'y' AS batch_id)", StatementError
    )
    assert "given twice" in twice.message
    assert estate.requests == []


def test_no_row_is_no_call(estate):
    assert estate.rows(f"{CANCEL} (SELECT 'x' AS batch_id WHERE false)") == []
    assert estate.requests == []


def test_what_only_reads_is_a_join(estate):
    error = estate.error(
        f"EXEC {BATCHES}.retrieve_batch FOR EACH (SELECT 'x' AS batch_id)", UnsupportedStatement
    )
    assert "join" in error.hint


def test_many_are_not_changed_without_consent(seeded):
    error = seeded.error(f"{CANCEL} ({GOING})", RefusedStatement)
    assert "would change" in error.message
    assert not any(line.startswith("POST") for line in seeded.requests)
    seeded.session.settings.set("read_only", "on")
    seeded.error(f"{CANCEL} (SELECT 'x' AS batch_id)", RefusedStatement)


def test_dry_run_and_explain_send_no_call(estate):
    steps = estate.records(f"EXPLAIN {CANCEL} ({GOING})")
    assert [(step["method"], step["expected_requests"]) for step in steps] == [
        ("list_batches", "1 for every 100 rows"),
        ("cancel_batch", "1 for each row found"),
    ]
    estate.session.settings.set("dry_run", "on")
    assert estate.rows(f"{CANCEL} (SELECT 'batch_1' AS batch_id)") == [
        ("POST", "/batches/batch_1/cancel", None)
    ]
    assert estate.requests == []


def test_many_jobs_are_followed_by_their_list(hurried):
    going = hurried.column(GOING)
    found = hurried.records(f"EXEC /*+ AWAIT TIMEOUT=20h */ {BATCHES}.retrieve_batch FOR EACH ({GOING})")
    lines = hurried.requests
    assert [record["id"] for record in found] == going
    assert {record["status"] for record in found} <= {"completed", "failed", "expired"}
    first = len(going) + 2
    lists = [at for at, line in enumerate(lines) if line.startswith("GET /batches?")]
    assert len(lists) > 4
    singles = [line for at, line in enumerate(lines) if at > first and at not in lists]
    assert len(set(singles)) <= FEW
    assert all(at > lists[-1] for at, line in enumerate(lines) if at > first and line in singles)


def test_jobs_that_no_list_can_show_are_looked_at_one_by_one(hurried):
    names = ", ".join(f"('{one}')" for one in hurried.column(GOING))
    hurried.sandbox.faults.add(Fault("GET /v1/batches?limit*", status=400, times=None))
    sql = f"SELECT column1 AS batch_id FROM (VALUES {names})"
    found = hurried.records(f"EXEC /*+ AWAIT TIMEOUT=20h */ {BATCHES}.retrieve_batch FOR EACH ({sql})")
    assert {record["status"] for record in found} <= {"completed", "failed", "expired"}
