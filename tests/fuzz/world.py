"""A small account with everything in it that makes answers go wrong, and the ways in which its lists can be paged.

Comes in: a random generator for the objects, a `Shape` for the pages. Goes out: answers to GETs, as `bench.server` asks
for them. Within one list no two objects were created in the same second, so that ORDER BY created_at has one right answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bench.estate import cursor_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

Json = dict[str, Any]

EPOCH = 1_700_000_000
MOST_REQUESTS = 3000
"""What one statement over this account could ever need; beyond it somebody runs in circles."""

STORE_IDS = ("vs_1", "vs_Alpha", "vs_alpha", "vs_1 ", "12", "vs_ü&?", "vs_empty", "vs_9%20")
"""Two that differ in case, two that differ in a trailing space, a number, and what has to be percent-encoded."""
FILE_IDS = tuple(f"file-{name}" for name in ("a", "A", "b", "c", "d", "e", "f", "g", "h", "i"))
MISSING = ("vs_gone", "file-gone", "")
"""Identifiers of nothing."""
NAMES = (None, "Alpha", "alpha", "alpha ", "5", "", "a%b", "x_y", "store 7", "Zoë")
STORE_STATUS = ("completed", "completed", "in_progress", "expired")
FILE_STATUS = ("completed", "completed", "failed", "in_progress")
PURPOSES = ("batch", "assistants", "fine-tune")


class Tail(StrEnum):
    """How a list ends."""

    EXACT = "exact"
    """The last page says that it is the last."""
    EMPTY = "empty"
    """The last page promises more, and there is an empty one."""
    OPEN = "open"
    """The same, and even the empty page promises more, behind the cursor that asked for it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the server pages its lists."""

    page: int = 100
    """Objects a page holds at most, whatever the client asks for."""
    gaps: bool = False
    """Some pages in the middle are empty."""
    repeats: bool = False
    """A page begins with the last object of the page before."""
    tail: Tail = Tail.EXACT


@dataclass(slots=True)
class World:
    """The objects by list, oldest first."""

    stores: list[Json]
    store_files: dict[str, list[Json]]
    """By the store's id."""
    batches: list[Json]
    files: list[Json]
    shape: Shape = field(default_factory=Shape)
    answered: int = 0
    """Requests since the last `reshape`."""

    @classmethod
    def make(cls, random: Random) -> World:
        """A new account; the server of every second one has its own idea of types."""
        stores = [_store(random, id_, n) for n, id_ in enumerate(random.sample(STORE_IDS, len(STORE_IDS)))]
        world = cls(
            stores=stores,
            store_files={s["id"]: _store_files(random, s["id"]) for s in stores},
            batches=[_batch(random, n) for n in range(9)],
            files=[_file(random, id_, n) for n, id_ in enumerate(random.sample(FILE_IDS, len(FILE_IDS)))],
        )
        if random.random() < 0.5:
            for objects in world.lists():
                objects[:] = [_ill_typed(random, found) for found in objects]
        return world

    def lists(self) -> list[list[Json]]:
        """The objects of each list, to be changed in place."""
        return [self.stores, self.batches, self.files, *self.store_files.values()]

    def reshape(self, shape: Shape) -> None:
        """Page the lists in another way from now on."""
        self.shape = shape
        self.answered = 0

    def answer(self, path: str, query: Mapping[str, str]) -> Json | None:
        """The list or the object at a path; None: there is none.

        Raises:
            ValueError: the cursor is of no use, or the client runs in circles.
        """
        self.answered += 1
        if self.answered > MOST_REQUESTS:
            raise ValueError(f"{MOST_REQUESTS} requests for one statement")
        match path[1:].split("/"):
            case ["vector_stores"]:
                return self._page(self.stores, query)
            case ["vector_stores", store]:
                return _only(self.stores, store)
            case ["vector_stores", store, "files"] if store in self.store_files:
                return self._page(_with(self.store_files[store], "status", query.get("filter")), query)
            case ["vector_stores", store, "files", file]:
                return _only(self.store_files.get(store, []), file)
            case ["batches"]:
                return self._page(self.batches, query)
            case ["batches", batch]:
                return _only(self.batches, batch)
            case ["files"]:
                return self._page(_with(self.files, "purpose", query.get("purpose")), query)
            case ["files", file]:
                return _only(self.files, file)
        return None

    def _page(self, objects: list[Json], query: Mapping[str, str]) -> Json:
        """One page; a cursor is the id of the last object, or the place of an empty page."""
        ordered = objects if query.get("order") == "asc" else objects[::-1]
        cursor = cursor_of(query) or ""
        start = _place(ordered, cursor)
        size = min(int(query.get("limit", 20)), self.shape.page)
        if self.shape.gaps and start % 3 == 1 and not cursor.startswith("gap-"):
            return _list([], f"gap-{start}", more=True)
        if start >= len(ordered):
            return _list([], cursor or None, more=bool(cursor) and self.shape.tail is Tail.OPEN)
        before = ordered[start - 1 : start] if self.shape.repeats and start and size > 1 else []
        found = ordered[start : start + size - len(before)]
        more = start + len(found) < len(ordered) or self.shape.tail is not Tail.EXACT
        return _list([*before, *found], found[-1]["id"], more=more)


def _list(data: list[Json], last: str | None, *, more: bool) -> Json:
    first = data[0]["id"] if data else None
    return {"object": "list", "data": data, "first_id": first, "last_id": last, "has_more": more}


def _place(ordered: list[Json], cursor: str) -> int:
    if cursor.startswith("gap-"):
        return int(cursor.removeprefix("gap-"))
    return [found["id"] for found in ordered].index(cursor) + 1 if cursor else 0


def _only(objects: list[Json], wanted: str) -> Json | None:
    return next((found for found in objects if found["id"] == wanted), None)


def _with(objects: list[Json], name: str, value: str | None) -> list[Json]:
    return [found for found in objects if value is None or str(found[name]) == value]


def _ill_typed(random: Random, found: Json) -> Json:
    """The same object with some values in another type, which says the same where it is a number or time."""
    said = {**found}
    for name in ("created_at", "usage_bytes", "bytes", "expires_at", "completed_at"):
        if isinstance(said.get(name), int) and random.random() < 0.5:
            said[name] = random.choice((str, float, "{}.0".format, " {} ".format))(said[name])
    for name in ("name", "filename", "status", "purpose"):
        if name in said and random.random() < 0.2:
            said[name] = random.choice((5, 0, 7.5, True, ["x"], {"a": 1}))
    return said


def _store(random: Random, id_: str, number: int) -> Json:
    return {
        "id": id_,
        "object": "vector_store",
        "created_at": EPOCH + number * 60,
        "name": random.choice(NAMES),
        "status": random.choice(STORE_STATUS),
        "usage_bytes": random.choice((0, 5, 70, 2**40)),
        "expires_at": random.choice((None, EPOCH + number)),
        "file_counts": {"total": number, "completed": number % 3},
        "metadata": random.choice((None, {}, {"team": "a", "k": number}, {"team": "b", "tags": "x,y"})),
    }


def _store_files(random: Random, store: str) -> list[Json]:
    """Stores share files: the same id in two of them is not the same row."""
    count = 0 if store == "vs_empty" else random.randint(0, 4)
    return [
        {
            "id": id_,
            "object": "vector_store.file",
            "created_at": EPOCH + number,
            "vector_store_id": store,
            "status": random.choice(FILE_STATUS),
            "usage_bytes": random.choice((0, 5, 70)),
            "last_error": random.choice((None, {"code": "server_error", "message": "it's gone"})),
            "attributes": random.choice(({}, {"lang": "de", "score": 1.5, "ok": True}, {"lang": None})),
        }
        for number, id_ in enumerate(random.sample(FILE_IDS, count))
    ]


def _batch(random: Random, number: int) -> Json:
    """Some input files are gone; an output file is named, blank, null or not there at all."""
    output = random.choice(
        ({"output_file_id": random.choice(FILE_IDS)}, {"output_file_id": ""}, {"output_file_id": None}, {})
    )
    return {
        "id": f"batch_{number}",
        "object": "batch",
        "created_at": EPOCH + number,
        "endpoint": "/v1/responses",
        "status": random.choice(("completed", "failed", "in_progress")),
        "completed_at": random.choice((None, EPOCH + 100 + number)),
        "input_file_id": random.choice((*FILE_IDS, "file-gone")),
        "request_counts": {"total": number, "completed": number // 2, "failed": 0},
        "metadata": random.choice((None, {"store": random.choice(STORE_IDS)})),
        **output,
    }


def _file(random: Random, id_: str, number: int) -> Json:
    return {
        "id": id_,
        "object": "file",
        "created_at": EPOCH + number,
        "bytes": random.choice((0, 5, 70, 3_000_000)),
        "filename": random.choice(("a.jsonl", "A.jsonl", "b.pdf", "5")),
        "purpose": random.choice(PURPOSES),
        "status": "processed",
    }
