r"""The options of ``\watch``: how often, how many times, and what ends it. A text comes in, `WatchOptions` go out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import frozen
from openai_sql_shell.config.settings import seconds
from openai_sql_shell.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_INTERVAL = 2.0
"""Seconds between two runs when nobody says how many."""

_UNTIL = re.compile(r"(?:^|\s)until\s+(?P<condition>.+)\Z", re.IGNORECASE | re.DOTALL)


@frozen
class WatchOptions:
    """One use of the command."""

    interval: float = DEFAULT_INTERVAL
    """Seconds from the end of one run to the next."""
    count: int | None = None
    """Runs; None: no end."""
    min_rows: int | None = None
    """An answer with fewer rows is the last."""
    condition: str | None = None
    """SQL over the rows; an answer with a row for which it holds is the last."""


def parse_options(text: str) -> WatchOptions:
    """What the words say: psql's ``i= c= m=``, a number of seconds alone, and ``until`` with a condition to the end of the line.

    >>> parse_options("i=5 c=3"), parse_options("1m until status = 'completed'").condition
    (WatchOptions(interval=5.0, count=3, min_rows=None, condition=None), "status = 'completed'")

    Raises:
        UsageError: a word that means nothing here.
    """
    until = _UNTIL.search(text)
    found: dict[str, Any] = {"condition": until["condition"].strip()} if until else {}
    for word in (text[: until.start()] if until else text).split():
        name, equals, value = word.rpartition("=")
        if name.lower() not in _WORDS or (equals and not name):
            raise _wrong(word)
        try:
            field, read = _WORDS[name.lower()]
            found[field] = read(value)
        except ValueError:
            raise _wrong(word) from None
    return WatchOptions(**found)


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError(value)
    return number


_WORDS: dict[str, tuple[str, Callable[[str], float]]] = {
    "": ("interval", seconds),
    "i": ("interval", seconds),
    "interval": ("interval", seconds),
    "c": ("count", _positive),
    "count": ("count", _positive),
    "m": ("min_rows", _positive),
    "min_rows": ("min_rows", _positive),
}
"""What stands before the equals sign: the option it names, and how its value is read."""


def _wrong(word: str) -> UsageError:
    return UsageError(
        f'"{word}" is no number of seconds, no i=SECONDS, c=COUNT or m=MINROWS',
        hint="write \\watch 5, or \\watch i=5 c=10 until status = 'completed'",
    )
