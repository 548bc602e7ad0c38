"""CSV files: rows are read some at once and made values column by column; all that is no row of the file's shape is an error."""

from __future__ import annotations

import codecs
import csv
import io
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.errors import InvalidValue, LocalFileError, UnknownName
from openai_sql_shell.local_files.columns import UNNAMED, FileColumn, columns_of, unique_names
from openai_sql_shell.local_files.csv_head import CsvHead, CsvOptions, head_of
from openai_sql_shell.local_files.options import CallOptions
from openai_sql_shell.local_files.text import UTF_8, NamedFile, at_line, beginning, pieces
from openai_sql_shell.local_files.values import Misfit, cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.catalog.table_functions import FileCall
    from openai_sql_shell.local_files.csv_head import CsvRows
    from openai_sql_shell.local_files.text import Piece
    from openai_sql_shell.result import Row

LONGEST_CELL = 8 * 1024 * 1024
"""Letters; a quote that is never closed would take the rest of the file for one."""
TAB = r"\t"
NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""What Python can decode besides, and no file is written in."""
FEW = 6
"""Names that an error lists."""


def reader(call: FileCall) -> CsvReader:
    """The reader of a call.

    Raises:
        InvalidValue: its options cannot be.
    """
    csv.field_size_limit(LONGEST_CELL)  # of the whole process: nothing else in it reads CSV
    return CsvReader(call)


class CsvReader:
    """Reads the files of one call."""

    def __init__(self, call: FileCall) -> None:
        options = CallOptions(call, "columns", "types", "all_varchar")
        self._encoding = _encoding(options.text("encoding"))
        self._types = options.types("types")
        self._options = CsvOptions(
            options.switch("header"),
            _delimiter(options.text("delim"), call.path),
            _quote(options.text("quote")),
            options.text("nullstr") or "",
            options.switch("all_varchar") is True,
            options.types("columns"),
        )
        self._first: tuple[NamedFile, CsvHead] | None = None
        """The first file that has a row, which decides for all of them."""

    def columns(self, files: Sequence[NamedFile]) -> tuple[FileColumn, ...]:
        """The columns, from the first lines."""
        heads = ((file, self._head(file)) for file in files)
        self._first = next(((file, head) for file, head in heads if head.types), None)
        return self._columns

    @cached_property
    def _columns(self) -> tuple[FileColumn, ...]:
        if self._options.columns:
            return tuple(FileColumn(name, kind, name) for name, kind in self._options.columns)
        if self._first is None:
            return (FileColumn(UNNAMED.format(0), DataType.STRING),)
        file, head = self._first
        return columns_of(file.name, list(zip(head.names, head.types, strict=True)), self._types)

    def row_size(self) -> float:
        """The bytes of a row, about."""
        return self._first[1].row_size if self._first is not None else 1.0

    def _head(self, file: NamedFile) -> CsvHead:
        text = beginning(file, self._encoding)
        try:
            return head_of(text, self._options)
        except csv.Error as problem:
            raise self._malformed(file, 1, problem) from None

    def batches(
        self, file: NamedFile, used: Sequence[int], _notice: Callable[[str], None]
    ) -> Iterator[Sequence[Row]]:
        """The rows of a file."""
        head = self._head(file)
        if not head.types:
            return
        self._check_header(file, head)
        lines = _Lines(pieces(file, self._encoding, bare_returns=True))
        rows = self._options.rows(iter(lines), head.delimiter)
        try:
            if head.has_header:
                next(row for row in rows if row)
            for batch, ends in _batches(rows, lines):
                yield self._values(file, batch, ends, used)
        except csv.Error as problem:
            raise self._malformed(file, rows.line_num, problem) from None

    def _check_header(self, file: NamedFile, head: CsvHead) -> None:
        """Refuse a file whose columns are not those of the first one."""
        names = [column.key for column in self._columns]
        found = unique_names(head.names) if head.has_header and not self._options.columns else names
        expected = unique_names(names)
        if [name.lower() for name in found] != [name.lower() for name in expected]:
            raise at_line(
                file,
                1,
                f"the columns are {_listed(found)}, and not {_listed(expected)} as in the first file",
                "read the files with a call for each kind, and join the rows with UNION ALL",
            )

    def _values(
        self, file: NamedFile, batch: list[list[str]], ends: list[int], used: Sequence[int]
    ) -> Sequence[Row]:
        """Rows of cells as rows of values; the first of them begins behind the line ``ends[0]``."""
        width = len(self._columns)
        if set(map(len, batch)) != {width}:
            batch, ends = self._whole_rows(file, batch, ends, width)
        if not used:
            return [()] * len(batch)
        try:
            found = [
                cells(self._columns[at], list(map(itemgetter(at), batch)), self._options.null) for at in used
            ]
        except Misfit as misfit:
            null = "" if not isinstance(misfit.value, str) else f"; or as NULL: nullstr = {misfit.value!r}"
            cure = f"{misfit.cure}, or all of them: all_varchar = true{null if len(null) < FEW * 10 else ''}"
            raise at_line(file, ends[misfit.at] + 1, misfit.said, cure) from None
        return list(zip(*found, strict=True))

    def _whole_rows(
        self, file: NamedFile, batch: list[list[str]], ends: list[int], width: int
    ) -> tuple[list[list[str]], list[int]]:
        """The rows without blank lines, which are rows only where there is one column.

        Raises:
            LocalFileError: a row has more cells or fewer.
        """
        found, begins = list[list[str]](), list[int]()
        for row, begin in zip(batch, ends, strict=False):
            if row or width == 1:
                found.append(row or [""])
                begins.append(begin)
            if len(row) not in (0, width):
                raise at_line(
                    file,
                    begin + 1,
                    f"{_count(len(row), 'cell')}, where {_count(width, 'column')} "
                    f"{'is' if width == 1 else 'are'} expected ({_listed([c.name for c in self._columns])})",
                    "mend the line: a cell with the delimiter in it stands in quotes; delim = ';' says another delimiter",
                )
        return found, begins

    def _malformed(self, file: NamedFile, line: int, problem: csv.Error) -> LocalFileError:
        """The error for what is no CSV."""
        said = str(problem)
        what, hint = next(
            ((what, hint) for sign, what, hint in _PROBLEMS if sign in said), (said, _QUOTE_HINT)
        )
        return at_line(file, line, what, hint)


class _Lines:
    """The lines of pieces, with their ends."""

    def __init__(self, source: Iterator[Piece]) -> None:
        self._source = source
        self.taken = 0
        """Pieces of which a line was handed on."""

    def __iter__(self) -> Iterator[str]:
        for piece in self._source:
            self.taken += 1
            yield from io.StringIO(piece.text, newline="")


def _batches(rows: CsvRows, lines: _Lines) -> Iterator[tuple[list[list[str]], list[int]]]:
    """The rows of a piece at once, and the line in front of each; a row that spans several pieces is one alone."""
    batch, ends, taken = list[list[str]](), [rows.line_num], lines.taken
    for row in rows:
        batch.append(row)
        ends.append(rows.line_num)
        if lines.taken != taken:
            yield batch, ends
            batch, ends, taken = [], [rows.line_num], lines.taken
    if batch:
        yield batch, ends


_QUOTE_HINT = (
    """a quote within a cell is doubled (""), and the cell in quotes; quote = '' takes quotes as they are"""
)
_PROBLEMS = (
    (
        "field larger",
        f"a cell has more than {LONGEST_CELL:,} letters",
        f"is a quote never closed? {_QUOTE_HINT}",
    ),
    ("expected after", "there is text behind the quote that ends a cell", _QUOTE_HINT),
    ("unexpected end", "the file ends within a cell in quotes", _QUOTE_HINT),
)
"""What `csv` says, what we say, and what to do."""


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return ", ".join(names[:FEW]) + more


def _delimiter(given: str | None, path: str) -> str | None:
    if given is None:
        return "\t" if path.lower().removesuffix(".gz").endswith(".tsv") else None
    sign = "\t" if given == TAB else given
    if len(sign) != 1 or sign in '\r\n"\0':
        raise InvalidValue("delim is one character", hint=f"delim = ';', or delim = '{TAB}' for a tab")
    return sign


def _quote(given: str | None) -> str:
    if given is not None and (len(given) > 1 or given in ("\r", "\n", "\0")):
        raise InvalidValue("quote is one character, or '' for none", hint="leave it out for double quotes")
    return '"' if given is None else given


def _encoding(given: str | None) -> str:
    try:
        name = codecs.lookup(given or UTF_8).name
        if name not in NO_CHARSETS:
            "".encode(name)  # refuses codecs that are no text's
            return name
    except LookupError:
        pass
    raise UnknownName("encoding", str(given), hint="such as utf-8, utf-16, latin-1, cp1252")
