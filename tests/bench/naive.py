"""The throw-away script a person would write for each query with the official `openai` package, one request after another.

Each loop yields something for every row, so that it can be stopped; the requests are counted by the HTTP client. Nothing
of the package is imported before a loop is run: without it, the benchmark has no column for it.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any

from bench.measure import KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.remote import Remote

    Client = Any
    """`openai.OpenAI`; it may not be installed where the types are checked."""
    Loop = Callable[[Client], Iterator[object]]

LONGEST = 600
"""Latencies after which a loop is stopped."""


@dataclass(frozen=True, slots=True)
class Naive:
    """What a loop came to."""

    requests: int
    wall: float
    """Latencies."""
    stopped: bool
    """It was not at its end."""


def _files_of(client: Client, store: Any) -> Iterator[object]:
    return iter(client.vector_stores.files.list(store.id, limit=100))


def _every_twentieth(client: Client) -> Iterator[Any]:
    return (s for s in client.vector_stores.list(limit=100) if int(s.metadata["k"]) % 20 == 0)


def _limit(client: Client) -> Iterator[object]:
    yield from client.vector_stores.list(limit=5).data


def _offset(client: Client) -> Iterator[object]:
    yield from islice(client.vector_stores.list(limit=100), 110, 115)


def _key(client: Client) -> Iterator[object]:
    yield client.vector_stores.retrieve("vs_00007")


def _key_list(client: Client) -> Iterator[object]:
    for number in range(50):
        yield client.vector_stores.retrieve(f"vs_{number * 3:05d}")


def _order(client: Client) -> Iterator[object]:
    yield from client.vector_stores.list(order="asc", limit=3).data


def _count(client: Client) -> Iterator[object]:
    yield from client.batches.list(limit=100)


def _server_filter(client: Client) -> Iterator[object]:
    yield from client.files.list(purpose="batch", limit=10_000)


def _join(client: Client) -> Iterator[object]:
    for store in client.vector_stores.list(limit=100):
        yield from _files_of(client, store)


def _join_limit(client: Client) -> Iterator[object]:
    return islice(_join(client), 7)


def _join_name(client: Client) -> Iterator[object]:
    for store in client.vector_stores.list(limit=100):
        if store.name == "store 42":
            yield from _files_of(client, store)


def _join_json(client: Client) -> Iterator[object]:
    for store in _every_twentieth(client):
        yield from _files_of(client, store)


def _cte_order_limit(client: Client) -> Iterator[object]:
    for store in sorted(client.vector_stores.list(limit=100), key=lambda s: s.name.lower())[:60]:
        yield from _files_of(client, store)


def _three_levels(client: Client) -> Iterator[object]:
    for store in client.vector_stores.list(limit=100):
        for file in client.vector_stores.files.list(store.id, limit=100):
            yield client.vector_stores.files.retrieve(file.id, vector_store_id=store.id)


def _gets_or_list(client: Client) -> Iterator[object]:
    for batch in client.batches.list(limit=100):
        yield client.files.retrieve(batch.input_file_id)


LOOPS: dict[str, Loop] = {
    "limit": _limit,
    "offset": _offset,
    "key": _key,
    "key-list": _key_list,
    "order": _order,
    "count": _count,
    "server-filter": _server_filter,
    "join": _join,
    "left-join-group": _join,
    "correlated": _join,
    "join-limit": _join_limit,
    "join-name": _join_name,
    "join-json": _join_json,
    "in-select": _join_json,
    "cte-order-limit": _cte_order_limit,
    "three-levels": _three_levels,
    "gets-or-list": _gets_or_list,
}
"""By the name of the query they answer. Counting 10,000 rows is the same loop as counting 1000."""


def run_loops(names: set[str], remote: Remote, latency: float) -> dict[str, Naive]:
    """Run the loops for some queries beside each other; empty where the package is not installed.

    Every one waits for one answer at a time, so they hardly disturb each other.
    """
    if find_spec("openai") is None:
        return {}
    remote.reset(latency)
    loops = {LOOPS[name] for name in names if name in LOOPS}
    with ThreadPoolExecutor(len(LOOPS)) as pool:
        running = {loop: pool.submit(_run, loop, remote.url, latency) for loop in loops}
    return {name: running[LOOPS[name]].result() for name in names if name in LOOPS}


def _run(loop: Loop, url: str, latency: float) -> Naive:
    from openai import DefaultHttpxClient, OpenAI

    sent: list[object] = []
    counting = DefaultHttpxClient(event_hooks={"request": [sent.append]})
    with OpenAI(base_url=url, api_key=KEY, max_retries=0, http_client=counting) as client:
        begun = time.perf_counter()
        stopped = False
        for _ in loop(client):
            stopped = time.perf_counter() - begun > LONGEST * latency
            if stopped:
                break
        return Naive(len(sent), (time.perf_counter() - begun) / latency, stopped)
