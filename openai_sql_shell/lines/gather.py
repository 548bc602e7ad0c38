"""Rows of an INSERT as files of batches: rows come in one after the other, whole files on disk go out.

Requests that can be in one batch are one group: those of the same endpoint, model and columns of the batch. A group is cut into parts
before the line that would break a limit. Everything is checked first: rows that cannot be sent are named, and no file is left. In
memory are some lines, the groups, and the custom_ids seen, as digests where they are very many.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import frozen, replace
from openai_sql_shell.errors import StatementError, counted, shortened
from openai_sql_shell.lines.batch_parts import RequestGroup, file_name, inputs_of, metadata, numbered
from openai_sql_shell.lines.match import IdCounts
from openai_sql_shell.lines.part_files import free_bytes, part_files
from openai_sql_shell.lines.request_body import RowFault, converted
from openai_sql_shell.lines.request_writer import CUSTOM_ID, RAW, RequestWriter
from openai_sql_shell.result import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from openai_sql_shell.lines.batch_parts import BatchPart, Marks, PartLimits
    from openai_sql_shell.lines.part_files import PartFiles
    from openai_sql_shell.lines.request_body import EndpointRules
    from openai_sql_shell.lines.request_writer import BatchRequest
    from openai_sql_shell.result import Row, Value

    LineCheck = Callable[[bytes, Mapping[str, Any] | None], tuple[str, str] | None]
    """The first finding of a line, as a word and a sentence; None: it is sound. Of a line that was made here, the body is given."""

FILE_NAME, METADATA = "file_name", "batch_metadata"
RETRY_OF = "batch_retry_of"
"""The column of the batch whose requests are sent once more; it is written into the metadata."""
MOST_NAMED = 20
"""Rows that an error names before reading ends."""
MOST_PARTS = 1_000
TOLD_EVERY = 1_000
"""Rows between two words about how far it has come."""
LONGEST_ID = 64
"""Characters of a custom_id in a message."""
CURES = {
    "missing_required_parameter": "give it a value in every row",
    "duplicate_custom_id": "make every custom_id another: results are found by it",
    "line_too_large": "shorten its texts, or name files by their ids",
    "too_many_inputs": "spread the inputs over several rows",
}
"""What to do about findings that do not say it themselves."""


@frozen
class GatherRules:
    """What requests and batches are made of, and may be."""

    endpoints: Mapping[str, EndpointRules]
    """By url, as lines have it."""
    batch: Mapping[str, Callable[[Value], Any]]
    """How columns of the batch become what it is made with; each raises InvalidValue. `METADATA` is among them, `FILE_NAME` not."""
    limits: PartLimits
    check: Callable[[str], LineCheck]
    """What finds faults in the lines of an endpoint; duplicates over the whole statement are found here."""
    marks: Marks | None = None
    """None: batches are not marked."""
    apart: str = ""
    """A column of the batch: what has another value there is as if another statement sent it. Its parts are numbered, and its
    custom_ids are counted, by themselves."""


@frozen
class Gathered:
    """What the rows came to."""

    parts: tuple[BatchPart, ...]
    """In the order in which their groups appeared."""
    numbered: int
    """Requests that were given a custom_id, as they had none."""


@contextmanager
def gathered(
    columns: Sequence[str],
    rows: Iterable[Row],
    rules: GatherRules,
    folder: Path,
    *,
    is_ordered: bool,
    room: Callable[[Path], int] = free_bytes,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Iterator[Gathered]:
    """The files that rows come to, which are gone afterwards.

    Args:
        columns: what each row has.
        rows: as wide as that; they are read once.
        rules: of this statement.
        folder: where files are written, each run in a folder of its own.
        is_ordered: the rows come in the same order when they are read again.
        room: bytes left on the disk of a folder.
        progress: told now and then how far it has come.

    Raises:
        StatementError: a row, or all of them, cannot be sent. LocalFileError: the files cannot be written. In both cases none is left.
    """
    with part_files(folder, room) as files:
        gathering = _Gathering(
            RequestWriter(columns, rules.endpoints, {FILE_NAME, *rules.batch}, is_ordered=is_ordered),
            rules,
            files,
        )
        for number, row in enumerate(rows, 1):
            gathering.take(number, row)
            if not number % TOLD_EVERY:
                progress(gathering.come_to(number))
        yield gathering.end()


class _Gathering:
    """Rows on their way into files."""

    def __init__(self, rows: RequestWriter, rules: GatherRules, files: PartFiles) -> None:
        self._rows = rows
        self._rules = rules
        self._limits = rules.limits
        self._files = files
        self._ids: dict[Value, IdCounts] | None = {} if {CUSTOM_ID, RAW} & rows.place.keys() else None
        """By what they are apart in. None: all of them are numbers of rows."""
        self._apart = rows.place.get(rules.apart)
        self._checks: dict[str, LineCheck] = {}
        self._batch = [
            (name, at) for name, at in rows.place.items() if name == FILE_NAME or name in rules.batch
        ]
        self._groups: dict[tuple[Value, ...], RequestGroup | None] = {}
        """None: its columns cannot be those of a batch, which was noted."""
        self._parts = 0
        self._faults = list[tuple[int, RowFault]]()

    def take(self, number: int, row: Row) -> None:
        """The next row.

        Raises:
            StatementError: it is one too many that cannot be sent, or makes too many parts.
        """
        try:
            request = self._rows.request(number, row)
            self._check(request, row[self._apart] if self._apart is not None else None)
            group = self._group(request, row)
        except RowFault as fault:
            self._faults.append((number, fault))
            if len(self._faults) >= MOST_NAMED:
                raise self._refused() from None
            return
        if group is not None and not self._faults and group.add(request, self._limits, self._files):
            self._count_part()

    def come_to(self, rows: int) -> Progress:
        """How far it has come with so many rows."""
        parts = [part for group in self._groups.values() if group is not None for part in group.parts]
        size = sum(part.file.size for part in parts)
        return Progress("gathered", rows, parts="rows", bytes=size, part=len(parts))

    def end(self) -> Gathered:
        """There are no more rows.

        Raises:
            StatementError: some of them cannot be sent.
        """
        if self._faults:
            raise self._refused()
        groups = [group for group in self._groups.values() if group is not None]
        for group in groups:
            group.finish(self._files)
        return Gathered(numbered(groups, self._rules.marks, self._rules.apart), self._rows.numbered)

    def _check(self, request: BatchRequest, apart: Value) -> None:
        """Raise for the first fault of a request."""
        check = self._checks.get(request.url)
        if check is None:
            check = self._checks[request.url] = self._rules.check(request.url)
        found = check(request.line, request.body if request.is_built else None)
        custom_id, size = request.custom_id, len(request.line)
        if found is None and self._ids is not None and self._seen(apart).add(custom_id):
            found = ("duplicate_custom_id", "its custom_id is that of an earlier row")
        if found is None and size > self._limits.bytes:
            found = (
                "line_too_large",
                f"the request has {size:,} bytes; a whole file may have {self._limits.bytes:,}",
            )
        if found is None and request.rules.counted and (inputs := inputs_of(request)) > self._limits.inputs:
            found = (
                "too_many_inputs",
                f"the request has {inputs:,} inputs; a whole file may have {self._limits.inputs:,}",
            )
        if found is not None:
            raise RowFault(*found, CURES.get(found[0]), custom_id)

    def _seen(self, apart: Value) -> IdCounts:
        """The custom_ids of what is apart from other rows."""
        assert self._ids is not None  # noqa: S101 - they are looked at then only
        found = self._ids.get(apart)
        if found is None:
            found = self._ids[apart] = IdCounts()
        return found

    def _group(self, request: BatchRequest, row: Row) -> RequestGroup | None:
        model = request.body.get("model")
        key: tuple[Value, ...] = (request.url, model if isinstance(model, str) else None)
        if self._batch:
            key += tuple([row[at] for _, at in self._batch])
        found = self._groups.get(key)
        if found is None and key not in self._groups:
            self._groups[key] = None
            given = {name: row[at] for name, at in self._batch}
            try:
                found = self._groups[key] = self._begun(key, given)
            except RowFault as fault:
                fault.custom_id = request.custom_id
                raise
        return found

    def _begun(self, key: tuple[Any, ...], given: dict[str, Value]) -> RequestGroup:
        name = file_name(given.pop(FILE_NAME, None))
        batch = {
            column: converted(self._rules.batch[column], value)
            for column, value in given.items()
            if value is not None
        }
        marks = self._rules.marks
        if marks is not None:
            marks = replace(marks, retry_of=batch.get(RETRY_OF, marks.retry_of))
        pairs = metadata(batch.pop(METADATA, None), marks)
        return RequestGroup(key[0], key[1], name, pairs, batch)

    def _count_part(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise StatementError(
                f"these rows would make more than {MOST_PARTS:,} batches",
                hint="rows with the same url, model, file_name and batch columns share a batch: give them fewer values",
            )

    def _refused(self) -> StatementError:
        """What is wrong with rows, and how it is mended."""
        faults = self._faults
        more = "at least " if len(faults) >= MOST_NAMED else ""
        said = [f"row {number}{_named(fault)}: {fault.code}: {fault.message}" for number, fault in faults]
        cures = dict.fromkeys(fault.cure for _, fault in faults if fault.cure)
        head = f"{more}{counted(len(faults), 'row')} cannot be sent, so none was"
        return StatementError("\n".join([head, *said]), hint="; ".join(cures) or None)


def _named(fault: RowFault) -> str:
    return "" if fault.custom_id is None else f" ({shortened(fault.custom_id, LONGEST_ID)})"
