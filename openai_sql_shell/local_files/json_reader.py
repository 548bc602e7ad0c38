"""JSON files: lines with an object each (``read_jsonl``), or an array of objects, or objects in any layout (``read_json``).

A member is a column. Texts, numbers and booleans are values, objects and arrays their text as it was written.
"""

from __future__ import annotations

from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.local_files.columns import UNNAMED, FileColumn, columns_of, joined
from openai_sql_shell.local_files.json_layout import line_batch, line_batches, loose_batches
from openai_sql_shell.local_files.json_structs import rows_of_lines
from openai_sql_shell.local_files.json_text import Verbatim, has_halves, without_halves
from openai_sql_shell.local_files.options import CallOptions
from openai_sql_shell.local_files.text import NamedFile, at_line, pieces
from openai_sql_shell.local_files.values import Misfit, json_values, type_of_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from openai_sql_shell.catalog.table_functions import FileCall
    from openai_sql_shell.local_files.json_layout import ObjectBatch
    from openai_sql_shell.result import Row

SAMPLE = 1_000
"""Objects that decide on the columns."""
SAMPLED_TEXT = 2 * 1024 * 1024
"""Letters that they may have together."""
FEW = 5
"""Members that a notice names."""


def reader(call: FileCall) -> JsonReader:
    """The reader of a call.

    Raises:
        InvalidValue: its options cannot be.
    """
    return JsonReader(call)


class JsonReader:
    """Reads the files of one call."""

    def __init__(self, call: FileCall) -> None:
        options = CallOptions(call, "columns", "types")
        self._given = options.types("columns")
        self._types = options.types("types")
        self._in_lines = call.function.name == "read_jsonl"
        self._columns: tuple[FileColumn, ...] = ()
        self._nested: frozenset[str] = frozenset()
        """Members that were objects or arrays in the first rows."""
        self._row_size = 1.0

    def columns(self, files: Sequence[NamedFile]) -> tuple[FileColumn, ...]:
        """The columns, from the first objects."""
        types, nested, rows, size = dict[str, DataType | None](), set[str](), 0, 0
        read = line_batches if self._in_lines else loose_batches
        for batch in chain.from_iterable(read(file, None) for file in files):
            for found in batch.objects[: SAMPLE - rows]:
                for key, value in found.items():
                    types[key] = joined(types.get(key), type_of_value(value))
                    if isinstance(value, dict | list):
                        nested.add(key)
            rows, size = rows + len(batch.objects), size + len(batch.text)
            if rows >= SAMPLE or size > SAMPLED_TEXT:
                break
        self._row_size, self._nested = max(1.0, size / max(1, rows)), frozenset(nested)
        if self._given:
            self._columns = tuple(FileColumn(name, kind, name) for name, kind in self._given)
        elif types:
            self._columns = columns_of(files[0].name, list(types.items()), self._types)
        else:
            self._columns = (FileColumn(UNNAMED.format(0), DataType.STRING),)
        return self._columns

    def row_size(self) -> float:
        """The bytes of an object, about."""
        return self._row_size

    def batches(
        self, file: NamedFile, used: Sequence[int], notice: Callable[[str], None]
    ) -> Iterator[Sequence[Row]]:
        """The rows of a file."""
        columns = [self._columns[at] for at in used]
        free = {column.key for column in columns if column.type is None}
        texts = {column.key for column in columns if column.type is DataType.STRING}
        verbatim = Verbatim(free | texts, texts)
        known = {column.key for column in self._columns}
        first = verbatim if self._nested & verbatim.nested else None

        def rows(batch: ObjectBatch) -> Sequence[Row]:
            if not self._given:
                _notice_others(file, batch.objects, known, notice)
            return _rows(file, batch, columns, verbatim)

        if not self._in_lines:
            yield from map(rows, loose_batches(file, first))
            return
        quickly = rows_of_lines(self._columns, used, self._nested, strict=not self._given)
        for piece in pieces(file):
            yield quickly(piece.text) or rows(line_batch(file, piece, first))


def _rows(
    file: NamedFile, batch: ObjectBatch, columns: Sequence[FileColumn], verbatim: Verbatim
) -> Sequence[Row]:
    """The rows of some objects.

    Raises:
        LocalFileError: a value does not fit its column.
    """
    objects = batch.objects
    if not columns:
        return [()] * len(objects)
    found = [_member(objects, column.key) for column in columns]
    if any(_has_others(column, values) for column, values in zip(columns, found, strict=True)):
        objects = batch.again(batch.text, verbatim)
        found = [_member(objects, column.key) for column in columns]
    try:
        values = [json_values(column, part) for column, part in zip(columns, found, strict=True)]
    except Misfit as misfit:
        raise at_line(file, batch.line_of(misfit.at), misfit.said, misfit.cure) from None
    if has_halves(batch.text):
        values = [list(map(without_halves, part)) for part in values]
    return list(zip(*values, strict=True))


def _member(objects: Sequence[dict[str, Any]], key: str) -> Sequence[Any]:
    """The values of a member; None where it is missing."""
    try:
        return list(map(itemgetter(key), objects))
    except KeyError:
        return [found.get(key) for found in objects]


def _has_others(column: FileColumn, values: Iterable[Any]) -> bool:
    """Whether a column has values that have to be texts as they were written."""
    kinds = set(map(type, values))
    if column.type is DataType.STRING:
        return not kinds <= {str, type(None)}
    return column.type is None and not kinds.isdisjoint((dict, list))


def _notice_others(
    file: NamedFile, objects: Iterable[dict[str, Any]], known: set[str], notice: Callable[[str], None]
) -> None:
    """Tell about members that the first objects do not have, and which therefore are no columns."""
    others = sorted(set[str]().union(*objects) - known)
    if others:
        more = f" and {len(others) - FEW} more" if len(others) > FEW else ""
        notice(
            f"{file.name} has members that are no columns, as its first objects lack them: "
            f"{', '.join(others[:FEW])}{more}; columns = {{...}} names those to read"
        )
