"""How one resource will be read for one place in a statement: decided with SQLite, carried out by a cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import LIMIT, ORDER, DataType, Place, Returns
from openai_sql_shell.errors import InvalidValue
from openai_sql_shell.handlers.base import Read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openai_sql_shell.catalog.model import Method, Parameter, Resource
    from openai_sql_shell.result import Value


NO_ID = ("", ".", "..")
"""Texts that no object has as its id; where another table's rows hold one, there is no object to find."""


@dataclass(frozen=True, slots=True)
class BoundParameter:
    """A parameter whose value SQLite will hand over."""

    parameter: Parameter
    known: Value
    """The value, where the statement's text tells it; None: it comes from another table or an IN list."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A plan for one table; SQLite hands over the values of ``bound``, then the limit and the offset or the join's value."""

    resource: Resource
    method: Method
    bound: tuple[BoundParameter, ...] = ()
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

    @property
    def ident(self) -> str:
        """The same for the same scan, on whichever connection it was planned."""
        names = ",".join(b.parameter.name for b in self.bound)
        return f"{self.resource.id}.{self.method.name}({names}) {self.order or ''}"

    def echo(self, arguments: Sequence[Value]) -> dict[str, str]:
        """What the address and the page that was asked for say about every row. A filter says nothing: whether the server heeded it is seen in the rows."""
        return {
            b.parameter.name: str(value)
            for b, value in zip(self.bound, arguments, strict=False)
            if b.parameter.place in (Place.PATH, Place.PAGING)
        }

    def read(self, arguments: Sequence[Value], *, conforming: bool) -> Read | None:
        """The question for these arguments; None where an argument cannot match anything.

        A filter is handed over only what the API takes; a server that is known to keep to the description has nothing else.
        """
        values, more = arguments[: len(self.bound)], arguments[len(self.bound) :]
        if any(value is None or isinstance(value, bytes) for value in values):
            return None
        if self.depends and any(str(value).strip() in NO_ID for value in values):
            return None
        given = [(b.parameter, str(value)) for b, value in zip(self.bound, values, strict=True)]
        taken = [(p, text) for p, text in given if not p.closed or text in p.enum]
        if conforming and len(taken) < len(given):
            return None
        read = self._asked(taken)
        return replace(read, limit=rows_wanted(*more) if self.limited else None, named=not self.depends)

    def example(self) -> Read:
        """The question with the values known beforehand, ``{name}`` for the others: for EXPLAIN."""
        values = [
            (b.parameter, str(b.known) if b.known is not None else f"{{{b.parameter.name}}}")
            for b in self.bound
            if not b.parameter.closed or b.known is None or str(b.known) in b.parameter.enum
        ]
        return replace(self._asked(values), limit=self.known_rows)

    def _asked(self, given: Iterable[tuple[Parameter, str]]) -> Read:
        """The question with these values.

        Raises:
            InvalidValue: a person who pages by hand asks for what no list has.
        """
        by_hand = {p.name: _paged_by(p, text) for p, text in given if p.place is Place.PAGING}
        most, order = by_hand.pop(LIMIT, None), by_hand.pop(ORDER, self.order)
        taken = [(p.name, text) for p, text in given if p.place is not Place.PAGING]
        return Read(
            self.resource,
            self.method,
            (*taken, *by_hand.items()),
            order,
            most=int(most) if most and most.isdecimal() else None,
        )

    @property
    def server_filters(self) -> tuple[str, ...]:
        """Conditions the server checks, for EXPLAIN."""
        return tuple(
            f"{b.parameter.column or b.parameter.name} = {b.known!r}"
            if b.known is not None
            else f"{b.parameter.column or b.parameter.name} = ..."
            for b in self.bound
            if b.parameter.place in (Place.QUERY, Place.PAGING)
        )

    @property
    def one_object(self) -> bool:
        """At most one row an entry."""
        return self.method.returns is Returns.OBJECT


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
