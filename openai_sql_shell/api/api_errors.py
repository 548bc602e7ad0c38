"""What the server says of a failure in, the error a person reads out.

What the API sends is used as text only, shortened, and never with a key in it.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from openai_sql_shell.api import retry
from openai_sql_shell.api.credentials import VARIABLES
from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import ApiError, KeyRefused, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openai_sql_shell.api.messages import Request, Response
    from openai_sql_shell.catalog.model import KeyClass

LONGEST_MESSAGE = 2000
LONGEST_SNIPPET = 200
"""Characters of a body that is no error of the API: a proxy's page, most often."""

OUT_OF_CREDIT = "insufficient_quota"
"""The code of a 429 that no waiting helps."""

_YEAR = 365 * 24 * 3600.0
_LOST_DELETE = "the first try got no answer and may have removed it: this is the answer to the second"
_RESTRICTED_KEY = "the key comes from {}; it is valid but restricted: give it {}, or use another key"
_SCOPES = re.compile(r"missing scopes?:\s*([\w.:-]+(?:\s*,\s*[\w.:-]+)*)", re.IGNORECASE)
_WRONG_KEY = "the key comes from {}: it is wrong, has expired, or belongs to another organization"
_NO_CREDIT = (
    "the account's credit or limit is used up: see Billing in the platform's settings; waiting does not help"
)


@frozen
class ErrorTranslator:
    """Makes errors of answers, with what is known beside the answer."""

    base_url: str
    mask: Callable[[str], str]
    """Hides keys: the API quotes them in its messages."""
    now: Callable[[], float]
    key_origin: Callable[[KeyClass], str] = VARIABLES.__getitem__
    """Where a key comes from, in words."""

    def translate(self, response: Response, *, after_lost_try: bool = False) -> retry.FailedAttempt:
        """The failed attempt that an answer is which reports an error: the error, and what a retry depends on.

        ``after_lost_try``: an attempt before this one got no answer, and may have been carried out.
        """
        request, status, headers = response.request, response.status, response.headers
        body = _error_body(response.body)
        acted = status >= 500 or status < 400 or status == HTTPStatus.REQUEST_TIMEOUT
        make = KeyRefused if status == HTTPStatus.UNAUTHORIZED else ApiError
        wait = retry.retry_after(headers, self.now())
        error = make(
            self._text(_message(response, body), LONGEST_MESSAGE),
            status=status,
            request=f"{request.http} {request.path}",
            code=self._fact(body.get("code")),
            kind=self._fact(body.get("type")),
            param=self._fact(body.get("param")),
            request_id=self._fact(headers.get("x-request-id")),
            retry_after=wait,
        )
        gone = after_lost_try and request.http == "DELETE" and status == HTTPStatus.NOT_FOUND
        error.hint = _LOST_DELETE if gone else self._hint(request, error)
        final = status == retry.TOO_MANY and error.code == OUT_OF_CREDIT
        return retry.FailedAttempt(
            error, request, status, headers, may_have_acted=acted, final=final, size=response.size
        )

    def _hint(self, request: Request, error: ApiError) -> str | None:
        message, wait = error.message.lower(), error.retry_after
        restricted = "scope" in message or "insufficient permissions" in message
        if restricted and error.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            named = _SCOPES.search(error.message)
            lacking = f"the scope {named[1].rstrip('.')}" if named else "the missing permission"
            return _RESTRICTED_KEY.format(self.key_origin(request.key), lacking)
        if error.status == HTTPStatus.UNAUTHORIZED:
            return _WRONG_KEY.format(self.key_origin(request.key))
        if error.status == HTTPStatus.NOT_FOUND and (
            _is_whole_list(request) or message.startswith("invalid url")
        ):
            return f"check the base URL {self.base_url}: the public API's ends in /v1"
        if error.status == retry.TOO_MANY and error.code == OUT_OF_CREDIT:
            return _NO_CREDIT
        if wait is not None:
            asked = f"{wait:.0f} s" if wait < _YEAR else "more than a year"
            return f"try again after {_utc(self.now() + min(wait, _YEAR))} (the API asks for {asked})"
        return None

    def _fact(self, value: object) -> str | None:
        return None if value is None else self._text(str(value), LONGEST_SNIPPET)

    def _text(self, text: str, longest: int) -> str:
        # Masked before it is cut: half a key is not recognized any more.
        return shortened(self.mask(text), longest)


def reported_error(payload: Any) -> Mapping[str, Any] | None:
    """The error that a JSON body reports whatever its status; None: it reports none.

    An object with an id of its own may tell of an error in its past, and an empty member tells of none.

    >>> reported_error({"error": {"message": "no"}}), reported_error({"error": "no"})
    ({'message': 'no'}, {'message': 'no'})
    >>> reported_error({"id": "ftjob-1", "error": {"message": "no"}}), reported_error({"error": {"code": None}})
    (None, None)
    """
    if not isinstance(payload, dict) or payload.get("id") is not None:
        return None
    inner = payload if payload.get("object") == "error" else payload.get("error")
    if isinstance(inner, str) and inner.strip():
        return {"message": inner}
    return inner if isinstance(inner, dict) and any(v is not None for v in inner.values()) else None


def _message(response: Response, body: Mapping[str, Any]) -> str:
    """What the API says, or what can be made of another body, such as a proxy's page."""
    message = body.get("message")
    if isinstance(message, str) and message.strip():
        return message.strip()
    snippet = " ".join(response.body[: 4 * LONGEST_SNIPPET].decode("utf-8", "replace").split())
    return ": ".join(part for part in (phrase(response.status), shortened(snippet, LONGEST_SNIPPET)) if part)


def _error_body(body: bytes) -> Mapping[str, Any]:
    """The facts of an error: the object below ``error``, or the body itself with its words under ``message``.

    >>> _error_body(b'{"error": {"message": "no"}}'), _error_body(b'{"message": "no"}'), _error_body(b"<html>")
    ({'message': 'no'}, {'message': 'no'}, {})
    >>> _error_body(b'{"detail": [{"loc": ["body", "limit"], "msg": "too large"}]}')["message"]
    'body.limit: too large'
    """
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    reported = reported_error(payload)
    if reported is not None or not isinstance(payload, dict):
        return reported or {}
    inner = payload.get("error", payload)
    if not isinstance(inner, dict):
        return {"message": inner}
    return inner if inner.get("message") else {**inner, "message": _detail(inner)}


def _detail(body: Mapping[str, Any]) -> str | None:
    """The words of the other customs: ``detail``, a text or a list of what is wrong where, and ``title`` of RFC 9457."""
    detail, title = body.get("detail"), body.get("title")
    if isinstance(detail, dict):
        detail = detail.get("message")
    if isinstance(detail, list):
        detail = "; ".join(_complaint(one) for one in detail if isinstance(one, dict))
    words = [part.strip() for part in (title, detail) if isinstance(part, str) and part.strip()]
    return ": ".join(words) or None


def _complaint(one: Mapping[str, Any]) -> str:
    place = one.get("loc")
    where = ".".join(str(step) for step in place) if isinstance(place, list) else ""
    return ": ".join(part for part in (where, str(one.get("msg") or one.get("message") or "")) if part)


def _is_whole_list(request: Request) -> bool:
    """A list that needs nothing to exist: where it is not found, the address is wrong."""
    return request.returns is Returns.LIST and request.path.count("/") == 1


def phrase(status: int) -> str:
    """What a status means, in HTTP's words."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"HTTP status {status}"


def _utc(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
