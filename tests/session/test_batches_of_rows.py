"""INSERT INTO batch_requests: rows become batches, each request once, however the statement is interrupted and repeated."""

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
    ApiError,
    Cancelled,
    ChangesInterrupted,
    RefusedStatement,
    StatementError,
    UnknownName,
)
from openai_sql_shell.session.session import Session
from openai_sql_shell.session.submitted_parts import AlreadySubmitted

REQUESTS = "openai.batch.batch_requests"
ROWS = (
    "SELECT '/v1/responses', 'gpt-5-mini', 'p-' || value, 'prompt ' || value"
    " FROM json_each('[{}]') ORDER BY value"
)
INSERT = f"INSERT INTO {REQUESTS} (url, model, custom_id, input) {ROWS}"
TEN = INSERT.format(", ".join(map(str, range(10))))
RETURNING = " RETURNING part, parts, batch_id, requests, status"


@pytest.fixture
def server(time):
    with FaultySandbox(clock=time, seed_data=False) as sandbox:
        yield sandbox


@pytest.fixture
def make(server, time, tmp_path):
    """A harness whose sessions share a ledger."""
    opened = []

    def make(**settings):
        profile = Profile("test", base_url=server.url, api_key=server.key)
        chosen = Settings(**{"concurrency": 1, "batch_part_requests": 2, "assume_yes": True, **settings})
        ledger_folder = tmp_path / "home" / ".local" / "state" / "openai-sql"
        session = Session(profile, chosen, clock=time.clock, ledger_folder=ledger_folder)
        opened.append(session)
        return Harness(session, server, time)

    yield make
    for session in opened:
        session.close()


@pytest.fixture
def ours(make):
    return make()


def requests_at(harness):
    """How often each request is in a batch of the server."""
    found = harness.rows(
        f"SELECT r.custom_id, count(*) FROM openai.batch.batches b JOIN {REQUESTS} r ON r.batch_id = b.id GROUP BY 1"
    )
    return Counter(dict(found))


ONCE = Counter({f"p-{n}": 1 for n in range(10)})


@pytest.mark.parametrize("concurrency", [1, 16])
def test_rows_become_parts_and_each_part_a_batch(make, concurrency):
    ours = make(concurrency=concurrency)
    found = ours.rows(TEN + RETURNING)
    assert [(part, parts, requests) for part, parts, _, requests, _ in found] == [
        (n, 5, 2) for n in range(1, 6)
    ]
    assert ours.result.summary == "INSERT 10 requests · 5 batches"
    assert Counter(line.partition("?")[0] for line in ours.requests) == {"POST /files": 5, "POST /batches": 5}
    marks = ours.column("SELECT metadata->>'osql_part' FROM openai.batch.batches ORDER BY 1")
    assert marks == [f"{n}/5" for n in range(1, 6)]
    assert requests_at(ours) == ONCE
    assert ours.rows("SELECT state, count(*) FROM local.parts GROUP BY 1") == [("created", 5)]


def test_the_same_is_not_submitted_again_unless_it_is_forced(ours, make):
    ours.rows(TEN)
    again = make()
    error = again.error(TEN, AlreadySubmitted)
    assert "batch_" in error.message
    assert "FORCE" in error.hint
    assert not any(line.startswith("POST") for line in again.requests)
    again.rows(TEN.replace("INSERT", "INSERT /*+ FORCE */", 1))
    assert set(requests_at(again).values()) == {2}


def test_what_came_to_nothing_may_be_submitted_again(ours, time):
    sql = INSERT.format(1).replace("gpt-5-mini", "gpt-nonesuch")
    ours.rows(sql)
    time.seconds += 48 * 3600
    assert ours.column("SELECT request_counts->>'completed' FROM openai.batch.batches") == [0]
    ours.rows(sql)
    assert len(ours.column("SELECT id FROM openai.batch.batches")) == 2


def test_awaited_batches_show_their_end(ours):
    sql = TEN.replace("INSERT", "INSERT /*+ AWAIT */", 1)
    assert {row[-1] for row in ours.rows(sql + RETURNING)} == {"completed"}


def test_a_refused_part_is_told_and_sent_by_the_same_statement(ours, server):
    server.faults.add(Fault("POST /v1/batches", status=400, skip=2, message="No quota."))
    error = ours.error(TEN + RETURNING, ChangesInterrupted)
    assert "part 3 of 5" in error.message
    assert "the same statement goes on" in error.hint
    assert ours.rows("SELECT state, count(*) FROM local.parts GROUP BY 1 ORDER BY 1") == [
        ("created", 2),
        ("failed", 1),
        ("planned", 2),
    ]
    found = ours.rows(TEN + RETURNING)
    assert len(found) == 5
    assert requests_at(ours) == ONCE


def test_a_file_that_is_not_seen_yet_is_tried_again(ours, server, time):
    unseen = Fault("POST /v1/batches", status=400, times=3, message="Cannot find file file-1")
    server.faults.add(unseen)
    ours.rows(INSERT.format(1))
    assert time.waits[:3] == [1.0, 2.0, 4.0]
    assert len(ours.column("SELECT id FROM openai.batch.batches")) == 1
    server.faults.add(Fault("POST /v1/batches", status=400, message="Cannot find file file-1"))
    server.faults.add(Fault("GET /v1/files/*", status=404))
    ours.error(INSERT.format(2), ApiError)


def test_a_file_that_has_expired_is_uploaded_again(ours, server, time):
    server.faults.add(Fault("POST /v1/batches", status=400, times=None))
    ours.error(INSERT.format(1))
    server.faults.clear()
    time.seconds += 40 * 24 * 3600
    ours.rows(INSERT.format(1))
    assert [line.partition("?")[0] for line in ours.requests][-2:] == ["POST /files", "POST /batches"]
    assert ours.rows("SELECT state, count(*) FROM local.parts GROUP BY 1") == [("created", 1)]


def test_other_rows_do_not_go_on_with_a_run(ours, server):
    server.faults.add(Fault("POST /v1/batches", status=400, skip=1))
    ours.error(TEN)
    error = ours.error(INSERT.format("0, 1, 2, 3, 4, 5, 6, 7, 8"), StatementError)
    assert "was begun with other rows" in error.message
    assert "parts differ" in error.message
    forced = INSERT.format("0, 1, 2, 3, 4, 5, 6, 7, 8").replace("INSERT", "INSERT /*+ FORCE */", 1)
    ours.rows(forced)
    assert ours.rows("SELECT state, count(*) FROM local.parts GROUP BY 1 ORDER BY 1") == [
        ("abandoned", 4),
        ("created", 6),
    ]


@pytest.mark.parametrize(
    ("sql", "kind", "said"),
    [
        (TEN.replace("custom_id", "custom"), UnknownName, "custom"),
        (TEN.replace("'/v1/responses'", "'/v1/nothing'"), StatementError, "/v1/nothing"),
        (TEN.replace("'/v1/responses'", "1"), StatementError, "row 1"),
        (TEN.replace("'p-' || value", "'same'"), StatementError, "duplicate_custom_id"),
        (TEN.replace("custom_id", "stream"), StatementError, "stream"),
        (
            TEN.replace(", custom_id", "").replace("'p-' || value, ", "").replace(" ORDER BY value", ""),
            StatementError,
            "no certain order",
        ),
        (TEN.replace("custom_id, input", "custom_id, model"), StatementError, "twice"),
        (TEN + " RETURNING nope", UnknownName, "nope"),
    ],
)
def test_everything_is_checked_before_anything_is_sent(ours, sql, kind, said):
    error = ours.error(sql, kind)
    assert said in f"{error.message} {error.hint}"
    assert ours.requests == []
    assert ours.rows("SELECT * FROM local.runs") == []


def test_no_row_is_no_batch(ours):
    ours.rows(TEN.replace("ORDER BY", "WHERE false ORDER BY"))
    assert ours.result.summary == "INSERT 0 requests · 0 batches"
    assert ours.requests == []


def test_consent_is_asked_for_requests(make):
    error = make(assume_yes=False).error(TEN, RefusedStatement)
    assert "10 requests in 5 batches" in error.message
    bounded = make(assume_yes=False, max_changes=9)
    assert "more than the 9" in bounded.error(TEN, RefusedStatement).message
    asked = []
    person = make(assume_yes=False)
    person.session.confirm = lambda preview: asked.append(preview) or False
    person.error(TEN, Cancelled)
    assert (asked[0].count, asked[0].objects[0][0]) == (10, "part 1 of 5")
    assert person.requests == []
    make(assume_yes=False, max_changes=10).rows(TEN)


def test_dry_run_and_explain_send_nothing(make):
    ours = make(dry_run=True)
    parts = ours.records(TEN)
    assert [(part["part"], part["requests"], part["url"]) for part in parts] == [
        (n, 2, "/v1/responses") for n in range(1, 6)
    ]
    steps = ours.records(f"EXPLAIN {TEN}")
    assert [(step["method"], step["expected_requests"]) for step in steps] == [
        ("create_file", "1 for every part"),
        ("create_batch", "1 for every part"),
    ]
    assert ours.requests == []


VALUES = "SELECT value AS v, '/v1/responses' AS u FROM json_each('[1, 2]')"
ROWS_ALIKE = [
    ("VALUES ('/v1/responses', 'a'), ('/v1/responses', 'b')", True),
    (f"SELECT u, v FROM ({VALUES}) ORDER BY v", True),
    (f"WITH r AS ({VALUES}) SELECT u, v FROM r ORDER BY v LIMIT 2", True),
    (f"SELECT u, v FROM ({VALUES}) UNION ALL SELECT u, v FROM ({VALUES}) ORDER BY 2", True),
    (f"SELECT u, v FROM ({VALUES} ORDER BY 1)", False),
    (f"WITH r AS ({VALUES} ORDER BY 1) SELECT u, v FROM r", False),
    (f"SELECT u, v || row_number() OVER (ORDER BY v) FROM ({VALUES})", False),
    (f"SELECT u, v || rank() OVER w FROM ({VALUES}) WINDOW w AS (ORDER BY v)", False),
    (f"SELECT u, (SELECT v FROM ({VALUES}) ORDER BY v) FROM ({VALUES})", False),
    (f"SELECT u, v FROM ({VALUES}) UNION ALL VALUES ('/v1/responses', 'c')", False),
    ("WITH r(u, v) AS (VALUES ('/v1/responses', 'a')) SELECT u, v FROM r", False),
    ("SELECT url AS \"order\", '' FROM (SELECT '/v1/responses' AS url)", False),
]


@pytest.mark.parametrize(("source", "alike"), ROWS_ALIKE)
def test_only_the_order_of_the_whole_query_numbers_requests_alike(make, source, alike):
    ours = make(dry_run=True)
    sql = f"INSERT INTO {REQUESTS} (url, input) {source}"
    if alike:
        assert ours.records(sql)[0]["requests"] == 2
    else:
        assert "no certain order" in ours.error(sql, StatementError).message


def test_the_batch_that_is_retried_counts_among_the_pairs_and_is_written_there(make):
    ours = make()
    pairs = ", ".join(f"'k{n}', ''" for n in range(14))
    columns = "(url, custom_id, input, batch_metadata, batch_retry_of)"
    row = "VALUES ('/v1/responses', 'a', 'x', json_object({}), 'batch_1')"
    error = ours.error(f"INSERT INTO {REQUESTS} {columns} {row.format(pairs)}", StatementError)
    assert "and 3 of them are written here" in error.message
    ours.rows(f"INSERT INTO {REQUESTS} {columns} {row.format(pairs.partition(', ')[2].partition(', ')[2])}")
    (kept,) = ours.column("SELECT metadata FROM openai.batch.batches")
    assert '"osql_retry_of":"batch_1"' in kept
    assert kept.count("osql_") == 3
    assert ours.rows("SELECT retry_of FROM local.parts") == [("batch_1",)]


def test_explain_says_what_each_part_takes(ours):
    (sentence,) = ours.run(f"EXPLAIN {TEN}").explanation.sentences
    assert sentence == (
        "1 call of create_file and 1 of create_batch for every part, 4 parts at once; nothing was sent"
    )


def test_without_a_ledger_nothing_is_known_and_that_is_said(make):
    ours = make(ledger=False)
    ours.rows(INSERT.format(1))
    assert any("the ledger is off" in notice for notice in ours.notices())
    assert ours.column("SELECT metadata FROM openai.batch.batches") == [None]
    ours.rows(INSERT.format(1))
    assert len(ours.column("SELECT id FROM openai.batch.batches")) == 2


KILLS = [(number, point) for number in range(10) for point in ("before it acts", "before it answers")]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "point"), KILLS)
def test_a_killed_program_is_gone_on_with_and_each_request_is_sent_once(
    make, server, time, tmp_path, number, point
):
    kind = FaultKind.HOLD if point == "before it answers" else FaultKind.HOLD_BEFORE
    server.faults.add(Fault("POST *", kind=kind, skip=number))
    time.seconds = float(int(clock.time()))
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    environ = {
        **kept,
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "OPENAI_BASE_URL": server.url,
        "OPENAI_API_KEY": server.key,
    }
    words = ["--yes", "--concurrency", "1", "--set", "batch_part_requests=2", "-c", TEN]
    with Path(os.devnull).open("r+b") as nothing:
        program = start(words, environ, home, [nothing.fileno()] * 3)
    assert server.faults.held.acquire(timeout=30)
    program.send_signal(signal.SIGKILL)
    program.wait(30)
    server.faults.released.set()
    ours = make()
    with closing(ours.session):
        found = ours.rows(TEN + RETURNING)
        assert [row[0] for row in found] == [1, 2, 3, 4, 5]
        assert requests_at(ours) == ONCE
        assert len(ours.column("SELECT id FROM openai.files.files WHERE purpose = 'batch'")) == 5
        assert ours.rows("SELECT state, count(*) FROM local.parts GROUP BY 1") == [("created", 5)]
        assert isinstance(ours.error(TEN), AlreadySubmitted)


def test_who_waits_is_told_how_many_rows_are_gathered(make):
    harness, told = make(batch_part_requests=600), []
    harness.session.progress = told.append
    values = ", ".join(map(str, range(1_500)))
    assert harness.rows(INSERT.format(values) + RETURNING)
    first, *others = told
    assert (first.what, first.done, first.parts, first.part) == ("gathered", 1_000, "rows", 2)
    assert first.bytes > 100_000
    assert {one.what for one in others} == {"submitted"}
