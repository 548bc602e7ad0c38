"""Calls before they are made: rows and arguments in, checked calls, their requests and their names out. Sends nothing."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import Place, SqlVerb
from openai_sql_shell.errors import RefusedStatement, StatementError, shortened
from openai_sql_shell.handlers.arguments import arguments
from openai_sql_shell.handlers.base import Call
from openai_sql_shell.handlers.files import expanded
from openai_sql_shell.handlers.rest import request_of
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.session.collecting import collected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.planner.plans import CallPlan, ChangePlan
    from openai_sql_shell.result import Row


LONGEST_NAME = 60
"""Characters of a name that is made of JSON."""
MOST_ROWS = 1_000_000
"""Rows that become calls: all are here, and looked at, before the first call is made."""


def rows_of_calls(found: Iterable[Row]) -> list[Row]:
    """The rows of a query that become calls.

    Raises:
        RefusedStatement: they are too many, or have no end. OpenAISqlError: what reading them raises.
    """
    rows = list(islice(found, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise RefusedStatement(
            f"this would make more than {MOST_ROWS:,} calls; none was made",
            hint="narrow its query with WHERE or LIMIT",
        )
    return rows


def calls_for(
    plan: ChangePlan, width: int, rows: Iterable[Row], check_files: Callable[[Call], None]
) -> list[Call]:
    """One checked call a row; rows that name the same object, or are collected in an array, are one call.

    Args:
        plan: the change.
        width: how many columns its source has.
        rows: what the source found.
        check_files: raises for a call that names a file that may not be used.

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
    made = (
        Call(
            plan.target.resource,
            plan.method,
            arguments(
                plan.target.resource,
                plan.method,
                {p.name: value for p, value in zip(plan.parameters, row, strict=False)},
                clears=clears,
            ),
            str(row[-1] or "") if plan.labelled else "",
        )
        for row in rows
    )
    for call in collected(plan.method, made):
        key = tuple(call.arguments[name] for name in keyed)
        if key and key in seen:
            continue
        seen.add(key)
        check_files(call)
        request_of(call)
        calls.append(call)
    _check_targets(calls)
    return calls


def _check_targets(calls: Iterable[Call]) -> None:
    """Raise where two calls would write one file: what came first would be lost."""
    targets: set[Path] = set()
    for target in (call.arguments["to"] for call in calls if call.arguments.get("to")):
        path = expanded(str(target)).absolute()
        if path in targets:
            raise StatementError(f"two of the rows are written to {target!r}", hint="make each name another")
        targets.add(path)


def call_for(plan: CallPlan, check_files: Callable[[Call], None]) -> Call:
    """The one call of an EXEC; ``check_files`` raises where it names a file that may not be used.

    Raises:
        StatementError: a value does not fit its parameter.
    """
    values = arguments(plan.resource, plan.method, plan.arguments)
    (call,) = collected(plan.method, [Call(plan.resource, plan.method, {**values, **plan.extra})])
    check_files(call)
    return call


def name_of(call: Call, answered: Mapping[str, Any]) -> str:
    """What to call one object in a sentence: its id, or what the call was asked with."""
    own = answered.get("id")
    if own:
        return str(own)
    key = key_of(call)
    if len(key) == 1:
        return str(key[0][1])
    if not key and call.label:
        return call.label
    told = dict(key) or call.arguments
    plain = {name: value for name, value in told.items() if not isinstance(value, dict | list)}
    if plain:
        return " ".join(f"{name}={value}" for name, value in plain.items())
    text = " ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in told.items())
    return shortened(text, LONGEST_NAME)


def key_of(call: Call) -> list[tuple[str, Any]]:
    """Path parameters of a call, under the names of the columns they fix."""
    return [
        (p.column or p.name, call.arguments[p.name])
        for p in call.method.parameters
        if p.place is Place.PATH and p.name in call.arguments
    ]


def requests_of(calls: Iterable[Call]) -> list[Request]:
    """What would be sent."""
    return [request_of(call) for call in calls]


def dry_run(calls: Sequence[Call], notices: Sequence[str]) -> Result:
    """What would be sent, as rows, instead of sending it."""
    return not_sent(requests_of(calls), notices)


def not_sent(requests: Sequence[Request], notices: Sequence[str]) -> Result:
    """The same for requests."""
    rows = [(request.http, request.path, body_text(request)) for request in requests]
    columns = tuple(ResultColumn(name) for name in ("method", "request", "body"))
    notice = f"dry run: {len(rows)} of these requests not sent"
    return Result(columns, iter(rows), notices=[*notices, notice], changed=0)


def body_text(request: Request) -> str | None:
    """What a request carries, as JSON; a file by its path."""
    body = request.json
    if request.form is not None:
        pairs = [*request.form, *((file.field, str(file.path)) for file in request.files)]
        body = {name: [v for n, v in pairs if n == name] for name, _ in pairs}
        body = {name: values if len(values) > 1 else values[0] for name, values in body.items()}
    return None if body is None else json.dumps(body, ensure_ascii=False)
