"""The rows of a whole batch: of its output file, of its error file, and of the requests that neither has a line of."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, cast

from openai_sql_shell.classes import field, frozen
from openai_sql_shell.lines.columns import COLUMNS, PRICED, no_rates
from openai_sql_shell.lines.match import RequestPlaces, Tally, Unanswered
from openai_sql_shell.lines.outcome import FINAL, without_line
from openai_sql_shell.lines.scan import LineScan
from openai_sql_shell.lines.split import blocks, is_blank
from openai_sql_shell.lines.tolerant import custom_id_of, decoded, request_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from openai_sql_shell.lines.columns import Rates
    from openai_sql_shell.lines.split import ReadableAt
    from openai_sql_shell.result import Row

    Opened = Callable[[str, int], ReadableAt | None]
    Part = tuple[str, Iterator[Row]]
    Request = tuple[str | None, int | None]
    """The body that was asked, and the number of its line."""

OUTPUT, ERROR, INPUT = "output", "error", "input"
REQUEST, REQUEST_LINE = "request", "request_line"
"""Columns for which the input file is read: the body that was asked, and its line."""
COUNTED = ("duplicate", "custom_id")
"""The columns by which rows are matched with requests."""


@frozen
class BatchFacts:
    """What the rows have from the batch itself."""

    endpoint: str
    status: str
    total: int = 0
    """Requests as it counts them."""
    errors: Mapping[int, tuple[str | None, str | None]] = field(default_factory=dict)
    """Code and message of its errors by the number of their input line."""


def files_needed(sources: Collection[str], columns: Collection[str]) -> tuple[str, ...]:
    """The files that rows of some sources may be made of; the input file last.

    It may be made of all to know which requests have no line, and of the output file to know which request an error line answers.

    >>> files_needed(["error"], ["text"]), files_needed(["error"], ["request"]), files_needed(["output"], ["request"])
    (('error',), ('output', 'error', 'input'), ('output', 'input'))
    """
    if INPUT in sources:
        return OUTPUT, ERROR, INPUT
    if not _wants_requests(columns):
        return tuple(sources)
    return OUTPUT, *((ERROR,) if ERROR in sources else ()), INPUT


def _wants_requests(columns: Collection[str]) -> bool:
    return not {REQUEST, REQUEST_LINE}.isdisjoint(columns)


def batch_rows(
    facts: BatchFacts,
    opened: Opened,
    columns: Sequence[str],
    sources: Sequence[str] = (OUTPUT, ERROR, INPUT),
    notice: Callable[[str], None] = lambda _said: None,
    rates: Callable[[str], Rates | None] = no_rates,
) -> Iterator[Part]:
    """The rows of a batch, those of each file with the word for it; take all rows of one before the next.

    Args:
        facts: of the batch.
        opened: gives the bytes of a file by its source, None where the batch has none; asked only for files that are needed. The
            number beside it says how many requests have no other line.
        columns: which ones, out of `COLUMNS`, `PRICED`, `REQUEST` and `REQUEST_LINE`.
        sources: of which files rows are wanted.
        notice: told what a person should know, each once.
        rates: what a model costs, for `PRICED`.
    """
    requests = _Requests(opened) if _wants_requests(columns) else None
    counts, needed, tally = INPUT in sources, files_needed(sources, columns), Tally()
    wanted = [name for name in columns if name not in (REQUEST, REQUEST_LINE)]
    hidden = [name for name in COUNTED if (counts or requests) and name not in wanted]
    scan = LineScan(facts.endpoint, [*wanted, *hidden], notice, rates)
    first = {ERROR: opened(ERROR, 0)} if list(sources) == [ERROR] else {}
    if first == {ERROR: None}:
        return  # nothing is counted for rows that there are not
    for source in (OUTPUT, ERROR):
        file = first.get(source) or (opened(source, 0) if source in needed else None)
        if file is None:
            continue
        if source not in sources:
            _count(LineScan(facts.endpoint, COUNTED).rows(file, tally.begin_file()), tally)
            continue
        rows = scan.rows(file, tally.begin_file())
        if counts or requests is not None:
            rows = _tallied(rows, [*wanted, *hidden], columns, tally, requests)
        yield source, rows
    if counts and not tally.adds_up(facts.total, is_final=facts.status in FINAL):
        file = opened(INPUT, facts.total - tally.rows)
        if file is not None:
            yield INPUT, _unanswered(file, facts, tally, columns)


def _count(rows: Iterator[Row], tally: Tally) -> None:
    for earlier, custom_id in cast("Iterator[tuple[int, str | None]]", rows):
        tally.add(custom_id, earlier)


def _tallied(
    rows: Iterator[Row],
    names: Sequence[str],
    columns: Sequence[str],
    tally: Tally,
    requests: _Requests | None,
) -> Iterator[Row]:
    """Rows that are counted, with those of their values that are wanted, and the requests they answer."""
    earlier_at, id_at = map(names.index, COUNTED)
    if requests is None:
        for row in rows:
            tally.add(cast("str | None", row[id_at]), cast("int", row[earlier_at]))
            yield row[: len(columns)]
        return
    places = [[*names, REQUEST, REQUEST_LINE].index(name) for name in columns]
    for row in rows:
        custom_id = cast("str | None", row[id_at])
        before = tally.add(custom_id, cast("int", row[earlier_at]))
        every = (*row, *requests.of(custom_id, before, with_text=REQUEST in columns))
        yield tuple(every[place] for place in places)


class _Requests:
    """The lines of the input file, found by their custom_id; it is read when the first is wanted."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._file: ReadableAt | None = None
        self._places: RequestPlaces | None = None

    def of(self, custom_id: str | None, earlier: int, *, with_text: bool) -> Request:
        """The request that a result line answers: the k-th of an id the k-th."""
        found = self._read().find(custom_id, earlier)
        if found is None or self._file is None:
            return None, None
        number, offset, size = found
        return request_text(self._file.read_at(offset, size)) if with_text else None, number

    def _read(self) -> RequestPlaces:
        if self._places is None:
            self._places, self._file = RequestPlaces(), self._opened(INPUT, 0)
            for number, offset, line in _lines(self._file) if self._file is not None else ():
                self._places.add(custom_id_of(line), number, offset, len(line))
        return self._places


def _lines(file: ReadableAt) -> Iterator[tuple[int, int, bytes]]:
    """Number, offset and bytes of each line that is not blank."""
    for block in blocks(file):
        offset = block.offset
        for number, line in enumerate(block.lines, block.number):
            if not is_blank(line):
                yield number, offset, line
            offset += len(line)


def _unanswered(file: ReadableAt, facts: BatchFacts, tally: Tally, columns: Sequence[str]) -> Iterator[Row]:
    unanswered, outcome = Unanswered(tally), without_line(facts.status)
    values = itemgetter(*columns, "line", "line")
    for number, _, line in _lines(file):
        custom_id = custom_id_of(line)
        earlier, is_left = unanswered.add(custom_id)
        if not is_left:
            continue
        code, message = facts.errors.get(number, (None, None))
        row = dict.fromkeys((*COLUMNS, *PRICED)) | {
            "custom_id": custom_id,
            "outcome": outcome,
            "line": number,
            "error_code": code,
            "error_message": message,
            "duplicate": earlier,
            "raw": decoded(line) if "raw" in columns else None,
            REQUEST: request_text(line) if REQUEST in columns else None,
            REQUEST_LINE: number,
        }
        yield values(row)[:-2]
