"""SQLite's errors as ours: the person's own names and positions, the nearest known names, what to do next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import apsw

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.errors import (
    Cancelled,
    EngineError,
    MissingParameters,
    RefusedStatement,
    Span,
    UnknownName,
    UnsupportedStatement,
)
from openai_sql_shell.sql.tokens import significant, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.engine.run import Run
    from openai_sql_shell.errors import OpenAISqlError

UNSOLVABLE = "no query solution"
WORD = re.compile(r'(?:"[^"]*"|\w+)(?:\.(?:"[^"]*"|\w+))*|.', re.DOTALL)
"""What an error points at: a name with the table it is said to be in, or one character."""
NO_SUCH = re.compile(r"no such (column|table|function): (?P<name>[^ ]+)")
JOIN_HINT = (
    "give them in WHERE, or let a join supply them: FROM parent p LEFT JOIN child c ON c.parent_id = p.id; "
    "RIGHT, FULL and CROSS JOIN cannot hand a value from one side to the other"
)


class Vocabulary:
    """The names a statement could have meant."""

    def __init__(
        self, resources: Iterable[Resource], tables: Iterable[str], functions: Iterable[str]
    ) -> None:
        self.resources = tuple(resources)
        self.tables = tuple(tables)
        self.functions = tuple(functions)

    def near(self, kind: str, name: str) -> list[str]:
        """Candidates for a misspelt name of a kind, best first."""
        last = name.rpartition(".")[2]
        if kind == "column":
            return nearest(last, (c.name for r in self.resources for c in (*r.columns, *r.hidden)))
        if kind == "function":
            return nearest(name, self.functions)
        return nearest(last, self.tables)


def translated(error: apsw.Error, sql: str, run: Run, words: Vocabulary) -> OpenAISqlError:
    """Our error for SQLite's; its span counts in ``sql``, the text SQLite was given."""
    message = str(error).removeprefix("SQLError: ")
    if isinstance(error, apsw.InterruptError) or run.context.cancel:
        return Cancelled()
    if isinstance(error, apsw.AuthError) or message.startswith("not authorized"):
        return RefusedStatement(
            "this would reach outside of the session",
            hint="resources, and tables and views of your own, are allowed",
        )
    if UNSOLVABLE in message and run.missing:
        return _missing(run, words.resources)
    span = _span(error, sql)
    if (match := NO_SUCH.search(message)) is not None:
        kind, name = match[1], match["name"].strip("\"'")
        span = span or _mention(name.rpartition(".")[2], sql)
        hint = "text is written in single quotes" if "string literal" in message else None
        return UnknownName(kind, name, words.near(kind, name), span=span, hint=hint)
    return EngineError(message, span=span)


def _missing(run: Run, resources: Iterable[Resource]) -> MissingParameters | UnsupportedStatement:
    """The resource that keeps the statement from running: one that can never be read, or the one that lacks something.

    A resource lacks nothing where its conditions are there and only come too late in the order SQLite tried.
    """
    unreadable = next((r for r in resources if r.id in run.missing and not r.for_verb(SqlVerb.SELECT)), None)
    if unreadable is not None:
        return UnsupportedStatement(f"{unreadable.id} has no SELECT", hint=unreadable.hint)
    target, names = max(run.missing.items(), key=lambda found: bool(found[1]))
    own = next((r.hint for r in resources if r.id == target and r.hint), None)
    return MissingParameters(
        target, [f"{name} = ..." for name in names], "in WHERE, or from a join", hint=own or JOIN_HINT
    )


def _span(error: apsw.Error, sql: str) -> Span | None:
    """Where SQLite saw the mistake; it counts bytes of UTF-8."""
    offset = getattr(error, "error_offset", -1)
    if offset < 0:
        return None
    start = len(sql.encode()[:offset].decode(errors="ignore"))
    word = WORD.match(sql, start)
    return Span(start, word.end() if word else start)


def _mention(name: str, sql: str) -> Span | None:
    """Where a name first stands; SQLite does not say it of tables."""
    wanted = name.lower()
    return next((t.span for t in significant(sql) if unquote(t.text).lower() == wanted), None)
