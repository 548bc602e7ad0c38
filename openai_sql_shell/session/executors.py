"""Which executor runs which kind of plan: the one place that asks for a plan's type.

Every executor is a module with the same shape: ``run(plan, workspace) -> Result``, imported by the first plan of its kind. Three more
functions are optional: ``explain(plan, workspace)`` gives the steps for EXPLAIN of what sends requests, and ``measure(plan, workspace)``
runs what EXPLAIN ANALYZE may run, ``estimate(plan, workspace)`` tells for EXPLAIN COST what it would cost.
"""

from __future__ import annotations

from importlib import import_module

from openai_sql_shell.planner.plans import (
    AssertPlan,
    CallPlan,
    ChangePlan,
    CopyPlan,
    EachPlan,
    ExplainPlan,
    GatherPlan,
    LocalPlan,
    MetadataPlan,
    QueryPlan,
    RunPlan,
    SettingPlan,
    StandInPlan,
    UsePlan,
)
from openai_sql_shell.session.workspace import Executor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.planner.plans import Plan

EXECUTORS: Mapping[type, str] = {
    QueryPlan: "openai_sql_shell.session.queries",
    ChangePlan: "openai_sql_shell.session.changes",
    GatherPlan: "openai_sql_shell.session.gathering",
    CallPlan: "openai_sql_shell.session.exec",
    EachPlan: "openai_sql_shell.session.each",
    RunPlan: "openai_sql_shell.session.run_work",
    AssertPlan: "openai_sql_shell.session.asserting",
    CopyPlan: "openai_sql_shell.session.copying",
    StandInPlan: "openai_sql_shell.session.stand_in",
    LocalPlan: "openai_sql_shell.session.local_statements",
    MetadataPlan: "openai_sql_shell.session.show",
    ExplainPlan: "openai_sql_shell.session.explain",
    UsePlan: "openai_sql_shell.session.use",
    SettingPlan: "openai_sql_shell.session.set",
}
"""Modules by the type of plan."""


def executor_of(plan: Plan) -> Executor:
    """What carries out a plan."""
    module = import_module(EXECUTORS[type(plan)])
    optional = (getattr(module, name, None) for name in ("explain", "measure", "estimate"))
    return Executor(module.run, *optional)
