"""The list of the history that Ctrl-R opens: entries with all the words that are typed, newest first, one line each.

Entries come in, the one that is chosen goes out to the line; nothing is run, and what was typed stays until then. A key looks at a
bounded piece of the history: what is left is looked at between the keys.
"""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import TYPE_CHECKING

from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.filters import has_focus
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    Dimension,
    FormattedTextControl,
    HSplit,
    Window,
)
from prompt_toolkit.layout.processors import BeforeInput

from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.width import ELLIPSIS, display_width, on_one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from prompt_toolkit import PromptSession
    from prompt_toolkit.filters import Filter
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    from openai_sql_shell.shell.editor.suggestion import PrefixIndex

HISTORY_BUFFER = "HISTORY_BUFFER"
"""prompt_toolkit's name for the line in which the words are typed."""
SEARCHING = has_focus(HISTORY_BUFFER)
MOST = 500
"""Entries that are found; nobody scrolls further."""
PIECE = 200_000
"""Characters of the history that are looked at before the next key is taken."""
LONGEST = 20_000
"""Characters of one entry that may be shown."""
ENTRY_COST = 100
"""What an entry costs in characters, however short it is."""
PAGE = 5
LOADING, SCANNING = "the history is being read", "searching"
NOTHING, HINT = "no entry of the history has these words", "Enter takes it · Esc gives back what was typed"
READING = 0.02
"""Seconds between two looks whether the history has been read."""


class HistorySearch:
    """Entries of the history that hold every word of a question, in any order and either case."""

    def __init__(self, entries: Iterator[str], question: str) -> None:
        """``entries`` come newest first, each once."""
        self.words = question.lower().split()
        self.found: list[str] = []
        self.finished = False
        self._entries = entries

    def advance(self, budget: int = PIECE) -> None:
        """Look at further entries, as far as a number of characters goes."""
        for text in self._entries:
            lower = text.lower()
            if all(word in lower for word in self.words):
                self.found.append(text)
            budget -= ENTRY_COST + len(text)
            if len(self.found) == MOST:
                break
            if budget < 0:
                return
        self.finished = True


class HistoryList:
    """The line for the words, the list below, and their keys."""

    def __init__(
        self,
        editor: PromptSession[str],
        index: PrefixIndex,
        keep_quiet: Callable[[Document], None],
        width: Callable[[], int],
        rows: int,
    ) -> None:
        """Make it for a line editor.

        Args:
            editor: whose line takes the entry.
            index: the history.
            keep_quiet: told for which text no menu may open any more.
            width: columns of the terminal right now.
            rows: lines of the list.
        """
        self._editor, self._line = editor, editor.default_buffer
        self._index, self._keep_quiet, self._width, self._rows = index, keep_quiet, width, rows
        self._menu_rows = editor.reserve_space_for_menu
        self._words = Buffer(name=HISTORY_BUFFER, on_text_changed=lambda _: self._ask())
        self._search = HistorySearch(iter(()), "")
        self._chosen = self._top = 0
        self._read = True
        """The history had been read when the search began."""

    def open(self, event: KeyPressEvent) -> None:
        """Show the newest entries, and let words be typed."""
        self._line.cancel_completion()
        self._keep_quiet(self._line.document)
        self._editor.reserve_space_for_menu = 0
        self._words.reset()
        event.app.layout.focus(self._words)
        self._ask()

    def container(self) -> ConditionalContainer:
        """What is on the screen while it is open."""
        words = BufferControl(self._words, input_processors=[BeforeInput("history: ", "class:prompt")])
        entries = FormattedTextControl(self._lines, show_cursor=False)
        return ConditionalContainer(
            HSplit([Window(words, height=1), Window(entries, height=Dimension(preferred=self._rows + 1))]),
            SEARCHING,
        )

    def bind(self, bound: KeyBindings, alone: Filter) -> None:
        """Add the keys that hold while it is open; ``alone``: an Esc is not the Alt of another key."""
        steps = {
            "up": -1,
            "c-p": -1,
            "c-s": -1,
            "down": 1,
            "c-n": 1,
            "c-r": 1,
            "pageup": -PAGE,
            "pagedown": PAGE,
        }
        for key, step in steps.items():
            bound.add(key, filter=SEARCHING, eager=True)(partial(self._move, step))
        for key in ("enter", "c-j"):
            bound.add(key, filter=SEARCHING, eager=True)(self._take)
        for key in ("c-g", "c-c", "<sigint>"):
            bound.add(key, filter=SEARCHING, eager=True)(self._leave)
        bound.add("escape", filter=SEARCHING & alone, eager=True)(self._leave)
        bound.add(Keys.BracketedPaste, filter=SEARCHING, eager=True)(self._paste)

    def _ask(self) -> None:
        self._read = self._index.loaded
        self._search = HistorySearch(self._index.newest_first(), self._words.text)
        self._chosen = self._top = 0
        self._search.advance()
        if not (self._search.finished and self._read):
            get_app().create_background_task(self._go_on(self._search))

    async def _go_on(self, search: HistorySearch) -> None:
        """Look at the rest, while keys are taken; another question ends it."""
        while search is self._search and not search.finished:
            await asyncio.sleep(0)
            search.advance()
            get_app().invalidate()
        while search is self._search and not self._read:
            await asyncio.sleep(READING)
            if self._index.loaded:
                self._ask()
                get_app().invalidate()

    def _move(self, step: int, _: KeyPressEvent) -> None:
        self._chosen = max(0, min(self._chosen + step, len(self._search.found) - 1))
        self._top = max(self._chosen - self._rows + 1, min(self._top, self._chosen))

    def _take(self, event: KeyPressEvent) -> None:
        """Put the chosen entry on the line; where nothing was found, the list stays open."""
        if self._search.found:
            self._line.save_to_undo_stack()
            text = self._search.found[self._chosen]
            self._line.document = Document(text, len(text))
            self._leave(event)

    def _leave(self, event: KeyPressEvent) -> None:
        self._search = HistorySearch(iter(()), "")
        self._editor.reserve_space_for_menu = self._menu_rows
        event.app.layout.focus(self._line)

    def _paste(self, event: KeyPressEvent) -> None:
        self._words.insert_text(" ".join(event.data.split()))

    def _lines(self) -> StyleAndTextTuples:
        """The list, and below what there is to know and to press."""
        search, width = self._search, self._width()
        lines: StyleAndTextTuples = []
        for place, text in enumerate(search.found[self._top : self._top + self._rows], self._top):
            shown = excerpt(text, search.words, width - 3)
            if place == self._chosen:
                lines.append(("class:chosen", f"> {shown}"))
            else:
                lines += [("", "  "), *marked(shown, search.words)]
            lines.append(("", "\n"))
        many = f"{len(search.found):,}{' and more' if len(search.found) == MOST else ''} found"
        told = f"{many} · {HINT}" if search.found else NOTHING if self._read else LOADING
        lines.append(("class:auto-suggestion", on_one_line(told if search.finished else SCANNING, width - 1)))
        return lines


def excerpt(text: str, words: Sequence[str], width: int) -> str:
    r"""A text on one line; where its beginning has none of the words, from a little before the first of them.

    >>> excerpt("SELECT 1,\n  2 AS two", ["two"], 20), excerpt("SELECT " + "1, " * 20 + "2 AS two", ["two"], 20)
    ('SELECT 1, 2 AS two', '… 1, 1, 1, 2 AS two')
    """
    line = sanitize(" ".join(text[:LONGEST].split()))
    at = min((at for at in map(line.lower().find, words) if at >= 0), default=0)
    room = width * 3 // 4
    begin = max(at - room, 0)
    while display_width(line[begin:at]) > room:
        begin += 1
    begin = begin and (line.find(" ", begin, at) + 1 or begin)
    return on_one_line(f"{ELLIPSIS} {line[begin:]}" if begin else line, width)


def marked(line: str, words: Sequence[str]) -> StyleAndTextTuples:
    """A line in pieces, those that were asked for standing out."""
    if not words:
        return [("", line)]
    pieces = re.split(f"({'|'.join(map(re.escape, words))})", line, flags=re.IGNORECASE)
    return [("class:pygments.keyword" if place % 2 else "", piece) for place, piece in enumerate(pieces)]
