"""What a tool may be used for: statements that change nothing, and changes that were shown before they are made.

A change runs in a thread of its own. Once its objects are found it stops and tells them; what it is then told decides whether exactly
those calls are made. Nothing is found anew in between.
"""

from __future__ import annotations

import secrets
import threading
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.cancel import SLICE, CancelToken
from openai_sql_shell.errors import (
    Cancelled,
    OpenAISqlError,
    RefusedStatement,
    UnsupportedStatement,
    listed,
)
from openai_sql_shell.mcp.caps import CappedRows, Caps, Deadline, capped
from openai_sql_shell.planner.plans import (
    CallPlan,
    ChangePlan,
    EachPlan,
    ExplainPlan,
    GatherPlan,
    MetadataPlan,
    QueryPlan,
    RunPlan,
    StandInPlan,
)

if TYPE_CHECKING:
    from openai_sql_shell.mcp.pool import SessionPool
    from openai_sql_shell.planner.plans import Plan
    from openai_sql_shell.result import RequestStats, Result
    from openai_sql_shell.session.consent import Preview
    from openai_sql_shell.session.session import Session

READING = (QueryPlan, MetadataPlan, ExplainPlan, CallPlan, EachPlan)
CHANGING = (ChangePlan, GatherPlan, CallPlan, EachPlan, RunPlan, StandInPlan)
"""The kinds of statements that there are tools for; there is none for settings, local tables and files."""

QUESTION_LASTS = 300.0
"""Seconds that a person has to answer; afterwards the plan is dropped."""
MOST_QUESTIONS = 2
"""Plans that wait for a person at the same time: each keeps a session. The oldest makes room for another."""


def _check_credentials(plan: Plan) -> None:
    """Nothing for a call whose answer holds no credential.

    Raises:
        RefusedStatement: it does. Who wrote the statement would be told, with and without RETURNING.
    """
    made = plan.made if isinstance(plan, StandInPlan) else plan
    call = made.call if isinstance(made, EachPlan) else made
    if isinstance(call, ChangePlan):
        method, resource = call.method, call.target.resource
    elif isinstance(call, CallPlan):
        method, resource = call.method, call.resource
    else:
        return  # rows that become files, and runs of them, are answered by this program
    if names := method.credentials(resource):
        raise RefusedStatement(
            f"{resource.id}.{method.name} is answered with a credential ({listed(names)}), which no agent is given; nothing was sent",
            hint="a person runs this statement in the shell: openai-sql",
        )


def check_query(plan: Plan, *, billed: bool) -> None:
    """Let a statement through that changes nothing.

    Args:
        plan: what it comes to.
        billed: calls that change nothing and may cost money are let through, too.

    Raises:
        RefusedStatement: it is another, or answered with a credential. UnsupportedStatement: no tool takes it.
    """
    if plan.changes:
        raise RefusedStatement(
            "this statement changes something or is billed, and run_query only reads", hint="read with SELECT"
        )
    if not isinstance(plan, READING):
        raise UnsupportedStatement(
            "run_query takes SELECT, SHOW, DESCRIBE, EXPLAIN, and EXEC of what only reads",
            hint="there is no tool for settings, local tables and files",
        )
    _check_credentials(plan)
    call = plan.call if isinstance(plan, EachPlan) else plan
    if isinstance(call, CallPlan) and not call.method.safe and not billed:
        raise RefusedStatement(
            f"{call.method.name} is a {call.method.http} that changes nothing and may cost money; it is not allowed here",
            hint="read with SELECT",
        )


def check_explained(plan: Plan) -> None:
    """Let a statement through that EXPLAIN can tell about without a request.

    Raises:
        UnsupportedStatement: it is an EXPLAIN that would send one.
    """
    if isinstance(plan, ExplainPlan) and (plan.analyze or plan.cost):
        raise UnsupportedStatement(
            "explain sends nothing, and EXPLAIN ANALYZE and COST may", hint="give the statement alone"
        )


def check_change(plan: Plan) -> None:
    """Let a statement through that changes something at the API.

    Raises:
        UnsupportedStatement: it does not. RefusedStatement: its answer holds a credential.
    """
    if not plan.changes or not isinstance(plan, CHANGING):
        raise UnsupportedStatement(
            "this statement is no change of objects at the API: INSERT, UPDATE, DELETE and EXEC are",
            hint="run_query reads",
        )
    _check_credentials(plan)


class OpenChange:
    """A change that was planned, and waits to be told whether it shall be made."""

    def __init__(self, sql: str, pool: SessionPool, caps: Caps) -> None:
        """Begin to find its objects, in a thread."""
        self.sql = sql
        self.name = secrets.token_hex(4)
        """No other change has it: an answer to another question is none to this."""
        self.token = CancelToken()
        """Ends it, whatever it does."""
        self.preview: Preview | None = None
        """What it would do, once that is known; None: nothing."""
        self.result: Result | None = None
        """What it came to, once it is over without an error; its rows are in ``rows``."""
        self.rows: CappedRows | None = None
        self.error: Exception | None = None
        self.stats: RequestStats | None = None
        self.read = 0
        """Requests that were needed to find the objects."""
        self._caps = caps
        self._deadline = Deadline(caps.timeout, self.token)
        self._found = threading.Event()
        self._told = threading.Event()
        self._over = threading.Event()
        self._go_on = False
        threading.Thread(target=self._run, args=(pool,), name="change", daemon=True).start()

    def _run(self, pool: SessionPool) -> None:
        try:
            with self._deadline.running(), pool.session(self.token, changes=True) as session:
                check_change(session.plan_of(self.sql))
                session.confirm = partial(self._confirm, session)
                try:
                    result = session.execute(self.sql, self.token)
                    self.rows = capped(result, self._caps.max_rows, self._caps.max_bytes)
                    self.result = result
                finally:
                    session.confirm, self.stats = None, session.stats
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            self.error = error
        finally:
            self._over.set()
            self._found.set()

    def _confirm(self, session: Session, preview: Preview) -> bool:
        """Stop here until somebody decides; called by the session once the objects are found."""
        if self.preview is not None:
            return False  # it would do something else, too, which nobody was shown
        self._deadline.stop()
        self.preview, self.read = preview, session.stats.requests
        self._found.set()
        end = time.monotonic() + QUESTION_LASTS
        while not self._told.wait(SLICE):
            self.token.check()
            if time.monotonic() > end:
                return False
        self._deadline.start()
        return self._go_on

    def found(self, cancel: CancelToken) -> int:
        """Wait until its objects are known; how many there are.

        Raises:
            OpenAISqlError: they cannot be found, or not in time.
        """
        self._wait(self._found, cancel)
        if self.preview is None:
            self._raise()
        return 0 if self.preview is None else self.preview.count

    def decide(self, *, go_on: bool) -> None:
        """Make the change, or drop it; the first word counts."""
        if not self._told.is_set():
            self._go_on = go_on
            self._told.set()

    def end(self, cancel: CancelToken) -> None:
        """Wait until it is over.

        Raises:
            OpenAISqlError: it failed, or was dropped.
        """
        self._wait(self._over, cancel)
        self._raise()

    def drop(self) -> None:
        """Make sure that it is not made, and wait for its thread; what is under way already ends as cancelled."""
        self.decide(go_on=False)
        self.token.set()
        with suppress(OpenAISqlError):
            self.end(CancelToken())

    @property
    def is_over(self) -> bool:
        """Nothing more will come."""
        return self._over.is_set()

    def _wait(self, event: threading.Event, cancel: CancelToken) -> None:
        """Wait; who gives up stops the change, too, and hears what has become of it."""
        with cancel.calling(self.token.set):
            event.wait()

    def _raise(self) -> None:
        if self.error is None:
            return
        if self._deadline.passed and isinstance(self.error, Cancelled):
            raise too_slow(self._caps, self.error)
        raise self.error


def too_slow(caps: Caps, stopped: OpenAISqlError) -> OpenAISqlError:
    """The error of a call that took too long."""
    error = OpenAISqlError(
        f"the call was stopped after {caps.timeout:g} seconds",
        hint=stopped.hint or "narrow it with WHERE or LIMIT",
    )
    error.may_have_acted = stopped.may_have_acted
    return error


class Questions:
    """Changes that a person is asked about, by what asks for them."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], OpenChange] = {}
        self._lock = threading.Lock()

    def put(self, key: tuple[str, int], change: OpenChange) -> None:
        """Keep one; the same asked again, and the oldest of too many, are dropped."""
        with self._lock:
            dropped = [self._open.pop(key, None)]
            while len(self._open) >= MOST_QUESTIONS:
                dropped.append(self._open.pop(next(iter(self._open))))
            self._open[key] = change
        for old in dropped:
            if old is not None:
                old.drop()

    def get(self, key: tuple[str, int]) -> OpenChange | None:
        """The one that is asked about; None: it was dropped, or has been decided."""
        change = self._open.get(key)
        return None if change is None or change.is_over else change

    def take(self, key: tuple[str, int]) -> OpenChange | None:
        """The same, which is then decided: a second answer finds none."""
        with self._lock:
            change = self._open.pop(key, None)
        return None if change is None or change.is_over else change

    def close(self) -> None:
        """Drop all."""
        with self._lock:
            dropped = [*self._open.values()]
            self._open.clear()
        for change in dropped:
            change.drop()
