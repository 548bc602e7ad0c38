r"""The executor of ``\assert``: a query whose one value has to be true. One that is not comes as rows, with an error behind them."""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

from openai_sql_shell.errors import AssertionFailed, StatementError
from openai_sql_shell.result import Result
from openai_sql_shell.session import queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.planner.plans import AssertPlan
    from openai_sql_shell.result import Row
    from openai_sql_shell.session.explain_rows import ExplainStep
    from openai_sql_shell.session.workspace import Workspace

SHOWN = 10
"""Rows of an assertion that failed."""
HINT = r"an assertion is one value; rows that must not be there: \assert SELECT NOT EXISTS (SELECT ...)"


def run(plan: AssertPlan, workspace: Workspace) -> Result:
    """Ask, and judge.

    Raises:
        StatementError: the query has several columns. OpenAISqlError: whatever befell it; an assertion that is not true, behind its rows.
    """
    found = queries.run(plan.query, workspace)
    if plan.changes and workspace.settings.dry_run:
        return found
    with closing(found):
        if len(found.columns) != 1:
            raise StatementError(
                f"an assertion has one column, and this query {len(found.columns)}", hint=HINT
            )
        rows = list(islice(found.rows, SHOWN + 1))
    result = Result(found.columns, notices=found.notices, at_hand=True)
    failure = _failure(rows)
    if failure is None:
        return Result(notices=found.notices, summary="ASSERT")
    result.rows = _failing(rows[:SHOWN], failure)
    return result


def explain(plan: AssertPlan, workspace: Workspace) -> Sequence[ExplainStep]:
    """The steps of its query, for EXPLAIN."""
    return queries.explain(plan.query, workspace)


def _failure(rows: Sequence[Row]) -> AssertionFailed | None:
    """What is wrong; None: there is one row, and its value is a number other than 0."""
    if not rows:
        return AssertionFailed("the assertion has no row, so nothing is true", hint=HINT)
    if len(rows) > 1:
        many = f"{len(rows)}" if len(rows) <= SHOWN else f"more than {SHOWN}"
        return AssertionFailed(f"the assertion has {many} rows, and one was asked for", hint=HINT)
    [[value]] = rows
    if isinstance(value, int | float) and value:
        return None
    return AssertionFailed("the assertion is not true")


def _failing(rows: Sequence[Row], failure: AssertionFailed) -> Iterator[Row]:
    yield from rows
    raise failure
