"""Jobs: what the declarations say about those of an account, as statements and as rows. Sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import StateKind
from openai_sql_shell.classes import frozen
from openai_sql_shell.sql.tokens import quote_string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.result import Row, Value

DAY = 86400.0
"""Seconds that a job is shown for after it has ended, where those are shown."""
PAGE = 100
"""Jobs in a row that were over too long ago to be shown, before a list is believed to have no others: lists begin with the newest."""
OWN = ("id", "status", "created_at", "done", "failed", "total", "ended_at", "due_at")
"""The columns that a job is made of; the others name what it stands below."""


@frozen
class SeenJob:
    """One job, as an answer showed it."""

    resource: Resource
    id: str
    status: str
    created_at: float
    """Seconds since 1970, as the next two."""
    ended_at: float | None = None
    due_at: float | None = None
    """When it will end, where the server says so."""
    done: int | None = None
    """Parts that are worked off, the failed ones among them."""
    failed: int | None = None
    total: int | None = None
    above: tuple[tuple[str, str], ...] = ()
    """Parameters that name what it stands below."""

    @property
    def kind(self) -> str:
        """What people call one."""
        return self.resource.jobs.kind if self.resource.jobs else self.resource.name

    @property
    def parts(self) -> str:
        """What is counted."""
        return self.resource.jobs.parts if self.resource.jobs else ""

    @property
    def state(self) -> StateKind:
        """What its status means; one that nobody knows yet is taken for work."""
        return self.resource.states.get(self.status, StateKind.RUNNING)

    @property
    def runs(self) -> bool:
        """It goes on by itself."""
        return self.state is StateKind.RUNNING


def query_of(resource: Resource, account: str, now: float) -> str:
    """The statement whose rows are a resource's jobs, at a time in seconds since 1970."""
    assert resource.jobs is not None, f"{resource.id} has no jobs"  # noqa: S101
    query = " ".join(resource.jobs.query.split())
    return query.replace(":account", quote_string(account)).replace(":now", str(int(now)))


def jobs_in(
    resource: Resource, names: Sequence[str], rows: Iterable[Row], now: float, *, ended: bool
) -> list[SeenJob]:
    """The jobs that run; with ``ended`` those, too, that did until a day ago. No more of the list is read than can have any.

    Args:
        resource: what they are.
        names: of the columns.
        rows: as the list has them.
        now: seconds since 1970.
        ended: jobs that are over are asked for, too.
    """
    found: list[SeenJob] = []
    longest = (resource.lifecycle.deadline if resource.lifecycle else DAY) + DAY
    in_a_row = 0
    for job in _jobs(resource, names, rows):
        wanted = job.runs or (ended and now - (job.ended_at or job.created_at) <= DAY)
        if wanted:
            found.append(job)
        in_a_row = 0 if wanted or now - job.created_at <= longest else in_a_row + 1
        if in_a_row >= PAGE:
            break
    return found


def _jobs(resource: Resource, names: Sequence[str], rows: Iterable[Row]) -> Iterator[SeenJob]:
    for row in rows:
        told = dict(zip(names, row, strict=True))
        yield SeenJob(
            resource,
            str(told["id"]),
            str(told["status"]),
            _number(told.get("created_at")) or 0.0,
            _number(told.get("ended_at")),
            _number(told.get("due_at")),
            _count(told.get("done")),
            _count(told.get("failed")),
            _count(told.get("total")),
            tuple((name, str(value)) for name, value in told.items() if name not in OWN),
        )


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _count(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def cancel_statement(job: SeenJob) -> str | None:
    """What stops a job; None: nothing does."""
    method = job.resource.method("cancel")
    if method is None:
        return None
    above = dict(job.above)
    given = ", ".join(f"@{p} = {quote_string(above.get(p, job.id))}" for p in method.path_parameters)
    return f"EXEC {job.resource.id}.{method.name} {given}"
