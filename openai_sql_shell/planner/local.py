"""Statements about the session's own tables and views to plans: SQL for SQLite alone, with the query in it that may run ahead."""

from __future__ import annotations

from openai_sql_shell.classes import replace as replace_fields
from openai_sql_shell.errors import Span, StatementError
from openai_sql_shell.planner.generating import generating, refuse_generating
from openai_sql_shell.planner.misplaced import refuse_on_resource
from openai_sql_shell.planner.plans import (
    LocalPlan,
    Plan,
    Sql,
)
from openai_sql_shell.planner.sql_builder import to_sql, whole
from openai_sql_shell.sql.edits import replace
from openai_sql_shell.sql.tokens import significant, top_level

TYPE_CHECKING = False
if TYPE_CHECKING:
    from openai_sql_shell.planner.scope import Scope
    from openai_sql_shell.sql import statements as ast
    from openai_sql_shell.sql.edits import EditedText


def plan_local(statement: ast.Local, scope: Scope) -> Plan:
    """A statement of SQLite's own; a view becomes a temporary one.

    Raises:
        StatementError: a name in it means nothing. UnsupportedStatement: it is about a resource.
    """
    refuse_on_resource(statement, scope)
    edited, replaced = _as_temporary_view(statement.text)
    try:
        sql = to_sql(whole(edited.text), scope)
    except StatementError as error:
        error.span = _through(edited, error.span)
        raise
    place = lambda span: _through(edited, sql.original(span))  # noqa: E731 - the same way back, one step longer
    if edited.edits:
        refuse_generating(sql.text, scope.catalog.table, "this view")
    return local_plan(replace_fields(sql, original=place), statement.verb, scope, replaced)


def local_plan(sql: Sql, verb: str, scope: Scope, replaces: str | None = None) -> LocalPlan:
    """A statement for SQLite alone, with the query in it: CREATE TABLE ... AS SELECT, INSERT ... SELECT."""
    queries = (t.start for t in top_level(significant(sql.text)) if t.word in ("SELECT", "WITH"))
    changes = generating(sql.text, scope.catalog.table) is not None
    return LocalPlan(sql, verb, sql.text[next(queries, len(sql.text)) :], replaces, changes)


def _through(edited: EditedText, span: Span | None) -> Span | None:
    return None if span is None else edited.original_span(span)


def _as_temporary_view(text: str) -> tuple[EditedText, str | None]:
    """CREATE [OR REPLACE] VIEW as SQLite takes it, and the view to be dropped before.

    Only a temporary view may look into other schemas, which is where the resources are.
    """
    tokens = list(significant(text))
    words = [t.word for t in tokens]
    if words[:1] != ["CREATE"] or "VIEW" not in words[:5]:
        return replace(text, ()), None
    view = words.index("VIEW")
    between = Span(tokens[0].end, tokens[view].start)
    replaces = words[1:3] == ["OR", "REPLACE"]
    named = tokens[view + 1].text if replaces and len(tokens) > view + 1 else None
    return replace(text, [(between, " TEMP ")]), named
