"""What a start costs: the processor time of short commands as a ratio to a bare Python's, and the time to the prompt on a screen.

Commands are run in turn, so that a busy moment of the machine meets all of them. One GET is measured over loopback, beside what
importing `requests` alone costs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

from bench.rows import processor_time
from bench.spread import Spread, judged
from bench.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NAME = "start"
ROUNDS = 15
PYTHON = [sys.executable, "-c"]
OURS = [*PYTHON, "import sys; from openai_sql_shell.cli.main import main; sys.exit(main())"]
"""What the installed script does."""
BARE, SELECT, REQUESTS, GET, PROMPT = (
    "a bare Python",
    "SELECT 1",
    "import requests",
    "one GET",
    "to the prompt",
)
COMMANDS = {
    BARE: ([*PYTHON, "pass"], None),
    "--version": ([*OURS, "--version"], 2.2),
    "--help": ([*OURS, "--help"], 3.5),
    "SHOW SERVICES": ([*OURS, "-c", "SHOW SERVICES IN openai"], 6.0),
    "DESCRIBE": ([*OURS, "-c", "DESCRIBE openai.files.files"], 6.0),
    SELECT: ([*OURS, "-c", "SELECT 1"], 8.0),
    "a script of local SQL": ([*OURS, "-c", "CREATE TABLE t AS SELECT 1 AS a; SELECT sum(a) FROM t;"], 8.0),
    REQUESTS: ([*PYTHON, "import requests"], None),
    GET: ([*OURS, "-c", "SELECT id FROM openai.files.files WHERE id = 'file-1'"], None),
}
"""The command, and the bar: how often the time of a bare Python. That of the GET depends on others of these."""
BARE_PROMPTS = 4.0
"""Bar of the prompt: how often the time a bare Python takes from start to end."""
ANSWER = b'{"id":"file-1","object":"file","bytes":1,"created_at":1,"filename":"a","purpose":"batch","status":"processed"}'


@dataclass(frozen=True, slots=True)
class Start:
    """What one command came to."""

    name: str
    millis: float
    times: Spread
    """Of a bare Python's in the same round."""
    bar: float | None


def measure_start() -> tuple[list[Start], list[str]]:
    """Each command beside a bare Python, in turn, and the bars missed."""
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    screens: dict[str, list[float]] = {BARE: [], PROMPT: []}
    with _answering() as url, TemporaryDirectory() as home:
        environ = {**os.environ, "HOME": home, "OPENAI_API_KEY": "sk-bench", "OPENAI_BASE_URL": url}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for command, _ in COMMANDS.values():  # the first start writes what the others read
            processor_time(command, environ)
        for _ in range(ROUNDS):
            for name, (command, _) in COMMANDS.items():
                seconds[name].append(processor_time(command, environ))
            screens[BARE].append(_wall([*PYTHON, "pass"], environ))
            screens[PROMPT].append(_to_prompt(environ))
    starts = {name: _start(name, seconds, bar) for name, (_, bar) in COMMANDS.items()}
    most = starts[SELECT].times.usual + 1.15 * starts[REQUESTS].times.usual
    starts[GET] = _start(GET, seconds, most)
    starts[PROMPT] = _start(PROMPT, screens, BARE_PROMPTS)
    return [*starts.values()], judged(
        (f"{s.name}, of a bare Python", s.times, s.bar) for s in starts.values() if s.bar
    )


def _start(name: str, seconds: Mapping[str, Sequence[float]], bar: float | None) -> Start:
    found, bare = seconds[name], seconds[BARE]
    times = Spread.of([took / base for took, base in zip(found, bare, strict=True)])
    return Start(name, median(found) * 1e3, times, bar)


def _wall(command: Sequence[str], environ: Mapping[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=environ, check=True)
    return time.perf_counter() - begun


def _to_prompt(environ: Mapping[str, str]) -> float:
    """Seconds from a start to the prompt on the screen."""
    terminal_environ = {**environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with Terminal([*OURS, "--sandbox"], terminal_environ) as terminal:
        return terminal.wait_for("openai> ") - terminal.begun


@contextmanager
def _answering() -> Iterator[str]:
    """A server on this machine that answers everything with one file."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(ANSWER)))
            self.end_headers()
            self.wfile.write(ANSWER)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
