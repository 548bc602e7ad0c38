"""Processor time a row from an answer's bytes to what is written, beside a loop with `requests`, `json` and `csv`.

Pages are made beforehand and served by a process of its own, so that only the readers' time counts. As a program: ``serve`` prints its
port and serves until its standard input ends; ``loop URL`` is the hand-written loop.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PAGES, PER_PAGE = 20, 10_000
ROUNDS = 5
NAME = "rows"
FIELDS = (
    "id",
    "object",
    "bytes",
    "created_at",
    "expires_at",
    "filename",
    "purpose",
    "status",
    "status_details",
)
ALL = f"SELECT {', '.join(FIELDS)} FROM openai.files.files"
WAYS = {
    "csv": (("-o", "csv"), ALL, 1.2),
    "tsv": (("-o", "tsv"), ALL, 1.2),
    "jsonl": (("-o", "jsonl"), ALL, 1.3),
    "json": (("-o", "json"), ALL, 1.4),
    "table": (("-o", "table"), ALL, 3.0),
    "count(*)": ((), "SELECT count(*) FROM openai.files.files", 0.5),
    "GROUP BY": ((), "SELECT purpose, count(*), sum(bytes) FROM openai.files.files GROUP BY 1", 0.7),
    "CREATE TABLE AS": ((), f"CREATE TABLE t AS {ALL}", 0.8),
}
"""Options, the statement, and the bar: how often the time of the loop."""
ARROW, ARROW_START, ARROW_BAR = "Arrow table", "Arrow start", 1.5
"""A table by the driver; its bar is said in times of CSV."""
FETCH = """
import openai_sql_shell
with openai_sql_shell.connect() as connection:
    connection.cursor().execute({!r}).fetch_arrow_table()
"""


@dataclass(frozen=True, slots=True)
class Way:
    """What one way to write rows came to."""

    name: str
    micros: float
    """Processor time a row, without that of a start."""
    times: float
    """Of the loop's."""
    spread: float
    """The slowest round over the fastest."""
    bar: float | None


def measure_rows() -> tuple[list[Way], list[str]]:
    """Each way beside the loop, in turn, and the bars missed."""
    seconds: dict[str, list[float]] = {}
    with _served() as url, TemporaryDirectory() as home:
        commands = {"loop": [sys.executable, __file__, "loop", url], "start": _ours("SELECT 1")}
        commands |= {name: _ours(sql, *words) for name, (words, sql, _) in WAYS.items()}
        commands |= {
            name: [sys.executable, "-c", FETCH.format(sql)]
            for name, sql in ((ARROW_START, "SELECT 1"), (ARROW, ALL))
        }
        environ = {**os.environ, "HOME": home, "OPENAI_API_KEY": "sk-bench", "OPENAI_BASE_URL": url}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(ROUNDS):
            for name, command in commands.items():
                seconds.setdefault(name, []).append(processor_time(command, environ))
    rows, start = PAGES * PER_PAGE, median(seconds.pop("start"))
    base = median(seconds["loop"]) - min(start, _imports())
    ways = [Way("loop", base / rows * 1e6, 1.0, spread(seconds["loop"]), None)]
    ways += [
        Way(name, net / rows * 1e6, net / base, spread(seconds[name]), bar)
        for name, (_, _, bar) in WAYS.items()
        for net in [median(seconds[name]) - start]
    ]
    net = median(seconds[ARROW]) - median(seconds[ARROW_START])
    bar = ARROW_BAR * next(way.times for way in ways if way.name == "csv")
    ways.append(Way(ARROW, net / rows * 1e6, net / base, spread(seconds[ARROW]), bar))
    return ways, [
        f"{w.name}: {w.times:.2f} of the loop, bar {w.bar:.2f}" for w in ways if w.bar and w.times > w.bar
    ]


def spread(found: Sequence[float]) -> float:
    """The slowest round over the fastest."""
    return max(found) / min(found)


def _ours(sql: str, *words: str) -> list[str]:
    return [sys.executable, "-c", "from openai_sql_shell.cli.main import main; raise SystemExit(main())", *words, "-c", sql]  # fmt: skip


def _imports() -> float:
    """Processor time in which the loop's libraries are imported."""
    command = [sys.executable, "-c", "import csv, json, requests"]
    return median(processor_time(command, dict(os.environ)) for _ in range(ROUNDS))


def processor_time(command: Sequence[str], environ: Mapping[str, str]) -> float:
    """Seconds of processor time that a command takes, its input closed and its output let go."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command,
        env=environ,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextmanager
def _served() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, __file__, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
        server.stdin.close()


def pages() -> list[bytes]:
    """The answers, as the API would spell them."""
    made = []
    for page in range(PAGES):
        items = [
            {
                "object": "file", "id": f"file-{number:07}", "purpose": ("batch", "assistants", "user_data")[number % 3],
                "filename": f'input, "{number}".jsonl', "bytes": 1000 + number, "created_at": 1_700_000_000 + number,
                "expires_at": None, "status": "processed", "status_details": None,
            }
            for number in range(page * PER_PAGE, (page + 1) * PER_PAGE)
        ]  # fmt: skip
        answer = {
            "object": "list", "data": items, "has_more": page < PAGES - 1,
            "first_id": items[0]["id"], "last_id": items[-1]["id"],
        }  # fmt: skip
        made.append(json.dumps(answer, indent=2 if page == 0 else None).encode())
    return made


def serve() -> None:
    """Print a port, and answer there until the standard input ends."""
    import threading

    made = pages()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            after = parse_qs(urlsplit(self.path).query).get("after")
            body = made[0 if after is None else (int(after[0].removeprefix("file-")) + 1) // PER_PAGE]
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)  # noqa: T201 - a program's answer
    sys.stdin.read()


def loop(url: str) -> None:
    """What people write."""
    import requests

    writer = csv.writer(sys.stdout)
    writer.writerow(FIELDS)
    after = {}
    with requests.Session() as session:
        while True:
            answer = session.get(f"{url}/files", params={"limit": PER_PAGE, **after})
            page = json.loads(answer.content)
            writer.writerows([item.get(name) for name in FIELDS] for item in page["data"])
            if not page["has_more"]:
                return
            after = {"after": page["last_id"]}


if __name__ == "__main__":
    serve() if sys.argv[1] == "serve" else loop(sys.argv[2])
