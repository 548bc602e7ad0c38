r"""``\n``, ``\ns`` and ``\nd``: named queries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.errors import StatementError, UnknownName, UsageError
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.sgr import BOLD, styled
from openai_sql_shell.secrets import mask
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.named_queries import no_query, read_queries, remove_query, save_query
from openai_sql_shell.shell.output.paging import show_lines
from openai_sql_shell.shell.output.statement_run import as_prose, show_table
from openai_sql_shell.shell.run_input import run_text
from openai_sql_shell.sql.template import placeholders
from openai_sql_shell.sql.variables import typed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openai_sql_shell.shell.state import ShellState
    from openai_sql_shell.sql.variables import Value

_NAMED = re.compile(r"(?:--)?([A-Za-z_]\w*)=(.*)", re.ASCII | re.DOTALL)


def run_query(shell: ShellState, words: Sequence[str]) -> None:
    """List the queries; or run one, with values for its placeholders.

    Raises:
        UnknownName: there is no such query, or no such placeholder in it. StatementError: it failed.
        UsageError: a value too many, or the file of queries is no TOML. LocalFileError: it cannot be read.
    """
    queries = read_queries(shell.paths.queries_file)
    if not words:
        _list(shell, queries)
        return
    name, *arguments = words
    if name not in queries:
        raise no_query(name, queries)
    text = queries[name].strip()
    _run(shell, name, text if text.endswith(";") else f"{text};", _placeholder_values(name, text, arguments))


def _list(shell: ShellState, queries: Mapping[str, str]) -> None:
    """All queries; on a screen each whole, below its name."""
    if not as_prose(shell):
        show_table(shell, ("name", "query"), ((name, text.strip()) for name, text in queries.items()))
        return
    stream = shell.console.stdout
    lines: list[str] = []
    for name, text in queries.items():
        lines.append(styled(sanitize(name), BOLD, color=shell.colored(stream)))
        lines += (f"  {line}" for line in shell.sql(text.strip(), stream).splitlines())
    show_lines(shell, lines or ["no query is saved yet; \\ns NAME SELECT ... saves one"])


def _run(shell: ShellState, name: str, text: str, values: Mapping[str, Value]) -> None:
    """Run a text with variables of its own; those of the session come back."""
    variables = shell.session.variables
    before = dict(variables)
    variables.update(values)
    shell.say_sql(text)
    try:
        if not run_text(shell, text):
            raise StatementError(f'the query "{name}" stopped at its error')
    finally:
        for key in values:
            variables.pop(key, None)
            variables.update({key: before[key]} if key in before else {})


def _placeholder_values(name: str, text: str, arguments: Sequence[str]) -> dict[str, Value]:
    """Values by placeholder: the named ones, and the others in the order in which the text has them."""
    wanted = list(dict.fromkeys(p.name for p in placeholders(text)))
    values: dict[str, Value] = {}
    unnamed = []
    for argument in arguments:
        found = _NAMED.fullmatch(argument)
        if found is None:
            unnamed.append(argument)
        elif found[1] in wanted:
            values[found[1]] = typed(found[2])
        else:
            raise UnknownName("placeholder", found[1], nearest(found[1], wanted), where=f"the query {name}")
    free = [placeholder for placeholder in wanted if placeholder not in values]
    if len(unnamed) > len(free):
        takes = ", ".join(f"{w}=..." for w in wanted) or "no values"
        raise UsageError(
            f'the query "{name}" has no place for "{unnamed[len(free)]}"', hint=f"it takes {takes}"
        )
    return values | dict(zip(free, map(typed, unnamed), strict=False))


def save(shell: ShellState, words: Sequence[str]) -> None:
    """Save a statement, or the last one, under a name; keys in it are masked.

    Raises:
        UsageError: there is no name or no statement. OpenAISqlError: what `save_query` raises.
    """
    name, _, statement = (words[0] if words else "").partition(" ")
    statement = statement.strip() or shell.last_statement
    if not name or not statement:
        raise UsageError("\\ns needs a name and a statement", hint="write \\ns NAME SELECT ...")
    save_query(shell.paths.queries_file, name, mask(statement, shell.secrets))
    shell.say(f'saved in "{shell.paths.queries_file}"; \\n {name} runs it')


def remove(shell: ShellState, words: Sequence[str]) -> None:
    """Forget a query.

    Raises:
        UsageError: there is no name. OpenAISqlError: what `remove_query` raises.
    """
    if not words:
        raise UsageError("\\nd needs the name of a query", hint="\\n lists them")
    remove_query(shell.paths.queries_file, words[0])


QUERY_COMMANDS = (
    Command(
        "n",
        "[NAME [VALUE | NAME=VALUE ...]]",
        "run a named query with values for its placeholders; alone: list them all",
        "\\n one",
        run_query,
        most=20,
    ),
    Command(
        "ns",
        "NAME [STATEMENT]",
        "save a statement, the one in front of it, or the last one, under a name",
        "\\ns two SELECT 2",
        save,
        raw=True,
    ),
    Command("nd", "NAME", "remove a named query", "\\nd one", remove),
)
