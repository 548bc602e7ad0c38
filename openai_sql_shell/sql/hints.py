"""Hints: ``/*+ create */``, ``/*+ AWAIT TIMEOUT=6h */``.

They stand in front of a statement or behind its first word. The names of operations and SHOWRESULTS change nothing, because the
statement says it already; they are taken so that examples written for StackQL run as they are. A misspelt word is an error, because an
AWAIT that nobody reads would end a script too early.
"""

from __future__ import annotations

import re
from collections import deque

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import Span, StatementSyntaxError
from openai_sql_shell.sql.statements import Await
from openai_sql_shell.sql.tokens import TokenKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from openai_sql_shell.sql.reader import Reader

WORDS = ("create", "update", "delete", "await", "force", "showresults", "required")
_UNITS = {"ms": 0.001, "": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(ms|s|m|h|d|)")
_EXAMPLE = "write /*+ AWAIT TIMEOUT=90s */"
_WORD = re.compile(r"[^\s,=]+|=")


@frozen
class Hints:
    """What the hints of a statement ask for."""

    awaits: Await | None = None
    required: bool = False
    force: bool = False
    """What was done before is done again."""
    span: Span | None = None
    """Where the first one stands; None: there is none."""

    def __or__(self, other: Hints) -> Hints:
        return Hints(
            other.awaits or self.awaits,
            self.required or other.required,
            self.force or other.force,
            self.span or other.span,
        )


def read_hints(reader: Reader) -> Hints:
    """All hints that come next.

    Raises:
        StatementSyntaxError: a word that is no hint, or a duration that is none.
    """
    hints = Hints()
    while reader.peek().kind is TokenKind.HINT:
        token = reader.take()
        hints |= _parse(token.text[3:-2], token.start + 3)
    return hints


def _parse(text: str, start: int) -> Hints:
    words: set[str] = set()
    timeout: float | None = None
    found = deque((match[0].lower(), Span(*match.span()).shifted(start)) for match in _WORD.finditer(text))
    while found:
        word, span = found.popleft()
        if word == "timeout" and len(found) > 1 and found[0][0] == "=":
            found.popleft()
            timeout = _seconds(*found.popleft())
        elif word in WORDS:
            words.add(word)
        else:
            raise StatementSyntaxError(
                f'"{word}" is no hint', hint=f"hints are {', '.join(WORDS)}", span=span
            )
    whole = Span(start - 3, start + len(text) + 2)
    if timeout is not None and "await" not in words:
        raise StatementSyntaxError("TIMEOUT belongs to AWAIT", hint=_EXAMPLE, span=whole)
    return Hints(Await(timeout) if "await" in words else None, "required" in words, "force" in words, whole)


def _seconds(text: str, span: Span) -> float:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise StatementSyntaxError("TIMEOUT is a number with ms, s, m, h or d", hint=_EXAMPLE, span=span)
    return float(found[1]) * _UNITS[found[2]]
