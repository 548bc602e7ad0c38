"""The executor of SET: one setting of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.config.settings import setting
from openai_sql_shell.errors import RefusedStatement
from openai_sql_shell.result import Result

if TYPE_CHECKING:
    from openai_sql_shell.planner.plans import SettingPlan
    from openai_sql_shell.session.workspace import Workspace


NOT_BY_STATEMENT = {
    "allow_path": r"start with --allow-path DIR, or write \set allow_path DIR in the shell",
}
"""Settings that say what statements may do, and how a person changes them."""


def run(plan: SettingPlan, workspace: Workspace) -> Result:
    """Give a setting a value.

    Raises:
        StatementError: there is no such setting, it does not take the value, or it is the person's alone.
    """
    if setting(plan.name).name in NOT_BY_STATEMENT:
        raise RefusedStatement(
            f"{plan.name} is not changed by a statement",
            hint=NOT_BY_STATEMENT[setting(plan.name).name],
            span=plan.span,
        )
    workspace.settings.set(plan.name, plan.value)
    return Result(summary=f"SET {plan.name} = {workspace.settings.show(plan.name)}")
