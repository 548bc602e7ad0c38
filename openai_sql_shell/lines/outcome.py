"""What became of a request. The rules stand in the order in which they are asked; the first that knows decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import frozen
from openai_sql_shell.lines import values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.lines.members import Body
    from openai_sql_shell.lines.shapes import AnswerShape

OK, REFUSAL, INCOMPLETE, HTTP_ERROR, ERROR = "ok", "refusal", "incomplete", "http_error", "error"
EXPIRED, CANCELLED, PARSE_ERROR = "expired", "cancelled", "parse_error"
MISSING, PENDING, NOT_RUN = "missing", "pending", "not_run"
OUTCOMES = (
    *(OK, REFUSAL, INCOMPLETE, HTTP_ERROR, ERROR, EXPIRED, CANCELLED),
    *(PARSE_ERROR, MISSING, PENDING, NOT_RUN),
)

_UNDONE = {"batch_expired": EXPIRED, "batch_cancelled": CANCELLED}
_WITHOUT_LINE = {"completed": MISSING, "expired": MISSING, "cancelled": MISSING, "failed": NOT_RUN}
FINAL = frozenset(_WITHOUT_LINE)
"""The states in which a batch stays."""
MESSAGES = {
    "invalid_json_line": "the line is no JSON",
    "not_an_object": "the line is JSON, but no object",
    "nested_too_deeply": "the line nests more levels than are read",
    "no_response": "the line has no answer",
    "status_code_0": "the request got no answer: its status is 0",
    "empty_body": "the answer has no body",
    "invalid_body": "the body of the answer is no object",
    "no_choices": "the answer has no choice",
    "failed": "the answer failed without saying why",
    "cancelled": "the answer was cancelled",
}
"""What our own codes mean."""


@frozen
class Verdict:
    """What became of a request."""

    outcome: str
    code: str | None = None
    message: str | None = None
    has_answer: bool = False
    """The columns of the answer have values all the same."""


def broken(code: str, message: str | None = None) -> Verdict:
    """Of a line that is not what it should be, for one of our own reasons."""
    return Verdict(PARSE_ERROR, code, message or MESSAGES[code])


def _failed(code: str, *, has_answer: bool = False) -> Verdict:
    return Verdict(ERROR, code, MESSAGES[code], has_answer)


def judged(line: Mapping[str, Any]) -> Verdict | None:
    """What is known without the shape of the answer; None: nothing, so `of_answer` decides.

    Args:
        line: an object as `json` gives it, with a body that is held in a text taken out of it.
    """
    error, response = said(line.get("error")), line.get("response")
    if error is not None and error[0] in _UNDONE:
        return Verdict(_UNDONE[error[0]], *error)
    response = response if isinstance(response, dict) else None
    status = values.status(response.get("status_code")) if response is not None else None
    body = response.get("body") if response is not None else None
    if status and not 200 <= status <= 299:
        return Verdict(HTTP_ERROR, *(_refused(body) or error or (None, None)))
    if error is not None:
        return Verdict(ERROR, *error)
    if response is None:
        return _failed("no_response")
    if status == 0:
        return _failed("status_code_0")
    if body is None or body in ({}, ""):
        return _failed("no_response" if status is None else "empty_body")
    if not isinstance(body, dict):
        return broken("invalid_body")
    inside = said(body.get("error"))
    return Verdict(ERROR, *inside, has_answer=True) if inside is not None else None


def said(error: Any) -> tuple[str | None, str | None] | None:
    """Code and message of an error; None: it says nothing.

    >>> said({"code": None, "type": "server_error"}), said("worker died"), said({"message": ""}), said([1])
    (('server_error', None), (None, 'worker died'), None, None)
    """
    if isinstance(error, str):
        return (None, error) if error else None
    if not isinstance(error, dict):
        return None
    found = _code(error), values.text(error.get("message")) or None
    return None if found == (None, None) else found


def _code(error: Mapping[str, Any]) -> str | None:
    code = values.code(error.get("code"))
    return code if code is not None else values.code(error.get("type"))


def _refused(body: Any) -> tuple[str | None, str | None] | None:
    """What a body says about a status that is no success."""
    if not isinstance(body, dict):
        return said(body)
    message = values.text(body.get("message")) or values.message(body.get("detail"))
    found = said(body.get("error")) or (_code(body), message)
    return None if found == (None, None) else found


def of_answer(body: Body, shape: AnswerShape) -> Verdict:
    """What became of a request whose answer is an object without an error."""
    failure = shape.failure(body)
    if failure is not None:
        return _failed(failure, has_answer=True)
    if shape.refusal(body):
        return Verdict(REFUSAL, has_answer=True)
    return Verdict(INCOMPLETE if shape.is_cut(body) else OK, has_answer=True)


def without_line(batch_status: str) -> str:
    """Of a request that no line tells of.

    >>> without_line("expired"), without_line("failed"), without_line("finalizing")
    ('missing', 'not_run', 'pending')
    """
    return _WITHOUT_LINE.get(batch_status, PENDING)
