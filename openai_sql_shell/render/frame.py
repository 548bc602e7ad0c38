"""A table as lines of text: borders, header and rows of cells that already have their width.

Draws without any library and a row at a time. `rich_frame.opening` draws the first part of the same table with rich; nobody
sees where one ends and the other begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.render.sgr import BOLD, CHANGED, DIM, linked, styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Borders = tuple[str, str, str]
"""The lines above the header, below it, and at the end; of each its left corner, junction and right corner."""
ROUNDED: Borders = ("╭┬╮", "├┼┤", "╰┴╯")
SQUARE: Borders = ("┌┬┐", "├┼┤", "└┴┘")
GAP = "·"
"""Fills the row that stands for rows left out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text that fills its column."""

    text: str
    dim: bool = False
    """It stands for something that is not there: NULL, hidden columns, hidden rows."""
    link: str | None = None
    """Where the text leads on a terminal that has links."""
    changed: bool = False
    """It was different the last time the person looked."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts of one table, each a line with its line end."""

    widths: tuple[int, ...]
    color: bool
    borders: Borders = ROUNDED

    @property
    def width(self) -> int:
        """Cells of a line."""
        return sum(width + 3 for width in self.widths) + 1

    def opening(self, header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> str:
        """Everything down to the last of these rows."""
        top, middle, _ = self.borders
        names = [styled(cell.text, BOLD, color=self.color) for cell in header]
        lines = [self._border(top), self._line(names), self._border(middle)]
        return "".join([*lines, *(self.row(row) for row in rows)])

    def row(self, cells: Sequence[Cell]) -> str:
        """One row."""
        if self.color:
            return self._line([_drawn(cell) for cell in cells])
        return self._line([cell.text for cell in cells])

    def bottom(self) -> str:
        """The border below the last row."""
        return self._border(self.borders[2])

    def _line(self, texts: Sequence[str]) -> str:
        return f"│ {' │ '.join(texts)} │\n"

    def _border(self, ends: str) -> str:
        dashes = ("─" * (width + 2) for width in self.widths)
        return f"{ends[0]}{ends[1].join(dashes)}{ends[2]}\n"


def _drawn(cell: Cell) -> str:
    text = linked(cell.text, cell.link) if cell.link else cell.text
    return styled(text, CHANGED if cell.changed else DIM, color=cell.changed or cell.dim)
