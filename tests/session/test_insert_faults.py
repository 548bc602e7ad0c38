"""Whole programs that make batches of rows, two at a time, stopped or interrupted, with a disk or a home that does not work."""

from __future__ import annotations

import os
import signal
import sqlite3
import time as clock
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from faults import Fault, FaultKind, FaultySandbox
from harness import Harness
from program import INHERITED, ROOT, start

from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import ChangesInterrupted, LocalFileError
from openai_sql_shell.ledger.schema import VERSION
from openai_sql_shell.lines import part_files
from openai_sql_shell.session.session import Session
from openai_sql_shell.session.submitted_parts import AlreadySubmitted

REQUESTS, BATCHES = "openai.batch.batch_requests", "openai.batch.batches"
TEN = (
    f"INSERT INTO {REQUESTS} (url, model, custom_id, input) SELECT '/v1/responses', 'gpt-5-mini',"
    " 'p-' || value, 'prompt ' || value FROM json_each('[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]') ORDER BY value"
)
ONCE = Counter({f"p-{n}": 1 for n in range(10)})
LEDGER = Path(".local", "state", "openai-sql", "ledger.sqlite")


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def server(time):
    with FaultySandbox(clock=time, seed_data=False) as sandbox:
        time.seconds = float(int(clock.time()))
        yield sandbox


@pytest.fixture
def begin(server, home):
    """Starts the program; what it says goes to a file of its own."""
    begun = []

    def begin(sql=TEN, **environ):
        kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
        kept |= {"HOME": str(home), "PYTHONPATH": str(ROOT), "OPENAI_BASE_URL": server.url}
        kept |= {"OPENAI_API_KEY": server.key, **environ}
        words = ["--yes", "--concurrency", "1", "--set", "batch_part_requests=2", "-c", sql]
        said = home.parent / f"said-{len(begun)}"
        with said.open("w") as stream, Path(os.devnull).open() as nothing:
            program = start(words, kept, home, [nothing.fileno(), stream.fileno(), stream.fileno()])
        program.said = lambda: said.read_text(encoding="utf-8")
        begun.append(program)
        return program

    yield begin
    server.faults.released.set()
    for program in begun:
        program.kill()


@pytest.fixture
def ours(server, time, home):
    profile = Profile("test", base_url=server.url, api_key=server.key)
    settings = Settings(concurrency=1, batch_part_requests=2, assume_yes=True)
    session = Session(profile, settings, clock=time.clock, ledger_folder=home / LEDGER.parent)
    yield Harness(session, server, time)
    session.close()


def sent(harness):
    found = harness.rows(
        f"SELECT r.custom_id, count(*) FROM {BATCHES} b JOIN {REQUESTS} r ON r.batch_id = b.id GROUP BY 1"
    )
    return Counter(dict(found))


@pytest.mark.slow
def test_of_two_programs_at_the_same_work_one_is_told_who_has_it(begin, ours, server):
    server.faults.latency = 0.05
    programs = [begin(), begin()]
    codes = [program.wait(60) for program in programs]
    assert 0 in codes
    for program, code in zip(programs, codes, strict=True):
        other = programs[1 - programs.index(program)]
        if code:
            said = program.said()
            assert f"process {other.pid} on" in said or "submitted before" in said, said
            assert "since" in said or "submitted before" in said, said
    server.faults.latency = 0
    assert sent(ours) == ONCE


@pytest.mark.slow
def test_a_stopped_program_keeps_its_work_however_long(begin, ours, server):
    server.faults.add(Fault("POST *", kind=FaultKind.HOLD, skip=3))
    first = begin()
    assert server.faults.held.acquire(timeout=30)
    first.stop()  # it waits for an answer, with no transaction open; the answer comes when it can begin none
    try:
        server.faults.released.set()
        with sqlite3.connect(ours.session.ledger().path) as ledger:
            ledger.execute("UPDATE run SET claimed_at = claimed_at - 100000")
            ledger.execute("UPDATE part SET changed_at = changed_at - 100000")
        ledger.close()
        second = begin()
        assert second.wait(60) != 0
        assert f"process {first.pid} on" in second.said()
    finally:
        first.send_signal(signal.SIGCONT)
    assert first.wait(60) == 0, first.said()
    assert sent(ours) == ONCE


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 1, 4, 9])
def test_a_terminated_program_says_what_stands_and_the_same_completes_it(begin, ours, server, number):
    server.faults.add(Fault("POST *", kind=FaultKind.HOLD, skip=number))
    program = begin()
    assert server.faults.held.acquire(timeout=30)
    program.send_signal(signal.SIGTERM)
    assert program.wait(60) == 143, program.said()
    server.faults.released.set()
    assert f"perhaps carried out (part {number // 2 + 1} of 5)" in program.said()
    assert "the same statement goes on" in program.said()
    assert ours.column("SELECT owner FROM local.runs") == [None]
    ours.rows(TEN)
    assert sent(ours) == ONCE
    assert len(ours.column("SELECT id FROM openai.files.files WHERE purpose = 'batch'")) == 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.write_bytes(b"no database " * 100), "move it away"),
        (lambda path: _set_version(path, VERSION + 1), "update openai-sql"),
    ],
    ids=["damaged", "newer"],
)
def test_a_ledger_that_cannot_be_used_refuses_inserts_and_nothing_else(begin, home, server, spoil, said):
    path = home / LEDGER
    path.parent.mkdir(parents=True)
    spoil(path)
    program = begin()
    assert program.wait(60) != 0
    assert said in program.said()
    assert not [seen for seen in server.requests if seen.target.startswith("/v1/batches")]
    assert begin(f"SELECT count(*) FROM {BATCHES}").wait(60) == 0


def _set_version(path, version):
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {version}")
    database.close()


@pytest.mark.parametrize("held", [1, part_files.HELD], ids=["while gathering", "at the end"])
def test_a_full_disk_is_named_with_its_place_and_nothing_is_left_or_sent(ours, monkeypatch, tmp_path, held):
    monkeypatch.setattr(part_files, "HELD", held)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def full(_self, _data):
        raise OSError(28, "No space left on device")

    class Full(part_files.BufferedWriter):
        write = full

    monkeypatch.setattr(
        part_files, "open", lambda path, *_a, **_k: Full(path.open("wb").detach()), raising=False
    )
    error = ours.error(TEN, LocalFileError)
    assert "No space left" in error.message
    assert "requests" in error.message
    assert "XDG_CACHE_HOME" in error.hint
    assert ours.requests == []
    assert not list(tmp_path.rglob("*.jsonl"))
    assert ours.rows("SELECT * FROM local.runs") == []


def test_a_key_that_is_refused_in_the_middle_stops_it_and_another_account_begins_anew(
    ours, server, time, home
):
    server.faults.add(Fault("POST /v1/batches", status=401, skip=2, code="invalid_api_key"))
    error = ours.error(TEN, ChangesInterrupted)
    assert "part 3 of 5" in error.message
    assert ours.rows("SELECT state, count(*) FROM local.parts GROUP BY 1 ORDER BY 1") == [
        ("created", 2),
        ("failed", 1),
        ("planned", 2),
    ]
    other = Profile("other", base_url=server.url, api_key=server.key, organization="org-other")
    settings = Settings(concurrency=1, batch_part_requests=2, assume_yes=True)
    with closing(Session(other, settings, clock=time.clock, ledger_folder=home / LEDGER.parent)) as session:
        assert len(Harness(session, server, time).rows(TEN + " RETURNING part")) == 5
    ours.rows(TEN)
    assert Counter(sent(ours).values()) == {2: 10}
    assert ours.rows("SELECT count(*), count(DISTINCT account) FROM local.runs") == [(2, 2)]
    assert ours.rows("SELECT state, count(*) FROM local.parts GROUP BY 1") == [("created", 10)]


@pytest.mark.slow
@pytest.mark.parametrize("variable", ["XDG_STATE_HOME", "XDG_CACHE_HOME"])
def test_a_directory_that_cannot_be_written_refuses_inserts_and_is_named(begin, server, variable):
    program = begin(**{variable: "/proc/nothing"})
    assert program.wait(60) != 0
    assert "/proc/nothing" in program.said()
    assert variable in program.said()
    assert not [seen for seen in server.requests if seen.method == "POST"]
    assert begin(f"SELECT count(*) FROM {BATCHES}", **{variable: "/proc/nothing"}).wait(60) == 0


REFUSED, SENT, WENT_ON = "refused", "sent", "went on"
EARLIER = {
    "nothing": {"on": (SENT, SENT), "off": (SENT, SENT)},
    "created": {"on": (REFUSED, SENT), "off": (SENT, SENT)},
    "failed": {"on": (WENT_ON, SENT), "off": (SENT, SENT)},
    "abandoned": {"on": (SENT, SENT), "off": (SENT, SENT)},
    "came to nothing": {"on": (SENT, SENT), "off": (SENT, SENT)},
}
"""What becomes of the same statement, by what an earlier one came to and whether there is a ledger: without FORCE, and with it."""
CASES = [(before, ledger, force) for before in EARLIER for ledger in ("on", "off") for force in (False, True)]


@pytest.mark.parametrize(("before", "ledger", "force"), CASES)
def test_the_same_statement_again(ours, server, time, before, ledger, force):
    one = TEN.replace("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]", "[1]")
    if before == "came to nothing":
        one = one.replace("gpt-5-mini", "gpt-nonesuch")
    if before in ("failed", "abandoned"):
        server.faults.add(Fault("POST /v1/batches", status=400))
        ours.error(one)
    elif before != "nothing":
        ours.rows(one)
    if before == "abandoned":
        ours.rows(f"EXEC local.parts.abandon @run = '{ours.value('SELECT id FROM local.runs')}'")
    time.seconds += 48 * 3600
    ours.session.settings.ledger = ledger == "on"
    sql = one.replace("INSERT", "INSERT /*+ FORCE */", 1) if force else one
    expected = EARLIER[before][ledger][force]
    if expected is REFUSED:
        ours.error(sql, AlreadySubmitted)
    else:
        ours.rows(sql)
    posts = Counter(line for line in ours.requests if line.startswith("POST"))
    assert posts["POST /batches"] == (expected is not REFUSED)
    assert posts["POST /files"] == (expected is SENT)
