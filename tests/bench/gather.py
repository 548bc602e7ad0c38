"""The time of rows on their way into files of batches, beside a loop that writes the same lines with `json`, and the memory it takes.

As a program: who writes, and how many rows; one line of JSON out: parts, processor seconds, bytes of memory. Memory and parts are those
of a million rows, once. Times are those of fewer, several times in turn: a round is short beside the phases in which a machine is slow.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[1])  # the directory from which `bench` can be imported

from bench.spread import Spread, judged

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = 1_000_000
TIMED_ROWS = 200_000
ROUNDS = 9
MOST_TIMES = 2.0
"""The time of the loop."""
MOST_MEMORY = 150_000_000
NAME = "gather"
WRITERS = ("loop", "with msgspec", "with json")
COLUMNS = ("url", "model", "custom_id", "input", "max_output_tokens")
PROMPT = (
    "Classify: it came in time, and works as it should, but the box was open and the manual was missing. " * 2
)

LOOPS_OWN = Spread.of([1.0])


@dataclass(frozen=True, slots=True)
class Writing:
    """What one writer came to."""

    writer: str
    parts: int
    seconds: float
    """Processor time."""
    bytes: int
    """Memory at most."""
    times: Spread = LOOPS_OWN
    """Of the loop's in the same round."""


def measure_gather() -> tuple[list[Writing], list[str]]:
    """Each writer of the same rows, and the bars missed."""
    large = [_measured(writer, ROWS) for writer in WRITERS]
    rounds = [[_measured(writer, TIMED_ROWS).seconds for writer in WRITERS] for _ in range(ROUNDS)]
    loops, *_ = columns = list(zip(*rounds, strict=True))
    writings = [
        replace(once, times=Spread.of([took / loop for took, loop in zip(seconds, loops, strict=True)]))
        for once, seconds in zip(large, columns, strict=True)
    ]
    others = writings[1:]
    missed = [f"{w.writer} took {w.bytes / 1e6:.0f} MB" for w in others if w.bytes > MOST_MEMORY]
    return writings, missed + judged((f"{w.writer}, of the loop", w.times, MOST_TIMES) for w in others)


def _measured(writer: str, count: int) -> Writing:
    done = subprocess.run(
        [sys.executable, __file__, writer, str(count)], capture_output=True, text=True, check=True
    )
    return Writing(writer, **json.loads(done.stdout))


def rows(count: int) -> Iterator[tuple[str, str, str, str, int]]:
    """What a SELECT would give."""
    for number in range(count):
        yield "/v1/responses", "gpt-5-mini", f"review-{number}", f"{PROMPT}{number}", 50


def main(writer: str, count: int) -> None:
    """Write the files, and print what it took."""
    import resource

    with TemporaryDirectory() as directory:
        write = _loop if writer == "loop" else _gather
        if writer == "with json":
            sys.modules["msgspec"] = None
        write(Path(directory), 1)
        began = time.process_time()
        parts = write(Path(directory), count)
        seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"parts": parts, "seconds": seconds, "bytes": memory}))  # noqa: T201 - a program's answer


def _loop(folder: Path, count: int) -> int:
    with (folder / "batch.jsonl").open("w", encoding="utf-8") as out:
        for url, model, custom_id, prompt, most in rows(count):
            body = {"model": model, "input": prompt, "max_output_tokens": most}
            line = {"custom_id": custom_id, "method": "POST", "url": url, "body": body}
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    return 1


def _gather(folder: Path, count: int) -> int:
    from openai_sql_shell.catalog.batch_making import makes_batches
    from openai_sql_shell.catalog.services.batch import BATCHES
    from openai_sql_shell.handlers.gathering import gather_rules
    from openai_sql_shell.lines.batch_parts import Marks
    from openai_sql_shell.lines.gather import gathered

    rules = gather_rules(makes_batches(BATCHES), Marks("0123456789ab"))
    with gathered(COLUMNS, rows(count), rules, folder, is_ordered=False) as found:
        return len(found.parts)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
