"""A WHERE clause that only names objects, taken apart: ``batch_id = 'b' AND vector_store_id IN ('v', 'w')``.

Comes in: the text behind WHERE. Goes out: its equalities, or None where it says anything else and has to be evaluated.
"""

from __future__ import annotations

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import Span
from openai_sql_shell.sql.statements import Fragment
from openai_sql_shell.sql.tokens import Token, TokenKind, significant, split_top_level, top_level, unquote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

CONSTANT_WORDS = {"NULL", "TRUE", "FALSE", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"}


@frozen
class Equality:
    """``column = value`` or ``column IN (values)``."""

    column: str
    values: tuple[Fragment, ...]
    """Constant expressions; where they stand in the clause."""


def equalities(where: str, table: Sequence[str] = ()) -> tuple[Equality, ...] | None:
    """The clause as equalities with constants, all of which must hold; None where it is anything else.

    ``table`` is the name, in parts, that may stand in front of a column, or the end of it.

    >>> for equality in equalities("id = 'a' AND status IN ('x', 'y')"):
    ...     print(equality.column, *(value.text for value in equality.values))
    id 'a'
    status 'x' 'y'
    >>> equalities("id = 'a' OR id = 'b'") is None
    True
    >>> equalities("id IN ('a') = ('b')") is None
    True
    >>> named = ("openai", "files", "files")
    >>> [equalities(f"{name}.id = 'a'", named) is None for name in ("files", "openai.files.files", "openai.batch.files")]
    [False, False, True]
    """
    found = []
    for term in split_top_level(list(significant(where)), "AND"):
        equality = _equality(where, term, table)
        if equality is None:
            return None
        found.append(equality)
    return tuple(found) or None


def is_constant(text: str) -> bool:
    """Whether an expression means the same for every row: no column in it, no subquery.

    >>> is_constant("upper('a') || 'b'"), is_constant("name || 'b'"), is_constant("(SELECT 1)")
    (True, False, False)
    """
    return _constant(list(significant(text)))


def _equality(text: str, tokens: list[Token], table: Sequence[str]) -> Equality | None:
    column, rest = _column(tokens, table)
    if column is None or not rest:
        return None
    if rest[0].text in ("=", "==") and _single_value(rest[1:]):
        return Equality(column, (_fragment(text, rest[1:]),))
    if [token.word or token.text for token in top_level(rest)] == ["IN", "(", ")"]:
        values = split_top_level(rest[2:-1], ",")
        if all(map(_constant, values)):
            return Equality(column, tuple(_fragment(text, value) for value in values))
    return None


def _column(tokens: list[Token], table: Sequence[str]) -> tuple[str | None, list[Token]]:
    """The name a term begins with, its table's name in front where it has one, and what follows."""
    qualifier: list[str] = []
    while len(tokens) > 2 and tokens[1].text == ".":
        qualifier.append(unquote(tokens[0].text).lower())
        tokens = tokens[2:]
    if qualifier != [part.lower() for part in table][len(table) - len(qualifier) :]:
        return None, []
    if not tokens or tokens[0].kind not in (TokenKind.NAME, TokenKind.QUOTED):
        return None, []
    return unquote(tokens[0].text).lower(), tokens[1:]


def _single_value(tokens: list[Token]) -> bool:
    """A constant with nothing behind it that would change what the ``=`` compares."""
    binding = {"=", "==", "<", ">", "<=", ">=", "<>", "!="}
    return _constant(tokens) and not any(t.text in binding for t in tokens)


def _fragment(text: str, tokens: Sequence[Token]) -> Fragment:
    span = Span(tokens[0].start, tokens[-1].end)
    return Fragment(text[span.start : span.end], span)


def _constant(tokens: list[Token]) -> bool:
    if not tokens:
        return False
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        called = following is not None and following.text == "("
        if token.kind is TokenKind.QUOTED or token.unterminated:
            return False
        if token.kind is TokenKind.NAME and (
            token.word == "SELECT" or not (called or token.word in CONSTANT_WORDS)
        ):
            return False
    return True
