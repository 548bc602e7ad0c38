"""Results of a batch through SQL, beside a hand-written loop over the same file: processor time, memory, and how much of it is read.

As a program: one measure in, and what it needs; one line of JSON out. Processor time net of what a session needs anyway, in rounds
that alternate, because the machine does other things as well: only the ratios count.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[1])  # the directory from which `bench` can be imported

from bench.memory import peak_memory
from bench.spread import Spread, judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "lines"
LINES = 50_000
"""Results of 2 KB, as many as a batch has at most."""
TIMES = 10
"""How often the file follows itself where it is to be 1 GB."""
ROUNDS = 3
TABLE = "openai.batch.batch_results"
ONE = f"FROM {TABLE} WHERE batch_id = 'one'"
MOST_MEMORY = 100_000_000
MOST_READ = 0.02
MOST_SCANS = 3
MINE = (
    f"CREATE TABLE mine AS WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < {LINES - 1})"
    " SELECT i, printf('review-%07d', i) AS own FROM n"
)
JOIN = f"SELECT count(*), sum(r.total_tokens) FROM mine JOIN {TABLE} r ON r.custom_id = own AND r.batch_id = 'one'"


@dataclass(frozen=True, slots=True)
class Question:
    """Something asked of all lines, as SQL and as a loop asks it."""

    name: str
    sql: str
    loop: str
    bar: float
    """Of the loop's time."""


QUESTIONS = (
    Question("id", f"SELECT sum(length(custom_id) + status_code) {ONE}", "id", 0.6),
    Question("usage", f"SELECT sum(input_tokens), sum(cached_tokens), sum(output_tokens), sum(total_tokens) {ONE}", "usage", 0.8),
    Question("outcome", f"SELECT outcome, count(*) {ONE} GROUP BY outcome", "usage", 0.8),
    Question("text", f"SELECT sum(length(text)) {ONE}", "text", 1.0),
)  # fmt: skip


def _usage(line: dict) -> int:
    found = line["response"]["body"]["usage"]
    cached = found["input_tokens_details"]["cached_tokens"]
    return int(found["input_tokens"] + cached + found["output_tokens"] + found["total_tokens"])


def _text(line: dict) -> int:
    messages = (item for item in line["response"]["body"]["output"] if item["type"] == "message")
    return sum(len(part["text"]) for item in messages for part in item["content"])


LOOPS: dict[str, Callable[[dict], int]] = {
    "id": lambda line: len(line["custom_id"]) + line["response"]["status_code"],
    "usage": _usage,
    "text": _text,
}


def results() -> Iterator[bytes]:
    """Lines of an output file, the same every time."""
    source = random.Random(7)
    words = [
        "the",
        "answer",
        "was",
        "neutral",
        "because",
        "delivery",
        "took",
        "too",
        "long",
        "but",
        "it",
        "works",
        "as",
        "described",
        "über",
        "naïve",
        "東京",
        "refund",
    ]
    for n in range(LINES):
        said = " ".join(source.choices(words, k=source.randint(60, 240)))
        text = said if n % 3 == 0 else json.dumps({"sentiment": source.choice(["pos", "neg"]), "why": said})
        asked, out = source.randint(200, 2000), source.randint(40, 400)
        message = {
            "id": f"msg_{n:032x}",
            "type": "message",
            "status": "completed",
            "content": [{"type": "output_text", "annotations": [], "logprobs": [], "text": text}],
            "role": "assistant",
        }
        usage = {
            "input_tokens": asked,
            "input_tokens_details": {"cached_tokens": asked // 2},
            "output_tokens": out,
            "output_tokens_details": {"reasoning_tokens": out // 4},
            "total_tokens": asked + out,
        }
        body = {
            "id": f"resp_{n:032x}",
            "object": "response",
            "created_at": 1_763_000_000 + n,
            "status": "completed",
            "background": False,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "max_output_tokens": 400,
            "model": "gpt-5-mini-2025-08-07",
            "output": [{"id": f"rs_{n:032x}", "type": "reasoning", "summary": []}, message],
            "parallel_tool_calls": True,
            "previous_response_id": None,
            "reasoning": {"effort": "low", "summary": None},
            "service_tier": "default",
            "store": True,
            "temperature": 1.0,
            "text": {"format": {"type": "text"}, "verbosity": "medium"},
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "truncation": "disabled",
            "usage": usage,
            "metadata": {},
        }
        response = {"status_code": 200, "request_id": f"{n:032x}", "body": body}
        line = {
            "id": f"batch_req_{n:032x}",
            "custom_id": f"review-{n:07d}",
            "response": response,
            "error": None,
        }
        yield json.dumps(line).encode() + b"\n"


@dataclass
class Served:
    """A server of two batches: ``one`` has the file, ``large`` has it many times over."""

    path: Path
    url: str = ""
    sent: int = 0
    """Bytes of the large one."""
    sizes: dict[str, int] = field(default_factory=lambda: {"one": 1, "large": TIMES})

    def batch(self, name: str) -> dict:
        """The object that names the file."""
        counts = {"total": LINES * self.sizes[name], "completed": LINES * self.sizes[name], "failed": 0}
        return {"id": name, "object": "batch", "endpoint": "/v1/responses", "status": "completed", "created_at": 1_763_000_000, "output_file_id": name, "error_file_id": None, "input_file_id": "none", "errors": None, "request_counts": counts}  # fmt: skip

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """A batch, or the content of its file."""
        _, _, kind, name, *_ = handler.path.split("/")
        times, batch = self.sizes[name], json.dumps(self.batch(name)).encode()
        whole = kind == "files"
        handler.send_response(200)
        handler.send_header("Content-Type", "application/octet-stream" if whole else "application/json")
        handler.send_header("Content-Length", str(self.path.stat().st_size * times if whole else len(batch)))
        handler.end_headers()
        if not whole:
            handler.wfile.write(batch)
            return
        with suppress(OSError):
            for _ in range(times):
                with self.path.open("rb") as content:
                    while piece := content.read(64 * 1024):
                        handler.wfile.write(piece)
                        self.sent += len(piece)


@contextmanager
def serving(path: Path) -> Iterator[Served]:
    """The server, while the block runs."""
    served = Served(path)

    class Handler(BaseHTTPRequestHandler):
        protocol_version, disable_nagle_algorithm = "HTTP/1.1", True

        def do_GET(self) -> None:
            served.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield served
        server.shutdown()


def measure_batch_lines() -> tuple[list[tuple[str, str, str]], list[str]]:
    """Each figure as text, with its bar; and the bars missed."""
    with TemporaryDirectory() as directory:
        path, cache = Path(directory) / "results.jsonl", str(Path(directory) / "files")
        with path.open("wb") as out:
            out.writelines(results())
        with serving(path) as served:
            figures = [_ratio(question, path, served.url, cache) for question in QUESTIONS]
            scans = _run("scans", served.url, cache)["bytes"] / path.stat().st_size
            served.sent = 0
            _run(
                "memory", served.url, f"SELECT custom_id, text FROM {TABLE} WHERE batch_id = 'large' LIMIT 10"
            )
            read = served.sent / (TIMES * path.stat().st_size)
            grouped = f"SELECT outcome, count(*), sum(input_tokens) FROM {TABLE} WHERE batch_id = 'large' AND source = 'output' GROUP BY 1"
            memory = _run("memory", served.url, grouped)["bytes"]
    figures += [
        ("scans for 50,000 local rows", Spread.of([scans]), MOST_SCANS),
        ("read of 1 GB for LIMIT 10", Spread.of([read]), MOST_READ),
        ("MB resident for 1 GB", Spread.of([memory / 1e6]), MOST_MEMORY / 1e6),
    ]
    return [(name, str(found), f"{bar:g}") for name, found, bar in figures], judged(figures)


def _ratio(question: Question, path: Path, url: str, cache: str) -> tuple[str, Spread, float]:
    ratios = []
    for _ in range(ROUNDS):
        loop = _run("loop", str(path), question.loop)["seconds"]
        ratios.append(_run("sql", url, cache, question.sql)["seconds"] / loop)
    return f"{question.name}, of a loop's time", Spread.of(ratios), question.bar


def _run(*words: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{words} failed: {done.stderr.strip()}")
    return dict(json.loads(done.stdout))


# --- in a process of its own -------------------------------------------------------------------------------------


@contextmanager
def _session(url: str, cache: str | None = None) -> Iterator[Callable[[str], list]]:
    """A way to run statements; files are kept where there is a place for them, and are there already."""
    from openai_sql_shell.config import Paths, Profile, Settings
    from openai_sql_shell.session.session import Session

    settings = Settings(file_cache=10**9 if cache else 0)
    profile = Profile("bench", base_url=url, api_key="sk-bench")
    with closing(Session(profile, settings, paths=Paths(cache, cache, cache) if cache else None)) as session:
        yield lambda sql: list(session.execute(sql).rows)


def _loop(path: str, name: str) -> dict[str, float]:
    value, began, total = LOOPS[name], time.process_time(), 0
    with open(path, "rb") as lines:  # noqa: PTH123 - as a hand-written loop has it
        for line in lines:
            total += value(json.loads(line))
    return {"seconds": time.process_time() - began}


def _sql(url: str, cache: str, sql: str) -> dict[str, float]:
    with _session(url, cache) as run:
        run("SELECT 1")
        run(f"SELECT max(line) {ONE}")  # the file is in the cache, and every module is loaded
        began = time.process_time()
        run(sql)
        return {"seconds": time.process_time() - began}


def _memory(url: str, sql: str) -> dict[str, float]:
    with _session(url) as run:
        run(sql)
    return {"bytes": peak_memory()}


def _scans(url: str, cache: str) -> dict[str, float]:
    from openai_sql_shell.lines.spool import SpoolReader

    read, actual = [0], SpoolReader._read

    def counted(reader: SpoolReader, offset: int, size: int) -> bytes:
        read[0] += size
        return actual(reader, offset, size)

    with _session(url, cache) as run:
        run(MINE)
        SpoolReader._read = counted  # type: ignore[method-assign]
        [(rows, _)] = run(JOIN)
    assert rows == LINES, f"{rows} rows"
    return {"bytes": read[0]}


MEASURES: dict[str, Callable[..., dict[str, float]]] = {
    "loop": _loop,
    "sql": _sql,
    "memory": _memory,
    "scans": _scans,
}


if __name__ == "__main__":
    print(json.dumps(MEASURES[sys.argv[1]](*sys.argv[2:])))  # noqa: T201 - a program's answer
