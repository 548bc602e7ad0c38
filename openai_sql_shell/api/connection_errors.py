"""What broke below HTTP in, the failed attempt out. The only place that knows the exceptions of requests. Imported late.

A proxy's URL may hold a password, so the texts of foreign exceptions are not shown, but for a certificate's.
"""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

from requests import exceptions as foreign
from urllib3 import exceptions as deeper

from openai_sql_shell.api.abort import Stage
from openai_sql_shell.api.retry import FailedAttempt
from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import ConnectionProblem, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.api.endpoint import Endpoint
    from openai_sql_shell.api.messages import Request


@frozen
class Failure:
    """One way to break: how it is recognized, and what is said about it."""

    types: type[BaseException] | tuple[type[BaseException], ...]
    message: str
    hint: str
    final: bool = False
    """Another attempt would end the same way."""


FAILURES = (
    Failure(
        foreign.ProxyError,
        "the proxy on the way to {origin} cannot be reached, or refuses to connect",
        "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY",
    ),
    Failure(socket.gaierror, "no machine is known as {host}", "check the base URL and the network"),
    Failure(
        foreign.ConnectTimeout,
        "{origin} did not take a connection within {connect:g} s",
        r"check the network, or wait longer with \set connect_timeout 30",
    ),
    Failure(
        (foreign.ReadTimeout, deeper.ReadTimeoutError, TimeoutError),
        "{origin} did not answer {line} within {read:g} s",
        r"wait longer with \set read_timeout 120",
    ),
    Failure(
        ssl.SSLCertVerificationError,
        "the certificate of {origin} is not trusted: {detail}",
        "behind a proxy that opens TLS, set SSL_CERT_FILE or REQUESTS_CA_BUNDLE to the file with its certificate",
        final=True,
    ),
    Failure(
        (ssl.SSLError, foreign.SSLError),
        "no encrypted connection to {origin} came about",
        "check the base URL: is it a server that speaks TLS?",
    ),
    Failure(
        ConnectionRefusedError,
        "{origin} refuses connections",
        "check the base URL: is a server running there?",
    ),
    Failure(
        (foreign.ConnectionError, ConnectionError),
        "the connection to {origin} broke off during {line}",
        "check the network",
    ),
    Failure(
        Exception,
        "{line} could not be sent to {origin} ({kind})",
        "check the base URL and the environment: REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE, HTTPS_PROXY",
        final=True,
    ),
)
"""The first row that fits anything in an exception's chain of causes decides."""


def connection_failed(
    error: Exception, request: Request, endpoint: Endpoint, timeouts: tuple[float, float], stage: Stage
) -> FailedAttempt:
    """Tell why there was no answer, and whether the server may have acted all the same.

    ``timeouts``: seconds to connect, and seconds to wait for a piece of the answer.
    """
    acted = stage is not Stage.CONNECTING and not isinstance(error, foreign.ConnectTimeout)
    failure, cause = next(
        (row, cause) for row in FAILURES for cause in _causes(error) if isinstance(cause, row.types)
    )
    message = failure.message.format(
        origin=endpoint.origin,
        host=endpoint.host,
        line=f"{request.http} {request.path}",
        connect=timeouts[0],
        read=timeouts[1],
        detail=getattr(cause, "verify_message", ""),
        kind=type(cause).__name__,
    )
    problem = ConnectionProblem(message, hint=failure.hint)
    return FailedAttempt(problem, request, may_have_acted=acted, final=failure.final)


def broken_off(request: Request, how: str, *, final: bool = False) -> FailedAttempt:
    """An answer that is not whole; ``how`` ends the sentence that begins with it. ``final``: the next would not be, either."""
    again = None if request.changes else "try again"
    hint = "check the base URL: a proxy in front of it may be at fault" if final else again
    error = ProtocolError(f"the answer to {request.http} {request.path} {how}", hint=hint)
    return FailedAttempt(error, request, final=final)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and everything it came from; urllib3 and requests hide causes in ``args`` and ``reason``."""
    waiting, seen = [error], set[int]()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        behind = (current.__cause__, current.__context__, getattr(current, "reason", None), *current.args)
        waiting += [cause for cause in behind if isinstance(cause, BaseException)]
