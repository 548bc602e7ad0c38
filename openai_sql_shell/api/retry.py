"""A failed attempt in, the seconds until the next one out; None: give up. Nothing here sends or waits.

GET, DELETE and a POST that changes nothing may be carried out twice, so they are sent again whenever that can help. Another POST is
sent again only where the server certainly did not act: no idempotency key is known to be honoured, and a second send may charge twice.
"""

from __future__ import annotations

import math
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from openai_sql_shell.classes import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.errors import OpenAISqlError

RETRIES = 2
"""Attempts after the first."""
FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0
LONGEST_RETRY_AFTER = 120.0
"""Seconds. A server that asks for more is not waited for; the person is told instead."""

TOO_MANY = 429


@frozen
class FailedAttempt:
    """One attempt that came to an error: no answer, not a whole one, or one of status 400 and above."""

    error: OpenAISqlError
    """What is raised where this was the last attempt."""
    request: Request
    """What was sent."""
    status: int | None = None
    """None: there was no answer, or not a whole one."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    may_have_acted: bool = True
    """The server may have done what was asked: the request, or a part of it, had left, or it broke while at it."""
    final: bool = False
    """Another attempt would end the same way, or a part of the body was handed on already."""
    size: int = 0
    """Bytes of the body that came."""


def delay(
    failed: FailedAttempt, taken: int, *, retries: int = RETRIES, now: float, random: float
) -> float | None:
    """Seconds to wait before the same request is sent again, or None.

    Args:
        failed: the last attempt.
        taken: how many retries were made before.
        retries: how many may be made.
        now: seconds since 1970.
        random: from [0, 1); jitter only ever shortens a wait.

    >>> from openai_sql_shell.api.messages import Request
    >>> from openai_sql_shell.errors import OpenAISqlError
    >>> error = OpenAISqlError("Service Unavailable")
    >>> delay(FailedAttempt(error, Request("GET", "/files"), 503), 0, now=0, random=0)
    0.5
    >>> delay(FailedAttempt(error, Request("POST", "/batches"), 503), 0, now=0, random=0) is None
    True
    """
    asked = retry_after(failed.headers, now)
    if taken >= retries or (asked or 0) > LONGEST_RETRY_AFTER or not _helps(failed):
        return None
    return asked or min(FIRST_DELAY * 2**taken, LONGEST_DELAY) * (1 - 0.25 * random)


def _helps(failed: FailedAttempt) -> bool:
    status, repeatable = failed.status, failed.request.repeatable
    if failed.final:
        return False
    if status is None:
        return repeatable or not failed.may_have_acted
    if not repeatable and status != TOO_MANY:
        return False
    advice = failed.headers.get("x-should-retry")
    if advice in ("true", "false"):
        return advice == "true"
    return status in (408, 409, TOO_MANY) or status >= 500


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The wait an answer asks for, in seconds; None where it asks for none that makes sense.

    >>> retry_after({"retry-after-ms": "1500"}, now=0), retry_after({"retry-after": "20"}, now=0)
    (1.5, 20.0)
    >>> retry_after({"retry-after": "Thu, 01 Jan 1970 00:01:30 GMT"}, now=60)
    30.0
    """
    for text, unit in ((headers.get("retry-after-ms"), 0.001), (headers.get("retry-after"), 1.0)):
        seconds = _number(text)
        if seconds is not None:
            return seconds * unit if seconds > 0 else None
    try:
        left = parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - now
    except (ValueError, OverflowError):
        return None
    return left if left > 0 else None


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None
