"""An HTML table without styles: for a page or a mail. Nothing in the data becomes a tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import cell_lines
from openai_sql_shell.render.options import RenderSummary
from openai_sql_shell.render.sanitize import sanitize

if TYPE_CHECKING:
    from typing import TextIO

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Value

ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def draw_html(feed: RowReader, out: TextIO, look: RenderOptions) -> RenderSummary:
    """A head with the names and a body with one line for each row."""
    names = "".join(f"<th>{sanitize(column.name).translate(ENTITIES)}</th>" for column in feed.columns)
    out.write(f"<table>\n<thead>\n<tr>{names}</tr>\n</thead>\n<tbody>\n")
    for row in feed:
        cells = "".join(_cell(v, c, look) for v, c in zip(row, feed.columns, strict=True))
        out.write(f"<tr>{cells}</tr>\n")
    out.write("</tbody>\n</table>\n")
    return RenderSummary(feed.count, feed.count)


def _cell(value: Value, column: ResultColumn, look: RenderOptions) -> str:
    lines = cell_lines(value, column, look.null)
    content = "<br>".join(line.translate(ENTITIES) for line in lines)
    return f"<td><em>{content}</em></td>" if value is None else f"<td>{content}</td>"
