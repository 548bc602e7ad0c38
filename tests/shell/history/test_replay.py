"""Replaying a history: what runs, what is skipped, and what happens after an interruption."""

import argparse
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.errors import ApiError, Cancelled, ChangeAccount, ChangesInterrupted, UsageError
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.shell.history.file import HistoryEntry, HistoryFile
from openai_sql_shell.shell.history.replay import main
from openai_sql_shell.shell.history.replay_lock import replaying
from openai_sql_shell.shell.history.replay_plan import point_in_time, select
from openai_sql_shell.shell.history.replay_progress import ReplayProgress
from openai_sql_shell.shell.run_input import run_statement
from openai_sql_shell.shell.state import ShellState

START = datetime(2026, 8, 21, 9, 0, tzinfo=UTC)
ENTRY = HistoryEntry(START, "test", "SELECT 1", "ok")


@pytest.fixture
def record(paths):
    """Write statements into the history, a minute apart."""
    history = HistoryFile(paths.history_file)

    def write(*texts, **fields):
        for text in texts:
            at = START + timedelta(minutes=len(history.read()))
            history.append(replace(ENTRY, time=at, text=text, **fields), secrets=["hunter22"])

    return write


@pytest.fixture
def replay(session, console, paths):
    def run(**options):
        usual = {"files": None, "last": None, "since": None, "grep": None}
        switches = {"dry_run": False, "include_changes": False, "continue": False}
        return main(argparse.Namespace(**(usual | switches | options)), session, console, paths)

    return run


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


# --- one at a time -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("second", [{"continue": True}, {"include_changes": True}, {"last": 1}])
@pytest.mark.parametrize("first", [{"include_changes": True}, {"continue": True}])
def test_a_second_replay_of_a_history_is_refused_and_told_who_runs_the_first(
    record, replay, session, first, second
):
    record("INSERT INTO a", "SELECT boom", "INSERT INTO b")
    if first.get("continue"):
        replay(include_changes=True)
    refused = []
    run = session.execute

    def meanwhile(text, cancel):
        with pytest.raises(UsageError) as caught:
            replay(**second)
        refused.append(caught.value)
        return run(text.replace("boom", "1"), cancel)

    session.asked.clear()
    session.execute = meanwhile
    assert replay(**first) == 0
    assert session.asked.count("INSERT INTO a") == (0 if first.get("continue") else 1)
    assert session.asked.count("INSERT INTO b") == 1
    assert f"process {os.getpid()} on " in refused[0].message
    assert "wait" in refused[0].hint


def test_a_replay_in_another_process_is_noticed_and_its_death_frees_the_history(
    record, replay, paths, session
):
    record("INSERT INTO a")
    progress = ReplayProgress.beside(paths.history_file).path
    code = (
        "import pathlib, sys; from openai_sql_shell.shell.history.replay_lock import replaying\n"
        "with replaying(pathlib.Path(sys.argv[1])): print('locked', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(progress)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout.readline() == b"locked\n"
    with pytest.raises(UsageError, match=f"process {other.pid} on"):
        replay(include_changes=True)
    assert session.asked == []
    other.kill()
    other.communicate()
    assert replay(include_changes=True) == 0
    assert session.asked == ["INSERT INTO a"]


@pytest.mark.parametrize("end", [Killed, UsageError])
def test_a_replay_that_ends_with_an_error_frees_the_history(paths, end):
    progress = ReplayProgress.beside(paths.history_file).path
    with pytest.raises(end), replaying(progress):
        raise end("x")
    with replaying(progress):
        pass


def test_a_dry_run_is_not_kept_out(record, replay, paths):
    record("SELECT 1")
    with replaying(ReplayProgress.beside(paths.history_file).path):
        assert replay(dry_run=True) == 0


def test_histories_of_other_names_are_replayed_at_once(record, replay, tmp_path):
    record("SELECT 1")
    with replaying(tmp_path / "other.replay"):
        assert replay() == 0


# --- progress that cannot be kept --------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["", ".lock"])
def test_progress_that_cannot_be_written_stops_a_replay_before_the_first_change(
    record, replay, session, paths, suffix
):
    record("INSERT INTO a")
    progress = ReplayProgress.beside(paths.history_file).path
    (progress.with_name(progress.name + suffix) / "in the way").mkdir(parents=True)
    with pytest.raises(UsageError) as caught:
        replay(include_changes=True)
    assert str(progress) in caught.value.message
    assert session.asked == []


@pytest.mark.parametrize("written", [0, 3])
def test_a_full_disk_stops_a_replay_before_the_change_it_cannot_note(
    record, replay, session, monkeypatch, written
):
    record("SELECT 1", "INSERT INTO a")
    write = os.write
    monkeypatch.setattr(
        os,
        "write",
        lambda handle, text: write(handle, text[:written]) if b'"began": 1' in text else write(handle, text),
    )
    with pytest.raises(UsageError, match="No space left"):
        replay(include_changes=True)
    assert session.asked == ["SELECT 1"]


def test_a_line_that_was_cut_off_does_not_take_the_next_with_it(record, replay, paths):
    record("SELECT 1", "SELECT boom", "SELECT 3")
    replay()
    progress = ReplayProgress.beside(paths.history_file)
    with progress.path.open("a") as file:
        file.write('{"end')
    progress.ended(1)
    assert (progress.read().position, progress.read().in_flight) == (2, False)


def test_a_text_with_line_ends_of_other_alphabets_does_not_hide_the_progress(record, replay, paths):
    record("SELECT '\u2028\x85', boom", "SELECT 2")
    replay()
    assert ReplayProgress.beside(paths.history_file).read().position == 0


# --- tables of a session -----------------------------------------------------------------------------------------


@pytest.fixture
def on_sandbox(harness, console, paths):
    """Replay on a session with a sandbox."""

    def run(**options):
        usual = {"files": None, "last": None, "since": None, "grep": None}
        switches = {"dry_run": False, "include_changes": True, "continue": False}
        harness.sandbox.forget_requests()
        return main(argparse.Namespace(**(usual | switches | options)), harness.session, console, paths)

    return run


SHADOW = "CREATE TABLE vector_stores AS SELECT 'vs_1' AS id"
LOCAL = (
    "DELETE FROM vector_stores WHERE id = 'vs_1'",
    "UPDATE vector_stores SET name = 'x' WHERE id = 'vs_1'",
)


@pytest.mark.parametrize("text", LOCAL)
@pytest.mark.parametrize("include_changes", [False, True])
def test_a_local_statement_does_not_become_a_change_of_the_api(
    record, on_sandbox, harness, said, text, include_changes
):
    record(text, local=True)
    assert on_sandbox(include_changes=include_changes) == 0
    assert harness.requests == []
    assert "a table of its session" in said()


@pytest.mark.parametrize("include_changes", [False, True])
def test_a_local_statement_runs_again_where_its_table_is_made_again(
    record, on_sandbox, harness, said, include_changes
):
    record(SHADOW, LOCAL[0], local=True)
    assert on_sandbox(include_changes=include_changes) == 0
    assert said().endswith("2 run, 0 skipped\n")
    assert harness.requests == []
    assert harness.rows("SELECT id FROM main.vector_stores") == []


@pytest.mark.parametrize(
    ("text", "local", "changes"),
    [
        ("CREATE TABLE mine AS SELECT 1 AS a", True, False),
        ("DELETE FROM vector_stores", True, False),
        ("DELETE FROM openai.vector_stores.vector_stores WHERE id = 'x'", False, True),
        ("SELECT 1", False, False),
        ("SELECT FROM", False, False),
    ],
)
def test_the_history_keeps_what_a_statement_was_about(harness, console, paths, text, local, changes):
    shell = ShellState(harness.session, console, HistoryFile(paths.history_file), paths)
    harness.rows(SHADOW)
    run_statement(shell, text)
    [entry] = shell.history.read()
    assert (entry.local, entry.changes) == (local, changes)


def test_ctrl_c_in_a_change_that_failed_before_stops_the_replay(record, replay, session):
    record("INSERT INTO a", "SELECT 2", outcome="error: no")

    def interrupted(text, _cancel):
        session.asked.append(text)
        raise ChangesInterrupted(Cancelled(), ChangeAccount(unknown=("a",)))

    session.execute = interrupted
    assert replay(include_changes=True) == 130
    assert session.asked == ["INSERT INTO a"]
