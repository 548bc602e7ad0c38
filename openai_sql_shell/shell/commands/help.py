r"""``\?``: what there is to type, made from the tables of commands, keys and settings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.relations import Relations
from openai_sql_shell.catalog.table_functions import READERS
from openai_sql_shell.config import SETTINGS
from openai_sql_shell.errors import UnknownName
from openai_sql_shell.reference.examples import examples
from openai_sql_shell.render.width import in_window
from openai_sql_shell.shell.browser.keys import BROWSER_KEYS
from openai_sql_shell.shell.commands.command import Command, find
from openai_sql_shell.shell.commands.describe import find_resource
from openai_sql_shell.shell.keys import KEYS
from openai_sql_shell.shell.output.paging import show_lines
from openai_sql_shell.shell.output.text_columns import columns, sections, wrapped
from openai_sql_shell.shell.top.keys import TOP_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openai_sql_shell.shell.state import ShellState

    Groups = Mapping[str, Sequence[Command]]
    Sections = Mapping[str, Sequence[tuple[str, str]]]

STATEMENTS = (
    ("SELECT ... FROM openai.service.resource", "read; all of SQLite's SQL"),
    (
        "SELECT ... FROM read_csv('f.csv')",
        f"rows of a local file; also {', '.join(list(READERS)[1:])}: see \\h read_csv",
    ),
    ("INSERT INTO openai.service.resource (...) VALUES (...)", "make an object"),
    ("UPDATE openai.service.resource SET ... WHERE ...", "change objects"),
    ("DELETE FROM openai.service.resource WHERE ...", "remove objects"),
    ("EXEC openai.service.resource.method @name='value'", "everything else the API can do"),
    ("EXEC ... FOR EACH (SELECT id AS batch_id ...)", "the same for each row: its columns are arguments"),
    (
        "COPY (SELECT ...) TO 'f.parquet'",
        "rows to a file, or (PARTITION_BY a) a directory",
    ),
    ("SHOW SERVICES | RESOURCES IN openai.s | METHODS IN openai.s.r", "what there is"),
    ("DESCRIBE openai.service.resource", "the columns of a resource"),
    ("EXPLAIN [COST] statement", "the requests it would make; what its batches would cost"),
    ("USE openai.service", "shorter names from here on"),
)

TERMINATORS = (
    (";", "runs the statement with Enter"),
    ("\\G, \\gx", "a line per column"),
    ("\\g FILE", "its rows to a new file; the name decides on the format"),
    (
        "\\g | jq .",
        "its rows to a program, in the format the program can read: jq gets json lines, others csv",
    ),
    ("\\g (format=json) | jq .", "the same in a format of your choice; also null=, times=, expanded="),
    ("\\gset", "its only row becomes variables"),
    ("\\watch", "repeats the statement"),
    ("\\chart, \\browse", "look at its result"),
    ("\\format, \\ns NAME, \\e", "take its text and run nothing"),
)
"""What ends a statement."""
MOST = 30
"""Cells that a command may take beside what it does."""


def show_help(groups: Callable[[], Groups], shell: ShellState, words: Sequence[str]) -> None:
    """The commands and the other topics; or one topic, or one command."""
    topic = words[0].removeprefix("\\") if words else ""
    if not topic or topic in TOPICS:
        found = (TOPICS[topic] if topic else _overview)(shell, groups())
        width, color = shell.text_width, shell.colored(shell.console.stdout)
        show_lines(shell, sections(found, width, color=color, most=MOST))
        return
    commands = [command for group in groups().values() for command in group]
    try:
        command = find(commands, topic)
    except UnknownName as e:
        raise UnknownName(
            "help topic", topic, e.near, hint=f"topics are {', '.join(TOPICS)}, or a command"
        ) from None
    show_lines(shell, described(command, shell.text_width))


def described(command: Command, width: int | None) -> list[str]:
    """What one command does, with its example."""
    inside = wrapped(command.help, width and width - 4)
    return [command.usage, *(f"    {line}" for line in inside), f"    example: {command.example}"]


def _overview(shell: ShellState, groups: Groups) -> Sections:
    topics = [f"\\?{topic}" for topic in TOPICS]
    return {
        **_commands(shell, groups),
        "Behind a statement": TERMINATORS,
        "More": [(", ".join(topics), "the other topics"), ("\\? COMMAND", "one command, with an example")],
    }


def _commands(_: ShellState, groups: Groups) -> Sections:
    return {title: [(c.usage, c.help) for c in commands] for title, commands in groups.items()}


def _statements(_: ShellState, _groups: Groups) -> Sections:
    return {"Statements": STATEMENTS, "Behind a statement": TERMINATORS}


def _keys(_: ShellState, _groups: Groups) -> Sections:
    return {
        "Keys": [(key.label, key.help) for key in KEYS],
        "In \\browse": [(key.label, key.help) for key in BROWSER_KEYS],
        "In \\top": [(key.label, key.help) for key in TOP_KEYS],
    }


def _settings(shell: ShellState, _groups: Groups) -> Sections:
    settings = shell.session.settings
    rows = [(f"{row.name} = {settings.show(row.name)}", row.help) for row in SETTINGS.values()]
    return {"Settings: \\set NAME VALUE changes one": rows}


TOPICS: dict[str, Callable[[ShellState, Groups], Sections]] = {
    "commands": _commands,
    "sql": _statements,
    "keys": _keys,
    "settings": _settings,
}


def show_syntax(shell: ShellState, words: Sequence[str]) -> None:
    """How a statement is written; or statements to try with a resource; or what a table function takes.

    Raises:
        UnknownName: it is neither.
    """
    name = words[0].rstrip(";") if words else ""
    found = [row for row in STATEMENTS if row[0].split()[0].lower() == name.lower()]
    if not name or found:
        rows = found or STATEMENTS
        show_lines(shell, columns(rows, shell.text_width, most=MOST))
        return
    if name.lower() in READERS:
        function = READERS[name.lower()]
        rows = [(f"FROM {function.example}", function.description)]
        rows += [
            (f"{option.name} = ...", f"{option.description}: {option.kind}") for option in function.options
        ]
        show_lines(shell, columns(rows, shell.text_width, most=MOST))
        return
    resource = find_resource(shell.session, name)
    width = shell.text_width
    told = (
        [
            *(f"-- {line}" for line in wrapped(example.remark, width and width - 3)),
            in_window(f"{example.sql};", width, hanging=2),
        ]
        for example in examples(resource, Relations(shell.session.catalog))
    )
    text = "\n\n".join("\n".join(lines) for lines in told)
    show_lines(shell, shell.sql(text, shell.console.stdout).splitlines())


def help_commands(groups: Callable[[], Groups]) -> tuple[Command, ...]:
    """The rows of this module; ``groups`` gives the table of all, which these are part of."""
    return (
        Command(
            "?",
            "[TOPIC]",
            "list the commands; topics: commands, sql, keys, settings, or a command",
            "\\? keys",
            partial(show_help, groups),
        ),
        Command(
            "h",
            "[STATEMENT | RESOURCE]",
            "how a statement is written; or statements to try with a resource",
            "\\h openai.batch.batches",
            show_syntax,
        ),
    )
