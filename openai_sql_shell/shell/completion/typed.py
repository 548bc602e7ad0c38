"""What is being typed at the cursor: the beginning of a word, of a dotted name, of a string.

Comes in: the text and the cursor. Goes out: the piece that a candidate will replace, and the tokens of the same statement
before and behind it. Other statements of the text are only passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.sql.tokens import Kind, Token, significant, tokenize, unquote

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLACEHOLDER_END = re.compile(r"\s*\}\}")
_PLACEHOLDER = re.compile(r"\{\{\s*(\w*)\Z")
_LAST_WORD = re.compile(r"\w*\Z")
_REST_OF_STRING = re.compile(r"[^\s'();]*'")
_LONGEST_PLACEHOLDER = 100

NOTHING = "#"
"""The mark of a place where no candidate can help: a comment, a number, right behind a string."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The unfinished piece."""

    prefix: str
    """What is there already, without quotes and without what stands before its last dot."""
    start: int
    """Offset in the whole text where a candidate's text begins."""
    mark: str = ""
    """What kind of place it is: ``'`` in a string, ``"`` in a quoted name, ``.`` behind a dot, ``@`` an argument of EXEC,
    ``{{`` a placeholder, ``/*+`` a hint, ``#`` nothing to offer, empty for a plain word."""
    qualifier: tuple[str, ...] = ()
    """What stands before the last dot: ``("openai", "batch")``."""
    closed: bool = False
    """The closing quote, or the closing braces, are there already."""


@dataclass(frozen=True, slots=True)
class Place:
    """The cursor in its statement."""

    typed: Typed
    left: Sequence[Token]
    """The statement's tokens before the unfinished piece."""
    right: Sequence[Token]
    """Those behind it."""


def locate(text: str, cursor: int) -> Place:
    """Find the unfinished piece at the cursor.

    >>> place = locate("select 1; select b.sta", 22)
    >>> place.typed.qualifier, place.typed.prefix, [t.text for t in place.left]
    (('b',), 'sta', ['select'])
    """
    left = _statement_before(text[:cursor])
    typed, count = _typed(text, cursor, left)
    left = left[:count]
    return Place(
        typed, [t for t in left if t.kind is not Kind.COMMENT], _statement_behind(text, cursor, typed)
    )


def _statement_before(text: str) -> list[Token]:
    """The significant tokens, and a comment only where the cursor is in it."""
    tokens: list[Token] = []
    end = 0
    for token in significant(text):
        if token.text == ";":
            tokens.clear()
            end = token.end
        else:
            tokens.append(token)
    end = tokens[-1].end if tokens else end
    rest = [token for token in tokenize(text[end:]) if token.text.startswith("--")]
    if rest and not text.endswith("\n"):
        tokens.append(Token(Kind.COMMENT, rest[-1].text, end + rest[-1].start))
    return tokens


def _statement_behind(text: str, cursor: int, typed: Typed) -> list[Token]:
    begin = text.index("'", cursor) + 1 if typed.mark == "'" and typed.closed else cursor
    tokens: list[Token] = []
    for token in significant(text[begin:]):
        if token.text == ";":
            break
        if token.start == 0 and typed.prefix and not typed.closed and token.kind is Kind.NAME:
            continue  # the rest of the word that the cursor is in
        tokens.append(token)
    return tokens


def _typed(text: str, cursor: int, tokens: list[Token]) -> tuple[Typed, int]:
    """The unfinished piece, and how many of the tokens stand before it."""
    placeholder = _PLACEHOLDER.search(text, max(0, cursor - _LONGEST_PLACEHOLDER), cursor)
    if placeholder:
        before = sum(1 for t in tokens if t.end <= placeholder.start())
        closed = _PLACEHOLDER_END.match(text, cursor) is not None
        return Typed(placeholder[1], placeholder.start(1), "{{", closed=closed), before
    if not tokens or (tokens[-1].end < cursor and not tokens[-1].unterminated):
        return Typed("", cursor), len(tokens)
    last = tokens[-1]
    if last.unterminated or (last.kind is Kind.COMMENT and last.text.startswith("--")):
        return _in_quotes(text, cursor, tokens)
    return _in_word(cursor, tokens)


def _in_quotes(text: str, cursor: int, tokens: list[Token]) -> tuple[Typed, int]:
    """Inside a string, a quoted name, a hint or a comment that is open at the cursor."""
    last = tokens[-1]
    if last.kind is Kind.STRING:
        closed = _REST_OF_STRING.match(text, cursor) is not None
        return Typed(last.text[1:], last.start + 1, "'", closed=closed), len(tokens) - 1
    if last.kind is Kind.QUOTED and last.text[0] == '"':
        qualifier, count = _qualifier(tokens, len(tokens) - 1)
        return Typed(unquote(last.text), last.start, "." if qualifier else '"', qualifier), count
    if last.kind is Kind.HINT:
        word = _LAST_WORD.search(last.text)
        prefix = word[0] if word else ""
        return Typed(prefix, cursor - len(prefix), "/*+"), len(tokens) - 1
    return Typed("", cursor, NOTHING), len(tokens) - 1


def _in_word(cursor: int, tokens: list[Token]) -> tuple[Typed, int]:
    """Right behind a token."""
    last, count = tokens[-1], len(tokens)
    if last.kind is Kind.NAME:
        qualifier, before = _qualifier(tokens, count - 1)
        return Typed(last.text, last.start, "." if qualifier else "", qualifier), before
    if last.text == ".":
        qualifier, before = _qualifier(tokens, count)
        return Typed("", cursor, "." if qualifier else NOTHING, qualifier), before
    if last.text.startswith("@"):
        return Typed(last.text, last.start, "@"), count - 1
    if last.kind in (Kind.OPERATOR, Kind.PUNCTUATION):
        return Typed("", cursor), count
    if last.kind is Kind.HINT or last.kind is Kind.COMMENT:
        return Typed("", cursor), count
    return Typed("", cursor, NOTHING), count - 1


def _qualifier(tokens: list[Token], count: int) -> tuple[tuple[str, ...], int]:
    """The dotted name that ends before token ``count``, and how many tokens stand before it."""
    parts: list[str] = []
    while count >= 2 and tokens[count - 1].text == "." and tokens[count - 2].kind in (Kind.NAME, Kind.QUOTED):
        parts.insert(0, unquote(tokens[count - 2].text))
        count -= 2
    return tuple(parts), count
