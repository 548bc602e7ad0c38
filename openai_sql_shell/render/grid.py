"""Column widths: which columns of a table are drawn, and how wide, so that it fits. Numbers in, numbers out; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

NARROW = 12
"""Cells below which a column is not shrunk: columns are hidden instead."""
WIDEST = 4096
"""Cells beyond which no column grows, not even on a pipe: every row is filled to the widest one."""
LONGEST_WHOLE = 64
"""Cells beyond which even a column that should stay whole is shrunk."""
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


def fit(natural: Sequence[int], width: int | None, whole: Collection[int] = ()) -> Grid:
    """Columns as wide as they want to be, then the longest shrunk, then the middle ones hidden.

    The ``whole`` columns are not shrunk as long as hiding others makes room for them: half an identifier is of no use.
    The first column is always drawn, even where it needs more than ``width``.

    >>> fit([5, 40, 3], 40)
    Grid(slots=(0, 1, 2), widths=(5, 22, 3))
    >>> fit([30, 30, 30, 30], 40)
    Grid(slots=(0, None, 3), widths=(15, 1, 14))
    >>> fit([30, 30, 30, 30], 60, {0})
    Grid(slots=(0, None, 3), widths=(30, 1, 19))
    """
    wanted = [min(cells, WIDEST) for cells in natural]
    slots: tuple[int | None, ...] = tuple(range(len(wanted)))
    if width is None:
        return Grid(slots, tuple(wanted))
    for kept in range(len(wanted), 0, -1):
        slots = _around_the_middle(len(wanted), kept)
        claims = [1 if slot is None else wanted[slot] for slot in slots]
        fixed = [slot in whole and claim <= LONGEST_WHOLE for slot, claim in zip(slots, claims, strict=True)]
        room = width - FRAME * len(slots) - 1
        least = sum(
            claim if stays else min(claim, NARROW) for claim, stays in zip(claims, fixed, strict=True)
        )
        if least <= room:
            return Grid(slots, _with_fixed(claims, fixed, room))
    return Grid(slots, shrunk(claims, max(room, len(slots))))


def _with_fixed(claims: Sequence[int], fixed: Sequence[bool], room: int) -> tuple[int, ...]:
    """Widths in which the fixed columns have what they claim, and the others share what is left."""
    pairs = list(zip(claims, fixed, strict=True))
    left = room - sum(claim for claim, stays in pairs if stays)
    others = iter(shrunk([claim for claim, stays in pairs if not stays], left))
    return tuple(claim if stays else next(others) for claim, stays in pairs)


def roomier(grid: Grid, width: int | None, growing: Collection[int], most: int) -> Grid:
    """The same columns, the ``growing`` ones each up to ``most`` cells wider, as far as there is room.

    >>> roomier(Grid((0, 1), (4, 6)), 20, {1}, 8)
    Grid(slots=(0, 1), widths=(4, 9))
    """
    used = sum(grid.widths) + FRAME * len(grid.widths) + 1
    spare = most * len(grid.widths) if width is None else max(width - used, 0)
    widths = []
    for slot, cells in zip(grid.slots, grid.widths, strict=True):
        extra = min(most, spare) if slot in growing else 0
        spare -= extra
        widths.append(cells + extra)
    return Grid(grid.slots, tuple(widths))


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
