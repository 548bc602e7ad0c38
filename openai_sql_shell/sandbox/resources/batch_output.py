"""The result files of a batch: works through the requests in the order they were served, not in that of the input.

Comes in: the input file, how many requests are done, and why the others are not. Goes out: two temporary files, results and
errors, and the tokens used. Holds at most one window of lines in memory.
"""

from __future__ import annotations

import hashlib
import json
import random
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from openai_sql_shell.classes import define, field
from openai_sql_shell.lines.request_check import sound_requests
from openai_sql_shell.sandbox.resources.completions import TokenCounts, answer, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from openai_sql_shell.sandbox.blobs import TemporaryFile
    from openai_sql_shell.sandbox.records import Json

T = TypeVar("T")
WINDOW = 64
"""Requests that are served out of order among each other."""
UNDONE = {
    "batch_expired": "This request could not be executed before the completion window expired.",
    "batch_cancelled": "This request was not executed because the batch was cancelled.",
}
"""Why a request was not served, by code."""


@define
class Results:
    """What a batch has produced."""

    output: TemporaryFile
    errors: TemporaryFile
    used: TokenCounts = field(default_factory=TokenCounts)


def served_order(requests: Iterable[T], batch_id: str) -> Iterator[T]:
    """Requests of the input, all different, in the order they are served; the same for the same batch.

    >>> order = list(served_order(range(3), "batch_1"))
    >>> sorted(order) == [0, 1, 2] and order != [0, 1, 2]
    True
    """
    source = random.Random(batch_id)
    rest = iter(requests)
    while window := list(islice(rest, WINDOW)):
        mixed = source.sample(window, len(window))
        yield from (*window[1:], window[0]) if mixed == window else mixed


def write_results(  # noqa: PLR0913 - the facts of one batch
    file: BinaryIO,
    results: Results,
    *,
    batch_id: str,
    endpoint: str,
    known: Callable[[str], bool],
    done: int,
    undone: str | None,
    at: int,
) -> None:
    """Serve the first ``done`` requests; the others get a line with the code ``undone``, where there is one."""
    requests = sound_requests(file)
    for served, request in enumerate(served_order(requests, batch_id)):
        digest = _digest(batch_id, request["custom_id"])
        if served >= done and undone is None:
            return
        if served >= done:
            error = {"code": undone, "message": UNDONE[str(undone)]}
            results.errors.write(_line(digest, request, None, error))
            continue
        failure = problem(endpoint, request["body"], known)
        if failure is not None:
            response = _response(digest, failure.status, failure.envelope)
            results.errors.write(_line(digest, request, response, None))
            continue
        body, used = answer(endpoint, request["body"], digest, at)
        results.used += used
        results.output.write(_line(digest, request, _response(digest, 200, body), None))


def _digest(batch_id: str, custom_id: str) -> str:
    return hashlib.blake2b(f"{batch_id}/{custom_id}".encode(), digest_size=16).hexdigest()


def _response(digest: str, status: int, body: Json) -> Json:
    return {"status_code": status, "request_id": f"req_{digest}", "body": body}


def _line(digest: str, request: dict[str, Any], response: Json | None, error: Json | None) -> bytes:
    entry = {
        "id": f"batch_req_{digest}",
        "custom_id": request["custom_id"],
        "response": response,
        "error": error,
    }
    return json.dumps(entry).encode() + b"\n"
