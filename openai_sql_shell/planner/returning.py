"""RETURNING: what a person asks of the answers to a change, as a query over them.

Comes in: the text behind RETURNING, or nothing. Goes out: SQL, with what only an answer has where all of it was asked for; and for an INSERT
that makes a credential, SQL that shows it unasked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog import PROVIDERS
from openai_sql_shell.errors import Span, UnsupportedStatement
from openai_sql_shell.planner.sql_builder import SqlBuilder, to_sql
from openai_sql_shell.sql import statements as ast
from openai_sql_shell.sql.names import references
from openai_sql_shell.sql.tokens import quote_name, significant, top_level

if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.planner.plans import Sql, Target
    from openai_sql_shell.planner.scope import Scope


def shown_once(method: Method, resource: Resource) -> ast.Fragment | None:
    """What an INSERT shows unasked: credentials that no other statement can show."""
    answered = {c.name: c for c in method.answers(resource)}
    secret = [name for name, column in answered.items() if column.secret]
    if not secret:
        return None
    names = dict.fromkeys([*(n for n in ("id", "name") if n in answered), *secret])
    return ast.Fragment(", ".join(map(quote_name, names)), Span(0, 0))


def _with_answered(fragment: ast.Fragment, method: Method, resource: Resource) -> SqlBuilder:
    """RETURNING as written, with what only the answer has behind each ``*``."""
    answered = {c.name for c in method.answers(resource)}
    names = [quote_name(c.name) for c in resource.answered if c.name in answered]
    sql, done = SqlBuilder().add("SELECT "), 0
    tokens = list(top_level(significant(fragment.text)))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if names and token.text == "*" and (before is None or before.text in (",", ".")):
            sql.quote(_part(fragment, done, token.end)).add("".join(f", {name}" for name in names))
            done = token.end
    return sql.quote(_part(fragment, done, len(fragment.text)))


def _part(fragment: ast.Fragment, start: int, end: int) -> ast.Fragment:
    return ast.Fragment(fragment.text[start:end], Span(start, end).shifted(fragment.span.start))


def returning_query(
    fragment: ast.Fragment | None, target: Target, alias: str | None, scope: Scope, method: Method
) -> Sql | None:
    """The query for RETURNING; None where there is none.

    Raises:
        UnsupportedStatement: it asks for other tables.
    """
    if fragment is None:
        return None
    if references(fragment.text, PROVIDERS):
        raise UnsupportedStatement(
            "RETURNING shows the changed objects only",
            hint="ask for other tables in a SELECT of its own",
            span=fragment.span,
        )
    sql = _with_answered(fragment, method, target.resource)
    sql.add(f" FROM {target.table}" + (f" AS {quote_name(alias)}" if alias else ""))
    return to_sql(sql, scope)
