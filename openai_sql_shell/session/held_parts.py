"""Parts whose batch failed for want of room: they are held, and their batch is made again when another one of the model has ended.

The parts of a run come in with their batches; the batches are followed to their end, and so are those that are made instead of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import JobFailed, OpenAISqlError, WaitTimeout, listed
from openai_sql_shell.handlers.awaiting import is_terminal, lacks_room, lifecycle_of
from openai_sql_shell.session.call_execution import deadline_of, follow_until
from openai_sql_shell.session.part_submission import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openai_sql_shell.catalog.model import Lifecycle
    from openai_sql_shell.handlers.base import Context, Object
    from openai_sql_shell.session.change_outcome import ChangeOutcome
    from openai_sql_shell.session.part_submission import PartWork
    from openai_sql_shell.sql.statements import Await

BETWEEN = 60.0
"""Seconds between two tries, and between two looks at what others have ended."""


class _Room:
    """Batches that have ended, each of which may have made room for one try."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        self._lifecycle = lifecycle
        self._going: dict[str, object] | None = None
        """Batches of others that were seen before they ended, with their models; None: nobody has looked."""
        self._used = set[str]()
        self._free = dict[str, object]()
        """Those that have ended and were not tried, with their models."""

    def see_own(self, batches: Iterable[Object]) -> None:
        """Batches of this run, which had not ended when it began."""
        for batch in batches:
            name = str(batch.get("id"))
            if self._has_ended(batch) and name not in self._used:
                self._free[name] = batch.get(self._lifecycle.kind or "")

    def see_others(self, batches: Iterable[Object]) -> None:
        """Batches of a list; the first time it only tells which of them go on."""
        seen = {str(batch.get("id")): batch for batch in batches}
        for name in self._going or ():
            if name in seen and self._has_ended(seen[name]) and name not in self._used:
                self._free[name] = seen[name].get(self._lifecycle.kind or "")
        going = (item for item in seen.items() if not is_terminal(self._lifecycle, item[1]))
        self._going = {name: batch.get(self._lifecycle.kind or "") for name, batch in going}

    def take(self, model: object) -> bool:
        """Whether there is a batch of a model whose room was not tried; it is used up."""
        found = next((name for name, kind in self._free.items() if kind == model), None)
        if found is not None:
            self._used.add(found)
            del self._free[found]
        return found is not None

    def may_come(self, model: object) -> bool:
        """Whether a batch of a model goes on; true where nobody has looked."""
        return self._going is None or model in self._going.values()

    def _has_ended(self, batch: Object) -> bool:
        return is_terminal(self._lifecycle, batch) and lacks_room(self._lifecycle, batch) is None


def follow_parts(
    done: ChangeOutcome,
    work: Sequence[PartWork],
    awaits: Await,
    context: Context,
    timeout: float | None,
) -> str | None:
    """Follow the batches of parts to their end, and make those again that there was no room for.

    How those go on that are held when the wait ends is what goes out; None: there are none.

    Args:
        done: the calls that made them, in the order of the parts; each batch is replaced by what it came to. What ended the wait is its cause.
        work: the parts; their runs are not left yet.
        awaits: how long to wait.
        context: of the statement.
        timeout: the session's bound where the statement has none.
    """
    deadline = deadline_of(done.calls[0], awaits, context, timeout)
    waiting = _Waiting(done, work, context, deadline)
    try:
        while waiting.held():
            waiting.try_one()
    except OpenAISqlError as error:
        done.cause = error
    return waiting.told()


class _Waiting:
    """One wait for the batches of a run."""

    def __init__(
        self,
        done: ChangeOutcome,
        work: Sequence[PartWork],
        context: Context,
        deadline: float,
    ) -> None:
        self._done = done
        self._parts = [one.part for one in work]
        self._submissions = [one.submission for one in work]
        self._context = context
        self._deadline = deadline
        self._lifecycle = lifecycle_of(done.calls[0])
        self._room = _Room(self._lifecycle)
        self._held = dict[int, None]()
        self._tried_at = float("-inf")
        self._chanced = set[str | None]()
        """Models that were tried though nobody was seen to end: who filled the queue may have ended before."""

    def held(self) -> bool:
        """Follow what goes on; whether some part is held, and another try may help."""
        cause = self._follow()
        for at, batch in enumerate(self._done.objects):
            code = lacks_room(self._lifecycle, batch)
            if code is not None and at not in self._held:
                self._held[at] = None
                self._submissions[at].hold(self._parts[at], code)
        self._room.see_own(self._done.objects)
        if not self._held or not isinstance(cause, JobFailed):
            return False
        if lacks_room(self._lifecycle, dict(cause.last or {})) is None:
            return False
        self._done.cause = None
        return True

    def _follow(self) -> OpenAISqlError | None:
        """Follow all batches to their end; the first thing that went wrong."""
        self._done.cause = None
        follow_until(self._done, self._deadline, self._context)
        return self._done.cause

    def try_one(self) -> None:
        """Wait until there may be room, and make the batches that may fit.

        Raises:
            WaitTimeout: there is none in time. OpenAISqlError: a call failed, or the person stopped waiting.
        """
        at: int | None = self._next()
        while at is not None:
            self._wait(self._tried_at + BETWEEN)
            self._tried_at = self._context.clock.monotonic()
            part, file_id = self._parts[at], str(self._done.objects[at].get("input_file_id"))
            self._done.objects[at] = self._submissions[at].again(part, file_id)
            del self._held[at]
            at = self._ready()

    def _ready(self) -> int | None:
        return next((at for at in self._held if self._room.take(self._parts[at].model)), None)

    def _next(self) -> int:
        """The part that may fit next."""
        if (ready := self._ready()) is not None:
            return ready
        while True:
            own = {str(batch.get("id")) for batch in self._done.objects}
            batches = [b for b in self._submissions[0].newest_batches() if str(b.get("id")) not in own]
            self._room.see_others(batches)
            if (ready := self._ready()) is not None:
                return ready
            if not any(self._room.may_come(self._parts[at].model) for at in self._held):
                return self._by_chance()
            self._wait(self._context.clock.monotonic() + BETWEEN)

    def _by_chance(self) -> int:
        """A part of a model that nobody is seen to use: tried once."""
        for at in self._held:
            if self._parts[at].model not in self._chanced:
                self._chanced.add(self._parts[at].model)
                return at
        raise WaitTimeout("there is no room, and no other batch is seen that would make some when it ends")

    def _wait(self, until: float) -> None:
        now = self._context.clock.monotonic()
        if self._deadline <= max(now, until):
            with self._context.stats.waiting("room"):
                self._context.clock.wait(self._context.cancel, max(0.0, self._deadline - now))
            raise WaitTimeout("the time is over, and there was no room")
        if until > now:
            with self._context.stats.waiting("room"):
                self._context.clock.wait(self._context.cancel, until - now)
        self._context.cancel.check()

    def told(self) -> str | None:
        """How the parts go on that are held, which the cause names from now on."""
        if not self._held or self._done.cause is None:
            return None
        held = listed([told(self._parts[at]) for at in sorted(self._held)])
        self._done.cause.message += f"; held, with the file uploaded: {held}"
        go_on = dict.fromkeys(self._submissions[at].goes_on for at in sorted(self._held))
        return "; ".join(filter(None, go_on)) or None
