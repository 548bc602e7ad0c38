"""Spark's reader: megabytes of result files a second of processor time, and a `local[2]` read beside two plain processes over the same reader.

As a program: ``serve`` answers for batches of 25 MB; ``read``: a share comes in by stdin, seconds of it go out; ``spark``: seconds of two reads.
The first read of a JVM loads what all later ones need, so the second one is compared.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[1])  # the directory from which `bench` can be imported

from bench.batch_lines import results

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "spark"
BATCHES, LINES = 4, 11_000
"""Files, and lines of 2.3 KB in each."""
LEAST_RATE = 50.0
"""Megabytes a second of processor time."""
MOST_TIMES = 3.0
"""Of two plain processes."""
READS = 9
"""Of one reader; `ROUNDS` of those that are compared."""
ROUNDS = 3
KEY = "sk-bench"


@dataclass(frozen=True, slots=True)
class SparkFigure:
    """A figure with its bar."""

    name: str
    value: str
    bar: str


def measure_spark() -> tuple[list[SparkFigure], list[str]]:
    """The figures, and the bars missed; without a pyspark those of the plain reader."""
    with _serving() as url:
        shares = _shares(url)
        alone = [_finished(_reading(shares[0])) for _ in range(READS)]
        rate = median(found["bytes"] / found["seconds"] / 1e6 for found in alone)
        figures = [SparkFigure("MB a second of CPU, one reader", f"{rate:.0f}", f">= {LEAST_RATE:g}")]
        missed = [] if rate >= LEAST_RATE else [f"{rate:.0f} MB a second of CPU, bar {LEAST_RATE:g}"]
        if find_spec("pyspark") is None:
            return [*figures, SparkFigure("local[2]", "skipped: there is no pyspark", "")], missed
        plain = median(_together(shares) for _ in range(ROUNDS))
        first, *others = _program("spark", url)["walls"]
        times = median(others) / plain
    figures += [
        SparkFigure("two plain processes, seconds", f"{plain:.2f}", ""),
        SparkFigure("first local[2] read, seconds", f"{first:.2f}", ""),
        SparkFigure("a later local[2] read, of the plain", f"{times:.2f}", f"<= {MOST_TIMES:g}"),
    ]
    if times > MOST_TIMES:
        missed.append(f"a later local[2] read takes {times:.2f} of two plain processes, bar {MOST_TIMES:g}")
    return figures, missed


def _options(url: str) -> dict[str, str]:
    ids = ",".join(f"b{n}" for n in range(BATCHES))
    return {"batches": ids, "base_url": url, "max_bytes_per_partition": "1", "key_env": "BENCH_KEY"}


def _shares(url: str) -> list[bytes]:
    from openai_sql_shell.spark.options import result_options
    from openai_sql_shell.spark.planning import shares
    from openai_sql_shell.spark.shares import Pushed

    os.environ["BENCH_KEY"] = KEY
    return [pickle.dumps(share) for share in shares(result_options(_options(url)), Pushed())]


def _program(*words: str) -> dict:
    done = subprocess.run([sys.executable, __file__, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{words} failed: {done.stderr.strip()[-2_000:]}")
    return dict(json.loads(done.stdout.strip().rpartition("\n")[2]))


def _reading(*shares: bytes) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, __file__, "read"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(pickle.dumps(shares))
    process.stdin.close()
    return process


def _finished(process: subprocess.Popen[bytes]) -> dict[str, float]:
    assert process.stdout is not None
    with process.stdout as said:
        found = said.read()
    if process.wait():
        raise RuntimeError("the reader failed")
    return dict(json.loads(found))


def _together(shares: list[bytes]) -> float:
    """Seconds until two processes have read half of the shares each; what they load before counts for neither way."""
    processes = [_reading(*shares[n::2]) for n in range(2)]
    return max(_finished(process)["wall"] for process in processes)


# --- in a process of its own -------------------------------------------------------------------------------------


@contextmanager
def _serving() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def serve() -> None:
    """Answer until somebody ends it; the address is printed first."""
    content = b"".join(islice(results(), LINES))

    class Handler(BaseHTTPRequestHandler):
        protocol_version, disable_nagle_algorithm = "HTTP/1.1", True

        def do_GET(self) -> None:
            parts = self.path.partition("?")[0].strip("/").split("/")[1:]
            whole = content if parts[2:] else json.dumps(_described(*parts[:2], len(content))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/octet-stream" if parts[2:] else "application/json")
            self.send_header("Content-Length", str(len(whole)))
            self.end_headers()
            self.wfile.write(whole)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign] # readers may hang up
        print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)  # noqa: T201 - the answer
        server.serve_forever(0.01)


def _described(kind: str, name: str, size: int) -> dict:
    if kind == "files":
        return {"id": name, "object": "file", "bytes": size, "created_at": 1, "filename": "x", "purpose": "batch_output", "status": "processed"}  # fmt: skip
    counts = {"total": 1, "completed": 1, "failed": 0}
    return {"id": name, "object": "batch", "endpoint": "/v1/responses", "status": "completed", "created_at": 1_763_000_000, "output_file_id": f"file-{name}", "error_file_id": None, "input_file_id": "none", "errors": None, "request_counts": counts}  # fmt: skip


def read() -> dict[str, float]:
    """Read shares as a worker does, and throw the batches away."""
    from openai_sql_shell.spark.reader import record_batches
    from openai_sql_shell.spark.shares import Form

    form = Form(body=False, rows_per_batch=10_000, skips_missing=False)
    shares = [pickle.loads(share) for share in pickle.load(sys.stdin.buffer)]
    next(record_batches(shares[0], form))  # loads every module
    began, wall = time.process_time(), time.perf_counter()
    size = sum(file.size for share in shares for file in share.files)
    for share in shares:
        for _ in record_batches(share, form):
            pass
    return {"bytes": size, "seconds": time.process_time() - began, "wall": time.perf_counter() - wall}


def spark_reads(url: str) -> dict[str, list[float]]:
    """The seconds of reads by a Spark of two cores; what it makes of the batches is thrown away, too."""
    from pyspark.sql import SparkSession

    from openai_sql_shell.spark import register

    os.environ.update(BENCH_KEY=KEY, PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    register(spark)
    walls = []
    for _ in range(1 + ROUNDS):
        began = time.perf_counter()
        frame = spark.read.format("openai_batch_results").options(**_options(url)).load()
        frame.write.format("noop").mode("overwrite").save()
        walls.append(time.perf_counter() - began)
    assert frame.count() == BATCHES * LINES
    threading.Thread(target=spark.stop, daemon=True).start()
    return {"walls": walls}


if __name__ == "__main__":
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    what, *words = sys.argv[1:]
    if what == "serve":
        serve()
    else:
        print(json.dumps(read() if what == "read" else spark_reads(*words)), flush=True)  # noqa: T201 - as above
