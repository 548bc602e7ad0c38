"""Which executor runs which kind of plan: the one place that asks for a plan's type.

Every executor is a module of this package with the same shape: ``run(plan, workspace) -> Result``. It is imported by the first
plan of its kind. Two functions are optional: ``explain(plan, workspace) -> rows of EXPLAIN`` for what sends requests, and
``measure(plan, workspace) -> Result`` for what EXPLAIN ANALYZE may run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from openai_sql_shell.planner.plans import (
    CallPlan,
    ChangePlan,
    ExplainPlan,
    LocalPlan,
    MetadataPlan,
    QueryPlan,
    SettingPlan,
    UsePlan,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openai_sql_shell.planner.plans import Plan
    from openai_sql_shell.result import Result, Row
    from openai_sql_shell.session.workspace import Workspace

EXECUTORS: Mapping[type, str] = {
    QueryPlan: "queries",
    ChangePlan: "changes",
    CallPlan: "exec",
    LocalPlan: "local_statements",
    MetadataPlan: "show",
    ExplainPlan: "explain",
    UsePlan: "use",
    SettingPlan: "set",
}
"""Modules by the type of plan."""


def execute(plan: Plan, workspace: Workspace) -> Result:
    """Run a plan; the rows of the result are fetched while it is read.

    Raises:
        OpenAISqlError: any of ours.
    """
    run: Callable[[Any, Workspace], Result] = _executor(plan).run
    return run(plan, workspace)


def explanation(plan: Plan) -> Callable[[Any, Workspace], Sequence[Row]] | None:
    """What tells the steps of such a plan; None: it is answered here, without a request."""
    return getattr(_executor(plan), "explain", None)


def measurement(plan: Plan) -> Callable[[Any, Workspace], Result] | None:
    """What runs such a plan and tells its cost; None: it cannot be run for that."""
    return getattr(_executor(plan), "measure", None)


def _executor(plan: Plan) -> Any:
    return import_module(f"{__package__}.{EXECUTORS[type(plan)]}")
