r"""``\ledger``: what is written down of the objects that this program created."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import UsageError, counted
from openai_sql_shell.shell.commands.command import Command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.shell.state import ShellState


def ledger(shell: ShellState, words: Sequence[str]) -> None:
    """Tell what is written down, or forget what is old.

    Raises:
        UsageError: the word is none of these. LocalFileError: the file cannot be read, or written.
    """
    if words and words[0].lower() != "prune":
        raise UsageError(f'\\ledger takes prune, not "{words[0]}"', hint=r"write \ledger or \ledger prune")
    kept = shell.session.ledger()
    if kept is None:
        shell.say(r"off: \set ledger on writes down what is created from then on")
        return
    where = "in memory, for this session" if kept.path is None else f"in {kept.path}"
    if words:
        shell.say(f"removed {counted(kept.prune(), 'row')} of more than 180 days ago {where}")
        return
    told = ", ".join(counted(number, table) for table, number in kept.count().items()) or "nothing yet"
    shell.say(f"{told} {where}; the tables of local show it")
    if kept.is_there and (
        stopped := [str(run) for run, state in kept.rows("run", ["id", "state"]) if state == "stopped"]
    ):
        shell.say(
            f"{counted(len(stopped), 'run')} not done: the same INSERT goes on, or EXEC local.parts.resume @run = '{stopped[-1]}';"
            " local.parts.abandon gives it up"
        )


LEDGER_COMMANDS = (
    Command(
        "ledger",
        "[prune]",
        "what is written down of the objects that this program created; prune: forget what is older than 180 days",
        r"\ledger",
        ledger,
    ),
)
