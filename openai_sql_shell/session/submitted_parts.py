"""What the ledger knows of the parts of a statement: whether they were submitted before, or begun and left.

A part is known by what it is: where it goes, for whom, and the hash of its bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.classes import field, frozen
from openai_sql_shell.errors import ApiError, RefusedStatement, StatementError, listed
from openai_sql_shell.handlers.awaiting import is_terminal
from openai_sql_shell.handlers.base import Read
from openai_sql_shell.handlers.reading import Reading, objects
from openai_sql_shell.ledger.runs import PartState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.handlers.base import Context, Object
    from openai_sql_shell.ledger.runs import KnownPart, Runs
    from openai_sql_shell.lines.batch_parts import BatchPart
    from openai_sql_shell.session.part_submission import Way

FORCED = "/*+ FORCE */ behind INSERT or EXEC"
AGAIN = f"{FORCED} submits them again"


class AlreadySubmitted(RefusedStatement):
    """The same requests were sent before, as these batches."""

    def __init__(self, batches: Sequence[str], message: str = "", hint: str = AGAIN) -> None:
        super().__init__(
            message or f"the same requests were submitted before, as {listed(batches)}", hint=hint
        )
        self.batches = batches


@frozen
class EarlierParts:
    """What is left of a run that this statement goes on with."""

    run: str | None = None
    """None: there is none."""
    parts: Mapping[int, KnownPart] = field(default_factory=dict)
    """By number."""

    def state(self, number: int) -> PartState | None:
        """Where a part stands; None: it is new."""
        known = self.parts.get(number)
        return known.state if known is not None else None


def earlier_parts(
    runs: Runs | None,
    keys: Sequence[str],
    parts: Sequence[BatchPart],
    way: Way,
    context: Context,
    *,
    force: bool,
) -> EarlierParts:
    """The run that was begun with these parts and is not done; it is claimed for this process.

    Args:
        runs: of the ledger; None: nothing is known.
        keys: of the parts, in their order.
        parts: of this statement.
        way: how they become batches.
        context: of the statement.
        force: submit again what was submitted, and give up what was begun.

    Raises:
        AlreadySubmitted: some parts were submitted before. PartClaimed: another process works on them.
        StatementError: a run was begun with other rows.
    """
    if runs is None:
        return EarlierParts()
    newest: dict[str, KnownPart] = {}
    for known in runs.find(dict.fromkeys(keys)):
        newest.setdefault(known.key, known)
    begun = {k.run for k in newest.values() if k.unfinished or k.state is PartState.FAILED}
    if force:
        _give_up(runs, begun, way.batches, context)
        return EarlierParts()
    if begun:
        return _gone_on_with(runs, min(begun), keys, parts)
    submitted = [k for k in newest.values() if k.state is PartState.CREATED]
    kept = [k for k in submitted if not _came_to_nothing(k, way, context)]
    if held := {k.run for k in submitted if k not in kept} & {k.run for k in kept}:
        raise AlreadySubmitted(
            [],
            f"run {min(held)} was submitted before, and some of its batches came to nothing",
            f"EXEC local.parts.resume @run = '{min(held)}' makes those again that there was no room for; {AGAIN}",
        )
    if kept:
        raise AlreadySubmitted([str(part.batch_id) for part in kept])
    return EarlierParts()


def _gone_on_with(runs: Runs, run: str, keys: Sequence[str], parts: Sequence[BatchPart]) -> EarlierParts:
    left = {known.key: known for known in runs.parts(run)}
    others = [part for part, key in zip(parts, keys, strict=True) if key not in left]
    if others or len(left) != len(parts):
        named = ", ".join(str(part.number) for part in others) or "some"
        raise StatementError(
            f"run {run} was begun with other rows, and is not done: {named} of the parts differ",
            hint=f"run it with the same rows; {FORCED} gives that run up and submits all of these rows",
        )
    claimed = {known.key: known for known in runs.take_over(run)}
    return EarlierParts(run, {part.number: claimed[key] for part, key in zip(parts, keys, strict=True)})


def _give_up(runs: Runs, begun: set[str], batches: Resource, context: Context) -> None:
    """Go on with none of these runs; says which files were uploaded for nothing."""
    for run in sorted(begun):
        unused, doubtful = runs.abandon(run)
        if unused:
            context.notices.add(f"run {run} is given up; no batch was made of {listed(unused)}")
        if doubtful:
            context.notices.add(f"run {run} is given up; {perhaps_used(doubtful, batches)}")


def perhaps_used(files: Sequence[str], batches: Resource) -> str:
    """That batches of files were asked for and nobody knows how that ended, and the statement that looks."""
    ids = ", ".join(f"'{one}'" for one in files)
    return f"a batch was perhaps made of {listed(files)}: SELECT id, status FROM {batches.id} WHERE input_file_id IN ({ids}) shows it"


def _came_to_nothing(known: KnownPart, way: Way, context: Context) -> bool:
    """Its batch has ended, and not one of its requests was answered; or nobody has it any more."""
    lifecycle = way.batches.lifecycle
    method = way.batches.method(lifecycle.poll) if lifecycle is not None else None
    if lifecycle is None or method is None:
        return False
    read = Read(way.batches, method, ((method.path_parameters[0], str(known.batch_id)),))
    try:
        found: list[Object] = list(objects(Reading(read, context.notices, context.server), context))
    except ApiError as error:
        return error.status == 404
    counts = found[0].get(lifecycle.counts)
    completed = counts.get("completed") if isinstance(counts, dict) else None
    return is_terminal(lifecycle, found[0]) and completed == 0
