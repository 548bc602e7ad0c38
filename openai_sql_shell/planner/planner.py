"""Statement to plan: which resource, which method, which arguments. Sends nothing, reads nothing.

What SQLite has to evaluate stays SQL, with names it understands and a way back to the person's own text.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module

from openai_sql_shell.catalog import PROVIDERS
from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import InvalidValue, StatementError, UnsupportedStatement, did_you_mean
from openai_sql_shell.planner.plans import (
    CallPlan,
    ChangePlan,
    EachPlan,
    ExplainPlan,
    GatherPlan,
    MetadataPlan,
    Plan,
    RunPlan,
    SettingPlan,
    StandInPlan,
    UsePlan,
)
from openai_sql_shell.sql import statements as ast
from openai_sql_shell.sql.parser import parse
from openai_sql_shell.sql.split import refuse_long

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from openai_sql_shell.catalog.model import Parameter
    from openai_sql_shell.errors import Span
    from openai_sql_shell.planner.scope import Scope
    from openai_sql_shell.sql.variables import Value


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
    from openai_sql_shell.planner.changes import nothing_to_force, plan_exec, unknown_parameter  # noqa: PLC0415 - as `_in`

    made = plan_exec(statement, scope)
    call = made.call if isinstance(made, EachPlan) else made
    if not isinstance(call, CallPlan):
        return made
    if statement.force and call.method.statement is None:
        raise nothing_to_force(call.method, statement.target.span)
    if call.method.statement is None and call.method.run is None:
        return made
    for name in call.extra:
        if name not in {p.name for p in call.method.parameters}:
            raise unknown_parameter(call.method, call.resource, name, statement.target.span)
    if call.method.statement is None:
        if made is not call or call.queries:
            what = "FOR EACH" if made is not call else "a query"
            raise UnsupportedStatement(
                f"{call.method.name} is one piece of work, and takes values, not {what}",
                hint="run it once for each",
            )
        return RunPlan(call.resource, call.method, str(call.arguments["run"]), call.awaits)
    stated = partial(_spelled_out, call, scope, statement.force)
    if isinstance(made, EachPlan):
        return StandInPlan(made, stated)
    if call.queries:
        return StandInPlan(call, stated)
    return stated([call.arguments])


def _spelled_out(
    call: CallPlan,
    scope: Scope,
    force: bool,
    given: Sequence[Mapping[str, Any]],
) -> Plan:
    """The plan of the statement that a method stands for. Its places are none of the person's text.

    Args:
        call: of the method.
        scope: of the person's statement.
        force: what it submitted before is submitted again.
        given: arguments, a set for each use.

    Raises:
        InvalidValue: a value is none of those that a parameter takes. StatementError: there is nothing to force.
    """
    from openai_sql_shell.planner.changes import nothing_to_force  # noqa: PLC0415 - as `_in`
    from openai_sql_shell.planner.sql_builder import to_sql, whole  # noqa: PLC0415

    method = call.method
    for parameter in method.parameters:
        for arguments in given:
            _check_words(parameter, arguments.get(parameter.name), call.places.get(parameter.name))
    every: list[Value] = [{p.name: arguments.get(p.name) for p in method.parameters} for arguments in given]
    told = replace(scope, values={"given": every})
    made = plan(parse(str(method.statement)), told)
    if force:
        if not isinstance(made, GatherPlan):
            raise nothing_to_force(method)
        made = replace(made, force=True)
    if isinstance(made, GatherPlan | ChangePlan):
        source = replace(made.source, original=_nowhere)
        returning = made.returning and replace(made.returning, original=_nowhere)
        in_vain = replace(to_sql(whole(method.in_vain), told), original=_nowhere) if method.in_vain else None
        made = replace(made, source=source, returning=returning, in_vain=in_vain)
    if call.awaits is None:
        return made
    if isinstance(made, EachPlan):
        return replace(made, call=replace(made.call, awaits=call.awaits))
    return replace(made, awaits=call.awaits) if isinstance(made, GatherPlan | ChangePlan) else made


def _nowhere(_span: Span) -> None:
    return None


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


def _in(module: str, name: str) -> Callable[[Any, Scope], Plan]:
    """A planner of a module that is loaded with the first statement of its kind."""

    def loaded(statement: Any, scope: Scope) -> Plan:
        return getattr(import_module(module), name)(statement, scope)  # type: ignore[no-any-return]

    return loaded


_PLANNERS: dict[type, Callable[[Any, Scope], Plan]] = {
    ast.Query: _in("openai_sql_shell.planner.queries", "plan_query"),
    ast.Insert: _in("openai_sql_shell.planner.changes", "plan_insert"),
    ast.Update: _in("openai_sql_shell.planner.changes", "plan_update"),
    ast.Delete: _in("openai_sql_shell.planner.changes", "plan_delete"),
    ast.Exec: _exec,
    ast.Show: _metadata,
    ast.ShowInsert: _metadata,
    ast.Describe: _metadata,
    ast.DescribeMethod: _metadata,
    ast.Explain: _explain,
    ast.Use: _use,
    ast.Assign: _setting,
    ast.Assert: _in("openai_sql_shell.planner.queries", "plan_assertion"),
    ast.Copy: _in("openai_sql_shell.planner.copying", "plan_copy"),
    ast.Local: _in("openai_sql_shell.planner.local", "plan_local"),
}
