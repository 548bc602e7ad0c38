"""EXPLAIN: what a statement would send, and what SQLite would do; EXPLAIN ANALYZE: what it did send.

A plan comes in, a result goes out. Nothing is changed; something is read only where the objects of a change have to be found, and
by ANALYZE.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.engine.measuring import Measuring
from openai_sql_shell.errors import StatementError, UnsupportedStatement
from openai_sql_shell.planner.plans import CallPlan, ChangePlan, LocalPlan, QueryPlan
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.session import explain_rows
from openai_sql_shell.session.changes import calls_for
from openai_sql_shell.session.result_rows import original_spans
from openai_sql_shell.sql.shape import shape

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.engine.database import Database
    from openai_sql_shell.engine.execution import Limits
    from openai_sql_shell.handlers.base import Context
    from openai_sql_shell.planner.plans import ExplainPlan, Plan, Sql
    from openai_sql_shell.result import Row


@dataclass(frozen=True, slots=True)
class Explainer:
    """What is needed to look at a plan without carrying it out."""

    database: Database
    limits: Limits
    query: Callable[[Sql, Context], Result]
    """Runs a query."""

    def explain(self, what: ExplainPlan, context: Context) -> Result:
        """The rows of EXPLAIN.

        Raises:
            StatementError: the statement cannot be run, or not be measured; its span counts in the whole text.
        """
        try:
            if what.analyze:
                return self._analyze(what.plan, context)
            rows = self._explained(what.plan, context)
        except StatementError as error:
            error.span = error.span and error.span.shifted(what.offset)
            raise
        return Result(tuple(ResultColumn(name) for name in explain_rows.COLUMNS), iter(rows))

    def _explained(self, what: Plan, context: Context) -> Sequence[Row]:
        at_once = self.limits.concurrency
        match what:
            case QueryPlan() | LocalPlan():
                return self._planned(what.sql, context)
            case CallPlan():
                steps = [row for sql in what.queries.values() for row in self._planned(sql, context)]
                return explain_rows.exec_rows(what, steps)
            case ChangePlan():
                steps = list(self._planned(what.source, context))
                if what.reads:
                    return explain_rows.change_rows(what, steps, None, at_once)
                found = self.query(what.source, context)
                calls = calls_for(what, len(found.columns), list(found.rows))
                return explain_rows.change_rows(what, steps, calls, at_once)
            case _:
                return [("answered here, without a request", *[None] * (len(explain_rows.COLUMNS) - 2), "0")]

    def _planned(self, sql: Sql, context: Context) -> list[Row]:
        execution = self.database.prepare(sql.text, context, self.limits, ahead="")
        with original_spans(sql):
            steps = self.database.plan(sql.text, execution)
        return explain_rows.query_rows(steps, shape(sql.text), self.limits.concurrency)

    def _analyze(self, what: Plan, context: Context) -> Result:
        """Run a query for its cost; its rows are counted and let go."""
        if not isinstance(what, QueryPlan):
            raise UnsupportedStatement(
                "EXPLAIN ANALYZE runs the statement, so it is for queries only",
                hint="EXPLAIN shows what a change would send; --stats counts what one has sent",
            )
        sql = what.sql
        measuring = Measuring()
        execution = self.database.prepare(sql.text, context, self.limits, measuring=measuring)
        planned = self.database.prepare(sql.text, context, self.limits, ahead="")
        with original_spans(sql):
            steps = self.database.plan(sql.text, planned)
            count = sum(1 for _ in self.database.query(sql.text, execution).rows)
        rows = explain_rows.measured_rows(
            steps, shape(sql.text), self.limits.concurrency, measuring.actual, context.stats, count
        )
        notices = context.notices.sentences
        return Result(
            tuple(ResultColumn(name) for name in explain_rows.MEASURED), iter(rows), notices=notices
        )
