"""The arguments of one use of a method: values by name in, what is ready for the wire out, or what is wrong with them. Sends nothing."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.catalog.model import Place
from openai_sql_shell.errors import InvalidValue, MissingParameters, did_you_mean
from openai_sql_shell.handlers.values import check_limits, check_nullable, doubts, is_null, to_wire

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.handlers.base import Call


def arguments(
    resource: Resource, method: Method, given: Mapping[str, Any], *, clears: bool = False
) -> dict[str, Any]:
    """Values ready for the wire, by parameter name.

    NULL means not sent; where it ``clears``, in an UPDATE, it is sent and takes a property back.

    Raises:
        InvalidValue: a value does not fit its property, or two exclude each other. MissingParameters: one that is needed is NULL.
    """
    ready: dict[str, Any] = {}
    known = {name: p for name in given if (p := method.parameter(name))}
    for parameter, value in ((known[name], value) for name, value in given.items() if name in known):
        wanted = None if value is None or is_null(parameter, value) else to_wire(parameter, value)
        if wanted is not None:
            ready[parameter.name] = wanted
        elif clears and parameter.place is Place.BODY:
            check_nullable(parameter)
            ready[parameter.name] = None
        check_limits(parameter, ready.get(parameter.name))
    _check_exclusive(method, ready)
    lacking = method.lacking(ready)
    if lacking:
        raise MissingParameters(f"{resource.id}.{method.name}", lacking, "to be something other than NULL")
    return ready


def _check_exclusive(method: Method, ready: Mapping[str, Any]) -> None:
    """Raise where two of the values cannot be given together."""
    for one, other in combinations([p for p in method.parameters if ready.get(p.name) is not None], 2):
        if other.name in one.excludes or one.name in other.excludes:
            raise InvalidValue(
                f"{one.sql_name} and {other.sql_name} exclude each other",
                hint=f"give one of them to {method.name}, and NULL or nothing for the other",
            )


def doubts_about(call: Call) -> Iterator[str]:
    """What to know about a call that is made all the same: it is deprecated, or has values, members or properties unknown here."""
    method = call.method
    yield from filter(None, [method.deprecation(call.resource)])
    known = {p.name: p for p in method.parameters}
    for name, value in call.arguments.items():
        if name in known:
            yield from doubts(known[name], value)
        else:
            near = did_you_mean(nearest(name, known))
            yield f"{method.name} has no known property {name}, which is sent all the same{(near and f'; {near}') or ''}"
