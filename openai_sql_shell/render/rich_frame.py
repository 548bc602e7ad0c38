"""The first part of a table on a screen, drawn by rich. Imported only when a table goes to a terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.box import ROUNDED
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from openai_sql_shell.render.sgr import BOLD, CHANGED, DIM, GREEN, RED, YELLOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.render.frame import Cell, Frame


STYLES = {
    "": "",
    BOLD: "bold",
    DIM: "dim",
    CHANGED: "bold reverse",
    GREEN: "green",
    RED: "red",
    YELLOW: "yellow",
}
"""The attributes of a cell in the words of rich."""


def opening(frame: Frame, header: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> str:
    """What `Frame.opening` returns, by way of a `rich.table.Table`.

    Cells arrive with their final width and as text, never as markup: nothing in the data speaks to rich.
    """
    table = Table(
        box=ROUNDED, header_style="bold", border_style="dim", safe_box=False, padding=(0, frame.padding)
    )
    for cell, width in zip(header, frame.widths, strict=True):
        table.add_column(Text(cell.text), width=width, no_wrap=True, overflow="crop")
    for row in rows:
        table.add_row(*map(_text, row))
    *lines, _bottom = _drawn(table, frame).splitlines(keepends=True)
    return "".join(lines)


def _text(cell: Cell) -> Text:
    text = Text("\n".join((cell.text, *cell.more)), style=STYLES[cell.style])
    if cell.link:
        begin = 0
        for line in (cell.text, *cell.more):
            text.stylize(Style(link=cell.link), begin, begin + len(line.rstrip(" ")))
            begin += len(line) + 1
    return text


def _drawn(table: Table, frame: Frame) -> str:
    canvas = io.StringIO()
    Console(
        file=canvas,
        width=frame.width,
        color_system="standard" if frame.color else None,
        force_terminal=frame.color,
        force_jupyter=False,
        no_color=False,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    ).print(table)
    return canvas.getvalue()
