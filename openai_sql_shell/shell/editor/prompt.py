"""The prompt: a prompt_toolkit session with our keys, colours, completion, history and toolbar.

This module is imported by the interactive shell only, because prompt_toolkit is slow to load.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.layout import HSplit
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor
from prompt_toolkit.output import ColorDepth

from openai_sql_shell.shell.completion.completer import SqlCompleter
from openai_sql_shell.shell.editor.background_reply import QUESTION, ReplyFilter
from openai_sql_shell.shell.editor.first_paint import prompt_parts
from openai_sql_shell.shell.editor.highlighting import LineHighlighter
from openai_sql_shell.shell.editor.history_list import SEARCHING, HistoryList
from openai_sql_shell.shell.editor.key_bindings import alone, bindings
from openai_sql_shell.shell.editor.line_history import LineHistory
from openai_sql_shell.shell.editor.suggestion import HistorySuggestion, offered
from openai_sql_shell.shell.editor.toolbar import toolbar
from openai_sql_shell.shell.editor.visible_text import VisibleText
from openai_sql_shell.shell.keys import ESCAPE_TIME
from openai_sql_shell.shell.line_tokens import IncrementalTokenizer
from openai_sql_shell.shell.styles import background, palette_of, style

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.application import Application
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.utils import Event

    from openai_sql_shell.session.session import Session
    from openai_sql_shell.shell.completion.snapshot import Snapshot
    from openai_sql_shell.shell.state import ShellState
    from openai_sql_shell.shell.styles import Background, Palette

LOADED_FOR_MENU = (
    "openai_sql_shell.shell.completion.text",
    "openai_sql_shell.shell.commands.registry",
    "openai_sql_shell.shell.editor.completion_snapshot",
)
"""Modules that the first menu needs, and the first key on the screen does not."""
TERMINALS_THAT_CANNOT_TELL = (None, "", "linux")
"""Names of terminals that know no background, or draw the question itself."""
MENU_ROWS = 8
"""Most rows kept free below the prompt for the menu."""
LIST_ROWS = 10
"""Most entries of the history in the list below the prompt."""


class Prompt:
    """Asks for one text at a time."""

    def __init__(
        self, shell: ShellState, release_terminal: Callable[[], None], preload: Callable[[], None]
    ) -> None:
        """Make the editor.

        Args:
            shell: whose prompt it is.
            release_terminal: called when the editor is about to draw for the first time.
            preload: called when it has drawn for the first time and takes keys.
        """
        self._shell = shell
        shell.highlight = partial(_highlight, shell)
        self._history = LineHistory(shell.history)
        self._snapshot: Snapshot | None = None
        """What completion knows in this prompt. Gathered before it, but for the first, which must not wait for it."""
        self._prompts = 0
        self._editor = _editor(shell, self._current_snapshot, self._history)
        self._release_terminal = release_terminal
        shell.background = background(shell.console.environ)

        def first_drawn() -> None:
            self._ask_for_background()
            preload()

        once(self._editor.app.after_render, first_drawn)

    def read(self) -> str:
        """What the person typed, once Enter runs it.

        Raises:
            KeyboardInterrupt: Ctrl-C dropped the line. EOFError: Ctrl-D, or the terminal went away.
        """
        draft, self._shell.draft = self._shell.draft, ""
        self._snapshot = None
        if self._prompts:
            self._current_snapshot()
        self._prompts += 1
        settings = self._shell.session.settings
        self._editor.editing_mode = EditingMode[settings.editing_mode.upper()]
        self._editor.bottom_toolbar = partial(toolbar, self._shell) if settings.toolbar else None
        palette = self._palette()
        self._editor.style = style(palette)
        self._editor.color_depth = ColorDepth.DEPTH_1_BIT if palette == "none" else None
        offer = offered(self._shell, first=self._prompts == 1) if not draft else None
        self._shell.correction = ""

        def begin() -> None:
            self._release_terminal()
            self._editor.default_buffer.suggestion = offer

        return self._editor.prompt(message(self._shell.session), default=draft, pre_run=begin)

    def _palette(self) -> Palette:
        """The colours that the setting ``theme`` asks for, on a terminal that takes some."""
        shell = self._shell
        color = shell.console.color(shell.console.stdout)
        return palette_of(shell.session.settings.theme, shell.background, color=color)

    def _ask_for_background(self) -> None:
        """Ask the terminal, where it matters; the answer, if there is one, comes among the keys."""
        app, console = self._editor.app, self._shell.console
        parser = getattr(app.input, "vt100_parser", None)  # not where keys come in another way
        silent = console.environ.get("TERM") in TERMINALS_THAT_CANNOT_TELL
        if parser is None or silent or not console.interactive or self._palette() != "unknown":
            return
        app.input.vt100_parser = ReplyFilter(parser, self._learn_background)  # type: ignore[attr-defined]
        app.output.write_raw(QUESTION)
        app.output.flush()

    def _learn_background(self, found: Background) -> None:
        self._shell.background = found
        self._editor.style = style(self._palette())
        self._editor.app.invalidate()

    def _current_snapshot(self) -> Snapshot:
        if self._snapshot is None:
            from openai_sql_shell.shell.editor.completion_snapshot import (  # noqa: PLC0415 - the first prompt comes first
                completion_snapshot,
            )

            self._snapshot = completion_snapshot(self._shell, self._history.usage)
        return self._snapshot


def _highlight(shell: ShellState, text: str) -> str:
    """A statement in the colours of the prompt, as text for any screen."""
    from openai_sql_shell.shell.editor.highlighted_text import highlighted  # noqa: PLC0415 - few print one

    palette = palette_of(shell.session.settings.theme, shell.background, color=True)
    return highlighted(text, palette, shell.console.environ)


def load_menu() -> None:
    """Load what the first menu needs."""
    for name in LOADED_FOR_MENU:
        import_module(name)


def message(session: Session) -> StyleAndTextTuples:
    """The prompt itself: the profile, and what USE chose."""
    kind = "sandbox" if session.profile.sandbox else "profile"
    profile, service = prompt_parts(session.profile.name, session.service)
    return [(f"class:prompt.{kind}", profile), ("class:prompt", service)]


def continuation(width: int, _line: int, _wrapped: int) -> StyleAndTextTuples:
    """What stands in front of the second line and those below, as wide as the prompt."""
    return [("class:prompt.continuation", "> ".rjust(width))]


def once(event: Event[Application[str]], action: Callable[[], None]) -> None:
    """Do something the first time an event happens."""

    def act(_: object) -> None:
        event.remove_handler(act)
        action()

    event.add_handler(act)


def _editor(shell: ShellState, snapshot: Callable[[], Snapshot], history: LineHistory) -> PromptSession[str]:
    tokenizer = IncrementalTokenizer()  # colours, completion and keys look at the same text
    completer = SqlCompleter(snapshot, tokenizer, load_menu)
    editor: PromptSession[str] = PromptSession(
        multiline=True,
        prompt_continuation=continuation,
        lexer=LineHighlighter(tokenizer),
        completer=completer,
        complete_while_typing=True,
        history=history,
        auto_suggest=HistorySuggestion(history.index),
        input_processors=[HighlightMatchingBracketProcessor(chars="()[]"), VisibleText()],
        search_ignore_case=True,
        enable_open_in_editor=True,
        tempfile_suffix=".sql",
        mouse_support=False,
    )
    rows = int(editor.app.output.get_size().rows * 0.45)
    editor.reserve_space_for_menu = min(MENU_ROWS, rows)
    list_rows = max(1, min(LIST_ROWS, rows - 2))
    history_list = HistoryList(editor, history.index, completer.keep_quiet, shell.console.width, list_rows)
    editor.key_bindings = bindings(shell, tokenizer, completer.keep_quiet, history_list.open)
    history_list.bind(editor.key_bindings, alone)
    editor.layout.current_window.dont_extend_height = SEARCHING  # the list stands right below what is written
    root = editor.layout.container
    assert isinstance(root, HSplit)  # noqa: S101 - prompt_toolkit's layout of a prompt
    root.children.insert(1, history_list.container())
    editor.app.ttimeoutlen = ESCAPE_TIME
    return editor
