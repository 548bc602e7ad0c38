"""The key bindings of the prompt: what our keys do, bound to prompt_toolkit's names for them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from prompt_toolkit.application import in_terminal, run_in_terminal
from prompt_toolkit.enums import DEFAULT_BUFFER, EditingMode
from prompt_toolkit.filters import has_focus
from prompt_toolkit.input.typeahead import get_typeahead
from prompt_toolkit.key_binding import KeyBindings

from openai_sql_shell.shell.keys import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.application import Application
    from prompt_toolkit.key_binding import KeyPressEvent

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
    from openai_sql_shell.shell.commands.browse import browser_or_report  # noqa: PLC0415 - the first prompt comes first

    async with in_terminal():
        browser = browser_or_report(shell)
        if browser is not None:
            await browser.run_async()
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


ACTIONS: dict[str, Action] = {
    "Enter": run_or_break,
    "Alt-Enter": break_line,
    "F1": help_above,
    "F2": browse_above,
    "F3": switch_multiline,
    "F4": switch_editing_mode,
}
"""By the label of the key."""


def bindings(shell: ShellState) -> KeyBindings:
    """Our keys for prompt_toolkit; they hold in the statement being written, not in a search."""
    bound = KeyBindings()
    for key in KEYS:
        if key.keys:
            bound.add(*key.keys, filter=has_focus(DEFAULT_BUFFER))(partial(ACTIONS[key.label], shell))
    return bound
