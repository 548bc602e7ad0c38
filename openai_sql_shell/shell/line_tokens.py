"""The tokens of what is being written: colours and completion look at the same ones with every key.

A text comes in, its tokens go out, the same as `tokenize` gives. What is remembered is the text before: what both begin with
is not read again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from openai_sql_shell.sql.tokens import Token, TokenKind, tokenize

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

LOOKED_AHEAD = 4
"""Characters behind a token that may decide what it is: ``1e`` is a number if ``+5`` follows."""

_START, _END = attrgetter("start"), attrgetter("end")
_QUOTES = "'\"`"


class IncrementalTokenizer:
    """A function that is quick for a text that is nearly the one before."""

    def __init__(self) -> None:
        self._text = ""
        self._tokens: tuple[Token, ...] = ()

    def __call__(self, text: str) -> tuple[Token, ...]:
        """Every token of the text, blanks and comments too.

        >>> read = IncrementalTokenizer()
        >>> [len(read(text)) for text in ("SELECT 'a", "SELECT 'a'", "SELECT 'a' ", "SELECT")]
        [3, 3, 4, 1]
        """
        if text != self._text:
            kept = self._kept(text)
            at = kept[-1].end if kept else 0
            read = (Token(t.kind, t.text, t.start + at) for t in tokenize(text[at:]))
            self._text, self._tokens = text, (*kept, *read)
        return self._tokens

    def _kept(self, text: str) -> tuple[Token, ...]:
        """Tokens of the text before that are tokens of this one as well."""
        same = same_beginning(text, self._text)
        return self._tokens[: bisect_right(self._tokens, same - LOOKED_AHEAD, key=_END)]


def same_beginning(one: Sequence[object], two: Sequence[object]) -> int:
    """How many characters two texts begin with alike, or items two tuples; compares pieces, not one by one.

    >>> same_beginning("SELECT id", "SELECT is"), same_beginning("", "S")
    (8, 0)
    """
    low, high = 0, min(len(one), len(two))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == two[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def is_finished(tokens: Sequence[Token], cursor: int, endings: Container[str] = ()) -> bool:
    r"""Whether a statement has just ended before the cursor, but for blanks; ``endings`` can stand in place of its semicolon.

    >>> texts = "SELECT 1; ", "SELECT ';", "SELECT 1", "SELECT 1 \\g", "\\g"
    >>> [is_finished(tuple(tokenize(text)), len(text), ["\\g"]) for text in texts]
    [True, False, False, True, False]
    """
    at = bisect_left(tokens, cursor, key=_START)
    at -= at > 0 and tokens[at - 1].kind is TokenKind.SPACE
    if at and tokens[at - 1].text == ";":
        return True
    return at > 2 and tokens[at - 2].text == "\\" and "\\" + tokens[at - 1].text in endings


def closes(tokens: Sequence[Token], cursor: int, closing: str) -> bool:
    """Whether a quote or a parenthesis that is typed at the cursor stands there already, and closes what is open.

    >>> [closes(tuple(tokenize(text)), 2, text[2]) for text in ("a'' b", " (')')", "(()", "())")]
    [True, False, False, True]
    """
    at = bisect_left(tokens, cursor, key=_START)
    if closing in _QUOTES:
        token = tokens[at - 1] if at else None
        return (
            token is not None
            and token.kind in (TokenKind.STRING, TokenKind.QUOTED)
            and token.end == cursor + 1
            and token.text.endswith(closing)
            and not token.unterminated
        )
    return (
        at < len(tokens)
        and tokens[at].start == cursor
        and tokens[at].text == closing
        and sum((t.text == "(") - (t.text == ")") for t in _statement_around(tokens, at)) <= 0
    )


def _statement_around(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """The tokens between the semicolons in front of a place and behind it."""
    begin, end = at, at
    while begin and tokens[begin - 1].text != ";":
        begin -= 1
    while end < len(tokens) and tokens[end].text != ";":
        end += 1
    return tokens[begin:end]
