"""Which columns of a table are drawn, and how wide, so that it fits. Numbers in, numbers out; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NARROW = 12
"""Cells below which a column is not shrunk: columns are hidden instead."""
WIDEST = 4096
"""Cells beyond which no column grows, not even on a pipe: every row is filled to the widest one."""
FRAME = 3
"""Cells of border and padding for each column; the table has one more."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns from left to right."""

    slots: tuple[int | None, ...]
    """Their indices; None is the narrow column that stands for the hidden ones."""
    widths: tuple[int, ...]
    """Cells of each, without padding."""

    def hidden(self, count: int) -> list[int]:
        """Indices of those among ``count`` columns that are not drawn."""
        return sorted(set(range(count)) - set(self.slots))


def fit(natural: Sequence[int], width: int | None) -> Grid:
    """Columns as wide as they want to be, then the longest shrunk, then the middle ones hidden.

    The first column is always drawn, even where it needs more than ``width``.

    >>> fit([5, 40, 3], 40)
    Grid(slots=(0, 1, 2), widths=(5, 22, 3))
    >>> fit([30, 30, 30, 30], 40)
    Grid(slots=(0, None, 3), widths=(15, 1, 14))
    """
    wanted = [min(cells, WIDEST) for cells in natural]
    slots: tuple[int | None, ...] = tuple(range(len(wanted)))
    if width is None:
        return Grid(slots, tuple(wanted))
    for kept in range(len(wanted), 0, -1):
        slots = _around_the_middle(len(wanted), kept)
        claims = [1 if slot is None else wanted[slot] for slot in slots]
        room = width - FRAME * len(slots) - 1
        if sum(min(claim, NARROW) for claim in claims) <= room:
            break
    return Grid(slots, shrunk(claims, max(room, len(slots))))


def _around_the_middle(count: int, kept: int) -> tuple[int | None, ...]:
    """``kept`` of ``count`` columns from both ends."""
    if kept == count:
        return tuple(range(count))
    left = kept - kept // 2
    return (*range(left), None, *range(count - (kept - left), count))


def shrunk(wanted: Sequence[int], room: int) -> tuple[int, ...]:
    """Widths that together take at most ``room``: the longest give first, down to the same length.

    >>> shrunk([5, 40, 30], 25)
    (5, 10, 10)
    """
    limit, spare, left = 0, room, len(wanted)
    for cells in sorted(wanted):
        limit, rest = divmod(spare, left)
        if cells > limit:
            break
        spare -= cells
        left -= 1
    else:
        return tuple(wanted)
    widths = []
    for cells in wanted:
        extra = cells > limit and rest > 0
        rest -= extra
        widths.append(min(cells, limit + extra))
    return tuple(widths)
