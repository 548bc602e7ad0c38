r"""``\top`` with a session: what it asks, what it says of errors, and how it ends."""

from __future__ import annotations

import threading
import time as real_time
from contextlib import closing

import pytest
from faults import FaultySandbox
from harness import Harness, make_session

from openai_sql_shell.shell.run_input import run_text
from openai_sql_shell.shell.top.worker import Worker


@pytest.fixture
def estate(time, shell):
    with FaultySandbox(clock=time, seed=1) as sandbox:
        harness = Harness(make_session(sandbox, time), sandbox, time)
        with closing(harness.session):
            shell.session = harness.session
            shell.session.settings.set("output", "csv")
            yield harness


def rows_of(shell):
    return shell.console.stdout.getvalue().splitlines()


def test_without_a_screen_the_jobs_are_rows_once(estate, shell, said):
    running = estate.value(
        "SELECT count(*) FROM openai.batch.batches WHERE status IN ('validating', 'in_progress', 'finalizing', 'cancelling')"
    )
    estate.sandbox.requests.clear()
    assert run_text(shell, "\\top"), said()
    batches = [line for line in rows_of(shell) if line.startswith("batch_")]
    assert len(batches) == running > 0
    lists = [line.partition("?")[0] for line in estate.requests]
    assert set(lists) == {"GET /batches", "GET /fine_tuning/jobs"}
    assert not any(",completed," in line for line in rows_of(shell))


@pytest.mark.usefixtures("estate")
def test_all_shows_those_that_ended_today(shell, said):
    assert run_text(shell, "\\top all"), said()
    assert any(",completed," in line for line in rows_of(shell))


def test_an_upload_and_a_file_batch_of_this_program_are_found(estate, shell, said, tmp_path):
    upload = estate.value(
        "INSERT INTO openai.uploads.uploads (filename, purpose, bytes, mime_type)"
        " VALUES ('a.jsonl', 'batch', 10, 'application/jsonl') RETURNING id"
    )
    store = estate.value("INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a') RETURNING id")
    path = tmp_path / "a.txt"
    path.write_text("hello", encoding="utf-8")
    file = estate.upload(path)
    batch = estate.value(
        "INSERT INTO openai.vector_stores.vector_store_file_batches (vector_store_id, file_ids)"
        f" VALUES ('{store}', '[\"{file}\"]') RETURNING id"
    )
    assert run_text(shell, "\\top all"), said()
    found = {line.split(",")[0]: line for line in rows_of(shell)}
    assert ",upload,pending," in found[upload]
    assert ",file batch," in found[batch]
    estate.rows(f"EXEC openai.uploads.uploads.cancel_upload @upload_id = '{upload}'")
    shell.console.stdout.truncate(0)
    assert run_text(shell, "\\top"), said()
    assert upload not in shell.console.stdout.getvalue()


@pytest.mark.parametrize("word", ["none", "all 1 2", "-1"])
def test_other_words_are_refused(shell, said, word):
    assert not run_text(shell, f"\\top {word}")
    assert "\\top" in said()


def test_a_worker_ends_at_once_while_a_look_hangs():
    begun = threading.Event()

    def look(cancel):
        begun.set()
        while True:
            cancel.check()
            real_time.sleep(0.001)

    worker = Worker(look, 0.0)
    worker.start(lambda: None)
    assert begun.wait(10)
    started = real_time.monotonic()
    worker.stop()
    assert real_time.monotonic() - started < 1


def test_what_is_wanted_is_done_before_the_next_look():
    did, looked = [], threading.Event()

    def look(_cancel):
        did.append("look")
        looked.set()
        return 60.0

    worker = Worker(look, 60.0)
    worker.want(lambda _cancel: did.append("work"))
    worker.start(lambda: None)
    assert looked.wait(10)
    worker.stop()
    assert did == ["work", "look"]


@pytest.mark.parametrize("moment", ["before the look", "in the look"])
def test_what_is_wanted_waits_for_no_look_that_hangs(moment):
    begun, did, looks = threading.Event(), threading.Event(), []

    def look(cancel):
        looks.append(cancel)
        begun.set()
        while True:
            cancel.check()
            real_time.sleep(0.001)

    worker = Worker(look, 0.0)
    if moment == "before the look":
        worker.want(lambda _cancel: did.set())
    worker.start(lambda: None)
    assert begun.wait(10)
    begun.clear()
    if moment == "in the look":
        worker.want(lambda cancel: None if cancel else did.set())
    assert did.wait(1)
    assert moment == "before the look" or begun.wait(10), "it looks again afterwards"
    worker.stop()
