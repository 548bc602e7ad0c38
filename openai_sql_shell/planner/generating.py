"""Queries that make a model work: where ``data__`` columns of a resource say what it is sent.

Comes in: SQL with the names SQLite knows, and what finds a resource by schema and table. Goes out: the resource, or an error where such a query has no place.
"""

from __future__ import annotations

from openai_sql_shell.catalog.model import BODY_PREFIX
from openai_sql_shell.errors import UnsupportedStatement
from openai_sql_shell.planner.doubtful_values import mentioned
from openai_sql_shell.sql.tokens import TokenKind, significant, unquote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.planner.doubtful_values import ResourceOf


def generating(sql: str, resource_of: ResourceOf) -> Resource | None:
    """The resource that a query sends something to; None: it only reads. No row of it is had without naming such a column."""
    if BODY_PREFIX not in sql.lower():
        return None
    tokens = list(significant(sql))
    names = {unquote(t.text).lower() for t in tokens if t.kind in (TokenKind.NAME, TokenKind.QUOTED)}
    return next(
        (r for _, r in mentioned(tokens, resource_of) if not r.asked.isdisjoint(names & _sent(r))), None
    )


def _sent(resource: Resource) -> set[str]:
    return {name for name in resource.asked if name.startswith(BODY_PREFIX)}


def refuse_generating(sql: str, resource_of: ResourceOf, where: str) -> None:
    """Nothing for a query that only reads.

    Raises:
        UnsupportedStatement: it makes a model work inside of another statement, which could ask again unseen.
    """
    resource = generating(sql, resource_of)
    if resource is not None:
        raise UnsupportedStatement(
            f"{where} would make a model work each time it is read",
            hint=f"keep the answers first: CREATE TABLE t AS SELECT ... FROM {resource.id} WHERE ...; then use t",
        )
