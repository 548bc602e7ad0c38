"""Following a job to its end: look, wait as long as the server says, look again, with a deadline.

Comes in: the object a call answered with. Goes out: the object in a final state. Ctrl-C leaves the remote job alone.
"""

from __future__ import annotations

import json
from contextlib import nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from openai_sql_shell.api.api_errors import OUT_OF_CREDIT
from openai_sql_shell.catalog.model import Returns, SqlVerb
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import (
    ApiError,
    Cancelled,
    ConnectionProblem,
    JobFailed,
    OpenAISqlError,
    ProtocolError,
    UnsupportedStatement,
    WaitTimeout,
)
from openai_sql_shell.handlers.base import Read
from openai_sql_shell.handlers.looking import literal, select
from openai_sql_shell.handlers.reading import Reading
from openai_sql_shell.result import Progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.catalog.model import Lifecycle, Method
    from openai_sql_shell.handlers.base import Call, Context, Object

POLL_AFTER = "openai-poll-after-ms"
"""The header by which the server says when to look again."""

FIRST_PAUSE = 1.0
GROWTH = 1.5
"""Where the server does not say: seconds before the first look, and how much longer each next wait is."""

LONGEST_PENDING = 60.0
"""Seconds that a success with pending parts is waited for."""

LAST_LOOK = 1.0
"""Seconds the look at the deadline may take."""

_FOR_NOW = frozenset({408, 409, 425, 429})
"""Statuses below 500 by which a look is refused for now."""


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


def follow(call: Call, answered: Object, context: Context, deadline: float) -> Object:
    """The job in its final state.

    Outages, 429 and 5xx while looking are waited out, as is a 404 for what the call has just made.

    Args:
        call: what started (or is ending) the job.
        answered: the object it answered with.
        context: of the statement.
        deadline: when waiting is given up, by the context's clock; where it is past, the job is looked at once.

    Raises:
        WaitTimeout: it did not end in time. Cancelled: the person stopped waiting. OpenAISqlError: a look was refused.
        Each names the job, and has it as it was seen last in ``last``.
    """
    wait = _Wait(call, answered, context, deadline)
    try:
        with nullcontext() if is_terminal(lifecycle_of(call), answered) else context.stats.waiting("job"):
            return wait.outcome()
    except Cancelled:
        stopped: OpenAISqlError = Cancelled(
            f"stopped waiting; {wait.told} goes on", hint=look_again(call, answered)
        )
        stopped.last = wait.current
        raise stopped from None
    except OpenAISqlError as error:
        error.last = wait.current
        raise


def called(call: Call, found: Object) -> str:
    """What to call a job in a sentence: its id, and beside it what people call it."""
    label = call.resource.label and found.get(call.resource.label)
    told = (found.get("id"), f'"{label}"' if label else None)
    return " ".join(str(part) for part in told if part)


def look_again(call: Call, found: Object) -> str:
    """The hint that tells how to look at a job later."""
    return f"look again with {select(call.resource, [_keys(call, found)])}"


class _Wait:
    """One job being followed."""

    def __init__(self, call: Call, answered: Object, context: Context, deadline: float) -> None:
        self.current = answered
        """The job as it was seen last."""
        self._call = call
        self._context = context
        self._lifecycle = lifecycle_of(call)
        self._read = look_of(call, answered, self._lifecycle)
        self._deadline = deadline
        self._name = called(call, answered) or str(dict(self._read.arguments))
        self._was_found = call.method.verb is not SqlVerb.INSERT
        self._trouble: OpenAISqlError | None = None
        """Why the last look showed nothing."""
        self._success_since: float | None = None

    @property
    def told(self) -> str:
        """The job's name with its state."""
        return f"{self._name} ({self._state_told})"

    @property
    def _state_told(self) -> object:
        return self.current.get(self._lifecycle.state) or f"without a {self._lifecycle.state}"

    def outcome(self) -> Object:
        """Look until the job is final."""
        pause, looked = FIRST_PAUSE, False
        while not self._is_over():
            self._context.progress(progress_of(self._call, self.current))
            left = self._deadline - self._now()
            if left <= 0 and looked:
                raise self._timed_out()
            self._context.clock.wait(self._context.cancel, max(0.0, min(pause, left)))
            asked, looked = self._look_once(), True
            pause = asked or min(pause * GROWTH, self._lifecycle.interval)
        return self.current

    def _now(self) -> float:
        return self._context.clock.monotonic()

    def _is_over(self) -> bool:
        """The job is final; success with parts that are still pending is believed after a while."""
        if is_terminal(self._lifecycle, self.current):
            return True
        if self.current.get(self._lifecycle.state) not in self._lifecycle.success_states:
            self._success_since = None
            return False
        if self._success_since is None:
            self._success_since = self._now()
        return self._now() - self._success_since >= LONGEST_PENDING

    def _look_once(self) -> float | None:
        """Bring the job up to date; the seconds the server wants us to wait where it says.

        Raises:
            OpenAISqlError: another look would end the same way.
        """
        try:
            self.current, asked = self._state()
        except Cancelled:
            raise
        except OpenAISqlError as error:
            if not self._passes(error):
                error.hint = f"{self.told} goes on: {look_again(self._call, self.current)}"
                raise
            self._trouble = error
            return None
        self._trouble, self._was_found = None, True
        return asked

    def _passes(self, error: OpenAISqlError) -> bool:
        """Another look may succeed."""
        if isinstance(error, ApiError) and error.status == HTTPStatus.NOT_FOUND:
            return not self._was_found
        if isinstance(error, ApiError):
            refused = 400 <= error.status < 500 and error.status not in _FOR_NOW
            return not refused and error.code != OUT_OF_CREDIT
        return isinstance(error, ConnectionProblem | ProtocolError | WaitTimeout)

    def _state(self) -> tuple[Object, float | None]:
        context = self._context
        reading = Reading(self._read, context.notices, context.server, context.witness)
        assert reading.request is not None  # noqa: S101 - every question begins with a request
        request_context = replace(
            self._context.request_context, deadline=max(self._deadline, self._now() + LAST_LOOK)
        )
        response = self._context.transport.send(reading.request, request_context)
        asked = response.headers.get(POLL_AFTER, "")
        (found,) = reading.take(response).items
        return found, float(asked) / 1000 if asked.isdecimal() else None

    def _timed_out(self) -> WaitTimeout:
        lifecycle, state = self._lifecycle, self._state_told
        what = f"{self._name} of {self._call.resource.id}"
        if not self._was_found:
            message = f"{what} was made ({state}), but cannot be read yet"
        elif state in lifecycle.success_states:
            message = f"{what} is {state}, but {_pending(lifecycle, self.current)}"
        else:
            message = f"{what} is still {state} and goes on"
        if self._trouble is not None:
            message += f"; the last look failed: {self._trouble.message}"
        again = look_again(self._call, self.current)
        return WaitTimeout(message, hint=f"wait longer with /*+ AWAIT TIMEOUT=2h */, or {again}")


def look_of(call: Call, answered: Object, lifecycle: Lifecycle) -> Read:
    """The question that reads the job's state: parameters of the call, the rest from the answer."""
    method = call.resource.method(lifecycle.poll)
    assert method is not None  # noqa: S101 - a declaration's own method; checked by the catalog's tests
    return Read(call.resource, method, tuple(_key(method, call.arguments, answered)))


def _keys(call: Call, found: Object) -> dict[str, str]:
    """The columns that tell a job from others, with their values."""
    read = look_of(call, found, lifecycle_of(call))
    columns = {p.name: p.column or p.name for p in read.method.parameters}
    return {columns[name]: str(value) for name, value in read.arguments}


def _key(method: Method, given: Mapping[str, Any], answered: Object) -> list[tuple[str, str]]:
    return [
        (p.name, str(given.get(p.name) or answered[p.column or p.name]))
        for p in method.parameters
        if p.required
    ]


def is_terminal(lifecycle: Lifecycle, found: Object) -> bool:
    """The job's state does not change any more; a success is one only when no part of it is pending."""
    state = found.get(lifecycle.state)
    if state not in lifecycle.terminal_states:
        return False
    return state not in lifecycle.success_states or not _count(lifecycle, found, lifecycle.pending)


def lacks_room(lifecycle: Lifecycle, found: Object) -> str | None:
    """The code of the error with which a job failed that succeeds later, when others have ended; None: it did not fail so.

    Such an error is about no line: one that is would come again.
    """
    errors = found.get(lifecycle.errors or "")
    several = errors.get("data") if isinstance(errors, dict) else None
    if not is_terminal(lifecycle, found) or found.get(lifecycle.state) in lifecycle.success_states:
        return None
    if not isinstance(several, list) or _count(lifecycle, found, "completed"):
        return None
    codes = (e.get("code") for e in several if isinstance(e, dict) and e.get("line") is None)
    return next((code for code in codes if code in lifecycle.no_room), None)


def _count(lifecycle: Lifecycle, found: Object, part: str | None) -> int:
    """How many parts of a job are in a state; 0 where the server tells no number."""
    return _told_count(lifecycle, found, part) or 0


def _told_count(lifecycle: Lifecycle, found: Object, part: str | None) -> int | None:
    counts = found.get(lifecycle.counts)
    number = counts.get(part) if isinstance(counts, dict) else None
    return number if isinstance(number, int) else None


def _pending(lifecycle: Lifecycle, found: Object) -> str:
    """What a job that says it succeeded has left to do, such as ``1 of 3 files is still in progress``."""
    left, total = _count(lifecycle, found, lifecycle.pending), _count(lifecycle, found, "total")
    verb = "is" if left == 1 else "are"
    return f"{left} of {_parts(lifecycle, total)} {verb} still {str(lifecycle.pending).replace('_', ' ')}"


def _parts(lifecycle: Lifecycle, total: int) -> str:
    """How many parts a job has, and what they are called: ``file_counts`` counts files."""
    return f"{total} {lifecycle.counts.removesuffix('_counts')}{'' if total == 1 else 's'}"


def progress_of(call: Call, found: Object) -> Progress:
    """Where a job stands: its state, and how many of its parts are done."""
    lifecycle = lifecycle_of(call)
    total, failed = _count(lifecycle, found, "total"), _count(lifecycle, found, "failed")
    return Progress(
        str(found.get(lifecycle.state)),
        failed + sum(_count(lifecycle, found, part) for part in ("completed", "cancelled")),
        total or None,
        called(call, found) or call.resource.id,
        _parts(lifecycle, total).partition(" ")[2],
        failed,
    )


def outcome(call: Call, found: Object, context: Context) -> JobFailed | None:
    """Whether a finished job ended as hoped: None, or the error that says how it ended.

    Failures inside a job that succeeded as a whole become a notice, as does a total that is not what the job was given.
    """
    lifecycle = lifecycle_of(call)
    state, name = str(found.get(lifecycle.state)), called(call, found)
    if state not in (call.method.success_states or lifecycle.success_states):
        return _failed(call, found, lifecycle)
    total = _told_count(lifecycle, found, "total")
    given = next((len(call.arguments[part]) for part in lifecycle.parts if part in call.arguments), total)
    if total is not None and total != given:
        context.notices.add(
            f"{name} is {state}, but counts {_parts(lifecycle, total)}, and {given} were given"
        )
    if failed := _count(lifecycle, found, "failed"):
        context.notices.add(f"{name} is {state}, but {failed} of {total or 0} failed")
    if state in lifecycle.success_states and _count(lifecycle, found, lifecycle.pending):
        context.notices.add(f"{name} is {state}, but {_pending(lifecycle, found)}")
    return None


def _failed(call: Call, found: Object, lifecycle: Lifecycle) -> JobFailed:
    """How a job ended that did not succeed: why, what is done all the same, and where that lies."""
    why = _reasons(found.get(lifecycle.errors)) if lifecycle.errors else ""
    done, kept = _done(lifecycle, found)
    error = JobFailed(f"{called(call, found)} ended {found.get(lifecycle.state)}{why}{done}")
    error.last = found
    if kept is not None:
        download = f"EXEC openai.files.files.download_file @file_id = {literal(kept)}, @to = 'results.jsonl'"
        error.hint = f"{download} fetches what is done"
    else:
        statement = select(call.resource, [_keys(call, found)])
        if why:
            statement = statement.replace("*", str(lifecycle.errors), 1)
        error.hint = f"{statement} shows more"
    return error


def _done(lifecycle: Lifecycle, found: Object) -> tuple[str, object]:
    """What a job did before it ended, in words, and the file that holds it; empty where it did nothing."""
    total, completed = _count(lifecycle, found, "total"), _count(lifecycle, found, "completed")
    results, errors = (
        found.get(column) or None if column else None
        for column in (lifecycle.results, lifecycle.error_results)
    )
    told = (
        [f"{completed} of {_parts(lifecycle, total)} {'is' if completed == 1 else 'are'} done"]
        if total
        else []
    )
    told += [f"the results lie in {results}"] if results else []
    told += [f"the errors in {errors}"] if errors else []
    return "".join(f"{', ' if n else '; '}{part}" for n, part in enumerate(told)), results or errors


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
