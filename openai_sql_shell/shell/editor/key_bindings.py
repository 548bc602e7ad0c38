r"""The keys of the line editor: those that are ours, and those of prompt_toolkit that are worth knowing.

One table for the editor and for ``\?keys``. Importing it does not load prompt_toolkit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    from openai_sql_shell.shell.state import ShellState

    Action = Callable[[KeyPressEvent, ShellState], None]


@dataclass(frozen=True, slots=True)
class Key:
    """One key and what it does at the prompt."""

    label: str
    """As it is printed on keyboards."""
    help: str
    keys: tuple[str, ...] = ()
    """prompt_toolkit's names, pressed one after the other; empty for a key it binds itself."""
    action: Action | None = None


def run_or_break(event: KeyPressEvent, shell: ShellState) -> None:
    """Run the text if it is finished, else begin a new line; with a completion chosen, take that."""
    from openai_sql_shell.shell.run_input import is_ready  # noqa: PLC0415 - the first prompt comes first

    buffer = event.current_buffer
    if buffer.complete_state and buffer.complete_state.current_completion:
        buffer.complete_state = None
    elif not shell.session.settings.multiline or is_ready(buffer.text):
        buffer.validate_and_handle()
    else:
        buffer.newline()


def break_line(event: KeyPressEvent, _: ShellState) -> None:
    """Begin a new line, whatever is written."""
    event.current_buffer.newline()


def help_above(_: KeyPressEvent, shell: ShellState) -> None:
    """Print the help above the prompt; what is being written stays."""
    from prompt_toolkit.application import run_in_terminal  # noqa: PLC0415 - loaded with the editor

    from openai_sql_shell.shell.commands.registry import load_commands  # noqa: PLC0415 - the first prompt comes first
    from openai_sql_shell.shell.run_input import run_text  # noqa: PLC0415

    load_commands(shell)

    run_in_terminal(partial(run_text, shell, "\\?"))


def switch_multiline(_: KeyPressEvent, shell: ShellState) -> None:
    """Let Enter always run, or only what is finished."""
    shell.session.settings.multiline = not shell.session.settings.multiline


def switch_editing_mode(event: KeyPressEvent, shell: ShellState) -> None:
    """Change between the keys of Emacs and those of vi."""
    settings = shell.session.settings
    settings.editing_mode = "emacs" if settings.editing_mode == "vi" else "vi"
    follow_editing_mode(event, shell)


def follow_editing_mode(event: KeyPressEvent, shell: ShellState) -> None:
    """Give the editor the mode that is set."""
    from prompt_toolkit.enums import EditingMode  # noqa: PLC0415 - loaded with the editor

    event.app.editing_mode = EditingMode[shell.session.settings.editing_mode.upper()]


KEYS = (
    Key(
        "Enter",
        "run a statement that ends in ;, a \\command, or any text after an empty line",
        ("enter",),
        run_or_break,
    ),
    Key("Alt-Enter", "begin a new line, whatever is written", ("escape", "enter"), break_line),
    Key("F1", "show the commands", ("f1",), help_above),
    Key("F3", "one-line mode: Enter always runs", ("f3",), switch_multiline),
    Key("F4", "keys of vi or Emacs", ("f4",), switch_editing_mode),
    Key("Tab", "open the menu of completions, and go through it"),
    Key("Right, Ctrl-E", "take the suggestion from the history"),
    Key("Alt-F", "take its next word"),
    Key("Up, Down", "move between lines, then through the history"),
    Key("Ctrl-R", "search the history"),
    Key("Ctrl-X Ctrl-E", "write the statement in your editor (in vi mode: v)"),
    Key("Ctrl-_", "undo"),
    Key("Ctrl-L", "clear the screen"),
    Key("Ctrl-C", "drop the line; while a statement runs: stop it"),
    Key("Ctrl-D", "on an empty line: leave"),
)


def _handler(action: Action, shell: ShellState) -> Callable[[KeyPressEvent], None]:
    def handle(event: KeyPressEvent) -> None:
        action(event, shell)

    return handle


def bindings(shell: ShellState) -> KeyBindings:
    """Our keys for prompt_toolkit; they hold in the statement being written, not in a search."""
    from prompt_toolkit.enums import DEFAULT_BUFFER  # noqa: PLC0415
    from prompt_toolkit.filters import has_focus  # noqa: PLC0415
    from prompt_toolkit.key_binding import KeyBindings  # noqa: PLC0415

    bound = KeyBindings()
    for key in KEYS:
        if key.action is not None:
            bound.add(*key.keys, filter=has_focus(DEFAULT_BUFFER))(_handler(key.action, shell))
    return bound
