"""A GFM table: to be pasted into an issue or a page. What means something to Markdown is escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import NUMBERS, cell_lines, has_type
from openai_sql_shell.render.options import RenderSummary
from openai_sql_shell.render.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Value

MARKUP = re.compile(
    r"""[\\|`*~<&]        # cells, code, emphasis, strikethrough, HTML
    |(?<!\w)_|_(?!\w)     # emphasis; inside a word an underscore is a letter
    |(?<=\])\(            # the second half of a link""",
    re.VERBOSE,
)


def draw_markdown(feed: RowReader, out: TextIO, look: RenderOptions) -> RenderSummary:
    """A header, a line of alignments, and one line for each row; line ends in a text become ``<br>``."""
    out.write(_line(_escaped(sanitize(column.name)) for column in feed.columns))
    out.write(_line("---:" if has_type(column, *NUMBERS) else "---" for column in feed.columns))
    out.writelines(_line(_cell(v, c, look) for v, c in zip(row, feed.columns, strict=True)) for row in feed)
    return RenderSummary(feed.count, feed.count)


def _line(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |\n"


def _cell(value: Value, column: ResultColumn, look: RenderOptions) -> str:
    return "<br>".join(_escaped(line) for line in cell_lines(value, column, look.null))


def _escaped(text: str) -> str:
    return MARKUP.sub(r"\\\g<0>", text)
