"""The types of columns: what SQLAlchemy calls those of the catalog, and those that tables of a session were declared with."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BigInteger, Boolean, Float, LargeBinary, Numeric, Text
from sqlalchemy import types as sqltypes
from sqlalchemy.dialects.sqlite.base import ischema_names
from sqlalchemy.types import TypeDecorator

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.dbapi.typecodes import AFFINITIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

OF_CATALOG: dict[DataType, TypeEngine[Any]] = {
    DataType.STRING: Text(),
    DataType.INTEGER: BigInteger(),
    DataType.NUMBER: Float(),
    DataType.BOOLEAN: Boolean(),
    DataType.OBJECT: JSON(none_as_null=True),
    DataType.ARRAY: JSON(none_as_null=True),
    DataType.ANY: Text(),
}
"""By the type of a column of the catalog. JSON is read into Python's values; ``None`` is NULL, not ``null``."""
DECLARED: dict[str, type[TypeEngine[Any]]] = {
    **ischema_names,
    **{name: getattr(sqltypes, name) for name in ("DATE", "TIME", "DATETIME", "TIMESTAMP")},
}
"""By the word of a declaration. Times are handed out as they are kept: which form that is, only who made the table knows."""
OF_AFFINITY: dict[str, type[TypeEngine[Any]]] = {
    "integer": BigInteger,
    "string": Text,
    "binary": LargeBinary,
    "number": Numeric,
}


class JsonText(JSON):
    """JSON is text in SQL; a table of the session keeps a lone number in it as one."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """What makes Python's values of it."""
        read: Any = super().result_processor(dialect, coltype)
        return lambda value: value if isinstance(value, int | float) else read(value)


class UnixTime(TypeDecorator[datetime]):
    """A column of seconds since 1970 whose values are ``datetime`` in UTC: ``Column("created_at", UnixTime)``.

    Raises:
        ValueError: it is compared with, or given, a ``datetime`` without a time zone.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Seconds, as the API has them."""
        if value is not None and value.utcoffset() is None:
            raise ValueError(
                f"{value} has no time zone, and may be any moment of a day: .replace(tzinfo=UTC) gives it one"
            )
        return None if value is None else int(value.timestamp())

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """A moment; of a connection with ``times=datetime`` it is one already."""
        return datetime.fromtimestamp(value, UTC) if isinstance(value, int | float) else value


def declared_type(declaration: str) -> TypeEngine[Any]:
    """The type of a column of a local table.

    >>> declared_type("varchar(3)"), declared_type("DECIMAL(10, 2)"), declared_type("INT8 UNSIGNED"), declared_type("")
    (VARCHAR(length=3), DECIMAL(precision=10, scale=2), BigInteger(), NullType())

    Args:
        declaration: as SQLite keeps it; empty: SQLite knows no type.
    """
    word, *numbers = re.findall(r"[^(),]+", declaration)[:3] or [""]
    kind = DECLARED.get(word.strip().upper())
    if kind is None:
        upper = declaration.upper()
        affinity = next(code for contained, code in AFFINITIES if contained.search(upper))
        return OF_AFFINITY[affinity]() if upper else sqltypes.NullType()
    sizes = [int(number) for number in numbers if number.strip().isdigit()]
    try:
        return kind(*sizes)
    except TypeError:  # a length where SQLAlchemy knows none
        return kind()
