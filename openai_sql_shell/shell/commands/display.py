r"""``\x``, ``\timing``, ``\set``, ``\unset`` and ``\format``: how things look, and the session's settings and variables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.config import SETTINGS
from openai_sql_shell.errors import InvalidValue, UnknownName, UnsupportedStatement, UsageError
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.shell.ask.switch import keep_switch
from openai_sql_shell.shell.blocks import split_words
from openai_sql_shell.shell.commands.command import Command, switch
from openai_sql_shell.shell.output.statement_run import show_table
from openai_sql_shell.sql.tokens import significant
from openai_sql_shell.sql.variables import text_of, typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.result import Row
    from openai_sql_shell.shell.state import ShellState

_VARIABLE = re.compile(r"[A-Za-z_]\w*(\.\w+)*", re.ASCII)


def set_expanded(shell: ShellState, words: Sequence[str]) -> None:
    """Switch between a line per row and a line per column, or let the width decide.

    Raises:
        UsageError: the word is none of the three.
    """
    settings = shell.session.settings
    try:
        settings.set("expanded", words[0] if words else "off" if settings.expanded else "on")
    except InvalidValue:
        raise UsageError(
            f'\\x is on, off or auto, not "{words[0]}"', hint="write \\x on, \\x off or \\x auto"
        ) from None
    shell.say(f"expanded display is {settings.show('expanded')}")


def set_timing(shell: ShellState, words: Sequence[str]) -> None:
    """Switch the time in the footer on or off."""
    settings = shell.session.settings
    settings.timing = switch("timing", settings.timing, words)
    shell.say(f"timing is {settings.show('timing')}")


def set_value(shell: ShellState, words: Sequence[str]) -> None:
    """List, show or change settings and variables; a name that is no setting is a variable.

    Raises:
        InvalidValue: the value does not fit the setting, or the name cannot be a variable's.
        StatementSyntaxError: it begins with a quote that is never closed.
    """
    if not words:
        show_table(shell, ("name", "value", "help"), _all_values(shell))
        return
    name, _, value = words[0].partition(" ")
    value = value.strip()
    plain = unquoted(value)
    setting = name.lower().replace("-", "_")
    if not plain:
        zone = f" ({_zone(shell)})" if setting == "times" else ""
        shell.say(sanitize(f"{name} = {_value_of(shell, name)}{zone}"))
    elif setting in SETTINGS:
        shell.session.settings.set(setting, plain)
        keep_switch(shell, setting)
    elif _VARIABLE.fullmatch(name):
        shell.session.variables[name] = typed(value) if plain == value else plain
    else:
        raise InvalidValue(f'"{name}" cannot be the name of a variable', hint="use letters, digits and _")


def unset_value(shell: ShellState, words: Sequence[str]) -> None:
    """Remove a variable, or give a setting its default back.

    Raises:
        UnknownName: there is neither.
    """
    if not words:
        raise UsageError("\\unset needs a name", hint="\\set lists them all")
    name = words[0]
    setting = SETTINGS.get(name.lower().replace("-", "_"))
    if setting is not None:
        shell.session.settings.set(setting.name, setting.kind.show(setting.default))
        keep_switch(shell, setting.name)
    elif shell.session.variables.pop(name, None) is None:
        raise _unknown(shell, name)


def format_last(shell: ShellState, _: Sequence[str]) -> None:
    """Lay the last statement out over several lines, and take it to the prompt.

    Raises:
        UnsupportedStatement: there is no statement yet, or its meaning would suffer.
    """
    if not shell.last_statement:
        raise UnsupportedStatement("there is no statement to lay out yet")
    shell.draft = f"{formatted(shell.last_statement)};"


def formatted(text: str) -> str:
    """The same statement with line breaks and indentation. sqlparse does it, and we check that nothing was lost.

    Raises:
        UnsupportedStatement: it cannot be laid out without changing what it says.
    """
    import sqlparse  # noqa: PLC0415 - only who asks for it pays for it
    from sqlparse.exceptions import SQLParseError  # noqa: PLC0415

    try:
        pretty = str(sqlparse.format(text, reindent=True)).strip()
    except SQLParseError as e:
        raise UnsupportedStatement(f"the statement is too large to lay out ({e})") from e
    if [t.text for t in significant(pretty)] != [t.text for t in significant(text)]:
        raise UnsupportedStatement("the statement cannot be laid out without changing it")
    return pretty


def _all_values(shell: ShellState) -> Iterator[Row]:
    settings = shell.session.settings
    for row in SETTINGS.values():
        yield row.name, settings.show(row.name), row.help
    for name, value in sorted(shell.session.variables.items()):
        yield name, text_of(value), "variable"


def _value_of(shell: ShellState, name: str) -> str:
    setting = name.lower().replace("-", "_")
    if setting in SETTINGS:
        return shell.session.settings.show(setting)
    if name in shell.session.variables:
        return text_of(shell.session.variables[name])
    raise _unknown(shell, name)


def _zone(shell: ShellState) -> str:
    """What times are shown in, such as ``CET, +01:00``."""
    times, now = shell.session.settings.times, shell.console.now()
    if times == "unix":
        return "seconds since 1970"
    return "UTC" if times == "utc" else f"{now.tzname()}, {now.isoformat()[-6:]}"


def _unknown(shell: ShellState, name: str) -> UnknownName:
    return UnknownName("setting or variable", name, nearest(name, [*SETTINGS, *shell.session.variables]))


def unquoted(text: str) -> str:
    """A value that is one quoted word as every command reads it; any other is taken as it is.

    >>> unquoted("'a b'"), unquoted("'it''s'"), unquoted("it's"), unquoted("'a' || 'b'")
    ('a b', "it's", "it's", "'a' || 'b'")
    """
    words = split_words(text) if text.startswith(("'", '"')) else ()
    return words[0] if len(words) == 1 else text


DISPLAY_COMMANDS = (
    Command(
        "x",
        "[on|off|auto]",
        "show a line per column instead of a line per row; auto: where columns would be hidden",
        "\\x auto",
        set_expanded,
    ),
    Command("timing", "[on|off]", "say how long each statement took", "\\timing off", set_timing),
    Command(
        "set",
        "[NAME [VALUE]]",
        "change a setting, or a variable for :NAME and {{ NAME }}; alone: list them all",
        "\\set team search",
        set_value,
        raw=True,
    ),
    Command(
        "unset",
        "NAME",
        "remove a variable, or give a setting its default back",
        "\\unset output",
        unset_value,
    ),
    Command(
        "format",
        "",
        "lay the statement in front of it, or the last one, out and take it to the prompt",
        "\\format",
        format_last,
    ),
)
