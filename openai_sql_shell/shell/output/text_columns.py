r"""Text in columns without rules: help and descriptions, wrapped at words for the width of a terminal.

Rows of cells come in, lines go out. The last cell of a row is prose and is wrapped; those in front of it are names and stay whole.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.sgr import BOLD, styled
from openai_sql_shell.render.width import display_width, filled, packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Row = Sequence[str]

GAP = "  "
PROSE = 24
"""Cells that prose needs beside the names; where there is less, it stands below them."""
BELOW = 4
"""How far prose below its names is indented."""


def columns(rows: Iterable[Row], width: int | None, *, most: int | None = None, indent: int = 0) -> list[str]:
    r"""Rows as lines.

    >>> columns([("a", "1", "x"), ("bcd", "22", "y")], None)
    ['a    1   x', 'bcd  22  y']
    >>> columns([("\\x", "expanded display"), ("\\watch until", "repeat the query")], 34, most=6)
    ['\\x  expanded display', '\\watch until', '    repeat the query']

    Args:
        rows: cells; all rows have as many.
        width: cells of the terminal; None: nothing is wrapped.
        most: cells that the names may take; prose of a longer one stands below it.
        indent: blanks in front of every line.
    """
    return [line for block in _blocks(list(rows), width, most, indent) for line in block]


def sections(
    groups: Mapping[str, Sequence[Row]], width: int | None, *, color: bool, most: int | None = None
) -> list[str]:
    """Groups of rows below their titles; the names of all groups are equally wide where they fit."""
    lines: list[str] = []
    blocks = iter(_blocks([row for rows in groups.values() for row in rows], width, most, 2))
    for title, rows in groups.items():
        lines += [""] * bool(lines)
        lines += [styled(line, BOLD, color=color) for line in wrapped(title, width)]
        lines += [line for block in islice(blocks, len(rows)) for line in block]
    return lines


def wrapped(text: str, width: int | None) -> list[str]:
    """One paragraph, wrapped at words; a word that is wider than the screen stays whole.

    >>> wrapped("one two three", 9)
    ['one two', 'three']
    """
    text = sanitize(text)
    if width is None or display_width(text) < width:
        return [text]
    return packed(text.split(), width - 1)


def _blocks(rows: Sequence[Row], width: int | None, most: int | None, indent: int) -> list[list[str]]:
    """The lines of each row."""
    cells = [[sanitize(cell) for cell in row] for row in rows]
    names = _padded([row[:-1] for row in cells])
    room = None if width is None else max(width - 1 - indent, 1)
    widths = list(map(display_width, names))
    bounds = () if room is None else (room - PROSE - len(GAP), min(most, room * 2 // 5) if most else room)
    widest = max((w for w in widths if all(w <= bound for bound in bounds)), default=0)
    return [
        [f"{' ' * indent}{line}".rstrip() for line in _lines(name, taken, row[-1], widest, room)]
        for name, taken, row in zip(names, widths, cells, strict=True)
    ]


def _padded(rows: Sequence[Row]) -> list[str]:
    """The names of each row in one text, each but the last filled up to the widest of its column."""
    widest = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return [
        GAP.join(filled(cell, width) for cell, width in zip(row, widest, strict=True)).rstrip()
        for row in rows
    ]


def _lines(name: str, taken: int, prose: str, widest: int, room: int | None) -> list[str]:
    """One row; ``taken`` are the cells of its name."""
    if room is None or taken <= widest:
        left = name + " " * (widest - taken)
        first, *others = wrapped(prose, room and room - widest - len(GAP) + 1)
        return [f"{left}{GAP}{first}", *(" " * (widest + len(GAP)) + line for line in others)]
    return [name, *(" " * BELOW + line for line in wrapped(prose, room - BELOW + 1))]
