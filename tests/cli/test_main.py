from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli.conftest import Terminal

from openai_sql_shell import __version__
from openai_sql_shell.classes import replace
from openai_sql_shell.cli.arguments import help_text
from openai_sql_shell.cli.main import CLOSED_PIPE, guarded, release, start, terminal_width
from openai_sql_shell.cli.options import COMMANDS
from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.errors import ConnectionProblem, ExitCode, UsageError

FULL = Path("/dev/full")
LIST_MODULES = """
import json, sys
before = set(sys.modules)
from openai_sql_shell.cli.main import main
code = main(sys.argv[1:])
loaded = {name: str(getattr(sys.modules[name], "__file__", "")) for name in sorted(set(sys.modules) - before)}
sys.stderr.write(json.dumps([code, loaded]))
"""


def modules(environment, cwd, *words):
    """Top-level modules that are neither ours nor Python's, after a run."""
    command = [sys.executable, "-c", LIST_MODULES, *words]
    done = subprocess.run(command, env=environment, cwd=cwd, capture_output=True, timeout=60, check=True)
    code, loaded = json.loads(done.stderr.decode().splitlines()[-1])
    assert code == ExitCode.OK
    return {name.partition(".")[0] for name, file in loaded.items() if "site-packages" in file}


@pytest.mark.parametrize(
    "words",
    [
        ["--version"],
        ["--help"],
        ["replay", "--help"],
        ["--completions", "zsh"],
        ["config", "show"],
        ["config", "check"],
    ],
    ids=" ".join,
)
def test_a_light_question_loads_no_third_party_module(words, environment, tmp_path):
    assert modules(environment, tmp_path, *words) == set()


def answer(words, console):
    assert start(words, console, Signals()) == ExitCode.OK
    return console.stdout.getvalue()


def test_the_version_is_one_line(console):
    assert answer(["--version"], console) == f"openai-sql {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_that_of_the_command(name, console):
    assert answer([*filter(None, [name]), "--help"], console) == help_text(COMMANDS[name])


def test_a_question_is_answered_and_nothing_else_is_done(console):
    assert answer(["--version", "-c", "SELECT 1", "-f", "does-not-exist.sql"], console).startswith(
        "openai-sql "
    )


def test_completions_are_one_candidate_a_line_with_its_kind(console):
    lines = answer(["--complete", "SELECT * FROM openai.batch.▮ WHERE 1"], console).splitlines()
    assert any(line.endswith("\tresource") and "batches" in line for line in lines)
    assert all(line.count("\t") == 1 for line in lines)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (r"\wat", "\\watch\tcommand"),
        (r"SELECT 1 \wat", "\\watch\tcommand"),
        (r"\set outp", "output\tsetting"),
        ("SET outp", "output\tsetting"),
        (r"\set output js", "json\tvalue"),
        (r"\i scr", "script.sql\tfile"),
    ],
)
def test_programs_are_offered_what_the_shell_offers(text, first, console, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "script.sql").touch()
    assert answer(["--complete", text], console).splitlines()[0] == first


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UsageError("no such option", hint="try another"), ExitCode.USAGE, "usage error: no such option"),
        (ConnectionProblem("no answer"), ExitCode.CONNECTION, "connection error: no answer"),
        (BrokenPipeError(), CLOSED_PIPE, ""),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED, ""),
        (OSError(28, "No space left on device"), ExitCode.FAILED, "error: No space left on device"),
        (ValueError("what?"), ExitCode.FAILED, "internal error: ValueError: what? (set OPENAI_SQL_DEBUG=1"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_end_has_an_exit_code_and_at_most_a_sentence(error, code, said, console):
    def fail():
        raise error

    assert guarded(fail, console) == code
    assert console.stderr.getvalue().startswith(said)
    assert "Traceback" not in console.stderr.getvalue()
    assert bool(console.stderr.getvalue()) == bool(said)


def test_a_traceback_is_shown_on_demand_without_keys(console):
    def fail():
        raise ValueError("sk-proj-abcd1234 and topsecret")

    console = replace(console, environ={"OPENAI_SQL_DEBUG": "1", "OPENAI_API_KEY": "topsecret"})
    assert guarded(fail, console) == ExitCode.FAILED
    said = console.stderr.getvalue()
    assert "Traceback" in said
    assert "abcd1234" not in said
    assert "topsecret" not in said.splitlines()[-1]


@pytest.mark.parametrize("debug", ["", "1"])
def test_an_internal_error_hides_the_values_of_keys_and_of_nothing_else(console, debug):
    def fail():
        raise ValueError("topsecret, othersecret, /home/somebody and en_GB")

    keys = {"OPENAI_API_KEY": "topsecret", "WORK_KEY": "othersecret", "EMPTY_KEY": ""}
    rest = {"HOME": "/home/somebody", "LANG": "en_GB", "OPENAI_SQL_DEBUG": debug}
    console = replace(console, environ=keys | rest)
    assert guarded(fail, console) == ExitCode.FAILED
    last = next(line for line in reversed(console.stderr.getvalue().splitlines()) if "ValueError" in line)
    assert "ValueError: …, …, /home/somebody and en_GB" in last


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        ([], "SELECT 1 AS a;", True),
        (["-"], "SELECT 1 AS a;", True),
        (["-c", "SELECT 1 AS a"], "", False),
    ],
)
def test_who_is_expected_to_type_statements_is_told_so(console, tmp_path, words, typed, told):
    """A terminal to type at, and rows that go elsewhere."""
    console = replace(console, stdin=Terminal(typed), environ={"HOME": str(tmp_path)})
    assert start(["-o", "csv", *words], console, Signals()) == ExitCode.OK
    assert console.stdout.getvalue() == "a\n1\n"
    assert ("Reading statements from the terminal; Ctrl-D ends them.\n" in console.stderr.getvalue()) is told


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of POSIX")
def test_a_stream_whose_reader_is_gone_is_given_up_without_a_leak():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        stream.write("unread")
        lowest = os.dup(writing)
        os.close(lowest)
        release(stream)
        free = os.dup(writing)
        os.close(free)
        assert free == lowest
        stream.write("nobody minds")
        stream.flush()


@pytest.mark.parametrize(("columns", "width"), [("120", 120), ("0", 80), ("wide", 80), ("", 80), ("²", 80)])
def test_the_width_is_that_of_the_variable_or_80(columns, width):
    assert terminal_width({"COLUMNS": columns}, io.StringIO()) == width


def test_wrong_options_exit_with_2(openai_sql):
    done = openai_sql("--sandbx")
    assert done.returncode == ExitCode.USAGE
    assert done.stdout == b""
    assert b"did you mean --sandbox" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of POSIX")
def test_a_closed_pipe_ends_quietly(environment, tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "openai_sql_shell", "--help"]
    done = subprocess.run(
        command,
        env=environment,
        cwd=tmp_path,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (CLOSED_PIPE, b"")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_full_disk_is_said_in_a_sentence(environment, tmp_path):
    command = [sys.executable, "-m", "openai_sql_shell", "--help"]
    with FULL.open("wb") as full:
        done = subprocess.run(
            command,
            env=environment,
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (ExitCode.FAILED, b"error: No space left on device\n")
