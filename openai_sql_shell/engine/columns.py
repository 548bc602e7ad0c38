"""The columns of a resource as SQLite sees them: how they are declared, and how their values are taken from objects.

Comes in: the catalog's columns, and JSON as the API sent it. Goes out: SQLite's types and values.
"""

from __future__ import annotations

import json
import re
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import ASKED, RAW, Column, DataType, Place, SqlVerb
from openai_sql_shell.errors import InvalidValue
from openai_sql_shell.result import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.catalog.model import Parameter, Resource
    from openai_sql_shell.handlers.base import Object

Echo = dict[str, Value]
"""What an object was found with, by column."""

ANSWERED = "answered"
"""In an echo: the object is the answer to a change."""

AFFINITY = {
    DataType.INTEGER: "INTEGER",
    DataType.BOOLEAN: "INTEGER",
    DataType.NUMBER: "REAL",
}
"""SQLite's column types; everything else is TEXT."""

LEAST, MOST = -(2**63), 2**63 - 1
"""Of SQLite's whole numbers."""

NUMERIC = (DataType.INTEGER, DataType.NUMBER, DataType.BOOLEAN)

_NUMBER = re.compile(
    r"[ \t\n\v\f\r]*(?P<number>[+-]?(?:[0-9]+|(?P<real>[0-9]+\.[0-9]*|\.[0-9]+)))(?P<power>[eE][+-]?[0-9]+)?[ \t\n\v\f\r]*"
)
"""A text that SQLite takes for a number."""


def declaration(resource: Resource) -> str:
    """The CREATE TABLE by which SQLite learns the columns; parameters and ``raw`` are hidden."""
    visible = len(resource.columns)
    columns = [
        f'"{c.name}" {AFFINITY.get(c.type, "TEXT")}{"" if place < visible else " HIDDEN"}'
        for place, c in enumerate(every_column(resource))
    ]
    others = [f'"{name}" {AFFINITY.get(c.type, "TEXT")} HIDDEN' for name, c in resource.other_names.items()]
    return f"CREATE TABLE x({', '.join([*columns, *others])})"


def every_column(resource: Resource) -> tuple[Column, ...]:
    """The columns that a statement may name, in SQLite's order."""
    return (*resource.columns, *resource.hidden, *resource.asked_columns, *resource.paging_columns)


def comparable(column: Column, value: Value) -> bool:
    """Whether the value equals a column's values only where Python says so as well."""
    if column.type in NUMERIC:
        return isinstance(value, int | float)
    return isinstance(value, str)


def reader_of(resource: Resource, column: Column) -> Callable[[Object, Echo], Value]:
    """How a column's value is taken from an object and the arguments it was found with."""
    name = column.name
    if name in resource.asked:
        return lambda _row, echo: _asked_with(name, echo)
    if any(answered.name == name for answered in resource.answered):
        return lambda row, echo: _answered(name, row, echo)
    if name == RAW and name not in resource.by_column:
        return lambda row, _echo: whole(row)
    stored = STORED.get(column.type, as_text)
    if column.texts_in:
        return lambda row, _echo: stored(field_of(row, column))
    if any(paging.name == name for paging in resource.paging_columns):
        return lambda _row, echo: stored(_asked_with(name, echo))
    asked_with = _asked_by_name(resource, name)
    hidden, fixes = name not in resource.by_column, _fixed(asked_with)
    source = (fixes or name) if hidden else name
    if column.blank_is_null:
        return lambda row, _echo: stored(row.get(source)) or None
    if not any(p.place is Place.PATH for p in asked_with):
        return lambda row, _echo: stored(row.get(source))
    if hidden and fixes is None:
        return lambda _row, echo: echo.get(name)
    return lambda row, echo: echo.get(name) if (value := stored(row.get(source))) is None else value


def _asked_by_name(resource: Resource, name: str) -> list[Parameter]:
    return [p for m in resource.methods for p in m.parameters if p.name == name]


def _fixed(parameters: Sequence[Parameter]) -> str | None:
    """The field that a parameter pins."""
    return next((p.column for p in parameters if p.column and p.place in (Place.PATH, Place.QUERY)), None)


def fields_of(resource: Resource, column: Column) -> frozenset[str] | None:
    """The fields of an object from which `reader_of` and `batch_reader_of` take a column's value; None: all of them."""
    name = column.name
    if name == RAW and name not in resource.by_column:
        return None
    return frozenset({name, _fixed(_asked_by_name(resource, name)) or name, *column.texts_in[:1]})


def batch_reader_of(
    resource: Resource, column: Column
) -> Callable[[Sequence[Object]], Sequence[Value]] | None:
    """The same for many objects at once; None: a value hangs on more than a field of its object."""
    name = column.name
    others = {*resource.asked, RAW, *(c.name for c in (*resource.answered, *resource.paging_columns))}
    is_plain = name in resource.by_column and name not in others
    if not is_plain or column.texts_in or any(p.place is Place.PATH for p in _asked_by_name(resource, name)):
        return None
    stored = STORED.get(column.type, as_text)
    is_as_stored, field = _AS_STORED.get(stored, _never), itemgetter(name)

    def values(objects: Sequence[Object]) -> Sequence[Value]:
        try:
            found: list[Any] = list(map(field, objects))
        except KeyError:
            found = [one.get(name) for one in objects]
        return found if is_as_stored(found) else [None if value is None else stored(value) for value in found]

    if column.blank_is_null:
        return lambda objects: [value or None for value in values(objects)]
    return values


def _are_texts(values: Sequence[Any]) -> bool:
    """Each is a text that SQLite can hold, or NULL."""
    try:
        together = "".join(values)
    except TypeError:
        known = [value for value in values if value is not None]
        if not {*map(type, known)} <= {str}:
            return False
        together = "".join(known)
    return together.isascii() or _HALF.search(together) is None


def _are_integers(values: Sequence[Any]) -> bool:
    """Each is a whole number that SQLite has, or NULL."""
    kinds = {*map(type, values)}
    if not kinds <= {int, type(None)}:
        return False
    known = values if kinds == {int} else [value for value in values if value is not None]
    return not known or (min(known) >= LEAST and max(known) <= MOST)


def _never(_values: Sequence[Any]) -> bool:
    return False


def _asked_with(name: str, echo: Echo) -> Value:
    """What a list was asked with, as SQLite gave it.

    Raises:
        InvalidValue: nothing; the rows cannot tell.
    """
    if name not in echo:
        shown = name.removesuffix(ASKED)
        raise InvalidValue(
            f'"{shown}" has no value: no list was asked with it',
            hint=f'pin it: WHERE "{shown}" = ..., or in ON behind a LEFT JOIN',
        )
    return echo[name]


def _answered(name: str, row: Object, echo: Echo) -> Value:
    """What only the answer to a change has.

    Raises:
        InvalidValue: the object was read.
    """
    if ANSWERED not in echo:
        raise InvalidValue(
            f'"{name}" is in the answer to a change only', hint=f"ask for it there: RETURNING {name}"
        )
    return to_sql(row.get(name))


def parents_of(resource: Resource) -> tuple[str, ...]:
    """What stands in the address and is no key of the object itself: two stores may hold a file of the same id."""
    reads = [p for m in resource.for_verb(SqlVerb.SELECT) for p in m.parameters]
    return tuple(sorted({p.name for p in reads if p.place in (Place.PATH, Place.LOCAL) and p.column != "id"}))


def shown(columns: Sequence[Column], found: Object) -> tuple[Value, ...]:
    """An object's values for some columns, outside of a query: what EXEC shows."""
    values = ((c, to_sql(field_of(found, c))) for c in columns)
    return tuple(value or None if c.blank_is_null else value for c, value in values)


def field_of(found: Object, column: Column) -> Any:
    """What an object has for a column, or what the column is made of.

    >>> parts = [{"type": "output_text", "text": "Hel"}, {"type": "refusal"}, {"type": "output_text", "text": "lo"}]
    >>> field_of({"output": [{"content": parts}, {"summary": []}]}, Column("output_text", DataType.STRING, "", texts_in=("output", "content")))
    'Hello'
    """
    value = found.get(column.name)
    if value is not None or not column.texts_in:
        return value
    parts: list[Any] = [found]
    for name in column.texts_in:
        inner = [part.get(name) for part in parts if isinstance(part, dict)]
        parts = [part for array in inner if isinstance(array, list) for part in array]
    texts = [p.get("text") for p in parts if isinstance(p, dict) and p.get("type") == column.name]
    return "".join(map(str, texts)) if texts else None


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


def whole(row: Object) -> str:
    """The object as it was sent, as JSON: half a surrogate pair keeps its escape."""
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

_AS_STORED: dict[Callable[[Any], Value], Callable[[Sequence[Any]], bool]] = {
    as_text: _are_texts,
    as_number: _are_integers,
}
"""What tells at once that values are stored as they are."""


def _unicode(text: str) -> str:
    """Half a surrogate pair, which JSON can spell and SQLite cannot hold, as U+FFFD."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


_HALF = re.compile("[\ud800-\udfff]")
