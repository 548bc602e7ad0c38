"""Rows to Arrow: fields and tuples come in, a schema and record batches go out. Alone knows pyarrow for writing, and loads it on first use.

An `ArrowField` says how a column is kept. `field_of` finds that of a column of a result: by what the catalog says or, for an expression, by
the first values; nothing but NULL is a string, because a later batch could not follow another type.
"""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import InvalidValue, UnsupportedStatement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from openai_sql_shell.result import ResultColumn, Row, Value

EXTRA = "openai-sql[arrow]"
ROWS = 10_000
"""Rows of a batch, at most."""
MOST_BYTES = 64 * 1024 * 1024
"""Characters and bytes of a batch, about."""
_STEP = 500
"""Rows between two looks at their size."""
NAME, DESCRIPTION, TYPE, JSON_MARK = "openai_sql.column", "openai_sql.description", "openai_sql.type", "json"
"""Keys of a field's metadata."""


class Kind(StrEnum):
    """How a column is kept."""

    STRING = "string"
    LARGE_STRING = "large_string"
    DICTIONARY = "dictionary"
    """A string, of which there are few different ones."""
    INT32 = "int32"
    INT64 = "int64"
    FLOAT64 = "float64"
    DECIMAL = "decimal128(18, 9)"
    BOOL = "bool"
    TIME = "timestamp[s, UTC]"
    BINARY = "binary"


@frozen
class ArrowField:
    """A column."""

    name: str
    kind: Kind = Kind.STRING
    is_json: bool = False
    """Its strings are JSON."""
    column: str = ""
    """The catalog's column that it shows; empty: it is an expression."""
    description: str = ""


def pyarrow(what: str) -> Any:
    """The library.

    Raises:
        UnsupportedStatement: it is not installed; ``what`` needs it.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - heavy, and not everybody has it
    except ImportError:
        raise UnsupportedStatement(
            f"{what} needs pyarrow, which is not installed", hint=f"pip install '{EXTRA}'"
        ) from None
    return pa


def field_of(column: ResultColumn, values: Iterable[Value]) -> ArrowField:
    """How a column of a result is kept.

    Args:
        column: as the result has it.
        values: its first ones; looked at where the column is an expression.
    """
    source = column.source
    if source is None:
        return ArrowField(column.name, _kind_of({type(value) for value in values}))
    kind = _CATALOG[source.type.value]
    if kind is Kind.INT64 and source.unix_time:
        kind = Kind.TIME
    return ArrowField(column.name, kind, source.type.is_json, source.name, source.description)


def _kind_of(types: set[type]) -> Kind:
    types.discard(type(None))
    if types and types <= {int, float}:
        return Kind.FLOAT64 if float in types else Kind.INT64
    return Kind.BINARY if types == {bytes} else Kind.STRING


def schema(fields: Sequence[ArrowField], metadata: dict[str, str] | None = None) -> Any:
    """The Arrow schema of some fields; all may be NULL."""
    library = pyarrow("an Arrow schema")
    made = [library.field(f.name, _TYPES[f.kind](library), metadata=_metadata(f)) for f in fields]
    return library.schema(made, metadata=metadata)


def _metadata(field: ArrowField) -> dict[str, str] | None:
    marks = {NAME: field.column, DESCRIPTION: field.description}
    if field.is_json:
        marks |= {TYPE: "json", JSON_MARK: "1"}
    return {name: text for name, text in marks.items() if text} or None


def batches(fields: Sequence[ArrowField], rows: Iterable[Row], made: Any = None) -> Iterator[Any]:
    """The rows as record batches of at most `ROWS` rows, and about `MOST_BYTES`.

    Args:
        fields: how each value of a row is kept.
        rows: tuples.
        made: their schema, where it is there.

    Raises:
        InvalidValue: a value does not fit its column. UnsupportedStatement: there is no pyarrow.
    """
    library, made = pyarrow("an Arrow batch"), schema(fields) if made is None else made
    for chunk in chunks(rows):
        columns = zip(*chunk, strict=True) if fields else ()
        arrays = [_array(library, field, values) for field, values in zip(fields, columns, strict=True)]
        yield library.record_batch(arrays, schema=made)


@contextmanager
def parquet_writer(fields: Sequence[ArrowField], stream: BinaryIO) -> Iterator[Callable[[Any], None]]:
    """What takes record batches and writes them to a Parquet file, a row group each.

    Raises:
        UnsupportedStatement: there is no pyarrow. OSError: the stream cannot be written.
    """
    pyarrow("FORMAT parquet")
    from pyarrow import parquet  # noqa: PLC0415 - as the library itself

    with parquet.ParquetWriter(stream, schema(fields), compression="zstd") as writer:
        yield writer.write_batch


def chunks(rows: Iterable[Row], most: int = ROWS) -> Iterator[list[Row]]:
    """Rows in lists, each of what goes into one batch."""
    rows, held, size = iter(rows), list[Any](), 0
    while step := list(islice(rows, min(_STEP, most - len(held)))):
        held += step
        size += sum(len(value) for row in step for value in row if isinstance(value, str | bytes))
        if len(held) >= most or size >= MOST_BYTES:
            yield held
            held, size = [], 0
    if held:
        yield held


def _array(library: Any, field: ArrowField, values: Sequence[Value]) -> Any:
    wanted = _TYPES[field.kind](library)
    try:
        given = [_fit(field.kind)(value) if value is not None else None for value in values]
        plain = library.int64() if field.kind is Kind.TIME else wanted
        return library.array(given, plain).cast(wanted) if plain != wanted else library.array(given, plain)
    except UnicodeEncodeError:
        return _array(library, field, [_encodable(value) for value in values])
    except (ValueError, TypeError, OverflowError, ArithmeticError):  # pyarrow's own are among them
        _name_misfit(library, field, wanted, values)
        raise


def _name_misfit(library: Any, field: ArrowField, wanted: Any, values: Sequence[Value]) -> None:
    for value in values:
        try:
            given = None if value is None else _fit(field.kind)(value)
            plain = library.int64() if field.kind is Kind.TIME else wanted
            library.array([given], plain)
        except (ValueError, TypeError, OverflowError, ArithmeticError):
            shown = repr(value)
            shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
            raise InvalidValue(
                f"the column {field.name} holds {field.kind}, and {shown} is none",
                hint=f"CAST({field.name} AS TEXT) takes any value",
            ) from None


def _fit(kind: Kind) -> Callable[[Any], Any]:
    return _FITS.get(kind, _text)


def _text(value: Any) -> str:
    """Numbers as SQLite writes them."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        raise TypeError
    return repr(value)


def _whole(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int):
        raise TypeError
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float):
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
    return value.encode("utf-8", "backslashreplace") if isinstance(value, str) else bytes(memoryview(value))


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
_TYPES: dict[Kind, Callable[[Any], Any]] = {
    Kind.STRING: lambda pa: pa.string(),
    Kind.LARGE_STRING: lambda pa: pa.large_string(),
    Kind.DICTIONARY: lambda pa: pa.dictionary(pa.int32(), pa.string()),
    Kind.INT32: lambda pa: pa.int32(),
    Kind.INT64: lambda pa: pa.int64(),
    Kind.FLOAT64: lambda pa: pa.float64(),
    Kind.DECIMAL: lambda pa: pa.decimal128(18, 9),
    Kind.BOOL: lambda pa: pa.bool_(),
    Kind.TIME: lambda pa: pa.timestamp("s", "UTC"),
    Kind.BINARY: lambda pa: pa.binary(),
}
_CATALOG = {
    "string": Kind.STRING,
    "integer": Kind.INT64,
    "number": Kind.FLOAT64,
    "boolean": Kind.BOOL,
    "object": Kind.STRING,
    "array": Kind.STRING,
    "any": Kind.STRING,
}
"""By the catalog's type; whole numbers that are times are kept as such."""
