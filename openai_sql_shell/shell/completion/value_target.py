"""Which property the value at the cursor is for, from the nodes before it.

``status = ▮``, ``status IN (▮``, the third item of ``VALUES (``, ``SET name = ▮``, ``@to = ▮``: each names a column of a
resource or a parameter of a method. Both become one `ValueTarget`, so that values are offered by one piece of code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import DataType, Parameter, Place, SqlVerb
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.nodes import VALUE, VARIABLE
from openai_sql_shell.sql.tokens import unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.catalog.model import Column, Resource
    from openai_sql_shell.shell.completion.context import CompletionContext
    from openai_sql_shell.shell.completion.scope import TableSource


@dataclass(frozen=True, slots=True)
class ValueTarget:
    """A column or parameter that wants a value."""

    declared: Column | Parameter
    """A parameter's value is sent, a column's compared."""
    identifies: Resource | None = None
    """The value is an identifier of one of these."""
    given: frozenset[str] = frozenset()
    """Values of the same list that are there already."""

    @property
    def is_path(self) -> bool:
        """The value is a path on this machine."""
        p = self.declared
        return isinstance(p, Parameter) and (
            p.local_file or (p.place is Place.LOCAL and p.type is DataType.STRING)
        )


def value_target(context: CompletionContext) -> ValueTarget | None:
    """The property that a value at the cursor belongs to; None where it belongs to none that is known."""
    find = _FINDERS.get(context.clause, _compared)
    return find(context)


def _compared(context: CompletionContext) -> ValueTarget | None:
    """``b.status = ▮``: the last name before the cursor."""
    return _column(context, context.last_column)


def _in_list(context: CompletionContext) -> ValueTarget | None:
    """``status NOT IN ('failed', ▮``: the last name before the parenthesis."""
    given = frozenset(unquote(n.text) for n in context.before_cursor if n.kind == VALUE)
    return _column(context, context.scope.find(context.cursor_clauses[-2].last_name), given)


def _column(
    context: CompletionContext, found: tuple[TableSource, Column] | None, given: frozenset[str] = frozenset()
) -> ValueTarget | None:
    if found is None:
        return None
    source, column = found
    identifies = context.relations.leads_to(source.resource, column.name) if source.resource else None
    return ValueTarget(column, identifies, given)


def _row(context: CompletionContext) -> ValueTarget | None:
    """The column in the same place of the INSERT's list."""
    return _parameter(context, context.listed[context.position :])


def _selected(context: CompletionContext) -> ValueTarget | None:
    """``INSERT INTO t (a, b) SELECT 1, ▮``: likewise, in the outermost select list."""
    return _row(context) if context.verb is SqlVerb.INSERT and len(context.cursor_clauses) == 1 else None


def _set(context: CompletionContext) -> ValueTarget | None:
    """``SET name = ▮``."""
    return _parameter(context, context.cursor_clauses[-1].last_name[-1:])


def _argument(context: CompletionContext) -> ValueTarget | None:
    """``@batch_id = ▮``."""
    names = [n.text.lstrip("@") for n in reversed(context.before_cursor) if n.kind == VARIABLE]
    return _parameter(context, names)


def _parameter(context: CompletionContext, names: Sequence[str]) -> ValueTarget | None:
    """The parameter that the first of the names means."""
    for method in context.methods if names else ():
        parameter = method.parameter(names[0])
        if parameter is not None and context.target is not None:
            return ValueTarget(parameter, context.relations.leads_to(context.target, parameter.name))
    return None


_FINDERS: dict[Clause, Callable[[CompletionContext], ValueTarget | None]] = {
    Clause.IN_LIST: _in_list,
    Clause.ROW: _row,
    Clause.SELECT: _selected,
    Clause.SET: _set,
    Clause.EXEC: _argument,
}
