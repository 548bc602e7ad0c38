r"""The keys of the browser as data: for the browser, for its own help and for ``\?keys``."""

from __future__ import annotations

from openai_sql_shell.classes import frozen


@frozen
class BrowserKey:
    """Something that can be done, and the keys that do it."""

    action: str
    """What `browser` knows it by."""
    label: str
    """As it is printed on keyboards."""
    help: str
    keys: tuple[str, ...]
    """prompt_toolkit's names; any of them does it."""


BROWSER_KEYS = (
    BrowserKey("up", "Up, k", "the row above", ("up", "k")),
    BrowserKey("down", "Down, j", "the row below", ("down", "j")),
    BrowserKey("left", "Left, h", "the column to the left", ("left", "h")),
    BrowserKey("right", "Right, l", "the column to the right", ("right", "l")),
    BrowserKey("page_up", "PageUp, Ctrl-B", "a screen up", ("pageup", "c-b")),
    BrowserKey("page_down", "PageDown, Ctrl-F", "a screen down", ("pagedown", "c-f")),
    BrowserKey("first_column", "Home, 0", "the first column", ("home", "0")),
    BrowserKey("last_column", "End, $", "the last column", ("end", "$")),
    BrowserKey("first_row", "g", "the first row", ("g", "c-home")),
    BrowserKey("last_row", "G", "the last row", ("G", "c-end")),
    BrowserKey("open", "Enter", "open the cell: JSON laid out, long text wrapped", ("enter",)),
    BrowserKey("sort_up", "s", "sort by the column; once more: as the rows came", ("s",)),
    BrowserKey("sort_down", "S", "sort by it, the largest first", ("S",)),
    BrowserKey("begin_search", "/", "search all cells; an empty text forgets the search", ("/",)),
    BrowserKey("find_next", "n", "the next cell with the text", ("n",)),
    BrowserKey("find_previous", "N", "the previous one", ("N",)),
    BrowserKey("mark", "Space", "mark the row, or take the mark away", ("space",)),
    BrowserKey("copy", "c", "copy the cell, or the marked rows as CSV", ("c",)),
    BrowserKey("copy_ids", "i", "copy the ids of the marked rows, to stand in IN (...)", ("i",)),
    BrowserKey("freeze", "f", "let the first column stay in sight, or not", ("f",)),
    BrowserKey("help", "?, F1", "these keys", ("?", "f1")),
    BrowserKey("back", "Esc", "close the cell, these keys or the search", ("escape",)),
    BrowserKey("leave", "q, F2", "close what is open, or leave", ("q", "f2", "c-c", "c-d")),
)
