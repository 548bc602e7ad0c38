"""Layout of a table: which columns are drawn, in which order and how wide, so that it fits. Numbers in, numbers out; draws nothing.

What gives way is decided by what a column holds, never by where it stands, in this order:

1. columns of ``*`` without a value in any row are left out,
2. JSON is cut,
3. text is wrapped to a second line, then to a third,
4. text is cut,
5. columns of ``*`` are hidden, the least useful first,
6. between columns that were asked for by name: times go on in a second line, the padding goes, text is as narrow as its header, and
   states go on in further lines, all between words,
7. columns that were asked for by name are hidden, the least useful first.

Ids, numbers and truth values are always whole or hidden, and no word of a time or state is broken; only what is alone on a terminal
that is narrower goes on in further lines. What room is left is given back, first to what gave way last: nothing is cut beside empty
cells.
Its values are tuples: a pipe waits for this module, too, and their classes are made faster.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NARROW = 12
"""Cells below which no text is cut as long as something else can give way."""
LINES = 3
"""Most lines of a text."""
LONGEST_WHOLE = 64
"""Cells of the longest value that is never cut; whatever is longer is a text."""
FRAME = 3
"""Cells of border and padding for each column; the table has one more."""
BARE_FRAME = 1
"""The same without padding."""


class ValueKind(IntEnum):
    """What the values of a column are, the most useful first."""

    ID = 0
    STATE = 1
    """One of a few known values, or a short sum of something."""
    TIME = 2
    NUMBER = 3
    BOOLEAN = 4
    TEXT = 5
    JSON = 6

    @property
    def is_cuttable(self) -> bool:
        """The first part of a value is of use."""
        return self in (ValueKind.TEXT, ValueKind.JSON)


class ColumnFacts(NamedTuple):
    """What the layout needs to know of a column."""

    kind: ValueKind
    natural: int
    """Cells of its longest value, or of its header where that is longer."""
    header: int
    star: tuple[int, int] | None = None
    """See `ResultColumn`."""
    empty: bool = False
    """NULL in every row seen."""
    part: int = 0
    """Cells of the longest part of a time or state that should not be broken: a word."""
    wide: bool = False
    """It has characters of two cells, which do not fill every line to its end."""
    growth: int = 0
    """Cells on top that it gets where there is room: longer values may follow."""
    use: int = 0
    """Of a column that was asked for by name: its place in the order of use; what was put together for this statement comes first."""

    def in_lines(self, lines: int) -> int:
        """Cells that hold any of its values in so many lines."""
        return -(-self.natural // lines) + (self.wide and lines > 1)


class Layout(NamedTuple):
    """The columns of a table from left to right."""

    slots: tuple[int, ...]
    """Their indices."""
    widths: tuple[int, ...]
    """Cells of each, without padding."""
    hidden: tuple[int, ...] = ()
    """Columns that are not drawn for want of room, in the order of their use."""
    empty: tuple[int, ...] = ()
    """Columns that are not drawn because they have no value in any row."""
    folded: bool = False
    """There was so little room that a value which is to be whole goes on in further lines."""
    frame: int = FRAME
    """Cells of border and padding for each column."""

    @property
    def width(self) -> int:
        """Cells of a line."""
        return sum(self.widths) + self.frame * len(self.widths) + 1


class FitStep(NamedTuple):
    """How far columns give way; every row of `STEPS` is tried with all columns before the next."""

    json: bool = False
    """JSON is cut."""
    lines: int = 1
    """Text is wrapped to so many lines."""
    cut: bool = False
    """Text is cut."""
    times: bool = False
    """Times go on in a second line, between words."""
    frame: int = FRAME
    """Cells of border and padding for each column."""
    narrow: bool = False
    """Whatever may be cut is as narrow as its header, and states take a line for each word; either only as far as need be."""

    def least(self, column: ColumnFacts) -> int:
        """Cells that a column needs at this step."""
        return min(column.natural, max(column.header, self._content(column)))

    def _content(self, column: ColumnFacts) -> int:
        if not column.kind.is_cuttable:
            return self._in_words(column)
        if self.narrow:
            return 1
        if column.kind is ValueKind.JSON:
            return NARROW if self.json else column.natural
        return (
            NARROW
            if self.cut
            else max(NARROW, column.in_lines(self.lines))
            if self.lines > 1
            else column.natural
        )

    def _in_words(self, column: ColumnFacts) -> int:
        if column.kind is ValueKind.TIME and self.times:
            return max(column.part, column.in_lines(2))
        return column.part if column.kind is ValueKind.STATE and self.narrow else column.natural


STEPS = (
    FitStep(),
    FitStep(json=True),
    FitStep(json=True, lines=2),
    FitStep(json=True, lines=LINES),
    FitStep(json=True, lines=LINES, cut=True),
)
"""What gives way before a column is hidden, in this order."""
NAMED_STEPS = (
    FitStep(json=True, lines=LINES, times=True),
    FitStep(json=True, lines=LINES, cut=True, times=True),
    FitStep(json=True, lines=LINES, cut=True, times=True, frame=BARE_FRAME, narrow=True),
)
"""What gives way before a column that was asked for by name is hidden; no step needs more than the one before."""

Columns = tuple[int, ...]
"""Indices in the order in which they are drawn."""


def arrange(columns: Sequence[ColumnFacts], width: int | None) -> Layout:
    """The layout for a width; None: unlimited. At least one column is drawn, even where it needs more than there is.

    >>> text, count = ColumnFacts(ValueKind.TEXT, 40, 4), ColumnFacts(ValueKind.NUMBER, 5, 5)
    >>> arrange([text, count], 60)
    Layout(slots=(0, 1), widths=(40, 5), hidden=(), empty=(), folded=False, frame=3)
    >>> arrange([text, count], 40).widths
    (28, 5)
    """
    drawn = in_order_of_use(columns)
    if width is None:
        return Layout(drawn, tuple(columns[i].natural + columns[i].growth for i in drawn))
    kept, step = _chosen(columns, drawn, width)
    widths = _widened([columns[i] for i in kept], step, width)
    shown = set(kept)
    left_out = [i for i in drawn if i not in shown]
    return Layout(
        kept,
        widths,
        hidden=tuple(i for i in left_out if not _is_left_out(columns[i])),
        empty=tuple(i for i in left_out if _is_left_out(columns[i])),
        folded=sum(widths) < sum(step.least(columns[i]) for i in kept),
        frame=step.frame,
    )


def in_order_of_use(columns: Sequence[ColumnFacts]) -> Columns:
    """Columns as they were asked for, those of each ``*`` sorted by their use, without values last."""
    drawn: list[int] = []
    run: list[int] = []
    for i, column in enumerate(columns):
        if run and (column.star is None or column.star[0] != (columns[run[-1]].star or (None,))[0]):
            drawn, run = drawn + _sorted(run, columns), []
        (drawn if column.star is None else run).append(i)
    return (*drawn, *_sorted(run, columns))


def _sorted(run: list[int], columns: Sequence[ColumnFacts]) -> list[int]:
    return sorted(run, key=lambda i: (columns[i].empty, columns[i].star or (0, 0)))


def _is_left_out(column: ColumnFacts) -> bool:
    return column.empty and column.star is not None


def _chosen(columns: Sequence[ColumnFacts], drawn: Columns, width: int) -> tuple[Columns, FitStep]:
    """The columns to draw, and the first step at which they fit; the last step where nothing does."""

    def fits(chosen: Sequence[int], step: FitStep) -> bool:
        return sum(step.least(columns[i]) + step.frame for i in chosen) + 1 <= width

    if fits(drawn, STEPS[0]):
        return drawn, STEPS[0]
    valued = tuple(i for i in drawn if not _is_left_out(columns[i])) or drawn[:1]
    for step in STEPS:
        if fits(valued, step):
            return valued, step
    starred = sorted(
        (i for i in valued if columns[i].star is not None), key=lambda i: (columns[i].star or (0, 0))[::-1]
    )
    asked = tuple(i for i in valued if columns[i].star is None) or tuple(starred[:1])
    if fits(asked, STEPS[-1]):
        some = _as_many((*asked, *starred), columns, STEPS[-1], width)
        return tuple(i for i in drawn if i in some), STEPS[-1]
    for step in NAMED_STEPS:
        if fits(asked, step):
            return asked, step
    by_use = sorted(asked, key=lambda i: (columns[i].use, columns[i].kind))
    some = _as_many(by_use, columns, NAMED_STEPS[-1], width) or set(by_use[:1])
    left = tuple(i for i in drawn if i in some)
    return left, next((step for step in NAMED_STEPS if fits(left, step)), NAMED_STEPS[-1])


def _as_many(wanted: Iterable[int], columns: Sequence[ColumnFacts], step: FitStep, width: int) -> set[int]:
    """Of the columns, from the most to the least useful, each that fits beside those before it."""
    chosen: set[int] = set()
    room = width - 1
    for i in wanted:
        cells = step.least(columns[i]) + step.frame
        if i not in chosen and cells <= room:
            chosen.add(i)
            room -= cells
    return chosen


def _widened(columns: Sequence[ColumnFacts], step: FitStep, width: int) -> tuple[int, ...]:
    """The widths of a step, and what room is left given to those who gave way."""
    room = width - step.frame * len(columns) - 1
    widths = [step.least(column) for column in columns]
    if sum(widths) > room:  # a terminal of a few cells
        return shrunk(widths, max(room, len(columns)))
    _whole_again(columns, widths, room, ValueKind.STATE)
    _legible(columns, widths, room)
    _whole_again(columns, widths, room, ValueKind.TIME)
    _whole_again(columns, widths, room, ValueKind.TEXT)
    for give in (_uncut, _on_fewer_lines, _grown):
        give(columns, widths, room)
    return tuple(widths)


def _whole_again(columns: Sequence[ColumnFacts], widths: list[int], room: int, kind: ValueKind) -> None:
    """What was wrapped is on one line again, first where the fewest cells are missing."""
    missing = {i: c.natural - widths[i] for i, c in enumerate(columns) if c.kind is kind}
    for i in sorted(missing, key=missing.__getitem__):
        if missing[i] <= room - sum(widths):
            widths[i] += missing[i]


def _legible(columns: Sequence[ColumnFacts], widths: list[int], room: int) -> None:
    """What is as narrow as its header gets the cells below which it says little."""
    wanted = {i: max(widths[i], min(c.natural, NARROW)) for i, c in enumerate(columns) if c.kind.is_cuttable}
    _share(wanted, widths, room)


def _uncut(columns: Sequence[ColumnFacts], widths: list[int], room: int) -> None:
    """What is cut gets so much that it needs to be cut less, or not any more."""
    wanted = {
        i: max(widths[i], c.natural if c.kind is ValueKind.JSON else c.in_lines(LINES))
        for i, c in enumerate(columns)
        if c.kind.is_cuttable
    }
    _share(wanted, widths, room)


def _on_fewer_lines(columns: Sequence[ColumnFacts], widths: list[int], room: int) -> None:
    for kinds in ((ValueKind.TEXT,), (ValueKind.STATE, ValueKind.TIME)):
        _share({i: c.natural for i, c in enumerate(columns) if c.kind in kinds}, widths, room)


def _share(wanted: dict[int, int], widths: list[int], room: int) -> None:
    """Give the room that is left to columns that want it, the same to each, beyond none's wish."""
    gains = shrunk([cells - widths[i] for i, cells in wanted.items()], room - sum(widths)) if wanted else ()
    for i, gain in zip(wanted, gains, strict=True):
        widths[i] += gain


def _grown(columns: Sequence[ColumnFacts], widths: list[int], room: int) -> None:
    for i, column in enumerate(columns):
        widths[i] += min(column.growth, room - sum(widths))


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
