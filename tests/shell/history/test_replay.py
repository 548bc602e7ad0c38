"""Replaying a history: what runs, what is skipped, and what happens after an interruption."""

import json
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.errors import ApiError, Cancelled, UsageError
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.shell.history.file import HistoryEntry, HistoryFile
from openai_sql_shell.shell.history.replay_plan import point_in_time, select
from openai_sql_shell.shell.history.replay_progress import ReplayProgress

START = datetime(2026, 8, 21, 9, 0, tzinfo=UTC)
ENTRY = HistoryEntry(START, "test", "SELECT 1", "ok")


def test_statements_run_in_their_order_and_rows_go_to_stdout(record, replay, session, rows, said):
    record("SELECT 1", "\\x on", "SELECT 2")
    assert replay() == 0
    assert session.asked == ["SELECT 1", "SELECT 2"]
    assert rows() == "id,status\n1,ok\nid,status\n2,ok\n"
    assert said().splitlines()[0] == "#1 SELECT 1"
    assert said().endswith("2 run, 0 skipped\n")


def test_an_empty_history_is_no_error(replay, said):
    assert replay() == 0
    assert "no statement of the history fits" in said()


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ({"last": 2}, ["SELECT 3", "SELECT 40"]),
        ({"last": 99}, ["SELECT 1", "SELECT 2", "SELECT 3", "SELECT 40"]),
        ({"grep": "select 4"}, ["SELECT 40"]),
        ({"since": "2026-08-21T09:02Z"}, ["SELECT 3", "SELECT 40"]),
        ({"since": "2026-08-21T09:01Z", "last": 1}, ["SELECT 40"]),
    ],
)
def test_the_person_chooses(record, replay, session, options, asked):
    record("SELECT 1", "SELECT 2", "SELECT 3", "SELECT 40")
    assert replay(**options) == 0
    assert session.asked == asked


def test_commands_do_not_count_among_the_last():
    entries = [
        replace(ENTRY, text=text, number=n) for n, text in enumerate(("SELECT 1", "SELECT 2", "\\dt"), 1)
    ]
    assert [entry.number for entry in select(entries, last=1)] == [2]


@pytest.mark.parametrize("text", ["soon", "", "2 fortnights", "2026-13-01", "9e99d"])
def test_a_time_that_is_none_is_refused(text):
    with pytest.raises(UsageError, match="no point in time"):
        point_in_time(text, START)


@pytest.mark.parametrize(
    ("text", "hours"), [("90m", 1.5), ("2h", 2), ("1d", 24), ("1w", 168), ("2026-08-21", 9)]
)
def test_a_time_is_a_moment_or_an_age(text, hours):
    assert point_in_time(text, START) == START - timedelta(hours=hours)


@pytest.mark.parametrize(
    "forced",
    [
        "INSERT /*+ FORCE */ INTO r (url) VALUES ('a')",
        "EXEC /*+ FORCE */ openai.batch.batches.retry @batch_id = 'b'",
    ],
)
def test_what_was_forced_is_not_submitted_again_by_a_replay(record, replay, session, said, forced):
    record(forced, "INSERT INTO r (url) VALUES ('a')")
    replay(include_changes=True)
    assert session.asked == ["INSERT INTO r (url) VALUES ('a')"]
    assert "FORCE submits what was submitted" in said()


def test_changes_are_listed_and_skipped_unless_included(record, replay, session, said):
    record("SELECT 1", "DELETE FROM x")
    record("SELECT recorded_as_a_change", changes=True)
    assert replay() == 0
    assert session.asked == ["SELECT 1"]
    assert "#2 DELETE FROM x\n  skipped: it changes something" in said()
    assert said().endswith("1 run, 2 skipped\n")
    session.asked.clear()
    assert replay(include_changes=True) == 0
    assert session.asked == ["SELECT 1", "DELETE FROM x", "SELECT recorded_as_a_change"]


def test_a_statement_with_a_masked_secret_is_skipped_even_then(record, replay, session, said):
    record("SELECT hunter22")
    assert replay(include_changes=True) == 0
    assert session.asked == []
    assert "a secret was taken out" in said()


def test_a_dry_run_shows_everything_and_sends_nothing(record, replay, session, rows, paths):
    record("SELECT 1", "DELETE FROM x", "\\dt")
    record("SELECT boom", outcome="error: no", profile="work")
    assert replay(dry_run=True) == 0
    assert session.asked == []
    lines = rows().splitlines()
    assert lines[0] == "number,time,profile,outcome,replay,text"
    assert [line.split(",")[0] for line in lines[1:]] == ["1", "2", "4"]
    assert lines[1].endswith(",test,ok,run,SELECT 1")
    assert ",skip: it changes something" in lines[2]
    assert lines[3].endswith(",work,error: no,run,SELECT boom")
    assert not ReplayProgress.beside(paths.history_file).path.exists()


def test_a_statement_runs_where_use_stood_when_it_was_typed(record, replay, session):
    record("SELECT 1", service="batch")
    record("SELECT 2", service="batch")
    record("SELECT 3")
    replay(grep="SELECT")
    assert session.asked == ["SELECT 1", "SELECT 2", "SELECT 3"]
    assert session.services == ["batch", "batch", None]


def test_another_profile_is_mentioned(record, replay, said):
    record("SELECT 1", profile="work")
    replay()
    assert said().startswith("typed under work; runs under test now\n")


def test_an_error_stops_the_replay_and_decides_the_exit_code(record, replay, session, said):
    record("SELECT 1", "SELECT boom", "SELECT 3")
    assert replay() == 1
    assert session.asked == ["SELECT 1", "SELECT boom"]
    assert "2 of 3 left; openai-sql replay --continue goes on with this" in said()


def test_what_failed_when_it_was_typed_may_fail_again(record, replay, session, said):
    record("SELECT boom", outcome="error: no such column: boom")
    record("SELECT 2")
    assert replay() == 0
    assert session.asked == ["SELECT boom", "SELECT 2"]
    assert "it failed when it was typed, too" in said()


def test_continue_goes_on_with_the_statement_that_failed(record, replay, session, paths):
    record("SELECT 1", "SELECT boom", "SELECT 3")
    replay()
    session.asked.clear()
    session.execute = lambda text, cancel, run=session.execute: run(text.replace("boom", "2"), cancel)
    record("SELECT 4")
    assert replay(**{"continue": True}) == 0
    assert session.asked == ["SELECT 2", "SELECT 3"]
    assert not ReplayProgress.beside(paths.history_file).path.exists()


def test_a_statement_that_fails_again_is_passed_over_the_next_time(record, replay, session):
    record("SELECT 1", "SELECT boom", "SELECT 3")
    assert replay() == 1
    assert replay(**{"continue": True}) == 1
    assert replay(**{"continue": True}) == 0
    assert session.asked == ["SELECT 1", "SELECT boom", "SELECT boom", "SELECT 3"]


def test_continue_needs_something_to_continue(record, replay):
    record("SELECT 1")
    with pytest.raises(UsageError, match="no interrupted replay"):
        replay(**{"continue": True})
    replay()
    with pytest.raises(UsageError, match="no interrupted replay"):
        replay(**{"continue": True})


def test_continue_keeps_to_what_was_chosen_before(record, replay):
    record("SELECT boom")
    replay()
    with pytest.raises(UsageError, match="chosen before"):
        replay(**{"continue": True, "last": 1})


def test_ctrl_c_stops_the_replay_and_continue_goes_on(record, replay, session, ctrl_c_at):
    record("SELECT 1", "SELECT wait", "SELECT 3")
    ctrl_c_at("wait")
    assert replay() == 130
    session.asked.clear()
    session.execute = lambda text, cancel, run=session.execute: run(text.replace("wait", "2"), cancel)
    assert replay(**{"continue": True}) == 0
    assert session.asked == ["SELECT 2", "SELECT 3"]


class Killed(BaseException):
    """Stands for the end of the process in the middle of a statement."""


@pytest.mark.parametrize(
    ("text", "asked", "mentioned"),
    [("SELECT 2", ["SELECT 2", "SELECT 3"], False), ("DELETE FROM x", ["SELECT 3"], True)],
)
def test_after_a_kill_a_change_in_flight_is_never_repeated(
    record, replay, session, said, text, asked, mentioned
):
    record("SELECT 1", text, "SELECT 3")
    run = session.execute

    def dies(statement, cancel):
        if statement == text:
            raise Killed
        return run(statement, cancel)

    session.execute = dies
    with pytest.raises(Killed):
        replay(include_changes=True)
    session.execute = run
    session.asked.clear()
    assert replay(**{"continue": True}) == 0
    assert session.asked == asked
    assert ("may have been carried out" in said()) is mentioned


@pytest.mark.parametrize("error", [Cancelled("stop"), ApiError("no", status=400, request="DELETE /x")])
@pytest.mark.parametrize(("acted", "where"), [(False, "with"), (True, "behind")])
def test_a_change_is_sent_again_only_where_it_certainly_changed_nothing(
    record, replay, session, said, error, acted, where
):
    record("DELETE FROM x", "SELECT 2")
    run = session.execute

    def fails(_statement, _cancel):
        error.may_have_acted = acted
        raise error

    session.execute = fails
    assert replay(include_changes=True) == error.exit_code
    assert f"2 of 2 left; openai-sql replay --continue goes on {where} this statement\n" in said()
    session.execute = run
    assert replay(**{"continue": True}) == 0
    assert session.asked == (["SELECT 2"] if acted else ["DELETE FROM x", "SELECT 2"])
    assert ("may have been carried out" in said()) is acted


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("text", "where"), [("SELECT wait", "with"), ("DELETE FROM wait", "behind")])
def test_a_signal_that_ends_the_program_says_how_much_is_left(record, replay, session, said, text, where):
    record("SELECT 1", text, "SELECT 3")
    run = session.execute

    def ended(statement, cancel):
        if statement == text:
            signal.raise_signal(signal.SIGTERM)
        return run(statement, cancel)

    session.execute = ended
    with Signals().handled(), pytest.raises(SystemExit) as end:
        replay(include_changes=True)
    assert end.value.code == 143
    left = f"stopped, 2 of 3 left; openai-sql replay --continue goes on {where} this statement\n"
    assert said().endswith(left)


def test_a_replay_whose_rows_nobody_takes_tells_what_was_changed_and_stops(
    record, replay, session, console, said
):
    record("INSERT INTO x RETURNING id", "DELETE FROM x")
    session.execute = lambda text, _cancel: (
        session.asked.append(text)
        or Result((ResultColumn("id"),), iter([("x1",)]), summary="INSERT 1 · x1", at_hand=True)
    )
    console.stdout.flush = lambda: (
        (_ for _ in ()).throw(BrokenPipeError) if console.stdout.getvalue() else None
    )
    with pytest.raises(BrokenPipeError):
        replay(include_changes=True)
    assert session.asked == ["INSERT INTO x RETURNING id"]
    assert "INSERT 1 · x1\n" in said()
    assert said().endswith("2 of 2 left; openai-sql replay --continue goes on behind this statement\n")


def test_a_replay_that_was_never_finished_is_mentioned_by_the_next(record, replay, said):
    record("SELECT boom")
    replay()
    replay()
    assert "an earlier replay was not finished" in said()


def test_progress_that_cannot_be_begun_stops_a_replay_before_its_first_statement(
    record, replay, session, paths
):
    record("SELECT 1", "DELETE FROM x")
    ReplayProgress.beside(paths.history_file).path.mkdir()
    with pytest.raises(UsageError, match="cannot keep the position of the replay") as caught:
        replay(include_changes=True)
    assert "repeat changes" in caught.value.hint
    assert session.asked == []


def test_an_older_progress_that_cannot_be_removed_stops_a_replay_before_its_first_statement(
    record, replay, session, monkeypatch
):
    """What was chosen then would be gone on with, instead of what is chosen now."""
    record("SELECT boom")
    assert replay() == 1

    def refuse(*_, **__):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "unlink", refuse)
    session.asked.clear()
    with pytest.raises(UsageError, match="cannot keep the position of the replay"):
        replay()
    assert session.asked == []


def test_progress_that_cannot_be_kept_any_more_stops_a_replay_before_the_next_change(
    record, replay, session, paths
):
    record("SELECT 1", "DELETE FROM x")
    path, execute = ReplayProgress.beside(paths.history_file).path, session.execute

    def lost(text, cancel):
        path.unlink()
        path.mkdir()
        return execute(text, cancel)

    session.execute = lost
    with pytest.raises(UsageError, match="cannot keep the position of the replay"):
        replay(include_changes=True)
    assert session.asked == ["SELECT 1"]


def test_a_history_somebody_named_must_exist(replay, tmp_path):
    with pytest.raises(UsageError, match="cannot read the history"):
        replay(files=str(tmp_path / "nothing"))


def test_a_named_history_is_replayed_with_its_own_progress(replay, tmp_path):
    other = HistoryFile(tmp_path / "other")
    other.append(replace(ENTRY, text="SELECT boom"))
    assert replay(files=str(other.path)) == 1
    assert (tmp_path / "other.replay").exists()


@pytest.mark.parametrize(
    "content", ["", "nonsense", "{}", '{"steps": [{}]}', '{"steps": [1]}', "[]", '{"steps": []}']
)
def test_damaged_progress_is_no_progress(tmp_path, content):
    progress = ReplayProgress(tmp_path / "j")
    progress.path.write_text(content)
    assert progress.read() is None


def test_a_line_of_progress_that_was_cut_off_says_nothing(record, replay, paths):
    record("SELECT 1", "SELECT boom")
    replay()
    progress = ReplayProgress.beside(paths.history_file)
    progress.began(1)
    with progress.path.open("a") as file:
        file.write('{"end')
    assert progress.read().position == 1
    assert progress.read().in_flight


def test_secrets_do_not_reach_the_progress_file(record, replay, paths):
    record("SELECT 'sk-proj-abcdefgh1234', boom", "SELECT boom")
    replay()
    content = ReplayProgress.beside(paths.history_file).path.read_text()
    assert "abcdefgh1234" not in content
    assert json.loads(content.splitlines()[0])["steps"][0]["skipped"]
