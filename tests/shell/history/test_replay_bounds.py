"""Replaying a history: by one at a time, with its progress kept, and no local statement as a change of the API."""

import argparse
import os
import subprocess
import sys

import pytest

from openai_sql_shell.errors import Cancelled, ChangeAccount, ChangesInterrupted, UsageError
from openai_sql_shell.shell.history.file import HistoryFile
from openai_sql_shell.shell.history.replay import main
from openai_sql_shell.shell.history.replay_lock import replaying
from openai_sql_shell.shell.history.replay_progress import ReplayProgress
from openai_sql_shell.shell.run_input import run_statement
from openai_sql_shell.shell.state import ShellState

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


@pytest.mark.parametrize("end", [KeyboardInterrupt, UsageError])
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
