"""Many jobs together: brought up to date by their list, and those that have ended before somebody ended them."""

from __future__ import annotations

from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Returns, SqlVerb
from openai_sql_shell.errors import ApiError, Cancelled, OpenAISqlError, counted
from openai_sql_shell.handlers.awaiting import (
    FIRST_PAUSE,
    GROWTH,
    called,
    is_terminal,
    lifecycle_of,
    look_of,
)
from openai_sql_shell.handlers.base import Read
from openai_sql_shell.handlers.reading import Reading, objects
from openai_sql_shell.result import Progress

if TYPE_CHECKING:
    from collections.abc import MutableSequence, Sequence

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.handlers.base import Call, Context, Object

FEW = 4
"""Jobs that are looked at one by one."""
MOST_LISTED = 10_000
"""Objects of a list that are looked through for jobs."""

_ENDED_BEFORE = (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT)
"""How the API refuses to end what has ended."""


def follow_by_list(
    calls: Sequence[Call], jobs: MutableSequence[Object], context: Context, deadline: float
) -> None:
    """Bring many jobs up to date by their list, again and again, until few of them go on: one request tells of all.

    What the list does not show, or cannot show, is left to `follow`, which looks at one job at a time.

    Args:
        calls: what started the jobs, all of one method.
        jobs: as they were seen last; replaced by what is seen.
        context: of the statement.
        deadline: when waiting is given up, by the context's clock.

    Raises:
        Cancelled: the person stopped waiting.
    """
    lifecycle, listing = lifecycle_of(calls[0]), _list_of(calls[0].resource)
    pause = FIRST_PAUSE
    while listing is not None:
        going = {job.get("id"): at for at, job in enumerate(jobs) if not is_terminal(lifecycle, job)}
        left = deadline - context.clock.monotonic()
        if len(going) <= FEW or left <= 0:
            return
        context.progress(Progress("ended", len(jobs) - len(going), len(jobs)))
        try:
            context.clock.wait(context.cancel, min(pause, left))
            seen, pause = 0, min(pause * GROWTH, lifecycle.interval)
            for job in islice(
                objects(Reading(listing, context.notices, context.server), context), MOST_LISTED
            ):
                at = going.pop(job.get("id"), None)
                if at is not None:
                    jobs[at], seen = job, seen + 1
                if not going:
                    break
        except Cancelled:
            raise Cancelled(f"stopped waiting; {counted(len(going), 'job')} of {len(jobs)} go on") from None
        except OpenAISqlError:
            return
        if not seen:
            return


def _list_of(resource: Resource) -> Read | None:
    """The question for all objects of a resource; None where they stand below others, or no list has them."""
    lists = (m for m in resource.for_verb(SqlVerb.SELECT) if m.returns is Returns.LIST and not m.required)
    method = next(lists, None)
    return Read(resource, method, (), named=False) if method is not None else None


def ended_before(call: Call, error: OpenAISqlError, context: Context) -> Object | None:
    """The job that a call was to end, where the API refused that because it has ended already; says so. None: that is not why.

    Raises:
        Cancelled: the person does not wait for the look.
    """
    lifecycle = call.resource.lifecycle
    if lifecycle is None or not call.method.success_states:
        return None
    if not isinstance(error, ApiError) or error.status not in _ENDED_BEFORE:
        return None
    reading = Reading(look_of(call, {}, lifecycle), context.notices, context.server)
    try:
        (found,) = objects(reading, context)
    except Cancelled:
        raise
    except (OpenAISqlError, ValueError):
        return None
    if not is_terminal(lifecycle, found):
        return None
    context.notices.add(f"{called(call, found)} had ended already: {found.get(lifecycle.state)}")
    return found
