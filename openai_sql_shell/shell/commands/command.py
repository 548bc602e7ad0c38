"""What a backslash command is, how its line is read, and how it is found.

The registry of all commands is handed in by whoever runs them; nothing here knows any of them.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.errors import StatementSyntaxError, UnknownName, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.shell.state import ShellState

_LINE = re.compile(r"\\(\?|[A-Za-z_]+!?|\S?)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """One backslash command: the row that help, completion and the tests are made from."""

    name: str
    """Without the backslash."""
    arguments: str
    """What may follow, as the help prints it."""
    help: str
    """One sentence."""
    example: str
    """A whole line that works in a new session, after the statement ``SELECT 1``."""
    run: Callable[[ShellState, Sequence[str]], None]
    """Raises our errors; what it has to say goes through the conversation."""
    most: int = 0
    """Arguments it takes; more are an error."""
    raw: bool = False
    """Everything behind the name is one argument, quotes and all."""

    @property
    def usage(self) -> str:
        """How it is written."""
        return f"\\{self.name} {self.arguments}".rstrip()


def run_command(shell: ShellState, line: str) -> None:
    """Run the command on a line.

    Raises:
        UnknownName: there is no such command; names the nearest.
        UsageError: too many arguments.
        OpenAISqlError: whatever the command ran into.
    """
    name, rest = parse(line)
    command = find(shell.commands, name)
    words = [rest] if command.raw and rest else split_words(rest)
    if len(words) > command.most:
        most = {0: "no arguments", 1: "one argument"}.get(command.most, f"at most {command.most} arguments")
        raise UsageError(f"\\{command.name} takes {most}", hint=f"write {command.usage}")
    command.run(shell, words)


def parse(line: str) -> tuple[str, str]:
    r"""Name and arguments of a command line; a semicolon at its end means nothing.

    >>> parse("\\d batches;"), parse("\\?keys"), parse("\\o! out.csv")
    (('d', 'batches'), ('?', 'keys'), ('o!', 'out.csv'))
    """
    found = _LINE.match(line.strip().removesuffix(";"))
    return (found[1], found[2].strip()) if found else ("", "")


def find(commands: Sequence[Command], name: str) -> Command:
    """A command by its name, in its own case or else in lower case.

    Raises:
        UnknownName: there is none; names the nearest.
    """
    by_name = {command.name: command for command in commands}
    found = by_name.get(name) or by_name.get(name.lower())
    if found is None:
        near = [
            f"\\{n}"
            for n in nearest(name, by_name) or sorted(n for n in by_name if n[:1] == name[:1].lower())
        ]
        raise UnknownName("command", f"\\{name}", near[:3], hint="\\? lists them all")
    return found


def split_words(text: str) -> list[str]:
    r"""Arguments as a shell splits them, except that a backslash is a character like any other.

    >>> split_words("'my file.sql' C:\\data")
    ['my file.sql', 'C:\\data']

    Raises:
        StatementSyntaxError: a quote is never closed.
    """
    lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.escape = ""
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError as e:
        raise StatementSyntaxError(
            "a quote is opened and never closed", hint="close it, or leave the quotes out"
        ) from e


def switch(name: str, present: bool, words: Sequence[str]) -> bool:
    """The new state of something that is on or off: the one named, else the other one.

    Raises:
        UsageError: the word is neither.
    """
    if not words:
        return not present
    try:
        return {"on": True, "off": False}[words[0].lower()]
    except KeyError:
        raise UsageError(
            f'\\{name} is on or off, not "{words[0]}"', hint=f"write \\{name} on or \\{name} off"
        ) from None
