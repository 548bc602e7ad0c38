"""Lifecycles: what happens to objects that work in the background, declared as stages; one engine for all of them.

::

    begin ──► stage ──► stage ──► ... ──► end          each stage lasts its seconds; what it makes is in `stage_results`
                └──► cancelled                        where somebody calls it off

A stage ends at a known moment (`Record.due`). What moves in between (progress) is computed when the object is looked at.
"""

from __future__ import annotations

import math
from importlib import import_module
from typing import TYPE_CHECKING

from openai_sql_shell.classes import field, frozen
from openai_sql_shell.sandbox.http_errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openai_sql_shell.sandbox.http_errors import HttpError
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store


@frozen
class TimedStage:
    """One state of an object that goes on by itself."""

    state: str
    seconds: float | None = None
    """How long it lasts; None: it is the end."""
    stamps: tuple[str, ...] = ()
    """Columns that get the moment at which it begins."""
    sets: Mapping[str, object] = field(default_factory=dict)
    """Columns that get a value when it begins."""


@frozen
class StagePlan:
    """The stages of one kind of object."""

    stages: tuple[TimedStage, ...]
    called_off: tuple[TimedStage, ...] = ()
    """The stages after a cancel; empty: it cannot be cancelled."""
    begins: Callable[[Record], bool] = lambda _record: True
    """Which objects live so; the others are finished at once."""
    progress: str | None = None
    """A column that counts from 0 to 100 over the stages."""
    failure: TimedStage | None = None
    """The end of an object that hides ``fails``."""
    rest: str | None = None
    """The state of an object that somebody has paused; it lasts until somebody resumes it."""
    resumes: str = ""
    """The stage that it enters then."""

    def stage(self, state: str) -> TimedStage | None:
        """The stage of a state; None for one that is no stage."""
        failure = (self.failure,) if self.failure else ()
        rest = (TimedStage(self.rest, math.inf),) if self.rest else ()
        every = (*self.stages, *self.called_off, *failure, *rest)
        return next((stage for stage in every if stage.state == state), None)


LIFECYCLES: dict[str, StagePlan] = {
    "assistants.runs": StagePlan(
        (
            TimedStage("queued", 0.5),
            TimedStage("in_progress", 1.5, ("started_at",)),
            TimedStage("completed", None, ("completed_at",), {"expires_at": None}),
        ),
        called_off=(TimedStage("cancelling", 0.5), TimedStage("cancelled", None, ("cancelled_at",))),
    ),
    "evals.runs": StagePlan(
        (TimedStage("queued", 1.0), TimedStage("in_progress", 4.0), TimedStage("completed")),
        called_off=(TimedStage("canceled"),),
        failure=TimedStage(
            "failed", sets={"error": {"code": "invalid_data_source", "message": "The data is empty."}}
        ),
    ),
    "fine_tuning.jobs": StagePlan(
        (
            TimedStage("validating_files", 2.0),
            TimedStage("queued", 2.0),
            TimedStage("running", 12.0),
            TimedStage("succeeded", None, ("finished_at",)),
        ),
        called_off=(TimedStage("cancelled", None, ("finished_at",)),),
        rest="paused",
        resumes="queued",
        failure=TimedStage(
            "failed",
            None,
            ("finished_at",),
            {
                "error": {
                    "code": "invalid_training_file",
                    "message": "The job failed due to an invalid training file.",
                    "param": "training_file",
                }
            },
        ),
    ),
    "responses.responses": StagePlan(
        (
            TimedStage("queued", 0.5),
            TimedStage("in_progress", 2.0),
            TimedStage("completed", None, ("completed_at",)),
        ),
        called_off=(TimedStage("cancelled"),),
        begins=lambda record: bool(record.fields.get("background")),
    ),
    "videos.videos": StagePlan(
        (
            TimedStage("queued", 1.0),
            TimedStage("in_progress", 8.0),
            TimedStage("completed", None, ("completed_at",)),
        ),
        progress="progress",
        failure=TimedStage(
            "failed", sets={"error": {"code": "moderation_blocked", "message": "The prompt was refused."}}
        ),
    ),
}
"""Every table whose objects change by themselves, but for those with code of their own in `operations.WHEN_DUE`."""


def begin(store: Store, table: str, record: Record) -> None:
    """Put a new object into its first stage; one that does not work in the background is left as it is."""
    life = LIFECYCLES.get(table)
    if life is not None and life.begins(record):
        _enter(store, table, record, life.stages[0], store.now())


def advance(store: Store, table: str, record: Record, at: float) -> None:
    """Move an object on, at the moment it was due."""
    life = LIFECYCLES[table]
    stages = life.stages if any(s.state == record.status for s in life.stages) else life.called_off
    place = next(n for n, stage in enumerate(stages) if stage.state == record.status)
    following = life.failure if record.hidden.get("fails") == record.status else None
    _enter(store, table, record, following or stages[place + 1], at)


def _enter(store: Store, table: str, record: Record, stage: TimedStage, at: float) -> None:
    record.fields |= {"status": stage.state, **stage.sets, **dict.fromkeys(stage.stamps, int(at))}
    seconds = None if stage.seconds is None else record.hidden.get(stage.state, stage.seconds) / store.speed
    record.due = None if seconds is None else at + seconds
    record.hidden["until"] = record.due
    record.hidden["since"] = at
    results = import_module("openai_sql_shell.sandbox.stage_results").RESULTS
    made = results.get((table, stage.state))
    if made is not None:
        made(store, record, at)
    store.changed(table, record)


def catch_up(store: Store) -> None:
    """Move objects on that were made with a past, to the present."""
    for at, table, record in store.due():
        advance(store, table, record, at)


def show(store: Store, table: str, record: Record) -> Json:
    """An object as it is now: progress is the share of the stage's time that is over."""
    life = LIFECYCLES.get(table)
    if life is None or life.progress is None:
        return record.fields
    return {**record.fields, life.progress: _progress(record, store.now())}


def _progress(record: Record, now: float) -> int:
    if record.due is None:
        return 100 if record.status == "completed" else 0
    if record.status == "queued":
        return 0
    since = record.hidden["since"]
    return max(0, min(99, int(100 * (now - since) / (record.due - since))))


def is_over(table: str, record: Record) -> bool:
    """Whether an object has come to its end."""
    stage = LIFECYCLES[table].stage(record.status)
    return stage is None or stage.seconds is None


def call_off(store: Store, table: str, record: Record) -> None:
    """Cancel an object that is still at work.

    Raises:
        HttpError: it is over.
    """
    life = LIFECYCLES[table]
    if is_over(table, record):
        raise _refusal("cancel", table, record)
    if record.status not in {stage.state for stage in life.called_off}:
        _enter(store, table, record, life.called_off[0], store.now())


def pause(store: Store, table: str, record: Record) -> None:
    """Let an object rest that is still at work.

    Raises:
        HttpError: it is over, or rests already.
    """
    life = LIFECYCLES[table]
    stage = life.stage(life.rest or "")
    if is_over(table, record) or record.status == life.rest or stage is None:
        raise _refusal("pause", table, record)
    _enter(store, table, record, stage, store.now())


def resume(store: Store, table: str, record: Record) -> None:
    """Let an object that rests go on.

    Raises:
        HttpError: it does not rest.
    """
    life = LIFECYCLES[table]
    stage = life.stage(life.resumes)
    if record.status != life.rest or stage is None:
        raise _refusal("resume", table, record)
    _enter(store, table, record, stage, store.now())


def _refusal(what: str, table: str, record: Record) -> HttpError:
    """HTTP 400 for what cannot be done to an object where it stands."""
    kind = table.split(".")[1].removesuffix("s")
    done = {"cancel": "not_cancellable", "pause": "not_pausable", "resume": "not_paused"}[what]
    return bad_request(f"Cannot {what} a {kind} with status '{record.status}'.", None, done)
