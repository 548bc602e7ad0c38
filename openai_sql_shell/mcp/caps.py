"""How much one call may take and give back, and values as an agent may be given them.

What comes from the API is other people's text: characters that no person would see are written out.
"""

from __future__ import annotations

import json
import math
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.render.sanitize import sanitize_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import Result, ResultColumn, Row, Value

MOST_ROWS = 1_000
"""Rows that a call may ask for at most."""
LONGEST_CELL = 4_000
"""Characters of a value; of a longer one the beginning is given, with a mark."""
CUT = "… [cut]"

Cell = None | bool | int | float | str


@frozen
class Caps:
    """The bounds of one call; each holds beside the others."""

    max_rows: int = 100
    """Rows, where the call does not ask for another number."""
    max_bytes: int = 100 * 1024
    """Bytes of the rows as JSON."""
    max_requests: int = 200
    """Requests; the setting of the same name holds where it is smaller."""
    timeout: float = 60.0
    """Seconds."""


@frozen
class CappedRows:
    """The rows of an answer, as JSON can hold them."""

    columns: tuple[tuple[str, str], ...]
    """Name and type of each."""
    rows: list[list[Cell]]
    truncated: bool
    """There are more rows, or a value was cut."""


def capped(result: Result, most_rows: int, most_bytes: int) -> CappedRows:
    """The first rows of a result; reading stops there, and the rest is given up. Raises what reading raises."""
    rows: list[list[Cell]] = []
    first: Row | None = None
    size, cut = 0, False
    try:
        while taken := result.take(1):
            cells = [_cell(value, column) for value, column in zip(taken[0], result.columns, strict=True)]
            size += len(json.dumps([cell for cell, _ in cells], ensure_ascii=False).encode()) + 1
            if len(rows) >= most_rows or size > most_bytes:
                cut = True
                break
            first = first or taken[0]
            cut = cut or any(shorter for _, shorter in cells)
            rows.append([cell for cell, _ in cells])
    finally:
        result.close()
    values: Sequence[Value] = first or (None,) * len(result.columns)
    columns = tuple(
        (sanitize_lines(column.name), _type(column, value))
        for column, value in zip(result.columns, values, strict=True)
    )
    return CappedRows(columns, rows, cut)


def _cell(value: Value, column: ResultColumn) -> tuple[Cell, bool]:
    r"""A value as JSON has it, and whether it was cut.

    >>> from openai_sql_shell.result import ResultColumn
    >>> [_cell(value, ResultColumn("a"))[0] for value in (1, "a\u202eb", b"ab", float("inf"))]
    [1, 'a\\u202eb', "x'6162'", 'inf']
    """
    if isinstance(value, bytes):
        value = f"x'{value[:LONGEST_CELL].hex()}'"
    if isinstance(value, str):
        text = sanitize_lines(value[: LONGEST_CELL + 1])
        return (f"{text[:LONGEST_CELL]}{CUT}", True) if len(text) > LONGEST_CELL else (text, False)
    if isinstance(value, int) and column.source is not None and column.source.type == "boolean":
        return bool(value), False
    if isinstance(value, float) and not math.isfinite(value):
        return str(value), False
    return value, False


_KINDS = {int: "integer", float: "number", str: "string", bytes: "binary"}


def _type(column: ResultColumn, value: Value) -> str:
    """What a column holds: by the catalog, else as it was declared, else by the first value."""
    if column.source is not None:
        return str(column.source.type)
    return (column.declared or "").lower() or _KINDS.get(type(value), "any")


class Deadline:
    """Sets a token after some seconds, unless it is stopped."""

    def __init__(self, seconds: float, token: CancelToken) -> None:
        self._seconds = seconds
        self._token = token
        self._timer: threading.Timer | None = None
        self.passed = False
        """The time was up."""

    def _end(self) -> None:
        self.passed = True
        self._token.set()

    def start(self) -> None:
        """Count from now."""
        self._timer = threading.Timer(self._seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """Count no more."""
        if self._timer is not None:
            self._timer.cancel()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count while the block runs."""
        self.start()
        try:
            yield
        finally:
            self.stop()
