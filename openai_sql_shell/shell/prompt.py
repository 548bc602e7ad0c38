"""The prompt: a prompt_toolkit session with our keys, colours, completion, history and toolbar.

This module is imported by the interactive shell only, because prompt_toolkit is slow to load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.output import ColorDepth

from openai_sql_shell.shell.completion.completer import SqlCompleter
from openai_sql_shell.shell.highlighting import SqlLexer, background, style
from openai_sql_shell.shell.keys import bindings
from openai_sql_shell.shell.line_history import LineHistory
from openai_sql_shell.shell.suggestion import HistorySuggestion, PrefixIndex
from openai_sql_shell.shell.surroundings import known
from openai_sql_shell.shell.toolbar import toolbar

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from openai_sql_shell.session import Session
    from openai_sql_shell.shell.conversation import Conversation

MENU_ROWS = 8
"""Most rows kept free below the prompt for the menu."""
ESCAPE_TIME = 0.1
"""Seconds after which Esc is a key of its own and not the beginning of another."""


class Prompt:
    """Asks for one text at a time."""

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk
        self._known = known(talk)
        self._editor = _editor(talk, SqlCompleter(lambda: self._known))

    def read(self) -> str:
        """What the person typed, once Enter runs it.

        Raises:
            KeyboardInterrupt: Ctrl-C dropped the line. EOFError: Ctrl-D, or the terminal went away.
        """
        draft, self._talk.draft = self._talk.draft, ""
        self._known = known(self._talk)
        self._editor.editing_mode = EditingMode[self._talk.session.settings.editing_mode.upper()]
        return self._editor.prompt(message(self._talk.session), default=draft)


def message(session: Session) -> StyleAndTextTuples:
    """The prompt itself: the profile, and what USE chose."""
    service = f"openai.{session.service}" if session.service else "openai"
    kind = "sandbox" if session.profile.sandbox else "profile"
    return [(f"class:prompt.{kind}", f"[{session.profile.name}]"), ("class:prompt", f" {service}> ")]


def continuation(width: int, _line: int, _wrapped: int) -> StyleAndTextTuples:
    """What stands in front of the second line and those below, as wide as the prompt."""
    return [("class:prompt.continuation", "> ".rjust(width))]


def _editor(talk: Conversation, completer: SqlCompleter) -> PromptSession[str]:
    index = PrefixIndex()
    editor: PromptSession[str] = PromptSession(
        multiline=True,
        prompt_continuation=continuation,
        lexer=PygmentsLexer(SqlLexer, sync_from_start=True),
        style=style(background(talk.console.environ)),
        completer=completer,
        complete_while_typing=True,
        history=LineHistory(talk.history, index),
        auto_suggest=HistorySuggestion(index),
        bottom_toolbar=lambda: toolbar(talk),
        key_bindings=bindings(talk),
        input_processors=[HighlightMatchingBracketProcessor(chars="()[]")],
        search_ignore_case=True,
        enable_open_in_editor=True,
        tempfile_suffix=".sql",
        mouse_support=False,
        color_depth=None if talk.console.color(talk.console.stdout) else ColorDepth.DEPTH_1_BIT,
    )
    rows = editor.app.output.get_size().rows
    editor.reserve_space_for_menu = min(MENU_ROWS, int(rows * 0.45))
    editor.app.ttimeoutlen = ESCAPE_TIME
    return editor
