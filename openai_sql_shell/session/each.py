"""The executor of EXEC ... FOR EACH: a call for each row of a query, whose columns are arguments.

All calls are checked and consent is asked for before the first is made. A job that has ended before it could be ended is told, and no error.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import MissingParameters, Span, StatementError
from openai_sql_shell.handlers.arguments import doubts_about
from openai_sql_shell.planner.changes import unknown_parameter
from openai_sql_shell.session.call_execution import carry_out
from openai_sql_shell.session.calls import call_for, dry_run, requests_of, rows_of_calls
from openai_sql_shell.session.consent import check_bulk_change
from openai_sql_shell.session.exec import answered, with_answers
from openai_sql_shell.session.queries import query, query_steps
from openai_sql_shell.session.result_rows import with_notices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.handlers.base import Call, Context
    from openai_sql_shell.planner.plans import EachPlan
    from openai_sql_shell.result import Result
    from openai_sql_shell.session.explain_rows import ExplainStep
    from openai_sql_shell.session.workspace import Workspace


def run(plan: EachPlan, workspace: Workspace) -> Result:
    """Make the calls.

    Raises:
        RefusedStatement: the session is read-only, or consent is missing. Cancelled: the person said no.
        StatementError: a column is no parameter, or a value does not fit; no call was made.
        OpenAISqlError: a call failed; says what was done before, behind the rows of what was answered.
    """
    context, method, settings = workspace.context(), plan.call.method, workspace.settings
    if plan.changes:
        workspace.refuse_change(method.name)
    context.transport.check_key(method.key)
    calls, notices = _found(plan, workspace, context)
    for sentence in (doubt for call in calls for doubt in doubts_about(call)):
        context.notices.add(sentence)
    if plan.changes:
        check_bulk_change(calls, settings, workspace.asking, workspace.stats)
        if settings.dry_run:
            return dry_run(calls, notices)
        workspace.database.forget_answers()
    done = carry_out(calls, plan.call.awaits, plan.call.places, context, settings, forgiving=True)
    if done.failure is not None and not done.objects:
        raise with_notices(done.failure, context)
    workspace.shown_once.update(done.credentials)
    context.notices.count(done.tokens)
    return answered(plan.call, done, context)


def explain(plan: EachPlan, workspace: Workspace) -> Sequence[ExplainStep]:
    """The query, then the calls, for EXPLAIN; a query that reads nothing is run."""
    from openai_sql_shell.session.explain_rows import call_steps  # noqa: PLC0415 - few statements are explained

    context = workspace.context()
    reads = plan.reads or bool(plan.call.queries)
    sources = (*plan.call.queries.values(), plan.source)
    steps = [step for source in sources for step in query_steps(source, workspace, context)]
    calls = None if reads else _found(plan, workspace, context)[0]
    return call_steps(
        plan.call.method,
        plan.call.resource,
        steps if reads else (),
        calls,
        workspace.settings.concurrency,
    )


def _found(plan: EachPlan, workspace: Workspace, context: Context) -> tuple[list[Call], Sequence[str]]:
    """A checked call for each different row, and what is to be said about reading them.

    Raises:
        StatementError: a column is no parameter, is given beside the query, or a value does not fit.
    """
    given = rows_found(plan, workspace, context)
    calls = [call_for(replace(plan.call, arguments=arguments), workspace.check_files) for arguments in given]
    requests_of(calls)
    return calls, context.notices.sentences


def rows_found(plan: EachPlan, workspace: Workspace, context: Context) -> list[dict[str, Any]]:
    """The arguments of each different row.

    Raises:
        StatementError: a column is no parameter, is given beside the query, or one is missing; or the query for an argument finds no value.
    """
    plan = replace(plan, call=with_answers(plan.call, workspace, context))
    found = query(plan.source, workspace, context)
    with closing(found):
        names = _parameters(plan, [column.name for column in found.columns])
        rows = dict.fromkeys(map(tuple, rows_of_calls(found.rows)))
    return [{**plan.call.arguments, **dict(zip(names, row, strict=True))} for row in rows]


def _parameters(plan: EachPlan, columns: Sequence[str]) -> list[str]:
    """The parameters that columns are called like."""
    call, source = plan.call, plan.source
    span = source.original(Span(0, len(source.text)))
    names: list[str] = []
    for column in columns:
        parameter = call.method.parameter(column)
        if parameter is None:
            error = unknown_parameter(call.method, call.resource, column, span)
            known = [p.name for p in call.method.parameters]
            error.hint = f"{error.hint}: SELECT {column} AS {known[0] if known else '...'}"
            raise error
        if parameter.name in (*names, *call.arguments):
            raise StatementError(f"{parameter.sql_name} is given twice", hint="give it once", span=span)
        names.append(parameter.name)
    set_before = {name for name, value in call.arguments.items() if value is not None}
    lacking = call.method.lacking({*names, *set_before})
    if lacking:
        raise MissingParameters(
            f"{call.resource.id}.{call.method.name}",
            lacking,
            "as columns of the query, or written @name = value",
        )
    return names
