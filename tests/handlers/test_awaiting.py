"""Following a job to its end, in a time that passes only when somebody waits."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from faults import Fault, FaultKind, FaultySandbox
from harness import Harness, make_session

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.errors import (
    ApiError,
    Cancelled,
    ConnectionProblem,
    ExitCode,
    JobFailed,
    UnsupportedStatement,
    WaitTimeout,
)
from openai_sql_shell.handlers.awaiting import LAST_LOOK, called, is_terminal
from openai_sql_shell.handlers.base import Call
from openai_sql_shell.result import Progress

BATCH = "INSERT /*+ AWAIT{} */ INTO openai.batch.batches (input_file_id, endpoint, completion_window) VALUES ('{}', '{}', '24h')"
CHAT = "/v1/chat/completions"


@pytest.fixture
def input_file(harness, jsonl):
    return harness.upload(jsonl, "batch")


@pytest.fixture
def store(harness):
    return harness.value(
        "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('notes') RETURNING id"
    )


@pytest.fixture
def documents(harness, tmp_path):
    """Three files that can be read in and one that cannot."""
    ids = []
    for name in ("one.md", "two.md", "three.md", "four.xlsx"):
        (tmp_path / name).write_text("Some words about nothing.\n", encoding="utf-8")
        ids.append(harness.upload(tmp_path / name))
    return ids


def attach(store, ids, hint="/*+ AWAIT */"):
    return (
        f"INSERT {hint} INTO openai.vector_stores.vector_store_file_batches (vector_store_id, file_ids)"
        f" VALUES ('{store}', '{json.dumps(ids)}')"
    )


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


# --- what a hostile server shows -------------------------------------------------------------------------------

LOOKS = "GET /v1/batches/*"
ATTACHED = "GET */file_batches/*"


def seen(batch="batch_x", status="in_progress", counts=(0, 0, 0), **beside):
    """What a look shows."""
    total, completed, failed = counts
    return {
        "id": batch,
        "object": "batch",
        "status": status,
        "request_counts": {"total": total, "completed": completed, "failed": failed},
        **beside,
    }


def looks(sandbox, *replies, match=LOOKS):
    """Each look shows the next; the last one stays."""
    sandbox.faults.add(*[Fault(match, reply=reply) for reply in replies[:-1]])
    sandbox.faults.add(Fault(match, reply=replies[-1], times=None))


OUTAGES = {
    "drops": Fault(LOOKS, kind=FaultKind.DROP_BEFORE, times=9),
    "500": Fault(LOOKS, status=500, times=9),
    "503": Fault(LOOKS, status=503, times=9, retry_after="1"),
    "429": Fault(LOOKS, status=429, times=9, retry_after="200"),
    "not JSON": Fault(LOOKS, kind=FaultKind.GARBAGE, times=9),
    "an error in a success": Fault(LOOKS, reply={"error": {"message": "busy"}}, times=9),
    "another shape": Fault(LOOKS, reply={"data": []}, times=9),
    "404": Fault(LOOKS, status=404, times=3),
}


@pytest.mark.parametrize("fault", OUTAGES.values(), ids=OUTAGES.keys())
def test_outages_while_looking_are_waited_out(harness, sandbox, input_file, fault):
    sandbox.faults.add(fault)
    assert harness.column(BATCH.format("", input_file, CHAT) + " RETURNING status") == ["completed"]
    assert harness.requests.count("POST /batches") == 1


@pytest.mark.parametrize("fault", OUTAGES.values(), ids=OUTAGES.keys())
def test_an_outage_that_lasts_ends_at_the_deadline_and_names_the_job(harness, sandbox, input_file, fault):
    sandbox.faults.add(replace(fault, times=None))
    error = harness.error(BATCH.format(" TIMEOUT=4s", input_file, CHAT), WaitTimeout)
    sandbox.faults.clear()
    assert sum(harness.time.waits) <= 4.0 + LAST_LOOK
    batch = harness.value("SELECT id FROM openai.batch.batches")
    assert batch in error.message
    assert "the last look failed: " in error.message
    assert f"look again with SELECT * FROM openai.batch.batches WHERE id = '{batch}'" in error.hint
    assert error.last["id"] == batch


def test_what_was_made_and_is_never_found_is_said_to_be_made(harness, sandbox, input_file):
    sandbox.faults.add(Fault(LOOKS, status=404, times=None))
    error = harness.error(BATCH.format(" TIMEOUT=4s", input_file, CHAT), WaitTimeout)
    assert "was made (validating), but cannot be read yet" in error.message


def test_what_was_seen_and_is_gone_has_ended_the_wait(harness, sandbox, input_file):
    sandbox.faults.add(Fault(LOOKS, reply=seen()))
    sandbox.faults.add(Fault(LOOKS, status=404))
    error = harness.error(BATCH.format("", input_file, CHAT), ApiError)
    assert error.status == 404
    assert error.last["status"] == "in_progress"


def test_what_was_not_made_here_is_not_waited_for_where_it_is_absent(harness, sandbox, input_file):
    batch = harness.value(BATCH.format("", input_file, CHAT).replace("/*+ AWAIT */", "") + " RETURNING id")
    sandbox.faults.add(Fault(LOOKS, status=404))
    cancel = f"EXEC /*+ AWAIT */ openai.batch.batches.cancel_batch @batch_id = '{batch}'"
    assert harness.error(cancel, ApiError).status == 404


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_look_that_is_refused_ends_the_wait_and_names_the_job(harness, sandbox, input_file, status):
    sandbox.faults.add(Fault(LOOKS, reply=seen(status="finalizing")))
    sandbox.faults.add(Fault(LOOKS, status=status, times=None))
    error = harness.error(BATCH.format("", input_file, CHAT), ApiError)
    batch = harness.value("SELECT id FROM openai.batch.batches")
    assert f"{batch} (finalizing) goes on: look again with SELECT * FROM openai.batch.batches" in error.hint
    assert error.last["status"] == "finalizing"
    assert error.may_have_acted  # the job was made


def test_the_deadline_shows_what_was_seen_last(harness, sandbox, input_file):
    looks(sandbox, seen(counts=(9, 4, 0)))
    error = harness.error(BATCH.format(" TIMEOUT=4s", input_file, CHAT), WaitTimeout)
    assert error.last["request_counts"]["completed"] == 4


@pytest.mark.parametrize("state", ["cancelled", "failed"])
def test_an_end_that_is_no_success_ends_the_wait_at_once(harness, sandbox, store, documents, state):
    counts = {"in_progress": 30, "completed": 0, "failed": 0, "cancelled": 0, "total": 30}
    looks(sandbox, {"id": "vsfb_1", "status": state, "file_counts": counts}, match=ATTACHED)
    error = harness.error(attach(store, documents[:1]), JobFailed)
    assert f" ended {state}; 0 of 30 files are done" in error.message
    assert len(harness.time.waits) == 1


def test_cancelling_is_over_when_it_is_cancelled_whatever_the_counts_say(harness, sandbox, store, documents):
    batch = harness.value(attach(store, documents, "") + " RETURNING id")
    counts = {"in_progress": 30, "total": 30}
    looks(sandbox, {"id": batch, "status": "cancelled", "file_counts": counts}, match=ATTACHED)
    sandbox.faults.add(
        Fault("POST */cancel", reply={"id": batch, "status": "in_progress", "file_counts": counts})
    )
    cancel = (
        "EXEC /*+ AWAIT TIMEOUT=15s */ openai.vector_stores.vector_store_file_batches.cancel"
        f" @vector_store_id = '{store}', @batch_id = '{batch}'"
    )
    assert harness.record(cancel)["status"] == "cancelled"
    assert harness.notices() == []


@pytest.mark.parametrize(
    ("left", "total", "told"),
    [(1, 1, "1 of 1 file is still in progress"), (2, 5, "2 of 5 files are still in progress")],
)
def test_a_success_with_parts_in_progress_says_what_it_waits_for(
    harness, sandbox, store, documents, left, total, told
):
    counts = {"in_progress": left, "total": total}
    looks(sandbox, {"id": "vsfb_1", "status": "completed", "file_counts": counts}, match=ATTACHED)
    error = harness.error(attach(store, documents[:1], "/*+ AWAIT TIMEOUT=4s */"), WaitTimeout)
    assert error.message.endswith(f"is completed, but {told}")
    assert error.last["status"] == "completed"


def test_a_success_with_parts_in_progress_is_believed_after_a_minute(harness, sandbox, store, documents):
    counts = {"in_progress": 1, "completed": 2, "total": 3}
    looks(sandbox, {"id": "vsfb_1", "status": "completed", "file_counts": counts}, match=ATTACHED)
    assert harness.value(attach(store, documents[:1]) + " RETURNING status") == "completed"
    assert 60.0 <= sum(harness.time.waits) <= 75.0
    assert harness.notices()[-1].endswith(" is completed, but 1 of 3 files is still in progress")


@pytest.mark.parametrize(
    ("total", "told"),
    [
        (0, ["is completed, but counts 0 files, and 2 were given"]),
        (1, ["is completed, but counts 1 file, and 2 were given"]),
        (2, []),
        (None, []),
    ],
)
@pytest.mark.parametrize("by_exec", [False, True])
def test_a_total_that_is_not_what_the_job_was_given_is_a_notice(
    harness, sandbox, store, documents, total, told, by_exec
):
    looks(sandbox, {"id": "vsfb_1", "status": "completed", "file_counts": {"total": total}}, match=ATTACHED)
    statement = attach(store, documents[:2])
    if by_exec:
        statement = (
            "EXEC /*+ AWAIT */ openai.vector_stores.vector_store_file_batches.create_vector_store_file_batch"
            f" @vector_store_id = '{store}', @file_ids = '{json.dumps(documents[:2])}'"
        )
    harness.rows(statement)
    notices = [notice.partition(" ")[2] for notice in harness.notices() if "given" in notice]
    assert notices == told


def test_a_job_without_a_status_is_said_to_have_none(harness, sandbox, input_file):
    looks(sandbox, seen(status=None))
    error = harness.error(BATCH.format(" TIMEOUT=4s", input_file, CHAT), WaitTimeout)
    assert "is still without a status and goes on" in error.message


@pytest.mark.parametrize("counts", [None, [], "x", {"total": "9", "failed": "many"}, {"total": None}])
def test_counts_that_are_no_numbers_are_not_counted(harness, sandbox, input_file, counts):
    looks(sandbox, seen() | {"request_counts": counts}, seen(status="completed") | {"request_counts": counts})
    assert harness.column(BATCH.format("", input_file, CHAT) + " RETURNING status") == ["completed"]


@pytest.mark.parametrize(
    ("output", "errors", "told", "fetched"),
    [
        ("file-o", "file-e", "the results lie in file-o, the errors in file-e", "file-o"),
        ("file-o", "", "the results lie in file-o", "file-o"),
        (None, "file-e", "the errors in file-e", "file-e"),
    ],
)
def test_a_job_that_expires_tells_what_is_done_and_how_to_fetch_it(
    harness, sandbox, input_file, output, errors, told, fetched
):
    looks(sandbox, seen("b", "expired", (5, 3, 2), output_file_id=output, error_file_id=errors))
    error = harness.error(BATCH.format("", input_file, CHAT), JobFailed)
    assert error.message.endswith(f" ended expired; 3 of 5 requests are done, {told}")
    assert f"EXEC openai.files.files.download_file @file_id = '{fetched}'" in error.hint


@pytest.mark.parametrize("counts", [None, {"total": 0, "completed": 0, "failed": 0}])
def test_a_job_that_ends_without_parts_counts_none(harness, sandbox, input_file, counts):
    looks(sandbox, seen("b", "failed") | {"request_counts": counts})
    assert harness.error(BATCH.format("", input_file, CHAT), JobFailed).message.endswith(" ended failed")


def test_a_job_that_fails_leads_to_its_errors(harness, input_file):
    error = harness.error(BATCH.format("", input_file, "/v1/embeddings"), JobFailed)
    [(batch,)] = harness.rows("SELECT id FROM openai.batch.batches")
    statement = f"SELECT errors FROM openai.batch.batches WHERE id = '{batch}'"
    assert error.hint == f"{statement} shows more"
    assert len(harness.rows(statement)) == 1


def test_who_stops_waiting_is_told_the_last_state(harness, sandbox, input_file):
    looks(sandbox, seen(status="finalizing"))
    cancel = CancelToken()
    harness.session.progress = lambda progress: cancel.set() if "finalizing" in progress.what else None
    with pytest.raises(Cancelled) as caught:
        list(harness.run(BATCH.format("", input_file, CHAT), cancel).rows)
    assert "(finalizing) goes on" in caught.value.message
    assert caught.value.last["status"] == "finalizing"


def test_no_outage_is_waited_for_where_nothing_was_made(harness, sandbox, input_file):
    sandbox.faults.add(Fault("POST /v1/batches", kind=FaultKind.DROP_BEFORE))
    harness.error(BATCH.format("", input_file, CHAT), ConnectionProblem)
    assert harness.time.waits == []


def test_a_job_is_called_by_its_id_and_by_its_name_where_it_has_one():
    stores = Catalog().resource("vector_stores", "vector_stores")
    call = Call(stores, stores.methods[0], {})
    assert called(call, {"id": "vs_1", "name": "tour"}) == 'vs_1 "tour"'
    assert called(call, {"id": "vs_1", "name": None}) == "vs_1"
