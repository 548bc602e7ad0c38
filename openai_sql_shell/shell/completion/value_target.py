"""Which property the value at the cursor is for, from the shape around it.

``status = ▮``, ``status IN (▮``, the third item of ``VALUES (``, ``SET name = ▮``, ``@to = ▮``: each names a column of a
resource or a parameter of a method. Both become one `ValueTarget`, so that values are offered by one piece of code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import DataType, Place, SqlVerb
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.nodes import NAME, VALUE, VARIABLE
from openai_sql_shell.sql.tokens import unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.catalog.model import Column, Parameter, Resource
    from openai_sql_shell.shell.completion.context import CompletionContext
    from openai_sql_shell.shell.completion.nodes import Node


@dataclass(frozen=True, slots=True)
class ValueTarget:
    """A column or parameter that wants a value."""

    name: str
    type: DataType
    description: str
    enum: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    required: bool = False
    path: bool = False
    """The value is a path on this machine."""
    unix_time: bool = False
    written: bool = False
    """The value is sent rather than compared."""
    identifies: Resource | None = None
    """The value is an identifier of one of these."""
    given: frozenset[str] = frozenset()
    """Values of the same list that are there already."""


def subject(context: CompletionContext) -> ValueTarget | None:
    """The property that a value at the cursor belongs to; None where it belongs to none that is known."""
    find = _FINDERS.get(context.clause, _compared)
    return find(context)


def of_column(
    context: CompletionContext, resource: Resource | None, column: Column, given: frozenset[str] = frozenset()
) -> ValueTarget:
    """A column that is compared."""
    return ValueTarget(
        column.name,
        column.type,
        column.description,
        column.enum,
        column.members,
        unix_time=column.unix_time,
        identifies=context.relations.leads_to(resource, column.name) if resource else None,
        given=given,
    )


def of_parameter(context: CompletionContext, resource: Resource, parameter: Parameter) -> ValueTarget:
    """A parameter that is sent."""
    return ValueTarget(
        parameter.name,
        parameter.type,
        parameter.description,
        parameter.enum,
        parameter.members,
        required=parameter.required,
        path=parameter.local_file or (parameter.place is Place.LOCAL and parameter.type is DataType.STRING),
        written=True,
        identifies=context.relations.leads_to(resource, parameter.name),
    )


def _compared(context: CompletionContext) -> ValueTarget | None:
    """``b.status = ▮``: the last name said."""
    return _named(context, context.said)


def _in_list(context: CompletionContext) -> ValueTarget | None:
    """``status NOT IN ('failed', ▮``: the last name before the parenthesis."""
    given = frozenset(unquote(n.text) for n in context.said if n.shape == VALUE)
    return _named(context, context.spots[-2].said, given)


def _named(
    context: CompletionContext, said: Sequence[Node], given: frozenset[str] = frozenset()
) -> ValueTarget | None:
    parts = next((n.parts for n in reversed(said) if n.shape == NAME), ())
    found = context.scope.find(parts)
    return of_column(context, found[0].resource, found[1], given) if found else None


def _row(context: CompletionContext) -> ValueTarget | None:
    """The column in the same place of the INSERT's list."""
    listed = context.listed
    return (
        _parameter(context, listed[context.position], SqlVerb.INSERT)
        if context.position < len(listed)
        else None
    )


def _selected(context: CompletionContext) -> ValueTarget | None:
    """``INSERT INTO t (a, b) SELECT 1, ▮``: likewise, in the outermost select list."""
    return _row(context) if context.verb is SqlVerb.INSERT and len(context.spots) == 1 else None


def _set(context: CompletionContext) -> ValueTarget | None:
    names = [n.parts[-1] for n in context.said if n.shape == NAME]
    return _parameter(context, names[-1], SqlVerb.UPDATE) if names else None


def _parameter(context: CompletionContext, name: str, verb: SqlVerb) -> ValueTarget | None:
    for method in context.target.for_verb(verb) if context.target else ():
        parameter = method.parameter(name)
        if parameter is not None and context.target is not None:
            return of_parameter(context, context.target, parameter)
    return None


def _argument(context: CompletionContext) -> ValueTarget | None:
    """``@batch_id = ▮``."""
    names = [n.text.lstrip("@") for n in context.said if n.shape == VARIABLE]
    if not names or context.method is None or context.target is None:
        return None
    parameter = context.method.parameter(names[-1])
    return of_parameter(context, context.target, parameter) if parameter else None


_FINDERS: dict[Clause, Callable[[CompletionContext], ValueTarget | None]] = {
    Clause.IN_LIST: _in_list,
    Clause.ROW: _row,
    Clause.SELECT: _selected,
    Clause.SET: _set,
    Clause.EXEC: _argument,
}
