"""Statements that SQLite knows for tables of its own and the API does not for resources: found here, refused with what to write instead.

A statement and the scope come in; nothing goes out, or an `UnsupportedStatement`.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice

from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import StatementSyntaxError, UnsupportedStatement
from openai_sql_shell.planner.scope import LOCAL_SCHEMAS
from openai_sql_shell.sql.reader import Reader
from openai_sql_shell.sql.tokens import significant, top_level

TYPE_CHECKING = False
if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.planner.scope import Scope
    from openai_sql_shell.sql import statements as ast

_KINDS = ("INDEX", "TABLE", "VIEW")
_LOOKED_AT = 12
"""Tokens within which the target of a statement begins."""
_CONFLICT_HINT = (
    "leave out what exists: INSERT INTO ... SELECT ... WHERE NOT EXISTS (SELECT 1 FROM {id} WHERE ...)"
)
_COPY_HINT = "CREATE TABLE t AS SELECT ... FROM {id} makes a table of your own"
_REASONS = {
    "INSERT": (
        "the API has no INSERT that replaces or ignores: it makes a new object each time",
        "write INSERT{update}",
    ),
    "UPDATE": ("the API has no UPDATE that replaces or ignores", "write UPDATE"),
    "DROP": ("{id} is a resource of the API and cannot be dropped", "{delete}"),
    "ALTER": ("{id} is a resource of the API and cannot be altered", _COPY_HINT),
    "INDEX": ("{id} is a resource of the API and has no indexes", f"{_COPY_HINT}, which may have one"),
    "ALIAS": (
        "an INSERT into a resource has no alias",
        "write INSERT INTO {id} (column, ...) and the values",
    ),
    "CONFLICT": ("the API knows no conflict", _CONFLICT_HINT),
}
"""What cannot be done to a resource: why, and what can."""


def refuse_on_resource(statement: ast.Local, scope: Scope) -> None:
    """Nothing for a statement about tables of the session.

    Raises:
        UnsupportedStatement: it is about a resource. UnknownName, AmbiguousName: see `Scope.table`.
    """
    tokens = list(islice(significant(statement.text), _LOOKED_AT))
    words = [token.word for token in tokens]
    kind = next((word for word in words if word in _KINDS), "")
    if statement.verb == "DROP" and kind == "INDEX":
        return
    name = _name_behind(
        _marker(words, statement.verb, kind), words, [t.start for t in tokens], statement.text
    )
    if name is None or (statement.verb == "CREATE" and kind != "INDEX" and _is_local(name)):
        return
    if statement.verb == "CREATE" and kind != "INDEX":
        raise UnsupportedStatement(
            "the API has no new resources; a table or view of your own has a name of one part",
            hint=f"write CREATE {kind} {name.parts[-1]} ...",
            span=name.span,
        )
    resource = scope.resource(name)
    if resource is not None:
        reason = "INDEX" if kind == "INDEX" else statement.verb
        if reason == "INSERT" and "OR" not in words and words[0] == "INSERT":
            reason = "CONFLICT" if has_conflict_clause(statement.text) else "ALIAS"
        raise refused(reason, resource, name)


def has_conflict_clause(text: str) -> bool:
    """Whether ON CONFLICT stands in an INSERT, or behind its source."""
    words = [token.word or token.text for token in top_level(significant(text))]
    return any(
        words[at : at + 2] == ["ON", "CONFLICT"] and words[at + 2 : at + 3] in (["("], ["DO"])
        for at in range(len(words))
    )


def refused(reason: str, resource: Resource, name: ast.Name) -> UnsupportedStatement:
    """The error for what cannot be done to a resource."""
    message, hint = _REASONS[reason]
    updates, deletes = resource.for_verb(SqlVerb.UPDATE), resource.for_verb(SqlVerb.DELETE)
    facts = {
        "id": resource.id,
        "update": f", or UPDATE {resource.id} SET ... with the id" if updates else "",
        "delete": f"DELETE FROM {resource.id} WHERE ... removes its objects"
        if deletes
        else "it needs no cleaning up",
    }
    return UnsupportedStatement(message.format(**facts), hint=hint.format(**facts), span=name.span)


def _marker(words: list[str], verb: str, kind: str) -> int | None:
    """Where the word stands behind which the target is named."""
    if verb in ("UPDATE", "REPLACE"):
        return 2
    wanted = "INTO" if verb == "INSERT" else "ON" if (verb, kind) == ("CREATE", "INDEX") else kind
    return words.index(wanted) if wanted in words else None


def _name_behind(marker: int | None, words: list[str], starts: list[int], text: str) -> ast.Name | None:
    if marker is None:
        return None
    at = marker + 1
    at += (
        3
        if words[at : at + 3] == ["IF", "NOT", "EXISTS"]
        else 2
        if words[at : at + 2] == ["IF", "EXISTS"]
        else 0
    )
    if at >= len(starts):
        return None
    with suppress(StatementSyntaxError):  # SQLite says what is wrong with it
        name = Reader(text[starts[at] :]).name("a table", words[marker])
        return replace(name, span=name.span.shifted(starts[at]))
    return None


def _is_local(name: ast.Name) -> bool:
    return len(name.parts) == 1 or (len(name.parts) == 2 and name.parts[0].lower() in LOCAL_SCHEMAS)
