"""The executor of USE: which service short names belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog import PROVIDER, schema_of
from openai_sql_shell.result import Result

if TYPE_CHECKING:
    from openai_sql_shell.planner.plans import UsePlan
    from openai_sql_shell.session.workspace import Workspace


def run(plan: UsePlan, workspace: Workspace) -> Result:
    """Choose a service, or none."""
    workspace.use(plan.service)
    return Result(summary=f"USE {schema_of(plan.service) if plan.service else PROVIDER}")
