"""Rows a second of ``read_jsonl``, and the memory it takes, beside DuckDB's ``read_json`` on one thread with given columns.

As a program: who reads, and a file in; one line of JSON out: rows, processor seconds, bytes of growth. Both hand every row over to Python.
Processor time, because the two run one after the other.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import chdir, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BYTES = 120_000_000
LEAST_SHARE = 0.5
"""Of DuckDB's rows a second."""
MOST_GROWTH = 50_000_000
NAME = "read-jsonl"
COLUMNS = "{'id': 'VARCHAR', 'custom_id': 'VARCHAR', 'response': 'JSON', 'error': 'JSON'}"
READERS = ("duckdb", "with msgspec", "with json")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader came to."""

    reader: str
    rows: int
    seconds: float
    bytes: int


def measure_lines() -> tuple[list[Reading], list[str]]:
    """Each reader on the same file, and the bars missed; those that are not installed are left out."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "results.jsonl"
        with path.open("w", encoding="utf-8") as out:
            out.writelines(results())
        readings = [found for reader in READERS if (found := _measured(reader, path))]
    rates = {found.reader: found.rows / found.seconds for found in readings}
    missed = [f"{f.reader} grew by {f.bytes / 1e6:.0f} MB" for f in readings[1:] if f.bytes > MOST_GROWTH]
    if (
        "duckdb" in rates
        and "with msgspec" in rates
        and rates["with msgspec"] < LEAST_SHARE * rates["duckdb"]
    ):
        missed.append(f"{rates['with msgspec'] / rates['duckdb']:.2f} of DuckDB's rows a second")
    return readings, missed


def results() -> Iterator[str]:
    """Lines of a batch's results."""
    written = number = 0
    while written < BYTES:
        number += 1
        message = {
            "role": "assistant",
            "content": f'Answer {number}: "é"\n' + "some words of it " * 20,
            "refusal": None,
        }
        usage = {"prompt_tokens": 12, "completion_tokens": 60, "total_tokens": 72}
        body = {"id": f"chatcmpl-{number}", "created": 1_700_000_000 + number, "choices": [{"index": 0, "message": message}], "usage": usage}  # fmt: skip
        response = {"status_code": 200, "request_id": f"req_{number}", "body": body}
        line = (
            json.dumps({"id": f"r_{number}", "custom_id": f"c-{number}", "response": response, "error": None})
            + "\n"
        )
        written += len(line)
        yield line


def _measured(reader: str, path: Path) -> Reading | None:
    done = subprocess.run(
        [sys.executable, __file__, reader, str(path)], capture_output=True, text=True, check=False
    )
    return Reading(reader, **json.loads(done.stdout)) if done.returncode == 0 else None


def main(reader: str, path: Path) -> None:
    """Read the file, and print what it took."""
    import resource

    with chdir(path.parent):
        count = _duckdb(path) if reader == "duckdb" else _session(path, msgspec=reader == "with msgspec")
        next(count)
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        rows = next(count)
        seconds = time.process_time() - began
        growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    print(json.dumps({"rows": rows, "seconds": seconds, "bytes": growth}))  # noqa: T201 - a program's answer


def _duckdb(path: Path) -> Iterator[int]:
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    yield 0
    cursor = connection.execute(
        f"SELECT * FROM read_json('{path.name}', columns = {COLUMNS}, format = 'newline_delimited')"
    )
    rows = 0
    while found := cursor.fetchmany(1_000):
        rows += len(found)
    yield rows


def _session(path: Path, *, msgspec: bool) -> Iterator[int]:
    if msgspec:
        pass
    else:
        sys.modules["msgspec"] = None
    from openai_sql_shell.config import Profile, Settings
    from openai_sql_shell.session.session import Session

    profile = Profile("bench", base_url="http://127.0.0.1:1", api_key="none")
    with closing(Session(profile, Settings())) as session:
        list(session.execute("SELECT 1").rows)
        yield 0
        yield sum(1 for _ in session.execute(f"SELECT * FROM read_jsonl('{path.name}')").rows)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
