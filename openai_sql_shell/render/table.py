"""The table format: a frame that fits the terminal, drawn while the rows arrive; and the box format, as wide as the rows.

The first rows decide the widths. What does not fit is cut or hidden, and said. On a screen these first rows are drawn by rich,
because tables by rich are a requirement; `Frame` draws the same for all that follow and for everything on a pipe, since rich
needs every row before it draws one, and a test holds the two against each other.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import cell, is_numeric
from openai_sql_shell.render.frame import GAP, SQUARE, Cell, Frame
from openai_sql_shell.render.grid import WIDEST, Grid, fit, roomier
from openai_sql_shell.render.links import address
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.width import ELLIPSIS, Measure, display_width, fitted, padded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Row, Value

SAMPLE = 100
"""Rows that decide the widths; no more are held back before the first is drawn."""
MORE_DIGITS = 3
"""Cells that number columns get on top where more rows may come: a count that grows is not cut."""
MORE_CHARACTERS = 8
"""The same for columns of texts of different lengths, as far as there is room."""
LISTED = 8
"""Names of hidden columns that are listed before the rest is counted."""


def draw_table(reader: RowReader, options: RenderOptions) -> Iterator[str]:
    """Draw the rows as a table."""
    sample = reader.peek(SAMPLE)
    fitter = Fitter(reader.columns, sample, options)
    frame = fitter.frame()
    rows = reader.head_and_tail(options.max_rows)
    head = len(sample) if options.max_rows is None else options.max_rows - options.max_rows // 2
    first = [fitter.row(row) for row in islice(rows, min(head, len(sample))) if row is not None]
    yield _opening(frame, fitter.header(), first, options)
    for row in rows:
        narrower = _narrower(options, frame)
        if narrower is not None:  # what is drawn stays; the rest is a table of its own
            yield frame.bottom()
            options = narrower
            fitter = Fitter(reader.columns, sample, options, cut=fitter.cut)
            frame = fitter.frame()
            yield frame.opening(fitter.header(), [])
        yield frame.row(fitter.gap() if row is None else fitter.row(row))
    yield frame.bottom()
    reader.cut = fitter.announcements()


def draw_box(reader: RowReader, options: RenderOptions) -> Iterator[str]:
    """A table in which nothing is cut or hidden, however wide. All rows are read before the first is drawn."""
    rows = list(reader.head_and_tail(options.max_rows))
    fitter = Fitter(reader.columns, [row for row in rows if row is not None], options, whole=True)
    frame = Frame(fitter.grid.widths, options.color, SQUARE)
    yield frame.opening(fitter.header(), [])
    for row in rows:
        yield frame.row(fitter.gap() if row is None else fitter.row(row))
    yield frame.bottom()


def _narrower(options: RenderOptions, frame: Frame) -> RenderOptions | None:
    """The options for a window that has become too narrow for the frame since it was fitted; None: it has not."""
    if options.room is None or options.width is None:
        return None
    room = options.room()
    return replace(options, width=room) if room < min(options.width, frame.width) else None


def hides_columns(reader: RowReader, options: RenderOptions) -> bool:
    """Whether a table of these rows would have to leave columns out."""
    return None in Fitter(reader.columns, reader.peek(SAMPLE), options).grid.slots


def _opening(frame: Frame, header: Sequence[Cell], rows: list[list[Cell]], options: RenderOptions) -> str:
    if not options.screen or options.scrolled:
        return frame.opening(header, rows)
    from openai_sql_shell.render import rich_frame  # noqa: PLC0415 - pipes do without rich

    return rich_frame.opening(frame, header, rows)


def _measure(options: RenderOptions) -> Measure:
    """What measures the cells of this table: rich's own function where rich draws a part of it."""
    if not options.screen:
        return display_width
    from rich.cells import cell_len  # noqa: PLC0415 - pipes do without rich

    return cell_len


class Fitter:
    """Turns rows into cells that fill their columns, and remembers what it had to cut."""

    def __init__(
        self,
        columns: Sequence[ResultColumn],
        sample: Sequence[Row],
        options: RenderOptions,
        *,
        cut: bool = False,
        whole: bool = False,
    ) -> None:
        """Fit the columns to the rows that came first; ``cut`` says that cells were cut already.

        ``whole``: these are all rows, and no cell is ever cut.
        """
        self._columns = columns
        self._options = options
        self._whole = whole
        self._measure = display_width if whole else _measure(options)
        self._names = [sanitize(column.name) for column in columns]
        self._right = [is_numeric(c, [row[i] for row in sample]) for i, c in enumerate(columns)]
        self.cut = cut
        more = len(sample) == SAMPLE and not whole
        widths = self._natural_widths(sample, MORE_DIGITS if more else 0)
        ids = {i for i, c in enumerate(columns) if c.source is not None and c.source.name == "id"}
        self.grid = (
            Grid(tuple(range(len(widths))), tuple(widths)) if whole else fit(widths, options.width, ids)
        )
        if more:
            self.grid = roomier(self.grid, options.width, self._growing(sample), MORE_CHARACTERS)
        self._slots = list(zip(self.grid.slots, self.grid.widths, strict=True))

    def frame(self) -> Frame:
        """What goes around the cells."""
        return Frame(self.grid.widths, self._options.color)

    def header(self) -> list[Cell]:
        """The names of the columns."""
        return [self._elided() if i is None else self._filled(self._names[i], i, w) for i, w in self._slots]

    def row(self, row: Row) -> list[Cell]:
        """One row of values."""
        cells = [self._elided() if i is None else self._value(row[i], i, w) for i, w in self._slots]
        if self._options.changed is None:
            return cells
        changed = self._options.changed(row)
        places = zip(cells, self._slots, strict=True)
        return [replace(cell, changed=True) if i in changed else cell for cell, (i, _) in places]

    def gap(self) -> list[Cell]:
        """The row that stands for rows left out."""
        return [
            Cell(padded(GAP, 1, w, right=i is not None and self._right[i]), dim=True) for i, w in self._slots
        ]

    def announcements(self) -> tuple[str, ...]:
        """What was hidden and cut so far, in sentences."""
        said = []
        hidden = [self._names[i] for i in self.grid.hidden(len(self._columns))]
        if hidden:
            names = ", ".join(hidden[:LISTED])
            more = f" and {len(hidden) - LISTED} more" if len(hidden) > LISTED else ""
            total = len(self._columns)
            said.append(rf"{len(hidden)} of {total} columns hidden: {names}{more}; \x or -o line shows them")
        if self.cut:
            said.append(rf"cells that end in {ELLIPSIS} are cut; \x or -o line shows them whole")
        return tuple(said)

    def _text(self, value: Value, index: int) -> str:
        longest = None if self._whole or self._options.scrolled else WIDEST
        return cell(value, self._columns[index], self._options.null, longest)

    def _value(self, value: Value, index: int, width: int) -> Cell:
        filled = self._filled(self._text(value, index), index, width, dim=value is None)
        return replace(filled, link=address(value)) if self._options.links else filled

    def _filled(self, text: str, index: int, width: int, *, dim: bool = False) -> Cell:
        if self._whole or self._options.scrolled:
            cells = self._measure(text)
        else:
            text, cells, cut = fitted(text, width, self._measure)
            self.cut |= cut
        return Cell(padded(text, cells, width, right=self._right[index]), dim)

    def _elided(self) -> Cell:
        return Cell(ELLIPSIS, dim=True)

    def _growing(self, sample: Sequence[Row]) -> set[int]:
        """The columns of texts whose lengths differ: what follows may be longer still."""
        lengths = [{len(v) for v in values if isinstance(v, str)} for values in zip(*sample, strict=True)]
        return {i for i, found in enumerate(lengths) if len(found) > 1}

    def _natural_widths(self, sample: Sequence[Row], more_digits: int) -> list[int]:
        widths = [self._measure(name) for name in self._names]
        for row in sample:
            for i, value in enumerate(row):
                reserved = more_digits if self._right[i] else 0
                widths[i] = max(widths[i], self._measure(self._text(value, i)) + reserved)
        return widths
