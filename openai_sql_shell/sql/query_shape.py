"""What a query's text tells about how its rows will be used: whether it may stop early, whether it reads anything twice.

Comes in: SQL. Goes out: three facts, each wrong only towards caution, which decide how far the engine may run ahead;
and the texts that the person wrote in it.
"""

from __future__ import annotations

from itertools import takewhile

from openai_sql_shell.classes import field, frozen
from openai_sql_shell.sql.tokens import TokenKind, significant, top_level, unquote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.sql.tokens import Token

READ_WHOLE = frozenset({"FROM", "JOIN", "AS", "MATERIALIZED", "IN", ","})
"""What stands before the parenthesis of a subquery whose rows are all read."""


@frozen
class QueryShape:
    """Facts about one query."""

    limited: bool
    """A LIMIT on the outermost level."""
    may_stop_early: bool
    """Somewhere rows may be left unread: LIMIT, EXISTS, a subquery used as a value."""
    tables: int
    """One SELECT over so many tables, of which that on the outside is entered once; 0: it may be entered again. A view may hide more."""
    texts: frozenset[str] = field(default=frozenset(), repr=False)
    """What it has in single quotes."""
    lists: tuple[frozenset[str], ...] = field(default=(), repr=False)
    """The same for each list of values behind IN."""

    def named_with(self, text: str) -> int:
        """How many values a list behind IN has that has this one; 0: no list has it, or not all of its values may be wanted."""
        if self.may_stop_early:
            return 0
        return max((len(values) for values in self.lists if text in values), default=0)


def query_shape(text: str) -> QueryShape:
    """The facts about a query.

    >>> query_shape("SELECT * FROM a LIMIT 3")
    QueryShape(limited=True, may_stop_early=True, tables=1)
    >>> query_shape("SELECT count(*) FROM a JOIN b ON b.x = a.x")
    QueryShape(limited=False, may_stop_early=False, tables=2)
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
    return QueryShape(
        limited, stops, joins + 1 if selects == 1 and not several else 0, texts, tuple(_lists(tokens))
    )


def _lists(tokens: Sequence[Token]) -> Iterator[frozenset[str]]:
    """The texts of each list behind IN; a subquery has no values."""
    starts = [at + 2 for at, token in enumerate(tokens) if token.word == "IN"]
    for start in starts:
        members = takewhile(lambda token: token.kind is TokenKind.STRING or token.text == ",", tokens[start:])
        yield frozenset(unquote(token.text) for token in members if token.kind is TokenKind.STRING)
