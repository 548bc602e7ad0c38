"""Parts of one statement by the runs that they are in the ledger: all of them are one, but what is sent again of a batch is a run by itself.

So a statement about many batches, which was ended between two of them, goes on batch by batch, whichever of them its query finds then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.classes import define, field, replace
from openai_sql_shell.ledger.runs import PartState, PlannedPart
from openai_sql_shell.lines.batch_parts import MARKS, RUN, Marks
from openai_sql_shell.lines.gather import METADATA, RETRY_OF
from openai_sql_shell.session.part_submission import PartSubmission, PartWork, told
from openai_sql_shell.session.submitted_parts import AlreadySubmitted, EarlierParts, earlier_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.handlers.base import Context
    from openai_sql_shell.ledger.runs import Runs
    from openai_sql_shell.lines.batch_parts import BatchPart
    from openai_sql_shell.session.part_submission import Way


@define
class PartRun:
    """The parts of one run, from the look into the ledger to the last one that is submitted."""

    parts: Sequence[BatchPart]
    keys: Sequence[str]
    """What the ledger knows each by; none without a ledger."""
    way: Way
    runs: Runs | None
    repeated: Sequence[tuple[BatchPart, BatchPart]] = ()
    """Parts that are left out, as each is the same as another of the statement."""
    before: EarlierParts = field(default_factory=EarlierParts)
    run: str | None = None

    def look_up(self, context: Context, *, force: bool, alone: bool) -> bool:
        """Find what was done of it before, and claim it; whether there is something to do.

        Args:
            context: of the statement.
            force: submit again what was submitted.
            alone: the statement has no other; otherwise what was submitted as a whole is told, and left out.

        Raises:
            OpenAISqlError: what `earlier_parts` raises.
        """
        for part, other in self.repeated:
            context.notices.add(f"{told(part)} is the same as {told(other)}, and is sent once")
        if not self.parts:
            return False
        try:
            self.before = earlier_parts(self.runs, self.keys, self.parts, self.way, context, force=force)
        except AlreadySubmitted as error:
            of = self.parts[0].batch.get(RETRY_OF)
            if alone or len(error.batches) < len(self.parts):
                if of and error.batches:
                    error.hint = f"what failed of that batch is sent again by its retry; {error.hint}"
                raise
            context.notices.add(f"what failed of {of} was sent again before, as {', '.join(error.batches)}")
            return False
        self.run = self.before.run
        return True

    @property
    def left(self) -> list[BatchPart]:
        """Those of which no batch was made yet."""
        return [part for part in self.parts if self.before.state(part.number) is not PartState.CREATED]

    def begin(self, context: Context, statement_sha256: str) -> list[PartWork]:
        """Write down what is to be sent, unless an earlier run is gone on with; what there is to do goes out.

        Raises:
            PartClaimed: another process has begun with the same. LocalFileError: the ledger cannot be written.
        """
        if self.runs is not None and self.run is None:
            self.run = self.runs.record(
                [_planned(part, key) for part, key in zip(self.parts, self.keys, strict=True)],
                resource=self.way.batches.id,
                origin="insert",
                statement_sha256=statement_sha256,
            )
        submission = PartSubmission(self.way, replace(context, run=self.run), self.runs, self.run)
        marked = [_marked(part, self.run) for part in self.parts]
        return [PartWork(submission, part, self.before.parts.get(part.number)) for part in marked]

    def leave(self) -> None:
        """Work on it no more, done or not."""
        if self.runs is not None and self.run is not None:
            self.runs.leave(self.run)


def runs_of_parts(parts: Sequence[BatchPart], way: Way, runs: Runs | None) -> list[PartRun]:
    """The runs that the parts of a statement are; what is in several batches, word for word, is sent once."""
    first: dict[tuple[str, str, str], BatchPart] = {}
    own: dict[str | None, tuple[list[BatchPart], list[tuple[BatchPart, BatchPart]]]] = {}
    for part in parts:
        kept, repeated = own.setdefault(part.batch.get(RETRY_OF), ([], []))
        same = first.setdefault((part.url, way.window(part), part.sha256), part)
        if same is part:
            kept.append(part)
        else:
            repeated.append((part, same))
    return [
        PartRun(
            kept,
            [runs.key(p.url, way.window(p), p.sha256) for p in kept] if runs is not None else [],
            way,
            runs,
            repeated,
        )
        for kept, repeated in own.values()
    ]


def _planned(part: BatchPart, key: str) -> PlannedPart:
    return PlannedPart(
        part.number,
        part.parts,
        key,
        part.url,
        part.model,
        part.requests,
        part.bytes,
        part.sha256,
        part.file_name,
        part.estimate.input_high,
        part.batch.get(RETRY_OF),
        ",".join(sorted({*part.batch, *([METADATA] if part.metadata.keys() - {*MARKS} else [])})),
    )


def _marked(part: BatchPart, run_id: str | None) -> BatchPart:
    """The part with what is written into the metadata of its batch; without a run that is what the person wrote."""
    if run_id is None:
        return replace(part, metadata={k: v for k, v in part.metadata.items() if k not in MARKS})
    marks = Marks(run_id, part.batch.get(RETRY_OF)).pairs(f"{part.number}/{part.parts}")
    return replace(part, metadata={**part.metadata, **(marks if RUN in part.metadata else {})})
