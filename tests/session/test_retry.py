"""EXEC batches.retry and wait: of one batch, of the batch that a query finds, and of many at once."""

from __future__ import annotations

import os
import signal
import time as clock
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from faults import Fault, FaultKind, FaultySandbox
from harness import Harness
from program import INHERITED, ROOT, start

from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import (
    Cancelled,
    ChangesInterrupted,
    InvalidValue,
    MissingParameters,
    RefusedStatement,
    StatementError,
    UnknownName,
)
from openai_sql_shell.handlers.several_jobs import FEW
from openai_sql_shell.session.session import Session
from openai_sql_shell.session.submitted_parts import AlreadySubmitted

BATCHES = "openai.batch.batches"
REQUESTS = "openai.batch.batch_requests"
RETRY = f"EXEC {BATCHES}.retry"
CANCELLED = f"SELECT id AS batch_id FROM {BATCHES} WHERE status = 'cancelled' ORDER BY created_at, id"
EACH = f"{RETRY} FOR EACH ({CANCELLED})"


@pytest.fixture
def server(time):
    with FaultySandbox(clock=time, seed_data=False) as sandbox:
        yield sandbox


@pytest.fixture
def ours(server, time, tmp_path):
    profile = Profile("test", base_url=server.url, api_key=server.key)
    settings = Settings(concurrency=1, assume_yes=True)
    session = Session(profile, settings, clock=time.clock, ledger_folder=tmp_path / "state" / "openai-sql")
    with closing(session):
        yield Harness(session, server, time)


def make_batch(ours, name, *, model="gpt-5-mini", prompt="prompt", requests=3):
    numbers = ", ".join(map(str, range(requests)))
    return ours.value(
        f"INSERT INTO {REQUESTS} (url, model, custom_id, input)"
        f" SELECT '/v1/responses', '{model}', 'p-' || value, '{name} {prompt} ' || value"
        f" FROM json_each('[{numbers}]') ORDER BY value RETURNING batch_id"
    )


def cancelled_batch(ours, time, name, **facts):
    """A batch none of whose requests was answered."""
    batch = make_batch(ours, name, **facts)
    ours.run(f"EXEC {BATCHES}.cancel @batch_id = '{batch}'")
    time.seconds += 3600
    assert ours.value(f"SELECT status FROM {BATCHES} WHERE id = '{batch}'") == "cancelled"
    return batch


def sent_again(ours):
    """How often each request is in a batch that is marked as a retry, by the batch it is of."""
    found = ours.rows(
        f"SELECT b.metadata->>'osql_retry_of', r.custom_id FROM {BATCHES} b"
        f" JOIN {REQUESTS} r ON r.batch_id = b.id WHERE b.metadata->>'osql_retry_of' IS NOT NULL"
    )
    return Counter(found)


def once(*batches, requests=3):
    return Counter({(batch, f"p-{n}"): 1 for batch in batches for n in range(requests)})


@pytest.mark.parametrize(
    "again", [f"@batch_id = ({CANCELLED})", f"FOR EACH ({CANCELLED})"], ids=["a query", "for each"]
)
def test_what_was_sent_again_is_sent_once_more_as_the_refusal_says(ours, time, again):
    batch = cancelled_batch(ours, time, "a")
    ours.run(f"{RETRY} @batch_id = ({CANCELLED})")
    assert (
        "/*+ FORCE */ behind INSERT or EXEC"
        in ours.error(f"{RETRY} @batch_id = ({CANCELLED})", AlreadySubmitted).hint
    )
    ours.run(f"EXEC /*+ FORCE */ {BATCHES}.retry {again}")
    assert sent_again(ours) == Counter(dict.fromkeys(once(batch), 2))


@pytest.mark.parametrize(
    "statement",
    [
        f"EXEC /*+ FORCE */ {BATCHES}.wait @batch_id = 'batch_1'",
        f"EXEC /*+ FORCE */ {BATCHES}.cancel @batch_id = 'batch_1'",
        "EXEC /*+ FORCE */ local.parts.resume @run = 'x'",
        f"SELECT /*+ FORCE */ id FROM {BATCHES}",
        "DELETE /*+ FORCE */ FROM openai.files.files WHERE id = 'file-1'",
    ],
)
def test_force_is_refused_where_nothing_can_be_forced(ours, statement):
    assert ours.error(statement, StatementError).hint == "leave FORCE out"
    assert not ours.requests


def test_a_query_finds_the_batch(ours, time):
    batch = cancelled_batch(ours, time, "a")
    found = ours.records(f"{RETRY} @batch_id = ({CANCELLED})")
    assert [(row["requests"], row["retry_of"]) for row in found] == [(3, batch)]
    assert sent_again(ours) == once(batch)


def test_many_are_one_statement_and_each_is_marked(ours, time):
    batches = [cancelled_batch(ours, time, name) for name in "abc"]
    found = ours.records(EACH)
    assert [(row["part"], row["parts"], row["retry_of"]) for row in found] == [(1, 1, one) for one in batches]
    assert ours.result.short_summary == "INSERT 9 requests · 3 batches"
    assert sent_again(ours) == once(*batches)
    again = ours.error(f"{RETRY} @batch_id = '{batches[0]}'", AlreadySubmitted)
    assert found[0]["batch_id"] in again.message


def test_what_was_sent_again_before_is_told_and_left_out(ours, time):
    batches = [cancelled_batch(ours, time, name) for name in "abc"]
    [made] = ours.records(f"{RETRY} @batch_id = '{batches[1]}'")
    ours.rows(EACH)
    assert any(batches[1] in said and made["batch_id"] in said for said in ours.notices())
    assert sent_again(ours) == once(*batches)
    assert ours.rows(EACH) == []


def test_a_retry_that_failed_as_a_whole_is_sent_once_with_what_it_was_of(ours, time):
    batch = cancelled_batch(ours, time, "a")
    [made] = ours.records(f"{RETRY} @batch_id = '{batch}'")
    ours.run(f"EXEC {BATCHES}.cancel @batch_id = '{made['batch_id']}'")
    time.seconds += 3600
    assert len(ours.rows(EACH)) == 1
    assert any("is sent once" in said for said in ours.notices())


def test_a_failure_between_two_batches_is_gone_on_with(ours, server, time):
    batches = [cancelled_batch(ours, time, name) for name in "abc"]
    server.faults.add(Fault("POST /v1/batches", status=400, skip=1, message="No quota."))
    error = ours.error(EACH, ChangesInterrupted)
    assert batches[1] in error.message
    assert sum(sent_again(ours).values()) == 3
    ours.rows(EACH.replace("ORDER BY created_at", "AND id <> 'x' ORDER BY -created_at"))
    assert sent_again(ours) == once(*batches)


@pytest.mark.parametrize("call", range(6))
@pytest.mark.parametrize("kind", [FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER])
def test_an_answer_that_is_lost_anywhere_sends_nothing_twice(ours, server, time, call, kind):
    batches = [cancelled_batch(ours, time, name) for name in "abc"]
    server.faults.add(Fault("POST *", kind=kind, skip=call))
    ours.error(EACH)
    server.faults.clear()
    ours.rows(EACH)
    assert sent_again(ours) == once(*batches)
    assert len(ours.column("SELECT id FROM openai.files.files WHERE purpose = 'batch'")) == 6


@pytest.mark.slow
@pytest.mark.parametrize("call", [0, 2, 3, 5])
@pytest.mark.parametrize("kind", [FaultKind.HOLD, FaultKind.HOLD_BEFORE])
def test_a_killed_program_is_gone_on_with_batch_by_batch(ours, server, time, tmp_path, call, kind):
    time.seconds = float(int(clock.time())) - 4 * 3600
    batches = [cancelled_batch(ours, time, name) for name in "abc"]
    server.faults.add(Fault("POST *", kind=kind, skip=call))
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    ours_too = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path / "state")}
    environ = {**kept, **ours_too, "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": server.key}
    with Path(os.devnull).open("r+b") as nothing:
        program = start(
            ["--yes", "--concurrency", "1", "-c", EACH], environ, tmp_path, [nothing.fileno()] * 3
        )
    assert server.faults.held.acquire(timeout=30)
    program.send_signal(signal.SIGKILL)
    program.wait(30)
    server.faults.released.set()
    ours.rows(EACH)
    assert sent_again(ours) == once(*batches)
    assert len(ours.column("SELECT id FROM openai.files.files WHERE purpose = 'batch'")) == 6
    assert set(ours.column("SELECT state FROM local.parts")) == {"created"}


def test_consent_is_asked_once_for_all(ours, time):
    for name in "ab":
        cancelled_batch(ours, time, name)
    ours.session.settings.set("assume_yes", "off")
    assert "6 requests in 2 batches" in ours.error(EACH, RefusedStatement).message
    asked = []
    ours.session.confirm = lambda preview: asked.append(preview) or False
    ours.error(EACH, Cancelled)
    assert [preview.count for preview in asked] == [6]
    assert not sent_again(ours)


OUTCOMES = [
    ("gpt-5-mini", "", "3 ok)"),
    ("gpt-nonesuch", "", "3 http_404 not named); @outcomes = 'http_404' names what was left out"),
    ("gpt-nonesuch", ", @outcomes = 'refusal, http_400'", "3 http_404 not named)"),
    ("gpt-nonesuch", ", @outcomes = 'http_404'", None),
    ("gpt-nonesuch", ", @outcomes = 'http_4xx'", None),
]


@pytest.mark.parametrize(("model", "argument", "said"), OUTCOMES)
def test_nothing_to_send_says_what_there_is(ours, time, model, argument, said):
    batch = make_batch(ours, "a", model=model)
    time.seconds += 48 * 3600
    ours.run(f"{RETRY} @batch_id = '{batch}'{argument}")
    if said is None:
        assert sent_again(ours) == once(batch)
        return
    assert ours.result.summary.startswith("0 requests: nothing failed that a retry may mend (")
    assert said in ours.result.summary
    assert not sent_again(ours)


@pytest.mark.parametrize("of", ["@batch_id = 'batch_none'", "FOR EACH (SELECT 'batch_none' AS batch_id)"])
def test_a_retry_of_a_batch_that_does_not_exist_is_an_error(ours, of):
    error = ours.error(f"{RETRY} {of}", StatementError)
    assert error.message.count("batch_none") == 1
    assert f"SELECT id FROM {BATCHES}" in error.hint


def test_no_batch_and_none_that_goes_on(ours):
    ours.run(EACH)
    assert ours.result.summary == "0 requests: the query finds no batch"
    batch = make_batch(ours, "a")
    ours.run(f"{RETRY} @batch_id = '{batch}'")
    assert "(3 pending)" in ours.result.summary


WRONG = [
    (f"{RETRY} @batchid = 'b'", UnknownName, "it takes batch_id, outcomes"),
    (f"{RETRY} @batch_id = 'b' @@json = '{{\"outcome\": 1}}'", UnknownName, "it takes batch_id, outcomes"),
    (f"{RETRY} FOR EACH (SELECT 'b' AS batch)", UnknownName, "it takes batch_id, outcomes"),
    (f"{RETRY} @batch_id = 'b', @outcomes = 'okay'", InvalidValue, "known are"),
    (f"{RETRY} FOR EACH (SELECT 'b' AS batch_id, 'okay' AS outcomes)", InvalidValue, "okay"),
    (f"{RETRY} FOR EACH (SELECT NULL AS batch_id)", MissingParameters, "batch_id"),
    (f"{RETRY} FOR EACH (SELECT 'expired' AS outcomes)", MissingParameters, "batch_id"),
    (f"{RETRY} @batch_id = (SELECT column1 FROM (VALUES ('a'), ('b')))", StatementError, "several rows"),
    (f"EXEC {BATCHES}.wait @id = 'b'", UnknownName, "it takes batch_id"),
]


@pytest.mark.parametrize(("sql", "kind", "said"), WRONG)
def test_what_cannot_be_meant_is_said_before_anything_is_sent(ours, sql, kind, said):
    error = ours.error(sql, kind)
    assert said in f"{error.message} {error.hint}"
    assert ours.requests == []


def test_explain_tells_the_steps_and_sends_nothing(ours):
    steps = ours.records(f"EXPLAIN {EACH}")
    assert [step["method"] for step in steps][-2:] == ["create_file", "create_batch"]
    assert "list_batches" in [step["method"] for step in steps]
    assert ours.records(f"EXPLAIN EXEC {BATCHES}.wait FOR EACH ({CANCELLED})")
    assert ours.requests == []


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_waiting_for_many_asks_their_list(ours, count):
    batches = [make_batch(ours, f"n{n}", requests=1) for n in range(count)]
    found = ours.records(
        f"EXEC /*+ AWAIT TIMEOUT=6h */ {BATCHES}.wait FOR EACH (SELECT id AS batch_id FROM {BATCHES})"
    )
    assert Counter(row["id"] for row in found) == Counter(batches)
    assert {row["status"] for row in found} == {"completed"}
    asked = Counter(line.partition("?")[0] for line in ours.requests)
    lists, single = asked.pop("GET /batches"), sum(asked.values())
    assert (lists > 1) == (count > FEW)
    if count > FEW:
        assert single < 2 * count + 3 * FEW


def test_the_batch_to_wait_for_is_found_by_a_query(ours):
    make_batch(ours, "a")
    [found] = ours.records(f"EXEC {BATCHES}.wait @batch_id = (SELECT id FROM {BATCHES})")
    assert found["status"] == "completed"
