"""What a person does in the browser: each key has its action, and what is shown follows from the state. Nothing is drawn here."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from openai_sql_shell.render.layout import ColumnFacts, ValueKind, in_order_of_use
from openai_sql_shell.render.table import SAMPLE
from openai_sql_shell.render.width import in_window
from openai_sql_shell.shell.browser.grid import AS_SENT, BrowserGrid
from openai_sql_shell.shell.browser.keys import BROWSER_KEYS
from openai_sql_shell.shell.browser.text_page import TextPage, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.result import ResultColumn, Row
    from openai_sql_shell.shell.output.last_result import LastResult

CLIPBOARD = 55_000
"""Bytes that a terminal takes for its clipboard at a time; some take no more than 74,994 characters of base64."""


class Browser:
    """A grid, perhaps a page in front of it, perhaps a search that is being typed."""

    def __init__(self, grid: BrowserGrid, note: str = "", null: str = "NULL") -> None:
        """Begin.

        Args:
            grid: what to browse.
            note: what the person should know about these rows.
            null: how NULL looks.
        """
        self.grid = grid
        self.note = note
        self._null = null
        self.page: TextPage | None = None
        """A cell that is open, or the keys."""
        self.searching = False
        """A text to search for is being typed."""
        self.message = ""
        """What the last key led to."""
        self.clipboard: str | None = None
        """A text that is to be copied."""
        self.leaving = False

    def press(self, action: str) -> None:
        """Do what a row of `BROWSER_KEYS` names; with a page open, only what concerns that."""
        self.message = ""
        if self.page is None or action not in GRID_ACTIONS:
            (ACTIONS.get(action) or GRID_ACTIONS[action])(self)

    def move(self, lines: int, columns: int) -> None:
        """Move the cursor, or scroll the page."""
        if self.page is not None:
            self.page.scroll(lines)
        else:
            self.grid.move(lines, columns)

    def move_pages(self, pages: int) -> None:
        """Move by what is in sight."""
        if self.page is not None:
            self.page.scroll(pages * self.page.height)
        else:
            self.grid.page(pages)

    def move_to_end(self, lines: int, columns: int) -> None:
        """Move to an edge, or to an end of the page."""
        if self.page is not None:
            self.page.scroll((lines or columns) * len(self.page.lines))
        else:
            self.grid.move(lines * len(self.grid.rows), columns * len(self.grid.columns))

    def open(self) -> None:
        """Open the cell; or close what is open."""
        if self.page is not None:
            self.page = None
        elif self.grid.row_index() is not None:
            column = self.grid.columns[self.grid.column]
            title, ascii_only = self.grid.names[self.grid.column], self.grid.ascii_only
            self.page = page_of(self.grid.value(), column, title, self._null, ascii_only=ascii_only)

    def help(self) -> None:
        """Show the keys."""
        widest = max(len(key.label) for key in BROWSER_KEYS)
        lines = [f"{key.label:{widest}}  {key.help}" for key in BROWSER_KEYS]
        self.page = TextPage("keys", lines, lambda line, width: in_window(line, width, hanging=2).split("\n"))

    def begin_search(self) -> None:
        """Let a text be typed."""
        self.searching = True

    def search(self, text: str) -> None:
        """Take the text that was typed."""
        self.searching, self.message = False, ""
        if not self.grid.search(text):
            self.message = f'"{text}" is in no cell'

    def find(self, step: int) -> None:
        """Go to the next (1) or the previous (-1) cell with the text."""
        if not self.grid.find(step):
            needle = self.grid.needle
            self.message = f'"{needle}" is in no other cell' if needle else "nothing is searched for; / does"

    def copy(self, text: str, what: str) -> None:
        """Hand a text over to be copied, if a terminal takes it."""
        size = len(text.encode("utf-8", "replace"))
        if size > CLIPBOARD:
            self.message = f"{what}: {size:,} bytes are too many for a clipboard; \\g FILE writes a file"
        else:
            self.clipboard, self.message = text, f"copied {what}, if the terminal lets programs copy"

    def back(self) -> None:
        """Close what is in front; the grid itself stays."""
        self.searching, self.page = False, None

    def leave(self) -> None:
        """Close what is open, or else the browser."""
        self.leaving = self.page is None
        self.page = None

    def status(self) -> str:
        """One line on where the person is."""
        if self.message:
            return self.message
        if self.page is not None:
            last = min(self.page.top + self.page.height, len(self.page.lines))
            return f"{self.page.title} · lines {self.page.top + 1}-{last} of {len(self.page.lines):,}"
        grid = self.grid
        parts = [f"row {grid.line + 1:,} of {len(grid.rows):,}" if grid.rows else "no rows", self.note]
        parts.append(f"{grid.names[grid.column]} {grid.column + 1}/{len(grid.columns)}")
        if grid.marks:
            parts.append(f"{len(grid.marks):,} marked")
        if grid.needle:
            parts.append(f"/{grid.needle}")
        return " · ".join(filter(None, parts))


def browser_for(last: LastResult, options: RenderOptions = AS_SENT) -> Browser:
    """The browser of a result, which shows values as tables do, and columns in the same order."""
    columns: Sequence[ResultColumn] = last.columns
    rows: Sequence[Row] = last.rows
    order = _order(columns, rows[:SAMPLE])
    if order != tuple(range(len(columns))):
        columns = [columns[i] for i in order]
        rows = list(map(itemgetter(*order), rows))
    return Browser(BrowserGrid(columns, rows, options), last.missing, options.null)


def _order(columns: Sequence[ResultColumn], sample: Sequence[Row]) -> tuple[int, ...]:
    empty = [bool(sample) and all(row[i] is None for row in sample) for i in range(len(columns))]
    facts = [
        ColumnFacts(ValueKind.TEXT, 0, 0, column.star, none)
        for column, none in zip(columns, empty, strict=True)
    ]
    return in_order_of_use(facts)


ACTIONS: dict[str, Callable[[Browser], None]] = {
    "up": lambda browser: browser.move(-1, 0),
    "down": lambda browser: browser.move(1, 0),
    "page_up": lambda browser: browser.move_pages(-1),
    "page_down": lambda browser: browser.move_pages(1),
    "first_row": lambda browser: browser.move_to_end(-1, 0),
    "last_row": lambda browser: browser.move_to_end(1, 0),
    "first_column": lambda browser: browser.move_to_end(0, -1),
    "last_column": lambda browser: browser.move_to_end(0, 1),
    "open": Browser.open,
    "help": Browser.help,
    "back": Browser.back,
    "leave": Browser.leave,
}
"""What the keys do, in the grid and on a page."""
GRID_ACTIONS: dict[str, Callable[[Browser], None]] = {
    "left": lambda browser: browser.move(0, -1),
    "right": lambda browser: browser.move(0, 1),
    "sort_up": lambda browser: browser.grid.sort(descending=False),
    "sort_down": lambda browser: browser.grid.sort(descending=True),
    "begin_search": Browser.begin_search,
    "find_next": lambda browser: browser.find(1),
    "find_previous": lambda browser: browser.find(-1),
    "mark": lambda browser: browser.grid.mark(),
    "copy": lambda browser: browser.copy(*browser.grid.copied()),
    "copy_ids": lambda browser: browser.copy(*browser.grid.keys()),
    "freeze": lambda browser: browser.grid.freeze(),
}
"""What they do in the grid alone."""
