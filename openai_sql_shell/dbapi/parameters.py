"""Values that a program gives beside a statement, as the session takes them; what does not fit is an error before anything is sent."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import index
from types import NoneType
from typing import TYPE_CHECKING, Any, SupportsIndex

from openai_sql_shell.dbapi.errors import DataError, ProgrammingError
from openai_sql_shell.errors import counted
from openai_sql_shell.sql.marks import marks
from openai_sql_shell.sql.variables import variables

if TYPE_CHECKING:
    from collections.abc import Collection

    from openai_sql_shell.sql.variables import Value

Parameters = Sequence[object] | Mapping[str, object]
SMALLEST, LARGEST = -(2**63), 2**63 - 1


def bound(text: str, parameters: object, known: Collection[str]) -> Sequence[Value] | Mapping[str, Value]:
    """The values for the marks of a statement, or for its names.

    Args:
        text: the statement.
        parameters: a sequence for ``?``, a mapping for ``:name``; None: there are none.
        known: names that the session has values for.

    Raises:
        ProgrammingError: there are too few, too many, a name is missing, or they are of the other kind. DataError: a value does not fit.
    """
    given = () if parameters is None else parameters
    if not isinstance(given, Mapping | Sequence) or isinstance(given, str | bytes | bytearray):
        raise ProgrammingError(
            f"parameters cannot be {type(given).__name__}", "give a sequence for ?, or a mapping for :name"
        )
    places, names = len(marks(text)), dict.fromkeys(token.text[1:] for token in variables(text))
    if isinstance(given, Mapping):
        if places:
            raise ProgrammingError(
                "the statement has ?, and the parameters are a mapping", "give a sequence for ?"
            )
        _complete(names, {*known, *given})
        return {str(name): value_of(value, f":{name}") for name, value in given.items()}
    if places != len(given):
        raise ProgrammingError(
            f"the statement has {counted(places, 'mark')}, and {counted(len(given), 'parameter')} given",
            "give one for each ?; in a string, a comment or a quoted name it is text",
        )
    _complete(names, known)
    return [value_of(value, f"parameter {number}") for number, value in enumerate(given, 1)]


def _complete(names: Collection[str], known: Collection[str]) -> None:
    missing = [f":{name}" for name in names if name not in known]
    if missing:
        raise ProgrammingError(f"no value for {', '.join(missing)}", "give a mapping with these names")


def value_of(value: object, name: str) -> Value:
    """One value as a statement can hold it.

    >>> from datetime import UTC
    >>> value_of(datetime(2026, 1, 1, tzinfo=UTC), "a"), value_of(date(2026, 1, 1), "a"), value_of(Decimal("1.10"), "a")
    (1767225600, '2026-01-01', '1.10')

    Raises:
        DataError: it cannot; ``name`` says which it is.
    """
    for kind, convert in CONVERSIONS:
        if isinstance(value, kind):
            return convert(value, name)
    raise DataError(
        f"{name} is {type(value).__name__}, which no statement can hold",
        "give None, a bool, number, str, bytes, datetime with a time zone, date, Decimal, list or dict",
    )


def _as_it_is(value: bool | None, _name: str) -> bool | None:
    return value


def _text(value: str, name: str) -> str:
    value = str.__str__(value)  # what an enumeration stands for, not its name
    if "\0" in value:
        raise DataError(
            f"{name} contains a NUL character, where SQLite would stop reading", "give bytes instead"
        )
    try:
        value.encode()
    except UnicodeEncodeError:
        raise DataError(f"{name} is not valid Unicode: it contains half of a surrogate pair") from None
    return value


def _whole(value: SupportsIndex, name: str) -> int:
    value = index(value)
    if not SMALLEST <= value <= LARGEST:
        raise DataError(f"{name} is a whole number of more than 64 bits", "give it as a text")
    return value


def _finite(value: float, name: str) -> float:
    if not math.isfinite(value):
        raise DataError(f"{name} is {value}, which SQL has no number for", "None is NULL")
    return float(value)


def _bytes(value: bytes | bytearray | memoryview, _name: str) -> bytes:
    return bytes(value)


def _day(value: date, _name: str) -> str:
    return value.isoformat()


def _decimal(value: Decimal, name: str) -> str:
    if not value.is_finite():
        raise DataError(f"{name} is {value}, which SQL has no number for", "None is NULL")
    return str(value)


def _moment(value: datetime, name: str) -> int | float:
    if value.utcoffset() is None:
        raise DataError(
            f"{name} is a datetime without a time zone, which may be any of them",
            "give it one: .replace(tzinfo=UTC)",
        )
    return value.timestamp() if value.microsecond else int(value.timestamp())


def _json(value: object, name: str) -> str:
    try:
        return _text(json.dumps(value, ensure_ascii=False, allow_nan=False), name)
    except (TypeError, ValueError, RecursionError) as error:
        raise DataError(f"{name} is no JSON: {error}") from None


CONVERSIONS: tuple[tuple[Any, Callable[[Any, str], Value]], ...] = (
    (NoneType | bool, _as_it_is),
    (str, _text),
    (float, _finite),
    (bytes | bytearray | memoryview, _bytes),
    (datetime, _moment),
    (date, _day),
    (Decimal, _decimal),
    (list | dict, _json),
    (SupportsIndex, _whole),
)
"""What is made of a value, by the first of these kinds that it is; whole numbers of other libraries are known by ``__index__``."""
