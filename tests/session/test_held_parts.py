"""Batches that there is no room for: their parts are held, made again when others have ended, or by resume, each once."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from faults import Fault, FaultKind, FaultySandbox
from harness import Harness

from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import (
    OpenAISqlError,
    RefusedStatement,
    StatementError,
    UnsupportedStatement,
)
from openai_sql_shell.session.session import Session
from openai_sql_shell.session.submitted_parts import AlreadySubmitted

REQUESTS, BATCHES = "openai.batch.batch_requests", "openai.batch.batches"
STATES = "SELECT state, count(*) FROM local.parts GROUP BY 1 ORDER BY 1"
INSERT = (
    f"INSERT INTO {REQUESTS} (url, model, custom_id, input, batch_metadata) SELECT '/v1/responses', 'gpt-5-mini',"
    " 'p-' || value, 'prompt ' || value, '{{\"team\": \"a\"}}' FROM json_each('[{}]') ORDER BY value"
)
TEN = INSERT.format(", ".join(map(str, range(10))))
AWAITED = TEN.replace("INSERT", "INSERT /*+ AWAIT */", 1)
ROOM_FOR_TWO = 120
"""Tokens; a part of two requests has about 55."""


@pytest.fixture
def server(time):
    with FaultySandbox(clock=time, seed_data=False, enqueued_tokens=ROOM_FOR_TWO) as sandbox:
        yield sandbox


@pytest.fixture
def make(server, time, tmp_path):
    opened = []

    def make(key=None, **settings):
        profile = Profile("test", base_url=server.url, api_key=key or server.key)
        chosen = Settings(**{"concurrency": 1, "batch_part_requests": 2, "assume_yes": True, **settings})
        session = Session(profile, chosen, clock=time.clock, ledger_folder=tmp_path)
        opened.append(session)
        return Harness(session, server, time)

    yield make
    for session in opened:
        session.close()


@pytest.fixture
def ours(make):
    return make()


def done_once(harness):
    """How often each request was answered, over all batches."""
    return harness.rows(
        f"SELECT count(*), count(DISTINCT r.custom_id) FROM {BATCHES} b JOIN openai.batch.batch_results r"
        " ON r.batch_id = b.id WHERE b.status = 'completed'"
    )


def run_of(harness):
    return harness.value("SELECT id FROM local.runs ORDER BY made_at LIMIT 1")


def test_awaited_parts_are_made_again_when_others_have_ended(ours):
    ours.rows(AWAITED)
    assert ours.rows(STATES) == [("created", 5)]
    assert done_once(ours) == [(10, 10)]
    assert len(ours.column("SELECT id FROM openai.files.files WHERE purpose = 'batch'")) == 5
    assert set(ours.column(f"SELECT metadata->>'team' FROM {BATCHES}")) == {"a"}
    assert ours.column("SELECT state FROM local.runs") == ["done"]


def test_tries_are_a_minute_apart_and_one_for_each_batch_that_ended(ours, time):
    sent = time.seconds
    ours.rows(AWAITED)
    made = ours.column(f"SELECT created_at FROM {BATCHES} ORDER BY created_at")
    tries = [at for at in made if at > sent + 5]
    assert all(later - earlier >= 60 for earlier, later in pairwise(tries))
    ended = len(ours.column(f"SELECT id FROM {BATCHES} WHERE status = 'completed'"))
    assert len(tries) <= ended


def test_the_wait_ends_with_its_time_and_says_what_is_held(ours):
    error = ours.error(AWAITED.replace("AWAIT", "AWAIT TIMEOUT=30s"), OpenAISqlError)
    assert "held, with the file uploaded: part 4 of 5, part 5 of 5" in error.message
    run = run_of(ours)
    assert f"EXEC local.parts.resume @run = '{run}'" in error.hint
    assert ours.rows(STATES) == [("created", 3), ("held", 2)]
    assert ours.column("SELECT state FROM local.runs") == ["stopped"]
    assert ours.column("SELECT DISTINCT error FROM local.parts WHERE state = 'held'") == [
        "token_limit_exceeded"
    ]


def test_what_fits_into_no_queue_is_tried_once_and_given_back(ours):
    sql = (
        INSERT.format(1)
        .replace("'prompt '", f"'{'long ' * 200}'")
        .replace("INSERT", "INSERT /*+ AWAIT */", 1)
    )
    error = ours.error(sql)
    assert "no other batch is seen" in error.message
    assert len(ours.column(f"SELECT id FROM {BATCHES}")) == 2


def test_resume_makes_what_is_held_and_keeps_what_the_batch_had(ours, make, time):
    ours.rows(TEN)
    time.seconds += 3600
    later = make()
    again = later.error(TEN, AlreadySubmitted)
    assert "EXEC local.parts.resume" in again.hint
    run = run_of(later)
    made = later.rows(f"EXEC /*+ AWAIT */ local.parts.resume @run = '{run}'")
    assert len(made) == 3
    assert sum(line.startswith("POST /files") for line in later.requests) == 0
    assert done_once(later) == [(10, 10)]
    assert set(later.column(f"SELECT metadata->>'team' FROM {BATCHES}")) == {"a"}
    assert later.rows(f"EXEC local.parts.resume @run = '{run}'") == []
    assert not any(line.startswith("POST") for line in later.requests)


def test_resume_looks_before_it_makes_a_batch_again(ours, server, make, time):
    """The answer to the second try was lost; its batch is there."""
    ours.error(AWAITED.replace("AWAIT", "AWAIT TIMEOUT=30s"))
    run = run_of(ours)
    time.seconds += 3600
    server.faults.add(Fault("POST /v1/batches", reply=b"cut"))
    ours.error(f"EXEC local.parts.resume @run = '{run}'")
    assert ("creating", 1) in ours.rows(STATES)
    make().rows(f"EXEC /*+ AWAIT */ local.parts.resume @run = '{run}'")
    assert done_once(ours) == [(10, 10)]


def test_a_refused_part_is_resumed_only_where_nothing_of_its_batch_is_forgotten(ours, server):
    server.faults.add(Fault("POST /v1/batches", status=400, times=None))
    ours.error(INSERT.format(1))
    plain = INSERT.format(2).replace(", batch_metadata", "").replace(', \'{"team": "a"}\'', "")
    ours.error(plain)
    server.faults.clear()
    first, second = ours.column("SELECT run FROM local.parts ORDER BY given DESC")
    assert ours.rows(f"EXEC local.parts.resume @run = '{first}'") == []
    assert any("part 1 (batch_metadata)" in notice for notice in ours.notices())
    assert [row[0] for row in ours.rows(f"EXEC local.parts.resume @run = '{second}'")] == [second]
    assert ours.column(f"SELECT metadata->>'osql_run' FROM {BATCHES}") == [second]


def test_abandon_names_unused_files_and_closes_the_run(ours, server):
    server.faults.add(Fault("POST /v1/batches", status=400, skip=1))
    ours.error(TEN)
    run = run_of(ours)
    (lost,) = ours.column("SELECT file_id FROM local.parts WHERE state = 'failed'")
    assert len(ours.rows(f"EXEC local.parts.abandon @run = '{run}'")) == 4
    assert ours.requests == []
    (notice,) = ours.notices()
    assert ours.rows(STATES) == [("abandoned", 4), ("created", 1)]
    assert ours.column("SELECT state FROM local.runs") == ["abandoned"]
    (statement,) = re.findall(r"DELETE FROM .*", notice)
    ours.rows(statement)
    assert lost not in ours.column("SELECT id FROM openai.files.files")
    assert ours.rows(f"EXEC local.parts.resume @run = '{run}'") == []


def test_a_file_that_a_batch_may_have_used_is_not_called_unused(ours, server):
    server.faults.add(Fault("POST /v1/batches", kind=FaultKind.DROP_AFTER))
    ours.error(TEN)
    (used,) = ours.column("SELECT file_id FROM local.parts WHERE state = 'creating'")
    ours.rows(TEN.replace("INSERT", "INSERT /*+ FORCE */", 1))
    assert not [sentence for sentence in ours.notices() if used in sentence and "no batch" in sentence]
    (statement,) = (
        found[0] for line in ours.notices() if (found := re.findall(r"SELECT .*(?= shows it)", line))
    )
    assert len(ours.rows(statement)) == 1


@pytest.mark.parametrize(("fault", "made"), [(FaultKind.DROP_AFTER, 1), (FaultKind.DROP_BEFORE, 0)])
def test_what_was_made_without_an_answer_is_looked_for_and_not_given_up(ours, server, fault, made):
    server.faults.add(Fault("POST /v1/batches", kind=fault))
    ours.error(TEN)
    run = run_of(ours)
    doubtful = ours.column("SELECT part FROM local.parts WHERE state = 'creating'")
    ours.rows(f"EXEC local.parts.abandon @run = '{run}'")
    assert len([line for line in ours.notices() if "made all the same" in line]) == made <= len(doubtful)
    assert ours.column("SELECT count(*) FROM local.parts WHERE state = 'created'") == [made]
    assert ours.column(f"SELECT count(*) FROM {BATCHES}") == [made]
    if made:
        ours.error(TEN, AlreadySubmitted)
    else:
        ours.rows(TEN)
    assert ours.column(f"SELECT count(DISTINCT input_file_id) - count(*) FROM {BATCHES}") == [0]


@pytest.mark.parametrize(
    ("sql", "settings", "kind", "said"),
    [
        ("EXEC local.parts.resume @run = 'none'", {}, StatementError, "no run 'none'"),
        ("EXEC local.parts.abandon @run = 'none'", {}, StatementError, "no run 'none'"),
        ("EXEC local.parts.resume @run = 'none'", {"ledger": False}, RefusedStatement, "ledger"),
        ("EXEC local.parts.resume", {}, StatementError, "run"),
        ("EXEC local.parts.resume @run = '{}'", {"read_only": True}, RefusedStatement, "read-only"),
        ("EXEC local.parts.resume @run = '{}'", {"max_changes": 1}, RefusedStatement, "more than the 1"),
        ("EXEC local.parts.resume @run = '{}'", {"key": "sk-other"}, StatementError, "another account"),
        (
            "EXEC local.parts.resume FOR EACH (SELECT id AS run FROM local.runs)",
            {},
            UnsupportedStatement,
            "FOR EACH",
        ),
        ("EXEC /*+ AWAIT */ local.parts.abandon @run = '{}'", {}, UnsupportedStatement, "await"),
    ],
)
def test_what_cannot_be_resumed_or_abandoned_is_said_and_nothing_sent(
    ours, make, time, sql, settings, kind, said
):
    ours.rows(TEN)
    time.seconds += 3600
    other = make(**settings)
    error = other.error(sql.format(run_of(ours)), kind)
    assert said in f"{error.message} {error.hint}"
    assert not any(line.startswith("POST") for line in other.requests)
    assert ours.rows(STATES) == [("created", 5)]


def test_a_dry_run_shows_what_would_be_made_or_given_up(ours, make):
    ours.error(AWAITED.replace("AWAIT", "AWAIT TIMEOUT=30s"))
    run, dry = run_of(ours), make(dry_run=True)
    for word in ("resume", "abandon"):
        assert len(dry.rows(f"EXEC local.parts.{word} @run = '{run}'")) == 2
        assert not any(line.startswith("POST") for line in dry.requests)
    assert ours.rows(STATES) == [("created", 3), ("held", 2)]


def test_the_same_insert_goes_on_with_what_is_held(ours, time):
    ours.error(AWAITED.replace("AWAIT", "AWAIT TIMEOUT=30s"))
    time.seconds += 3600
    ours.rows(AWAITED)
    assert done_once(ours) == [(10, 10)]
    assert ours.rows(STATES) == [("created", 5)]


def test_explain_of_resume_tells_its_call_and_sends_nothing(ours):
    ours.rows(TEN)
    run = run_of(ours)
    (step,) = ours.records(f"EXPLAIN EXEC local.parts.resume @run = '{run}'")
    assert (step["method"], step["expected_requests"]) == ("create_batch", "1 for every part")
    (step,) = ours.records(f"EXPLAIN EXEC local.parts.abandon @run = '{run}'")
    assert step["method"] is None
    assert ours.requests == []
