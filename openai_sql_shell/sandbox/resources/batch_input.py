"""The input file of a batch: reads its lines, and finds what keeps the whole batch from running.

Comes in: the lines, the endpoint, the known models. Goes out: a verdict with the errors of the file, or with the
requests that will fail on their own. Reads one line at a time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox.resources.completions import model_of, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from openai_sql_shell.sandbox.records import Json


MOST_REQUESTS = 50_000
MOST_ERRORS = 100
"""Errors that are reported of one file."""
REQUIRED = (
    ("custom_id", str, "a string"),
    ("method", str, "a string"),
    ("url", str, "a string"),
    ("body", dict, "an object"),
)


@dataclass(slots=True)
class Verdict:
    """What reading an input file has shown."""

    total: int = 0
    model: str | None = None
    """The model that serves the batch: the first known one that a request names."""
    failing: list[int] = field(default_factory=list)
    """Positions of the requests that fail on their own, counted from 0."""
    errors: list[Json] = field(default_factory=list)
    """What keeps the batch from running, as the API reports it."""
    seen: set[str] = field(default_factory=set)
    """Every ``custom_id`` so far."""

    def refuse(self, code: str, message: str, line: int | None = None, param: str | None = None) -> None:
        """Note an error of the file."""
        if len(self.errors) < MOST_ERRORS:
            self.errors.append({"code": code, "line": line, "message": message, "param": param})


def inspect(lines: Iterable[bytes], endpoint: str, known: Callable[[str], bool]) -> Verdict:
    """Read a whole input file; ``known`` tells whether a model exists."""
    verdict = Verdict()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        request = _parsed(line)
        if request is None:
            verdict.refuse("invalid_json_line", "This line is not parseable as valid JSON.", number)
        elif _is_sound(verdict, request, endpoint, number):
            _judge(verdict, request, endpoint, known, number)
        verdict.total += 1
    if verdict.total == 0:
        verdict.refuse(
            "empty_file",
            "The input file is empty. Please ensure that the batch contains at least one request.",
        )
    if verdict.total > MOST_REQUESTS:
        verdict.refuse("too_many_tasks", f"The batch input file contains more than {MOST_REQUESTS} requests.")
    return verdict


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        request = json.loads(line)
    except ValueError:
        return None
    return request if isinstance(request, dict) else None


def _is_sound(verdict: Verdict, request: dict[str, Any], endpoint: str, line: int) -> bool:
    """Whether a request has all it needs and fits the batch."""
    for name, kind, described in REQUIRED:
        if name not in request:
            verdict.refuse("missing_required_parameter", f"Missing required parameter: '{name}'.", line, name)
            return False
        if not isinstance(request[name], kind):
            verdict.refuse("invalid_type", f"Invalid type for '{name}': expected {described}.", line, name)
            return False
    custom_id = request["custom_id"]
    if custom_id in verdict.seen:
        message = f"The custom_id '{custom_id}' for this request is a duplicate of another request. The custom_id parameter must be unique for each request in a batch."
        verdict.refuse("duplicate_custom_id", message, line, "custom_id")
        return False
    verdict.seen.add(custom_id)
    if request["method"].upper() != "POST":
        verdict.refuse(
            "invalid_method", "The method of every request in a batch must be POST.", line, "method"
        )
        return False
    if request["url"] != endpoint:
        message = f"The URL provided for this request does not match the batch endpoint: '{request['url']}' is not '{endpoint}'."
        verdict.refuse("url_mismatch", message, line, "url")
        return False
    return True


def _judge(
    verdict: Verdict, request: dict[str, Any], endpoint: str, known: Callable[[str], bool], line: int
) -> None:
    """Whether a sound request will succeed; requests to two known models do not go into one batch."""
    body = request["body"]
    if problem(endpoint, body, known) is not None:
        verdict.failing.append(verdict.total)
    model = model_of(endpoint, body)
    if model is None or not known(model):
        return
    if verdict.model is None:
        verdict.model = model
    elif verdict.model != model:
        message = f"The model '{model}' differs from '{verdict.model}': all requests of a batch must use the same model."
        verdict.refuse("model_mismatch", message, line, "body.model")
