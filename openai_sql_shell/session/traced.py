"""Statements with a span: what it is called, and when it ends. Loaded where a program has OpenTelemetry loaded.

A result is lazy, so the span lasts until its rows are read, given up, or have failed: what it tells of rows and requests is final then.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from openai_sql_shell.planner import plans
from openai_sql_shell.result import drain, is_over, take
from openai_sql_shell.session.span_attributes import described, server, without_literals
from openai_sql_shell.telemetry import spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.planner.plans import Plan
    from openai_sql_shell.result import Result, Row
    from openai_sql_shell.session.workspace import Workspace
    from openai_sql_shell.telemetry import StatementSpan

SYSTEM = "openai"


def run_traced(run: Callable[..., Result], text: str, workspace: Workspace) -> Result:
    """Run a statement below a span of its own, where anybody would see one.

    Args:
        run: runs a text in a workspace, and tells a third argument of the plan before it is carried out.
        text: the statement.
        workspace: where.

    Raises:
        OpenAISqlError: what ``run`` raises.
    """
    made = spans()
    if made is None:
        return run(text, workspace)
    statement = _Statement(made, text, workspace)
    try:
        result = run(text, workspace, statement.begin)
    except BaseException as error:
        statement.failed(error)
        raise
    statement.result = result
    if statement.span is None:
        return result
    if result.columns:
        result.rows = TracedRows(result.rows, statement)
    else:
        statement.end()
    return result


class _Statement:
    """One statement from the beginning of its plan to the end of its rows."""

    def __init__(self, made: Callable[..., StatementSpan], text: str, workspace: Workspace) -> None:
        self._made = made
        self._text = text
        self._workspace = workspace
        self._began = time.time_ns()
        self.span: StatementSpan | None = None
        """None: there is none yet, or nobody would see it."""
        self.result: Result | None = None
        self.rows = 0
        """How many were read."""

    def begin(self, plan: Plan | None) -> None:
        """Make the span: its name needs the plan; None: there is none, since the statement cannot be run."""
        settings = self._workspace.settings
        named = {} if plan is None else described(plan, self._workspace)
        told = settings.telemetry_text and not isinstance(plan, plans.SettingPlan | None)
        span = self._made(
            named.get("db.query.summary", SYSTEM),
            {
                "db.system.name": SYSTEM,
                **named,
                "db.query.text": without_literals(self._text) if told else None,
            },
            server=server(self._workspace.profile.base_url),
            began=self._began,
            tells_text=settings.telemetry_text,
            sends_traceparent=settings.send_traceparent,
        )
        if not span.is_silent:
            self.span = self._workspace.stats.trace = span

    def failed(self, error: BaseException) -> None:
        """End the span of a statement without an answer."""
        if self._workspace.stats.trace is None:
            self.begin(None)
        self.end(error)

    def end(self, error: BaseException | None = None, *, given_up: bool = False) -> None:
        """End the span with what the statement came to."""
        stats, result = self._workspace.stats, self.result
        if self.span is not None:
            attributes = {
                "db.response.returned_rows": self.rows if result is not None and result.columns else None,
                "openai_sql.changed": None if result is None else result.changed,
                "openai_sql.requests": stats.started,
                "openai_sql.retries": stats.retries,
                "openai_sql.given_up": given_up or None,
            }
            self.span.end(attributes, error)


class TracedRows:
    """Rows that are counted, and whose end is that of a span."""

    def __init__(self, rows: Iterator[Row], statement: _Statement) -> None:
        self._rows = rows
        self._statement = statement

    @property
    def is_over(self) -> bool:
        """All rows were read."""
        return is_over(self._rows)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        try:
            row = next(self._rows)
        except StopIteration:
            self._statement.end()
            raise
        except BaseException as error:
            self._statement.end(error)
            raise
        self._statement.rows += 1
        return row

    def take(self, most: int) -> list[Row]:
        """The next rows; see `Result.take`."""
        try:
            rows = take(self._rows, most)
        except BaseException as error:
            self._statement.end(error)
            raise
        self._statement.rows += len(rows)
        if self.is_over:
            self._statement.end()
        return rows

    def drain(self, take: Callable[[Sequence[Row]], None]) -> None:
        """Hand on all rows; see `Result.drain`."""

        def counted(rows: Sequence[Row]) -> None:
            self._statement.rows += len(rows)
            take(rows)

        try:
            drain(self._rows, counted)
        except BaseException as error:
            self._statement.end(error)
            raise
        self._statement.end()

    def close(self) -> None:
        """Give up the rest."""
        given_up = not self.is_over
        close = getattr(self._rows, "close", None)
        if close is not None:
            close()
        self._statement.end(given_up=given_up)
