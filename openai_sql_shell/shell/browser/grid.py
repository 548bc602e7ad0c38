"""The grid of the browser: rows, and where a person is in them. Moves, sorting, searching and marks in; texts of cells out.

A row is known by its index among the rows as they came, a line by its place under the present sorting. Nothing is drawn here,
and no more texts are made than are looked at.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen, replace
from openai_sql_shell.errors import counted
from openai_sql_shell.render.cells import cell, exact
from openai_sql_shell.render.display import display_of
from openai_sql_shell.render.inserts import literal
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.sanitize import sanitize, sanitize_lines
from openai_sql_shell.render.table import SAMPLE
from openai_sql_shell.render.table_column import TableColumn
from openai_sql_shell.render.width import display_width
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.result import ResultColumn, Row, Value

WIDEST = 40
"""Cells that a column takes where others need room, too; a cell is opened to see more of it."""
LONGEST = 1000
"""Characters of a text that are looked at for its cell."""
NARROWEST = 3
GUTTER = 2
"""Cells in front of a row, for its mark."""
GAP = 3
"""Cells between two columns."""
AS_SENT = RenderOptions("table", None, color=False)
KEY = "id"
"""The column that says which row is which; without it the first one does."""


@frozen
class Slot:
    """A column that is in sight, and the cells it has there."""

    column: int
    width: int


@frozen
class Sorting:
    """What rows are sorted by."""

    column: int
    descending: bool


class BrowserGrid:
    """Rows, the cursor, and the window through which they are seen."""

    def __init__(
        self, columns: Sequence[ResultColumn], rows: Sequence[Row], options: RenderOptions = AS_SENT
    ) -> None:
        """Begin at the first cell.

        Args:
            columns: of the rows.
            rows: all of them.
            options: how values look.
        """
        self.columns = columns
        self.rows = rows
        self.names = [sanitize(column.name, ascii_only=options.ascii_only) for column in columns]
        self._null = options.null
        self.ascii_only = options.ascii_only
        self._displays = [display_of(column, options, sums=True) for column in columns]
        self.order: Sequence[int] = range(len(rows))
        """The index of the row on each line."""
        self.line = self.column = 0
        """The cursor."""
        self.top, self.left = 0, 0
        """The first line in sight, and the first column that is not frozen."""
        self.frozen = True
        """The first column stays in sight."""
        self.sorting: Sorting | None = None
        self.needle = ""
        """What is searched for, in lower case."""
        self.marks: set[int] = set()
        """Indices of rows."""
        self.width, self.height = 80, 20
        """Cells and lines there are for rows."""
        sample = rows[:SAMPLE]
        self.right_aligned = [
            TableColumn(c, [row[i] for row in sample], options, whole=True).right
            for i, c in enumerate(columns)
        ]
        self.widths = [max(display_width(name), NARROWEST) for name in self.names]
        """Cells that the texts seen so far need: at first those of a table's sample, then those that came into sight."""
        for index in range(len(sample)):
            self._widen(self.texts(index))

    def resize(self, width: int, height: int) -> None:
        """Take the size of the window; the cursor stays in sight."""
        self.width, self.height = max(width, GUTTER + 1), max(height, 1)
        self._follow()

    def move(self, lines: int, columns: int) -> None:
        """Move the cursor, up to the edges."""
        self.line = min(max(self.line + lines, 0), max(len(self.rows) - 1, 0))
        self.column = min(max(self.column + columns, 0), max(len(self.columns) - 1, 0))
        self._follow()

    def page(self, pages: int) -> None:
        """Move by what is in sight."""
        self.top = max(self.top + pages * self.height, 0)
        self.move(pages * self.height, 0)

    def freeze(self) -> None:
        """Let the first column stay in sight, or go with the others."""
        self.frozen = not self.frozen
        self._follow()

    def sort(self, *, descending: bool) -> None:
        """Sort by the cursor's column; the same once more gives the rows in the order in which they came."""
        wanted = Sorting(self.column, descending)
        row = self.row_index()
        if wanted == self.sorting:
            self.sorting, self.order = None, range(len(self.rows))
        else:
            self.sorting = wanted
            room_for_arrow = display_width(self.names[self.column]) + 1
            self.widths[self.column] = max(self.widths[self.column], room_for_arrow)
            key: Callable[[int], tuple[object, ...]] = lambda i: _sort_key(self.rows[i][wanted.column])  # noqa: E731
            self.order = sorted(range(len(self.rows)), key=key, reverse=descending)
        if row is not None:
            self.line = self.order.index(row)
        self._follow()

    def search(self, text: str) -> bool:
        """Search for a text, in any case, from the cursor on; an empty one forgets the search. False: it is nowhere."""
        self.needle = text.casefold()
        if not self.needle:
            return True
        found = self.row_index() is not None and self.matches(self._whole(self.line)[self.column])
        return found or self.find(1)

    def find(self, step: int) -> bool:
        """Go to the next (1) or the previous (-1) cell with the text, around the end; False: there is none."""
        columns, lines = len(self.columns), len(self.rows)
        if not self.needle or not lines:
            return False
        for away in range(lines + 1):
            line = (self.line + step * away) % lines
            texts = self._whole(line)
            for column in range(columns)[::step]:
                beyond = (column - self.column) * step > 0
                if (beyond if not away else not beyond if away == lines else True) and self.matches(
                    texts[column]
                ):
                    self.line, self.column = line, column
                    self._follow()
                    return True
        return False

    def matches(self, text: str) -> bool:
        """Whether a text has what is searched for."""
        return bool(self.needle) and self.needle in text.casefold()

    def mark(self) -> None:
        """Mark the cursor's row, or take its mark away, and go on to the next."""
        row = self.row_index()
        if row is not None:
            self.marks ^= {row}
            self.move(1, 0)

    def row_index(self) -> int | None:
        """The index of the cursor's row; None: there is no row."""
        return self.order[self.line] if self.rows else None

    def value(self) -> Value:
        """What the cursor is on."""
        row = self.row_index()
        return None if row is None else self.rows[row][self.column]

    def slots(self) -> list[Slot]:
        """The columns in sight from left to right; the last one may be cut. What is left over goes to the long ones."""
        found: list[Slot] = []
        room = self.width - GUTTER
        first = [0] if self._is_frozen else []
        for column in (*first, *range(max(self.left, len(first)), len(self.columns))):
            if room < 1:
                break
            most = max((self.width - GUTTER) // 2, 1) if first and column == 0 else room
            found.append(Slot(column, min(self.widths[column], WIDEST, most, room)))
            room -= found[-1].width + GAP
        return _roomier(found, self.widths, room + GAP)

    def visible(self) -> Iterator[tuple[int, list[str]]]:
        """The lines in sight, each with the texts of its cells."""
        for line in range(self.top, min(self.top + self.height, len(self.rows))):
            yield line, self.texts(self.order[line])

    def texts(self, index: int) -> list[str]:
        """The cells of a row, each a line of harmless text, the beginning of a long one."""
        short = tuple(v[:LONGEST] if isinstance(v, str | bytes) else v for v in self.rows[index])
        return self._cells(short)

    def copied(self) -> tuple[str, str]:
        """What there is to copy, the marked rows as CSV or else the cell; and what to call it."""
        if not self.marks:
            value = self.value()
            text = "" if value is None else exact(value, self.columns[self.column])
            return sanitize_lines(text), self.names[self.column] if self.rows else "nothing"
        out = StringIO()
        chosen = [self.rows[index] for index in self.order if index in self.marks]
        write(Result(tuple(self.columns), iter(chosen)), out, RenderOptions("csv", None, color=False))
        return sanitize_lines(out.getvalue()), f"{counted(len(chosen), 'row')} as CSV"

    def keys(self) -> tuple[str, str]:
        """The ids of the marked rows, or of the cursor's, as SQL lists them; and what to call them."""
        name = KEY if KEY in self.names else self.names[0]
        at = self.names.index(name)
        here = self.row_index()
        chosen = [i for i in self.order if i in self.marks] if self.marks else [] if here is None else [here]
        values = [self.rows[index][at] for index in chosen]
        text = ", ".join(literal(value, self.columns[at]) for value in values)
        return sanitize_lines(text), f"{len(values)} of {name}"

    @property
    def _is_frozen(self) -> bool:
        return self.frozen and len(self.columns) > 1

    def _cells(self, row: Row) -> list[str]:
        shown = (v if display is None else display(v) for v, display in zip(row, self._displays, strict=True))
        values = zip(shown, self.columns, strict=True)
        return [cell(v, c, self._null, ascii_only=self.ascii_only) for v, c in values]

    def _whole(self, line: int) -> list[str]:
        """The cells of a line to be searched, however long."""
        row = self.rows[self.order[line]]
        texts = self.texts(self.order[line])
        return [v if isinstance(v, str) and len(v) > LONGEST else t for v, t in zip(row, texts, strict=True)]

    def _widen(self, texts: Sequence[str]) -> None:
        for column, text in enumerate(texts):
            if len(text) > self.widths[column] or not text.isascii():
                self.widths[column] = max(self.widths[column], display_width(text))

    def _follow(self) -> None:
        """Move the window so that the cursor is in it."""
        last = max(len(self.rows) - self.height, 0)
        self.top = min(max(self.top, self.line - self.height + 1), self.line, last)
        for _, texts in self.visible():
            self._widen(texts)
        first = 1 if self._is_frozen else 0
        self.left = max(self.left, first)
        if self.column < first:
            return
        self.left = min(self.left, self.column)
        while self.left < self.column and not self._is_whole(self.column):
            self.left += 1

    def _is_whole(self, column: int) -> bool:
        most = min(self.widths[column], WIDEST)
        return any(slot.column == column and slot.width >= most for slot in self.slots())


def _roomier(slots: Sequence[Slot], widths: Sequence[int], room: int) -> list[Slot]:
    """The same columns, from the left on each as wide as its texts while there is room."""
    wider = []
    for slot in slots:
        more = min(max(widths[slot.column] - slot.width, 0), max(room, 0))
        room -= more
        wider.append(replace(slot, width=slot.width + more))
    return wider


def _sort_key(value: Value) -> tuple[object, ...]:
    """SQLite's order: NULL, numbers, texts, bytes."""
    if value is None:
        return (0,)
    if isinstance(value, int | float):
        return (1, value)
    return (2, value) if isinstance(value, str) else (3, value)
