"""A script to its statements.

Comes in: the text of a script or of the line editor, finished or not. Goes out: the statements between the semicolons, one at a time, each
with its place. It must never split inside a string, comment, quoted name or trigger body, and `split` raises nothing: a text
that ends inside a string is a statement too, and `unterminated` says so.
"""

from __future__ import annotations

from collections import deque

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import StatementError
from openai_sql_shell.sql.tokens import Token, significant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TEMPORARY_TRIGGER = {("CREATE", "TEMP", "TRIGGER"), ("CREATE", "TEMPORARY", "TRIGGER")}

LONGEST_STATEMENT = 1_000_000
"""Characters; SQLite's own limit. Larger data belongs into a file."""


@frozen
class ScriptStatement:
    """One statement of a script, from its first word (or hint) to its last."""

    text: str
    """Without the semicolon, and without blanks and comments around it."""
    start: int
    """Offset in the script, in characters."""
    line: int
    """Line of the script it begins on, from 1."""
    terminated: bool
    """Whether a semicolon ends it."""


def split(text: str) -> Iterator[ScriptStatement]:
    r"""The statements of a text; blanks and comments alone are none.

    >>> [statement.text for statement in split("SELECT 1; -- one; more\n\nSELECT ';'")]
    ['SELECT 1', "SELECT ';'"]
    """
    line, counted = 1, 0
    for start, end, terminated in _bounds(text):
        if start == end:
            continue
        line += text.count("\n", counted, start)
        counted = start
        yield ScriptStatement(text[start:end], start, line, terminated)


def is_complete(text: str) -> bool:
    """Whether the text ends in the semicolon of a statement: what Enter asks.

    >>> is_complete("SELECT 1; -- done"), is_complete("SELECT ';"), is_complete("SELECT 1")
    (True, False, False)
    """
    terminated = False
    for _, _, terminated in _bounds(text):  # noqa: B007 - the last one is the answer
        pass
    return terminated


def unterminated(text: str) -> Token | None:
    """The string, quoted name or comment that the text ends in the middle of."""
    last = deque(significant(text), maxlen=1)
    return last[0] if last and last[0].unterminated else None


def _bounds(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of what stands between two semicolons, and whether one follows; start == end where that is nothing."""
    first: list[Token] = []
    last: deque[Token] = deque(maxlen=2)
    for token in significant(text):
        if token.text == ";" and not _inside_trigger(first, last):
            yield (first[0].start, last[-1].end, True) if first else (token.start, token.start, True)
            first.clear()
            last.clear()
            continue
        if first and first[0].text == "\\" and "\n" in text[last[-1].end : token.start]:
            yield first[0].start, last[-1].end, True  # a backslash command ends with its line
            first.clear()
            last.clear()
        last.append(token)
        if len(first) < 3:
            first.append(token)
    if first:
        yield first[0].start, last[-1].end, False


def _inside_trigger(first: Sequence[Token], last: Sequence[Token]) -> bool:
    """Whether a semicolon behind these tokens belongs to a trigger's body, which only ``; END`` closes."""
    head = tuple(token.word for token in first)
    if head[:2] != ("CREATE", "TRIGGER") and head not in _TEMPORARY_TRIGGER:
        return False
    return [token.word or token.text for token in last] != [";", "END"]


def refuse_long(length: int) -> None:
    """Asked before a text is looked at: a statement is at least as long as what stands between two semicolons.

    Raises:
        StatementError: it has more characters than SQLite takes.
    """
    if length > LONGEST_STATEMENT:
        raise StatementError(
            f"the statement has {length:,} characters, more than {LONGEST_STATEMENT:,}",
            hint="put large data into a file and upload that",
        )
