r"""CSV (RFC 4180) and TSV, for programs: every value comes back as it was; raw values, as psql's ``-tA``; and no output at all.

CSV writes NULL as nothing and the empty string as ``""``. TSV writes NULL as ``\N``, and tab, line ends and backslash
with a backslash. Lines end in ``\n``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader

TO_QUOTE = re.compile('[",\r\n]')
TSV_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def draw_csv(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """A line of names, then a line (or more, inside quotes) for each row."""
    return _lines(reader, ",", "", csv_field)


def draw_tsv(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """A line of names, then exactly one line for each row."""
    return _lines(reader, "\t", r"\N", tsv_field)


def draw_raw(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """A line for each row, values as they are with bars between them; NULL is nothing, as the empty text is."""
    return _lines(reader, "|", "", str, header=False)


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


def _lines(
    reader: RowReader, separator: str, null: str, quoted: Callable[[str], str], *, header: bool = True
) -> Iterator[str]:
    if header:
        yield separator.join(quoted(column.name) for column in reader.columns) + "\n"
    for row in reader:
        texts = [
            null if value is None else quoted(exact(value, column))
            for value, column in zip(row, reader.columns, strict=True)
        ]
        yield separator.join(texts) + "\n"
