"""RETURNING: what a person asks of the answers to a change, as a query over them.

Comes in: the text behind RETURNING, or nothing. Goes out: SQL, with what only an answer has where all of it was asked for; and for an INSERT
that makes a credential, SQL that shows it unasked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog import PROVIDERS
from openai_sql_shell.catalog.model import RAW
from openai_sql_shell.errors import Span, UnsupportedStatement, listed
from openai_sql_shell.planner.sql_builder import SqlBuilder, to_sql
from openai_sql_shell.sql import statements as ast
from openai_sql_shell.sql.names import references
from openai_sql_shell.sql.tokens import TokenKind, identifier, quote_name, significant, top_level, unquote

if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.planner.plans import Sql, Target
    from openai_sql_shell.planner.scope import Scope
    from openai_sql_shell.sql.tokens import Token


def shown_once(method: Method, resource: Resource) -> ast.Fragment | None:
    """What an INSERT shows unasked: credentials that no other statement can show."""
    answered, secret = {c.name for c in method.answers(resource)}, method.credentials(resource)
    if not secret:
        return None
    names = dict.fromkeys([*(n for n in ("id", "name") if n in answered), *secret])
    return ast.Fragment(", ".join(map(quote_name, names)), Span(0, 0))


def _refuse_to_lose(fragment: ast.Fragment, method: Method, resource: Resource) -> None:
    """Refuse what would let a credential go unseen: nobody can show it again.

    Raises:
        UnsupportedStatement: a column that is shown once is left out.
    """
    tokens = list(significant(fragment.text))
    named = {unquote(token.text).lower() for token in tokens if token.kind is not TokenKind.STRING}
    if RAW in named or any(map(_is_star, [None, *tokens], tokens)):
        return
    lost = [name for name in method.credentials(resource) if name not in named]
    if lost:
        raise UnsupportedStatement(
            f"RETURNING leaves out {listed(lost)}, which the API shows this once only",
            hint=f"add {', '.join(map(identifier, lost))}, or leave RETURNING out",
            span=fragment.span,
        )


def _with_answered(fragment: ast.Fragment, method: Method, resource: Resource) -> SqlBuilder:
    """RETURNING as written, with what only the answer has behind each ``*``."""
    answered = {c.name for c in method.answers(resource)}
    names = [quote_name(c.name) for c in resource.answered if c.name in answered]
    sql, done = SqlBuilder().add("SELECT "), 0
    tokens = list(top_level(significant(fragment.text)))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if names and _is_star(before, token):
            sql.quote(_part(fragment, done, token.end)).add("".join(f", {name}" for name in names))
            done = token.end
    return sql.quote(_part(fragment, done, len(fragment.text)))


def _is_star(before: Token | None, token: Token) -> bool:
    """Whether a token is the star that stands for all columns."""
    return token.text == "*" and (before is None or before.text in (",", "."))


def _part(fragment: ast.Fragment, start: int, end: int) -> ast.Fragment:
    return ast.Fragment(fragment.text[start:end], Span(start, end).shifted(fragment.span.start))


def returning_query(
    fragment: ast.Fragment | None, target: Target, alias: str | None, scope: Scope, method: Method
) -> Sql | None:
    """The query for RETURNING; None where there is none.

    Raises:
        UnsupportedStatement: it asks for other tables, or leaves out a credential.
    """
    if fragment is None:
        return None
    if references(fragment.text, PROVIDERS):
        raise UnsupportedStatement(
            "RETURNING shows the changed objects only",
            hint="ask for other tables in a SELECT of its own",
            span=fragment.span,
        )
    _refuse_to_lose(fragment, method, target.resource)
    sql = _with_answered(fragment, method, target.resource)
    sql.add(f" FROM {target.table}" + (f" AS {quote_name(alias)}" if alias else ""))
    return to_sql(sql, scope)
