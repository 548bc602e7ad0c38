"""Calls made: one after the other or a window at once, jobs followed to their end, and what was achieved told exactly.

Checked calls come in, a `ChangeOutcome` goes out. The first failure stops the rest, unless the session is to go on.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openai_sql_shell.errors import ApiError, Cancelled, ChangesInterrupted, OpenAISqlError
from openai_sql_shell.handlers.awaiting import follow, lifecycle_of, outcome
from openai_sql_shell.handlers.base import Read
from openai_sql_shell.handlers.reading import objects
from openai_sql_shell.handlers.registry import handler_of
from openai_sql_shell.result import Progress
from openai_sql_shell.session.calls import key_of, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openai_sql_shell.api.pending import PendingResponse
    from openai_sql_shell.config import Settings
    from openai_sql_shell.errors import Span
    from openai_sql_shell.handlers.base import Call, Context, Object
    from openai_sql_shell.sql.statements import Await


NAMED = 5
"""Objects that a summary names before the rest is counted."""


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
        self.objects.append(objects[0] if objects else dict(key_of(call)))

    @property
    def names(self) -> list[str]:
        """What to call the objects, in order."""
        return [name_of(call, found) for call, found in zip(self.calls, self.objects, strict=True)]

    def summary(self, verb: str) -> str:
        """One line such as ``INSERT 1 · batch_abc (validating)``."""
        names = self.names
        states = [found.get("status") for found in self.objects]
        shown = [
            f"{name} ({state})" if isinstance(state, str) else name
            for name, state in list(zip(names, states, strict=True))[:NAMED]
        ]
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        return f"{verb} {len(names)}" + (f" · {', '.join(shown)}{more}" if shown else "")


def carry_out(
    calls: Sequence[Call],
    awaits: Await | None,
    places: Mapping[str, Span],
    context: Context,
    settings: Settings,
) -> ChangeOutcome:
    """Make the calls, then follow the jobs they started where the person wants to wait.

    Several are under way at once; their answers are taken in order. What failed, and everything achieved, is in the answer:
    the caller shows the one and raises the other.

    Args:
        calls: what to make.
        awaits: whether, and how long, to wait for jobs.
        places: where the person wrote each parameter.
        context: what their requests have in common.
        settings: how many at once, whether to go on after a failure, how long to wait.

    Raises:
        UnsupportedStatement: there is nothing to wait for; no call was made.
    """
    if awaits is not None and calls:
        lifecycle_of(calls[0])
    done = _make_one(calls[0], context) if len(calls) == 1 else _make_several(calls, context, settings)
    if awaits is not None and not done.failure:
        _follow_all(done, awaits, context, settings.await_timeout)
    _locate(done.failure, places)
    return done


def make(call: Call, places: Mapping[str, Span], context: Context) -> tuple[Object, ...]:
    """Make one call; the objects it is answered with.

    Raises:
        OpenAISqlError: it failed; an error about a parameter has its place.
    """
    try:
        return _make(call, context)
    except OpenAISqlError as error:
        _locate(error, places)
        raise


def read_all(call: Call, context: Context) -> Iterator[Object]:
    """The objects of a list: EXEC of a method that SELECT uses, page by page, without SQLite."""
    given = tuple((name, str(value)) for name, value in call.arguments.items())
    read = Read(call.resource, call.method, given)
    return objects(handler_of(call.resource).reading(read, context.notices, context.server), context)


def _make(call: Call, context: Context) -> tuple[Object, ...]:
    context.cancel.check()
    try:
        return handler_of(call.resource).call(call, context)
    except Cancelled as stop:
        raise _cancelled(call, stop) from None


def _make_one(call: Call, context: Context) -> ChangeOutcome:
    done = ChangeOutcome()
    try:
        done.add(call, _make(call, context))
    except OpenAISqlError as error:
        done.failure = error
    return done


def _cancelled(call: Call, stop: Cancelled) -> Cancelled:
    return Cancelled(
        f"cancelled during {call.method.name} ({name_of(call, {})})", hint=stop.hint or "it was not sent"
    )


def _make_several(calls: Sequence[Call], context: Context, settings: Settings) -> ChangeOutcome:
    """A window of calls under way. Once one has failed no further one is sent, and those under way are waited for."""
    done = ChangeOutcome()
    failures: list[tuple[Call, OpenAISqlError]] = []
    waiting: deque[Call] = deque(calls)
    under_way: deque[tuple[Call, PendingResponse]] = deque()
    while under_way or (waiting and (settings.keep_changing or not failures) and not context.cancel):
        while waiting and len(under_way) < settings.concurrency and (settings.keep_changing or not failures):
            call = waiting.popleft()
            try:
                under_way.append((call, _send(call, context)))
            except OpenAISqlError as error:
                failures.append((call, error))
        if under_way:
            call, pending = under_way.popleft()
            try:
                response = pending.result(context.cancel)
                done.add(call, handler_of(call.resource).answer(call, response, context.notices))
            except Cancelled as stop:
                failures.append((call, _cancelled(call, stop)))
            except OpenAISqlError as error:
                failures.append((call, error))
            context.progress(Progress(call.method.name, len(done.calls), len(calls)))
    if context.cancel and waiting and not failures:
        failures.append((waiting.popleft(), Cancelled("cancelled", hint="it was not sent")))
    if failures:
        done.failure = _interrupted(done, failures, len(waiting))
    return done


def _send(call: Call, context: Context) -> PendingResponse:
    return context.transport.start(handler_of(call.resource).request(call), context.request_context)


def _interrupted(
    done: ChangeOutcome, failures: Sequence[tuple[Call, OpenAISqlError]], left: int
) -> ChangesInterrupted:
    names = [name_of(call, {}) for call, _error in failures]
    return ChangesInterrupted(
        failures[0][1],
        done=done.names,
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


def _locate(failure: OpenAISqlError | None, places: Mapping[str, Span]) -> None:
    """Let an error of the API that names a parameter point at the place where the person wrote it.

    The API writes ``metadata``, ``metadata.team`` or ``file_ids[3]``.
    """
    cause = failure.cause if isinstance(failure, ChangesInterrupted) else failure
    if failure is None or not isinstance(cause, ApiError) or cause.param is None:
        return
    named = re.match(r"\w+", cause.param)
    if named is not None and failure.span is None:
        failure.span = places.get(named[0])
