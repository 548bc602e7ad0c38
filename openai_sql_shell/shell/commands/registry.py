"""The registry of backslash commands, in the order in which the help lists them, and how a line runs one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import UsageError
from openai_sql_shell.shell.blocks import split_command, split_words
from openai_sql_shell.shell.commands.again import AGAIN_COMMANDS
from openai_sql_shell.shell.commands.ask import ASK_COMMANDS
from openai_sql_shell.shell.commands.browse import BROWSE_COMMANDS
from openai_sql_shell.shell.commands.chart import CHART_COMMANDS
from openai_sql_shell.shell.commands.command import Command, find
from openai_sql_shell.shell.commands.connect import CONNECT_COMMANDS
from openai_sql_shell.shell.commands.describe import DESCRIBE_COMMANDS
from openai_sql_shell.shell.commands.display import DISPLAY_COMMANDS
from openai_sql_shell.shell.commands.file_cache import FILE_CACHE_COMMANDS
from openai_sql_shell.shell.commands.files import FILE_COMMANDS
from openai_sql_shell.shell.commands.help import help_commands
from openai_sql_shell.shell.commands.ledger import LEDGER_COMMANDS
from openai_sql_shell.shell.commands.queries import QUERY_COMMANDS
from openai_sql_shell.shell.commands.recall import RECALL_COMMANDS
from openai_sql_shell.shell.commands.send import SEND_COMMANDS
from openai_sql_shell.shell.commands.system import SYSTEM_COMMANDS
from openai_sql_shell.shell.commands.top import TOP_COMMANDS
from openai_sql_shell.shell.commands.tour import TOUR_COMMANDS
from openai_sql_shell.shell.commands.watch import WATCH_COMMANDS
from openai_sql_shell.shell.commands.why import WHY_COMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.shell.state import ShellState


def leave(shell: ShellState, _: Sequence[str]) -> None:
    """End the session."""
    shell.leaving = True


GROUPS: dict[str, tuple[Command, ...]] = {
    "What there is": (
        *help_commands(lambda: GROUPS),
        *DESCRIBE_COMMANDS,
        *WHY_COMMANDS,
        *ASK_COMMANDS,
        *TOUR_COMMANDS,
    ),
    "How rows look": (*DISPLAY_COMMANDS, *AGAIN_COMMANDS, *BROWSE_COMMANDS, *CHART_COMMANDS),
    "Where rows go": SEND_COMMANDS,
    "Files and named queries": (*FILE_COMMANDS, *QUERY_COMMANDS),
    "Once more": (*RECALL_COMMANDS, *WATCH_COMMANDS, *TOP_COMMANDS),
    "This session": (
        *CONNECT_COMMANDS,
        *FILE_CACHE_COMMANDS,
        *LEDGER_COMMANDS,
        *SYSTEM_COMMANDS,
        Command("q", "", "leave; Ctrl-D does the same", "\\q", leave),
    ),
}
"""By title, as the help lists them."""
COMMANDS: tuple[Command, ...] = tuple(command for group in GROUPS.values() for command in group)


def run_command(shell: ShellState, line: str) -> None:
    """Run the command that a line names.

    Raises:
        UnknownName: there is no such command; names the nearest.
        UsageError: too many arguments.
        OpenAISqlError: whatever the command ran into.
    """
    name, rest = split_command(line)
    command = find(COMMANDS, name)
    words = [rest] if command.raw and rest else split_words(rest)
    most = command.most if command.arguments else 0
    if len(words) > most:
        takes = {0: "no arguments", 1: "one argument"}.get(most, f"at most {most} arguments")
        raise UsageError(f"\\{command.name} takes {takes}", hint=f"write {command.usage}")
    command.run(shell, words)


def load_commands(shell: ShellState) -> None:
    """Let a shell run backslash commands; it begins without them, because the first prompt needs none."""
    shell.run_command = run_command
    shell.check_command = lambda name: find(COMMANDS, name).name
