"""The columns of a resource as SQLite sees them: how they are declared, and how their values are taken from objects.

Comes in: the catalog's columns, and JSON as the API sent it. Goes out: SQLite's types and values.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import RAW, DataType, Place, SqlVerb
from openai_sql_shell.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.catalog.model import Column, Resource
    from openai_sql_shell.handlers.base import Object
    from openai_sql_shell.result import Value

AFFINITY = {
    DataType.INTEGER: "INTEGER",
    DataType.BOOLEAN: "INTEGER",
    DataType.NUMBER: "REAL",
}
"""SQLite's column types; everything else is TEXT."""

NUMERIC = (DataType.INTEGER, DataType.NUMBER, DataType.BOOLEAN)

_NUMBER = re.compile(
    r"[ \t\n\v\f\r]*(?P<number>[+-]?(?:[0-9]+|(?P<real>[0-9]+\.[0-9]*|\.[0-9]+)))(?P<power>[eE][+-]?[0-9]+)?[ \t\n\v\f\r]*"
)
"""A text that SQLite takes for a number."""


def declaration(resource: Resource) -> str:
    """The CREATE TABLE by which SQLite learns the columns; parameters and ``raw`` are hidden."""
    columns = [f'"{c.name}" {AFFINITY.get(c.type, "TEXT")}' for c in resource.columns]
    hidden = (*resource.hidden, *resource.paging_columns)
    columns += [f'"{c.name}" {AFFINITY.get(c.type, "TEXT")} HIDDEN' for c in hidden]
    return f"CREATE TABLE x({', '.join(columns)})"


def comparable(column: Column, value: Value) -> bool:
    """Whether the value equals a column's values only where Python says so as well."""
    if column.type in NUMERIC:
        return isinstance(value, int | float)
    return isinstance(value, str)


def reader_of(resource: Resource, column: Column) -> Callable[[Object, dict[str, str]], Value]:
    """How a column's value is taken from an object and the arguments it was found with."""
    name = column.name
    if name == RAW and name not in resource.by_column:
        return lambda row, _echo: _whole(row)
    stored = STORED.get(column.type, as_text)
    if any(paging.name == name for paging in resource.paging_columns):
        return lambda _row, echo: stored(_paged_by(name, echo))
    asked_with = [p for m in resource.methods for p in m.parameters if p.name == name]
    fixes = next((p.column for p in asked_with if p.column and p.place in (Place.PATH, Place.QUERY)), None)
    hidden = name not in resource.by_column
    source = (fixes or name) if hidden else name
    if column.blank_is_null:
        return lambda row, _echo: stored(row.get(source)) or None
    if not any(p.place is Place.PATH for p in asked_with):
        return lambda row, _echo: stored(row.get(source))
    if hidden and fixes is None:
        return lambda _row, echo: echo.get(name)
    return lambda row, echo: echo.get(name) if (value := stored(row.get(source))) is None else value


def _paged_by(name: str, echo: dict[str, str]) -> str:
    """What a list was asked with.

    Raises:
        InvalidValue: nothing; the rows cannot tell.
    """
    if name not in echo:
        raise InvalidValue(
            f'"{name}" has no value: no list was asked with it', hint=f'pin it: WHERE "{name}" = ...'
        )
    return echo[name]


def parents_of(resource: Resource) -> tuple[str, ...]:
    """Path parameters that are no key of the object itself: two stores may hold a file of the same id."""
    reads = [p for m in resource.for_verb(SqlVerb.SELECT) for p in m.parameters]
    return tuple(sorted({p.name for p in reads if p.place is Place.PATH and p.column != "id"}))


def shown(columns: Sequence[Column], found: Object) -> tuple[Value, ...]:
    """An object's values for some columns, outside of a query: what EXEC shows."""
    return tuple(
        to_sql(found.get(c.name)) or None if c.blank_is_null else to_sql(found.get(c.name)) for c in columns
    )


def to_sql(value: Any) -> Value:
    """A JSON value as SQLite's: objects and arrays as compact text, booleans as 1 and 0.

    >>> to_sql({"total": 3}), to_sql(True), to_sql(None)
    ('{"total":3}', 1, None)
    """
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, str):
        return _unicode(value)
    if isinstance(value, int):
        return int(value) if -(2**63) <= value < 2**63 else str(value)
    return _unicode(_json(value))


def _json(value: Any) -> str:
    """A JSON value as compact text; a number beyond all others as JSON and SQLite can read it.

    >>> _json([1e999, "Infinity"])
    '[9e999,"Infinity"]'
    """
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except ValueError:
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        return _INFINITE.sub(lambda found: "9e999" if found[0] == "Infinity" else found[0], text)


_INFINITE = re.compile(r'"(?:[^"\\]|\\.)*"|Infinity')
"""The word outside of texts."""


def _whole(row: Object) -> str:
    """The object as it was sent: half a surrogate pair keeps its escape."""
    text = _json(row)
    return text if _HALF.search(text) is None else _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def as_number(value: Any) -> Value:
    """A JSON value as SQLite stores it in a column of integers, whatever the server sent.

    >>> as_number(5), as_number(" 5"), as_number("5.0"), as_number("1e3"), as_number("0.5"), as_number("five")
    (5, 5, 5, 1000, 0.5, 'five')
    """
    stored = to_sql(value)
    if isinstance(stored, str) and (found := _NUMBER.fullmatch(stored)) is not None:
        if not found["real"] and not found["power"]:
            whole = int(found["number"])
            return whole if whole.bit_length() < 64 else stored  # as text it loses no digit
        stored = float(stored)
    if isinstance(stored, float) and stored.is_integer() and abs(stored) < 2**63:
        return int(stored)
    return stored


def as_real(value: Any) -> Value:
    """The same in a column of numbers with fractions.

    >>> as_real(5), as_real("5"), as_real("five")
    (5.0, 5.0, 'five')
    """
    value = as_number(value)
    return float(value) if isinstance(value, int) else value


def as_text(value: Any) -> Value:
    """The same in a column of texts.

    >>> as_text("a"), as_text(5), as_text({"total": 3}), as_text(None)
    ('a', '5', '{"total":3}', None)
    """
    value = to_sql(value)
    return value if value is None or isinstance(value, str) else str(value)


STORED: dict[DataType, Callable[[Any], Value]] = {
    DataType.INTEGER: as_number,
    DataType.BOOLEAN: as_number,
    DataType.NUMBER: as_real,
}
"""How a column of a type holds a value: as a table of SQLite would, so that equal means the same to both. All others hold text."""


def _unicode(text: str) -> str:
    """Half a surrogate pair, which JSON can spell and SQLite cannot hold, as U+FFFD."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


_HALF = re.compile("[\ud800-\udfff]")
