"""The executor of SET: one setting of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.result import Result

if TYPE_CHECKING:
    from openai_sql_shell.planner.plans import SettingPlan
    from openai_sql_shell.session.workspace import Workspace


def run(plan: SettingPlan, workspace: Workspace) -> Result:
    """Give a setting a value.

    Raises:
        StatementError: there is no such setting, or it does not take the value.
    """
    workspace.settings.set(plan.name, plan.value)
    return Result(summary=f"SET {plan.name} = {workspace.settings.show(plan.name)}")
