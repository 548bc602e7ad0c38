"""The executor of an INSERT whose rows become files of requests: rows are gathered, then each file is uploaded and a batch made of it.

Everything is checked and consent is asked for before the first call. The ledger makes it safe to interrupt, and to repeat: the same
statement goes on where another one was ended, and what was submitted is not submitted again.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import (
    Cancelled,
    ChangesInterrupted,
    OpenAISqlError,
    RefusedStatement,
    StatementError,
    counted,
)
from openai_sql_shell.handlers.gathering import gather_rules
from openai_sql_shell.handlers.tokens_used import Tokens
from openai_sql_shell.ledger.runs import Runs
from openai_sql_shell.lines.batch_parts import Marks
from openai_sql_shell.lines.gather import RETRY_OF, gathered
from openai_sql_shell.result import Progress, Result, ResultColumn
from openai_sql_shell.session.batch_cost import cost_table, costs_of, exceeds, total_cost
from openai_sql_shell.session.change_outcome import ChangeOutcome
from openai_sql_shell.session.consent import Preview
from openai_sql_shell.session.held_parts import follow_parts
from openai_sql_shell.session.part_runs import runs_of_parts
from openai_sql_shell.session.part_submission import Way, told
from openai_sql_shell.session.queries import nothing_done, query, query_steps
from openai_sql_shell.session.result_rows import ResultRows, with_notices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.config import Settings
    from openai_sql_shell.engine.execution import Answer
    from openai_sql_shell.handlers.base import Context, Object
    from openai_sql_shell.lines.batch_parts import BatchPart
    from openai_sql_shell.lines.gather import Gathered, GatherRules
    from openai_sql_shell.planner.plans import GatherPlan
    from openai_sql_shell.result import Row
    from openai_sql_shell.session.batch_cost import PartCost
    from openai_sql_shell.session.explain_rows import ExplainStep
    from openai_sql_shell.session.part_submission import PartWork
    from openai_sql_shell.session.workspace import Workspace
    from openai_sql_shell.sql.statements import Await

AT_ONCE = 4
"""Parts under way."""
MANY_REQUESTS = 10_000
"""Requests that are sent without consent."""
DRY_RUN = (
    *("part", "url", "model", "requests", "bytes", "inputs", "sha256", "est_input_tokens"),
    *("est_cost_usd_low", "est_cost_usd_high", "file_name", "retry_of"),
)
LESS_USED = ("file_name", "inputs", "sha256", "est_cost_usd_low")
"""Columns that a narrow screen leaves out, the last one first."""
RUN_TO_COME = "0" * 12
"""In the place of a run that has no name yet."""
WITHOUT_LEDGER = "the ledger is off: if this is interrupted, nobody knows what was submitted"


def run(plan: GatherPlan, workspace: Workspace) -> Result:
    """Gather the rows, and submit them.

    Raises:
        RefusedStatement: the session is read-only, consent is missing, or it was submitted before. Cancelled: the person said no.
        StatementError: rows cannot be sent; nothing was. OpenAISqlError: a call failed; says what was done before.
    """
    context, settings = workspace.context(), workspace.settings
    workspace.refuse_change("INSERT")
    way = way_of(plan.method, workspace)
    context.transport.check_key(way.create.key)
    if plan.returning is not None:
        query(plan.returning, workspace, context, answers={plan.target.resource.id: []}).close()
    if settings.dry_run or settings.max_cost_usd is not None or plan.returning is not None:
        context.prices()
    with _gathered(plan, workspace, context) as made:
        return _submitted(plan, made, way, workspace, context)


def estimate(plan: GatherPlan, workspace: Workspace) -> Result:
    """What the batches would cost, for EXPLAIN COST: the rows are read, and nothing is submitted.

    Raises:
        StatementError: rows cannot be sent. UsageError: what the person wrote down about prices is wrong.
    """
    context = workspace.context()
    context.prices()
    with _gathered(plan, workspace, context) as made:
        return cost_table(made.parts, part_costs(plan.method, made.parts, context), context)


@contextmanager
def _gathered(plan: GatherPlan, workspace: Workspace, context: Context) -> Iterator[Gathered]:
    """The files that the rows of the statement come to."""
    rules, folder = _rules(plan, workspace.settings), _folder(context)
    found = query(plan.source, workspace, context)
    if len(found.columns) != len(plan.columns):
        found.close()
        raise StatementError(
            f"{len(plan.columns)} columns but {len(found.columns)} values",
            hint="give one value for each column",
        )
    ordered, told_of = plan.ordered, context.progress
    with (
        closing(found),
        gathered(plan.columns, found.rows, rules, folder, is_ordered=ordered, progress=told_of) as made,
    ):
        if made.numbered:
            context.notices.add(
                f"{counted(made.numbered, 'request')} had no custom_id, and got the row's number: r-0000001"
            )
        yield made


def part_costs(method: Method, parts: Sequence[BatchPart], context: Context) -> list[PartCost]:
    """What the parts of a method that gathers will cost; raises UsageError for wrong prices of the person's own."""
    gathers = method.gathers
    assert gathers is not None, method.name  # noqa: S101 - the planner saw to it
    return costs_of(parts, gathers.priced, context)


def explain(plan: GatherPlan, workspace: Workspace) -> Sequence[ExplainStep]:
    """Reading the rows, then two calls for each part, for EXPLAIN; the rows are not read."""
    from openai_sql_shell.session.explain_rows import part_steps  # noqa: PLC0415 - few statements are explained

    way, context = way_of(plan.method, workspace), workspace.context()
    steps = query_steps(plan.source, workspace, context) if plan.reads else ()
    return part_steps(steps, [(way.files, way.upload), (way.batches, way.create)], AT_ONCE)


def _rules(plan: GatherPlan, settings: Settings) -> GatherRules:
    marks = Marks(RUN_TO_COME) if settings.batch_marks and settings.ledger else None
    limits = {"most_requests": settings.batch_part_requests, "most_bytes": settings.batch_part_bytes}
    given = {name: limit for name, limit in limits.items() if limit is not None}
    rules = gather_rules(plan.method, marks, **given)
    return replace(rules, batch={**rules.batch, RETRY_OF: str}, apart=RETRY_OF)


def way_of(gathering: Method, workspace: Workspace) -> Way:
    """How the files become batches that a method gathers."""
    gathers, catalog = gathering.gathers, workspace.scope.catalog
    assert gathers is not None, f"{gathering.name} gathers nothing"  # noqa: S101
    (of, upload), batches = gathers.upload, gathers.makes
    service, name = of.split(".")
    files = catalog.resource(service, name)
    columns = {p.name: p.wire for p in gathering.parameters if p.wire}
    create = catalog.method(batches, gathers.create)
    return Way(
        files, catalog.method(files, upload), batches, create, columns, gathers.upload_with, gathers.window
    )


def _folder(context: Context) -> Path:
    return context.downloads().cache.folder / "requests"


def _submitted(plan: GatherPlan, made: Gathered, way: Way, workspace: Workspace, context: Context) -> Result:
    """Submit the parts, and show what became of them."""
    if not made.parts and plan.in_vain is not None:
        return nothing_done(plan.in_vain, workspace, context)
    ledger = workspace.ledger()
    runs = Runs(ledger, workspace.profile.identity[0]) if ledger is not None else None
    every = runs_of_parts(made.parts, way, runs)
    if workspace.settings.dry_run:
        every_part = [part for one in every for part in one.parts]
        return _dry_run(every_part, part_costs(plan.method, every_part, context), context)
    try:
        alone = len(every) == 1
        open_runs = [one for one in every if one.look_up(context, force=plan.force, alone=alone)]
        left = [part for one in open_runs for part in one.left]
        check_consent(
            "INSERT",
            plan.target.resource,
            left,
            way,
            workspace,
            lambda: part_costs(plan.method, left, context),
        )
        workspace.database.forget_answers()
        if runs is None:
            context.notices.add(WITHOUT_LEDGER)
        statement = sha256(plan.source.text.encode()).hexdigest()
        work = [part for one in open_runs for part in one.begin(context, statement)]
        done, made_work = carried_out(work, plan.awaits, workspace, context)
    finally:
        for one in every:
            one.leave()
    return _shown(plan, done, [one.part for one in made_work], workspace, context)


def carried_out(
    work: Sequence[PartWork], awaits: Await | None, workspace: Workspace, context: Context
) -> tuple[ChangeOutcome, list[PartWork]]:
    """Submit parts, and follow their batches where the person wants to wait; their runs are left, whatever befalls them.

    What goes out: what became of them, with its failure, and the parts that have a batch.
    """
    at_once, goes_on = min(AT_ONCE, workspace.settings.concurrency), None
    try:
        done, made = _send(work, context, at_once)
        done.awaited = awaits is not None
        if awaits is not None and done.calls and not done.stopped:
            goes_on = follow_parts(done, made, awaits, context, workspace.settings.await_timeout)
    finally:
        for one in work:
            one.submission.leave()
    done.failure = done.error()
    if done.failure is not None:
        done.failure.hint = "; ".join(filter(None, (goes_on, done.failure.hint))) or None
    return done, made


def _send(work: Sequence[PartWork], context: Context, at_once: int) -> tuple[ChangeOutcome, list[PartWork]]:
    """Some parts at once, each strictly in order. Once one has failed no further one is begun, and those under way are waited for."""
    stopped = CancelToken()

    def submit(one: PartWork) -> Object | OpenAISqlError | None:
        if stopped or context.cancel:
            return None
        try:
            return one.submission.submit(one.part, one.known)
        except OpenAISqlError as error:
            stopped.set()
            return error

    done = ChangeOutcome()
    made: list[PartWork] = []
    with ThreadPoolExecutor(at_once, "openai-sql-parts") as pool:
        under_way: list[Future[Object | OpenAISqlError | None]] = [pool.submit(submit, one) for one in work]
        for one, future in zip(work, under_way, strict=True):
            answer, call = future.result(), one.submission.call_of(one.part)
            if answer is None:
                done.untried.append(call)
            elif isinstance(answer, OpenAISqlError):
                done.fail(call, answer)
            else:
                done.add(call, (answer,), Tokens())
                made.append(one)
            context.progress(Progress("submitted", len(done.calls), len(work), "", "part"))
    if done.untried and not done.stopped:
        done.cause = Cancelled()
    return done, made


def _shown(
    plan: GatherPlan, done: ChangeOutcome, parts: Sequence[BatchPart], workspace: Workspace, context: Context
) -> Result:
    """What became of the parts: RETURNING over them, and a summary."""
    if done.failure is not None:
        done.failure.hint = "; ".join(
            filter(None, (done.failure.hint, "the same statement goes on where this one ended"))
        )
    requests = sum(part.requests for part in parts)
    summary = (
        f"INSERT {counted(requests, 'request')} · {len(parts)} {'batch' if len(parts) == 1 else 'batches'}"
    )
    if plan.returning is None or not parts:
        if done.failure is not None:
            raise with_notices(done.failure, context)
        return Result(
            notices=context.notices.sentences, summary=summary, changed=requests, account=done.account
        )
    costs = part_costs(plan.method, parts, context)
    answers: list[Answer] = [
        (_answer(part, batch, cost), {}) for part, batch, cost in zip(parts, done.objects, costs, strict=True)
    ]
    found = query(
        plan.returning,
        workspace,
        workspace.context(CancelToken()),
        answers={plan.target.resource.id: answers},
    )
    rows: list[Row] = []
    failure = done.failure
    try:
        rows.extend(found.rows)
    except OpenAISqlError as error:
        failure = failure or ChangesInterrupted(error, done.account)
    result = Result(found.columns, summary=summary, short_summary=summary, changed=requests)
    result.account = done.account
    result.rows, result.at_hand = ResultRows(iter(rows), result, context, failure=failure), True
    return result


def _answer(part: BatchPart, batch: Object, cost: PartCost) -> Object:
    return {
        "part": part.number,
        "parts": part.parts,
        "batch_id": batch.get("id"),
        "input_file_id": batch.get("input_file_id"),
        "url": part.url,
        "model": part.model,
        "requests": part.requests,
        "bytes": part.bytes,
        "sha256": part.sha256,
        "status": batch.get("status"),
        "est_input_tokens": part.estimate.input_high,
        "est_cost_usd": cost.high,
        "retry_of": part.batch.get(RETRY_OF),
    }


def _dry_run(parts: Sequence[BatchPart], costs: Sequence[PartCost], context: Context) -> Result:
    """A row for each part instead of sending it."""
    rows = [
        (
            p.number,
            p.url,
            p.model,
            p.requests,
            p.bytes,
            p.inputs,
            p.sha256,
            p.estimate.input_high,
            cost.low,
            cost.most,
            p.file_name,
            p.batch.get(RETRY_OF),
        )
        for p, cost in zip(parts, costs, strict=True)
    ]
    notice = f"dry run: {counted(len(rows), 'part')} not sent; each is an upload and a batch"
    use = {name: place for place, name in enumerate(LESS_USED, 1)}
    columns = tuple(ResultColumn(name, star=(0, use.get(name, 0))) for name in DRY_RUN)
    return Result(columns, iter(rows), notices=[*context.notices.sentences, notice])


def check_consent(
    verb: str,
    of: Resource,
    parts: Sequence[BatchPart],
    way: Way,
    workspace: Workspace,
    costs_of_parts: Callable[[], Sequence[PartCost]],
) -> None:
    """Let it through, ask the person, or refuse it, before the first call; what counts are requests, and what they cost.

    Raises:
        RefusedStatement: more requests than the bound, a cost that is not known, or consent is missing. Cancelled: the person said no.
    """
    settings, requests = workspace.settings, sum(part.requests for part in parts)
    asked = f"{counted(requests, 'request')} in {len(parts)} {'batch' if len(parts) == 1 else 'batches'}"
    most = settings.max_changes
    if most is not None and requests > most:
        raise RefusedStatement(
            f"{asked} are more than the {most:,} requests allowed",
            hint="allow more with --max-changes, or narrow the SELECT",
        )
    asking = workspace.asking
    if not parts or (settings.assume_yes and not asking.always):
        return
    dearest, priced = settings.max_cost_usd, list[str]()
    dear = False
    if dearest is not None:
        costs = costs_of_parts()
        dear, priced = exceeds(parts, costs, dearest), [f", {cost}" for cost in costs]
        if dear:
            asked += f" for {total_cost(costs)}, and max_cost_usd is {dearest:.15g}"
    few = most is not None or (not dear and len(parts) <= 1 and requests <= MANY_REQUESTS)
    if few and not asking.always:
        return
    if asking.confirm is None and not asking.always:
        raise RefusedStatement(
            f"this would submit {asked}",
            hint="consent with --yes, or say how many requests there may be with --max-changes N; --dry-run shows the parts",
        )
    named = tuple(
        (
            told(p),
            f"{counted(p.requests, 'request')}, {p.bytes:,} bytes, {p.model or p.url}{cost}",
        )
        for p, cost in zip(parts, priced or [""] * len(parts), strict=True)
    )
    lines = f"{way.upload.http} {way.upload.path}, then {way.create.http} {way.create.path}"
    asking.ask(Preview(verb, of.id, named, lines, requests))
