"""The executor of queries: SQLite answers, and reads the resources in a query as it needs them."""

from __future__ import annotations

from collections import defaultdict

from openai_sql_shell.classes import replace
from openai_sql_shell.engine.execution import Actual, Limits
from openai_sql_shell.errors import ApiError, StatementError, UnsupportedStatement, listed
from openai_sql_shell.planner.doubtful_values import doubtful_values
from openai_sql_shell.planner.plans import Sql
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.session.result_rows import ResultRows, original_spans, with_notices

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.engine.execution import Answer
    from openai_sql_shell.handlers.base import Context
    from openai_sql_shell.local_files.source import LocalFile
    from openai_sql_shell.planner.plans import QueryPlan
    from openai_sql_shell.result import Value
    from openai_sql_shell.session.explain_rows import ExplainStep
    from openai_sql_shell.session.workspace import Workspace


def run(plan: QueryPlan, workspace: Workspace) -> Result:
    """Run a query.

    Raises:
        StatementError: SQLite refuses it. OpenAISqlError: whatever befell the first row.
        RefusedStatement: it makes a model work, and the session is read-only.
    """
    context = workspace.context()
    if not plan.changes:
        return query(plan.sql, workspace, context)
    workspace.refuse_change("SELECT")
    return generated(plan.sql, workspace, context)


def generated(sql: Sql, workspace: Workspace, context: Context, ahead: str = "") -> Result:
    """Run SQL that makes a model work: once for each different question, one after the other; nothing runs ahead.

    Args:
        sql: the statement.
        workspace: where.
        context: its requests' company.
        ahead: the query in it, which alone is run where nothing is to be sent; empty: the statement is one.

    Raises:
        RefusedStatement: consent is missing.
    """
    from openai_sql_shell.session.calls import not_sent  # noqa: PLC0415 - few statements make a model work
    from openai_sql_shell.session.consent import Consent  # noqa: PLC0415

    if workspace.settings.dry_run:
        unsent: list[Request] = []
        whole = Sql(ahead, lambda _span: None) if ahead else sql

        def keep(request: Request) -> bool:
            unsent.append(request)
            return False

        result = query(whole, workspace, context, ahead="", permit=keep)
        for _row in result.rows:
            pass
        return not_sent(unsent, result.notices)
    workspace.database.forget_answers()
    return query(
        sql, workspace, context, ahead="", permit=Consent(workspace.settings, workspace.asking).permit
    )


def explain(plan: QueryPlan, workspace: Workspace) -> Sequence[ExplainStep]:
    """Its steps in SQLite's order, for EXPLAIN."""
    return query_steps(plan.sql, workspace, workspace.context())


def measure(plan: QueryPlan, workspace: Workspace) -> Result:
    """Run it for its cost; its rows are counted and let go."""
    from openai_sql_shell.session import explain_rows, explain_words  # noqa: PLC0415 - few are explained

    if plan.changes:
        raise UnsupportedStatement(
            "EXPLAIN ANALYZE runs the statement, which would make a model work",
            hint="EXPLAIN shows the plan; --dry-run shows what would be sent",
        )
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
    answers: Mapping[str, Sequence[Answer]] | None = None,
    ahead: str | None = None,
    bindings: Sequence[Value] = (),
    permit: Callable[[Request], bool] | None = None,
) -> Result:
    """Run SQL of any executor.

    Args:
        sql: the statement.
        workspace: where.
        context: its requests' company; its notices become the result's.
        answers: objects that stand for resources; nothing is requested for those.
        ahead: the query in it that may run ahead; None: the statement itself is one, empty: none.
        bindings: values for ``?``.
        permit: decides whether a request that makes a model work is sent, or raises.

    Raises:
        StatementError: SQLite refuses it. OpenAISqlError: whatever befell the first row.
    """
    database = workspace.database.opened()
    limits, files = replace(_limits(workspace), permit=permit), _local_files(sql, workspace)
    execution = database.prepare(sql.text, context, limits, answers=answers, ahead=ahead, files=files)
    try:
        with original_spans(sql):
            answer = database.query(sql.text, execution, bindings, ahead)
    except ApiError as error:
        raise with_notices(error, context) from None
    if answers is None:
        for sentence in doubtful_values(sql.text, workspace.scope.catalog.table):
            context.notices.add(sentence)
    names = sql.named([column.name for column in answer.columns])
    result = Result(
        tuple(replace(column, name=name) for column, name in zip(answer.columns, names, strict=True))
    )
    result.rows = ResultRows(answer, result, context, sql=sql)
    return result


def nothing_done(why: Sql, workspace: Workspace, context: Context) -> Result:
    """What a change comes to that found nothing to do; ``why`` tells the reason in its only value.

    Raises:
        StatementError: an object that it was to be done with does not exist.
    """
    found = query(why, workspace, context)
    (row,) = found.rows
    for resource, paths in context.notices.absent.items():
        names = [path.rpartition("/")[2] for path in paths]
        raise StatementError(
            f"not found in {resource} (HTTP 404): {listed(names)}; nothing was sent",
            hint=f"check the name; SELECT id FROM {resource} lists those there are",
        )
    return Result(notices=context.notices.sentences, summary=str(row[0]), changed=0)


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
    from openai_sql_shell.local_files.source import LocalFile  # noqa: PLC0415 - few statements read files

    folders = workspace.folders()
    return [LocalFile(call, folders) for call in sql.files]


def _limits(workspace: Workspace) -> Limits:
    settings = workspace.settings
    return Limits(settings.concurrency, settings.memory_rows, settings.cache)
