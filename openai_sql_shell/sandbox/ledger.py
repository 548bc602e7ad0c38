"""The ledger: one entry for each call that made a model work, from which usage and costs are added up.

Comes in: what a call used. Goes out: entries of a span of time, those of the invented past included; prices.
The past is computed from the seed when it is asked for, day by day, and never kept.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.resources.completions import TokenCounts
    from openai_sql_shell.sandbox.store import Store

TABLE = "ledger"
DAY = 86_400
PAST_DAYS = 60
DEFAULT_PROJECT, OWNER, OWN_KEY = "proj_sandbox", "user_sandbox", "key_sandbox"
"""Who calls with the sandbox's own key."""

COUNTED_AS = {
    "/v1/chat/completions": "completions",
    "/v1/completions": "completions",
    "/v1/embeddings": "embeddings",
    "/v1/images/edits": "images",
    "/v1/images/generations": "images",
    "/v1/moderations": "moderations",
    "/v1/responses": "completions",
    "/v1/videos": "videos",
}
"""Which list of the usage service counts the calls of an endpoint."""

PRICES: dict[str, tuple[float, float]] = {
    "gpt-5": (1.25, 10.0),
    "gpt-5-mini": (0.25, 2.0),
    "gpt-5-nano": (0.05, 0.4),
    "gpt-4.1": (2.0, 8.0),
    "gpt-4.1-mini": (0.4, 1.6),
    "gpt-4.1-nano": (0.1, 0.4),
    "gpt-4o": (2.5, 10.0),
    "gpt-4o-mini": (0.15, 0.6),
    "o3": (2.0, 8.0),
    "o4-mini": (1.1, 4.4),
    "text-embedding-3-small": (0.02, 0.0),
    "text-embedding-3-large": (0.13, 0.0),
    "text-embedding-ada-002": (0.1, 0.0),
    "omni-moderation-latest": (0.0, 0.0),
}
"""Dollars for a million tokens, in and out."""
USUAL_PRICE = (1.0, 4.0)
UNIT_PRICES: dict[str, float] = {
    "images": 0.042,
    "videos": 0.10,
    "audio_speeches": 15e-6,
    "audio_transcriptions": 0.0001,
    "code_interpreter_sessions": 0.03,
    "file_search_calls": 0.0025,
    "web_search_calls": 0.01,
    "vector_stores": 0.1 / 2**30,
}
"""Dollars for a picture, a second, a character, a session, a call, a byte and day."""


@frozen
class Entry:
    """What one call used, or many calls together."""

    at: int
    kind: str
    """The resource of the usage service that counts it."""
    model: str
    input: int = 0
    output: int = 0
    units: int = 0
    requests: int = 1
    project_id: str = DEFAULT_PROJECT
    user_id: str = OWNER
    api_key_id: str = OWN_KEY
    batch: bool = False
    detail: str | None = None
    """The size of a picture, the source of one, or the store that was searched."""

    @property
    def costs(self) -> Iterator[tuple[str, float, float]]:
        """Line items: a name, a quantity and dollars."""
        if self.kind in UNIT_PRICES:
            yield self.model or self.kind.replace("_", " "), self.units, self.units * UNIT_PRICES[self.kind]
            return
        discount = 0.5 if self.batch else 1.0
        rates = PRICES.get(self.model, USUAL_PRICE)
        label = f"{self.model} batch" if self.batch else self.model
        for way, tokens, rate in (("input", self.input, rates[0]), ("output", self.output, rates[1])):
            if tokens:
                yield f"{label}, {way}", tokens, tokens * rate * discount / 1e6


def write(
    store: Store,
    kind: str,
    model: str,
    used: TokenCounts | None = None,
    *,
    at: float | None = None,
    **more: Any,
) -> None:
    """Note what a call used. Objects that are given a past leave nothing: the past has its own entries."""
    moment = int(store.now() if at is None else at)
    if store.past or moment < opened(store):
        return
    entry: Json = {
        "at": moment,
        "kind": kind,
        "model": model,
        "input": used.input if used else 0,
        "output": used.output if used else 0,
        "project_id": store.project or DEFAULT_PROJECT,
        **more,
    }
    store.add(TABLE, store.new_id(""), entry)


def opened(store: Store) -> int:
    """When the ledger began; what is before it is invented."""
    record = store[TABLE].get("opened")
    if record is None:
        record = store.add(TABLE, "opened", {"at": int(store.now()), "past": store.seeded})
    return int(record.fields["at"])


def entries(store: Store, start: int, end: int) -> Iterator[Entry]:
    """Every entry of a span of time, the end excluded."""
    began = opened(store)
    if store[TABLE].get("opened").fields["past"]:  # type: ignore[union-attr] # `opened` has made it
        for day in range(max(start, began - PAST_DAYS * DAY) // DAY, min(end, began) // DAY + 1):
            yield from (e for e in _past_day(store, day) if start <= e.at < min(end, began))
    for record in store[TABLE].all():
        if record.key != "opened" and start <= record.fields["at"] < end:
            yield Entry(**record.fields)


HABITS: tuple[tuple[str, str, str, str, int, int, int, float], ...] = (
    ("proj_sandbox", "key_sandbox", "completions", "gpt-4o-mini", 900, 420, 160, 0.2),
    ("proj_sandbox", "key_sandbox", "embeddings", "text-embedding-3-small", 300, 900, 0, 0.2),
    ("proj_support", "key_support", "completions", "gpt-4.1-mini", 2600, 1400, 310, 0.5),
    ("proj_support", "key_support", "completions", "gpt-4.1", 240, 2100, 540, 0.5),
    ("proj_support", "key_support", "moderations", "omni-moderation-latest", 2400, 180, 0, 0.5),
    ("proj_support", "key_support", "file_search_calls", "", 420, 0, 0, 0.5),
    ("proj_search", "key_search", "embeddings", "text-embedding-3-large", 5200, 700, 0, 0.9),
    ("proj_search", "key_search", "completions", "gpt-5-mini", 700, 1900, 260, 0.8),
    ("proj_search", "key_search", "vector_stores", "", 1, 0, 0, 1.0),
    ("proj_research", "key_research", "completions", "gpt-5", 130, 5200, 2600, 0.15),
    ("proj_research", "key_research", "completions", "o4-mini", 320, 2400, 1900, 0.15),
    ("proj_research", "key_batch", "completions", "gpt-4o-mini", 4000, 600, 220, 1.0),
    ("proj_research", "key_research", "images", "gpt-image-1", 22, 0, 0, 0.1),
    ("proj_research", "key_research", "code_interpreter_sessions", "", 9, 0, 0, 0.1),
    ("proj_support", "key_support", "audio_transcriptions", "whisper-1", 60, 0, 0, 0.3),
    ("proj_support", "key_support", "audio_speeches", "tts-1", 45, 0, 0, 0.3),
    ("proj_search", "key_search", "web_search_calls", "gpt-5-mini", 90, 0, 0, 0.6),
)
"""Who used what: project, key, kind, model, calls on a working day, tokens of a call in and out, the share of a working day on a Sunday."""
UNITS = {
    "images": 1,
    "audio_transcriptions": 95,
    "audio_speeches": 640,
    "code_interpreter_sessions": 1,
    "file_search_calls": 1,
    "web_search_calls": 1,
    "vector_stores": 3 * 2**28,
}
"""What a call of a kind uses."""
HOURS = (8, 11, 14, 17, 21)
"""When the calls of a day are noted."""


def _past_day(store: Store, day: int) -> Iterator[Entry]:
    """The entries of one invented day: fewer at the end of the week, a little more every week."""
    resting = (day + 3) % 7 >= 5
    source = random.Random(f"{store.seed}/{day}")
    for project, key, kind, model, calls, given, taken, sunday in HABITS:
        busy = calls * (sunday if resting else 1.0) * source.uniform(0.75, 1.25)
        for hour in HOURS:
            count = max(1, round(busy / len(HOURS) * source.uniform(0.6, 1.4)))
            yield Entry(
                at=day * DAY + hour * 3600 + source.randrange(3600),
                kind=kind,
                model=model,
                input=round(count * given * source.uniform(0.8, 1.2)),
                output=round(count * taken * source.uniform(0.8, 1.2)),
                units=count * UNITS.get(kind, 0),
                requests=count,
                project_id=project,
                user_id=OWNER if key == OWN_KEY else f"user-{project.removeprefix('proj_')}",
                api_key_id=key,
                batch=key == "key_batch",
                detail={"images": "1024x1024", "file_search_calls": "vs_sandbox"}.get(kind),
            )
