"""The benchmark's sections: each measures something, prints a table and says which bars were missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.agents import NAME as AGENTS
from bench.agents import measure_agents
from bench.batch_lines import NAME as BATCH_LINES
from bench.batch_lines import measure_batch_lines
from bench.driver import NAME as DRIVER
from bench.driver import measure_driver
from bench.gather import NAME as GATHER
from bench.gather import measure_gather
from bench.joins import BAR as MOST_JOINED
from bench.joins import NAME as JOINS
from bench.joins import measure_joins
from bench.lines import NAME as LINES
from bench.lines import measure_lines
from bench.measure import measure, open_session
from bench.memory import MOST_GROWTH, STREAMS, measure_growth
from bench.naive import run_loops
from bench.queries import QUERIES
from bench.rows import NAME as ROWS
from bench.rows import measure_rows
from bench.spark import NAME as SPARK
from bench.spark import measure_spark
from bench.start import NAME as START
from bench.start import measure_start

from openai_sql_shell.cancel import CancelToken

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from typing import TextIO

    from bench.measure import Measured
    from bench.naive import Naive
    from bench.remote import Remote


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the benchmark."""

    names: tuple[str, ...]
    """What ``--only`` can choose."""
    run: Callable[[Remote, float, Collection[str], TextIO], list[str]]
    """Server, latency, chosen names and where to print in; the bars missed out."""


HEAD = (
    "query",
    "requests",
    "ideal",
    "peak",
    "wall",
    "ideal",
    "first row",
    "naive req",
    "naive wall",
    "verdict",
)


def statements(remote: Remote, latency: float, names: Collection[str], out: TextIO) -> list[str]:
    """Requests and time of statements."""
    noise = remote.noise(latency)
    _import_everything(remote)
    measured = [measure(query, remote, latency) for query in QUERIES if query.name in names]
    naive = run_loops(set(names), remote, latency)
    print(f"\nRequests and time (walls in latencies of {latency * 1000:g} ms)\n", file=out)
    _table([HEAD, *(_line(m, naive.get(m.query.name)) for m in measured)], out)
    print(
        f"\nnoise: a bare exchange takes {noise.usual:.2f} latencies, at worst {noise.worst:.2f};"
        f" three runs of a short query differ by up to {max(m.spread for m in measured) - 1:.0%}",
        file=out,
    )
    if not naive:
        print("the naive loops need the openai package: pip install -e '.[bench]'", file=out)
    return [f"{m.query.name}: {problem}" for m in measured for problem in m.missed()]


def _import_everything(remote: Remote) -> None:
    """Load what the first request of a process loads; start-up is not what is measured here."""
    remote.reset(0.0)
    session = open_session(remote.url)
    for _ in session.execute(QUERIES[0].sql, CancelToken()).rows:
        pass
    session.close()


def _line(measured: Measured, naive: Naive | None) -> tuple[str, ...]:
    query, run = measured.query, measured.run
    over = ">" if naive is not None and naive.stopped else ""
    return (
        query.name,
        str(run.requests),
        str(query.requests),
        str(run.peak),
        f"{run.wall:.1f}",
        str(query.wall),
        f"{run.first:.1f}",
        f"{over}{naive.requests}" if naive else "-",
        f"{over}{naive.wall:.1f}" if naive else "-",
        _verdict(list(measured.missed())),
    )


def memory(remote: Remote, _latency: float, names: Collection[str], out: TextIO) -> list[str]:
    """Memory that a million rows take."""
    measured = [measure_growth(stream, remote) for stream in STREAMS if stream.name in names]
    print("\nMemory, over a million rows without latency\n", file=out)
    head = ("query", "rows", "seconds", "growth MB", "bar MB", "verdict")
    lines = [
        (
            m.stream.name,
            f"{m.rows:,}",
            f"{m.seconds:.1f}",
            f"{m.bytes / 1e6:.1f}",
            f"{MOST_GROWTH / 1e6:.0f}",
            _verdict(list(m.missed())),
        )
        for m in measured
    ]
    _table([head, *lines], out)
    return [f"{m.stream.name}: {problem}" for m in measured for problem in m.missed()]


def local_lines(_remote: Remote, _latency: float, _names: Collection[str], out: TextIO) -> list[str]:
    """How fast JSON lines of this machine are read."""
    readings, missed = measure_lines()
    print("\nJSON lines of a local file, 120 MB\n", file=out)
    fastest = readings[0] if readings and readings[0].reader == "duckdb" else None
    lines = [
        (
            found.reader,
            f"{found.rows:,}",
            f"{found.seconds:.2f}",
            f"{found.rows / found.seconds:,.0f}",
            f"{fastest.seconds / found.seconds:.2f}" if fastest is not None else "-",
            f"{found.bytes / 1e6:.1f}",
            "",
        )
        for found in readings
    ]
    _table([("reader", "rows", "seconds", "rows/s", "of DuckDB", "growth MB", ""), *lines], out)
    return [f"{LINES}: {problem}" for problem in missed]


def gathered_rows(_remote: Remote, _latency: float, _names: Collection[str], out: TextIO) -> list[str]:
    """How fast rows become files of batches."""
    writings, missed = measure_gather()
    print("\nA million requests written for batches\n", file=out)
    lines = [
        (
            w.writer,
            f"{w.parts}",
            f"{w.seconds:.2f}",
            str(w.times),
            f"{w.bytes / 1e6:.0f}",
            "",
        )
        for w in writings
    ]
    _table([("writer", "parts", "seconds", "of the loop", "MB", ""), *lines], out)
    return _of(GATHER, missed)


def batch_lines(_remote: Remote, _latency: float, _names: Collection[str], out: TextIO) -> list[str]:
    """What the results of a batch cost through SQL."""
    figures, missed = measure_batch_lines()
    print("\nResults of a batch, 50,000 lines of 2 KB, through SQL\n", file=out)
    _table([("measure", "found", "bar"), *figures], out)
    return _of(BATCH_LINES, missed)


def _of(name: str, found: Sequence[str]) -> list[str]:
    """What was missed, or is near its bar, with the name of what was measured."""
    return [type(problem)(f"{name}: {problem}") for problem in found]


def agents(_remote: Remote, _latency: float, _names: Collection[str], out: TextIO) -> list[str]:
    """What a call of an agent costs over the session's own time."""
    seconds, missed = measure_agents()
    print("\nrun_query of a statement about the catalog, by a program of its own on stdio\n", file=out)
    lines = [(name, f"{value * 1000:.1f}", "") for name, value in seconds.items()]
    _table([("way", "ms", ""), *lines], out)
    return missed


def _verdict(missed: Sequence[str]) -> str:
    return "MISSED " + ", ".join(missed) if missed else "ok"


def _table(lines: Sequence[Sequence[str]], out: TextIO) -> None:
    """Print lines with the first and last column to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    for first, *middle, last in lines:
        numbers = "  ".join(cell.rjust(width) for cell, width in zip(middle, widths[1:-1], strict=True))
        print(f"{first.ljust(widths[0])}  {numbers}  {last}", file=out)


def written_rows(_remote: Remote, _latency: float, _names: Collection[str], out: TextIO) -> list[str]:
    """What a row takes from an answer's bytes to what is written."""
    ways, missed = measure_rows()
    print("\nRows of a list, beside a loop of requests, json and csv\n", file=out)
    lines = [
        (
            w.name,
            f"{w.micros:.2f}",
            str(w.times),
            "" if w.bar is None else f"{w.bar:g}",
            "",
        )
        for w in ways
    ]
    _table([("way", "us a row", "of the loop", "bar", ""), *lines], out)
    return _of(ROWS, missed)


def starts(_remote: Remote, _latency: float, _names: Collection[str], out: TextIO) -> list[str]:
    """What a start costs."""
    found, missed = measure_start()
    print("\nA start, beside a bare Python's\n", file=out)
    lines = [
        (s.name, f"{s.millis:.1f}", str(s.times), "" if s.bar is None else f"{s.bar:.3g}", "") for s in found
    ]
    _table([("command", "ms", "of bare", "bar", ""), *lines], out)
    return _of(START, missed)


def fetched_rows(_remote: Remote, _latency: float, _names: Collection[str], out: TextIO) -> list[str]:
    """What a row costs that a program fetches."""
    found, missed = measure_driver()
    print("\nRows of three columns through the driver, beyond SQLite alone\n", file=out)
    lines = [
        (name, f"{micros:.2f}", f"{more:.2f}", "" if bar is None else f"{bar:.2f}", "")
        for name, micros, more, bar in found
    ]
    _table([("way", "us a row", "beyond SQLite", "bar", ""), *lines], out)
    return [f"{DRIVER}: {problem}" for problem in missed]


def joined_lists(_remote: Remote, _latency: float, _names: Collection[str], out: TextIO) -> list[str]:
    """What a join of two lists takes that are here."""
    found, missed = measure_joins()
    print("\nTwo lists of 100,000 objects joined, beside plain SQLite tables with an index\n", file=out)
    lines = [
        (
            j.name,
            f"{j.seconds:.2f}",
            f"{j.plain:.2f}",
            str(j.times),
            f"{MOST_JOINED:.2f}",
            "",
        )
        for j in found
    ]
    _table([("join", "seconds", "plain", "of the plain", "bar", ""), *lines], out)
    return _of(JOINS, missed)


def spark_reads(_remote: Remote, _latency: float, _names: Collection[str], out: TextIO) -> list[str]:
    """What reading result files costs a worker of Spark, and Spark on top of it."""
    found, missed = measure_spark()
    print("\nResult files of 100 MB by Spark's reader\n", file=out)
    lines = [(figure.name, figure.value, figure.bar, "") for figure in found]
    _table([("figure", "measured", "bar", ""), *lines], out)
    return [f"{SPARK}: {problem}" for problem in missed]


SECTIONS = (
    Section(tuple(query.name for query in QUERIES), statements),
    Section(tuple(stream.name for stream in STREAMS), memory),
    Section((LINES,), local_lines),
    Section((GATHER,), gathered_rows),
    Section((BATCH_LINES,), batch_lines),
    Section((ROWS,), written_rows),
    Section((START,), starts),
    Section((DRIVER,), fetched_rows),
    Section((JOINS,), joined_lists),
    Section((AGENTS,), agents),
    Section((SPARK,), spark_reads),
)
"""In the order in which they run; a further measure is a further row."""
