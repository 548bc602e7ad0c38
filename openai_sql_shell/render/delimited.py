r"""CSV (RFC 4180) and TSV, for programs: every value comes back as it was; raw values, as psql's ``-tA``; and no output at all.

CSV writes NULL as nothing and the empty string as ``""``. TSV writes NULL as ``\N``, and tab, line ends and backslash
with a backslash. Lines end in ``\n``. Only on a screen are control characters made visible.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import exact
from openai_sql_shell.render.options import RenderSummary
from openai_sql_shell.render.sanitize import encodable, sanitize_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader

TO_QUOTE = re.compile('[",\r\n]')
TSV_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def draw_csv(reader: RowReader, out: TextIO, options: RenderOptions) -> RenderSummary:
    """A line of names, then a line (or more, inside quotes) for each row."""
    return _draw(reader, out, options, separator=",", null="", quoted=csv_field)


def draw_tsv(reader: RowReader, out: TextIO, options: RenderOptions) -> RenderSummary:
    """A line of names, then exactly one line for each row."""
    return _draw(reader, out, options, separator="\t", null=r"\N", quoted=tsv_field)


def draw_raw(reader: RowReader, out: TextIO, options: RenderOptions) -> RenderSummary:
    """A line for each row, values as they are with bars between them; NULL is nothing, as the empty text is."""
    return _draw(reader, out, options, separator="|", null="", quoted=str, header=False)


def draw_none(reader: RowReader, _out: TextIO, _options: RenderOptions) -> RenderSummary:
    """Read every row and write none: what a statement costs without its drawing."""
    for _ in reader:
        pass
    return RenderSummary(reader.count, 0)


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


def _draw(
    reader: RowReader,
    out: TextIO,
    options: RenderOptions,
    *,
    separator: str,
    null: str,
    quoted: Callable[[str], str],
    header: bool = True,
) -> RenderSummary:
    safe = sanitize_lines if options.screen else encodable
    if header:
        out.write(separator.join(safe(quoted(column.name)) for column in reader.columns) + "\n")
    for row in reader:
        texts = [
            null if value is None else safe(quoted(exact(value, column)))
            for value, column in zip(row, reader.columns, strict=True)
        ]
        out.write(separator.join(texts) + "\n")
    return RenderSummary(reader.count, reader.count)
