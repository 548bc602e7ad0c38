"""What an answer's columns were asked for by: a name of their own, or a ``*`` that stands for many.

Comes in: SQL, and the names of the columns that SQLite made of it. Goes out: for each column whether it came from a ``*``.
"""

from __future__ import annotations

from openai_sql_shell.sql.tokens import TokenKind, significant, split_top_level, top_level, unquote, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.sql.tokens import Token

_ENDS = words("FROM WHERE GROUP HAVING WINDOW UNION INTERSECT EXCEPT ORDER LIMIT ;")
"""What may stand behind the list of columns."""


def from_star(text: str, names: Sequence[str]) -> list[bool]:
    """Whether each column of an answer came from a ``*``; of a compound query the first SELECT counts, as it does for SQLite.

    >>> from_star("SELECT id, b.*, 1 AS one FROM b", ["id", "x", "y", "one"])
    [False, True, True, False]
    >>> from_star("SELECT a.*, n, b.* FROM a, b", ["x", "n", "y", "z"])
    [True, False, True, True]
    """
    items = _items(text)
    stars = [at for at, item in enumerate(items) if _is_star(item)]
    if not stars:
        return [False] * len(names)
    first, last = stars[0], len(names) - (len(items) - 1 - stars[-1])
    found = [first <= at < last for at in range(len(names))]
    at = first
    for item in items[first : stars[-1]]:
        if not _is_star(item):  # between two stars: only its name, or its text, tells it from their columns
            named = (text[item[0].start : item[-1].end], unquote(item[-1].text)) if item else ()
            place = next((n for name in named for n in range(at, last) if names[n] == name), None)
            if place is not None:
                found[place], at = False, place + 1
    return found


def _items(text: str) -> list[list[Token]]:
    """The items of the list that makes the answer: behind RETURNING, or else behind the outermost SELECT."""
    tokens = [token for token in significant(text) if token.kind is not TokenKind.HINT]
    outer = list(top_level(tokens))
    begins = {token.word: token for token in reversed(outer) if token.word in ("SELECT", "RETURNING")}
    begin = begins.get("RETURNING") or begins.get("SELECT")
    if begin is None:
        return []
    ends = (
        token.start for token in outer if token.start > begin.start and (token.word or token.text) in _ENDS
    )
    end = next(ends, len(text))
    return split_top_level([token for token in tokens if begin.start < token.start < end], ",")


def _is_star(item: Sequence[Token]) -> bool:
    """``*`` and ``a.*``; no product and no ``count(*)`` ends in one."""
    return bool(item) and item[-1].text == "*"
