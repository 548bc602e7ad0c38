r"""CSV (RFC 4180) and TSV, for programs: every value comes back as it was; raw values, as psql's ``-tA``; and no output at all.

CSV writes NULL as nothing and the empty string as ``""``. TSV writes NULL as ``\N``, and tab, line ends and backslash
with a backslash. Lines end in ``\n``.
"""

from __future__ import annotations

import re

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.render.cells import exact, has_type
from openai_sql_shell.render.row_text import RowText, columns_of, drawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Row, Value

TO_QUOTE = re.compile('[",\r\n]')
TSV_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def text_csv(columns: Sequence[ResultColumn]) -> RowText:
    """A line of names, then a line (or more, inside quotes) for each row."""
    return RowText(_head(columns, ",", csv_field), _lines(columns, ",", "", csv_field, '",\r\n'))


def text_tsv(columns: Sequence[ResultColumn]) -> RowText:
    """A line of names, then exactly one line for each row."""
    return RowText(_head(columns, "\t", tsv_field), _lines(columns, "\t", r"\N", tsv_field, "\\\t\n\r"))


def text_raw(columns: Sequence[ResultColumn]) -> RowText:
    """A line for each row, values as they are with bars between them; NULL is nothing, as the empty text is."""
    return RowText("", _lines(columns, "|", "", str, ""))


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


def _lines(
    columns: Sequence[ResultColumn], separator: str, null: str, spelt: Callable[[str], str], special: str
) -> Callable[[Sequence[Row]], str]:
    """What makes lines of rows.

    Args:
        columns: of the rows.
        separator: between two values.
        null: how NULL is written.
        spelt: writes a text so that it is read back.
        special: the characters on account of which it may write another than the text itself; so it may for the empty one.
    """

    def texts(column: ResultColumn, values: Sequence[Value]) -> Sequence[str]:
        kinds = {*map(type, values)}
        if kinds == {str}:
            return values if _are_plain(values) else list(map(spelt, values))  # type: ignore[arg-type, return-value] # all are texts
        if kinds == {int} and not has_type(column, DataType.BOOLEAN):
            return list(map(str, values))
        return [null if value is None else spelt(exact(value, column)) for value in values]

    def _are_plain(values: Sequence[str]) -> bool:
        together = "".join(values)
        return not any(one in together for one in special) and "" not in values

    def lines(rows: Sequence[Row]) -> str:
        values = columns_of(rows, len(columns))
        texts_of = [texts(column, of) for column, of in zip(columns, values, strict=True)]
        return "\n".join((*map(separator.join, zip(*texts_of, strict=True)), ""))

    return lines
