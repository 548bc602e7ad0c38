"""What a query's text tells about how its rows will be used: whether it may stop early, whether it reads anything twice.

Comes in: SQL. Goes out: three yes-or-no facts, each wrong only towards caution, which decide how far the engine may run ahead;
and the texts that the person wrote in it.
"""

from __future__ import annotations

from openai_sql_shell.classes import field, frozen
from openai_sql_shell.sql.tokens import TokenKind, significant, top_level, unquote

READ_WHOLE = frozenset({"FROM", "JOIN", "AS", "MATERIALIZED", "IN", ","})
"""What stands before the parenthesis of a subquery whose rows are all read."""


@frozen
class QueryShape:
    """Facts about one query."""

    limited: bool
    """A LIMIT on the outermost level."""
    may_stop_early: bool
    """Somewhere rows may be left unread: LIMIT, EXISTS, a subquery used as a value."""
    reads_once: bool
    """One SELECT over one table, entered once: no row is ever read again. A view may hide more; the engine asks for those."""
    texts: frozenset[str] = field(default=frozenset(), repr=False)
    """What it has in single quotes."""


def query_shape(text: str) -> QueryShape:
    """The facts about a query.

    >>> query_shape("SELECT * FROM a LIMIT 3")
    QueryShape(limited=True, may_stop_early=True, reads_once=True)
    >>> query_shape("SELECT count(*) FROM a JOIN b ON b.x = a.x")
    QueryShape(limited=False, may_stop_early=False, reads_once=False)
    """
    selects = joins = 0
    stops = in_from = several = False
    before = opened = ""
    tokens = list(significant(text))
    for token in tokens:
        word = token.word or token.text
        if word == "(":
            opened = before
        elif word == "SELECT":
            selects += 1
            stops |= before == "(" and opened not in READ_WHOLE
            in_from = False
        elif word in ("LIMIT", "EXISTS"):
            stops = True
        elif word == "FROM":
            in_from = True
        elif word in ("OR", "IN"):
            several = True
        elif word in ("WHERE", "GROUP", "ORDER", "HAVING", "WINDOW"):
            in_from = False
        joins += word == "JOIN" or (word == "," and in_from)
        if token.kind is not TokenKind.HINT:
            before = word
    limited = any(token.word == "LIMIT" for token in top_level(tokens))
    texts = frozenset(unquote(token.text) for token in tokens if token.kind is TokenKind.STRING)
    return QueryShape(limited, stops, selects == 1 and not joins and not several, texts)
