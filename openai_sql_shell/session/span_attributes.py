"""What the span of a statement says of it: what is done with which resources, at which server; its text without its values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.api.endpoint import Endpoint
from openai_sql_shell.errors import UsageError
from openai_sql_shell.planner import plans
from openai_sql_shell.planner.doubtful_values import mentioned
from openai_sql_shell.sql import statements as ast
from openai_sql_shell.sql.tokens import TokenKind, significant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openai_sql_shell.planner.plans import Plan
    from openai_sql_shell.session.workspace import Workspace

LONGEST_SUMMARY = 255
"""Characters, as the conventions have it."""


def described(plan: Plan, workspace: Workspace) -> dict[str, Any]:
    """What a span says of a plan: what is done with which resources. Tables of the session have names that a person gave, and are not told."""
    operation, method = _operation(plan), getattr(plan, "method", None)
    names = list(dict.fromkeys(_resources(plan, workspace)))
    procedure = f"{names[0]}.{method.name}" if operation == "EXEC" and method is not None and names else None
    return {
        "db.operation.name": operation,
        "db.collection.name": names[0] if len(names) == 1 else None,
        "db.stored_procedure.name": procedure,
        "db.query.summary": " ".join((operation, *([procedure] if procedure else names)))[:LONGEST_SUMMARY],
    }


_OPERATIONS: Mapping[type, str] = {
    plans.QueryPlan: "SELECT",
    plans.GatherPlan: "INSERT",
    plans.CallPlan: "EXEC",
    plans.EachPlan: "EXEC",
    plans.RunPlan: "EXEC",
    plans.StandInPlan: "EXEC",
    plans.CopyPlan: "COPY",
    plans.AssertPlan: "ASSERT",
    plans.ExplainPlan: "EXPLAIN",
    plans.UsePlan: "USE",
    plans.SettingPlan: "SET",
}


def _operation(plan: Plan) -> str:
    if isinstance(plan, plans.ChangePlan):
        return plan.method.verb.value.upper()
    if isinstance(plan, plans.LocalPlan):
        return plan.verb.upper()
    if isinstance(plan, plans.MetadataPlan):
        return "SHOW" if isinstance(plan.statement, ast.Show | ast.ShowInsert) else "DESCRIBE"
    return _OPERATIONS[type(plan)]


def _resources(plan: Plan, workspace: Workspace) -> Iterator[str]:
    """The ids of the resources that a plan is about."""
    match plan:
        case plans.ExplainPlan():
            yield from _resources(plan.plan, workspace)
        case plans.AssertPlan():
            yield from _resources(plan.query, workspace)
        case plans.EachPlan():
            yield from _resources(plan.call, workspace)
        case plans.StandInPlan():
            yield from _resources(plan.made, workspace)
        case plans.ChangePlan() | plans.GatherPlan():
            yield plan.target.resource.id
            yield from _mentioned(plan.source.text, workspace)
        case plans.CallPlan() | plans.RunPlan():
            yield plan.resource.id
        case plans.CopyPlan():
            yield from (resource.id for resource in plan.resources)
        case plans.QueryPlan() | plans.LocalPlan():
            yield from _mentioned(plan.sql.text, workspace)
        case _:
            return


def _mentioned(sql: str, workspace: Workspace) -> list[str]:
    return [resource.id for _, resource in mentioned(list(significant(sql)), workspace.scope.catalog.table)]


def server(base_url: str) -> dict[str, Any]:
    """What a span says of whom it is about; nothing of an address that is none."""
    try:
        endpoint = Endpoint.parse(base_url)
    except UsageError:
        return {}
    return {"server.address": endpoint.host, "server.port": endpoint.port}


_LITERALS = {TokenKind.BLOB, TokenKind.STRING, TokenKind.NUMBER, TokenKind.OTHER, TokenKind.STRUCT}


def without_literals(text: str) -> str:
    r"""A statement with ``?`` in the place of each value, without comments and hints; what is in double quotes may be a value, too.

    >>> without_literals("SELECT a, \"b\" FROM t /* c */ WHERE a = 'd' AND e > -1.5 AND f = :g -- h")
    'SELECT a, ? FROM t WHERE a = ? AND e > -? AND f = ?'
    """
    out: list[str] = []
    end = 0
    for token in significant(text):
        if token.kind in (TokenKind.HINT, TokenKind.COMMENT):
            continue
        if out and token.start > end:
            out.append(" ")
        out.append("?" if _is_value(token.kind, token.text) else token.text)
        end = token.end
    return "".join(out)


def _is_value(kind: TokenKind, text: str) -> bool:
    return (
        kind in _LITERALS
        or (kind is TokenKind.QUOTED and text[0] == '"')
        or (kind is TokenKind.VARIABLE and text[0] != "@")
    )
