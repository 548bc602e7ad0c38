"""The executor of INSERT, UPDATE and DELETE on resources: one call for each row of a source.

The rows are found, all calls are checked and consent is asked for before the first is made. RETURNING is a query over the answers.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import ChangesInterrupted, OpenAISqlError
from openai_sql_shell.handlers.arguments import doubts_about
from openai_sql_shell.result import Result
from openai_sql_shell.session.call_execution import carry_out
from openai_sql_shell.session.calls import calls_for, dry_run, rows_of_calls
from openai_sql_shell.session.consent import check_bulk_change
from openai_sql_shell.session.queries import nothing_done, query, query_steps
from openai_sql_shell.session.result_rows import ResultRows, with_notices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.handlers.base import Call, Context
    from openai_sql_shell.planner.plans import ChangePlan, Sql
    from openai_sql_shell.result import ResultColumn, Row
    from openai_sql_shell.session.change_outcome import ChangeOutcome
    from openai_sql_shell.session.explain_rows import ExplainStep
    from openai_sql_shell.session.workspace import Workspace


def run(plan: ChangePlan, workspace: Workspace) -> Result:
    """Make a change.

    Raises:
        RefusedStatement: the session is read-only, or consent is missing. Cancelled: the person said no.
        StatementError: a row does not fit, or a name in RETURNING means nothing; nothing was changed.
        OpenAISqlError: a call failed; says what was done before, behind the rows of RETURNING if there are some.
    """
    context, verb = workspace.context(), plan.method.verb.value
    workspace.refuse_change(verb)
    context.transport.check_key(plan.method.key)
    _check_returning(plan, workspace, context)
    calls, notices = _found(plan, workspace, context)
    if not calls and plan.in_vain is not None:
        return nothing_done(plan.in_vain, workspace, context)
    for sentence in (doubt for call in calls for doubt in doubts_about(call)):
        context.notices.add(sentence)
    settings = workspace.settings
    check_bulk_change(calls, settings, workspace.asking, workspace.stats, bounded=plan.bounded)
    if settings.dry_run:
        return dry_run(calls, notices)
    workspace.database.forget_answers()
    done = carry_out(calls, plan.awaits, plan.places, context, settings, ordered=plan.ordered)
    workspace.shown_once.update(done.credentials)
    result = _answered(plan, done, workspace, context)
    result.summary, result.changed, result.account = done.summary(verb), len(done.objects), done.account
    return result


def explain(plan: ChangePlan, workspace: Workspace) -> Sequence[ExplainStep]:
    """Reading what is to be changed, then the calls, for EXPLAIN; literal rows are looked at, nothing is read or changed."""
    from openai_sql_shell.session.explain_rows import change_steps  # noqa: PLC0415 - few statements are explained

    context = workspace.context()
    steps = query_steps(plan.source, workspace, context)
    calls = None if plan.reads else _found(plan, workspace, context)[0]
    return change_steps(plan, steps, calls, workspace.settings.concurrency)


def _found(plan: ChangePlan, workspace: Workspace, context: Context) -> tuple[list[Call], Sequence[str]]:
    """The calls for the rows of the source, and what is to be said about reading them."""
    found = query(plan.source, workspace, context)
    with closing(found):
        rows = rows_of_calls(found.rows)
    calls = calls_for(plan, len(found.columns), rows, workspace.check_files)
    return calls, found.notices


def _check_returning(plan: ChangePlan, workspace: Workspace, context: Context) -> None:
    """Over no rows: a misspelt name in RETURNING stops the statement before anything is changed."""
    if plan.returning is not None:
        query(plan.returning, workspace, context, answers={plan.target.resource.id: []}).close()


def _answered(plan: ChangePlan, done: ChangeOutcome, workspace: Workspace, context: Context) -> Result:
    """RETURNING over what the server answered; whatever went wrong is raised after the rows."""
    if plan.returning is None or not done.answers:
        if done.failure is not None:
            raise with_notices(done.failure, context)
        return Result(notices=context.notices.sentences)
    columns, rows, failure = _returned(plan, plan.returning, done, workspace)
    result = Result(columns, short_summary=done.summary_beside(rows, plan.method.verb.value))
    result.rows, result.at_hand = ResultRows(iter(rows), result, context, failure=failure), True
    return result


def _returned(
    plan: ChangePlan, returning: Sql, done: ChangeOutcome, workspace: Workspace
) -> tuple[tuple[ResultColumn, ...], Sequence[Row], OpenAISqlError | None]:
    """Columns and rows of RETURNING, and what is to be raised behind them.

    Nothing is left to be computed while the rows are shown: whatever happens then, they are there. A RETURNING that
    fails on a value does not hide what was done.
    """
    columns: tuple[ResultColumn, ...] = ()
    rows: list[Row] = []
    try:
        answers = {plan.target.resource.id: done.answers}
        result = query(returning, workspace, workspace.context(CancelToken()), answers=answers)
        columns = result.columns
        rows.extend(result.rows)
    except OpenAISqlError as error:
        return columns, rows, done.failure or ChangesInterrupted(error, done.account)
    return columns, rows, done.failure
