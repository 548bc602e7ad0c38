"""The key bindings of the prompt: what our keys do, bound to prompt_toolkit's names for them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from prompt_toolkit.application import get_app, in_terminal, run_in_terminal
from prompt_toolkit.enums import DEFAULT_BUFFER, EditingMode
from prompt_toolkit.filters import (
    Always,
    Condition,
    Filter,
    emacs_mode,
    has_completions,
    has_focus,
    vi_insert_mode,
)
from prompt_toolkit.input.typeahead import get_typeahead
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys

from openai_sql_shell.shell.keys import KEYS
from openai_sql_shell.shell.line_tokens import closes

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.application import Application
    from prompt_toolkit.document import Document
    from prompt_toolkit.key_binding import KeyPressEvent

    from openai_sql_shell.shell.line_tokens import IncrementalTokenizer
    from openai_sql_shell.shell.state import ShellState

    Action = Callable[[ShellState, KeyPressEvent], None]


def run_or_break(shell: ShellState, event: KeyPressEvent) -> None:
    """Run the text if it is finished, else begin a new line; with a completion chosen, take that."""
    from openai_sql_shell.shell.run_input import is_ready  # noqa: PLC0415 - the first prompt comes first

    buffer = event.current_buffer
    if buffer.complete_state and buffer.complete_state.current_completion:
        buffer.complete_state = None
    elif not shell.session.settings.multiline or is_ready(buffer.text):
        buffer.validate_and_handle()
    else:
        buffer.newline()


def break_line(_: ShellState, event: KeyPressEvent) -> None:
    """Begin a new line, whatever is written."""
    event.current_buffer.newline()


def help_above(shell: ShellState, _: KeyPressEvent) -> None:
    """Print the help above the prompt; what is being written stays."""
    from openai_sql_shell.shell.commands.registry import load_commands  # noqa: PLC0415 - the first prompt comes first
    from openai_sql_shell.shell.run_input import run_text  # noqa: PLC0415

    load_commands(shell)
    run_in_terminal(partial(run_text, shell, "\\?"))


def browse_above(shell: ShellState, event: KeyPressEvent) -> None:
    """Open the last result in the browser; what is being written stays."""
    event.app.create_background_task(_browse(shell, event.app))


async def _browse(shell: ShellState, app: Application[Any]) -> None:
    from openai_sql_shell.shell.commands.browse import browse_in_loop  # noqa: PLC0415 - the first prompt comes first

    async with in_terminal():
        await browse_in_loop(shell)
    app.key_processor.feed_multiple(get_typeahead(app.input))  # typed faster than the browser was left
    app.key_processor.process_keys()


def switch_multiline(shell: ShellState, _: KeyPressEvent) -> None:
    """Let Enter always run, or only what is finished."""
    shell.session.settings.multiline = not shell.session.settings.multiline


def switch_editing_mode(shell: ShellState, event: KeyPressEvent) -> None:
    """Change between the keys of Emacs and those of vi."""
    settings = shell.session.settings
    settings.editing_mode = "emacs" if settings.editing_mode == "vi" else "vi"
    event.app.editing_mode = EditingMode[settings.editing_mode.upper()]


def close_menu(_: ShellState, event: KeyPressEvent) -> None:
    """Close the menu; what was typed before it is on the line again."""
    event.current_buffer.cancel_completion()


ACTIONS: dict[str, Action] = {
    "Enter": run_or_break,
    "Alt-Enter": break_line,
    "F1": help_above,
    "F2": browse_above,
    "F3": switch_multiline,
    "F4": switch_editing_mode,
    "Esc": close_menu,
}
"""By the label of the key."""

WRITING = has_focus(DEFAULT_BUFFER)
"""The statement is being written, nothing is searched for."""
CLOSING = ("'", '"', ")")
"""Keys that step over the same character where it closes already what they would close."""


@Condition
def alone() -> bool:
    """No other key came in the same moment: an Esc is the key itself, and not the Alt of the next."""
    return not get_app().key_processor.input_queue


INSERTING = emacs_mode | vi_insert_mode
WHEN: dict[str, Filter] = {"Esc": has_completions & emacs_mode & alone, "Ctrl-R": INSERTING}
"""By the label too: when a key is ours, where it is not always; then at once, though longer keys begin with it."""


def bindings(
    shell: ShellState,
    tokenizer: IncrementalTokenizer,
    pasted: Callable[[Document], None],
    open_history: Callable[[KeyPressEvent], None],
) -> KeyBindings:
    """Our keys for prompt_toolkit; they hold in the statement being written, not in a search.

    Args:
        shell: whose settings the keys change.
        tokenizer: that of the line editor's text.
        pasted: told what is on the line after a paste.
        open_history: what Ctrl-R does.
    """
    bound = KeyBindings()
    actions: dict[str, Action] = {**ACTIONS, "Ctrl-R": lambda _, event: open_history(event)}
    for key in KEYS:
        if key.keys:
            when = WRITING & WHEN.get(key.label, Always())
            bound.add(*key.keys, filter=when, eager=key.label in WHEN)(partial(actions[key.label], shell))

    def paste(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        buffer.insert_text(event.data.replace("\r\n", "\n").replace("\r", "\n"), fire_event=False)
        pasted(buffer.document)

    bound.add(Keys.BracketedPaste, filter=WRITING)(paste)
    for closing in CLOSING:
        stands_there = Condition(partial(_stands_there, tokenizer, closing))
        bound.add(closing, filter=WRITING & INSERTING & stands_there)(step_over)
    return bound


def step_over(event: KeyPressEvent) -> None:
    """Move the cursor behind the next character."""
    event.current_buffer.cursor_position += 1


def _stands_there(tokenizer: IncrementalTokenizer, closing: str) -> bool:
    document = get_app().current_buffer.document
    return document.current_char == closing and closes(
        tokenizer(document.text), document.cursor_position, closing
    )
