"""How much memory a long answer takes, measured in a process that does nothing else.

As a program: a base URL and a statement in, one line of JSON out: rows, bytes of growth, seconds. The growth is counted from
a first short statement on, so that the modules every session needs are no part of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from bench.remote import Remote

MILLION = 1_000_000
MOST_GROWTH = 50_000_000
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A statement over a million rows."""

    name: str
    sql: str
    rows: int
    sizes: dict[str, int]


STREAMS = (
    Stream("million-count", "SELECT count(*) FROM openai.batch.batches", 1, {"batches": MILLION}),
    Stream("million-rows", "SELECT id FROM openai.files.files", MILLION, {"files": MILLION}),
)
"""Ten thousand pages of a hundred rows, and a hundred pages of ten thousand."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What a stream came to."""

    stream: Stream
    rows: int
    bytes: int
    seconds: float

    def missed(self) -> Iterator[str]:
        """The bars it falls short of, in words."""
        if self.rows != self.stream.rows:
            yield f"{self.rows:,} rows instead of {self.stream.rows:,}"
        if self.bytes >= MOST_GROWTH:
            yield f"grew by {self.bytes / 1e6:.0f} MB, bar {MOST_GROWTH / 1e6:.0f} MB"


def measure_growth(stream: Stream, remote: Remote) -> Growth:
    """Run a stream in a process of its own, against a server without latency."""
    remote.reset(0.0, **stream.sizes)
    done = subprocess.run(
        [sys.executable, __file__, remote.url, stream.sql], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{stream.name} failed: {done.stderr.strip()}")
    return Growth(stream, **json.loads(done.stdout))


def peak_memory() -> int:
    """The most bytes this process ever had in memory.

    From /proc where there is one: getrusage counts what the parent had at the fork, too.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    import resource  # not everywhere, and needed only where there is no /proc

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def main(url: str, sql: str, out: TextIO) -> None:
    """Run one statement and say what it took."""
    from bench.measure import open_session

    from openai_sql_shell.cancel import CancelToken

    with closing(open_session(url)) as session:
        for _ in session.execute("SELECT id FROM openai.files.files LIMIT 1", CancelToken()).rows:
            pass
        before, begun = peak_memory(), time.perf_counter()
        rows = sum(1 for _ in session.execute(sql, CancelToken()).rows)
        growth = {"rows": rows, "bytes": peak_memory() - before, "seconds": time.perf_counter() - begun}
    print(json.dumps(growth), file=out)


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[1])  # the directory from which `bench` can be imported
    main(sys.argv[1], sys.argv[2], sys.stdout)
