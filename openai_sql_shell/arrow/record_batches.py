"""Batches of rows: fields and rows come in, record batches or a table of pyarrow go out, each batch bounded in rows and bytes.

Rows are taken by steps, and a step becomes an array for each column at once.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from openai_sql_shell.arrow.arrays import array
from openai_sql_shell.arrow.fields import ArrowField, field_of, kind_of, pyarrow, schema
from openai_sql_shell.result import take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from openai_sql_shell.result import ResultColumn, Row, Value

ROWS = 10_000
"""Rows of a batch, at most."""
MOST_BYTES = 64 * 1024 * 1024
"""Bytes of a batch, about: it ends with the row that reaches them, as far as the rows before tell how large one is."""
FIRST_STEP, STEP = 50, 500
"""Rows that are taken together, at first and later: what makes columns of many more leaves the processor's cache."""


def batches(
    fields: Sequence[ArrowField], rows: Iterable[Row], made: Any = None, most: int = ROWS
) -> Iterator[Any]:
    """The rows as record batches of at most so many rows, and about `MOST_BYTES`.

    Args:
        fields: how each value of a row is kept.
        rows: tuples.
        made: their schema, where it is there.
        most: rows of a batch.

    Raises:
        InvalidValue: a value does not fit its column. UnsupportedStatement: there is no pyarrow.
    """
    library, made = pyarrow("an Arrow batch"), schema(fields) if made is None else made
    rows, fill, held = iter(rows), _Fill(most), list[Any]()
    while taken := take(rows, fill.next_rows):
        columns = zip(*taken, strict=True) if fields else ()
        arrays = [array(library, field, values) for field, values in zip(fields, columns, strict=True)]
        held.append(library.record_batch(arrays, schema=made))
        if fill.add(len(taken), held[-1].nbytes):
            yield _joined(library, held)
            held = []
    if held:
        yield _joined(library, held)


class _Fill:
    """How full the batch is that is being made, and how many rows are to be taken next for it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rows = self._size = 0
        self.next_rows = min(FIRST_STEP, most)

    def add(self, rows: int, size: int) -> bool:
        """Have further rows of so many bytes in it. Whether it is full now, and another begins."""
        self._rows += rows
        self._size += size
        is_full = self._rows >= self._most or self._size >= MOST_BYTES
        if is_full:
            self._rows = self._size = 0
        room = (MOST_BYTES - self._size) * rows // max(size, 1)
        self.next_rows = max(1, min(STEP, self._most - self._rows, room))
        return is_full


class ReadableRows(Protocol):
    """Rows that can be looked at before they are taken."""

    @property
    def ready(self) -> Sequence[Row]:
        """Those that were read and not taken."""

    def ahead(self, most: int) -> Sequence[Row]:
        """Read further rows, at most so many; none: there are no more."""


def first_batch(rows: ReadableRows, most: int = ROWS) -> Sequence[Row]:
    """The rows of the first batch, which stay where they are."""
    fill, more = _Fill(most), rows.ready
    while not (more and fill.add(len(more), sum(map(_size, more)))):
        more = rows.ahead(fill.next_rows)
        if not more:
            break
    return rows.ready[:most]


def _size(values: Iterable[Value]) -> int:
    return sum(len(value) if isinstance(value, str | bytes) else 8 for value in values)


def _joined(library: Any, held: Sequence[Any]) -> Any:
    if len(held) == 1 or not held[0].num_columns:
        return held[0]
    (batch,) = library.Table.from_batches(held).combine_chunks().to_batches()
    return batch


def table(columns: Sequence[ResultColumn], fields: Sequence[ArrowField | None], rows: Iterator[Row]) -> Any:
    """All rows as a table.

    Args:
        columns: of the result.
        fields: how each is kept; None: all of its values decide.
        rows: tuples.

    Raises:
        InvalidValue: a value does not fit its column. UnsupportedStatement: there is no pyarrow.
    """
    library, fill, ends = pyarrow("an Arrow table"), _Fill(ROWS), [0]
    made = [_TableColumn(library, c, field) for c, field in zip(columns, fields, strict=True)]
    while taken := take(rows, fill.next_rows):
        ends[-1] += 1
        size = sum(column.add(values) for column, values in zip(made, zip(*taken, strict=True), strict=True))
        if fill.add(len(taken), size):
            ends.append(ends[-1])
    arrays = [column.array(ends) for column in made]
    return library.table(arrays, schema=schema([column.field for column in made]))


class _TableColumn:
    """A column whose values are made arrays as they come, as far as their type is known."""

    def __init__(self, library: Any, column: ResultColumn, field: ArrowField | None) -> None:
        self._library = library
        self._column = column
        self._field = field
        self._types: set[type] = set()
        self._pieces: list[Any] = []
        """Arrays; lists where their values are of several types."""

    def add(self, values: Sequence[Value]) -> int:
        """Have further values; their bytes, about."""
        field = self._field
        if field is None:
            types = {*map(type, values)}
            self._types |= types
            if len(types - {type(None)}) > 1:
                self._pieces.append([*values])
                return _size(values)
            field = ArrowField(self._column.name, kind_of(types))
        self._pieces.append(array(self._library, field, values))
        size: int = self._pieces[-1].nbytes
        return size

    @property
    def field(self) -> ArrowField:
        """How it is kept, once all values are here."""
        return self._field or field_of(self._column, self._types)

    def array(self, ends: Sequence[int]) -> Any:
        """All values, in chunks that end behind so many additions."""
        wanted = schema([self.field]).field(0).type
        pieces = [
            piece
            if not isinstance(piece, list) and piece.type == wanted
            else array(self._library, self.field, piece if isinstance(piece, list) else piece.to_pylist())
            for piece in self._pieces
        ]
        chunks = [pieces[start:end] for start, end in pairwise((0, *ends)) if start < end]
        return self._library.chunked_array([self._library.concat_arrays(chunk) for chunk in chunks], wanted)


@contextmanager
def parquet_writer(fields: Sequence[ArrowField], stream: BinaryIO) -> Iterator[Callable[[Any], None]]:
    """What takes record batches and writes them to a Parquet file, a row group each.

    Raises:
        UnsupportedStatement: there is no pyarrow. OSError: the stream cannot be written.
    """
    pyarrow("FORMAT parquet")
    from pyarrow import parquet  # noqa: PLC0415 - as the library itself

    with parquet.ParquetWriter(stream, schema(fields), compression="zstd") as writer:
        yield writer.write_batch
