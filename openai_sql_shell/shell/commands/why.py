r"""``\\why``: what became of a job, and why, by the queries that its declaration has for that."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Returns, SqlVerb
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import UsageError
from openai_sql_shell.result import Result
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.paging import show_lines
from openai_sql_shell.shell.output.progress_line import progress_line
from openai_sql_shell.shell.output.statement_run import show_tables
from openai_sql_shell.sql.tokens import quote_string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.result import Row
    from openai_sql_shell.session.session import Session
    from openai_sql_shell.shell.state import ShellState


def why(shell: ShellState, words: Sequence[str]) -> None:
    """Show the answers to those queries that have rows.

    Raises:
        UsageError: nothing can be told of such an id, or what it stands below is missing.
    """
    if not words:
        raise UsageError(
            "\\why takes the id of a job", hint=rf"write \why {_prefixes(shell.session.catalog)[0]}..."
        )
    identifier, *above = words
    with interruptible() as cancel:
        told = explanations(shell.session, identifier, above, cancel, lambda: progress_line(shell))
        for title, result in told:
            if result.columns:
                show_lines(shell, [f"{title}:"])
                show_tables(shell, result)
            for sentence in result.notices:
                shell.say(sentence)


def explanations(
    session: Session,
    identifier: str,
    above: Sequence[str],
    cancel: CancelToken,
    waiting: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Iterator[tuple[str, Result]]:
    """The answers to the queries about an object, each with its title; one without rows has no columns.

    Args:
        session: whom to ask.
        identifier: of the object.
        above: what it stands below.
        cancel: stops it.
        waiting: what is shown while an answer is waited for.

    Raises:
        UsageError: nothing can be told of such an id, or what it stands below is missing. OpenAISqlError: a query failed.
    """
    resource = _resource_of(identifier, session.catalog)
    values = {
        "id": identifier,
        **_above(resource, identifier, above, lambda *asked: _asked(session, cancel, *asked)[1]),
    }
    for title, query in resource.why:
        with waiting():
            result, rows = _asked(session, cancel, query, values)
        shown, statements = _told(result, rows)
        yield title, replace(shown, notices=[*result.notices, *(f"to mend it: {s};" for s in statements)])


def _asked(
    session: Session, cancel: CancelToken, query: str, values: Mapping[str, str]
) -> tuple[Result, list[Row]]:
    """The answer to a query in which ``:name`` stands for a value."""
    sql = " ".join(query.split())
    for name, value in values.items():
        sql = sql.replace(f":{name}", quote_string(value))
    result = session.execute(sql, cancel)
    return result, list(result.rows)


def _told(result: Result, rows: Sequence[Row]) -> tuple[Result, list[str]]:
    """The rows without the columns in which no row has a value, and the statements in them, which no cell may cut."""
    columns = result.columns
    kept = [at for at in range(len(columns)) if any(row[at] is not None for row in rows)]
    shown = [at for at in kept if columns[at].name != TO_TYPE]
    statements = [str(row[at]) for at in kept if at not in shown for row in rows if row[at] is not None]
    told = Result(tuple(columns[at] for at in shown), iter([tuple(row[at] for at in shown) for row in rows]))
    return told, list(dict.fromkeys(statements))


TO_TYPE = "to_type"
"""The column of a query whose values are statements."""


def _resource_of(identifier: str, catalog: Catalog) -> Resource:
    reason: str | None = None
    for summary in catalog.resources:
        if summary.id_prefix is not None and identifier.startswith(summary.id_prefix):
            resource = catalog.declaration(summary)
            if resource.why:
                return resource
            reason = None if resource.for_verb(SqlVerb.SELECT) else resource.hint
    raise UsageError(
        f"nothing can be told of {identifier}",
        hint=reason or f"ids of jobs begin with {' or '.join(_prefixes(catalog))}",
    )


def _prefixes(catalog: Catalog) -> list[str]:
    return [r.id_prefix for r in _explained(catalog.declarations()) if r.id_prefix]


def _explained(resources: Iterable[Resource]) -> Iterable[Resource]:
    return (resource for resource in resources if resource.why)


def _above(
    resource: Resource,
    identifier: str,
    given: Sequence[str],
    asked: Callable[[str, Mapping[str, str]], Sequence[Row]],
) -> Mapping[str, str]:
    """What an object stands below, by the names in the queries: as it was given, or as the ledger knows it.

    Raises:
        UsageError: neither does.
    """
    read = next(m for m in resource.for_verb(SqlVerb.SELECT) if m.returns is Returns.OBJECT)
    names = read.path_parameters[:-1]
    kept = resource.recorded
    if not given and kept is not None and names == (kept.parent,):
        given = [str(parent) for (parent,) in asked(PARENT, {"resource": resource.id, "id": identifier})]
    if len(given) != len(names):
        raise UsageError(
            f"{resource.id} is found by {' and '.join(('id', *names))}",
            hint=rf"write \why {' '.join((identifier, *names))}"
            + ("; the ledger knows those that were created here" if kept is not None and kept.parent else ""),
        )
    return dict(zip(names, given, strict=True))


PARENT = (
    "SELECT DISTINCT parent FROM local.objects WHERE resource = :resource AND id = :id AND parent IS NOT NULL"
)
"""What the ledger knows an object to stand below."""

WHY_COMMANDS = (Command("why", "ID", "what became of a job, and why", "\\why batch_abc123", why, most=2),)
