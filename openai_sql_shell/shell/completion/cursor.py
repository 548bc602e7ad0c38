"""What is being typed at the cursor: the beginning of a word, of a dotted name, of a string.

Comes in: the text, the cursor and the text's tokens. Goes out: the piece that a candidate will replace, and the tokens of the same statement
before and behind it. Other statements of the text are only passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import takewhile
from operator import attrgetter
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.sql.tokens import Token, TokenKind, tokenize, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PLACEHOLDER_END = re.compile(r"\s*\}\}")
_PLACEHOLDER = re.compile(r"\{\{\s*(\w*)\Z")
_LAST_WORD = re.compile(r"\w*\Z")
_REST_OF_STRING = re.compile(r"[^\s'();]*'")
_LONGEST_PLACEHOLDER = 100
_START = attrgetter("start")
_SILENT = (TokenKind.SPACE, TokenKind.COMMENT)

NOTHING = "#"
"""The trigger of a place where no candidate can help: a comment, a number, right behind a string."""


@frozen
class CursorWord:
    """The unfinished word at the cursor, which a candidate replaces."""

    prefix: str
    """What is there already, without quotes and without what stands before its last dot."""
    start: int
    """Offset in the whole text where a candidate's text begins."""
    trigger: str = ""
    """What kind of place it is: ``'`` in a string, ``"`` in a quoted name, ``.`` behind a dot, ``@`` an argument of EXEC,
    ``{{`` a placeholder, ``:`` a bound variable, ``/*+`` a hint, ``#`` nothing to offer, empty for a plain word."""
    qualifier: tuple[str, ...] = ()
    """What stands before the last dot: ``("openai", "batch")``."""
    closed: bool = False
    """The closing quote, or the closing braces, are there already."""


@frozen
class CursorPlace:
    """The cursor in its statement."""

    word: CursorWord
    left: Sequence[Token]
    """The statement's tokens before the unfinished piece."""
    right: Sequence[Token]
    """Those behind it."""


def locate(text: str, cursor: int, tokens: tuple[Token, ...]) -> CursorPlace:
    """Find the unfinished piece at the cursor. ``tokens`` are all of the text, as `tokenize` gives them.

    >>> text = "select 1; select b.sta"
    >>> place = locate(text, 22, tuple(tokenize(text)))
    >>> place.word.qualifier, place.word.prefix, [t.text for t in place.left]
    (('b',), 'sta', ['select'])
    """
    at = bisect_left(tokens, cursor, key=_START)
    cut = at > 0 and tokens[at - 1].end > cursor
    left = _statement_before(text, cursor, tokens[: at - 1] if cut else tokens[:at])
    word, count = _cursor_word(text, cursor, left)
    left = left[:count]
    if cut and tokens[at - 1].kind is not TokenKind.NAME:
        begin = text.index("'", cursor) + 1 if word.trigger == "'" and word.closed else cursor
        behind = tuple(tokenize(text[begin:]))
        in_word = begin == cursor and bool(behind) and behind[0].kind is TokenKind.NAME
        behind = behind[1:] if in_word and word.prefix and not word.closed else behind
    else:
        behind = tokens[at:]  # without the rest of the word that the cursor is in
    in_comment = bool(left) and left[-1].kind is TokenKind.COMMENT  # only the last can be one
    return CursorPlace(word, left[:-1] if in_comment else left, _statement_behind(behind))


def _statement_before(text: str, cursor: int, whole: Sequence[Token]) -> list[Token]:
    """The significant tokens of the statement before the cursor, and a comment only where the cursor is in it.

    ``whole`` are the tokens that end there at the latest; one that the cursor is in is read anew, as far as it goes.
    """
    end = whole[-1].end if whole else 0
    last = [Token(t.kind, t.text, t.start + end) for t in tokenize(text[end:cursor])]
    found = _significant(last)
    if all(text != ";" for _, text, _ in last):
        found = _significant(whole) + found
    final = last[-1] if last else whole[-1] if whole else None
    if (
        final is not None
        and final.kind is TokenKind.COMMENT
        and (final.text.startswith("--") or final.unterminated)
    ):
        found.append(final)
    return found


def _significant(tokens: Sequence[Token]) -> list[Token]:
    """The tokens behind the last semicolon that say something. This runs with every key, over the whole statement."""
    begin = len(tokens)
    while begin and tokens[begin - 1][1] != ";":
        begin -= 1
    space, comment = TokenKind.SPACE, TokenKind.COMMENT
    return [t for t in tokens[begin:] if t[0] is not space and t[0] is not comment]


def _statement_behind(tokens: Iterable[Token]) -> list[Token]:
    statement = takewhile(lambda token: token.text != ";", tokens)
    return [t for t in statement if t.kind not in _SILENT or t.unterminated]


def _cursor_word(text: str, cursor: int, tokens: list[Token]) -> tuple[CursorWord, int]:
    """The unfinished piece, and how many of the tokens stand before it."""
    placeholder = _PLACEHOLDER.search(text, max(0, cursor - _LONGEST_PLACEHOLDER), cursor)
    if placeholder:
        before = sum(1 for t in tokens if t.end <= placeholder.start())
        closed = _PLACEHOLDER_END.match(text, cursor) is not None
        return CursorWord(placeholder[1], placeholder.start(1), "{{", closed=closed), before
    if not tokens or (tokens[-1].end < cursor and not tokens[-1].unterminated):
        return CursorWord("", cursor), len(tokens)
    last = tokens[-1]
    if last.unterminated or (last.kind is TokenKind.COMMENT and last.text.startswith("--")):
        return _in_quotes(text, cursor, tokens)
    return _in_word(cursor, tokens)


def _in_quotes(text: str, cursor: int, tokens: list[Token]) -> tuple[CursorWord, int]:
    """Inside a string, a quoted name, a hint or a comment that is open at the cursor."""
    last = tokens[-1]
    if last.kind is TokenKind.STRING:
        closed = _REST_OF_STRING.match(text, cursor) is not None
        return CursorWord(last.text[1:], last.start + 1, "'", closed=closed), len(tokens) - 1
    if last.kind is TokenKind.QUOTED and last.text[0] == '"':
        qualifier, count = _qualifier(tokens, len(tokens) - 1)
        return CursorWord(unquote(last.text), last.start, "." if qualifier else '"', qualifier), count
    if last.kind is TokenKind.HINT:
        word = _LAST_WORD.search(last.text)
        prefix = word[0] if word else ""
        return CursorWord(prefix, cursor - len(prefix), "/*+"), len(tokens) - 1
    return CursorWord("", cursor, NOTHING), len(tokens) - 1


def _in_word(cursor: int, tokens: list[Token]) -> tuple[CursorWord, int]:
    """Right behind a token."""
    last, count = tokens[-1], len(tokens)
    if last.kind is TokenKind.NAME:
        qualifier, before = _qualifier(tokens, count - 1)
        return CursorWord(last.text, last.start, "." if qualifier else "", qualifier), before
    if last.text == ".":
        qualifier, before = _qualifier(tokens, count)
        return CursorWord("", cursor, "." if qualifier else NOTHING, qualifier), before
    if last.text.startswith(":"):
        return CursorWord(last.text[1:], last.start + 1, ":"), count - 1
    if last.text.startswith("@"):
        return CursorWord(last.text, last.start, "@"), count - 1
    if last.kind in (TokenKind.OPERATOR, TokenKind.PUNCTUATION, TokenKind.HINT, TokenKind.COMMENT):
        return CursorWord("", cursor), count
    return CursorWord("", cursor, NOTHING), count - 1


def _qualifier(tokens: list[Token], count: int) -> tuple[tuple[str, ...], int]:
    """The dotted name that ends before token ``count``, and how many tokens stand before it."""
    parts: list[str] = []
    while (
        count >= 2
        and tokens[count - 1].text == "."
        and tokens[count - 2].kind in (TokenKind.NAME, TokenKind.QUOTED)
    ):
        parts.insert(0, unquote(tokens[count - 2].text))
        count -= 2
    return tuple(parts), count
