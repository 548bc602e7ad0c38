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

from bench.rows import processor_time, spread
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
    times: float
    """Of a bare Python's."""
    spread: float
    """The slowest round over the fastest."""
    bar: float | None

    @property
    def missed(self) -> bool:
        """It takes longer than it may."""
        return self.bar is not None and self.times > self.bar


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
    base = median(seconds[BARE])
    times = {name: median(found) / base for name, found in seconds.items()}
    bars = {name: bar for name, (_, bar) in COMMANDS.items()} | {GET: times[SELECT] + 1.15 * times[REQUESTS]}
    starts = [
        Start(name, median(found) * 1e3, times[name], spread(found), bars[name])
        for name, found in seconds.items()
    ]
    shown = median(screens[PROMPT])
    starts.append(
        Start(PROMPT, shown * 1e3, shown / median(screens[BARE]), spread(screens[PROMPT]), BARE_PROMPTS)
    )
    return starts, [f"{s.name}: {s.times:.2f} of a bare Python, bar {s.bar:.2f}" for s in starts if s.missed]


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
