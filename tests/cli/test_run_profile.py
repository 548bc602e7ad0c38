"""OPENAI_SQL_PROFILE: where the time of a run goes, whatever ends the run."""

from __future__ import annotations

import pstats
import signal
import subprocess
import sys

import pytest

from openai_sql_shell.cli.main import run
from openai_sql_shell.cli.run_profile import profiled
from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.errors import ExitCode

COUNTING = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def functions(file):
    return {name for _, _, name in pstats.Stats(str(file)).stats}


@pytest.mark.parametrize(
    ("statement", "code"), [("SELECT 1 AS a", ExitCode.OK), ("SELECT nothing", ExitCode.FAILED)]
)
def test_a_run_is_profiled_whether_it_fails_or_not(openai_sql, tmp_path, statement, code):
    done = openai_sql("-c", statement, OPENAI_SQL_PROFILE="run.prof")
    assert done.returncode == code
    assert "run_statement" in functions(tmp_path / "run.prof")
    assert bool(done.stderr) is bool(code)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_cancelled_run_is_profiled(environment, tmp_path):
    words = [sys.executable, "-m", "openai_sql_shell", "-c", "SELECT 1 AS ready", "-c", COUNTING]
    with subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment, "OPENAI_SQL_PROFILE": "run.prof"},
        cwd=tmp_path,
    ) as process:
        assert [process.stdout.readline() for _ in range(2)] == [b"ready\n", b"1\n"]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "run_statement" in functions(tmp_path / "run.prof")


ENDS = [KeyboardInterrupt(), SystemExit(143), ValueError("what?")]
FULL = pytest.mark.skipif(sys.platform != "linux", reason="a disk that is always full is one of Linux")


def ended(file, end):
    with profiled(str(file)):
        raise end


@pytest.mark.parametrize("end", ENDS)
def test_whatever_ends_a_run_is_told(tmp_path, end):
    with pytest.raises(type(end)) as raised:
        ended(tmp_path / "run.prof", end)
    assert raised.value is end
    assert functions(tmp_path / "run.prof")


@FULL
@pytest.mark.parametrize("end", ENDS)
def test_a_full_disk_hides_nothing_that_ended_a_run(end):
    with pytest.raises(type(end)) as raised:
        ended("/dev/full", end)
    assert raised.value is end


@FULL
def test_a_full_disk_is_told_where_all_else_went_well(openai_sql):
    done = openai_sql("-c", "SELECT 1 AS a", OPENAI_SQL_PROFILE="/dev/full")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"a\n1\n")
    assert b"No space left" in done.stderr


@pytest.mark.parametrize("file", ["", "missing/run.prof"])
def test_a_file_that_cannot_be_written_is_named_before_anything_is_done(openai_sql, tmp_path, file):
    done = openai_sql("-c", "SELECT 1 AS a", OPENAI_SQL_PROFILE=str(tmp_path / file))
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert f'cannot write the profile "{tmp_path / file}": '.encode() in done.stderr
    assert b"OPENAI_SQL_PROFILE" in done.stderr


def test_nothing_is_loaded_for_it_where_nobody_asks(environment, tmp_path):
    code = (
        "import sys; from openai_sql_shell.cli.main import main; main(['-c', 'SELECT 1']);"
        "print(sorted({'cProfile', 'profile', 'pstats'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == b"[]"


def test_an_empty_name_asks_for_nothing(console):
    console.environ["OPENAI_SQL_PROFILE"] = ""
    assert run(["--version"], console, Signals()) == ExitCode.OK
