"""Ctrl-C stops a statement wherever it is, and the session goes on."""

from __future__ import annotations

import threading

import pytest
from harness import make_session

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import Cancelled

BATCHES = "openai.batch.batches"
FOR_EVER = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def test_a_statement_that_only_computes_is_stopped(seeded):
    cancel = CancelToken()
    timer = threading.Timer(0.05, cancel.set)
    timer.start()
    with pytest.raises(Cancelled):
        seeded.run(FOR_EVER, cancel)
    timer.join()


def test_a_statement_that_waits_for_an_answer_is_stopped(seeded, seeded_sandbox):
    """The sandbox holds the answer back until the test ends."""
    arrived, hold = threading.Event(), threading.Event()

    def sleep(_seconds):
        arrived.set()
        hold.wait(30)

    usual, seeded_sandbox.faults.sleep = seeded_sandbox.faults.sleep, sleep
    seeded_sandbox.faults.latency = 1.0
    cancel = CancelToken()
    presser = threading.Thread(target=lambda: arrived.wait(30) and cancel.set())
    presser.start()
    try:
        with pytest.raises(Cancelled):
            seeded.run(f"SELECT id FROM {BATCHES}", cancel)
        assert not hold.is_set()
    finally:
        hold.set()
        seeded_sandbox.faults.clear()
        seeded_sandbox.faults.sleep = usual
        presser.join()


def test_a_token_that_is_set_already_stops_a_statement_before_anything_is_sent(seeded):
    cancel = CancelToken()
    cancel.set()
    with pytest.raises(Cancelled):
        seeded.run(f"SELECT id FROM {BATCHES}", cancel)
    assert seeded.requests == []


def test_a_cancel_between_two_pages_stops_the_next_request(seeded):
    cancel = CancelToken()
    rows = seeded.run(f"SELECT id FROM {BATCHES}", cancel).rows
    for _ in range(100):
        next(rows)
    cancel.set()
    with pytest.raises(Cancelled):
        next(rows)
    assert len(seeded.requests) == 1


def test_after_a_cancel_the_session_goes_on(seeded):
    cancel = CancelToken()
    cancel.set()
    with pytest.raises(Cancelled):
        seeded.run(FOR_EVER, cancel)
    assert seeded.value(f"SELECT count(*) FROM {BATCHES}") == 120


def test_a_cancel_that_comes_behind_the_end_of_the_session_does_nothing(seeded, seeded_sandbox):
    """Whoever cancels from another thread may hold what is to be stopped, while the session is closed."""
    held = []

    class Token(CancelToken):
        def calling(self, stop):
            held.append(stop)
            return super().calling(stop)

    session = make_session(seeded_sandbox, seeded.time, concurrency=4)
    joined = f"SELECT b.id FROM {BATCHES} b JOIN openai.files.files f ON f.id = b.input_file_id"
    next(session.execute(joined, Token()).rows)
    session.close()
    assert held
    for stop in held:
        stop()


def test_a_cancel_stops_nothing_that_comes_behind_its_statement():
    token, called, released = CancelToken(), threading.Event(), threading.Event()

    def stop():
        called.set()
        released.wait(10)

    def statement():
        with token.calling(stop):
            canceller.start()
            called.wait(10)

    canceller = threading.Thread(target=token.set)
    running = threading.Thread(target=statement)
    running.start()
    assert called.wait(10)
    running.join(0.2)
    assert running.is_alive()  # its stop is still being called
    released.set()
    running.join(10)
    canceller.join(10)
    assert not running.is_alive()


def stopped_within_a_transaction(seeded, sql):
    """What is said of a statement that is stopped when the transaction has inserted a row into ``own``."""
    for before in ("CREATE TABLE own (a)", "BEGIN", "INSERT INTO own VALUES (1)"):
        seeded.run(before)
    cancel = CancelToken()
    timer = threading.Timer(0.05, cancel.set)
    timer.start()
    with pytest.raises(Cancelled) as stop:
        seeded.run(sql, cancel)
    timer.join()
    return stop.value


@pytest.mark.parametrize("change", ["INSERT INTO own", "CREATE TABLE other AS"])
def test_a_change_that_ends_the_transaction_with_it_says_so(seeded, change):
    stop = stopped_within_a_transaction(seeded, f"{change} {FOR_EVER.replace('count(*)', 'i')}")
    assert "what it had changed is undone" in stop.hint
    assert seeded.rows("SELECT count(*) FROM own") == [(0,)]
    seeded.run("BEGIN")


def test_a_query_that_is_stopped_leaves_the_transaction_as_it_is(seeded):
    assert not stopped_within_a_transaction(seeded, FOR_EVER).hint
    seeded.run("COMMIT")
    assert seeded.rows("SELECT count(*) FROM own") == [(1,)]
