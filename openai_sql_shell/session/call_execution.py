"""Calls made: one after the other or a window at once, and jobs followed to their end.

Checked calls come in, a `ChangeOutcome` goes out. The first failure stops the rest, unless the session is to go on.
"""

from __future__ import annotations

import re
from collections import deque
from contextlib import nullcontext
from typing import TYPE_CHECKING

from openai_sql_shell.errors import ApiError, Cancelled, OpenAISqlError
from openai_sql_shell.handlers import rest
from openai_sql_shell.handlers.awaiting import follow, lifecycle_of, outcome
from openai_sql_shell.handlers.base import Read
from openai_sql_shell.handlers.query_values import as_argument
from openai_sql_shell.handlers.reading import Reading, objects
from openai_sql_shell.handlers.several_jobs import FEW, ended_before, follow_by_list
from openai_sql_shell.handlers.tokens_used import Tokens, tokens_used
from openai_sql_shell.result import Progress
from openai_sql_shell.session.change_outcome import ChangeOutcome, given_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openai_sql_shell.api.pending import PendingResponse
    from openai_sql_shell.config import Settings
    from openai_sql_shell.errors import Span
    from openai_sql_shell.handlers.base import Call, Context, Object
    from openai_sql_shell.sql.statements import Await


def carry_out(
    calls: Sequence[Call],
    awaits: Await | None,
    places: Mapping[str, Span],
    context: Context,
    settings: Settings,
    *,
    ordered: bool = False,
    forgiving: bool = False,
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
        ordered: none leaves before the one in front of it was accepted, unless the session is to go on after a failure.
        forgiving: what cannot be ended because it has ended already is no failure.

    Raises:
        UnsupportedStatement: there is nothing to wait for; no call was made.
    """
    if awaits is not None and calls:
        lifecycle_of(calls[0])
    window = 1 if ordered and not settings.keep_changing else settings.concurrency
    if len(calls) != 1 or calls[0].method.changes:
        done = _make_all(calls, context, window, go_on=settings.keep_changing, forgiving=forgiving)
    else:
        done = _make_one(calls[0], context)
    done.awaited = awaits is not None
    if awaits is not None and done.calls and not done.stopped:
        follow_all(done, awaits, context, settings.await_timeout)
    _locate(done.cause, places)
    done.failure = done.error()
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
    given = tuple((name, as_argument(value)) for name, value in call.arguments.items())
    read = Read(call.resource, call.method, given)
    return objects(Reading(read, context.notices, context.server, context.witness), context)


def _make(call: Call, context: Context) -> tuple[Object, ...]:
    context.cancel.check()
    try:
        return rest.make(call, context)
    except Cancelled:
        raise given_up(call, sent=True) from None


def _make_one(call: Call, context: Context) -> ChangeOutcome:
    """A call that changes nothing."""
    done = ChangeOutcome()
    try:
        done.add(call, _make(call, context), Tokens())
    except OpenAISqlError as error:
        done.fail(call, error)
    return done


def _make_all(
    calls: Sequence[Call], context: Context, window: int, *, go_on: bool, forgiving: bool
) -> ChangeOutcome:
    """A window of calls under way. Once one has failed no further one is sent, and those under way are waited for."""
    done = ChangeOutcome()
    waiting: deque[Call] = deque(calls)
    under_way: deque[tuple[Call, PendingResponse]] = deque()
    while True:
        while waiting and len(under_way) < window and (go_on or not done.stopped) and not context.cancel:
            call = waiting.popleft()
            try:
                under_way.append((call, _send(call, context)))
            except OpenAISqlError as error:
                done.fail(call, error)
        if not under_way:
            break
        _take_answer(*under_way.popleft(), done, context, forgiving=forgiving)
        if len(calls) > 1:
            context.progress(Progress(calls[0].method.name, len(done.calls), len(calls)))
    done.untried.extend(waiting)
    if done.untried and not done.stopped:
        done.cause = given_up(calls[0], sent=False) if len(calls) == 1 else Cancelled()
    return done


def _send(call: Call, context: Context) -> PendingResponse:
    return context.transport.start(rest.request_of(call), context.request_context)


def _take_answer(
    call: Call, pending: PendingResponse, done: ChangeOutcome, context: Context, *, forgiving: bool
) -> None:
    """Wait for an answer; after a cancel, a call of which something has left may have been carried out."""
    try:
        response = pending.result(context.cancel)
    except Cancelled as stop:
        pending.abandon()
        if stop.may_have_acted or pending.may_have_acted:
            done.fail(call, given_up(call, sent=True))
        else:
            done.untried.append(call)
        return
    except OpenAISqlError as error:
        ended = ended_before(call, error, context) if forgiving else None
        if ended is None:
            done.fail(call, error)
        else:
            done.add(call, (ended,), Tokens())
        return
    try:
        used = tokens_used(call.method, response.payload)
        found = rest.answer(call, response, context.notices)
        context.made(call, found)
        done.add(call, found, used)
    except OpenAISqlError as error:
        error.may_have_acted = call.method.changes
        done.fail(call, error)


def follow_all(done: ChangeOutcome, awaits: Await, context: Context, timeout: float | None) -> None:
    """Put each job's last state in place of its first, with one deadline; the first wait that ends early ends them all."""
    follow_until(done, deadline_of(done.calls[0], awaits, context, timeout), context)


def deadline_of(call: Call, awaits: Await, context: Context, timeout: float | None) -> float:
    """When waiting for what a call started is given up, by the context's clock."""
    limit = awaits.timeout if awaits.timeout is not None else timeout
    return context.clock.monotonic() + (lifecycle_of(call).deadline if limit is None else limit)


def follow_until(done: ChangeOutcome, deadline: float, context: Context) -> None:
    """The same with the deadline given."""
    try:
        with context.stats.waiting("job") if len(done.calls) > FEW else nullcontext():
            follow_by_list(done.calls, done.objects, context, deadline)
    except Cancelled as stop:
        done.cause = stop
        return
    for position, call in enumerate(done.calls):
        try:
            found = follow(call, done.objects[position], context, deadline)
        except OpenAISqlError as error:
            done.objects[position] = getattr(error, "last", None) or done.objects[position]
            done.cause = done.cause or error
            return
        done.objects[position] = found
        done.cause = done.cause or outcome(call, found, context)


def _locate(error: OpenAISqlError | None, places: Mapping[str, Span]) -> None:
    """Let an error of the API that names a parameter point at the place where the person wrote it.

    The API writes ``metadata``, ``metadata.team`` or ``file_ids[3]``.
    """
    if not isinstance(error, ApiError) or error.param is None:
        return
    named = re.match(r"\w+", error.param)
    if named is not None and error.span is None:
        error.span = places.get(named[0])
