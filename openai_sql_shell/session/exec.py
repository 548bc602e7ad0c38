"""The executor of EXEC: one call with arguments from the text, or found by a query."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.classes import replace
from openai_sql_shell.engine.columns import shown
from openai_sql_shell.errors import Span, StatementError
from openai_sql_shell.handlers.arguments import doubts_about
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.session.call_execution import carry_out, make, read_all
from openai_sql_shell.session.calls import call_for, dry_run
from openai_sql_shell.session.consent import preview
from openai_sql_shell.session.queries import query, query_steps
from openai_sql_shell.session.result_rows import ResultRows, with_notices

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openai_sql_shell.errors import OpenAISqlError
    from openai_sql_shell.handlers.base import Call, Context, Object
    from openai_sql_shell.planner.plans import CallPlan, Sql
    from openai_sql_shell.result import Value
    from openai_sql_shell.session.change_outcome import ChangeOutcome
    from openai_sql_shell.session.explain_rows import ExplainStep
    from openai_sql_shell.session.workspace import Workspace


def run(plan: CallPlan, workspace: Workspace) -> Result:
    """Make the call; a method that only reads is read page by page.

    Raises:
        StatementError: an argument does not fit. RefusedStatement: the session is read-only.
        OpenAISqlError: the call failed.
    """
    context, settings = workspace.context(), workspace.settings
    if plan.changes:
        workspace.refuse_change(plan.method.name)
    context.transport.check_key(plan.method.key)
    call = call_for(with_answers(plan, workspace, context), workspace.check_files)
    if plan.changes and settings.dry_run:
        return dry_run([call], [])
    for sentence in doubts_about(call):
        context.notices.add(sentence)
    if plan.awaits is None and plan.lists and not plan.changes:
        return _rows(plan, _listed(plan, call, context), context)
    if plan.changes:
        if workspace.asking.always:
            workspace.asking.ask(preview([call]))
        workspace.database.forget_answers()
    done = carry_out([call], plan.awaits, plan.places, context, settings)
    if done.failure is not None and not done.objects:
        raise with_notices(done.failure, context)
    workspace.shown_once.update(done.credentials)
    context.notices.count(done.tokens)
    return answered(plan, done, context)


def answered(plan: CallPlan, done: ChangeOutcome, context: Context) -> Result:
    """What calls were answered with, as rows; what went wrong is raised behind them."""
    result = _rows(plan, [found for found, _ in done.answers], context, done.failure)
    result.at_hand, result.changed = True, len(done.calls) if plan.changes else None
    result.account = done.account if plan.changes else None
    return result


def explain(plan: CallPlan, workspace: Workspace) -> Sequence[ExplainStep]:
    """The queries for its arguments, then the call, for EXPLAIN."""
    from openai_sql_shell.session.explain_rows import exec_steps  # noqa: PLC0415 - few statements are explained

    context = workspace.context()
    steps = [step for sql in plan.queries.values() for step in query_steps(sql, workspace, context)]
    return exec_steps(plan, steps, workspace.check_files)


def _rows(
    plan: CallPlan, objects: Iterable[Object], context: Context, failure: OpenAISqlError | None = None
) -> Result:
    columns = plan.method.answers(plan.resource)
    places = {} if plan.method.columns else plan.resource.place_of_use
    result = Result(
        tuple(ResultColumn(c.name, c, (0, places.get(c.name, at))) for at, c in enumerate(columns))
    )
    result.rows = ResultRows((shown(columns, o) for o in objects), result, context, failure=failure)
    return result


def _listed(plan: CallPlan, call: Call, context: Context) -> Iterable[Object]:
    """All the objects of a call that answers with many: a list page by page, a search at once."""
    if plan.method.verb is SqlVerb.SELECT:
        return read_all(call, context)
    return make(call, plan.places, context)


def with_answers(plan: CallPlan, workspace: Workspace, context: Context) -> CallPlan:
    """The plan with the values its queries find.

    Raises:
        StatementError: one of them finds another number of values.
    """
    found = {name: _one_value(name, sql, plan, workspace, context) for name, sql in plan.queries.items()}
    return replace(plan, arguments={**plan.arguments, **found}, queries={})


def _one_value(name: str, sql: Sql, plan: CallPlan, workspace: Workspace, context: Context) -> Value:
    """What the query for an argument finds.

    Raises:
        StatementError: it finds nothing, several rows or several columns.
    """
    result = query(sql, workspace, context)
    rows = list(islice(result.rows, 2))
    result.close()
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    count = "no row" if not rows else "several rows" if len(rows) > 1 else "several columns"
    raise StatementError(
        f"the query for @{name} finds {count}, and {plan.method.name} takes one value",
        hint="add LIMIT 1, or choose one column" if rows else "look what the query finds",
        span=sql.original(Span(0, len(sql.text))),
    )
