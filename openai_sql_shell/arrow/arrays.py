"""Columns of values: a field and SQLite's values come in, an array of pyarrow goes out that says the same, or an error that names the value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from openai_sql_shell.arrow.fields import HELD, ArrowField, Kind, arrow_type, kind_of
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.result import Value

_NONE: frozenset[type] = frozenset()
_MISFITS = (ValueError, TypeError, OverflowError, ArithmeticError, NotImplementedError)
"""pyarrow's own are among them."""


def array(library: Any, field: ArrowField, values: Sequence[Value]) -> Any:
    """The values of a column.

    Args:
        library: pyarrow.
        field: how they are kept.
        values: many; a step of rows.

    Raises:
        InvalidValue: one does not fit.
    """
    if field.promised is not None:
        return _as_promised(library, field, values)
    kind = field.kind
    try:
        if not HELD.get(kind, _NONE).issuperset({*map(type, values)}):
            return _each(library, kind, values)
        return _made(library, kind, values)
    except UnicodeEncodeError:
        return array(library, field, [_encodable(value) for value in values])
    except _MISFITS:
        _name_misfit(library, field, values)
        raise


def _made(library: Any, kind: Kind, values: Sequence[Any]) -> Any:
    """An array of values that are of the kind."""
    if kind is Kind.DICTIONARY:
        return library.array(values, library.string()).cast(arrow_type(library, kind))
    return library.array(values, arrow_type(library, kind))


def _each(library: Any, kind: Kind, values: Sequence[Value]) -> Any:
    """The same where some have to be made ones of the kind before."""
    fit: Callable[[Any], Any] = _FITS.get(kind, _text)
    return _made(library, kind, [None if value is None else fit(value) for value in values])


def _name_misfit(library: Any, field: ArrowField, values: Sequence[Value]) -> None:
    for value in values:
        try:
            _each(library, field.kind, (value,))
        except _MISFITS:
            shown = repr(value)
            shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
            raise InvalidValue(
                f"the column {field.name} holds {field.kind}, and {shown} is none",
                hint=f"CAST({field.name} AS TEXT) takes any value",
            ) from None


def _as_promised(library: Any, field: ArrowField, values: Sequence[Value]) -> Any:
    """The values as a type that somebody asked for: by its kind, or cast from what they are."""
    wanted = field.promised.type
    kind = next((kind for kind in _PROMISES if arrow_type(library, kind) == wanted), None)
    found = kind or (field.kind if field.column else kind_of({*map(type, values)}))
    if found is Kind.INT64 and (library.types.is_timestamp(wanted) or library.types.is_date(wanted)):
        found = Kind.TIME  # a whole number is one of seconds, in whatever unit the type counts
    made = array(library, replace(field, kind=found, promised=None), values)
    try:
        made = made if kind else made.cast(wanted)
    except _MISFITS as error:
        raise InvalidValue(
            f"the column {field.name} was promised as {wanted}: {str(error).partition(chr(10))[0]}",
            hint=f"promise another type, or CAST({field.name} AS TEXT) and a string, which takes any value",
        ) from None
    if made.null_count and not field.promised.nullable:
        raise InvalidValue(
            f"the column {field.name} was promised without NULL, and has one",
            hint="promise a nullable field, or leave them out: WHERE ... IS NOT NULL",
        )
    return made


def _text(value: Any) -> str:
    """Numbers as SQLite writes them, with as many digits as tell them apart.

    >>> _text(1), _text(2.5), _text(1e300), _text(float("inf"))
    ('1', '2.5', '1.0e+300', 'Inf')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        raise TypeError
    if isinstance(value, int):
        return str(value)
    if math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    digits, e, power = repr(value).partition("e")
    return f"{digits}{'' if '.' in digits else '.0'}{e}{power}"


def _whole(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int):
        raise TypeError
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or value != float(value):
        raise TypeError
    return float(value)


def _truth(value: Any) -> bool:
    if value not in (0, 1):
        raise ValueError
    return bool(value)


def _money(value: Any) -> Any:
    from decimal import Decimal  # noqa: PLC0415 - few columns are of it

    return Decimal(repr(value)).quantize(Decimal("0.000000001"))


def _bytes(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError
    return value


def _encodable(value: Value) -> Value:
    """Halves of surrogate pairs written out, as in the other formats."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


_FITS: dict[Kind, Callable[[Any], Any]] = {
    Kind.INT32: _whole,
    Kind.INT64: _whole,
    Kind.TIME: _whole,
    Kind.FLOAT64: _number,
    Kind.BOOL: _truth,
    Kind.DECIMAL: _money,
    Kind.BINARY: _bytes,
}
"""What makes a value one of the kind; the others are texts."""
_PROMISES = (
    Kind.STRING,
    Kind.LARGE_STRING,
    Kind.INT64,
    Kind.INT32,
    Kind.FLOAT64,
    Kind.BOOL,
    Kind.TIME,
    Kind.BINARY,
)
"""Kinds that a schema can ask for."""
