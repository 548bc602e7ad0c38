"""How columns are kept: columns of a result, and the types of their values, come in; fields and a schema go out.

A column of the catalog has a type of its own, one of a local table that it was declared with, an expression that of its values; nothing but
NULL is a string, because a later batch could not follow another type.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from openai_sql_shell.classes import frozen, replace
from openai_sql_shell.errors import UnsupportedStatement, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from openai_sql_shell.result import ResultColumn

EXTRA = "openai-sql[arrow]"
NAME, DESCRIPTION, TYPE, JSON_MARK = "openai_sql.column", "openai_sql.description", "openai_sql.type", "json"
"""Keys of a field's metadata."""
Json = Literal["string", "extension"]
"""What a column of JSON is: a string, marked as JSON in the metadata of its field; Arrow's extension type."""


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
    JSON = "extension<arrow.json>"


@frozen
class ArrowField:
    """A column."""

    name: str
    kind: Kind = Kind.STRING
    is_json: bool = False
    """Its strings are JSON."""
    column: str = ""
    """The catalog's column that it shows; empty: it is an expression, or of a local table."""
    description: str = ""
    promised: Any = None
    """The field of pyarrow that it is to be, whatever its kind; None: its kind decides."""


def pyarrow(what: str) -> Any:
    """The library.

    Raises:
        UnsupportedStatement: it is not installed; ``what`` needs it.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - heavy, and not everybody has it
    except ImportError:
        raise UnsupportedStatement(f"{what} needs pyarrow: install {EXTRA}") from None
    return pa


def result_fields(
    columns: Sequence[ResultColumn], *, promised: Any = None, json: Json = "string"
) -> list[ArrowField | None]:
    """How the columns of a result are kept; None: what is in it decides, see `field_of`.

    Args:
        columns: as the result has them.
        promised: a schema of pyarrow for all of them; None: there is none.
        json: what JSON is to be.

    Raises:
        UsageError: the schema is of other columns. UnsupportedStatement: pyarrow is too old for the extension type.
    """
    if json == "extension" and not hasattr(pyarrow("json='extension'"), "json_"):
        raise UnsupportedStatement("json='extension' needs pyarrow 19", hint=f"install it, or {EXTRA} anew")
    names = [column.name for column in columns]
    if promised is not None and promised.names != names:
        raise UsageError(
            f"schema= is of the columns {', '.join(promised.names)}, the statement has {', '.join(names)}",
            hint="give a field for every column, in their order",
        )
    fields: list[ArrowField | None] = []
    for place, column in enumerate(columns):
        field = None if column.source is None and promised is None else field_of(column, ())
        if field and promised is not None:
            field = replace(field, promised=promised.field(place))
        elif field and field.is_json and json == "extension":
            field = replace(field, kind=Kind.JSON)
        fields.append(field)
    return fields


def field_of(column: ResultColumn, types: Collection[type]) -> ArrowField:
    """How a column of a result is kept.

    Args:
        column: as the result has it.
        types: of its values, as far as they are known; they decide where the catalog does not.
    """
    source = column.source
    if source is None:
        return ArrowField(column.name, _declared_as(column, types) or kind_of(types))
    kind = _CATALOG[source.type.value]
    if kind is Kind.INT64 and source.unix_time:
        kind = Kind.TIME
    return ArrowField(column.name, kind, source.type.is_json, source.name, source.description)


def _declared_as(column: ResultColumn, types: Collection[type]) -> Kind | None:
    """By the declared type of a local column, where its values are of it: SQLite lets others in."""
    declared = (column.declared or "").upper()
    kind = next((kind for word, kind in _DECLARED if word in declared), None)
    return kind if kind and HELD[kind].issuperset(types) else None


def kind_of(types: Collection[type]) -> Kind:
    """What holds values of these types; of several kinds, texts."""
    known = {*types} - {type(None)}
    return next((kind for kind in _OF_VALUES if known and HELD[kind].issuperset(known)), Kind.STRING)


def schema(fields: Sequence[ArrowField], metadata: dict[str, str] | None = None) -> Any:
    """The Arrow schema of some fields; all may be NULL."""
    library = pyarrow("an Arrow schema")
    made = [
        field.promised or library.field(field.name, arrow_type(library, field.kind), metadata=_marks(field))
        for field in fields
    ]
    return library.schema(made, metadata=metadata)


def as_schema(given: object) -> Any:
    """A schema of pyarrow, out of one or of another library's.

    Raises:
        UsageError: it is none. UnsupportedStatement: there is no pyarrow.
    """
    library = pyarrow("schema=")
    if isinstance(given, library.Schema):
        return given
    if type(given).__name__ == "PyCapsule":
        given = _Capsule(given)
    if hasattr(given, "__arrow_c_schema__"):
        return library.schema(given)
    raise UsageError(
        f"schema= is a pyarrow.Schema, not {type(given).__name__}", hint="pyarrow.schema({name: type, ...})"
    )


class _Capsule:
    """The schema in a capsule, as pyarrow takes it."""

    def __init__(self, capsule: object) -> None:
        self._capsule = capsule

    def __arrow_c_schema__(self) -> object:
        return self._capsule


def arrow_type(library: Any, kind: Kind) -> Any:
    """The type of pyarrow."""
    return _TYPES[kind](library)


def _marks(field: ArrowField) -> dict[str, str] | None:
    marks = {NAME: field.column, DESCRIPTION: field.description}
    if field.is_json:
        marks |= {TYPE: "json", JSON_MARK: "1"}
    return {name: text for name, text in marks.items() if text} or None


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
    Kind.JSON: lambda pa: pa.json_(pa.string()),
}
_TEXTS: frozenset[type] = frozenset({str, type(None)})
_WHOLE: frozenset[type] = frozenset({int, type(None)})
HELD: dict[Kind, frozenset[type]] = {
    **dict.fromkeys((Kind.STRING, Kind.LARGE_STRING, Kind.DICTIONARY, Kind.JSON), _TEXTS),
    **dict.fromkeys((Kind.INT32, Kind.INT64, Kind.TIME), _WHOLE),
    Kind.FLOAT64: _WHOLE | {float},
    Kind.BINARY: frozenset({bytes, type(None)}),
}
"""Types of values that pyarrow takes as they are, and keeps as they are or refuses."""
_OF_VALUES = (Kind.INT64, Kind.FLOAT64, Kind.BINARY)
"""What expressions are, the first that holds all of their values."""
_DECLARED = (
    *(("INT", Kind.INT64), ("CHAR", Kind.STRING), ("CLOB", Kind.STRING), ("TEXT", Kind.STRING)),
    *(("BLOB", Kind.BINARY), ("REAL", Kind.FLOAT64), ("FLOA", Kind.FLOAT64), ("DOUB", Kind.FLOAT64)),
)
"""By what is in the declared type of a local column, the first that is: SQLite's own rules. Others may hold anything."""
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
