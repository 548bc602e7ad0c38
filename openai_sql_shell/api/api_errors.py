"""An answer that says no in, the error a person reads out.

What the API sends is used as text only, shortened, and never with a key in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from openai_sql_shell.api import retry
from openai_sql_shell.api.credentials import VARIABLES
from openai_sql_shell.errors import ApiError, KeyRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.api.raw_response import RawResponse

LONGEST_MESSAGE = 2000
LONGEST_SNIPPET = 200
"""Characters of a body that is no error of the API: a proxy's page, most often."""

_YEAR = 365 * 24 * 3600.0
LOOK_FIRST = "the request may have been carried out; look before sending it again"
_LOST_DELETE = "the first try got no answer and may have removed it: this is the answer to the second"
_RESTRICTED_KEY = "the key is valid but restricted: give it the missing permission, or use another key"
_WRONG_KEY = "check {} or the profile's key: it is wrong, has expired, or belongs to another organization"
_NO_CREDIT = (
    "the account's credit or limit is used up: see Billing in the platform's settings; waiting does not help"
)


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """What an answer of status 400 and above says."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    message: str
    code: str | None = None
    kind: str | None = None
    param: str | None = None


def read_error_body(answer: RawResponse) -> ErrorBody:
    r"""Read the API's error envelope, or make do with whatever the body is.

    >>> from openai_sql_shell.api.raw_response import RawResponse
    >>> read_error_body(RawResponse(400, {}, b'{"error": {"message": "no", "code": 7, "param": null}}')).code
    '7'
    >>> read_error_body(RawResponse(502, {}, b"<html>  bad\ngateway </html>")).message
    'Bad Gateway: <html> bad gateway </html>'
    """
    error = _envelope(answer.body)
    message = error.get("message")
    if not isinstance(message, str) or not message.strip():
        snippet = " ".join(answer.body[: 4 * LONGEST_SNIPPET].decode("utf-8", "replace").split())
        message = ": ".join(
            part for part in (_phrase(answer.status), _shortened(snippet, LONGEST_SNIPPET)) if part
        )
    return ErrorBody(
        answer.status,
        answer.headers,
        _shortened(message.strip(), LONGEST_MESSAGE),
        code=_text(error.get("code")),
        kind=_text(error.get("type")),
        param=_text(error.get("param")),
    )


@dataclass(frozen=True, slots=True)
class ErrorTranslator:
    """Tells a refusal as an error, with what is known beside the answer."""

    base_url: str
    mask: Callable[[str], str]
    """Hides keys: the API quotes them in its messages."""
    now: Callable[[], float]

    def error(self, request: Request, refusal: ErrorBody, *, after_lost_try: bool = False) -> ApiError:
        """The error for a request that was refused for good.

        ``after_lost_try``: an attempt before this one got no answer, and may have been carried out.
        """
        make = KeyRefused if refusal.status == HTTPStatus.UNAUTHORIZED else ApiError
        wait = retry.retry_after(refusal.headers, self.now())
        hint = (
            _LOST_DELETE
            if after_lost_try and _is_gone(request, refusal)
            else self._hint(request, refusal, wait)
        )
        return make(
            self.mask(refusal.message),
            status=refusal.status,
            request=f"{request.http} {request.path}",
            code=self._masked(refusal.code),
            kind=self._masked(refusal.kind),
            param=self._masked(refusal.param),
            request_id=self._masked(refusal.headers.get("x-request-id")),
            retry_after=wait,
            hint=hint,
        )

    def _hint(self, request: Request, refusal: ErrorBody, wait: float | None) -> str | None:
        status, message = refusal.status, refusal.message.lower()
        if status == HTTPStatus.UNAUTHORIZED:
            restricted = "scope" in message or "insufficient permissions" in message
            return _RESTRICTED_KEY if restricted else _WRONG_KEY.format(VARIABLES[request.key])
        if status == HTTPStatus.NOT_FOUND and message.startswith("invalid url"):
            return f"check the base URL {self.base_url}: the public API's ends in /v1"
        if status == retry.TOO_MANY and refusal.code == retry.OUT_OF_CREDIT:
            return _NO_CREDIT
        if wait is not None:
            return f"try again after {_utc(self.now() + min(wait, _YEAR))} (the API asks for {wait:.0f} s)"
        if status >= 500 and request.http not in retry.REPEATABLE:
            return LOOK_FIRST
        return None

    def _masked(self, text: str | None) -> str | None:
        return None if text is None else self.mask(text)


def _is_gone(request: Request, refusal: ErrorBody) -> bool:
    return request.http == "DELETE" and refusal.status == HTTPStatus.NOT_FOUND


def _envelope(body: bytes) -> Mapping[str, Any]:
    """The object that describes the error: below ``error``, or the body itself."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    inner = payload.get("error", payload) if isinstance(payload, dict) else None
    if isinstance(inner, str):
        return {"message": inner}
    return inner if isinstance(inner, dict) else {}


def _text(value: object) -> str | None:
    return None if value is None else _shortened(str(value), LONGEST_SNIPPET)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"HTTP status {status}"


def _utc(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
