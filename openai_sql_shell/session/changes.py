"""Carrying a change out: rows to calls, all checked before the first is made, then made one after the other.

The first failure stops it, and what was done until then is said exactly.
"""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import Place, SqlVerb
from openai_sql_shell.errors import (
    ApiError,
    Cancelled,
    ChangesInterrupted,
    MissingParameters,
    OpenAISqlError,
    StatementError,
)
from openai_sql_shell.handlers.awaiting import follow, lifecycle_of, outcome
from openai_sql_shell.handlers.base import Call, Read
from openai_sql_shell.handlers.reading import objects
from openai_sql_shell.handlers.registry import handler_of
from openai_sql_shell.handlers.values import to_wire
from openai_sql_shell.result import Result, ResultColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.api.pending import PendingResponse
    from openai_sql_shell.catalog.model import Method, Parameter, Resource
    from openai_sql_shell.errors import Span
    from openai_sql_shell.handlers.base import Context, Object
    from openai_sql_shell.planner.plans import CallPlan, ChangePlan
    from openai_sql_shell.result import Row
    from openai_sql_shell.sql.statements import Await


@dataclass(slots=True)
class ChangeOutcome:
    """What a change has achieved so far."""

    objects: list[Object] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    failure: OpenAISqlError | None = None
    """What stopped it, to be raised once the answers were shown."""

    def add(self, call: Call, objects: Sequence[Object]) -> None:
        """One more call succeeded."""
        self.calls.append(call)
        self.objects.append(objects[0] if objects else dict(_key(call)))


@dataclass(frozen=True, slots=True)
class ChangeOptions:
    """How changes are made."""

    concurrency: int = 16
    """Calls under way at once."""
    keep_going: bool = False
    """Go on with the others after one has failed."""
    await_timeout: float | None = None
    """Seconds to wait for a job; None: as long as its kind may take."""


def calls_for(plan: ChangePlan, width: int, rows: Iterable[Row]) -> list[Call]:
    """One checked call a row; rows that name the same object are one call.

    Raises:
        StatementError: the rows do not fit the columns, or a value does not fit its property.
    """
    if width != len(plan.parameters):
        raise StatementError(
            f"{len(plan.parameters)} columns but {width} values", hint="give one value for each column"
        )
    keyed = plan.method.path_parameters if plan.method.verb in (SqlVerb.UPDATE, SqlVerb.DELETE) else ()
    calls: list[Call] = []
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        call = Call(
            plan.target.resource,
            plan.method,
            arguments(plan.target.resource, plan.method, plan.parameters, row),
        )
        key = tuple(call.arguments[name] for name in keyed)
        if key and key in seen:
            continue
        if plan.method.verb is SqlVerb.UPDATE and len(call.arguments) == len(keyed):
            raise StatementError(
                f"nothing to change on {name_of(call, {})}: every new value is NULL, and NULL is not sent",
                hint="give a property in SET another value",
            )
        seen.add(key)
        handler_of(call.resource).request(call)
        calls.append(call)
    return calls


def call_for(plan: CallPlan) -> Call:
    """The one call of an EXEC.

    Raises:
        StatementError: a value does not fit its parameter.
    """
    known = [p for p in plan.method.parameters if p.name in plan.arguments]
    values = arguments(plan.resource, plan.method, known, [plan.arguments[p.name] for p in known])
    return Call(plan.resource, plan.method, {**values, **plan.extra})


def arguments(
    resource: Resource, method: Method, parameters: Sequence[Parameter], values: Sequence[Any]
) -> dict[str, Any]:
    """Values ready for the wire, by parameter name; NULL means not sent."""
    ready = {
        p.name: to_wire(p, value) for p, value in zip(parameters, values, strict=True) if value is not None
    }
    lacking = [
        p.sql_name
        for p in method.required
        if p.name not in ready and (p.unless is None or p.unless not in ready)
    ]
    if lacking:
        raise MissingParameters(f"{resource.id}.{method.name}", lacking, "to be something other than NULL")
    return ready


def carry_out(
    calls: Sequence[Call], awaits: Await | None, context: Context, how: ChangeOptions
) -> ChangeOutcome:
    """Make the calls, then follow the jobs they started where the person wants to wait.

    Several are under way at once; their answers are taken in order. What failed, and everything achieved, is in the answer:
    the caller shows the one and raises the other.

    Raises:
        UnsupportedStatement: there is nothing to wait for; no call was made.
    """
    if awaits is not None and calls:
        lifecycle_of(calls[0])
    done = _make_one(calls[0], context) if len(calls) == 1 else _make_several(calls, context, how)
    if awaits is not None and not done.failure:
        _follow_all(done, awaits, context, how.await_timeout)
    return done


def make(call: Call, context: Context) -> tuple[Object, ...]:
    """Make one call; the objects it is answered with."""
    context.cancel.check()
    try:
        return handler_of(call.resource).call(call, context).objects
    except Cancelled as stop:
        raise _cancelled(call, stop) from None


def _make_one(call: Call, context: Context) -> ChangeOutcome:
    done = ChangeOutcome()
    try:
        done.add(call, make(call, context))
    except OpenAISqlError as error:
        done.failure = error
    return done


def _cancelled(call: Call, stop: Cancelled) -> Cancelled:
    return Cancelled(
        f"cancelled during {call.method.name} ({name_of(call, {})})", hint=stop.hint or "it was not sent"
    )


def _make_several(calls: Sequence[Call], context: Context, how: ChangeOptions) -> ChangeOutcome:
    """A window of calls under way. Once one has failed no further one is sent, and those under way are waited for."""
    done = ChangeOutcome()
    failures: list[tuple[Call, OpenAISqlError]] = []
    waiting: deque[Call] = deque(calls)
    flying: deque[tuple[Call, PendingResponse]] = deque()
    while flying or (waiting and (how.keep_going or not failures) and not context.cancel):
        while waiting and len(flying) < how.concurrency and (how.keep_going or not failures):
            call = waiting.popleft()
            try:
                flying.append((call, _send(call, context)))
            except OpenAISqlError as error:
                failures.append((call, error))
        if flying:
            call, flight = flying.popleft()
            try:
                response = flight.result(context.cancel)
                answer = handler_of(call.resource).answer(call, response, context.notices)
                done.add(call, answer.objects)
            except Cancelled as stop:
                failures.append((call, _cancelled(call, stop)))
            except OpenAISqlError as error:
                failures.append((call, error))
            context.progress(f"{call.method.name} {len(done.calls)}/{len(calls)}")
    if context.cancel and waiting and not failures:
        failures.append((waiting.popleft(), Cancelled("cancelled", hint="it was not sent")))
    if failures:
        done.failure = _interrupted(done, failures, len(waiting))
    return done


def point(failure: OpenAISqlError | None, places: Mapping[str, Span]) -> None:
    """Let an error of the API that names a parameter point at the place where the person wrote it.

    The API writes ``metadata``, ``metadata.team`` or ``file_ids[3]``.
    """
    cause = failure.cause if isinstance(failure, ChangesInterrupted) else failure
    if failure is None or not isinstance(cause, ApiError) or cause.param is None:
        return
    named = re.match(r"\w+", cause.param)
    if named is not None and failure.span is None:
        failure.span = places.get(named[0])


def _send(call: Call, context: Context) -> PendingResponse:
    request = handler_of(call.resource).request(call)
    return context.transport.start(request, context.request_context)


def _interrupted(
    done: ChangeOutcome, failures: Sequence[tuple[Call, OpenAISqlError]], left: int
) -> ChangesInterrupted:
    names = [name_of(call, {}) for call, _error in failures]
    return ChangesInterrupted(
        failures[0][1],
        done=[name_of(c, o) for c, o in zip(done.calls, done.objects, strict=True)],
        failed=", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else ""),
        left=left,
    )


def _follow_all(done: ChangeOutcome, awaits: Await, context: Context, timeout: float | None) -> None:
    limit = awaits.timeout if awaits.timeout is not None else timeout
    for position, call in enumerate(done.calls):
        try:
            found = follow(call, done.objects[position], context, limit)
        except OpenAISqlError as error:
            done.failure = error
            return
        done.objects[position] = found
        done.failure = done.failure or outcome(call, found, context)


def name_of(call: Call, answered: Mapping[str, Any]) -> str:
    """What to call one object in a sentence: its id, or what the call was asked with."""
    own = answered.get("id")
    if own:
        return str(own)
    key = _key(call)
    if len(key) == 1:
        return str(key[0][1])
    told = dict(key) or call.arguments
    return " ".join(f"{name}={value}" for name, value in told.items() if not isinstance(value, dict | list))


def _key(call: Call) -> list[tuple[str, Any]]:
    """Path parameters of a call, under the names of the columns they fix."""
    return [
        (p.column or p.name, call.arguments[p.name])
        for p in call.method.parameters
        if p.place is Place.PATH and p.name in call.arguments
    ]


def summary(verb: str, done: ChangeOutcome) -> str:
    """One line such as ``INSERT 1 · batch_abc (validating)``."""
    named = [name_of(call, found) for call, found in zip(done.calls, done.objects, strict=True)]
    states = [found.get("status") for found in done.objects]
    shown = [
        f"{name} ({state})" if isinstance(state, str) else name
        for name, state in list(zip(named, states, strict=True))[:5]
    ]
    more = f" and {len(named) - 5} more" if len(named) > 5 else ""
    return f"{verb} {len(named)}" + (f" · {', '.join(shown)}{more}" if shown else "")


def requests_of(calls: Iterable[Call]) -> list[Request]:
    """What would be sent."""
    return [handler_of(call.resource).request(call) for call in calls]


def dry_run(calls: Sequence[Call], notices: Sequence[str]) -> Result:
    """What would be sent, as rows, instead of sending it."""
    rows = [(request.http, request.path, _body_text(request)) for request in requests_of(calls)]
    columns = tuple(ResultColumn(name) for name in ("method", "request", "body"))
    notice = f"dry run: {len(rows)} of these requests not sent"
    return Result(columns, iter(rows), notices=[*notices, notice], changes=True)


def _body_text(request: Request) -> str | None:
    body = request.json
    if request.file is not None:
        body = {**dict(request.form), request.file.field: str(request.file.path)}
    return None if body is None else json.dumps(body, ensure_ascii=False)


def read_all(call: Call, context: Context) -> Iterator[Object]:
    """EXEC of a method that SELECT uses: the same reading, page by page, without SQLite."""
    given = tuple((name, str(value)) for name, value in call.arguments.items())
    read = Read(call.resource, call.method, given)
    return objects(handler_of(call.resource).reading(read, context.notices), context)
