"""Statement to plan: which resource, which method, which arguments. Sends nothing, reads nothing.

What SQLite has to evaluate stays SQL, with names it understands and a way back to the person's own text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog import PROVIDERS
from openai_sql_shell.errors import StatementError
from openai_sql_shell.planner.changes import plan_delete, plan_exec, plan_insert, plan_update
from openai_sql_shell.planner.generating import generating
from openai_sql_shell.planner.local import plan_local, whole
from openai_sql_shell.planner.plans import (
    ExplainPlan,
    MetadataPlan,
    Plan,
    QueryPlan,
    SettingPlan,
    UsePlan,
)
from openai_sql_shell.planner.sql_builder import to_sql
from openai_sql_shell.sql import statements as ast
from openai_sql_shell.sql.parser import parse
from openai_sql_shell.sql.split import refuse_long

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.planner.scope import Scope


def plan_text(text: str, scope: Scope) -> Plan:
    """The plan of a statement as a person wrote it.

    Raises:
        StatementError: it is no statement of the dialect, or too long, or what `plan` raises.
    """
    refuse_long(len(text))
    return plan(parse(text), scope)


def plan(statement: ast.Statement, scope: Scope) -> Plan:
    """The plan of a statement.

    Raises:
        StatementError: a name is unknown, a parameter is missing, or it cannot be done.
    """
    return _PLANNERS[type(statement)](statement, scope)


def _query(statement: ast.Query, scope: Scope) -> Plan:
    sql = to_sql(whole(statement.text), scope)
    return QueryPlan(sql, generating(sql.text, scope.catalog.table) is not None)


def _metadata(
    statement: ast.Show | ast.ShowInsert | ast.Describe | ast.DescribeMethod, _scope: Scope
) -> Plan:
    return MetadataPlan(statement)


def _use(statement: ast.Use, scope: Scope) -> Plan:
    parts = [part.lower() for part in statement.target.parts]
    if parts[0] in PROVIDERS:
        parts = parts[1:]
    if len(parts) > 1:
        raise StatementError(
            f"USE takes a service, not {statement.target}",
            hint="USE openai.batch",
            span=statement.target.span,
        )
    if not parts:
        return UsePlan(None)
    return UsePlan(scope.catalog.service(parts[0], statement.target.span).name)


def _setting(statement: ast.Assign, scope: Scope) -> Plan:
    value = scope.literal(statement.value)
    text = ("on" if value else "off") if isinstance(value, bool) else "" if value is None else str(value)
    return SettingPlan(statement.name, text, statement.span)


def _explain(statement: ast.Explain, scope: Scope) -> Plan:
    try:
        return ExplainPlan(plan(statement.statement, scope), statement.analyze, statement.offset)
    except StatementError as error:
        error.span = error.span and error.span.shifted(statement.offset)
        raise


_PLANNERS: dict[type, Callable[[Any, Scope], Plan]] = {
    ast.Query: _query,
    ast.Insert: plan_insert,
    ast.Update: plan_update,
    ast.Delete: plan_delete,
    ast.Exec: plan_exec,
    ast.Show: _metadata,
    ast.ShowInsert: _metadata,
    ast.Describe: _metadata,
    ast.DescribeMethod: _metadata,
    ast.Explain: _explain,
    ast.Use: _use,
    ast.Assign: _setting,
    ast.Local: plan_local,
}
