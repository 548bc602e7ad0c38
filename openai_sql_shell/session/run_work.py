"""The executor of work on runs of the ledger: one that was left is gone on with, or given up.

What a run has uploaded is enough to go on with it: its rows are not read again. What the ledger does not keep, such as the pairs of a
person's metadata, is taken from the batch that was made before; where there is none, the part is left to its INSERT.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import RunWork
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import RefusedStatement, StatementError, UnsupportedStatement, counted, listed
from openai_sql_shell.ledger.runs import PartState, Runs
from openai_sql_shell.lines.batch_parts import BatchPart, Marks, TokenEstimate
from openai_sql_shell.lines.gather import METADATA, RETRY_OF
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.session.gathering import AT_ONCE, carried_out, check_consent, part_costs, way_of
from openai_sql_shell.session.part_submission import WINDOW, PartSubmission, PartWork
from openai_sql_shell.session.result_rows import ResultRows
from openai_sql_shell.session.submitted_parts import perhaps_used

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openai_sql_shell.catalog.model import Method
    from openai_sql_shell.errors import OpenAISqlError
    from openai_sql_shell.handlers.base import Context, Object
    from openai_sql_shell.ledger.runs import KnownPart, KnownRun
    from openai_sql_shell.planner.plans import RunPlan
    from openai_sql_shell.session.explain_rows import ExplainStep
    from openai_sql_shell.session.workspace import Workspace

LEFT = (PartState.HELD, PartState.FAILED, PartState.UPLOADED, PartState.CREATING)
"""States of parts that are gone on with where their file is uploaded."""
UNDONE = (*LEFT, PartState.PLANNED, PartState.UPLOADING)
SAME_INSERT = "the INSERT that made it goes on with the same rows"


def run(plan: RunPlan, workspace: Workspace) -> Result:
    """Do it.

    Raises:
        StatementError: there is no such run. RefusedStatement: the ledger is off, another process works on the run, or consent is missing.
        OpenAISqlError: a call failed; says what was done before.
    """
    runs, found = _found(plan, workspace)
    assert plan.method.run is not None, plan.method.name  # noqa: S101 - the planner's own condition
    return WORK[plan.method.run](plan, found, runs, workspace, workspace.context())


def explain(plan: RunPlan, workspace: Workspace) -> Sequence[ExplainStep]:
    """The call for each batch that is made again, for EXPLAIN; what gives up sends nothing."""
    from openai_sql_shell.session.explain_rows import ANSWERED_HERE, part_steps  # noqa: PLC0415 - few are explained

    _, found = _found(plan, workspace)
    if not plan.changes:
        return [ANSWERED_HERE]
    way = way_of(_gathering(found, workspace), workspace)
    return part_steps((), [(way.batches, way.create)], AT_ONCE)


def _found(plan: RunPlan, workspace: Workspace) -> tuple[Runs, KnownRun]:
    """The run that a statement names."""
    ledger = workspace.ledger()
    if ledger is None:
        raise RefusedStatement(
            f"{plan.resource.id} is kept by the ledger, which is off", hint=r"\set ledger on"
        )
    runs = Runs(ledger, workspace.profile.identity[0])
    found = runs.run(plan.run)
    if found is None or not found.ours:
        whose = "" if found is None else "; it is another account's, or goes to another address"
        raise StatementError(
            f"there is no run {plan.run!r} here{whose}", hint="SELECT id, state FROM local.runs shows them"
        )
    return runs, found


def _abandon(plan: RunPlan, found: KnownRun, runs: Runs, workspace: Workspace, context: Context) -> Result:
    """Give up what is left, and name files that are of no use."""
    if plan.awaits is not None:
        raise UnsupportedStatement(f"{plan.method.name} starts nothing to await", hint="leave out AWAIT")
    left = [part for part in runs.parts(found.id) if part.state in UNDONE]
    if workspace.settings.dry_run:
        context.notices.add(f"dry run: {counted(len(left), 'part')} not given up")
        return _parts(plan, left, context)
    if _look_first(found, runs, left, workspace, context):
        left = [part for part in runs.parts(found.id) if part.state in UNDONE]
    if not left:
        context.notices.add(f"nothing is left of run {found.id} that could be given up")
        return _parts(plan, [], context)
    unused, doubtful = runs.abandon(found.id)
    if unused or doubtful:
        way = way_of(_gathering(found, workspace), workspace)
    if unused:
        context.notices.add(
            f"no batch has used {listed(unused)}: DELETE FROM {way.files.id} WHERE id IN ({_quoted(unused)})"
        )
    if doubtful:
        context.notices.add(perhaps_used(doubtful, way.batches))
    given_up = {part.part for part in left}
    return _parts(plan, [part for part in runs.parts(found.id) if part.part in given_up], context)


def _quoted(ids: Sequence[str]) -> str:
    return ", ".join(f"'{one}'" for one in ids)


def _look_first(
    found: KnownRun, runs: Runs, left: Sequence[KnownPart], workspace: Workspace, context: Context
) -> bool:
    """Note batches that were made although nobody was told so: given up, they would be made again. Whether there was such a doubt."""
    doubtful = [part for part in left if part.state is PartState.CREATING and part.file_id is not None]
    if not doubtful:
        return False
    way = way_of(_gathering(found, workspace), workspace)
    context.transport.check_key(way.create.key)
    submission = PartSubmission(way, replace(context, run=found.id), runs, found.id, has_files=False)
    runs.take_over(found.id)
    try:
        for part in doubtful:
            batch = submission.found_batch(str(part.file_id), part)
            if batch is not None:
                name = str(batch.get("id"))
                runs.advance(found.id, part.part, PartState.CREATED, batch_id=name)
                context.notices.add(f"part {part.part} was made all the same, as {name}, and is not given up")
    finally:
        submission.leave()
    return True


def _resume(plan: RunPlan, found: KnownRun, runs: Runs, workspace: Workspace, context: Context) -> Result:
    """Make the batches that are missing, each once."""
    workspace.refuse_change(plan.method.name)
    gathering = _gathering(found, workspace)
    way = way_of(gathering, workspace)
    context.transport.check_key(way.create.key)
    submission = PartSubmission(way, replace(context, run=found.id), runs, found.id, has_files=False)
    former = {p.part: submission.batch_of(p.batch_id) for p in runs.parts(found.id) if p.batch_id}
    lacking = {number: code for number, batch in former.items() if (code := submission.lacks_room(batch))}
    ready, left_out = dict[int, BatchPart](), list[str]()
    for known in runs.parts(found.id):
        if known.state in UNDONE or (known.state is PartState.CREATED and known.part in lacking):
            lost = _lost(known, known.part in former)
            if known.file_id is None or known.state not in (*LEFT, PartState.CREATED) or lost:
                left_out.append(f"part {known.part} ({', '.join(lost) or 'no file is uploaded'})")
            else:
                ready[known.part] = _part(known, former.get(known.part), found.id, workspace)
    if left_out:
        context.notices.add(f"not gone on with: {', '.join(left_out)}; {SAME_INSERT}")
    if not ready and not left_out:
        context.notices.add(f"nothing is left of run {found.id} that could be made")
    if workspace.settings.dry_run:
        context.notices.add(f"dry run: {counted(len(ready), 'part')} not gone on with")
        return _parts(plan, [p for p in runs.parts(found.id) if p.part in ready], context)
    left = list(ready.values())
    check_consent("EXEC", plan.resource, left, way, workspace, lambda: part_costs(gathering, left, context))
    workspace.database.forget_answers()
    before = {p.part: p for p in runs.take_over(found.id)}
    for number in ready.keys() & lacking.keys():
        if before[number].state is PartState.CREATED:
            submission.hold(ready[number], lacking[number])
            before[number] = replace(before[number], state=PartState.HELD)
    work = [PartWork(submission, part, before.get(part.number)) for part in left]
    done, made = carried_out(work, plan.awaits, workspace, context)
    result = _parts(plan, [p for p in runs.parts(found.id) if p.part in ready], context, done.failure)
    result.account, result.changed = done.account, sum(one.part.requests for one in made)
    return result


def _gathering(found: KnownRun, workspace: Workspace) -> Method:
    """The method that makes runs of a resource."""
    service = found.resource.split(".")[-2]
    every = (m for r in workspace.scope.catalog.declarations(service) for m in r.methods)
    return next(m for m in every if m.gathers is not None and m.gathers.makes.id == found.resource)


def _lost(known: KnownPart, has_former: bool) -> Sequence[str]:
    """Columns of a part's batch that nobody knows the values of any more."""
    if known.given is None:
        return ["made by an older version"]
    kept = {RETRY_OF, *((METADATA, WINDOW) if has_former else ())}
    return [name for name in known.given.split(",") if name and name not in kept]


def _part(known: KnownPart, former: Object | None, run: str, workspace: Workspace) -> BatchPart:
    marks = Marks(run, known.retry_of).pairs(f"{known.part}/{known.parts}")
    pairs: Mapping[str, str] = marks if workspace.settings.batch_marks else {}
    batch: dict[str, str] = {}
    if former is not None:
        pairs, batch = former.get("metadata") or {}, {WINDOW: str(former.get("completion_window"))}
    return BatchPart(
        known.part,
        known.parts,
        Path(known.filename),
        known.filename,
        known.url,
        known.model,
        known.requests,
        known.bytes,
        0,
        known.sha256,
        TokenEstimate(0, known.est_input_tokens or 0, None),
        pairs,
        batch,
    )


def _parts(
    plan: RunPlan, parts: Sequence[KnownPart], context: Context, failure: OpenAISqlError | None = None
) -> Result:
    columns, use = plan.method.columns, plan.resource.place_of_use
    result = Result(tuple(ResultColumn(c.name, c, (0, use.get(c.name, len(use)))) for c in columns))
    rows = (tuple(getattr(part, column.name) for column in columns) for part in parts)
    result.rows, result.at_hand = ResultRows(rows, result, context, failure=failure), True
    return result


WORK: Mapping[RunWork, Callable[[RunPlan, KnownRun, Runs, Workspace, Context], Result]] = {
    RunWork.RESUME: _resume,
    RunWork.ABANDON: _abandon,
}
