"""Following a job to its end: look, wait as long as the server says, look again, with a deadline.

Comes in: the object a call answered with. Goes out: the object in a final state. Ctrl-C leaves the remote job alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.errors import Cancelled, JobFailed, UnsupportedStatement, WaitTimeout
from openai_sql_shell.handlers.base import Read
from openai_sql_shell.handlers.registry import handler_of
from openai_sql_shell.result import Progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.catalog.model import Lifecycle, Method, Resource
    from openai_sql_shell.handlers.base import Call, Context, Object

POLL_AFTER = "openai-poll-after-ms"
"""The header by which the server says when to look again."""

FIRST_PAUSE = 1.0
GROWTH = 1.5
"""Where the server does not say: seconds before the first look, and how much longer each next wait is."""


def lifecycle_of(call: Call) -> Lifecycle:
    """How the object a call answers with is followed.

    Raises:
        UnsupportedStatement: nothing goes on in the background.
    """
    lifecycle = call.resource.lifecycle
    if lifecycle is None or call.method.returns is not Returns.OBJECT:
        raise UnsupportedStatement(
            f"there is nothing to await: {call.method.name} is done when it returns", hint="leave out AWAIT"
        )
    return lifecycle


def follow(call: Call, answered: Object, context: Context, timeout: float | None) -> Object:
    """The job in its final state.

    Args:
        call: what started (or is ending) the job.
        answered: the object it answered with.
        context: of the statement.
        timeout: seconds to wait at most; None: the resource's own deadline.

    Raises:
        WaitTimeout: it did not end in time. Cancelled: the person stopped waiting.
    """
    lifecycle = lifecycle_of(call)
    deadline = context.clock.monotonic() + (lifecycle.deadline if timeout is None else timeout)
    read = _look(call, answered, lifecycle)
    name = str(answered.get("id") or dict(read.arguments))
    current, pause = answered, FIRST_PAUSE
    try:
        while not is_terminal(lifecycle, current):
            context.progress(progress_of(lifecycle, name, current))
            left = deadline - context.clock.monotonic()
            if left <= 0:
                raise _timed_out(call.resource, name, current, lifecycle)
            context.clock.wait(context.cancel, min(pause, left))
            current, asked = _read(read, context)
            pause = asked or min(pause * GROWTH, lifecycle.interval)
    except Cancelled:
        raise Cancelled(f"stopped waiting; {name} goes on", hint=_later(call.resource, read)) from None
    return current


def _look(call: Call, answered: Object, lifecycle: Lifecycle) -> Read:
    """The question that reads the job's state: parameters of the call, the rest from the answer."""
    method = call.resource.method(lifecycle.poll)
    assert method is not None  # noqa: S101 - a declaration's own method; checked by the catalog's tests
    return Read(call.resource, method, tuple(_key(method, call.arguments, answered)))


def _key(method: Method, given: Mapping[str, Any], answered: Object) -> list[tuple[str, str]]:
    return [
        (p.name, str(given.get(p.name) or answered[p.column or p.name]))
        for p in method.parameters
        if p.required
    ]


def _read(read: Read, context: Context) -> tuple[Object, float | None]:
    """The job's present state, and the seconds the server wants us to wait where it says."""
    reading = handler_of(read.resource).reading(read, context.notices, context.server)
    assert reading.request is not None  # noqa: S101 - every question begins with a request
    response = context.transport.send(reading.request, context.request_context)
    asked = response.headers.get(POLL_AFTER, "")
    pause = float(asked) / 1000 if asked.isdecimal() else None
    (found,) = reading.take(response).items
    return found, pause


def is_terminal(lifecycle: Lifecycle, found: Object) -> bool:
    """The job's state does not change any more."""
    if found.get(lifecycle.state) not in lifecycle.terminal_states:
        return False
    return lifecycle.pending is None or not _counts(lifecycle, found).get(lifecycle.pending)


def _counts(lifecycle: Lifecycle, found: Object) -> dict[str, Any]:
    counts = found.get(lifecycle.counts)
    return counts if isinstance(counts, dict) else {}


def progress_of(lifecycle: Lifecycle, name: str, found: Object) -> Progress:
    """Where a job stands: its name with its state, and how many of its parts are done."""
    counts = _counts(lifecycle, found)
    total = counts.get("total")
    done = sum(int(counts.get(part) or 0) for part in ("completed", "failed", "cancelled"))
    return Progress(
        f"{name} {found.get(lifecycle.state)}", done, total if isinstance(total, int) and total else None
    )


def outcome(call: Call, found: Object, context: Context) -> JobFailed | None:
    """Whether a finished job ended as hoped: None, or the error that says how it ended.

    Failures inside a job that succeeded as a whole become a notice.
    """
    lifecycle = lifecycle_of(call)
    state = str(found.get(lifecycle.state))
    name = str(found.get("id"))
    failed = _counts(lifecycle, found).get("failed")
    if state not in (call.method.success_states or lifecycle.success_states):
        why = found.get(lifecycle.errors) if lifecycle.errors else None
        return JobFailed(
            f"{name} ended {state}{_reasons(why)}", hint=f"SELECT * FROM {call.resource.id} shows its columns"
        )
    if failed:
        context.notices.add(
            f"{name} is {state}, but {failed} of {_counts(lifecycle, found).get('total')} failed"
        )
    return None


def _reasons(errors: Any) -> str:
    """Why, from either shape the API uses: a list of errors, or one error."""
    if not isinstance(errors, dict):
        return ""
    several = errors.get("data") or [errors]
    told = [
        (f"line {e['line']}: " if e.get("line") is not None else "") + str(e.get("message") or e.get("code"))
        for e in several
        if isinstance(e, dict) and (e.get("message") or e.get("code"))
    ]
    if not told:
        return f": {json.dumps(errors)}" if errors.get("data") else ""
    more = f" (and {len(told) - 3} more)" if len(told) > 3 else ""
    return f": {'; '.join(told[:3])}{more}"


def _timed_out(resource: Resource, name: str, current: Object, lifecycle: Lifecycle) -> WaitTimeout:
    return WaitTimeout(
        f"{name} of {resource.id} is still {current.get(lifecycle.state)} and goes on",
        hint="wait longer with /*+ AWAIT TIMEOUT=2h */, or look again later",
    )


def _later(resource: Resource, read: Read) -> str:
    where = " AND ".join(f"{name} = '{value}'" for name, value in read.arguments)
    return f"look again with SELECT * FROM {resource.id} WHERE {where}"
