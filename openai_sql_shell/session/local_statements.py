"""The executor of statements about the session's own tables and views: CREATE, INSERT, DROP, BEGIN and the like."""

from __future__ import annotations

from contextlib import nullcontext

from openai_sql_shell.session.queries import generated, query, query_steps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.planner.plans import LocalPlan
    from openai_sql_shell.result import Result
    from openai_sql_shell.session.explain_rows import ExplainStep
    from openai_sql_shell.session.workspace import Workspace

COUNTED = ("INSERT", "UPDATE", "DELETE", "REPLACE")
"""Statements whose summary tells the rows they changed."""
TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "END")


def run(plan: LocalPlan, workspace: Workspace) -> Result:
    """Run a local statement to its end: all of it or, where it fails, nothing of it.

    Raises:
        StatementError: SQLite refuses it. OpenAISqlError: whatever befell a query in it.
    """
    context, database = workspace.context(), workspace.database.opened()
    if plan.changes:
        workspace.refuse_change(plan.verb)
        if workspace.settings.dry_run:
            return generated(plan.sql, workspace, context, plan.ahead)
    begins_or_ends = plan.verb in TRANSACTIONS
    with nullcontext() if begins_or_ends else database.savepoint(plan.replaces):
        if plan.changes:
            result = generated(plan.sql, workspace, context)
        else:
            result = query(plan.sql, workspace, context, ahead=plan.ahead)
        result.rows = iter(list(result.rows))
    if plan.verb in COUNTED:
        result.changed = database.changed_rows
    if not result.columns:
        result.summary = f"{plan.verb} {result.changed}" if plan.verb in COUNTED else plan.verb
        if begins_or_ends:
            result.notices.append("this covers the session's own tables only: the API has no transactions")
    return result


def explain(plan: LocalPlan, workspace: Workspace) -> Sequence[ExplainStep]:
    """Its steps in SQLite's order, for EXPLAIN."""
    return query_steps(plan.sql, workspace, workspace.context())
