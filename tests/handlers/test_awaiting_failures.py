"""Following a job on a server that fails, forgets or contradicts itself."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from faults import Fault, FaultKind
from handlers.jobs import BATCH, CHAT, LOOKS, attach, looks, seen

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.errors import (
    ApiError,
    Cancelled,
    ConnectionProblem,
    JobFailed,
    WaitTimeout,
)
from openai_sql_shell.handlers.awaiting import LAST_LOOK, called
from openai_sql_shell.handlers.base import Call

ATTACHED = "GET */file_batches/*"

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
