r"""``\watch``: the last statement again and again, until Ctrl-C."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.config.settings import seconds
from openai_sql_shell.errors import Cancelled, RefusedStatement, UsageError
from openai_sql_shell.render import visible
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.statement_run import run_statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.shell.conversation import Conversation

EVERY = 2.0
"""Seconds between two looks when nobody says how many."""

CLEAR = "\x1b[H\x1b[2J"
"""Cursor to the upper left corner, screen empty."""


def watch(talk: Conversation, words: Sequence[str]) -> None:
    """Repeat the last statement, on an empty screen each time; Ctrl-C ends it.

    Raises:
        UsageError: the interval is no duration. RefusedStatement: there is nothing to repeat, or it changes something.
    """
    interval = _interval(words)
    statement = talk.last
    if not statement:
        raise RefusedStatement("there is no statement to watch yet", hint="run one first")
    if talk.session.changes(statement):
        raise RefusedStatement("the last statement changes something; only reading is repeated")
    while True:
        _title(talk, interval, statement)
        if not run_statement(talk, statement).ok:
            return
        with interruptible() as cancel:
            try:
                talk.pause(cancel, interval)
            except Cancelled:
                talk.say_below_key("watching ended")
                return


def _interval(words: Sequence[str]) -> float:
    if not words:
        return EVERY
    try:
        return seconds(words[0])
    except ValueError:
        raise UsageError(
            f'"{words[0]}" is no number of seconds', hint="write \\watch 5, or \\watch 1m"
        ) from None


def _title(talk: Conversation, interval: float, statement: str) -> None:
    """Time, interval and statement, on top of an emptied screen where there is one."""
    stderr, one_line = talk.console.stderr, visible(" ".join(statement.split()))
    clear = CLEAR if stderr.isatty() and talk.console.environ.get("TERM") != "dumb" else ""
    title = f"{talk.now():%H:%M:%S} · every {interval:g} s · Ctrl-C ends · {one_line}"
    talk.say(clear + title[: talk.console.width() - 1])


WATCH_COMMANDS = (
    Command(
        "watch",
        "[SECONDS]",
        f"repeat the last statement every {EVERY:g} seconds until Ctrl-C",
        "\\watch 1",
        watch,
        most=1,
    ),
)
