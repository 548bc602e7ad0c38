"""What columns are: the type codes of a description, the objects they compare with, and how their values look.

A code is a text: ``string integer number boolean json binary``, and ``timestamp`` where times are asked for as datetimes. A number of seconds
never has the code of a time: who takes it for one may count it in another unit.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Literal

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.dbapi.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.result import ResultColumn, Row, Value

Times = Literal["unix", "datetime"]
TIMES: tuple[Times, ...] = ("unix", "datetime")
Record = tuple[Any, ...]
Description = tuple[str, str, None, None, None, None, None]

TIMESTAMP = "timestamp"
CODES = {
    DataType.STRING: "string",
    DataType.INTEGER: "integer",
    DataType.NUMBER: "number",
    DataType.BOOLEAN: "boolean",
    DataType.OBJECT: "json",
    DataType.ARRAY: "json",
    DataType.ANY: "string",
}
"""By the type of a column of the catalog."""
AFFINITIES = (
    (re.compile("INT"), "integer"),
    (re.compile("CHAR|CLOB|TEXT"), "string"),
    (re.compile("BLOB"), "binary"),
    (re.compile(""), "number"),
)
"""By what is in the declared type of a local column, the first that is; SQLite's own rules."""
OF_VALUES = {int: "integer", float: "number", bytes: "binary"}
"""By the first value of an expression."""


class TypeObject:
    """Equal to each of its type codes.

    >>> NUMBER == "integer", "string" == NUMBER, ROWID == "string"
    (True, False, False)
    """

    def __init__(self, name: str, *codes: str) -> None:
        self._name = name
        self._codes = frozenset(codes)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TypeObject):
            return self._codes == other._codes
        return other in self._codes

    def __hash__(self) -> int:
        return hash(self._codes)

    def __repr__(self) -> str:
        return self._name


STRING = TypeObject("STRING", "string", "json")
NUMBER = TypeObject("NUMBER", "integer", "number", "boolean")
BINARY = TypeObject("BINARY", "binary")
DATETIME = TypeObject("DATETIME", TIMESTAMP)
ROWID = TypeObject("ROWID")

Date = date
Time = time
Binary = bytes


def Timestamp(  # noqa: N802 - PEP 249's name and parts
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime:
    """A moment, in UTC."""
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def DateFromTicks(ticks: float) -> date:  # noqa: N802 - PEP 249's name
    """The day of a moment in seconds since 1970, in UTC."""
    return TimestampFromTicks(ticks).date()


def TimeFromTicks(ticks: float) -> time:  # noqa: N802 - PEP 249's name
    """The time of day of a moment in seconds since 1970, in UTC."""
    return TimestampFromTicks(ticks).timetz()


def TimestampFromTicks(ticks: float) -> datetime:  # noqa: N802 - PEP 249's name
    """A moment in seconds since 1970."""
    return datetime.fromtimestamp(ticks, UTC)


def code_of(column: ResultColumn, first: Value, times: Times) -> str:
    """The type code of a column.

    Args:
        column: as the result has it.
        first: its first value; None too where there is no row.
        times: how moments are handed out.
    """
    if column.source is not None:
        is_moment = times == "datetime" and column.source.unix_time
        return TIMESTAMP if is_moment else CODES[column.source.type]
    if column.declared:
        declared = column.declared.upper()
        return next(code for contained, code in AFFINITIES if contained.search(declared))
    return OF_VALUES.get(type(first), "string")


def describe(
    columns: Sequence[ResultColumn], first: Sequence[Value], times: Times
) -> tuple[Description, ...]:
    """The description of a result; ``first`` is its first row, or as many NULLs."""
    return tuple(
        (column.name, code_of(column, value, times), None, None, None, None, None)
        for column, value in zip(columns, first, strict=True)
    )


def shaping(columns: Sequence[ResultColumn], times: Times) -> Callable[[Sequence[Row]], list[Record]] | None:
    """What makes booleans and moments of SQLite's numbers; None: no column is one."""
    shapes: list[tuple[int, Callable[[Value], object]]] = []
    for at, column in enumerate(columns):
        if column.source is not None and column.source.type is DataType.BOOLEAN:
            shapes.append((at, _boolean))
        elif column.source is not None and column.source.unix_time and times == "datetime":
            shapes.append((at, _moment))
    if not shapes:
        return None

    def shaped(rows: Sequence[Row]) -> list[Record]:
        made: list[Record] = []
        for row in rows:
            values: list[object] = list(row)
            for at, shape in shapes:
                values[at] = shape(row[at])
            made.append(tuple(values))
        return made

    return shaped


def _boolean(value: Value) -> object:
    return bool(value) if isinstance(value, int) else value


def _moment(value: Value) -> object:
    if not isinstance(value, int | float):
        return value
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        raise DataError(
            f"{value} is no moment that Python knows", 'open the connection with times="unix"'
        ) from None
