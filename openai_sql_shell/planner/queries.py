"""Queries to plans: SQL for SQLite, and whether it makes a model work."""

from __future__ import annotations

from openai_sql_shell.planner.generating import generating
from openai_sql_shell.planner.plans import AssertPlan, QueryPlan
from openai_sql_shell.planner.sql_builder import SqlBuilder, to_sql, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from openai_sql_shell.planner.scope import Scope
    from openai_sql_shell.sql import statements as ast


def plan_query(statement: ast.Query, scope: Scope) -> QueryPlan:
    """The plan of a SELECT, VALUES or WITH.

    Raises:
        StatementError: a name in it means nothing.
    """
    return _planned(whole(statement.text), scope)


def plan_assertion(statement: ast.Assert, scope: Scope) -> AssertPlan:
    """The plan of a query whose answer has to be true. Raises as `plan_query`."""
    return AssertPlan(_planned(SqlBuilder().quote(statement.query), scope))


def _planned(text: SqlBuilder, scope: Scope) -> QueryPlan:
    sql = to_sql(text, scope)
    return QueryPlan(sql, generating(sql.text, scope.catalog.table) is not None)
