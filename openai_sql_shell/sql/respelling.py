"""What StackQL's parser takes and SQLite's does not, though it means something to both: spelled as SQLite has it.

Comes in: SQL, and what is known of its tables. Goes out: stretches and what stands there instead. Nothing is raised; half-typed text
comes through here as well.

- ``u.limit``: behind a dot, a keyword is a column.
- ``a RLIKE 'x'`` is ``REGEXP``.
- ``api_key.created``: a column with a dot in its name needs no quotes where no table has the name in front of the dot.
"""

from __future__ import annotations

import re
from itertools import pairwise

from openai_sql_shell.errors import Span
from openai_sql_shell.sql.table_references import name_chain
from openai_sql_shell.sql.tokens import RESERVED, SQLITE_KEYWORDS, TokenKind, quote_name, significant, unquote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from openai_sql_shell.sql.tokens import Token

_BEHIND_DOT = re.compile(r"\.([A-Za-z]+)")
_NAMES = (TokenKind.NAME, TokenKind.QUOTED)
_OPERANDS = (*_NAMES, TokenKind.STRING, TokenKind.NUMBER, TokenKind.VARIABLE, TokenKind.BLOB)
_IN_FRONT = ("NOT", "NULL")
"""Keywords that an operator may follow."""


def respelled(text: str, dotted: Collection[str], tables: Collection[str]) -> Iterator[tuple[Span, str]]:
    """The stretches that SQLite is told in other words.

    Args:
        text: the SQL.
        dotted: the columns of its tables that have a dot in their names, in lower case.
        tables: the names that stand where a table stands, in lower case.

    >>> [new for _, new in respelled("SELECT project.created FROM t u WHERE u.limit RLIKE '3'", ["project.created"], ["t"])]
    ['"limit"', 'REGEXP', '"project.created"']
    """
    if not dotted and not _has_foreign_words(text):
        return
    tokens = list(significant(text))
    for at, (before, token) in enumerate(pairwise(tokens), 1):
        if token.word in RESERVED and before.text == "." and before.end == token.start:
            yield token.span, quote_name(token.text)
        elif token.word == "RLIKE" and _is_operator(tokens, at):
            yield token.span, "REGEXP"
    if dotted:
        yield from _dotted_columns(tokens, dotted, {*tables, *_further_tables(tokens)})


def _has_foreign_words(text: str) -> bool:
    """Whether looking at the tokens of a text, which may be long, is worth it."""
    return "rlike" in text.lower() or any(
        found[1].upper() in RESERVED for found in _BEHIND_DOT.finditer(text)
    )


def _is_operator(tokens: Sequence[Token], at: int) -> bool:
    """Whether what can be an operand stands on both sides."""
    before, after = tokens[at - 1], tokens[at + 1 : at + 2]
    is_column = at > 1 and tokens[at - 2].text == "."
    return (
        (before.kind in _OPERANDS or before.text == ")")
        and (is_column or before.word not in RESERVED or before.word in _IN_FRONT)
        and any(t.text == "(" or (t.kind in _OPERANDS and t.word not in RESERVED) for t in after)
    )


def _dotted_columns(
    tokens: list[Token], dotted: Collection[str], tables: Collection[str]
) -> Iterator[tuple[Span, str]]:
    for at, token in enumerate(tokens):
        chain = name_chain(tokens, at) if token.kind in _NAMES else []
        parts = [unquote(part.text).lower() for part in chain]
        for begin in range(len(chain) - 1):
            name = ".".join(parts[begin:])
            if name in dotted and (begin or parts[0] not in tables):
                yield Span(chain[begin].start, chain[-1].end), quote_name(name)
                break


def _further_tables(tokens: Sequence[Token]) -> Iterator[str]:
    """Aliases and common tables: what stands behind AS, a name or a parenthesis, and what AS and a parenthesis stand behind."""
    for at, (before, token) in enumerate(pairwise(tokens), 1):
        named = token.kind in _NAMES and token.word not in RESERVED
        aliased = before.word == "AS" or before.text == ")" or before.kind in _NAMES
        common = [t.word or t.text for t in tokens[at + 1 : at + 3]] == ["AS", "("]
        if named and (common or (aliased and before.word not in SQLITE_KEYWORDS - {"AS"})):
            yield unquote(token.text).lower()
