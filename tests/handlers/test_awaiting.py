"""Following a job to its end, in a time that passes only when somebody waits."""

from __future__ import annotations

import json

import pytest
from faults import Fault, FaultySandbox
from handlers.jobs import BATCH, CHAT, attach, looks, seen
from harness import Harness, make_session

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.errors import (
    ApiError,
    Cancelled,
    ExitCode,
    JobFailed,
    UnsupportedStatement,
    WaitTimeout,
)
from openai_sql_shell.handlers.awaiting import is_terminal
from openai_sql_shell.result import Progress


def test_a_batch_is_looked_at_until_it_is_final(harness, input_file):
    [(batch, status)] = harness.rows(BATCH.format("", input_file, CHAT) + " RETURNING id, status")
    assert status == "completed"
    assert harness.requests == ["POST /batches"] + [f"GET /batches/{batch}"] * 3
    assert harness.result.summary == f"INSERT 1 · {batch} (completed)"


def test_where_the_server_says_nothing_each_wait_is_longer(harness, input_file):
    harness.rows(BATCH.format("", input_file, CHAT))
    assert harness.time.waits == [1.0, 1.5, 2.25]


def test_waits_grow_no_longer_than_the_resource_allows(time, jsonl):
    with FaultySandbox(clock=time, seed_data=False, speed=0.02) as slow:
        harness = Harness(make_session(slow, time), slow, time)
        harness.rows(BATCH.format("", harness.upload(jsonl, "batch"), CHAT))
        harness.session.close()
    assert time.waits == sorted(time.waits)
    assert time.waits[-2:] == [30.0, 30.0]


def test_the_server_says_when_to_look_again(harness, store, documents):
    harness.rows(attach(store, documents[:3]))
    assert harness.time.waits[0] == 1.0
    assert set(harness.time.waits[1:]) <= {0.5}


def test_progress_is_told_with_its_counts(harness, input_file):
    told = []
    harness.session.progress = told.append
    [(batch,)] = harness.rows(BATCH.format("", input_file, CHAT) + " RETURNING id")
    assert (told[0].job, told[0].what) == (batch, "validating")
    assert Progress("in_progress", 0, 1, batch, "request") in told


def test_progress_counts_what_failed_and_says_what_is_counted(harness, store, documents):
    told = []
    harness.session.progress = told.append
    harness.rows(attach(store, documents[::-1]))
    assert {(progress.total, progress.parts) for progress in told} == {(4, "files")}
    assert [(progress.done, progress.failed) for progress in told] == [(0, 0), (2, 1), (3, 1)]


def test_a_wait_that_is_too_long_ends_with_its_own_exit_code_and_leaves_the_job_alone(harness, input_file):
    error = harness.error(BATCH.format(" TIMEOUT=2s", input_file, CHAT), WaitTimeout)
    assert error.exit_code is ExitCode.TIMEOUT
    assert "goes on" in error.message
    assert sum(harness.time.waits) == 2.0
    assert not any("cancel" in line for line in harness.requests)


def test_the_session_can_set_how_long_is_waited(harness, input_file):
    harness.rows("SET await_timeout = '1s'")
    harness.error(BATCH.format("", input_file, CHAT), WaitTimeout)
    assert sum(harness.time.waits) == 1.0


def test_the_rows_come_before_the_timeout(harness, input_file):
    result = harness.run(BATCH.format(" TIMEOUT=1s", input_file, CHAT) + " RETURNING id, status")
    assert next(result.rows)[1] in ("validating", "in_progress")
    with pytest.raises(WaitTimeout):
        next(result.rows)


def test_a_cancel_leaves_the_job_alone_and_names_it(harness, input_file):
    cancel = CancelToken()
    harness.session.progress = lambda _line: cancel.set()
    with pytest.raises(Cancelled) as caught:
        list(harness.run(BATCH.format("", input_file, CHAT), cancel).rows)
    batch = harness.value("SELECT id FROM openai.batch.batches")
    assert batch in caught.value.message
    assert caught.value.hint == f"look again with SELECT * FROM openai.batch.batches WHERE id = '{batch}'"
    assert harness.value("SELECT cancelled_at FROM openai.batch.batches") is None


def test_a_job_that_fails_shows_its_row_and_then_says_why(harness, input_file):
    result = harness.run(BATCH.format("", input_file, "/v1/embeddings") + " RETURNING status")
    assert next(result.rows) == ("failed",)
    with pytest.raises(JobFailed, match=r"batch_\w+ ended failed: line 1: .*does not match"):
        next(result.rows)


def test_a_file_batch_is_over_when_no_file_is_in_progress_any_more(harness, store, documents):
    [(counts,)] = harness.rows(attach(store, documents[:3]) + " RETURNING file_counts")
    assert json.loads(counts) == {"in_progress": 0, "completed": 3, "failed": 0, "cancelled": 0, "total": 3}


@pytest.mark.parametrize(
    ("status", "in_progress", "final"),
    [("completed", 0, True), ("completed", 1, False), ("in_progress", 0, False), ("cancelled", 2, True)],
)
def test_success_alone_is_not_believed_while_files_are_in_progress(status, in_progress, final):
    """The API may say so, the sandbox never does."""
    lifecycle = Catalog().resource("vector_stores", "vector_store_file_batches").lifecycle
    assert is_terminal(lifecycle, {"status": status, "file_counts": {"in_progress": in_progress}}) is final


def test_failures_inside_a_success_are_a_notice(harness, store, documents):
    harness.rows(attach(store, documents))
    [notice] = harness.notices()
    assert notice.startswith("vsfb_")
    assert notice.endswith("is completed, but 1 of 4 failed")


def test_a_file_batch_of_which_nothing_could_be_read_has_failed(harness, store, documents):
    harness.error(attach(store, documents[3:]), JobFailed)


def test_one_file_is_awaited_too_and_its_error_is_told(harness, store, documents):
    insert = (
        "INSERT /*+ AWAIT */ INTO openai.vector_stores.vector_store_files (vector_store_id, file_id) VALUES"
    )
    assert harness.value(f"{insert} ('{store}', '{documents[0]}') RETURNING status") == "completed"
    error = harness.error(f"{insert} ('{store}', '{documents[3]}')", JobFailed)
    assert "not supported for retrieval" in error.message


def test_several_jobs_are_all_awaited(harness, input_file):
    values = f"('{input_file}', '{CHAT}', '24h')"
    sql = (
        "INSERT /*+ AWAIT */ INTO openai.batch.batches (input_file_id, endpoint, completion_window)"
        f" VALUES {values}, {values} RETURNING status"
    )
    assert harness.column(sql) == ["completed", "completed"]


def test_several_jobs_have_one_deadline_and_each_is_looked_at(harness, sandbox, input_file):
    """The first is done when the time is over, the second long before."""
    looks(sandbox, *[seen()] * 3, seen(status="completed"))
    values = f"('{input_file}', '{CHAT}', '24h')"
    sql = BATCH.format(" TIMEOUT=5s", input_file, CHAT) + f", {values}, {values} RETURNING status"
    assert harness.column(sql) == ["completed"] * 3
    assert sum(harness.time.waits) == 5.0


def test_where_nothing_is_made_nothing_is_awaited(harness):
    sql = BATCH.partition("VALUES")[0].format("") + " SELECT id, endpoint, '24h' FROM openai.batch.batches"
    harness.rows(sql)
    assert harness.result.summary == "INSERT 0"


def test_several_jobs_that_go_on_are_waited_for_no_longer_than_one(harness, sandbox, input_file):
    looks(sandbox, seen(), seen(status="completed"), seen())
    sql = BATCH.format(" TIMEOUT=5s", input_file, CHAT) + f", ('{input_file}', '{CHAT}', '24h')"
    error = harness.error(sql)
    assert error.exit_code is ExitCode.TIMEOUT
    assert "is still in_progress" in error.message
    assert sum(harness.time.waits) == 5.0


def test_a_cancelled_job_is_what_cancelling_hopes_for(harness, input_file):
    batch = harness.value(BATCH.format("", input_file, CHAT).replace("/*+ AWAIT */", "") + " RETURNING id")
    cancelled = harness.record(f"EXEC /*+ AWAIT */ openai.batch.batches.cancel_batch @batch_id = '{batch}'")
    assert cancelled["status"] == "cancelled"


def test_an_existing_job_is_followed_by_reading_it(harness, input_file):
    batch = harness.value(BATCH.format("", input_file, CHAT).replace("/*+ AWAIT */", "") + " RETURNING id")
    found = harness.record(f"EXEC /*+ AWAIT */ openai.batch.batches.retrieve_batch @batch_id = '{batch}'")
    assert found["status"] == "completed"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT /*+ AWAIT */ INTO openai.vector_stores.vector_stores (name) VALUES ('x')",
        "EXEC /*+ AWAIT */ openai.files.files.delete_file @file_id = 'file-1'",
        "EXEC /*+ AWAIT */ openai.batch.batches.list_batches",
    ],
)
def test_where_there_is_nothing_to_await_nothing_is_sent(harness, statement):
    error = harness.error(statement, UnsupportedStatement)
    assert "nothing to await" in error.message
    assert harness.requests == []


def test_an_error_while_looking_is_told_with_the_job(harness, sandbox, input_file):
    sandbox.faults.add(Fault("GET /v1/batches/*", times=None, status=403))
    error = harness.error(BATCH.format("", input_file, CHAT), ApiError)
    sandbox.faults.clear()
    batch = harness.value("SELECT id FROM openai.batch.batches")
    assert batch in error.request
