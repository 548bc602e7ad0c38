"""One value as text: for people (`cell`, `cell_lines`) and for programs (`exact`)."""

from __future__ import annotations

import json
from math import isfinite

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.width import ELLIPSIS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.result import ResultColumn, Value

INFINITIES = {float("inf"): "9e999", float("-inf"): "-9e999"}
NUMBERS = frozenset({DataType.INTEGER, DataType.NUMBER})


def has_type(column: ResultColumn, *types: DataType) -> bool:
    """Whether the column shows a catalog column of one of these types unchanged."""
    return column.source is not None and column.source.type in types


def is_numeric(column: ResultColumn, values: Sequence[Value]) -> bool:
    """Whether the column is right-aligned: the catalog says numbers, or all values seen are."""
    if column.source is not None:
        return has_type(column, *NUMBERS)
    known = [value for value in values if value is not None]
    return bool(known) and all(isinstance(value, int | float) for value in known)


def holds_json(column: ResultColumn) -> bool:
    """Whether the column's texts are JSON."""
    return column.source is not None and column.source.type.is_json


def cell(
    value: Value,
    column: ResultColumn,
    null: str = "NULL",
    longest: int | None = None,
    *,
    ascii_only: bool = False,
) -> str:
    r"""A value as one line of harmless text.

    A text that reads like the mark of NULL is put in quotes. ``longest``: characters (or bytes) that matter; more are not
    looked at. ``ascii_only``: what is not in ASCII is written out.

    >>> from openai_sql_shell.result import ResultColumn
    >>> [cell(value, ResultColumn("x")) for value in (None, "NULL", "", 7, 0.5, b"\x00\xff")]
    ['NULL', "'NULL'", '', '7', '0.5', "x'00ff'"]
    """
    if value is None:
        return null
    if isinstance(value, str):
        if holds_json(column) and "\n" in value:
            value = reformatted(value)
        end = ""
        if longest is not None and len(value) > longest:
            value, end = value[:longest], ELLIPSIS
        text = sanitize(value, ascii_only=ascii_only) + end
        return f"'{text}'" if text == null else text
    if isinstance(value, bytes):
        return f"x'{value[:longest].hex()}'"
    return scalar(value, column)


def cell_lines(
    value: Value, column: ResultColumn, null: str = "NULL", *, ascii_only: bool = False
) -> list[str]:
    """A value as harmless text of one or more lines, for layouts that have room for them."""
    if isinstance(value, str) and value != null:
        return [sanitize(line, ascii_only=ascii_only) for line in value.split("\n")]
    return [cell(value, column, null, ascii_only=ascii_only)]


def exact(value: str | bytes | float, column: ResultColumn) -> str:
    """A value as the text a program reads it back from; bytes in base64."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        from base64 import b64encode  # noqa: PLC0415 - bytes are rare

        return b64encode(value).decode()
    return scalar(value, column)


def scalar(value: float, column: ResultColumn) -> str:
    """A number or a truth value as SQL and JSON write it.

    Infinity is ``9e999``, as SQLite writes and reads it.
    """
    if has_type(column, DataType.BOOLEAN) and value in (0, 1):
        return "true" if value else "false"
    return INFINITIES.get(value) or repr(value)


def reformatted(text: str, *, indent: int | None = None) -> str:
    """JSON on one line, or over several with an ``indent``; any other text as it is."""
    parsed = nested(text)
    separators = None if indent else (",", ":")
    return (
        text
        if parsed is None
        else json.dumps(parsed, ensure_ascii=False, indent=indent, separators=separators)
    )


def nested(text: str) -> dict[str, object] | list[object] | None:
    """The object or array that a text is as JSON; None where it is neither, or holds a number no reader can hold.

    >>> nested('{"total": 3}'), nested("NaN"), nested("plain")
    ({'total': 3}, None, None)
    """
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        parsed: dict[str, object] | list[object] = json.loads(
            text, parse_constant=_finite, parse_float=_finite
        )
    except (ValueError, RecursionError):
        return None
    return parsed


def _finite(number: str) -> float:
    if not isfinite(value := float(number)):
        raise ValueError(number)
    return value
