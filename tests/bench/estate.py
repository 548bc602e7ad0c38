"""What the benchmark's server holds: numbered objects, made when they are asked for, so that a million of them take no memory.

Comes in: the path and query of a GET below ``/v1``. Goes out: the answer as JSON values, or None where there is nothing.
Every object follows from its number alone; nothing here is random.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import Paging

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Json = dict[str, Any]

EPOCH = 1_700_000_000
USUAL_LIMIT = 20
FILES_A_PAGE = 10_000
"""The API's own bound for files; its other lists hand out 100 at most."""


@dataclass(frozen=True, slots=True)
class Estate:
    """How many objects of each kind there are."""

    stores: int = 200
    files_each: int = 5
    """Files attached to each store."""
    batches: int = 1000
    files: int = 500

    def answer(self, path: str, query: Mapping[str, str]) -> Json | None:
        """The list or the object at a path; None: there is none."""
        for pattern, find in ROUTES:
            if match := pattern.fullmatch(path):
                return find(self, query, *(int(number) for number in match.groups()))
        return None


def store(number: int) -> Json:
    """A vector store; its metadata repeats its number, so that one in twenty can be picked out."""
    return {
        "id": f"vs_{number:05d}",
        "object": "vector_store",
        "created_at": EPOCH + number * 60,
        "name": f"store {number}",
        "status": "completed" if number % 3 else "in_progress",
        "usage_bytes": number * 100,
        "metadata": {"team": "a" if number % 2 else "b", "k": number},
    }


def store_file(parent: int, number: int) -> Json:
    """A file as its store sees it."""
    return {
        "id": f"file-{parent:05d}-{number:03d}",
        "object": "vector_store.file",
        "created_at": EPOCH + number,
        "vector_store_id": f"vs_{parent:05d}",
        "status": "completed" if number % 2 else "failed",
        "usage_bytes": number * 10,
        "last_error": None,
    }


def batch(number: int) -> Json:
    """A batch; a thousand of them share five hundred input files."""
    return {
        "id": f"batch_{number:07d}",
        "object": "batch",
        "created_at": EPOCH + number,
        "endpoint": "/v1/responses",
        "status": "completed",
        "input_file_id": f"file-{number * 7 % 500:07d}",
        "output_file_id": f"file-{number:07d}",
        "request_counts": {"total": number, "completed": number, "failed": 0},
    }


def file(number: int) -> Json:
    """A file; every second one can be the input of a batch."""
    return {
        "id": f"file-{number:07d}",
        "object": "file",
        "created_at": EPOCH + number,
        "filename": f"f{number}.jsonl",
        "bytes": number,
        "purpose": "batch" if number % 2 else "fine-tune",
    }


def page(make: Callable[[int], Json], numbers: range, query: Mapping[str, str], most: int = 100) -> Json:
    """One page of the objects with these numbers, newest (highest) first unless asked otherwise.

    >>> answer = page(file, range(5), {"limit": "2", "after": "file-0000003"})
    >>> [found["bytes"] for found in answer["data"]], answer["last_id"], answer["has_more"]
    ([2, 1], 'file-0000001', True)
    """
    ordered = numbers if query.get("order") == "asc" else numbers[::-1]
    cursor = cursor_of(query)
    start = 0 if cursor is None else ordered.index(_number(cursor)) + 1
    end = start + min(int(query.get("limit", USUAL_LIMIT)), most)
    data = [make(number) for number in ordered[start:end]]
    return {
        "object": "list",
        "data": data,
        "first_id": data[0]["id"] if data else None,
        "last_id": data[-1]["id"] if data else None,
        "has_more": end < len(ordered),
    }


def cursor_of(query: Mapping[str, str]) -> str | None:
    """The object behind which a list goes on, by whichever idiom the client was told to use."""
    return next((query[paging.cursor] for paging in Paging if paging.cursor in query), None)


def _number(cursor: str) -> int:
    digits = re.search(r"\d+$", cursor)
    if digits is None:
        raise ValueError(f"{cursor} is no cursor of this list")
    return int(digits[0])


def _half(count: int, wanted: str | None, odd: str) -> range:
    """The numbers that a filter leaves: objects alternate between two values, ``odd`` being that of 1, 3, 5."""
    return range(count) if wanted is None else range(1 if wanted == odd else 0, count, 2)


def _stores(estate: Estate, query: Mapping[str, str]) -> Json:
    return page(store, range(estate.stores), query)


def _store(estate: Estate, _query: Mapping[str, str], number: int) -> Json | None:
    return store(number) if number < estate.stores else None


def _store_files(estate: Estate, query: Mapping[str, str], parent: int) -> Json | None:
    if parent >= estate.stores:
        return None
    return page(
        lambda n: store_file(parent, n), _half(estate.files_each, query.get("filter"), "completed"), query
    )


def _store_file(
    estate: Estate, _query: Mapping[str, str], parent: int, named: int, number: int
) -> Json | None:
    exists = parent == named and parent < estate.stores and number < estate.files_each
    return store_file(parent, number) if exists else None


def _batches(estate: Estate, query: Mapping[str, str]) -> Json:
    return page(batch, range(estate.batches), query)


def _batch(estate: Estate, _query: Mapping[str, str], number: int) -> Json | None:
    return batch(number) if number < estate.batches else None


def _files(estate: Estate, query: Mapping[str, str]) -> Json:
    return page(file, _half(estate.files, query.get("purpose"), "batch"), query, FILES_A_PAGE)


def _file(estate: Estate, _query: Mapping[str, str], number: int) -> Json | None:
    return file(number) if number < estate.files else None


ROUTES: tuple[tuple[re.Pattern[str], Callable[..., Json | None]], ...] = (
    (re.compile("/vector_stores"), _stores),
    (re.compile(r"/vector_stores/vs_(\d+)"), _store),
    (re.compile(r"/vector_stores/vs_(\d+)/files"), _store_files),
    (re.compile(r"/vector_stores/vs_(\d+)/files/file-(\d+)-(\d+)"), _store_file),
    (re.compile("/batches"), _batches),
    (re.compile(r"/batches/batch_(\d+)"), _batch),
    (re.compile("/files"), _files),
    (re.compile(r"/files/file-(\d+)"), _file),
)
"""A path, and who answers it: given the estate, the query, and the numbers in the path."""
