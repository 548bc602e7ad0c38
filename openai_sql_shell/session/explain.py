"""The executor of EXPLAIN: a plan told instead of carried out.

Nothing is changed; something is read only by ANALYZE.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.classes import astuple
from openai_sql_shell.errors import StatementError, UnsupportedStatement
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.session.explain_rows import ANSWERED_HERE, COLUMNS
from openai_sql_shell.session.explain_words import told

if TYPE_CHECKING:
    from openai_sql_shell.planner.plans import ExplainPlan
    from openai_sql_shell.session.workspace import Workspace


def run(plan: ExplainPlan, workspace: Workspace) -> Result:
    """The steps of a plan as rows, and in words; with ANALYZE, beside what really happened.

    Raises:
        StatementError: the statement cannot be run, or not be measured; its span counts in the whole text.
    """
    try:
        if plan.cost:
            return _estimated(plan, workspace)
        return _measured(plan, workspace) if plan.analyze else _explained(plan, workspace)
    except StatementError as error:
        error.span = error.span and error.span.shifted(plan.offset)
        raise


def _explained(plan: ExplainPlan, workspace: Workspace) -> Result:
    explain = workspace.executor_of(plan.plan).explain
    steps = [ANSWERED_HERE] if explain is None else explain(plan.plan, workspace)
    rows = (astuple(step.row) for step in steps)
    return Result(tuple(ResultColumn(name) for name in COLUMNS), rows, explanation=told(steps))


def _estimated(plan: ExplainPlan, workspace: Workspace) -> Result:
    estimate = workspace.executor_of(plan.plan).estimate
    if estimate is None:
        raise UnsupportedStatement(
            "EXPLAIN COST tells what batches of requests will cost; it is for INSERT INTO openai.batch.batch_requests, and for retry",
            hint="EXPLAIN tells what a statement costs in requests",
        )
    return estimate(plan.plan, workspace)


def _measured(plan: ExplainPlan, workspace: Workspace) -> Result:
    measure = workspace.executor_of(plan.plan).measure
    if measure is None:
        raise UnsupportedStatement(
            "EXPLAIN ANALYZE runs the statement, so it is for queries only",
            hint="EXPLAIN shows what a change would send; --stats counts what one has sent",
        )
    return measure(plan.plan, workspace)
