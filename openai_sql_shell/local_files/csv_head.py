"""What the first lines of a CSV file show: the sign between its cells, whether a header names the columns, their types.

As DuckDB does it. What the call says is not guessed.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.classes import frozen
from openai_sql_shell.local_files.columns import UNNAMED, joined_all
from openai_sql_shell.local_files.values import fits, type_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SAMPLE = 1_000
"""Rows that decide."""
DELIMITERS = (",", ";", "\t", "|")
"""The one with most cells in most of the lines wins, the first of equals."""
_NAME = re.compile(r"[^\W\d][^\n\r]{0,63}")
"""What looks like the name of a column."""


class CsvRows(Protocol):
    """What `csv.reader` gives."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]:
        """Rows."""

    def __next__(self) -> list[str]:
        """One row."""


@frozen
class CsvOptions:
    """What the call says; None: it is to be found out."""

    header: bool | None = None
    delimiter: str | None = None
    quote: str = '"'
    null: str = ""
    all_text: bool = False
    columns: tuple[tuple[str, DataType], ...] = ()

    def rows(self, lines: Iterable[str], delimiter: str) -> CsvRows:
        """The rows in some lines; they raise `csv.Error`."""
        if not self.quote:
            return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
        return csv.reader(lines, delimiter=delimiter, quotechar=self.quote, strict=True)


class CsvHead(NamedTuple):
    """The beginning of a file."""

    delimiter: str
    has_header: bool
    names: tuple[str, ...]
    """Empty where the file is."""
    types: tuple[DataType, ...]
    row_size: float
    """Letters of a row, on average."""


def head_of(text: str, options: CsvOptions) -> CsvHead:
    """What a beginning shows; its last row may be cut off.

    Raises:
        csv.Error: not even its first row can be read.
    """
    tried = (options.delimiter,) if options.delimiter else DELIMITERS
    delimiter = max(tried, key=lambda sign: _regularity(_sample(text, sign, options)))
    rows = _sample(text, delimiter, options)
    if not rows:
        if text.strip("\r\n"):
            next(options.rows(io.StringIO(text, newline=""), delimiter))
        names = tuple(name for name, _ in options.columns)
        return CsvHead(delimiter, has_header=False, names=names, types=(), row_size=1.0)
    first, below = rows[0], rows[1:]
    body = [_types(column, options) for column in _columns(below, len(first))]
    has_header = _has_header(first, body, options) if options.header is None else options.header
    if not has_header:
        body = [_types(column, options) for column in _columns(rows, len(first))]
    names = tuple(first) if has_header else tuple(UNNAMED.format(at) for at in range(len(first)))
    size = sum(map(len, chain.from_iterable(rows))) / len(rows) + len(first)
    return CsvHead(delimiter, has_header, names, tuple(kind or DataType.STRING for kind in body), size)


def _sample(text: str, delimiter: str, options: CsvOptions) -> list[list[str]]:
    """The first rows, without blank lines; those in front of what cannot be read."""
    rows: list[list[str]] = []
    try:
        rows.extend(
            row for row in islice(options.rows(io.StringIO(text, newline=""), delimiter), SAMPLE) if row
        )
    except csv.Error:
        return rows
    return rows


def _regularity(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """How many of the rows have as many cells as most of them, and how many those are; nothing for a single one."""
    [(width, count)] = Counter(map(len, rows)).most_common(1) or [(1, 0)]
    return (count / len(rows), width) if width > 1 else (0.0, 0)


def _columns(rows: Sequence[Sequence[str]], width: int) -> list[tuple[str, ...]]:
    """The cells of each column, of rows that have them all."""
    whole = [row for row in rows if len(row) == width]
    return list(zip(*whole, strict=True)) if whole else [()] * width


def _types(texts: Iterable[str], options: CsvOptions) -> DataType | None:
    if options.all_text:
        return DataType.STRING
    return joined_all(type_of(text) for text in texts if text != options.null)


def _has_header(first: Sequence[str], body: Sequence[DataType | None], options: CsvOptions) -> bool:
    """Whether a first row is no data: it has other types than those below, or everything is text and it could be names."""
    if options.columns:
        named = [name.lower() for name, _ in options.columns] == [cell.lower() for cell in first]
        return named or not _fit(first, [kind for _, kind in options.columns], options)
    if not _fit(first, body, options):
        return True
    typed = any(kind not in (None, DataType.STRING) for kind in body)
    return not typed and all(map(_NAME.fullmatch, first))


def _fit(row: Sequence[str], types: Sequence[DataType | None], options: CsvOptions) -> bool:
    return all(text == options.null or fits(kind, text) for text, kind in zip(row, types, strict=False))
