"""SQL functions beside SQLite's own: those StackQL's users know, and DuckDB's ``bar`` and ``error``. None reaches outside, and all but ``error`` are deterministic."""

from __future__ import annotations

import json
from math import isfinite

import apsw

from openai_sql_shell.errors import StatementError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

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


EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
"""The end of a bar, by how many eighths of a cell it fills."""
WIDEST_BAR = 1000


def bar(number: Value, low: Value, high: Value, width: Value = 80) -> str | None:
    """A bar that is empty at ``low`` and ``width`` cells long at ``high``, to an eighth of a cell, without blanks behind it.

    >>> bar(5, 0, 20, 10), bar(30, 0, 20, 2), bar(-1, 0, 20), bar(None, 0, 20)
    ('██▌', '██', '', None)
    """
    if number is None or low is None or high is None or width is None:
        return None
    value, begin, end, cells = (_as_number(given) for given in (number, low, high, width))
    if not isfinite(begin) or not isfinite(end) or end <= begin:
        raise StatementError(
            f"bar() goes from {low!r} to {high!r}, which is no range",
            hint="write bar(number, low, high) with low < high",
        )
    if not 1 <= cells <= WIDEST_BAR:
        raise StatementError(
            f"bar() cannot be {width!r} cells long", hint=f"give 1 to {WIDEST_BAR}, or nothing for 80"
        )
    part = 1 if isfinite(end - begin) else 0.5  # of numbers whose difference is too large, halves
    share = (min(max(value, begin), end) * part - begin * part) / (end * part - begin * part)
    full, rest = divmod(int(cells * share * 8), 8) if share == share else (0, 0)  # noqa: PLR0124 - NaN is no length
    return "█" * full + EIGHTHS[rest]


def _as_number(value: Value) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise StatementError(
            f"bar() takes numbers, not {value!r}", hint="CAST(... AS REAL) makes a number of a text"
        ) from None


def error(message: Value, hint: Value = None) -> Value:
    """Stop the statement, as DuckDB's function does.

    Where a value has to be: ``coalesce(url, error('no url'))``.

    Raises:
        StatementError: always.
    """
    raise StatementError(str(message), hint=None if hint is None else str(hint))


FUNCTIONS: tuple[tuple[str, Callable[..., Value], int], ...] = (
    ("regexp", regexp, 2),
    ("regexp_like", regexp_like, 2),
    ("regexp_replace", regexp_replace, 3),
    ("regexp_substr", regexp_substr, 2),
    ("split_part", split_part, 3),
    ("json_equal", json_equal, 2),
    ("bar", bar, 3),
    ("bar", bar, 4),
)
"""Name, function, and how many arguments it takes."""


RAISING: tuple[tuple[str, Callable[..., Value], int], ...] = (("error", error, 1), ("error", error, 2))
"""The same of those that are not deterministic: of others, SQLite works out a call of constants before it knows whether it is needed."""


def register(connection: apsw.Connection) -> None:
    """Make the functions known to a connection."""
    for name, function, arguments in (*FUNCTIONS, *RAISING):
        steady = function is not error
        connection.create_scalar_function(
            name, function, arguments, deterministic=steady, flags=apsw.SQLITE_INNOCUOUS
        )
