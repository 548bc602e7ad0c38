r"""``\?``: what there is to type, made from the tables of commands, keys and settings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.config import SETTINGS
from openai_sql_shell.errors import UnknownName
from openai_sql_shell.shell.browser.keys import BROWSER_KEYS
from openai_sql_shell.shell.commands.command import Command, find
from openai_sql_shell.shell.commands.describe import find_resource
from openai_sql_shell.shell.commands.statement_examples import examples
from openai_sql_shell.shell.keys import KEYS
from openai_sql_shell.shell.output.paging import show_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from openai_sql_shell.shell.state import ShellState

    Commands = Sequence[Command]

STATEMENTS = (
    ("SELECT ... FROM openai.service.resource", "read; all of SQLite's SQL"),
    ("INSERT INTO openai.service.resource (...) VALUES (...)", "make an object"),
    ("UPDATE openai.service.resource SET ... WHERE ...", "change objects"),
    ("DELETE FROM openai.service.resource WHERE ...", "remove objects"),
    ("EXEC openai.service.resource.method @name='value'", "everything else the API can do"),
    ("SHOW SERVICES | RESOURCES IN openai.s | METHODS IN openai.s.r", "what there is"),
    ("DESCRIBE openai.service.resource", "the columns of a resource"),
    ("EXPLAIN statement", "the requests a statement would make"),
    ("USE openai.service", "shorter names from here on"),
)

TERMINATORS = (
    "A statement ends in ; and runs with Enter. In place of ; stands \\G for a line per column, \\g, \\gx or \\gset to "
    "send its rows elsewhere, \\watch to repeat it, or \\format, \\ns or \\e to take its text and run nothing."
)


def show_help(commands: Callable[[], Commands], shell: ShellState, words: Sequence[str]) -> None:
    """The commands and the other topics; or one topic, or one command."""
    if not words:
        show_text(shell, "\n".join(_overview(shell, commands())))
        return
    topic = words[0].removeprefix("\\")
    if topic in TOPICS:
        show_text(shell, "\n".join(TOPICS[topic](shell, commands())))
        return
    try:
        command = find(commands(), topic)
    except UnknownName as e:
        raise UnknownName(
            "help topic", topic, e.near, hint=f"topics are {', '.join(TOPICS)}, or a command"
        ) from None
    shell.say(f"{command.usage}\n    {command.help}\n    example: {command.example}")


def _overview(shell: ShellState, commands: Commands) -> Iterable[str]:
    yield from _commands(shell, commands)
    yield ""
    topics = ", ".join("\\?" + topic for topic in TOPICS)
    yield f"More: {topics}, \\? COMMAND."


def _commands(_: ShellState, commands: Commands) -> Iterable[str]:
    return _aligned((command.usage, command.help) for command in commands)


def _statements(_: ShellState, _commands: Commands) -> Iterable[str]:
    return [*_aligned(STATEMENTS), TERMINATORS]


def _keys(_: ShellState, _commands: Commands) -> Iterable[str]:
    browsing = _aligned((key.label, key.help) for key in BROWSER_KEYS)
    return [*_aligned((key.label, key.help) for key in KEYS), "", "In \\browse:", *browsing]


def _settings(shell: ShellState, _commands: Commands) -> Iterable[str]:
    settings = shell.session.settings
    return _aligned((f"{row.name} = {settings.show(row.name)}", row.help) for row in SETTINGS.values())


def _aligned(rows: Iterable[tuple[str, str]]) -> list[str]:
    pairs = list(rows)
    widest = max(len(left) for left, _ in pairs)
    return [f"{left:{widest}}  {right}" for left, right in pairs]


TOPICS: dict[str, Callable[[ShellState, Commands], Iterable[str]]] = {
    "commands": _commands,
    "sql": _statements,
    "keys": _keys,
    "settings": _settings,
}


def show_syntax(shell: ShellState, words: Sequence[str]) -> None:
    """How a statement is written; or statements to try with a resource.

    Raises:
        UnknownName: it is neither.
    """
    name = words[0].rstrip(";") if words else ""
    found = [row for row in STATEMENTS if row[0].split()[0].lower() == name.lower()]
    if not name or found:
        show_text(shell, "\n".join(_aligned(found or STATEMENTS)))
        return
    resource = find_resource(shell.session, name)
    show_text(
        shell,
        "\n\n".join(f"-- {remark}\n{sql};" for remark, sql in examples(resource, shell.session.catalog)),
    )


def help_commands(commands: Callable[[], Commands]) -> Commands:
    """The rows of this module; ``commands`` gives the table of all, which these are part of."""
    return (
        Command(
            "?",
            "[TOPIC]",
            "list the commands; topics: commands, sql, keys, settings, or a command",
            "\\? keys",
            partial(show_help, commands),
        ),
        Command(
            "h",
            "[STATEMENT | RESOURCE]",
            "how a statement is written; or statements to try with a resource",
            "\\h openai.batch.batches",
            show_syntax,
        ),
    )
