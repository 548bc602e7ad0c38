"""The box: a table in which nothing is cut or hidden, however wide. All rows are read before the first is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import cell, is_numeric
from openai_sql_shell.render.frame import Cell, Frame
from openai_sql_shell.render.glyphs import SQUARE
from openai_sql_shell.render.links import address
from openai_sql_shell.render.options import RenderSummary
from openai_sql_shell.render.row_reader import head_and_tail
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.width import display_width, padded

if TYPE_CHECKING:
    from typing import TextIO

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import Value


def draw_box(feed: RowReader, out: TextIO, look: RenderOptions) -> RenderSummary:
    """Draw the rows in a frame as wide as they are; of many rows the first and the last, where the look says so."""
    glyphs = look.glyphs if look.ascii else SQUARE
    rows = list(head_and_tail(feed, look.max_rows))
    header = [sanitize(column.name, glyphs) for column in feed.columns]
    texts = [
        None
        if row is None
        else [cell(v, c, look.null, glyphs) for v, c in zip(row, feed.columns, strict=True)]
        for row in rows
    ]
    lines = [line for line in texts if line is not None]
    widths = [max(map(display_width, column)) for column in zip(header, *lines, strict=True)]
    right = [is_numeric(c, [row[i] for row in rows if row is not None]) for i, c in enumerate(feed.columns)]

    def filled(line: list[str]) -> list[Cell]:
        places = zip(line, widths, right, strict=True)
        return [Cell(padded(text, display_width(text), width, right=at)) for text, width, at in places]

    gap = [replace(found, dim=True) for found in filled([glyphs.gap] * len(header))]
    frame = Frame(tuple(widths), glyphs, look.color)
    out.write(frame.opening(filled(header), []))
    for row, line in zip(rows, texts, strict=True):
        if row is None or line is None:
            out.write(frame.row(gap))
        else:
            changed = look.changed(row) if look.changed is not None else ()
            cells = zip(filled(line), row, strict=True)
            out.write(frame.row([_marked(c, v, look, i in changed) for i, (c, v) in enumerate(cells)]))
    out.write(frame.bottom())
    return RenderSummary(feed.count, len(lines))


def _marked(found: Cell, value: Value, look: RenderOptions, changed: bool) -> Cell:
    link = address(value) if look.links else None
    return replace(found, dim=value is None, link=link, changed=changed)
