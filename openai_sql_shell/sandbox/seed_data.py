"""Seed data: a few hundred objects with a past, so that the first SELECT shows something.

Nothing is invented past the resources: the data is what the sandbox would hold if people had used it for four weeks.
Each scenario below is one person's work: a generator that does something and yields the time at which it goes on. Deterministic: the
same seed and the same present give the same objects.
"""

from __future__ import annotations

import heapq
from base64 import b64decode
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.sandbox import seed_texts as texts
from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.operations import advance_due
from openai_sql_shell.sandbox.resources import batches, file_batches, vector_stores
from openai_sql_shell.sandbox.resources.batch_stages import StageDurations, cancel
from openai_sql_shell.sandbox.resources.completions import PIXEL
from openai_sql_shell.sandbox.resources.files import keep_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
OLDEST = 28 * DAY
"""Input files live for 30 days; everything here is younger."""

INPUTS = 48
"""Input files; each is used by one to four batches."""
DOCUMENTS = 54
STORES = 30
ENDINGS = (".md", ".md", ".txt", ".html", ".pdf", ".json", ".csv", ".xlsx")
"""Of documents; the last two cannot be searched."""

LONG = 40 * HOUR
"""A stage that takes so long that nobody sees its end."""


@frozen
class BatchOutcome:
    """How a batch ends up."""

    stages: StageDurations
    least_age: float
    """Seconds before the present at which it starts, at least ..."""
    most_age: float
    """... and at most."""
    cancel_after: float | None = None
    flaw: str | None = None


def _stages(
    work: float, *, validating: float = 45, finalizing: float = 90, cancelling: float = 120
) -> StageDurations:
    return StageDurations(validating, work, 0, LONG, finalizing, cancelling)


OUTCOMES: tuple[tuple[int, BatchOutcome], ...] = (
    (70, BatchOutcome(_stages(50 * MINUTE), 2 * HOUR, OLDEST)),
    (10, BatchOutcome(_stages(9 * HOUR), 12 * HOUR, OLDEST)),
    (3, BatchOutcome(_stages(HOUR), 2 * HOUR, OLDEST, flaw="json")),
    (3, BatchOutcome(_stages(HOUR), 2 * HOUR, OLDEST, flaw="url")),
    (3, BatchOutcome(_stages(HOUR), 2 * HOUR, OLDEST, flaw="method")),
    (6, BatchOutcome(_stages(LONG), 2 * DAY, OLDEST)),
    (9, BatchOutcome(_stages(3 * HOUR), 6 * HOUR, OLDEST, cancel_after=80 * MINUTE)),
    (8, BatchOutcome(_stages(16 * HOUR), HOUR, 10 * HOUR)),
    (3, BatchOutcome(_stages(HOUR, validating=30 * MINUTE), MINUTE, 5 * MINUTE)),
    (2, BatchOutcome(_stages(HOUR, finalizing=2 * HOUR), HOUR + 2 * MINUTE, HOUR + 20 * MINUTE)),
    (
        3,
        BatchOutcome(
            _stages(4 * HOUR, cancelling=10 * MINUTE), HOUR, HOUR + 5 * MINUTE, cancel_after=HOUR - MINUTE
        ),
    ),
)
"""How many batches have each outcome."""


class SeedContext:
    """The store, the time and the random numbers that all scenarios share."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.now = store.now()
        self.source = Random(seed)

    def upload(self, filename: str, purpose: str, content: bytes) -> Record:
        """Keep a file."""
        file = self.store.blobs.temporary_file()
        file.write(content)
        return keep_file(self.store, file, filename=filename, purpose=purpose)

    def moment(self, least: float, most: float) -> float:
        """A moment that lies so many seconds back; recent ones are more frequent."""
        share = self.source.random() ** 2
        return self.now - least - (most - least) * share


def build(store: Store, seed: int) -> None:
    """Fill an empty store."""
    context = SeedContext(store, seed)
    scenarios = [*_batch_scenarios(context), *_store_scenarios(context), *_other_files(context)]
    queue = [(next(scenario), number, scenario) for number, scenario in enumerate(scenarios)]
    heapq.heapify(queue)
    while queue:
        at, number, scenario = heapq.heappop(queue)
        with store.frozen_at(at):
            advance_due(store)
            following = next(scenario, None)
        if following is not None:
            heapq.heappush(queue, (following, number, scenario))
    advance_due(store)


# --- batches ---------------------------------------------------------------------------------------------------


def _batch_scenarios(context: SeedContext) -> Iterator[Iterator[float]]:
    outcomes = [outcome for count, outcome in OUTCOMES for _ in range(count)]
    context.source.shuffle(outcomes)
    flawed = [outcome for outcome in outcomes if outcome.flaw]
    sound = [outcome for outcome in outcomes if not outcome.flaw]
    for number, outcome in enumerate(flawed):
        yield _batch_scenario(context, number, [outcome])
    inputs = INPUTS - len(flawed)
    for number in range(inputs):
        yield _batch_scenario(context, len(flawed) + number, sound[number::inputs])


def _batch_scenario(context: SeedContext, number: int, outcomes: list[BatchOutcome]) -> Iterator[float]:
    """One input file and the batches that use it."""
    job = texts.JOBS[number % len(texts.JOBS)]
    starts = sorted(
        ((context.moment(f.least_age, f.most_age), f) for f in outcomes), key=lambda pair: pair[0]
    )
    count = context.source.randint(4, 16)
    failing = {0: count, 1: 2, 2: 1}.get(number % 12, 0)
    content = texts.batch_input(job, count, failing, outcomes[0].flaw, context.source)
    yield starts[0][0] - context.source.uniform(1, 30) * MINUTE
    file = context.upload(f"{job.name}-{number:03}.jsonl", "batch", content)
    cancellations: list[tuple[float, Record]] = []
    for run, (start, outcome) in enumerate(starts, 1):
        for at, batch in [pair for pair in cancellations if pair[0] <= start]:
            yield at
            cancel(context.store, batch)
            cancellations.remove((at, batch))
        yield start
        body: Json = {
            "input_file_id": file.key,
            "endpoint": job.endpoint,
            "completion_window": "24h",
            "metadata": {"team": job.team, "job": job.name, "run": str(run)},
        }
        batch = batches.start(context.store, body, outcome.stages)
        if outcome.cancel_after is not None:
            cancellations.append((start + outcome.cancel_after, batch))
    for at, batch in cancellations:
        yield at
        cancel(context.store, batch)


# --- vector stores ---------------------------------------------------------------------------------------------


def _store_scenarios(context: SeedContext) -> Iterator[Iterator[float]]:
    documents: list[Record] = []
    for number in range(DOCUMENTS):
        yield _document_scenario(context, number, documents)
    for number in range(STORES):
        yield _store_scenario(context, number, documents)


def _document_scenario(context: SeedContext, number: int, documents: list[Record]) -> Iterator[float]:
    topic = tuple(texts.TOPICS)[number % len(texts.TOPICS)]
    ending = ENDINGS[number % len(ENDINGS)]
    content = (
        texts.table(context.source)
        if ending in ENDINGS[-2:]
        else texts.document(topic, ending, context.source)
    )
    yield context.now - OLDEST - context.source.uniform(1, 5) * DAY
    documents.append(context.upload(f"{topic.replace(' ', '-')}-{number:02}{ending}", "assistants", content))


def _store_scenario(context: SeedContext, number: int, documents: list[Record]) -> Iterator[float]:
    """A store, most often filled by a file batch, sometimes given up halfway."""
    source = context.source
    yield context.now - 8 if number == STORES - 1 else context.moment(HOUR, OLDEST)
    chosen = [file.key for file in source.sample(documents, source.randint(3, 12))]
    topic = tuple(texts.TOPICS)[number % len(texts.TOPICS)]
    job = texts.JOBS[number % len(texts.JOBS)]
    body: Json = {
        "name": f"{topic} {('handbook', 'archive', 'drafts')[number // len(texts.TOPICS)]}",
        "metadata": {"team": job.team, "topic": topic},
    }
    if number % 5 == 0:
        body["expires_after"] = {"anchor": "last_active_at", "days": 7}
    at_once = number % 6 == 0
    parent = vector_stores.create(context.store, {**body, "file_ids": chosen} if at_once else body)
    if at_once:
        return
    yield context.store.now() + 2
    attributes = {"team": job.team, "year": 2023 + number % 4, "public": number % 2 == 0}
    batch = file_batches.create(context.store, parent, {"file_ids": chosen, "attributes": attributes})
    if number % 13 == 1:
        yield context.store.now() + 1 / context.store.speed
        with suppress(HttpError):  # At an extreme speed it is over before anybody can cancel it.
            file_batches.cancel(context.store, batch)


# --- other files -----------------------------------------------------------------------------------------------


def _other_files(context: SeedContext) -> Iterator[Iterator[float]]:
    source = context.source
    for number in range(6):
        yield _file_scenario(context, f"tone-{number}.jsonl", "fine-tune", texts.training_examples(source))
    for number in range(3):
        yield _file_scenario(
            context, f"step_metrics_{number}.csv", "fine-tune-results", texts.training_results(source)
        )
        yield _file_scenario(context, f"receipt-{number}.png", "vision", b64decode(PIXEL))
        yield _file_scenario(context, f"orders-{number}.csv", "user_data", texts.table(source))
    for number in range(2):
        yield _file_scenario(context, f"chart-{number}.csv", "assistants_output", texts.table(source))


def _file_scenario(context: SeedContext, filename: str, purpose: str, content: bytes) -> Iterator[float]:
    yield context.moment(HOUR, OLDEST)
    context.upload(filename, purpose, content)
