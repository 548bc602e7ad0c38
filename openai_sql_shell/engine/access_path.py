"""Choosing how to read a resource: SQLite lists the conditions at hand, the cheapest method that fits them wins.

Pure: conditions in, a `Scan` out. Which conditions SQLite may stop checking is decided in `table`: none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import LIMIT, Place, Returns, SqlVerb
from openai_sql_shell.classes import frozen
from openai_sql_shell.engine.scan import LOWER, UPPER, BoundParameter, Scan, rows_wanted
from openai_sql_shell.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openai_sql_shell.catalog.model import Method, Parameter, Resource
    from openai_sql_shell.handlers.base import Server
    from openai_sql_shell.result import Value

REQUEST_COST = 10.0
KEYED_COST = 1.0
"""Asking for one object by its key is always worth it: a list may be longer than anybody expects."""
CHANGE_COST = 1000.0
"""What makes a model work is entered last, with as few values as the rest of the statement leaves."""
ROW_COST = 0.001
AGAIN_COST = 0.5
"""What a list costs, as a part of its requests, where another table enters it by a column: they are made once, and an index
finds the rows. SQLite, which thinks in logarithms, hands the value over only where that is clearly cheaper."""


@frozen
class Condition:
    """One condition SQLite offers for a table."""

    index: int
    """Its number in SQLite's list."""
    column: str
    text: str
    """For EXPLAIN: ``status = 'failed'``."""
    equality: bool
    """It pins the column to one value at a time, compared byte by byte."""
    usable: bool
    sign: str = ""
    """``>``, ``>=``, ``<`` or ``<=`` where it bounds the column."""
    several: bool = False
    """An IN list: one value after the other."""
    value: Value = None
    """The value, where it is known beforehand."""
    null: bool = False
    """It asks for rows that have no value."""


@frozen
class OrderAndLimit:
    """ORDER BY and LIMIT, which SQLite would like the table to carry out."""

    order: tuple[tuple[str, bool], ...] = ()
    """ORDER BY: column and whether descending."""
    limits: tuple[int, ...] = ()
    """The numbers of the LIMIT condition and of the OFFSET condition."""
    rows: int | None = None
    """LIMIT plus OFFSET, where both are known beforehand."""


@frozen
class AccessPath:
    """The scan that was chosen, and what SQLite has to be told about it."""

    scan: Scan
    handed_over: tuple[int, ...]
    """Condition numbers in the order of the arguments SQLite shall pass."""
    order_done: bool
    cost: float
    rows: int


def choose(
    resource: Resource, conditions: Sequence[Condition], wanted: OrderAndLimit, server: Server
) -> AccessPath | None:
    """The cheapest way, or None where no method has what it requires.

    Raises:
        InvalidValue: two conditions exclude each other.
    """
    usable = [c for c in conditions if c.usable]
    asked = _asked(resource, conditions)
    fitting = [
        (method, bindings)
        for method in resource.for_verb(SqlVerb.SELECT)
        if (bindings := _bindings(resource, method, usable)) is not None
        and asked <= {c.column for _, c in bindings}
    ]
    if not fitting:
        return None
    method, bindings = min(fitting, key=lambda option: _rank(resource, *option))
    _check_line_keys(resource, conditions)
    return _assemble(resource, method, bindings, conditions, wanted, server)


def _check_line_keys(resource: Resource, conditions: Iterable[Condition]) -> None:
    """Raise where two are given: no line has both."""
    given = {c.column for c in conditions if c.equality}.intersection(resource.line_keys)
    if len(given) > 1:
        raise InvalidValue(f"{' and '.join(sorted(given))} exclude each other", hint="give one of them")


def missing(resource: Resource, conditions: Iterable[Condition]) -> tuple[str, ...]:
    """The fewest parameters that would have to be given; counts conditions that are there but come too late."""
    conditions = list(conditions)
    single = [c for c in conditions if not c.several]
    asked = _asked(resource, conditions)
    reads = resource.for_verb(SqlVerb.SELECT)
    meant = [m for m in reads if asked <= {resource.asked_name(p) for p in _parameters(m)}]
    lacking = [
        tuple(p.sql_name for p in method.required if _giving(resource, p, single) is None)
        for method in meant or reads
    ]
    present = {c.column for c in single if c.equality}
    return min(lacking, key=len, default=()) or tuple(sorted(asked - present))


def _asked(resource: Resource, conditions: Iterable[Condition]) -> set[str]:
    """Columns that only make sense as what a list is asked with: each has to be pinned."""
    by_hand = {c.name for c in resource.paging_columns}
    return {c.column for c in conditions if c.column in by_hand or c.column in resource.asked}


def _parameters(method: Method) -> tuple[Parameter, ...]:
    """All that a SELECT may give."""
    return (*method.parameters, *method.paging_parameters)


def _bindings(
    resource: Resource, method: Method, usable: Sequence[Condition]
) -> list[tuple[Parameter, Condition]] | None:
    """Each parameter with the condition that gives its value; None where a required one has none."""
    found = []
    for parameter in _parameters(method):
        condition = _giving(resource, parameter, usable)
        if condition is not None and not _better_said(method, parameter, condition):
            found.append((parameter, condition))
        elif parameter.required:
            return None
    return found


def _better_said(method: Method, parameter: Parameter, condition: Condition) -> bool:
    """Another bound of the column says what the condition says, to the letter."""
    wanted = condition.sign or (f"{parameter.bound[0]}=" if parameter.bound else "")
    if parameter.bound in (None, wanted) or condition.column != parameter.column:
        return False
    return any(p.column == parameter.column and p.bound == wanted for p in method.parameters)


def _giving(resource: Resource, parameter: Parameter, conditions: Sequence[Condition]) -> Condition | None:
    """The condition that tells a parameter's value: one that pins it, or for a bound one that bounds its column."""
    one_by_one = parameter.required or parameter.is_asked or parameter.partition
    pins = [c for c in conditions if c.equality and (one_by_one or not c.several)]
    named = next((c for c in pins if c.column == resource.asked_name(parameter)), None)
    if named is not None or parameter.column is None:
        return named
    if parameter.bound is None:
        return next((c for c in pins if c.column == parameter.column), None)
    signs = LOWER if parameter.bound in LOWER else UPPER
    columns = (parameter.column, parameter.name)
    bounds = [c for c in conditions if c.sign in signs and c.column in columns]
    bounds.sort(key=lambda c: (columns.index(c.column), c.sign != parameter.bound))
    return next(iter((*bounds, *(c for c in pins if c.column == parameter.column))), None)


def _rank(
    resource: Resource, method: Method, bindings: list[tuple[Parameter, Condition]]
) -> tuple[float, int]:
    return _cost(resource, method, len(bindings))[0], -len(bindings)


def _cost(resource: Resource, method: Method, filters: int) -> tuple[float, int]:
    """The cost in SQLite's terms, and the rows to expect."""
    if method.returns is Returns.OBJECT:
        return (CHANGE_COST if method.changes else KEYED_COST), 1
    rows = max(1, resource.expected_rows // (4 if filters else 1))
    pages = rows // (method.max_page or rows) + 1
    return REQUEST_COST * pages + ROW_COST * rows, rows


def _assemble(
    resource: Resource,
    method: Method,
    bindings: list[tuple[Parameter, Condition]],
    conditions: Sequence[Condition],
    wanted: OrderAndLimit,
    server: Server,
) -> AccessPath:
    keys = list(dict.fromkeys(c.index for _, c in bindings))
    left = [c for c in conditions if c.index not in keys]
    several = any(c.several for _, c in bindings)
    pages = {p.name: c.value for p, c in bindings if p.place is Place.PAGING}
    unasked = several or pages or method.name in server.unsorted
    order = None if unasked else _server_order(method, wanted)
    sorts = (order is not None and server.sorts(method)) or method.returns is Returns.OBJECT
    order_done = bool(wanted.order) and sorts and not several
    alone = not left and not several and not pages and (order_done or not wanted.order)
    limits = wanted.limits if alone else ()  # the server alone decides which rows come first
    joined = _join_condition(resource, method, left)
    cost, rows = _cost(resource, method, len(bindings))
    scan = Scan(
        resource=resource,
        method=method,
        bound=tuple(_bound(resource, p, c, keys.index(c.index)) for p, c in bindings),
        handed=len(keys),
        order=order,
        sorted=order_done,
        limited=bool(limits),
        known_rows=wanted.rows if limits else rows_wanted(pages.get(LIMIT)),
        filtered_here=tuple(c.text for c in left if c.usable),
        depends=any(c.several or c.value is None for _, c in bindings),
        several=several,
        join_column=joined.column if joined else None,
    )
    return AccessPath(
        scan=scan,
        handed_over=(*keys, *limits, *([joined.index] if joined else [])),
        order_done=order_done,
        cost=cost * AGAIN_COST if joined else cost,
        rows=rows,
    )


def _bound(resource: Resource, parameter: Parameter, condition: Condition, position: int) -> BoundParameter:
    """A parameter with the condition that gives it; one on itself, or on the field of its name, says what it says."""
    itself = condition.column == resource.asked_name(parameter)
    sign = condition.sign or "="
    if parameter.bound is not None and (itself or condition.column != parameter.column):
        sign = parameter.bound
    return BoundParameter(parameter, condition.value, position, sign, itself)


def _join_condition(resource: Resource, method: Method, left: Iterable[Condition]) -> Condition | None:
    """The condition by which another table enters a list that has to be read whole; it leaves no room for a limit."""
    if method.returns is Returns.OBJECT:
        return None
    joining = (c for c in left if c.equality and c.usable and not c.several and c.value is None)
    return next((c for c in joining if resource.column(c.column) is not None), None)


def _server_order(method: Method, wanted: OrderAndLimit) -> str | None:
    """``asc`` or ``desc`` where the server can sort exactly as ORDER BY asks."""
    if len(wanted.order) != 1 or method.order_column is None:
        return None
    column, descending = wanted.order[0]
    if column != method.order_column:
        return None
    return "desc" if descending else "asc"
