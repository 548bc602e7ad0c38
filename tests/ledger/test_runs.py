"""Runs: claimed by one, taken over from the dead, written down before they are sent, and forgotten in time."""

from __future__ import annotations

import os
from socket import gethostname

import pytest
from ledger.conftest import BASE_URL, DIGEST, NOW, parts, record, tell

from openai_sql_shell.classes import replace
from openai_sql_shell.ledger import owners
from openai_sql_shell.ledger.runs import (
    CAME_FROM,
    UNFINISHED,
    ClaimLost,
    PartClaimed,
    PartState,
    Runs,
    RunState,
)
from openai_sql_shell.ledger.store import KEPT_FOR

DAY = 24 * 3600
ELSEWHERE = "4711@another-machine#1"


@pytest.fixture
def foreign(ledger):
    """The same ledger, as a process on another machine uses it."""
    return Runs(ledger, BASE_URL, ELSEWHERE)


def state_of(ledger, run):
    return dict(ledger.rows("run", ["id", "state"]))[run]


def walk(runs, run, *states, part=1, **ids):
    for state in states:
        runs.advance(run, part, state, **ids)


def test_what_is_planned_is_found_again_whole(runs):
    planned = parts("a", "b")
    planned[1] = replace(planned[1], model=None, est_input_tokens=5, retry_of="batch_1")
    run = runs.record(planned, resource="r", origin="retry", statement_sha256=DIGEST)
    assert len(run) == 12
    known = runs.parts(run)
    names = type(planned[0]).__fields__
    assert [{n: getattr(part, n) for n in names} for part in known] == [
        {n: getattr(part, n) for n in names} for part in planned
    ]
    assert {(p.run, p.state, p.changed_at, p.file_id) for p in known} == {(run, PartState.PLANNED, NOW, None)}
    assert runs.find(["b", "nosuch"]) == [known[1]]


def test_of_several_parts_with_a_key_the_newest_comes_first(runs, now):
    made = []
    for _ in range(3):
        made.append(record(runs, "k"))
        walk(runs, made[-1], PartState.FAILED)
    now.seconds += 5
    made.append(record(runs, "k"))
    assert [part.run for part in runs.find(["k"])] == made[::-1]


@pytest.mark.parametrize("state", PartState)
def test_a_key_is_claimed_exactly_as_long_as_it_is_unfinished(state, runs, ledger):
    run = record(runs, "k")
    with ledger.write() as database:
        database.execute("UPDATE part SET state = ?", (state,))
    if state in UNFINISHED:
        with pytest.raises(PartClaimed):
            record(runs, "k")
        with pytest.raises(Exception, match="UNIQUE"), ledger.write() as database:
            database.execute("INSERT INTO part(run, part, key, state) VALUES ('x', 1, 'k', 'planned')")
    else:
        assert record(runs, "k") != run


def test_all_parts_are_claimed_or_none(runs, ledger):
    record(runs, "b")
    with pytest.raises(PartClaimed):
        record(runs, "a", "b")
    assert runs.find(["a"]) == []
    assert ledger.count()["run"] == 1


def test_of_two_processes_one_wins_and_the_other_is_told_who_and_since_when(start):
    first, second = start("k"), start("k")
    tell(first, second)
    (won, _), (lost, message) = sorted(
        ((other, other.said()) for other in (first, second)), key=lambda pair: not pair[1].startswith("won")
    )
    assert message.startswith(
        f"lost process {won.pid} on {gethostname()} is at work on the same since 2027-01-15 08:00:00 UTC"
    )
    assert lost is not won


def test_what_a_killed_process_left_is_taken_over_where_it_stands(start, runs):
    other = start("k", "l")
    tell(other)
    _, run = other.said().split()
    with pytest.raises(PartClaimed, match=f"process {other.pid} "):
        runs.take_over(run)
    other.kill()
    taken = runs.take_over(run)
    assert [(part.key, part.state) for part in taken] == [
        ("k", PartState.UPLOADING),
        ("l", PartState.PLANNED),
    ]
    walk(runs, run, PartState.UPLOADED, file_id="file-1")


def test_a_process_that_ended_and_was_not_waited_for_is_dead(start, runs):
    other = start("k")
    tell(other)
    _, run = other.said().split()
    os.kill(other.pid, 9)
    os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)  # it is a zombie from here on
    assert runs.take_over(run)


def test_a_number_that_was_given_to_another_process_is_no_owner():
    mine = owners.this_process()
    assert owners.is_alive(mine, 0)
    assert not owners.is_alive(f"{mine}1", 0)


@pytest.mark.parametrize("owner", ["", "nonsense", "1@#", "99999999999999999999@{host}#1"])
def test_what_is_no_owner_is_dead(owner):
    assert not owners.is_alive(owner.format(host=gethostname()), 0)


@pytest.mark.parametrize(("idle", "free"), [(3599, False), (3600, True)])
def test_an_owner_on_another_machine_is_dead_when_it_did_nothing_for_an_hour(idle, free, runs, foreign, now):
    run = record(foreign, "k")
    now.seconds += 5000
    walk(foreign, run, PartState.UPLOADING)
    now.seconds += idle
    if free:
        assert runs.take_over(run)
        with pytest.raises(ClaimLost):
            walk(foreign, run, PartState.UPLOADED)
    else:
        with pytest.raises(PartClaimed, match="process 4711 on another-machine"):
            runs.take_over(run)


def test_what_its_owner_left_is_anybodys(runs, foreign, ledger):
    run = record(foreign, "k")
    assert foreign.leave(run) is RunState.STOPPED
    with pytest.raises(PartClaimed, match="was begun before, and is not done"):
        record(runs, "k")
    assert [part.state for part in runs.take_over(run)] == [PartState.PLANNED]
    assert state_of(ledger, run) == RunState.RUNNING


@pytest.mark.parametrize("before", PartState)
@pytest.mark.parametrize("after", CAME_FROM)
def test_a_part_takes_only_the_steps_that_lead_on(before, after, runs, ledger):
    run = record(runs, "k")
    with ledger.write() as database:
        database.execute("UPDATE part SET state = ?", (before,))
    if before in CAME_FROM[after]:
        runs.advance(run, 1, after)
        assert runs.parts(run)[0].state is after
    else:
        with pytest.raises(ClaimLost, match=f"cannot become {after}"):
            runs.advance(run, 1, after)
        assert runs.parts(run)[0].state is before


def test_what_failed_is_not_begun_again_while_the_same_is_done_elsewhere(runs):
    first = record(runs, "k")
    walk(runs, first, PartState.FAILED)
    second = record(runs, "k")
    with pytest.raises(ClaimLost):
        runs.advance(first, 1, PartState.UPLOADING)
    walk(runs, second, PartState.FAILED)
    runs.advance(first, 1, PartState.UPLOADING)


def test_answers_are_kept_and_adopted_ids_are_known(runs, now):
    run = record(runs, "k")
    walk(runs, run, PartState.UPLOADING)
    now.seconds += 7
    runs.advance(run, 1, PartState.UPLOADED, file_id="file-1")
    walk(runs, run, PartState.CREATING)
    runs.advance(run, 1, PartState.CREATED, batch_id="batch_1")
    [part] = runs.parts(run)
    assert (part.file_id, part.batch_id, part.changed_at, part.unfinished) == (
        "file-1",
        "batch_1",
        NOW + 7,
        False,
    )
    assert runs.taken(["file-1", "batch_1", "file-2"]) == {"file-1", "batch_1"}


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (["created", "created"], RunState.DONE),
        (["created", "failed"], RunState.FAILED),
        (["created", "uploading"], RunState.STOPPED),
        (["failed", "held"], RunState.STOPPED),
    ],
)
def test_a_run_is_what_its_parts_make_of_it(steps, state, runs, ledger):
    run = record(runs, "a", "b")
    with ledger.write() as database:
        for part, step in enumerate(steps, 1):
            database.execute("UPDATE part SET state = ? WHERE part = ?", (step, part))
    assert runs.leave(run, "connection_problem") is state
    [(told, owner, ended, error)] = ledger.rows("run", ["state", "owner", "ended_at", "error"])
    assert (told, owner, error) == (state, None, "connection_problem")
    assert ended == (None if state is RunState.STOPPED else NOW)


def test_a_run_that_ended_is_open_again_when_it_is_taken_over(runs, ledger, now):
    run = record(runs, "k")
    walk(runs, run, PartState.FAILED)
    runs.leave(run, "http_500")
    now.seconds += 5
    runs.take_over(run)
    facts = ledger.rows("run", ["state", "ended_at", "error", "claimed_at"])
    assert facts == [(RunState.RUNNING, None, None, NOW + 5)]


def test_who_lost_a_run_does_not_end_it(runs, foreign, ledger, now):
    run = record(foreign, "k")
    now.seconds += owners.STALE_AFTER
    runs.take_over(run)
    foreign.leave(run)
    assert state_of(ledger, run) == RunState.RUNNING
    runs.advance(run, 1, PartState.UPLOADING)


def test_giving_up_names_the_files_that_nobody_uses(runs, foreign, ledger):
    run = record(runs, "a", "b", "c")
    for part in (1, 2):
        walk(runs, run, PartState.UPLOADING, part=part)
        runs.advance(run, part, PartState.UPLOADED, file_id=f"file-{part}")
    walk(runs, run, PartState.CREATING, PartState.CREATED)
    with pytest.raises(PartClaimed):
        foreign.abandon(run)
    runs.leave(run)
    assert foreign.abandon(run) == (["file-2"], [])
    assert [part.state for part in runs.parts(run)] == ["created", "abandoned", "abandoned"]
    assert state_of(ledger, run) == RunState.ABANDONED
    assert record(runs, "b", "c")


def test_runs_that_ended_long_ago_are_forgotten_when_one_is_planned(runs, ledger, now):
    ended, open_ = record(runs, "a"), record(runs, "b")
    walk(runs, ended, PartState.FAILED)
    runs.leave(ended), runs.leave(open_)
    now.seconds += KEPT_FOR
    kept = record(runs, "c")
    assert {run for (run,) in ledger.rows("run", ["id"])} == {ended, open_, kept}
    now.seconds += 1
    last = record(runs, "d")
    assert {run for (run,) in ledger.rows("run", ["id"])} == {open_, kept, last}
    assert {run for (run,) in ledger.rows("part", ["run"])} == {open_, kept, last}
    assert KEPT_FOR == 180 * DAY


def test_the_key_of_a_part_is_of_all_that_tells_it_from_others(make_ledger, tmp_path):
    facts = ("/v1/responses", "24h", DIGEST)
    runs = Runs(make_ledger(), BASE_URL)
    same = runs.key(*facts)
    assert runs.key(*facts) == same
    others = [
        *(runs.key(*facts[:at], "another", *facts[at + 1 :]) for at in range(3)),
        Runs(make_ledger(), "http://localhost:1").key(*facts),
        Runs(make_ledger(who=lambda: ("another",)), BASE_URL).key(*facts),
        Runs(make_ledger(path=tmp_path / "other.sqlite"), BASE_URL).key(*facts),
    ]
    assert len({same, *others}) == 7


SENTENCES = ["Invalid 'input': my secret prompt", "two words", "x" * 81, "schlüssel", ""]


@pytest.mark.parametrize("text", SENTENCES)
def test_of_an_error_a_word_is_kept_and_no_sentence(text, runs, ledger):
    run = record(runs, "k")
    runs.advance(run, 1, PartState.FAILED, error=text)
    runs.leave(run, text)
    assert ledger.rows("part", ["error"]) == ledger.rows("run", ["error"]) == [("error",)]


def test_giving_up_tells_files_apart_that_a_batch_was_perhaps_made_of(runs):
    run = record(runs, "a", "b")
    for part in (1, 2):
        walk(runs, run, PartState.UPLOADING, part=part)
        runs.advance(run, part, PartState.UPLOADED, file_id=f"file-{part}")
    walk(runs, run, PartState.CREATING)
    runs.leave(run)
    assert runs.abandon(run) == (["file-2"], ["file-1"])
