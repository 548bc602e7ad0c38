"""A table as lines of text: borders, header and rows of cells that already have their width.

Draws without any library and a row at a time. `rich_frame.opening` draws the first part of the same table with rich; nobody
sees where one ends and the other begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from openai_sql_shell.classes import frozen
from openai_sql_shell.render.sgr import BOLD, DIM, linked, styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Borders = tuple[str, str, str]
"""The lines above the header, below it, and at the end; of each its left corner, junction and right corner."""
ROUNDED: Borders = ("╭┬╮", "├┼┤", "╰┴╯")
SQUARE: Borders = ("┌┬┐", "├┼┤", "└┴┘")
BAR = "│"
GAP = "·"
"""Fills the row that stands for rows left out."""


class Cell(NamedTuple):
    """A text that fills its column. A tuple, because a table has many of them."""

    text: str
    style: str = ""
    """SGR attribute of the text, one of those in `sgr`."""
    link: str | None = None
    """Where the text leads on a terminal that has links."""
    more: tuple[str, ...] = ()
    """Further lines, as wide as the text."""


@frozen
class Frame:
    """The parts of one table, each a line with its line end."""

    widths: tuple[int, ...]
    color: bool
    borders: Borders = ROUNDED
    padding: int = 1
    """Cells between a border and a text."""

    @property
    def width(self) -> int:
        """Cells of a line."""
        return sum(width + 1 + 2 * self.padding for width in self.widths) + 1

    def opening(self, header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> str:
        """Everything down to the last of these rows."""
        top, middle, _ = self.borders
        names = [styled(cell.text, BOLD, color=self.color) for cell in header]
        lines = [self._border(top), self.line(names), self._border(middle)]
        return "".join([*lines, *(self.row(row) for row in rows)])

    def row(self, cells: Sequence[Cell]) -> str:
        """One row: as many lines as its longest cell has."""
        first = self._row(cells)
        for cell in cells:
            if cell.more:
                break
        else:
            return first
        height = max(len(cell.more) for cell in cells)
        return first + "".join(self._row(self._further(cells, at)) for at in range(height))

    def _row(self, cells: Sequence[Cell]) -> str:
        if self.color:
            return self.line([_drawn(cell) for cell in cells])
        return self.line([cell.text for cell in cells])

    def _further(self, cells: Sequence[Cell], at: int) -> list[Cell]:
        """What stands in one of the further lines of a row."""
        return [
            cell._replace(text=cell.more[at]) if at < len(cell.more) else Cell(" " * width)
            for cell, width in zip(cells, self.widths, strict=True)
        ]

    def bottom(self) -> str:
        """The border below the last row."""
        return self._border(self.borders[2])

    def line(self, texts: Sequence[str]) -> str:
        """One line of what fills the columns."""
        bar, pad = styled(BAR, DIM, color=self.color), " " * self.padding
        return f"{bar}{pad}{f'{pad}{bar}{pad}'.join(texts)}{pad}{bar}\n"

    def _border(self, ends: str) -> str:
        dashes = ("─" * (width + 2 * self.padding) for width in self.widths)
        line = f"{ends[0]}{ends[1].join(dashes)}{ends[2]}"
        return f"{styled(line, DIM, color=self.color)}\n"


def _drawn(cell: Cell) -> str:
    text = linked(cell.text, cell.link) if cell.link else cell.text
    return styled(text, cell.style, color=True)
