"""SQL functions beside SQLite's own: those StackQL's users know. All deterministic, none reaches outside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

import apsw

from openai_sql_shell.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Callable

    import regex

    from openai_sql_shell.result import Value

T = TypeVar("T")

LONGEST_SEARCH = 1.0
"""Seconds one evaluation of a pattern may take. Nothing else runs meanwhile, not even what Ctrl-C does."""


def _matching(pattern: Value, match: Callable[[regex.Pattern[str]], T]) -> T:
    """What a pattern finds.

    Raises:
        StatementError: it is no pattern, or tries too many ways to match.
    """
    import regex  # noqa: PLC0415 - most statements have no pattern

    try:
        compiled = regex.compile(str(pattern))
    except (regex.error, OverflowError, RecursionError) as problem:
        raise StatementError(
            f"{str(pattern)!r} is no regular expression: {problem}", hint="Python's syntax is used"
        ) from None
    try:
        return match(compiled)
    except TimeoutError:
        raise StatementError(
            f"the pattern {str(pattern)!r} takes too long on one of the texts",
            hint="a repetition inside of a repetition, such as (a+)+, tries every way to divide a text: write it without",
        ) from None


def regexp(pattern: Value, text: Value) -> int | None:
    """``text REGEXP pattern``: whether the pattern is found anywhere.

    >>> regexp("^b.t", "batch"), regexp("x", None)
    (1, None)
    """
    if pattern is None or text is None:
        return None
    return int(_matching(pattern, lambda p: p.search(str(text), timeout=LONGEST_SEARCH)) is not None)


def regexp_like(text: Value, pattern: Value) -> int | None:
    """The same as a function: ``regexp_like(text, pattern)``."""
    return regexp(pattern, text)


def regexp_replace(text: Value, pattern: Value, replacement: Value) -> str | None:
    """Every match replaced.

    >>> regexp_replace("a1b22", "[0-9]+", "#")
    'a#b#'
    """
    if text is None or pattern is None or replacement is None:
        return None
    import regex  # noqa: PLC0415

    try:
        return _matching(pattern, lambda p: p.sub(str(replacement), str(text), timeout=LONGEST_SEARCH))
    except (regex.error, IndexError) as problem:
        raise StatementError(
            f"{replacement!r} is no replacement for {pattern!r}: {problem}",
            hint=r"\1 stands for the first group; write \\ for a backslash",
        ) from None


def regexp_substr(text: Value, pattern: Value) -> str | None:
    """The first match, or NULL.

    >>> regexp_substr("run-42", "[0-9]+")
    '42'
    """
    if text is None or pattern is None:
        return None
    found = _matching(pattern, lambda p: p.search(str(text), timeout=LONGEST_SEARCH))
    return found.group() if found else None


def split_part(text: Value, separator: Value, number: Value) -> str | None:
    """One piece of a text, counted from 1, or from the end where negative; '' past either end.

    >>> split_part("a/b/c", "/", -1), split_part("a/b", "/", 3)
    ('c', '')
    """
    if text is None or separator is None or not isinstance(number, int):
        return None
    pieces = str(text).split(str(separator)) if separator != "" else [str(text)]
    position = number - 1 if number > 0 else number
    return pieces[position] if number and -len(pieces) <= position < len(pieces) else ""


def json_equal(left: Value, right: Value) -> int | None:
    """Whether two JSON texts say the same, whatever their spacing and the order of their members.

    >>> json_equal('{"a": 1, "b": 2}', '{"b":2,"a":1}')
    1
    """
    if left is None or right is None:
        return None
    try:
        return int(json.loads(str(left)) == json.loads(str(right)))
    except (ValueError, RecursionError):
        return 0


FUNCTIONS: dict[str, tuple[Callable[..., Value], int]] = {
    "regexp": (regexp, 2),
    "regexp_like": (regexp_like, 2),
    "regexp_replace": (regexp_replace, 3),
    "regexp_substr": (regexp_substr, 2),
    "split_part": (split_part, 3),
    "json_equal": (json_equal, 2),
}
"""Name: the function and how many arguments it takes."""


def register(connection: apsw.Connection) -> None:
    """Make the functions known to a connection."""
    for name, (function, arguments) in FUNCTIONS.items():
        connection.create_scalar_function(
            name, function, arguments, deterministic=True, flags=apsw.SQLITE_INNOCUOUS
        )
