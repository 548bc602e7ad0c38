"""The executor of EXEC of a method that stands for another statement: the arguments are found by a query, then that statement is run.

However many sets of arguments there are, it is one statement, which is asked about once and told of once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.errors import MissingParameters
from openai_sql_shell.planner.plans import EachPlan
from openai_sql_shell.session.each import rows_found
from openai_sql_shell.session.exec import with_answers
from openai_sql_shell.session.queries import query_steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openai_sql_shell.handlers.base import Context
    from openai_sql_shell.planner.plans import StandInPlan
    from openai_sql_shell.result import Result
    from openai_sql_shell.session.explain_rows import ExplainStep
    from openai_sql_shell.session.workspace import Workspace


def run(plan: StandInPlan, workspace: Workspace) -> Result:
    """Find the arguments, and run the statement.

    Raises:
        StatementError: a column of the query is no parameter, or a value is none that one takes. OpenAISqlError: what the statement raises.
    """
    call = plan.made.call if isinstance(plan.made, EachPlan) else plan.made
    if plan.changes:
        workspace.refuse_change(call.method.name)
    context = workspace.context()
    stated = plan.stated(_given(plan, workspace, context))
    result = workspace.executor_of(stated).run(stated, workspace)
    result.notices.extend(s for s in context.notices.sentences if s not in result.notices)
    return result


def explain(plan: StandInPlan, workspace: Workspace) -> Sequence[ExplainStep]:
    """The query, then the steps of the statement for one set of arguments, for EXPLAIN; a query that reads nothing is run."""
    context, made = workspace.context(), plan.made
    sources = [made.source] if isinstance(made, EachPlan) else made.queries.values()
    reads = not isinstance(made, EachPlan) or made.reads
    method = (made.call if isinstance(made, EachPlan) else made).method
    given = (
        [{p.name: f"{{{p.name}}}" for p in method.required}] if reads else _given(plan, workspace, context)
    )
    steps = [step for sql in sources for step in query_steps(sql, workspace, context)] if reads else []
    stated = plan.stated(given)
    explained = workspace.executor_of(stated).explain
    return [*steps, *(explained(stated, workspace) if explained is not None else ())]


def _given(plan: StandInPlan, workspace: Workspace, context: Context) -> Sequence[Mapping[str, Any]]:
    """The sets of arguments.

    Raises:
        MissingParameters: one has no value in a row.
    """
    made = plan.made
    if isinstance(made, EachPlan):
        call, given = made.call, rows_found(made, workspace, context)
    else:
        call = with_answers(made, workspace, context)
        given = [dict(call.arguments)]
    for arguments in given:
        lacking = call.method.lacking({name for name, value in arguments.items() if value is not None})
        if lacking:
            name = f"{call.resource.id}.{call.method.name}"
            raise MissingParameters(name, lacking, "to be something other than NULL")
    return given
