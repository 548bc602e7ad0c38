"""The executor of queries: SQLite answers, and reads the resources in a query as it needs them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from openai_sql_shell.engine.execution import Actual, Limits
from openai_sql_shell.planner.doubtful_values import doubtful_values
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.session.result_rows import ResultRows, original_spans

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openai_sql_shell.errors import OpenAISqlError
    from openai_sql_shell.handlers.base import Context, Object
    from openai_sql_shell.local_files.source import LocalFile
    from openai_sql_shell.planner.plans import QueryPlan, Sql
    from openai_sql_shell.result import Value
    from openai_sql_shell.session.explain_rows import ExplainStep
    from openai_sql_shell.session.workspace import Workspace


def run(plan: QueryPlan, workspace: Workspace) -> Result:
    """Run a query.

    Raises:
        StatementError: SQLite refuses it. OpenAISqlError: whatever befell the first row.
    """
    return query(plan.sql, workspace, workspace.context())


def explain(plan: QueryPlan, workspace: Workspace) -> Sequence[ExplainStep]:
    """Its steps in SQLite's order, for EXPLAIN."""
    return query_steps(plan.sql, workspace, workspace.context())


def measure(plan: QueryPlan, workspace: Workspace) -> Result:
    """Run it for its cost; its rows are counted and let go."""
    from openai_sql_shell.session import explain_rows, explain_words  # noqa: PLC0415 - few are explained

    context, database, clock = workspace.context(), workspace.database.opened(), workspace.clock.monotonic
    actual: Mapping[str, Actual] = defaultdict(Actual)
    files = _local_files(plan.sql, workspace)
    execution = database.prepare(plan.sql.text, context, _limits(workspace), measuring=actual, files=files)
    steps, began = query_steps(plan.sql, workspace, context), clock()
    with original_spans(plan.sql):
        count = sum(1 for _ in database.query(plan.sql.text, execution))
    return Result(
        tuple(ResultColumn(name) for name in explain_rows.MEASURED),
        iter(explain_rows.measured_rows(steps, actual, workspace.stats, count)),
        notices=context.notices.sentences,
        explanation=explain_words.measured(steps, actual, workspace.stats, count, clock() - began),
    )


def query(
    sql: Sql,
    workspace: Workspace,
    context: Context,
    *,
    answers: dict[str, list[Object]] | None = None,
    failure: OpenAISqlError | None = None,
    ahead: str | None = None,
    bindings: Sequence[Value] = (),
) -> Result:
    """Run SQL of any executor.

    Args:
        sql: the statement.
        workspace: where.
        context: its requests' company; its notices become the result's.
        answers: objects that stand for resources; nothing is requested for those.
        failure: what went wrong before, raised behind the last row.
        ahead: the query in it that may run ahead; None: the statement itself is one, empty: none.
        bindings: values for ``?``.

    Raises:
        StatementError: SQLite refuses it. OpenAISqlError: whatever befell the first row.
    """
    database = workspace.database.opened()
    files = _local_files(sql, workspace)
    execution = database.prepare(
        sql.text, context, _limits(workspace), answers=answers, ahead=ahead, files=files
    )
    with original_spans(sql):
        answer = database.query(sql.text, execution, bindings)
    if answers is None:
        for sentence in doubtful_values(sql.text, workspace.scope.catalog.tables):
            context.notices.add(sentence)
    names = sql.named([column.name for column in answer.columns])
    result = Result(
        tuple(replace(column, name=name) for column, name in zip(answer.columns, names, strict=True))
    )
    result.rows = ResultRows(answer, result, context, sql=sql, failure=failure)
    return result


def query_steps(sql: Sql, workspace: Workspace, context: Context) -> list[ExplainStep]:
    """How SQLite would run a statement, for EXPLAIN; sends nothing."""
    from openai_sql_shell.session import explain_rows  # noqa: PLC0415 - few statements are explained

    database, limits = workspace.database.opened(), _limits(workspace)
    execution = database.prepare(sql.text, context, limits, ahead="", files=_local_files(sql, workspace))
    with original_spans(sql):
        steps = database.plan(sql.text, execution)
    return explain_rows.query_steps(steps, sql.text, limits.concurrency, context.server)


def _local_files(sql: Sql, workspace: Workspace) -> list[LocalFile]:
    """The files that a statement reads, none of them opened."""
    if not sql.files:
        return []
    from openai_sql_shell.local_files.paths import Folders  # noqa: PLC0415 - few statements read files
    from openai_sql_shell.local_files.source import LocalFile  # noqa: PLC0415

    folders = Folders.of(workspace.settings.allow_path)
    return [LocalFile(call, folders) for call in sql.files]


def _limits(workspace: Workspace) -> Limits:
    settings = workspace.settings
    return Limits(settings.concurrency, settings.memory_rows, settings.cache)
