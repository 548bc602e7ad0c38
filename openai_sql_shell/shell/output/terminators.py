r"""Statement terminators: what becomes of the rows of a statement that ends in ``\G``, ``\g``, ``\gx`` or ``\gset`` instead of a semicolon.

Comes in: a statement and what was typed behind it. The file is opened, and the arguments are understood, before anything is sent.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import InvalidValue, RefusedStatement, StatementError, UnknownName, UsageError
from openai_sql_shell.render.footers import size
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.shell.blocks import split_command
from openai_sql_shell.shell.output.progress_line import progress_line
from openai_sql_shell.shell.output.row_file import atomic_file, open_program, piped_format, split_path
from openai_sql_shell.shell.output.statement_run import close_row_file, show_statement
from openai_sql_shell.shell.state import restored

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import Result, Value
    from openai_sql_shell.shell.state import ShellState
    from openai_sql_shell.sql.variables import Value as Variable

OPTIONS = {"format": "output", "expanded": "expanded", "null": "null", "times": "times", "units": "units"}
r"""What may stand in the parentheses of ``\g``, and the setting it changes for this statement."""

CHART = "chart"
r"""Behind ``\g`` the format and not a file; ``./chart`` is the file."""

_ARGUMENTS = re.compile(r"(?:\(([^)]*)\))?\s*(.*)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def run_terminated(shell: ShellState, text: str, terminator: str, cancel: CancelToken) -> None:
    """Run a statement with what was typed in place of its semicolon.

    Raises:
        OpenAISqlError: the arguments mean nothing, or whatever the statement ran into.
    """
    name, arguments = split_command(terminator)
    TERMINATORS[name](shell, text, arguments, cancel)


def show_expanded(shell: ShellState, text: str, _: str, cancel: CancelToken) -> None:
    """Rows to the screen, a line per column."""
    show_statement(shell, text, cancel, expanded=True)


def redirect_rows(
    shell: ShellState, text: str, arguments: str, cancel: CancelToken, *, framed: bool = False
) -> None:
    """Rows to a new file, a program, or the screen, with settings of their own; ``framed``: a program gets them as a person does.

    Raises:
        UsageError, UnknownName, InvalidValue: the arguments mean nothing. LocalFileError: the file exists or cannot be written.
        OpenAISqlError: whatever the statement ran into; then there is no file.
    """
    options, target = _parse_arguments(arguments)
    settings = shell.session.settings
    with restored(settings, *options):
        for name, value in options.items():
            settings.set(name, value)
        if not target:
            show_statement(shell, text, cancel)
        elif target.startswith("|"):
            row_format = None if framed or "output" in options else piped_format(target[1:], settings.output)
            _to_program(shell, text, target[1:], row_format, cancel)
        else:
            write_file(shell, text, split_path(target, "\\g"), cancel, named="output" not in options)


def redirect_expanded(shell: ShellState, text: str, arguments: str, cancel: CancelToken) -> None:
    """The same with a line per column, unless the arguments say otherwise."""
    with restored(shell.session.settings, "expanded"):
        shell.session.settings.expanded = True
        redirect_rows(shell, text, arguments, cancel, framed=True)


def write_file(shell: ShellState, text: str, path: Path, cancel: CancelToken, *, named: bool = True) -> None:
    """Rows to a new file, which is there only when all of them are in it.

    Args:
        shell: whose statement it is.
        text: a statement that gives rows.
        path: the file; it must not exist.
        cancel: stops it.
        named: the name decides about the format.

    Raises:
        LocalFileError: it exists or cannot be written. StatementError: the statement gives no rows.
        OpenAISqlError: whatever the statement ran into.
    """
    with atomic_file(path) as row_file:
        with restored(shell, "row_file"):
            shell.row_file = row_file if named else replace(row_file, format=None)
            show_statement(shell, text, cancel)
        row_file.stream.flush()
        written = row_file.stream.tell()
    shell.say(f'{size(written)} written to "{sanitize(str(path))}"')


def store_variables(shell: ShellState, text: str, prefix: str, cancel: CancelToken) -> None:
    """The values of the only row become variables, called like their columns behind a prefix.

    Raises:
        StatementError: there is no row, or more than one. InvalidValue: a name or value that no variable can have.
    """
    with progress_line(shell) as line:
        result = shell.session.execute(text, cancel)
        try:
            rows = list(islice(line.counted(result.rows), 2))
        finally:
            result.close()
    if len(rows) != 1:
        many = "no row" if not rows else "several rows"
        raise StatementError(
            f"\\gset takes exactly one row, and there is {many}", hint="LIMIT 1 takes the first"
        )
    shell.session.variables.update(_variables(result, rows[0], prefix.strip()))


def _variables(result: Result, row: tuple[Value, ...], prefix: str) -> dict[str, Variable]:
    found: dict[str, Variable] = {}
    for column, value in zip(result.columns, row, strict=True):
        name = prefix + column.name
        if not _NAME.fullmatch(name):
            raise InvalidValue(f'"{name}" cannot be the name of a variable', hint="name the column: AS name")
        if isinstance(value, bytes):
            raise InvalidValue(f"{column.name} holds bytes, which no variable can", hint="hex() makes a text")
        found[name] = value
    return found


def _parse_arguments(arguments: str) -> tuple[dict[str, str], str]:
    r"""Settings and target of what stands behind ``\g``.

    >>> _parse_arguments("(format=csv null=-) |head")
    ({'output': 'csv', 'null': '-'}, '|head')
    """
    found = _ARGUMENTS.fullmatch(arguments.strip())
    if found is None or found[2].startswith("("):
        raise UsageError("a parenthesis is opened and never closed", hint="write \\g (format=csv) FILE")
    options = {}
    for word in (found[1] or "").replace(",", " ").split():
        name, equals, value = word.partition("=")
        if name.lower() not in OPTIONS:
            raise UnknownName("option", name, hint=f"\\g knows {', '.join(OPTIONS)}")
        if not equals:
            raise UsageError(f"{name} needs a value", hint=f"write \\g ({name}=...)")
        options[OPTIONS[name.lower()]] = value
    if found[2] == CHART:
        return {**options, "output": CHART}, ""
    return options, found[2]


def _to_program(
    shell: ShellState, text: str, command: str, row_format: str | None, cancel: CancelToken
) -> None:
    program = open_program(command, shell.console.environ, row_format=row_format, once=True)
    try:
        with restored(shell, "row_file"):
            shell.row_file = program
            show_statement(shell, text, cancel)
    finally:
        close_row_file(shell, program)


TERMINATORS: dict[str, Callable[[ShellState, str, str, CancelToken], None]] = {
    "G": show_expanded,
    "g": redirect_rows,
    "gx": redirect_expanded,
    "gset": store_variables,
}
"""What is typed in place of a semicolon, without its backslash."""


def repeatable_statement(shell: ShellState) -> str:
    """The statement that ran last, to be run again for its rows.

    Raises:
        RefusedStatement: there is none, or it changes something.
    """
    if not shell.last_statement:
        raise RefusedStatement("there is no statement to run again yet", hint="write one in front of it")
    if shell.session.changes(shell.last_statement):
        raise RefusedStatement(
            "the statement changes something; only reading is repeated",
            hint="write it again to run it again; \\g or \\gset in place of its ; takes the rows of its RETURNING",
        )
    return shell.last_statement
