"""The rows of a whole batch: of its output file, of its error file, and of the requests that neither has a line of."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from openai_sql_shell.lines.columns import COLUMNS
from openai_sql_shell.lines.match import Tally, Unanswered
from openai_sql_shell.lines.outcome import FINAL, without_line
from openai_sql_shell.lines.scan import LineScan
from openai_sql_shell.lines.split import blocks, is_blank
from openai_sql_shell.lines.tolerant import custom_id_of, decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from openai_sql_shell.lines.split import Source
    from openai_sql_shell.result import Row

OUTPUT, ERROR, INPUT = "output", "error", "input"
SOURCE = "source"
"""The column that tells the file of a row."""


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What the rows have from the batch itself."""

    endpoint: str
    status: str
    total: int = 0
    """Requests as it counts them."""
    errors: Mapping[int, tuple[str | None, str | None]] = field(default_factory=dict)
    """Code and message of its errors by the number of their input line."""


def batch_rows(
    facts: BatchFacts,
    opened: Callable[[str], Source | None],
    columns: Sequence[str],
    sources: Sequence[str] = (OUTPUT, ERROR, INPUT),
    notice: Callable[[str], None] = lambda _said: None,
) -> Iterator[Row]:
    """The rows of a batch.

    Args:
        facts: of the batch.
        opened: gives the bytes of a file by its source, None where the batch has none; asked only for files that are needed.
        columns: which ones, out of `COLUMNS` and `SOURCE`.
        sources: of which files rows are wanted.
        notice: told what a person should know, each once.
    """
    counts = INPUT in sources
    wanted = [name for name in columns if name != SOURCE]
    hidden = [name for name in ("duplicate", "custom_id") if counts and name not in wanted]
    scan = LineScan(facts.endpoint, [*wanted, *hidden], notice)
    at = columns.index(SOURCE) if SOURCE in columns else None
    tally = Tally()
    for source in (OUTPUT, ERROR):
        if (counts or source in sources) and (file := opened(source)) is not None:
            rows = scan.rows(file, tally.begin_file())
            if counts:
                rows = _tallied(rows, [*wanted, *hidden], len(wanted), tally)
            if source in sources:
                yield from rows if at is None else _marked(rows, at, source)
            else:
                for _ in rows:
                    pass
    is_told = not counts or tally.adds_up(facts.total, is_final=facts.status in FINAL)
    if not is_told and (file := opened(INPUT)) is not None:
        yield from _unanswered(file, facts, tally, columns)


def _tallied(rows: Iterator[Row], columns: list[str], wanted: int, tally: Tally) -> Iterator[Row]:
    """Rows that are counted, with as many of their values as are wanted."""
    get: Callable[[Row], tuple[str | None, int]] = itemgetter(
        columns.index("custom_id"), columns.index("duplicate")
    )
    for row in rows:
        tally.add(*get(row))
        yield row[:wanted]


def _marked(rows: Iterator[Row], at: int, source: str) -> Iterator[Row]:
    return ((*row[:at], source, *row[at:]) for row in rows)


def _unanswered(file: Source, facts: BatchFacts, tally: Tally, columns: Sequence[str]) -> Iterator[Row]:
    unanswered, outcome = Unanswered(tally), without_line(facts.status)
    for block in blocks(file):
        for number, line in enumerate(block.lines, block.number):
            if is_blank(line):
                continue
            custom_id = custom_id_of(line)
            earlier, is_left = unanswered.add(custom_id)
            if not is_left:
                continue
            code, message = facts.errors.get(number, (None, None))
            row = {
                "custom_id": custom_id,
                "outcome": outcome,
                SOURCE: INPUT,
                "line": number,
                "error_code": code,
                "error_message": message,
                "duplicate": earlier,
                "raw": decoded(line) if "raw" in columns else None,
            }
            yield tuple(row.get(name) for name in columns)


ALL_COLUMNS = (*tuple(COLUMNS)[:2], SOURCE, *tuple(COLUMNS)[2:])
"""In the order in which the table has them."""
