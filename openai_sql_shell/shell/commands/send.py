r"""``\g``, ``\gx``, ``\gset``, ``\copy`` and ``\assert``: the rows of a statement to a file, a program, variables or a verdict."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from openai_sql_shell.config import FORMAT_OF_SUFFIX
from openai_sql_shell.errors import RefusedStatement, StatementSyntaxError, UsageError
from openai_sql_shell.shell.blocks import split_words
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.statement_run import show_statement
from openai_sql_shell.shell.output.terminators import TERMINATORS, repeatable_statement, write_file
from openai_sql_shell.sql.parser import ASSERT
from openai_sql_shell.sql.tokens import significant, top_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.shell.state import ShellState

COPY = "\\copy (SELECT ...) TO 'rows.csv'"


def run_last(terminator: str, shell: ShellState, words: Sequence[str]) -> None:
    """Run the last statement again, as if it ended in this terminator.

    Raises:
        RefusedStatement: there is none, or it changes something.
        OpenAISqlError: what the row of `TERMINATORS` raises.
    """
    with interruptible() as cancel:
        TERMINATORS[terminator](shell, repeatable_statement(shell), " ".join(words), cancel)


def copy(shell: ShellState, words: Sequence[str]) -> None:
    """Write the rows of a query to a new file, in the format its name asks for.

    Raises:
        UsageError: the line is not understood, or the name asks for no format. RefusedStatement: the query changes something.
        OpenAISqlError: what `write_file` raises.
    """
    query, path = _parse_copy(words[0] if words else "")
    if path.suffix.lower() not in FORMAT_OF_SUFFIX:
        raise UsageError(
            f'"{path}" names no format', hint=f"let it end in {', '.join(FORMAT_OF_SUFFIX)}, or use \\g"
        )
    pieces = shell.session.script(query)
    if len(pieces) != 1:
        raise UsageError(f"\\copy takes one query, and there are {len(pieces)}", hint=f"write {COPY}")
    if shell.session.changes(pieces[0].text):
        raise RefusedStatement("\\copy reads, and this statement changes something")
    with interruptible() as cancel:
        write_file(shell, pieces[0].text, path, cancel)


def _parse_copy(line: str) -> tuple[str, Path]:
    """The query and the file of ``(query) TO 'file'``."""
    end = _closing(line)
    query, rest = line[1:end], line[end + 1 :].strip()
    keyword, _, name = rest.partition(" ")
    words = split_words(name)
    if keyword.upper() != "TO" or len(words) != 1:
        raise UsageError("\\copy needs a query in parentheses, TO and a file", hint=f"write {COPY}")
    return query, Path(words[0]).expanduser()


def _closing(line: str) -> int:
    """Where the parenthesis that the line begins with is closed.

    >>> _closing("(SELECT ')') TO x")
    11

    Raises:
        UsageError: it does not begin with one. StatementSyntaxError: it is never closed.
    """
    if not line.startswith("("):
        raise UsageError("\\copy needs a query in parentheses, TO and a file", hint=f"write {COPY}")
    closing = next((token for token in top_level(significant(line)) if token.text == ")"), None)
    if closing is None:
        raise StatementSyntaxError("the parenthesis around the query is never closed", hint=f"write {COPY}")
    return closing.start


def check(shell: ShellState, words: Sequence[str]) -> None:
    """Go on only if the one value of a query is true.

    Raises:
        AssertionFailed: it is not; the rows are on the screen. OpenAISqlError: what the query ran into.
    """
    with interruptible() as cancel:
        show_statement(shell, " ".join((ASSERT, *words)), cancel)


SEND_COMMANDS = (
    Command(
        "g",
        "[(format=csv)] [FILE | |COMMAND]",
        "run the statement in front of it, or the last one; rows to a new file or a program",
        "\\g (format=json) rows.json",
        partial(run_last, "g"),
        raw=True,
    ),
    Command(
        "gx",
        "[(format=csv)] [FILE | |COMMAND]",
        "the same with a line per column",
        "\\gx",
        partial(run_last, "gx"),
        raw=True,
    ),
    Command(
        "gset",
        "[PREFIX]",
        "run the statement in front of it, or the last one; its only row becomes variables",
        "\\gset batch_",
        partial(run_last, "gset"),
    ),
    Command(
        "assert",
        "QUERY",
        "stop unless the only value of a query is true; also in scripts and with -c, where the exit code is 3",
        "\\assert SELECT 1 = 1",
        check,
        raw=True,
    ),
    Command(
        "copy",
        "(QUERY) TO FILE",
        "write the rows of a query to a new file; its name decides on csv, json, jsonl, tsv, yaml, md, html or sql",
        "\\copy (SELECT 1) TO 'copy.csv'",
        copy,
        raw=True,
    ),
)
