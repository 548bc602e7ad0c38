"""How one resource will be read for one place in a statement: decided with SQLite, carried out by a cursor."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import LIMIT, ORDER, DataType, Place, Returns
from openai_sql_shell.classes import frozen, replace
from openai_sql_shell.errors import InvalidValue
from openai_sql_shell.handlers.base import Read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openai_sql_shell.catalog.model import Column, Method, Parameter, Resource
    from openai_sql_shell.handlers.base import Argument
    from openai_sql_shell.result import Value


LOWER, UPPER = (">", ">="), ("<", "<=")
"""The comparisons that bound a column."""

NO_ID = ("", ".", "..")
"""Texts that no object has as its id; where another table's rows hold one, there is no object to find."""


@frozen
class BoundParameter:
    """A parameter whose value SQLite will hand over."""

    parameter: Parameter
    known: Value
    """The value, where the statement's text tells it; None: it comes from another table or an IN list."""
    position: int = 0
    """Which of the arguments it is; one may be the value of two bounds."""
    sign: str = "="
    """How the column is compared with it."""
    names_itself: bool = True
    """The condition is on the parameter, not on a column that it bounds."""

    @property
    def compared(self) -> str:
        """What the condition is on, for people."""
        parameter = self.parameter
        told = parameter.bound is None or not self.names_itself
        return parameter.column if told and parameter.column else parameter.name


@frozen
class Scan:
    """A plan for one table; SQLite hands over the values of ``bound``, then the limit and the offset or the join's value."""

    resource: Resource
    method: Method
    bound: tuple[BoundParameter, ...] = ()
    handed: int = 0
    """How many values ``bound`` takes."""
    order: str | None = None
    """``asc`` or ``desc``: what the server is asked for."""
    sorted: bool = False
    """SQLite relies on the order; otherwise it sorts, and the server's order is looked at only to know it."""
    limited: bool = False
    """The server decides which rows come first, so that no more are asked for than LIMIT and OFFSET let through."""
    known_rows: int | None = None
    """How many rows the statement can use, where its text tells."""
    filtered_here: tuple[str, ...] = ()
    """Conditions the server cannot check, for EXPLAIN."""
    depends: bool = False
    """Arguments come from outside the table: it is entered once per value."""
    several: bool = False
    """A parameter takes the members of an IN list, one after the other."""
    join_column: str | None = None
    """One that another table pins: only the rows with its value are needed."""

    used: tuple[tuple[int, Column], ...] = ()
    """The columns that the statement needs, with their places in SQLite's order; perhaps more, where there are very many."""

    remarks: tuple[str, ...] = ()
    """What to say where it is read."""

    @property
    def ident(self) -> str:
        """The same for the same scan, on whichever connection it was planned."""
        names = ",".join(b.parameter.name for b in self.bound)
        return f"{self.resource.id}.{self.method.name}({names}) {self.order or ''}"

    def echo(self, arguments: Sequence[Value]) -> dict[str, Value]:
        """What the address and the list that was asked for say about every row. A filter says nothing: whether the server heeded it is seen in the rows."""
        address = (Place.PATH, Place.PAGING, Place.LOCAL)
        said = {
            b.parameter.name: str(arguments[b.position]) for b in self.bound if b.parameter.place in address
        }
        asked = {
            self.resource.asked_name(b.parameter): arguments[b.position]
            for b in self.bound
            if b.parameter.is_asked and b.names_itself
        }
        return {**said, **asked}

    def read(self, arguments: Sequence[Value], *, conforming: bool) -> Read | None:
        """The question for these arguments; None where an argument cannot match anything.

        A filter is handed over only what the API takes; a server that is known to keep to the description has nothing else.

        Raises:
            InvalidValue: a value is none of its parameter's type.
        """
        values, more = arguments[: self.handed], arguments[self.handed :]
        if any(value is None or isinstance(value, bytes) for value in values):
            return None
        found_by = [values[b.position] for b in self.bound if not b.parameter.is_asked]
        if self.depends and any(str(value).strip() in NO_ID for value in found_by):
            return None
        given = [(b, values[b.position]) for b in self.bound]
        taken = [(b, value) for b, value in given if not _unheard_of(b.parameter, value)]
        if (conforming and len(taken) < len(given)) or any(
            b.parameter.partition for b, _ in set(given) - set(taken)
        ):
            return None
        bucket = self._bucket_seconds(taken)
        read = self._asked([(b.parameter, _argument(b, value, bucket)) for b, value in taken])
        return replace(read, limit=rows_wanted(*more) if self.limited else None, named=not self.depends)

    def example(self) -> Read:
        """The question with the values known beforehand, ``{name}`` for the others: for EXPLAIN."""
        bucket = self._bucket_seconds([(b, b.known) for b in self.bound])
        values = [
            (b.parameter, _argument(b, b.known, bucket) if b.known is not None else f"{{{b.parameter.name}}}")
            for b in self.bound
            if b.known is None or not _unheard_of(b.parameter, b.known)
        ]
        return replace(self._asked(values), limit=self.known_rows)

    def _bucket_seconds(self, given: Iterable[tuple[BoundParameter, Value]]) -> int:
        """How long a bucket of the list is that is asked for; 1 where its rows are no buckets."""
        window = self.method.window
        if window is None:
            return 1
        widths = (str(value) for b, value in given if b.parameter.name == window.width)
        return next((window.seconds[w] for w in widths if w in window.seconds), max(window.seconds.values()))

    def _asked(self, given: Iterable[tuple[Parameter, Argument]]) -> Read:
        """The question with these values.

        Raises:
            InvalidValue: a person who pages by hand asks for what no list has.
        """
        given = list(given)
        by_hand = {p.name: _paged_by(p, str(text)) for p, text in given if p.place is Place.PAGING}
        most, order = by_hand.pop(LIMIT, None), by_hand.pop(ORDER, self.order)
        taken = [(p.name, text) for p, text in given if p.place is not Place.PAGING]
        return Read(
            self.resource,
            self.method,
            (*taken, *by_hand.items()),
            order,
            most=int(most) if most and most.isdecimal() else None,
        )

    def without_value(self, arguments: Sequence[Value]) -> Iterator[str]:
        """What a list should be asked with, and is NULL: a date that does not exist, a text that a row lacks."""
        asked = (b for b in self.bound if b.parameter.is_asked)
        return (b.parameter.sql_name for b in asked if arguments[b.position] is None)

    @property
    def compared_bounds(self) -> dict[str, BoundParameter]:
        """Fields that a value pins, where a person may have meant the bound."""
        pinned = (b for b in self.bound if b.sign == "=" and b.parameter.bound and not b.names_itself)
        return {str(b.parameter.column): b for b in pinned}

    @property
    def server_filters(self) -> tuple[str, ...]:
        """Conditions the server checks, for EXPLAIN."""
        return tuple(
            f"{b.compared} {b.sign} {b.known!r}" if b.known is not None else f"{b.compared} {b.sign} ..."
            for b in self.bound
            if b.parameter.place in (Place.QUERY, Place.PAGING)
        )

    @property
    def one_object(self) -> bool:
        """At most one row an entry."""
        return self.method.returns is Returns.OBJECT


def _unheard_of(parameter: Parameter, value: Value) -> bool:
    """A value that the API refuses, of a filter that SQLite checks as well."""
    return parameter.closed and not parameter.is_asked and str(value) not in parameter.enum


def _argument(bound: BoundParameter, value: Value, bucket: int) -> Argument:
    """A value as the question has it: what a bound needs so that no row is lost, and no ``bucket`` is cut; anything else as text; a body keeps its numbers."""
    parameter = bound.parameter
    if parameter.bound is not None:
        limit = _limit(parameter, bound.sign, value)
        whole = parameter.bound in UPPER and not bound.names_itself
        return str(-(-limit // bucket) * bucket if whole else limit)
    if parameter.place is Place.BODY:
        return value if isinstance(value, int | float) else str(value)
    return str(value)


def _limit(parameter: Parameter, sign: str, value: Value) -> int:
    """The whole number that a bound is asked with so that it lets through exactly the whole numbers of a comparison.

    Raises:
        InvalidValue: it is no number.
    """
    try:
        number = float(value) if isinstance(value, float) else int(str(value).strip())
        least = {">": floor(number) + 1, ">=": ceil(number), "=": ceil(number)}
        most = {"<": ceil(number) - 1, "<=": floor(number), "=": floor(number)}
        if parameter.bound in LOWER:
            return least[sign] - (parameter.bound == ">")
        return most[sign] + (parameter.bound == "<")
    except (OverflowError, ValueError):
        raise InvalidValue(
            f'"{parameter.name}" takes a number of seconds since 1970, not {value!r}',
            hint="unixepoch('2026-08-01') makes one of a date, unixepoch('now', '-30 days') of a time before now",
        ) from None


def _paged_by(parameter: Parameter, text: str) -> str:
    """What a list is asked with by hand.

    Raises:
        InvalidValue: no list takes it.
    """
    number = parameter.type is DataType.INTEGER and not text.startswith("{")
    if number and not (text.isdecimal() and int(text)):
        raise InvalidValue(
            f'"{parameter.name}" is {text}', hint="give a whole number above 0, or write LIMIT"
        )
    if parameter.enum and text not in parameter.enum and not text.startswith("{"):
        raise InvalidValue(
            f'"{parameter.name}" is {text!r}', hint=f"give {' or '.join(parameter.enum)}, or write ORDER BY"
        )
    return text


def rows_wanted(limit: Value, offset: Value = 0) -> int | None:
    """How many rows a statement can use at most; None where its LIMIT is none.

    >>> rows_wanted(5), rows_wanted(5, 20), rows_wanted(-1), rows_wanted(None)
    (5, 25, None, None)
    """
    if not isinstance(limit, int) or not isinstance(offset, int) or limit < 0:
        return None
    return limit + max(0, offset)
