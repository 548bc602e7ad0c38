"""Whether a whole column of values fits its type, and as what SQLite holds it. What does not fit is said, never changed in silence."""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.sql.tokens import quote_string

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.local_files.columns import FileColumn
    from openai_sql_shell.result import Value

_NUMBERS = re.compile(r"[0-9\-+.eE\n]*+")
"""Numbers in lines, at first sight; with what `float` takes they are some."""
_MORE_THAN_NUMBERS = re.compile(r"\n(?:\+|-?0[0-9])")
"""A sign or a zero in front that a number would lose."""
_EXACT_DIGITS = 15
"""A whole number of so many digits is the same as a floating-point one."""
BOOLEANS = {
    word: value for value in (True, False) for word in (f"{value}", f"{value}".lower(), f"{value}".upper())
}

ARTICLES = {
    DataType.INTEGER: "no integer of 64 bits",
    DataType.NUMBER: "no number",
    DataType.BOOLEAN: "neither true nor false",
    DataType.STRING: "no text",
}


class Misfit(Exception):
    """A value that a column of its type cannot hold."""

    def __init__(self, at: int, column: FileColumn, value: object) -> None:
        super().__init__()
        self.at = at
        """Of the row, from 0."""
        self.column = column
        self.value = value

    @property
    def said(self) -> str:
        """The sentence, without the place."""
        shown = repr(self.value)
        text = shown if len(shown) <= 60 else f"{shown[:60]}..."
        kind = self.column.type or DataType.STRING
        return f'column "{self.column.name}": {text} is {ARTICLES[kind]}'

    @property
    def cure(self) -> str:
        """What to do about it."""
        return f"read the column as text: types = {{{quote_string(self.column.name)}: 'varchar'}}"


def cells(column: FileColumn, texts: Sequence[str], null: str) -> Sequence[Value]:
    """The values of a column of a CSV file.

    Raises:
        Misfit: one does not fit.
    """
    if column.type in (None, DataType.STRING):
        return [None if text == null else text for text in texts] if null in texts else texts
    present = [text for text in texts if text != null] if null in texts else texts
    try:
        found: Sequence[Value] = _CELLS[column.type](present)
    except (ValueError, KeyError, OverflowError):
        raise Misfit(*_first_misfit(column, texts, null)) from None
    if len(present) == len(texts):
        return found
    rest = iter(found)
    return [None if text == null else next(rest) for text in texts]


def _first_misfit(column: FileColumn, texts: Sequence[str], null: str) -> tuple[int, FileColumn, str]:
    wrong = (at for at, text in enumerate(texts) if text != null and not fits(column.type, text))
    at = next(wrong)
    return at, column, texts[at]


def fits(kind: DataType | None, text: str) -> bool:
    """Whether a cell is of a type.

    >>> [fits(DataType.INTEGER, text) for text in ("5", "-5", "05", "+5", "5.0", "9223372036854775808")]
    [True, True, False, False, False, False]
    >>> [fits(DataType.NUMBER, text) for text in ("5", "1e3", "-.5", "nan", "1_0", "00.5", "+5", "12345678901234567891")]
    [True, True, True, False, False, False, False, False]
    """
    if kind not in _CELLS:
        return True
    try:
        _CELLS[kind]([text])
    except (ValueError, KeyError, OverflowError):
        return False
    return True


def type_of(text: str) -> DataType:
    """The narrowest type of a cell.

    >>> print(*map(type_of, ("5", "5.5", "TRUE", "007", "5 ")))
    integer number boolean string string
    """
    return next((kind for kind in _NARROW if fits(kind, text)), DataType.STRING)


def _integers(texts: Sequence[str]) -> list[int]:
    found = list(map(int, texts))
    if (
        list(map(str, found)) != texts
    ):  # "007", "+7" and "7_0" are texts: as numbers they would lose something
        raise ValueError
    array("q", found)
    return found


def _numbers(texts: Sequence[str]) -> list[float]:
    found = list(map(float, texts))
    lines = "\n" + "\n".join(texts)
    if not _NUMBERS.fullmatch(lines) or _MORE_THAN_NUMBERS.search(lines):  # nan, 1_0, 007
        raise ValueError
    if max(map(len, texts), default=0) > _EXACT_DIGITS:
        for text, number in zip(texts, found, strict=True):
            whole = len(text) > _EXACT_DIGITS and text.lstrip("-").isdigit()
            if whole and (int(text) != number or abs(number) >= 2**63):
                raise ValueError
    return found


def _booleans(texts: Sequence[str]) -> list[bool]:
    return [BOOLEANS[text] for text in texts]


_CELLS: dict[DataType | None, Callable[[Sequence[str]], Sequence[Value]]] = {
    DataType.INTEGER: _integers,
    DataType.NUMBER: _numbers,
    DataType.BOOLEAN: _booleans,
}

_NARROW = (DataType.INTEGER, DataType.NUMBER, DataType.BOOLEAN)
"""Types that are tried in this order."""

_NONE = type(None)
_HELD: dict[DataType | None, set[type]] = {
    DataType.INTEGER: {int, _NONE},
    DataType.NUMBER: {float, _NONE},
    DataType.BOOLEAN: {bool, _NONE},
    DataType.STRING: {str, _NONE},
    None: {int, float, bool, str, _NONE},
}
"""Values of JSON that are in SQLite what they are."""


def json_values(column: FileColumn, values: Sequence[Any]) -> Sequence[Value]:
    """The values of a column of JSON objects; objects and arrays are texts already.

    Raises:
        Misfit: one does not fit.
    """
    kinds = set(map(type, values))
    if not kinds <= _HELD[column.type]:
        values = [_converted(at, column, value) for at, value in enumerate(values)]
        kinds = set(map(type, values))
    if int in kinds:
        _check_integers(column, values)
    return values


def _check_integers(column: FileColumn, values: Sequence[Any]) -> None:
    try:
        array("q", [value for value in values if type(value) is int])
    except OverflowError:
        large = (at for at, value in enumerate(values) if isinstance(value, int) and value.bit_length() > 63)
        at = next(at for at in large if values[at] != -(2**63))
        raise Misfit(at, column, values[at]) from None


def _converted(at: int, column: FileColumn, value: Any) -> Any:
    match column.type, value:
        case _, None:
            return None
        case DataType.NUMBER, int() if not isinstance(value, bool) and int(number := _float(value)) == value:
            return number
        case DataType.INTEGER, float() if value.is_integer() and abs(value) < 2**53:
            return int(value)
    if type(value) in _HELD[column.type]:
        return value
    raise Misfit(at, column, value)


def _float(value: int) -> float:
    """A number, or one that is equal to none where it is too large."""
    try:
        return float(value)
    except OverflowError:
        return 0.0


def type_of_value(value: object) -> DataType | None:
    """The type of a value of JSON.

    >>> print(*map(type_of_value, (5, 2.5, True, "a", None, 2**64, [])))
    integer number boolean string None string string
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return DataType.BOOLEAN
    if isinstance(value, int):
        return DataType.INTEGER if -(2**63) <= value < 2**63 else DataType.STRING
    return DataType.NUMBER if isinstance(value, float) else DataType.STRING
