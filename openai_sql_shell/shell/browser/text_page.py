"""A text on the whole screen: a cell that was opened, or the keys. A text comes in, the lines of a window go out; nothing is drawn here."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import cell_lines, reformatted
from openai_sql_shell.render.width import display_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from openai_sql_shell.result import ResultColumn, Value

    Wrap = Callable[[str, int], Iterable[str]]


class TextPage:
    """Lines of harmless text, wrapped to the window and scrolled."""

    def __init__(self, title: str, lines: Sequence[str], wrap: Wrap | None = None) -> None:
        """``wrap`` makes lines that fit a width; None: whatever fits is on them, as of a value."""
        self.title = title
        self._wrap = wrap or wrapped
        self._source = lines
        self.lines: list[str] = []
        """As the window wraps them."""
        self.top = 0
        self.width = self.height = 0

    def resize(self, width: int, height: int) -> None:
        """Take the size of the window."""
        width = max(width, 2)
        if width != self.width:
            self.lines = [part for line in self._source for part in self._wrap(line, width)]
        self.width, self.height = width, max(height, 1)
        self.scroll(0)

    def scroll(self, lines: int) -> None:
        """Move the window, up to the ends."""
        self.top = min(max(self.top + lines, 0), max(len(self.lines) - self.height, 0))

    def visible(self) -> list[str]:
        """The lines in the window."""
        return self.lines[self.top : self.top + self.height]


def page_of(
    value: Value, column: ResultColumn, title: str, null: str, *, ascii_only: bool = False
) -> TextPage:
    """A cell to be read: JSON over several lines, any other text as it is."""
    if isinstance(value, str):
        value = reformatted(value, indent=2)
    return TextPage(title, cell_lines(value, column, null, ascii_only=ascii_only))


def wrapped(line: str, width: int) -> Iterator[str]:
    """A line as parts that fit a width of two cells or more.

    >>> list(wrapped("completed", 4)), list(wrapped("日本語", 5)), list(wrapped("", 5))
    (['comp', 'lete', 'd'], ['日本', '語'], [''])
    """
    if line.isascii():
        yield from (line[at : at + width] for at in range(0, max(len(line), 1), width))
        return
    if len(line) * 2 <= width:  # no character takes more than two cells
        yield line
        return
    begin = cells = 0
    for at, character in enumerate(line):
        more = _cells(character)
        if cells + more > width:
            yield line[begin:at]
            begin, cells = at, 0
        cells += more
    yield line[begin:]


@cache
def _cells(character: str) -> int:
    return display_width(character)
