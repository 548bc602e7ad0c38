"""Following a job to its end, in a time that passes only when somebody waits."""

from __future__ import annotations

import json

import pytest
from harness import Bench, make_session

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
from openai_sql_shell.handlers.awaiting import is_final
from openai_sql_shell.sandbox import Fault, Sandbox

BATCH = "INSERT /*+ AWAIT{} */ INTO openai.batch.batches (input_file_id, endpoint, completion_window) VALUES ('{}', '{}', '24h')"
CHAT = "/v1/chat/completions"


@pytest.fixture
def input_file(bench, jsonl):
    return bench.upload(jsonl, "batch")


@pytest.fixture
def store(bench):
    return bench.value("INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('notes') RETURNING id")


@pytest.fixture
def documents(bench, tmp_path):
    """Three files that can be read in and one that cannot."""
    ids = []
    for name in ("one.md", "two.md", "three.md", "four.xlsx"):
        (tmp_path / name).write_text("Some words about nothing.\n", encoding="utf-8")
        ids.append(bench.upload(tmp_path / name))
    return ids


def attach(store, ids, hint="/*+ AWAIT */"):
    return (
        f"INSERT {hint} INTO openai.vector_stores.vector_store_file_batches (vector_store_id, file_ids)"
        f" VALUES ('{store}', '{json.dumps(ids)}')"
    )


def test_a_batch_is_looked_at_until_it_is_final(bench, input_file):
    [(batch, status)] = bench.rows(BATCH.format("", input_file, CHAT) + " RETURNING id, status")
    assert status == "completed"
    assert bench.requests == ["POST /batches"] + [f"GET /batches/{batch}"] * 3
    assert bench.result.summary == f"INSERT 1 · {batch} (completed)"


def test_where_the_server_says_nothing_each_wait_is_longer(bench, input_file):
    bench.rows(BATCH.format("", input_file, CHAT))
    assert bench.time.waits == [1.0, 1.5, 2.25]


def test_waits_grow_no_longer_than_the_resource_allows(time, jsonl):
    with Sandbox(clock=time, estate=False, speed=0.02) as slow:
        bench = Bench(make_session(slow, time), slow, time)
        bench.rows(BATCH.format("", bench.upload(jsonl, "batch"), CHAT))
        bench.session.close()
    assert time.waits == sorted(time.waits)
    assert time.waits[-2:] == [30.0, 30.0]


def test_the_server_says_when_to_look_again(bench, store, documents):
    bench.rows(attach(store, documents[:3]))
    assert bench.time.waits[0] == 1.0
    assert set(bench.time.waits[1:]) <= {0.5}


def test_progress_is_told_in_lines(bench, input_file):
    lines = []
    bench.session.progress = lines.append
    [(batch,)] = bench.rows(BATCH.format("", input_file, CHAT) + " RETURNING id")
    assert lines[0] == f"{batch} validating"
    assert f"{batch} in_progress 0/1" in lines


def test_a_wait_that_is_too_long_ends_with_its_own_exit_code_and_leaves_the_job_alone(bench, input_file):
    error = bench.error(BATCH.format(" TIMEOUT=2s", input_file, CHAT), WaitTimeout)
    assert error.exit_code is ExitCode.TIMEOUT
    assert "goes on" in error.message
    assert sum(bench.time.waits) == 2.0
    assert not any("cancel" in line for line in bench.requests)


def test_the_session_can_set_how_long_is_waited(bench, input_file):
    bench.rows("SET await_timeout = '1s'")
    bench.error(BATCH.format("", input_file, CHAT), WaitTimeout)
    assert sum(bench.time.waits) == 1.0


def test_the_rows_come_before_the_timeout(bench, input_file):
    result = bench.run(BATCH.format(" TIMEOUT=1s", input_file, CHAT) + " RETURNING id, status")
    assert next(result.rows)[1] in ("validating", "in_progress")
    with pytest.raises(WaitTimeout):
        next(result.rows)


def test_a_cancel_leaves_the_job_alone_and_names_it(bench, input_file):
    cancel = CancelToken()
    bench.session.progress = lambda _line: cancel.set()
    with pytest.raises(Cancelled) as caught:
        list(bench.run(BATCH.format("", input_file, CHAT), cancel).rows)
    batch = bench.value("SELECT id FROM openai.batch.batches")
    assert batch in caught.value.message
    assert (
        caught.value.hint == f"look again with SELECT * FROM openai.batch.batches WHERE batch_id = '{batch}'"
    )
    assert bench.value("SELECT cancelled_at FROM openai.batch.batches") is None


def test_a_job_that_fails_shows_its_row_and_then_says_why(bench, input_file):
    result = bench.run(BATCH.format("", input_file, "/v1/embeddings") + " RETURNING status")
    assert next(result.rows) == ("failed",)
    with pytest.raises(JobFailed, match=r"batch_\w+ ended failed: line 1: .*does not match"):
        next(result.rows)


def test_a_file_batch_is_over_when_no_file_is_in_progress_any_more(bench, store, documents):
    [(counts,)] = bench.rows(attach(store, documents[:3]) + " RETURNING file_counts")
    assert json.loads(counts) == {"in_progress": 0, "completed": 3, "failed": 0, "cancelled": 0, "total": 3}


@pytest.mark.parametrize(
    ("status", "in_progress", "final"),
    [("completed", 0, True), ("completed", 1, False), ("in_progress", 0, False), ("cancelled", 2, False)],
)
def test_a_final_state_is_not_believed_while_files_are_in_progress(status, in_progress, final):
    """The API may say so, the sandbox never does."""
    lifecycle = Catalog().resource("vector_stores", "vector_store_file_batches").lifecycle
    assert is_final(lifecycle, {"status": status, "file_counts": {"in_progress": in_progress}}) is final


def test_failures_inside_a_success_are_a_notice(bench, store, documents):
    bench.rows(attach(store, documents))
    [notice] = bench.notices()
    assert notice.startswith("vsfb_")
    assert notice.endswith("is completed, but 1 of 4 failed")


def test_a_file_batch_of_which_nothing_could_be_read_has_failed(bench, store, documents):
    bench.error(attach(store, documents[3:]), JobFailed)


def test_one_file_is_awaited_too_and_its_error_is_told(bench, store, documents):
    insert = (
        "INSERT /*+ AWAIT */ INTO openai.vector_stores.vector_store_files (vector_store_id, file_id) VALUES"
    )
    assert bench.value(f"{insert} ('{store}', '{documents[0]}') RETURNING status") == "completed"
    error = bench.error(f"{insert} ('{store}', '{documents[3]}')", JobFailed)
    assert "not supported for retrieval" in error.message


def test_several_jobs_are_all_awaited(bench, input_file):
    values = f"('{input_file}', '{CHAT}', '24h')"
    sql = (
        "INSERT /*+ AWAIT */ INTO openai.batch.batches (input_file_id, endpoint, completion_window)"
        f" VALUES {values}, {values} RETURNING status"
    )
    assert bench.column(sql) == ["completed", "completed"]


def test_a_cancelled_job_is_what_cancelling_hopes_for(bench, input_file):
    batch = bench.value(BATCH.format("", input_file, CHAT).replace("/*+ AWAIT */", "") + " RETURNING id")
    cancelled = bench.record(f"EXEC /*+ AWAIT */ openai.batch.batches.cancel_batch @batch_id = '{batch}'")
    assert cancelled["status"] == "cancelled"


def test_an_existing_job_is_followed_by_reading_it(bench, input_file):
    batch = bench.value(BATCH.format("", input_file, CHAT).replace("/*+ AWAIT */", "") + " RETURNING id")
    found = bench.record(f"EXEC /*+ AWAIT */ openai.batch.batches.retrieve_batch @batch_id = '{batch}'")
    assert found["status"] == "completed"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT /*+ AWAIT */ INTO openai.vector_stores.vector_stores (name) VALUES ('x')",
        "EXEC /*+ AWAIT */ openai.files.files.delete_file @file_id = 'file-1'",
        "EXEC /*+ AWAIT */ openai.batch.batches.list_batches",
    ],
)
def test_where_there_is_nothing_to_await_nothing_is_sent(bench, statement):
    error = bench.error(statement, UnsupportedStatement)
    assert "nothing to await" in error.message
    assert bench.requests == []


def test_an_error_while_looking_is_told_with_the_job(bench, sandbox, input_file):
    sandbox.faults.add(Fault("GET /v1/batches/*", times=None, status=403))
    error = bench.error(BATCH.format("", input_file, CHAT), ApiError)
    sandbox.faults.clear()
    batch = bench.value("SELECT id FROM openai.batch.batches")
    assert batch in error.request
