"""The whole program as its callers see it: real processes, real pipes, the sandbox or a server of this test."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from openai_sql_shell.cli.main import CLOSED_PIPE
from openai_sql_shell.errors import ExitCode

PROGRAM = (sys.executable, "-m", "openai_sql_shell")
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
COUNTING = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
BATCHES = "SELECT id FROM openai.batch.batches LIMIT 1"
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX")


@pytest.fixture
def started(environment, tmp_path):
    """Start the program and leave it running; it is gone when the test is."""
    running = []

    def start(*words, **variables):
        process = subprocess.Popen(
            [*PROGRAM, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**environment, **variables},
            cwd=tmp_path,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def silent_server():
    """A server that takes a connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        yield server


def test_a_script_on_stdin_answers_in_csv(openai_sql):
    done = openai_sql(stdin="SELECT 1 AS a, 'ä' AS b; SELECT NULL AS c, '' AS d;")
    assert (done.returncode, done.stdout) == (ExitCode.OK, 'a,b\n1,ä\nc,d\n,""\n'.encode())
    assert done.stderr == b""


def test_a_script_of_one_select_is_json_that_can_be_read(openai_sql, tmp_path):
    (tmp_path / "script.sql").write_text(
        "-- two of them\nSELECT id, request_counts FROM openai.batch.batches LIMIT 2;\n"
    )
    done = openai_sql("--sandbox", "-f", "script.sql", "-o", "json")
    rows = json.loads(done.stdout)
    assert [set(row) for row in rows] == [{"id", "request_counts"}] * 2
    assert set(rows[0]["request_counts"]) == {"total", "completed", "failed"}


def test_a_failing_statement_stops_the_script(openai_sql):
    done = openai_sql("-c", "SELECT 1 AS a; SELEC 2; SELECT 3 AS c")
    assert (done.returncode, done.stdout) == (ExitCode.FAILED, b"a\n1\n")
    assert b"SELEC 2" in done.stderr
    assert b"^^^^^" in done.stderr


def test_without_a_key_no_script_runs_on_the_sandbox_unasked(openai_sql):
    done = openai_sql("-c", BATCHES)
    assert (done.returncode, done.stdout) == (ExitCode.CONNECTION, b"")
    assert b"OPENAI_API_KEY" in done.stderr


def test_a_server_that_is_not_there_is_exit_code_5(openai_sql, silent_server, tmp_path):
    (tmp_path / "config.toml").write_text("[settings]\nretries = 0\n")
    port = silent_server.getsockname()[1]
    silent_server.close()
    words = ("--config", "config.toml", "--base-url", f"http://127.0.0.1:{port}/v1")
    assert openai_sql(*words, "-c", BATCHES, OPENAI_API_KEY="sk-test-1234").returncode == ExitCode.CONNECTION


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", b"there is no statement in script.sql"),
        (b"\x00\x01", b"script.sql is not a UTF-8 text"),
        (b"SELECT 'abc", b"never closed"),
        (b"SELECT '" + b"x" * 10_000_000 + b"'", b"characters"),
        (b"SELECT * FROM openai.batch.batchs", b"did you mean"),
        (b"SELECT * FROM openai.vector_stores.vector_store_files", b"vector_store_id"),
    ],
    ids=["empty", "binary", "unterminated", "10 MB", "misspelt", "incomplete"],
)
def test_bad_input_is_a_sentence_and_exit_code_1(openai_sql, tmp_path, silent_server, content, said):
    (tmp_path / "script.sql").write_bytes(content)
    url = f"http://127.0.0.1:{silent_server.getsockname()[1]}/v1"
    done = openai_sql("script.sql", OPENAI_BASE_URL=url, OPENAI_API_KEY="sk-test-1234")
    assert (done.returncode, done.stdout) == (ExitCode.FAILED, b"")
    assert said in done.stderr
    assert b"Traceback" not in done.stderr
    assert len(done.stderr) < 2000
    silent_server.settimeout(0)
    with pytest.raises(BlockingIOError):  # nobody came
        silent_server.accept()


def test_a_missing_file_is_exit_code_2(openai_sql):
    done = openai_sql("none.sql")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert b"cannot read none.sql" in done.stderr


def test_a_light_statement_loads_neither_http_nor_the_line_editor(environment, tmp_path):
    heavy = "{'prompt_toolkit', 'rich', 'requests', 'pygments', 'asyncio', 'sqlparse', 'yaml'}"
    code = (
        "import sys; from openai_sql_shell.cli.main import main; main(['-c', 'SHOW SERVICES IN openai']);"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert b"openai.batch" in done.stdout
    assert done.stdout.splitlines()[-1] == b"[]"


@posix
def test_a_reader_that_has_seen_enough_ends_the_run_quietly(started):
    process = started("-c", ENDLESS)
    assert process.stdout.readline() == b"i\n"
    process.stdout.close()
    assert process.wait(30) == CLOSED_PIPE
    assert process.stderr.read() == b""


@posix
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"]
)
def test_a_signal_stops_a_statement_that_waits_for_the_api(started, silent_server, number, code):
    url = f"http://127.0.0.1:{silent_server.getsockname()[1]}/v1"
    process = started("--base-url", url, "-c", BATCHES, "-c", "SELECT 2", OPENAI_API_KEY="sk-test-1234")
    connection, _ = silent_server.accept()
    with connection:
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (code, b"")
    assert b"Traceback" not in err
    assert b"cancelled" in err


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_signal_stops_a_statement_that_computes(started, number):
    process = started("-c", "SELECT 1 AS ready", "-c", COUNTING)
    assert [process.stdout.readline() for _ in range(2)] == [b"ready\n", b"1\n"]
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 128 + number, err
    assert b"Traceback" not in out + err


@posix
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("-c 'SELECT 1'", ExitCode.FAILED),
        ("-o table -c 'SELECT 1'", ExitCode.FAILED),
        ("-o jsonl -c 'SELECT 1' -c 'SELECT 2'", ExitCode.FAILED),
        ("--help", ExitCode.FAILED),
        ("--version", ExitCode.FAILED),
        ("-c 'CREATE TABLE a (b)'", ExitCode.OK),
        ("-o none -c 'SELECT 1'", ExitCode.OK),
    ],
)
def test_rows_for_a_standard_output_that_is_closed_are_an_error(environment, tmp_path, words, code):
    command = f"'{sys.executable}' -m openai_sql_shell {words} >&-"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code
    assert (b"standard output is closed" in done.stderr) is (code != ExitCode.OK)


@posix
@pytest.mark.parametrize("output", ["csv", "table", "json"])
def test_a_reader_that_is_gone_does_not_hide_what_was_made(environment, tmp_path, output):
    reading, writing = os.pipe()
    os.close(reading)
    insert = "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('x') RETURNING name"
    done = subprocess.run(
        [*PROGRAM, "--sandbox", "-o", output, "-c", insert],
        env=environment,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert done.returncode == CLOSED_PIPE
    assert re.fullmatch(rb"INSERT 1 \S+ vs_\w+ \(completed\)\n", done.stderr), done.stderr


@posix
def test_the_sandbox_takes_the_key_it_is_given(started):
    process = started("sandbox", "--key", "sk-mine")
    assert [process.stdout.readline() for _ in range(2)][1] == b"OPENAI_API_KEY=sk-mine\n"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)


@posix
def test_the_sandbox_serves_until_it_is_told_to_stop(started):
    process = started("sandbox")
    url, key = (process.stdout.readline().decode().strip() for _ in range(2))
    key = key.removeprefix("OPENAI_API_KEY=")
    address = urlsplit(url.removeprefix("OPENAI_BASE_URL="))
    connection = http.client.HTTPConnection(address.netloc, timeout=30)
    connection.request("GET", f"{address.path}/models", headers={"Authorization": f"Bearer {key}"})
    assert connection.getresponse().status == 200
    connection.close()
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=30) == (b"", b"")
    assert process.returncode == ExitCode.OK


@pytest.mark.parametrize("how", ["option", "setting"])
def test_the_http_log_of_a_run_is_written_and_holds_no_key(openai_sql, tmp_path, how):
    words = ["--http-log", "log.jsonl"] if how == "option" else ["-c", "SET http_log = 'log.jsonl'"]
    done = openai_sql("--sandbox", *words, "-c", BATCHES, "-c", "SELECT id FROM openai.models.models LIMIT 1")
    assert (done.returncode, done.stdout.count(b"id\n")) == (ExitCode.OK, 2)
    text = (tmp_path / "log.jsonl").read_text()
    told = [(line["method"], line["path"], line["status"]) for line in map(json.loads, text.splitlines())]
    assert told == [("GET", "/v1/batches", 200), ("GET", "/v1/models", 200)]
    assert re.search(r"sk-\w{4}", text) is None


def test_an_http_log_that_cannot_be_written_is_exit_code_2_and_nothing_is_sent(openai_sql):
    done = openai_sql("--sandbox", "--http-log", "none/log.jsonl", "-c", BATCHES)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert b"cannot write the HTTP log none/log.jsonl" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_http_log_that_is_full_does_not_hide_what_was_made(openai_sql):
    insert = "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('x') RETURNING name"
    done = openai_sql("--sandbox", "--http-log", "/dev/full", "-c", insert)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"name\nx\n")
    assert done.stderr.startswith(b"INSERT 1 ")
    assert b"cannot write the HTTP log /dev/full" in done.stderr


@pytest.fixture
def history(tmp_path):
    """The file of a shell in which three statements were typed."""
    path = tmp_path / "typed"
    typed = [
        ("SELECT 40 + 2 AS answer", False),
        ("INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('again')", True),
        ("SELECT name FROM openai.vector_stores.vector_stores WHERE name = 'again'", False),
    ]
    facts = {"time": "2026-08-21T09:00:00+00:00", "profile": "sandbox", "outcome": "ok"}
    path.write_text("".join(json.dumps(facts | {"text": t, "changes": c}) + "\n" for t, c in typed))
    return path


@pytest.mark.parametrize(
    ("words", "rows", "said"),
    [
        ((), b"answer\n42\nname\n", b"2 run, 1 skipped"),
        (("--include-changes",), b"answer\n42\nname\nagain\n", b"3 run, 0 skipped"),
        (("--grep", "select 40"), b"answer\n42\n", b"1 run, 0 skipped"),
    ],
    ids=["reading", "changing", "chosen"],
)
def test_a_history_is_replayed_by_the_program(openai_sql, history, words, rows, said):
    done = openai_sql("replay", "--sandbox", *words, str(history))
    assert (done.returncode, done.stdout) == (ExitCode.OK, rows), done.stderr
    assert done.stderr.splitlines()[-1] == said
    assert not history.with_name("typed.replay").exists()


def test_a_replay_that_fails_has_the_exit_code_of_its_failure_and_goes_on_when_told(openai_sql, history):
    broken = {"time": "2026-08-21T09:01:00+00:00", "profile": "sandbox", "outcome": "ok", "changes": False}
    with history.open("a") as file:
        file.writelines(
            json.dumps(broken | {"text": text}) + "\n" for text in ("SELECT nonsense", "SELECT 7 AS n")
        )
    first = openai_sql("replay", "--sandbox", "--last", "2", str(history))
    assert (first.returncode, first.stdout) == (ExitCode.FAILED, b"")
    assert b"openai-sql replay --continue goes on with this statement" in first.stderr
    for code, rows in ((ExitCode.FAILED, b""), (ExitCode.OK, b"n\n7\n")):
        done = openai_sql("replay", "--sandbox", "--continue", str(history))
        assert (done.returncode, done.stdout) == (code, rows)


def test_a_sandbox_directory_is_found_again(openai_sql):
    words = ("--sandbox-dir", "state", "-c")
    made = openai_sql(*words, "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('mine')")
    assert (made.returncode, made.stdout) == (ExitCode.OK, b"")
    found = openai_sql(*words, "SELECT name FROM openai.vector_stores.vector_stores WHERE name = 'mine'")
    assert found.stdout == b"name\nmine\n"


@pytest.mark.parametrize("way", ["-c", "stdin", "file"])
def test_the_program_ends_with_three_and_goes_no_further(openai_sql, tmp_path, way):
    script = "\\assert SELECT 1 = 1\nSELECT 'before' AS a;\n\\assert SELECT 1 = 0 AS so\nSELECT 'behind';"
    (tmp_path / "s.sql").write_text(script)
    ways = {
        "-c": (("-c", script), None),
        "stdin": ((), script),
        "file": (("-f", str(tmp_path / "s.sql")), None),
    }
    words, stdin = ways[way]
    done = openai_sql(*words, **({"stdin": stdin} if stdin else {}))
    assert done.returncode == 3
    assert done.stdout == b"a\nbefore\nso\n0\n"
    assert b"assertion failed: the assertion is not true" in done.stderr
