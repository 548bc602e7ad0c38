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
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[1])  # the directory from which `bench` can be imported

from bench.spread import Spread, judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PAGES, PER_PAGE = 20, 10_000
ROUNDS = 9
EMPTY = "empty"
"""The folder of a list without rows: what is asked of it costs a start, with all that a first request loads, as the loop's imports do."""
NO_ROWS = b'{"object": "list", "data": [], "has_more": false}'
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
    times: Spread
    """Of the loop's in the same round."""
    bar: float | None


def measure_rows() -> tuple[list[Way], list[str]]:
    """Each way beside the loop, in turn, and the bars missed."""
    seconds: dict[str, list[float]] = {}
    with served(__file__) as url, TemporaryDirectory() as home:
        commands = {"loop": [sys.executable, __file__, "loop", url], "start": _ours(WAYS["count(*)"][1])}
        commands |= {name: _ours(sql, *words) for name, (words, sql, _) in WAYS.items()}
        commands |= {
            name: [sys.executable, "-c", FETCH.format(sql)]
            for name, sql in ((ARROW_START, WAYS["count(*)"][1]), (ARROW, ALL))
        }
        environ = {**os.environ, "HOME": home, "OPENAI_API_KEY": "sk-bench", "OPENAI_BASE_URL": url}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(ROUNDS):
            for name, command in commands.items():
                base_url = {"OPENAI_BASE_URL": f"{url}/{EMPTY}"} if name in ("start", ARROW_START) else {}
                seconds.setdefault(name, []).append(processor_time(command, environ | base_url))
    imports, starts = _imports(), seconds.pop("start")
    loops = [loop - min(start, imports) for loop, start in zip(seconds.pop("loop"), starts, strict=True)]
    ways = [_way("loop", loops, loops, None)]
    arrow = [a - b for a, b in zip(seconds.pop(ARROW), seconds.pop(ARROW_START), strict=True)]
    for name, taken in seconds.items():
        net = [took - start for took, start in zip(taken, starts, strict=True)]
        ways.append(_way(name, net, loops, WAYS[name][2]))
    bar = ARROW_BAR * next(way.times.usual for way in ways if way.name == "csv")
    ways.append(_way(ARROW, arrow, loops, bar))
    return ways, judged((f"{w.name}, of the loop", w.times, w.bar) for w in ways if w.bar)


def _way(name: str, taken: Sequence[float], loops: Sequence[float], bar: float | None) -> Way:
    times = Spread.of([took / loop for took, loop in zip(taken, loops, strict=True)])
    return Way(name, median(taken) / (PAGES * PER_PAGE) * 1e6, times, bar)


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
def served(program: str) -> Iterator[str]:
    """The address that a program serves which does so where its word is ``serve``."""
    with subprocess.Popen(
        [sys.executable, program, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
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
            if f"/{EMPTY}/" in self.path:
                body = NO_ROWS
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
