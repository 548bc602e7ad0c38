"""Calls before they are made: rows and arguments in, checked calls, their requests and their names out. Sends nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import Place, SqlVerb
from openai_sql_shell.errors import MissingParameters, StatementError
from openai_sql_shell.handlers.base import Call
from openai_sql_shell.handlers.registry import handler_of
from openai_sql_shell.handlers.values import check_limits, check_nullable, is_null, to_wire
from openai_sql_shell.result import Result, ResultColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.catalog.model import Method, Parameter, Resource
    from openai_sql_shell.planner.plans import CallPlan, ChangePlan
    from openai_sql_shell.result import Row


LONGEST_NAME = 60
"""Characters of a name that is made of JSON."""


def calls_for(plan: ChangePlan, width: int, rows: Iterable[Row]) -> list[Call]:
    """One checked call a row; rows that name the same object are one call.

    Raises:
        StatementError: the rows do not fit the columns, or a value does not fit its property.
    """
    if width != len(plan.parameters) + plan.labelled:
        raise StatementError(
            f"{len(plan.parameters)} columns but {width} values", hint="give one value for each column"
        )
    clears = plan.method.verb is SqlVerb.UPDATE
    keyed = plan.method.path_parameters if plan.method.verb in (SqlVerb.UPDATE, SqlVerb.DELETE) else ()
    calls: list[Call] = []
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        call = Call(
            plan.target.resource,
            plan.method,
            arguments(
                plan.target.resource,
                plan.method,
                plan.parameters,
                row[: len(plan.parameters)],
                clears=clears,
            ),
            str(row[-1] or "") if plan.labelled else "",
        )
        key = tuple(call.arguments[name] for name in keyed)
        if key and key in seen:
            continue
        seen.add(key)
        handler_of(call.resource).request(call)
        calls.append(call)
    return calls


def call_for(plan: CallPlan) -> Call:
    """The one call of an EXEC.

    Raises:
        StatementError: a value does not fit its parameter.
    """
    known = [p for name in plan.arguments if (p := plan.method.parameter(name))]
    values = arguments(plan.resource, plan.method, known, [plan.arguments[p.name] for p in known])
    return Call(plan.resource, plan.method, {**values, **plan.extra})


def arguments(
    resource: Resource,
    method: Method,
    parameters: Sequence[Parameter],
    values: Sequence[Any],
    *,
    clears: bool = False,
) -> dict[str, Any]:
    """Values ready for the wire, by parameter name.

    NULL means not sent; where it ``clears``, in an UPDATE, it is sent and takes a property back.

    Raises:
        InvalidValue: a value does not fit its property. MissingParameters: one that is needed is NULL.
    """
    ready = {}
    for parameter, value in zip(parameters, values, strict=True):
        wanted = None if value is None or is_null(parameter, value) else to_wire(parameter, value)
        if wanted is not None:
            ready[parameter.name] = wanted
        elif clears and parameter.place is Place.BODY:
            check_nullable(parameter)
            ready[parameter.name] = None
    for parameter in parameters:
        check_limits(parameter, ready.get(parameter.name))
    lacking = [
        p.sql_name
        for p in method.required
        if p.name not in ready and (p.unless is None or p.unless not in ready)
    ]
    if lacking:
        raise MissingParameters(f"{resource.id}.{method.name}", lacking, "to be something other than NULL")
    return ready


def name_of(call: Call, answered: Mapping[str, Any]) -> str:
    """What to call one object in a sentence: its id, or what the call was asked with."""
    own = answered.get("id")
    if own:
        return str(own)
    key = key_of(call)
    if len(key) == 1:
        return str(key[0][1])
    told = dict(key) or call.arguments
    plain = {name: value for name, value in told.items() if not isinstance(value, dict | list)}
    if plain:
        return " ".join(f"{name}={value}" for name, value in plain.items())
    text = " ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in told.items())
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def key_of(call: Call) -> list[tuple[str, Any]]:
    """Path parameters of a call, under the names of the columns they fix."""
    return [
        (p.column or p.name, call.arguments[p.name])
        for p in call.method.parameters
        if p.place is Place.PATH and p.name in call.arguments
    ]


def requests_of(calls: Iterable[Call]) -> list[Request]:
    """What would be sent."""
    return [handler_of(call.resource).request(call) for call in calls]


def dry_run(calls: Sequence[Call], notices: Sequence[str]) -> Result:
    """What would be sent, as rows, instead of sending it."""
    rows = [(request.http, request.path, body_text(request)) for request in requests_of(calls)]
    columns = tuple(ResultColumn(name) for name in ("method", "request", "body"))
    notice = f"dry run: {len(rows)} of these requests not sent"
    return Result(columns, iter(rows), notices=[*notices, notice])


def body_text(request: Request) -> str | None:
    """What a request carries, as JSON; a file by its path."""
    body = request.json
    if request.file is not None:
        body = {**dict(request.form), request.file.field: str(request.file.path)}
    return None if body is None else json.dumps(body, ensure_ascii=False)
