"""Tables of Markdown (GFM) and HTML, to be pasted into an issue, a page or a mail. Nothing in the data becomes markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.classes import replace
from openai_sql_shell.render.cells import NUMBERS, cell_lines, has_type
from openai_sql_shell.render.display import display_of
from openai_sql_shell.render.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Row, Value

MARKUP = re.compile(
    r"""[\\|`*~<&]        # cells, code, emphasis, strikethrough, HTML
    |(?<!\w)_|_(?!\w)     # emphasis; inside a word an underscore is a letter
    |(?<=\])\(            # the second half of a link""",
    re.VERBOSE,
)
"""What means something to Markdown."""
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def draw_markdown(reader: RowReader, options: RenderOptions) -> Iterator[str]:
    """A header, a line of alignments, and one line for each row; line ends in a text become ``<br>``."""
    yield _line(_escaped(sanitize(column.name)) for column in reader.columns)
    yield _line("---:" if has_type(column, *NUMBERS) else "---" for column in reader.columns)
    shown = _shown(reader.columns, options)
    for row in reader:
        cells = zip(shown(row), reader.columns, strict=True)
        yield _line(_markdown_cell(value, column, options) for value, column in cells)


def draw_html(reader: RowReader, options: RenderOptions) -> Iterator[str]:
    """A table without styles: a head with the names and a body with one line for each row."""
    names = "".join(f"<th>{sanitize(column.name).translate(ENTITIES)}</th>" for column in reader.columns)
    shown = _shown(reader.columns, options)
    yield f"<table>\n<thead>\n<tr>{names}</tr>\n</thead>\n<tbody>\n"
    for row in reader:
        cells = "".join(_html_cell(v, c, options) for v, c in zip(shown(row), reader.columns, strict=True))
        yield f"<tr>{cells}</tr>\n"
    yield "</tbody>\n</table>\n"


def _shown(columns: Sequence[ResultColumn], options: RenderOptions) -> Callable[[Row], Row]:
    """What turns a row into what it says wherever it is pasted: times as somebody asked for them, and nothing about now."""
    lasting = replace(options, screen=False)
    displays = [(i, show) for i, c in enumerate(columns) if (show := display_of(c, lasting)) is not None]

    def shown(row: Row) -> Row:
        values = list(row)
        for i, show in displays:
            values[i] = show(values[i])
        return tuple(values)

    return shown


def _line(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |\n"


def _markdown_cell(value: Value, column: ResultColumn, options: RenderOptions) -> str:
    return "<br>".join(_escaped(line) for line in cell_lines(value, column, options.null))


def _escaped(text: str) -> str:
    return MARKUP.sub(r"\\\g<0>", text)


def _html_cell(value: Value, column: ResultColumn, options: RenderOptions) -> str:
    content = "<br>".join(line.translate(ENTITIES) for line in cell_lines(value, column, options.null))
    return f"<td><em>{content}</em></td>" if value is None else f"<td>{content}</td>"
