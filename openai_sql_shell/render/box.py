"""The box format: a table in which nothing is cut or hidden, however wide. All rows are read before the first is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import cell, is_numeric
from openai_sql_shell.render.frame import GAP, SQUARE, Cell, Frame
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


def draw_box(reader: RowReader, out: TextIO, options: RenderOptions) -> RenderSummary:
    """Draw the rows in a frame as wide as they are; of many rows the first and the last, where the options say so."""
    rows = list(head_and_tail(reader, options.max_rows))
    header = [sanitize(column.name) for column in reader.columns]
    texts = [
        None if row is None else [cell(v, c, options.null) for v, c in zip(row, reader.columns, strict=True)]
        for row in rows
    ]
    lines = [line for line in texts if line is not None]
    widths = [max(map(display_width, column)) for column in zip(header, *lines, strict=True)]
    right = [is_numeric(c, [row[i] for row in rows if row is not None]) for i, c in enumerate(reader.columns)]

    def filled(line: list[str]) -> list[Cell]:
        places = zip(line, widths, right, strict=True)
        return [Cell(padded(text, display_width(text), width, right=at)) for text, width, at in places]

    gap = [replace(found, dim=True) for found in filled([GAP] * len(header))]
    frame = Frame(tuple(widths), options.color, SQUARE)
    out.write(frame.opening(filled(header), []))
    for row, line in zip(rows, texts, strict=True):
        if row is None or line is None:
            out.write(frame.row(gap))
        else:
            changed = options.changed(row) if options.changed is not None else ()
            cells = zip(filled(line), row, strict=True)
            out.write(frame.row([_marked(c, v, options, i in changed) for i, (c, v) in enumerate(cells)]))
    out.write(frame.bottom())
    return RenderSummary(reader.count, len(lines))


def _marked(found: Cell, value: Value, options: RenderOptions, changed: bool) -> Cell:
    link = address(value) if options.links else None
    return replace(found, dim=value is None, link=link, changed=changed)
