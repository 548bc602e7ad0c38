"""All backslash commands, in the order in which the help lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.shell.commands.again import AGAIN_COMMANDS
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.commands.connect import CONNECT_COMMANDS
from openai_sql_shell.shell.commands.describe import DESCRIBE_COMMANDS
from openai_sql_shell.shell.commands.display import DISPLAY_COMMANDS
from openai_sql_shell.shell.commands.files import FILE_COMMANDS
from openai_sql_shell.shell.commands.help import HELP_COMMANDS
from openai_sql_shell.shell.commands.queries import QUERY_COMMANDS
from openai_sql_shell.shell.commands.recall import RECALL_COMMANDS
from openai_sql_shell.shell.commands.send import SEND_COMMANDS
from openai_sql_shell.shell.commands.system import SYSTEM_COMMANDS
from openai_sql_shell.shell.commands.watch import WATCH_COMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.shell.state import ShellState


def leave(shell: ShellState, _: Sequence[str]) -> None:
    """End the session."""
    shell.leaving = True


COMMANDS = (
    *HELP_COMMANDS,
    *DESCRIBE_COMMANDS,
    *DISPLAY_COMMANDS,
    *AGAIN_COMMANDS,
    *SEND_COMMANDS,
    *FILE_COMMANDS,
    *QUERY_COMMANDS,
    *RECALL_COMMANDS,
    *WATCH_COMMANDS,
    *CONNECT_COMMANDS,
    *SYSTEM_COMMANDS,
    Command("q", "", "leave; Ctrl-D does the same", "\\q", leave),
)


def load_commands(shell: ShellState) -> None:
    """Give a conversation its commands; it begins without them, because the first prompt needs none."""
    shell.commands = shell.commands or COMMANDS
