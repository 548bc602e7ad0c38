"""One backslash command as a value, and what several of them share. Knows none of them: the registry holds them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.shell.state import ShellState


@frozen
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
    """Raises our errors; what it has to say goes through `ShellState.say`."""
    most: int = 1
    """Words it takes, where it takes any; more are an error."""
    raw: bool = False
    """Everything behind the name is one argument, quotes and all."""
    plus: bool = False
    """``+`` behind its name is what psql's users write for more; here it shows everything anyway."""

    @property
    def usage(self) -> str:
        """How it is written."""
        return f"\\{self.name} {self.arguments}".rstrip()


def find(commands: Sequence[Command], name: str) -> Command:
    """A command by its name, in its own case or else in lower case.

    Raises:
        UnknownName: there is none; names the nearest.
    """
    by_name = {command.name: command for command in commands}
    found = by_name.get(name) or by_name.get(name.lower())
    if found is None and name.endswith("+"):
        plain = by_name.get(name[:-1].lower())
        found = plain if plain is not None and plain.plus else None
    if found is None:
        near = [
            f"\\{n}"
            for n in nearest(name, by_name) or sorted(n for n in by_name if n[:1] == name[:1].lower())
        ]
        raise UnknownName("command", f"\\{name}", near[:3], hint="\\? lists them all")
    return found


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
