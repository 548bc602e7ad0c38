r"""``\!``: a command of the system, in the same terminal; ``\clear``: the terminal emptied."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from openai_sql_shell.render.sgr import CLEAR_SCREEN
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.row_file import shell_start_error, system_shell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.shell.state import ShellState


def run_system_command(shell: ShellState, words: Sequence[str]) -> None:
    """Run a command by the person's shell; alone, the shell itself. Ctrl-C is for the command.

    Raises:
        LocalFileError: the shell cannot be started.
    """
    started = system_shell(shell.console.environ, *words)
    shell.console.stdout.flush()
    try:
        with interruptible():
            code = subprocess.run(started, check=False).returncode
    except OSError as e:
        raise shell_start_error(started[0], e) from e
    if code:
        shell.say(f"the command ended with code {code}")


def clear_screen(shell: ShellState, _: Sequence[str]) -> None:
    """Empty the screen, where there is one."""
    if shell.console.stdout.isatty() and shell.console.environ.get("TERM") != "dumb":
        shell.console.stdout.write(CLEAR_SCREEN)
        shell.console.stdout.flush()


SYSTEM_COMMANDS = (
    Command("clear", "", "empty the screen; Ctrl-L does the same", "\\clear", clear_screen),
    Command(
        "!",
        "[COMMAND]",
        "run a command of the system; alone: a shell",
        "\\! echo hello",
        run_system_command,
        raw=True,
    ),
)
