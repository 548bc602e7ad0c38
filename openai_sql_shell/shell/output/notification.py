"""Notifications for a person who looks elsewhere: a bell, or a command of theirs, when something has ended.

The command is run without a shell, gets the sentence as its last argument, sees no key, and is not waited for long.
"""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

from openai_sql_shell.errors import RefusedStatement

if TYPE_CHECKING:
    from openai_sql_shell.shell.state import ShellState

BELL = "\a"
TIMEOUT = 10.0
"""Seconds that the command may take."""
SECRET_SUFFIXES = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")
"""Ends of the names of variables that the command does not get."""


def notify(shell: ShellState, sentence: str) -> None:
    """Say on the screen what has ended, and as the setting ``notify`` asks.

    Raises:
        RefusedStatement: the command cannot be run.
    """
    how = shell.session.settings.notify
    shell.say(sentence)
    if how == "bell":
        if shell.console.stderr.isatty():
            shell.console.stderr.write(BELL)
            shell.console.stderr.flush()
    elif how != "off":
        _run(shell, how, sentence)


def _run(shell: ShellState, command: str, sentence: str) -> None:
    try:
        subprocess.run(
            [*shlex.split(command), sentence],
            env={
                name: value
                for name, value in shell.console.environ.items()
                if not name.endswith(SECRET_SUFFIXES)
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT,
            check=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise RefusedStatement(
            f'the command of \\set notify failed: "{command}" ({type(error).__name__})',
            hint="\\set notify bell rings instead, \\set notify off is silent",
        ) from error
