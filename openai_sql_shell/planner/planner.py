"""Statement to plan: which resource, which method, which arguments. Sends nothing, reads nothing.

What SQLite has to evaluate stays SQL, with names it understands and a way back to the person's own text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog import PROVIDERS
from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.errors import InvalidValue, StatementError, UnsupportedStatement, did_you_mean
from openai_sql_shell.planner.changes import plan_delete, plan_exec, plan_insert, plan_update
from openai_sql_shell.planner.copying import plan_copy
from openai_sql_shell.planner.generating import generating
from openai_sql_shell.planner.local import plan_local, whole
from openai_sql_shell.planner.plans import (
    AssertPlan,
    CallPlan,
    EachPlan,
    ExplainPlan,
    GatherPlan,
    MetadataPlan,
    Plan,
    QueryPlan,
    RunPlan,
    SettingPlan,
    UsePlan,
)
from openai_sql_shell.planner.sql_builder import SqlBuilder, to_sql
from openai_sql_shell.sql import statements as ast
from openai_sql_shell.sql.parser import parse
from openai_sql_shell.sql.split import refuse_long

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.catalog.model import Parameter
    from openai_sql_shell.errors import Span
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


def _assertion(statement: ast.Assert, scope: Scope) -> Plan:
    sql = to_sql(SqlBuilder().quote(statement.query), scope)
    return AssertPlan(QueryPlan(sql, generating(sql.text, scope.catalog.table) is not None))


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
        made = plan(statement.statement, scope)
        return ExplainPlan(made, statement.analyze, statement.offset, statement.cost)
    except StatementError as error:
        error.span = error.span and error.span.shifted(statement.offset)
        raise


def _exec(statement: ast.Exec, scope: Scope) -> Plan:
    made = plan_exec(statement, scope)
    call = made.call if isinstance(made, EachPlan) else made
    if not isinstance(call, CallPlan) or (call.method.statement is None and call.method.run is None):
        return made
    if made is not call or call.queries:
        what = "FOR EACH" if made is not call else "a query"
        stands = "stands for another statement, and" if call.method.statement else "is one piece of work, and"
        written = call.method.statement and f"write that out: {call.method.statement}"
        raise UnsupportedStatement(
            f"{call.method.name} {stands} takes values, not {what}",
            hint=written or "run it once for each",
        )
    if call.method.statement is None:
        return RunPlan(call.resource, call.method, str(call.arguments["run"]), call.awaits)
    return _spelled_out(call, call.method.statement, scope)


def _spelled_out(call: CallPlan, text: str, scope: Scope) -> Plan:
    """The plan of the statement that a method stands for. Its places are none of the person's text.

    Raises:
        InvalidValue: a value is none of those that a parameter takes.
    """
    values = {p.name: call.arguments.get(p.name) for p in call.method.parameters}
    for parameter in call.method.parameters if call.method.statement else ():
        _check_words(parameter, values[parameter.name], call.places.get(parameter.name))
    made = plan(parse(text), replace(scope, values=values))
    if isinstance(made, GatherPlan):
        source = replace(made.source, original=lambda _span: None)
        returning = made.returning and replace(made.returning, original=lambda _span: None)
        made = replace(made, source=source, returning=returning)
    if isinstance(made, GatherPlan | CallPlan) and call.awaits is not None:
        made = replace(made, awaits=call.awaits)
    return made


def _check_words(parameter: Parameter, value: object, span: Span | None) -> None:
    """Each word of a list with commas is one of those that are known."""
    for word in str(value or "").split(",") if parameter.closed else ():
        if word.strip() and word.strip() not in parameter.enum:
            raise InvalidValue(
                f"{parameter.name} cannot be {word.strip()!r}",
                hint=did_you_mean(nearest(word.strip(), parameter.enum))
                or f"known are {', '.join(parameter.enum)}",
                span=span,
            )


_PLANNERS: dict[type, Callable[[Any, Scope], Plan]] = {
    ast.Query: _query,
    ast.Insert: plan_insert,
    ast.Update: plan_update,
    ast.Delete: plan_delete,
    ast.Exec: _exec,
    ast.Show: _metadata,
    ast.ShowInsert: _metadata,
    ast.Describe: _metadata,
    ast.DescribeMethod: _metadata,
    ast.Explain: _explain,
    ast.Use: _use,
    ast.Assign: _setting,
    ast.Assert: _assertion,
    ast.Copy: plan_copy,
    ast.Local: plan_local,
}
