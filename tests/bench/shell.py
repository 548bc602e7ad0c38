"""The shell's speed beside litecli's and pgcli's, each as a ratio in one run: ``python tests/bench/shell.py``.

The others are measured where they are installed (``pip install -e '.[bench]'``, and for pgcli a PostgreSQL server); without them
the table has gaps. Rounds go from program to program, so that a busy moment of the machine meets all of them. Exit code 1 if a bar
is missed.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, TextIO

ROOT = Path(__file__).parents[2]
sys.path[:1] = [str(ROOT), str(ROOT / "tests")]

from bench.postgres import server  # noqa: E402 - the paths have to be known first
from bench.terminal import Terminal  # noqa: E402
from prompt_toolkit.document import Document  # noqa: E402

from openai_sql_shell.shell.completion.snapshot import Snapshot  # noqa: E402
from openai_sql_shell.shell.completion.text import TextCompleter  # noqa: E402
from openai_sql_shell.shell.editor.highlighting import LineHighlighter  # noqa: E402
from openai_sql_shell.shell.line_tokens import IncrementalTokenizer  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OURS = [sys.executable, "-c", "import sys; from openai_sql_shell.cli.main import main; sys.exit(main())"]
"""What the installed script does; the others are started by theirs."""
ROUNDS = 7
TABLES = 300
"""Tables of the database that litecli completes; our catalog is what it is."""
COUNTED = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {}) SELECT i, i * 7 AS j, 'name ' || i AS k FROM n"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the programs run: a home of their own, and what is installed."""

    home: Path
    environ: Mapping[str, str]
    server: bool = False
    """Whether there is a PostgreSQL server, without which pgcli can do nothing."""

    def can_run(self, name: str) -> bool:
        """Whether another program is there, with what it needs."""
        return self.program(name) is not None and (name != "pgcli" or self.server)

    def program(self, name: str) -> str | None:
        """A program beside this Python, or on the path."""
        return shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table."""

    name: str
    ours: Callable[[Place], float]
    """Seconds."""
    litecli: Callable[[Place], float] | None = None
    pgcli: Callable[[Place], float] | None = None
    most: float | None = None
    """Bar: this many times litecli's; None: no bar."""
    under: float | None = None
    """Bar: this many seconds; None: no bar."""


def ran(*command: str) -> Callable[[Place], float]:
    """How long a command takes; its first word is one of the programs, ``ours`` for ours."""

    def seconds(place: Place) -> float:
        first = OURS if command[0] == "ours" else [str(place.program(command[0]))]
        begun = time.perf_counter()
        subprocess.run(
            [*first, *command[1:]], env=dict(place.environ), cwd=place.home, capture_output=True, check=True
        )
        return time.perf_counter() - begun

    return seconds


def opened(place: Place, name: str) -> Terminal:
    """A program at its prompt's beginning."""
    if name == "ours":
        return Terminal([*OURS, "--sandbox"], place.environ)
    words = {"litecli": ["tables.db"], "pgcli": ["--less-chatty", "--prompt", PROMPTS["pgcli"]]}[name]
    return Terminal([str(place.program(name)), *words], place.environ)


OTHERS = ("litecli", "pgcli")
PROGRAMS = ("ours", *OTHERS)
TOOLBAR = "Ctrl-D leaves"
PROMPTS = {"ours": "openai> ", "litecli": "tables.db>", "pgcli": "bench>"}


def to_prompt(name: str) -> Callable[[Place], float]:
    """Start to prompt on the screen."""

    def seconds(place: Place) -> float:
        with opened(place, name) as terminal:
            return terminal.wait_for(PROMPTS[name]) - terminal.begun

    return seconds


def to_first_key(name: str) -> Callable[[Place], float]:
    """Start to the echo of a key that was pressed as soon as the prompt was seen."""

    def seconds(place: Place) -> float:
        with opened(place, name) as terminal:
            terminal.wait_for(PROMPTS[name])
            terminal.press("zq")
            return terminal.wait_for("zq") - terminal.begun

    return seconds


def to_editor(place: Place) -> float:
    """Start to the editor on the screen, which takes the keys over that the terminal has shown until then."""
    with opened(place, "ours") as terminal:
        return terminal.wait_for(TOOLBAR) - terminal.begun


def of_key(name: str, before: str, key: str, effect: str) -> Callable[[Place], float]:
    """A key to its effect, in a session at rest."""

    def seconds(place: Place) -> float:
        with opened(place, name) as terminal:
            terminal.wait_for(PROMPTS[name])
            if before:
                terminal.key(before, before[-1])
            return terminal.key(key, effect)

    return seconds


def statement_of(size: int) -> str:
    """A statement of about so many characters, in the middle of a condition."""
    text = (
        "SELECT b.id FROM openai.batch.batches b JOIN openai.files.files f ON f.id = b.input_file_id WHERE "
    )
    while len(text) < size:
        text += f"b.id = 'batch_{len(text):08d}' AND f.bytes > {len(text)} OR "
    return f"{text}b."


def of_letters(size: int, work: Callable[[str], object]) -> Callable[[Place], float]:
    """What one more letter of a statement of so many characters costs; the best of many."""

    def seconds(_: Place) -> float:
        best = 1.0
        for word in ["status", "created_at", "request_counts"] * 4:
            for end in range(1, len(word)):
                typed = statement_of(size) + word[:end]
                begun = time.perf_counter()
                work(typed)
                best = min(best, time.perf_counter() - begun)
        return best

    return seconds


def of_completion(size: int) -> Callable[[Place], float]:
    """The candidates."""
    completer, snapshot = TextCompleter(IncrementalTokenizer()), Snapshot()
    return of_letters(size, lambda typed: completer.candidates(typed, len(typed), snapshot))


def of_colors(size: int) -> Callable[[Place], float]:
    """The colours."""
    lexer = LineHighlighter(IncrementalTokenizer())
    return of_letters(size, lambda typed: lexer.lex_document(Document(typed))(0))


def table(
    rows: int,
) -> tuple[Callable[[Place], float], Callable[[Place], float], Callable[[Place], float]]:
    """So many rows as a table on a pipe."""
    sql = COUNTED.format(rows)
    return (
        ran("ours", "-o", "table", "-c", sql),
        ran("litecli", "tables.db", "-t", "-e", sql),
        ran("pgcli", "--row-limit", "0", "-c", sql),
    )


MEASURES = (
    Measure(
        "--version", ran("ours", "--version"), ran("litecli", "--version"), ran("pgcli", "--version"), 0.8
    ),
    Measure(
        "-c, one statement",
        ran("ours", "-c", "SHOW SERVICES IN openai"),
        ran("litecli", "tables.db", "-e", "SELECT 1"),
        ran("pgcli", "-c", "SELECT 1"),
        0.8,
    ),
    Measure("start to prompt", to_prompt("ours"), to_prompt("litecli"), to_prompt("pgcli"), 0.8),
    Measure("start to key, to prompt", to_first_key("ours"), to_prompt("litecli"), to_prompt("pgcli"), 0.65),
    Measure("start to editor, to prompt", to_editor, to_prompt("litecli"), to_prompt("pgcli")),
    Measure("start to key", to_first_key("ours"), to_first_key("litecli"), to_first_key("pgcli")),
    Measure(
        "key to menu",
        of_key("ours", "SELECT * FROM openai.batch", ".", "Jobs"),
        of_key("litecli", "SELECT * FROM", " ", "table_000"),
        of_key("pgcli", "SELECT * FROM", " ", "table_000"),
        1.0,
    ),
    Measure(
        "key to echo",
        of_key("ours", "", "z", "z"),
        of_key("litecli", "", "z", "z"),
        of_key("pgcli", "", "z", "z"),
    ),
    Measure("1,000 rows", *table(1_000)),
    Measure("10,000 rows", *table(10_000)),
    Measure("a letter completed, 1 kB", of_completion(1_000)),
    Measure("a letter completed, 5 kB", of_completion(5_000), under=0.002),
    Measure("a letter coloured, 5 kB", of_colors(5_000), under=0.002),
)


def measured(measure: Measure, place: Place) -> dict[str, float]:
    """The median of each program that is there."""
    wanted = {"ours": measure.ours, "litecli": measure.litecli, "pgcli": measure.pgcli}
    present = {
        name: run
        for name, run in wanted.items()
        if run is not None and (name == "ours" or place.can_run(name))
    }
    times: dict[str, list[float]] = {name: [] for name in present}
    for _ in range(ROUNDS):
        for name, run in present.items():
            times[name].append(run(place))
    return {name: median(found) for name, found in times.items()}


def line(measure: Measure, found: Mapping[str, float]) -> tuple[str, bool]:
    """A line of the table, and whether the bar is missed."""
    cells = [shown(found, name, 1000, 1) for name in PROGRAMS]
    ratios = {other: found["ours"] / found[other] for other in OTHERS if other in found}
    bars = [
        (measure.most, ratios.get("litecli"), f"{measure.most:g}" if measure.most else ""),
        (measure.under, found["ours"], f"{measure.under * 1000:g} ms" if measure.under else ""),
    ]
    held = [(value <= bar, name) for bar, value, name in bars if bar is not None and value is not None]
    verdicts = "".join(f"  {'ok' if met else 'MISSED'} (bar {name})" for met, name in held)
    cells += [shown(ratios, other, 1, 2) for other in OTHERS]
    return f"{measure.name:26}{''.join(cells)}{verdicts}", not all(met for met, _ in held)


def shown(values: Mapping[str, float], name: str, unit: float, digits: int) -> str:
    """A cell of the table."""
    return f"{values[name] * unit:9.{digits}f}" if name in values else "        -"


def main(out: TextIO = sys.stdout) -> int:
    """Measure everything and print it."""
    with tempfile.TemporaryDirectory() as directory, ExitStack() as opened_too:
        home = Path(directory)
        tables = [
            f"CREATE TABLE table_{n:03d} (id int, name text, status text, created_at int)"
            for n in range(TABLES)
        ]
        with closing(sqlite3.connect(home / "tables.db")) as database:
            for statement in tables:
                database.execute(statement)
        postgres = opened_too.enter_context(server(tables))
        kept = {"HOME": directory, "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        terminal = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
        place = Place(home, kept | terminal | dict(postgres or {}), postgres is not None)
        print(f"{'milliseconds':26}     ours  litecli    pgcli  to lite    to pg", file=out)
        missed = False
        for measure in MEASURES:
            text, short = line(measure, measured(measure, place))
            print(text, file=out, flush=True)
            missed = missed or short
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
