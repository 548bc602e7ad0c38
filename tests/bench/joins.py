"""Processor time of a join of two lists that are here, beside the same join of two plain SQLite tables with an index.

Pages are made beforehand and served by a process of its own. What reading takes is taken off: what a program needs that fetches the columns
of both lists that are joined, one after the other, and nothing else.
Each of these programs has asked for something before, as a start costs as much as all that is looked for.
As a program: ``serve`` prints its port and serves until its standard input ends; ``plain SQL`` and ``fetch SQL...`` print the seconds that
the plain join and the statements took.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[1])  # the directory from which `bench` can be imported

from bench.rows import EMPTY, NO_ROWS, served
from bench.spread import Spread, judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

OBJECTS, PER_PAGE = 100_000, 10_000
NAME = "joins"
FILES, BATCHES = "openai.files.files", "openai.batch.batches"
COLUMNS = "SELECT count(*), sum(length(f.filename)), max(b.status)"
WAYS = {
    "JOIN, by the key": (f"{COLUMNS} FROM {FILES} f JOIN {BATCHES} b ON b.input_file_id = f.id", 61),
    "LEFT JOIN, by a column": (
        f"{COLUMNS} FROM {FILES} f LEFT JOIN {BATCHES} b ON b.input_file_id = f.id",
        15,
    ),
}
"""The statement, and how many rounds it is measured: the figure is a small difference of large ones, and the first is near its bar."""
READING = (f"SELECT id, filename FROM {FILES}", f"SELECT input_file_id, status FROM {BATCHES}")
BAR = 1.5
"""How often the time of the plain join."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What one join came to."""

    name: str
    seconds: float
    """Without reading."""
    plain: float
    times: Spread
    """How often the plain join."""


def measure_joins() -> tuple[list[Joined], list[str]]:
    """Each join beside the plain one, in turn, and the bars missed."""
    with served(__file__) as url, TemporaryDirectory() as home:
        environ = {**os.environ, "HOME": home, "OPENAI_API_KEY": "sk-bench", "OPENAI_BASE_URL": url}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        found = [
            _joined(name, [_round(sql, environ) for _ in range(rounds)])
            for name, (sql, rounds) in WAYS.items()
        ]
    return found, judged((f"{j.name}, of the plain join", j.times, BAR) for j in found)


def _round(sql: str, environ: Mapping[str, str]) -> list[float]:
    """The seconds of a join, of reading both lists, and of the plain join."""
    programs = ("fetch", sql), ("fetch", *READING), ("plain", sql.replace("openai.", ""))
    run = partial(subprocess.check_output, env=environ, text=True)
    return [float(run([sys.executable, __file__, *words])) for words in programs]


def _joined(name: str, rounds: Sequence[Sequence[float]]) -> Joined:
    return Joined(
        name,
        median(own - reading for own, reading, _ in rounds),
        median(plain for *_, plain in rounds),
        Spread.of([(own - reading) / plain for own, reading, plain in rounds]),
    )


def fetch(*statements: str) -> None:
    """Print the seconds that a program needs for all rows."""
    url = os.environ["OPENAI_BASE_URL"]
    _fetch(f"SELECT count(*) FROM {FILES}", f"{url}/{EMPTY}")
    begin = time.process_time()
    for sql in statements:
        _fetch(sql, url)
    print(time.process_time() - begin)  # noqa: T201 - a program's answer


def _fetch(sql: str, url: str) -> None:
    import openai_sql_shell

    os.environ["OPENAI_BASE_URL"] = url
    with openai_sql_shell.connect() as connection:
        cursor = connection.cursor().execute(sql)
        while cursor.fetchmany(1_000):
            pass


def objects(kind: str) -> Iterator[dict[str, object]]:
    """All objects of a list; batches name the files in an order of their own."""
    for number in range(OBJECTS):
        if kind == "files":
            yield {
                "object": "file", "id": f"file-{number:07}", "purpose": "batch", "filename": f"input-{number}.jsonl",
                "bytes": 1000 + number, "created_at": 1_700_000_000 + number, "expires_at": None, "status": "processed",
            }  # fmt: skip
        else:
            yield {
                "object": "batch", "id": f"batch_{number:07}", "input_file_id": f"file-{number * 7919 % OBJECTS:07}",
                "endpoint": "/v1/responses", "completion_window": "24h", "status": "completed", "errors": None,
                "output_file_id": f"file-o{number:07}", "error_file_id": None, "created_at": 1_700_000_000 + number,
                "request_counts": {"total": 100, "completed": 95, "failed": 5}, "metadata": None,
            }  # fmt: skip


def pages(kind: str) -> list[bytes]:
    """The answers, as the API would spell them, but for the length of a page of batches: requests are not what is measured."""
    made, all_of_them = [], list(objects(kind))
    for begin in range(0, OBJECTS, PER_PAGE):
        items = all_of_them[begin : begin + PER_PAGE]
        more = begin + PER_PAGE < OBJECTS
        answer = {"object": "list", "data": items, "has_more": more, "last_id": items[-1]["id"]}
        made.append(json.dumps(answer).encode())
    return made


def serve() -> None:
    """Print a port, and answer there until the standard input ends."""
    import threading

    made = {kind: pages(kind) for kind in ("files", "batches")}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            _, _, kind, *key = asked.path.split("/")
            if kind == EMPTY:
                self.answer(NO_ROWS)
                return
            after = parse_qs(asked.query).get("after")
            page = made[kind][0 if after is None else (int(after[0][-7:]) + 1) // PER_PAGE]
            self.answer(page if not key else one(made[kind], int(key[0][-7:])))

        def answer(self, body: bytes) -> None:
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


def one(made: Sequence[bytes], number: int) -> bytes:
    """A single object."""
    return json.dumps(json.loads(made[number // PER_PAGE])["data"][number % PER_PAGE]).encode()


def plain(sql: str) -> None:
    """Print the seconds of a join over two plain tables with all columns, each with an index on what it is joined by."""
    import apsw

    connection = apsw.Connection(":memory:")
    for kind, service, joined in (("files", "files", "id"), ("batches", "batch", "input_file_id")):
        rows = [
            {k: v if isinstance(v, int | str | None) else json.dumps(v) for k, v in o.items()}
            for o in objects(kind)
        ]
        connection.execute(
            f"ATTACH ':memory:' AS {service}; CREATE TABLE {service}.{kind}({', '.join(rows[0])})"
        )
        marks = ", ".join("?" * len(rows[0]))
        with connection:
            connection.executemany(
                f"INSERT INTO {service}.{kind} VALUES ({marks})", (tuple(r.values()) for r in rows)
            )
        connection.execute(f"CREATE INDEX {service}.{kind}_joined ON {kind}({joined})")
    begin = time.process_time()
    connection.execute(sql).fetchall()
    print(time.process_time() - begin)  # noqa: T201 - a program's answer


if __name__ == "__main__":
    serve() if sys.argv[1] == "serve" else {"plain": plain, "fetch": fetch}[sys.argv[1]](*sys.argv[2:])
