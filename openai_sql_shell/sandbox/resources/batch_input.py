"""Validation of a batch's input file: reads its lines, and finds what keeps the whole batch from running.

Comes in: the lines, the endpoint, the known models. Goes out: a report with the errors of the file, or with the
requests that will fail on their own. Reads one line at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox.messages import read_json
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
class InputReport:
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

    def add_error(self, code: str, message: str, line: int | None = None, param: str | None = None) -> None:
        """Note an error of the file."""
        if len(self.errors) < MOST_ERRORS:
            self.errors.append({"code": code, "line": line, "message": message, "param": param})


def check_input(lines: Iterable[bytes], endpoint: str, known: Callable[[str], bool]) -> InputReport:
    """Read a whole input file; ``known`` tells whether a model exists."""
    report = InputReport()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        request = _parsed(line)
        if request is None:
            report.add_error("invalid_json_line", "This line is not parseable as valid JSON.", number)
        elif _is_valid(report, request, endpoint, number):
            _check_model(report, request, endpoint, known, number)
        report.total += 1
    if report.total == 0:
        report.add_error(
            "empty_file",
            "The input file is empty. Please ensure that the batch contains at least one request.",
        )
    if report.total > MOST_REQUESTS:
        report.add_error(
            "too_many_tasks", f"The batch input file contains more than {MOST_REQUESTS} requests."
        )
    return report


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        request = read_json(line)
    except ValueError:
        return None
    return request if isinstance(request, dict) else None


def _is_valid(report: InputReport, request: dict[str, Any], endpoint: str, line: int) -> bool:
    """Whether a request has all it needs and fits the batch."""
    for name, kind, described in REQUIRED:
        if name not in request:
            report.add_error(
                "missing_required_parameter", f"Missing required parameter: '{name}'.", line, name
            )
            return False
        if not isinstance(request[name], kind):
            report.add_error("invalid_type", f"Invalid type for '{name}': expected {described}.", line, name)
            return False
    custom_id = request["custom_id"]
    if custom_id in report.seen:
        message = f"The custom_id '{custom_id}' for this request is a duplicate of another request. The custom_id parameter must be unique for each request in a batch."
        report.add_error("duplicate_custom_id", message, line, "custom_id")
        return False
    report.seen.add(custom_id)
    if request["method"].upper() != "POST":
        report.add_error(
            "invalid_method", "The method of every request in a batch must be POST.", line, "method"
        )
        return False
    if request["url"] != endpoint:
        message = f"The URL provided for this request does not match the batch endpoint: '{request['url']}' is not '{endpoint}'."
        report.add_error("url_mismatch", message, line, "url")
        return False
    return True


def _check_model(
    report: InputReport, request: dict[str, Any], endpoint: str, known: Callable[[str], bool], line: int
) -> None:
    """Whether a sound request will succeed; requests to two known models do not go into one batch."""
    body = request["body"]
    if problem(endpoint, body, known) is not None:
        report.failing.append(report.total)
    model = model_of(endpoint, body)
    if model is None or not known(model):
        return
    if report.model is None:
        report.model = model
    elif report.model != model:
        message = f"The model '{model}' differs from '{report.model}': all requests of a batch must use the same model."
        report.add_error("model_mismatch", message, line, "body.model")
