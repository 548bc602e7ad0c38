"""The table format: a frame that fits the terminal, drawn while the rows arrive; and the box format, as wide as the rows.

The first rows decide the layout. What does not fit gives way (`layout`), and that is said. On a screen these first rows are drawn
by rich, because tables by rich are a requirement; `Frame` draws the same for all that follow and for everything on a pipe, since
rich needs every row before it draws one, and a test holds the two against each other.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from openai_sql_shell.classes import replace
from openai_sql_shell.render.frame import ROUNDED, SQUARE, Cell, Frame
from openai_sql_shell.render.layout import arrange
from openai_sql_shell.render.options import LeftOut
from openai_sql_shell.render.row_text import RowText
from openai_sql_shell.render.table_column import TableColumn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.render.frame import Borders
    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Row

SAMPLE = 100
"""Rows that decide the layout; no more are held back before the first is drawn."""


def draw_table(reader: RowReader, options: RenderOptions) -> Iterator[str]:
    """Draw the rows as a table."""
    sample = reader.peek(SAMPLE)
    fitter = Fitter(reader.columns, sample, options)
    rows = reader.head_and_tail(options.max_rows)
    head = len(sample) if options.max_rows is None else options.max_rows - options.max_rows // 2
    first = [fitter.row(row) for row in islice(rows, min(head, len(sample))) if row is not None]
    yield _opening(fitter.frame, fitter.header(), first, options)
    for row in rows:
        narrower = _narrower(options, fitter.frame)
        if narrower is not None:  # what is drawn stays; the rest is a table of its own
            yield fitter.frame.bottom()
            options = narrower
            fitter = Fitter(reader.columns, sample, options, before=fitter)
            yield fitter.frame.opening(fitter.header(), [])
        yield fitter.frame.row(fitter.gap() if row is None else fitter.row(row))
    yield fitter.frame.bottom()
    reader.left_out_columns = fitter.left_out()


def whole_table(reader: RowReader, options: RenderOptions) -> RowText:
    """The same table where no screen is, and all rows are drawn: as many at a time as are here."""
    sample = reader.peek(SAMPLE)
    fitter = Fitter(reader.columns, sample, options)

    def end(_rows: int) -> str:
        reader.left_out_columns = fitter.left_out()
        return fitter.frame.bottom()

    return RowText(fitter.frame.opening(fitter.header(), []), fitter.lines, end)


def draw_box(reader: RowReader, options: RenderOptions) -> Iterator[str]:
    """A table in which nothing is cut or hidden, however wide. All rows are read before the first is drawn."""
    rows = list(reader.head_and_tail(options.max_rows))
    sample = [row for row in rows if row is not None]
    fitter = Fitter(reader.columns, sample, replace(options, width=None), whole=True, borders=SQUARE)
    yield fitter.frame.opening(fitter.header(), [])
    for row in rows:
        yield fitter.frame.row(fitter.gap() if row is None else fitter.row(row))
    yield fitter.frame.bottom()


def _narrower(options: RenderOptions, frame: Frame) -> RenderOptions | None:
    """The options for a window that has become too narrow for the frame since it was fitted; None: it has not."""
    if options.room is None or options.width is None:
        return None
    room = options.room()
    return replace(options, width=room) if room < min(options.width, frame.width) else None


def is_too_wide(reader: RowReader, options: RenderOptions) -> bool:
    """Whether a table of these rows would have to hide columns or break ids or words; with ``whole``, or leave anything out."""
    fitter = Fitter(reader.columns, sample := reader.peek(SAMPLE), options)
    if options.whole:
        for row in sample:
            fitter.row(row)
        return fitter.left_out().something
    return bool(fitter.layout.hidden) or fitter.layout.folded


def _opening(frame: Frame, header: Sequence[Cell], rows: list[list[Cell]], options: RenderOptions) -> str:
    if not options.screen or options.scrolled:
        return frame.opening(header, rows)
    from openai_sql_shell.render import rich_frame  # noqa: PLC0415 - pipes do without rich

    return rich_frame.opening(frame, header, rows)


class Fitter:
    """Turns rows into cells that fill their columns, and remembers what had to be left out."""

    def __init__(
        self,
        columns: Sequence[ResultColumn],
        sample: Sequence[Row],
        options: RenderOptions,
        *,
        before: Fitter | None = None,
        whole: bool = False,
        borders: Borders = ROUNDED,
    ) -> None:
        """Fit the columns to the rows that came first.

        Args:
            columns: all there are.
            sample: the rows.
            options: how wide the table may be.
            before: the fitter of the frame above, whose losses count too.
            whole: these are all rows, and no cell is ever cut.
            borders: of the frame.
        """
        values = [[row[i] for row in sample] for i in range(len(columns))]
        self._columns = [
            TableColumn(c, seen, options, whole=whole) for c, seen in zip(columns, values, strict=True)
        ]
        more = len(sample) == SAMPLE and not whole
        facts = [c.facts(seen, more=more) for c, seen in zip(self._columns, values, strict=True)]
        self.layout = arrange(facts, options.width)
        self._slots = [
            (i, self._columns[i], w) for i, w in zip(self.layout.slots, self.layout.widths, strict=True)
        ]
        padding = (self.layout.frame - 1) // 2
        self.frame = Frame(self.layout.widths, options.color, borders, padding)
        """What goes around the cells."""
        self._options = options
        self._plain = not (options.color or options.changed or options.screen or options.width is not None)
        """A row is a line, and no cell has a style."""
        self._before = before.left_out() if before else LeftOut()
        self._surprises: set[int] = set()
        """Columns that were left out because nothing was in them, until a value came."""

    def header(self) -> list[Cell]:
        """The names of the columns."""
        return [column.header(width) for _, column, width in self._slots]

    def lines(self, rows: Sequence[Row]) -> str:
        """Some rows of values, drawn."""
        if self._plain and len(rows) > 1:
            values = list(zip(*rows, strict=True))
            texts = [column.texts(values[i], width) for i, column, width in self._slots]
            line = self.frame.line([directive for directive, _ in texts])
            return "".join(map(line.__mod__, zip(*(found for _, found in texts), strict=True)))
        return "".join(self.frame.row(self.row(row)) for row in rows)

    def row(self, row: Row) -> list[Cell]:
        """One row of values."""
        if self.layout.empty:
            self._surprises.update(i for i in self.layout.empty if row[i] is not None)
        if self._options.changed is None:
            return [column.cell(row[i], width) for i, column, width in self._slots]
        changed = self._options.changed(row)
        return [column.cell(row[i], width, changed=i in changed) for i, column, width in self._slots]

    def gap(self) -> list[Cell]:
        """The row that stands for rows left out."""
        return [column.gap(width) for _, column, width in self._slots]

    def left_out(self) -> LeftOut:
        """What is not on the screen so far."""
        hidden = [*self.layout.hidden, *sorted(self._surprises)]
        empty = [i for i in self.layout.empty if i not in self._surprises]
        cut = self._before.cut or any(column.cut for column in self._columns)
        if not (cut or hidden or empty):
            return LeftOut()
        return LeftOut(
            len(self._columns),
            tuple(self._columns[i].name for i in hidden),
            tuple(self._columns[i].name for i in empty),
            cut,
        )
