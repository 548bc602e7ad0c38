r"""CSV (RFC 4180) and TSV, for programs: every value comes back as it was; raw values, as psql's ``-tA``; and no output at all.

CSV writes NULL as nothing and the empty string as ``""``. TSV writes NULL as ``\N``, and tab, line ends and backslash
with a backslash. Lines end in ``\n``.
"""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.render.cells import exact, has_type
from openai_sql_shell.render.row_text import RowText, drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Row, Value

TO_QUOTE = re.compile('[",\r\n]')
TSV_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def text_csv(columns: Sequence[ResultColumn]) -> RowText:
    """A line of names, then a line (or more, inside quotes) for each row."""

    def lines(rows: Sequence[Row]) -> str:
        values = [_texts(column, of) for column, of in zip(columns, zip(*rows, strict=True), strict=True)]
        if len(columns) > 1 and not any("" in column for column in values):
            out = StringIO()
            csv.writer(out, lineterminator="\n").writerows(zip(*values, strict=True))
            if "\r" not in (text := out.getvalue()):
                return text
        return _lines(zip(*values, strict=True), ",", "", csv_field)

    return RowText(_head(columns, ",", csv_field), lines)


def text_tsv(columns: Sequence[ResultColumn]) -> RowText:
    """A line of names, then exactly one line for each row."""

    def lines(rows: Sequence[Row]) -> str:
        values = [_texts(column, of) for column, of in zip(columns, zip(*rows, strict=True), strict=True)]
        whole = map("\t".join, zip(*map(_tsv_fields, values), strict=True))
        return "\n".join((*whole, ""))

    return RowText(_head(columns, "\t", tsv_field), lines)


def text_raw(columns: Sequence[ResultColumn]) -> RowText:
    """A line for each row, values as they are with bars between them; NULL is nothing, as the empty text is."""

    def lines(rows: Sequence[Row]) -> str:
        values = [_texts(column, of) for column, of in zip(columns, zip(*rows, strict=True), strict=True)]
        return _lines(zip(*values, strict=True), "|", "", str)

    return RowText("", lines)


def draw_csv(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """See `text_csv`."""
    return drawn(text_csv(reader.columns), reader)


def draw_tsv(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """See `text_tsv`."""
    return drawn(text_tsv(reader.columns), reader)


def draw_raw(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """See `text_raw`."""
    return drawn(text_raw(reader.columns), reader)


def draw_none(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """Read every row and write none: what a statement costs without its drawing."""
    for _ in reader.head_and_tail(0):
        pass
    return iter(())


def csv_field(text: str) -> str:
    """One text of a CSV line.

    >>> csv_field("plain"), csv_field(""), csv_field("a,b")
    ('plain', '""', '"a,b"')
    """
    if text and not TO_QUOTE.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def tsv_field(text: str) -> str:
    r"""One text of a TSV line.

    >>> tsv_field("a\tb\\")
    'a\\tb\\\\'
    """
    return text.translate(TSV_ESCAPES)


def _head(columns: Sequence[ResultColumn], separator: str, quoted: Callable[[str], str]) -> str:
    return separator.join(quoted(column.name) for column in columns) + "\n"


def _texts(column: ResultColumn, values: Sequence[Value]) -> Sequence[str | int | None]:
    """The values of one column as texts; whole numbers may stay what they are."""
    if {*map(type, values)} <= _AS_THEY_ARE and not has_type(column, DataType.BOOLEAN):
        return values  # type: ignore[return-value] # no others are among them
    return [None if value is None else exact(value, column) for value in values]


_AS_THEY_ARE = {str, int, type(None)}


def _tsv_fields(values: Sequence[str | int | None]) -> Sequence[str]:
    kinds = {*map(type, values)}
    if kinds == {int}:
        return list(map(str, values))
    if kinds == {str} and not _is_any_in("\\\t\n\r", "".join(values)):  # type: ignore[arg-type]
        return values  # type: ignore[return-value]
    return [r"\N" if value is None else tsv_field(str(value)) for value in values]


def _is_any_in(characters: str, text: str) -> bool:
    return any(one in text for one in characters)


def _lines(
    rows: Iterator[tuple[str | int | None, ...]], separator: str, null: str, quoted: Callable[[str], str]
) -> str:
    return "".join(
        separator.join([null if value is None else quoted(str(value)) for value in row]) + "\n"
        for row in rows
    )
