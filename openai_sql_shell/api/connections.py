"""One prepared request in, its answer or the failed attempt out, over pooled connections. Imported with the first request.

A key goes to the origin of the base URL and nowhere else: no foreign redirect is followed, no ``.netrc`` replaces it.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import requests
from urllib3 import exceptions as deeper

from openai_sql_shell.api.abort import CURRENT, ExchangeHandle, Stage
from openai_sql_shell.api.api_errors import reported_error
from openai_sql_shell.api.connection_errors import broken_off, connection_failed
from openai_sql_shell.api.decoding import PIECE, DecodingError, decoder
from openai_sql_shell.api.endpoint import is_loopback
from openai_sql_shell.api.gate import is_success
from openai_sql_shell.api.messages import Head, Response
from openai_sql_shell.api.retry import FailedAttempt
from openai_sql_shell.api.sockets import WatchedAdapter
from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import OpenAISqlError, ProtocolError
from openai_sql_shell.secrets import mask_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from urllib.parse import SplitResult

    from urllib3 import HTTPResponse

    from openai_sql_shell.api.endpoint import Endpoint
    from openai_sql_shell.api.messages import Request, Sink
    from openai_sql_shell.api.prepared_request import PreparedRequest

REDIRECTS = 3
"""How many in a row are followed."""
_FOLLOWED = frozenset({"GET", "HEAD"})
READ_AT_ONCE, MOST_AT_ONCE = 8 * 1024, 64 * 1024
"""Bytes that are waited for at a time: twice as many each time, so that a slow answer is seen to be slow once it is, or as late as it has lasted."""
LONGEST_REFUSAL = 1024 * 1024
"""Bytes of an answer of status 400 and above that are read."""
LONGEST_HELD = 64 * 1024
"""Bytes of a file that calls itself JSON which are looked at before they are handed on: they may be an error."""


class Connections:
    """The pooled connections to one endpoint; safe for use by several threads."""

    def __init__(self, endpoint: Endpoint, timeouts: tuple[float, float], max_answer: int) -> None:
        """Open none yet.

        Args:
            endpoint: where the API is.
            timeouts: seconds to connect, and seconds between two pieces of an answer; `pending` bounds the whole of it.
            max_answer: bytes of one answer that are held in memory at most.
        """
        self._endpoint = endpoint
        self._timeouts = timeouts
        self._max_answer = max_answer
        self._session = requests.Session()
        self._adapter = WatchedAdapter()

    def exchange(
        self, prepared: PreparedRequest, handle: ExchangeHandle, sink: Sink | None = None
    ) -> Response | FailedAttempt:
        """Send once and read the answer; head and body of a success go to ``sink`` where there is one.

        Raises:
            Cancelled: nobody reads from the sink any more. Everything else that goes wrong is a `FailedAttempt`.
        """
        previous = CURRENT.set(handle)
        handle.patience = self._timeouts[1]  # urllib3 would apply the timeout for connecting
        try:
            response = self._final_response(prepared)
        except OpenAISqlError as error:
            # A file that failed while it was sent left half a body, with which no server acts.
            acted = isinstance(error, ProtocolError)
            return FailedAttempt(error, prepared.request, may_have_acted=acted, final=True)
        except (requests.RequestException, OSError, ValueError) as error:
            return self._failed(error, prepared.request, handle)
        else:
            handle.stage = Stage.READING
            with response:
                return self._read(prepared.request, response, sink, handle)
        finally:
            CURRENT.reset(previous)

    def close(self) -> None:
        """Close them all."""
        self._adapter.close()

    def _final_response(self, prepared: PreparedRequest) -> requests.Response:
        url = prepared.url
        for _ in range(REDIRECTS + 1):
            response = self._send(prepared, url)
            if not response.is_redirect:
                return response
            response.close()
            url = self._redirected(prepared, url, response)
        raise ProtocolError(
            f"{prepared.request.line} was redirected more than {REDIRECTS} times", hint="check the base URL"
        )

    def _send(self, prepared: PreparedRequest, url: str) -> requests.Response:
        outgoing = self._session.prepare_request(
            requests.Request(
                prepared.request.http, url, headers=dict(prepared.headers), data=prepared.body, auth=_no_auth
            )
        )
        # This machine is reached directly: a proxy would get to see a key that http:// does not hide.
        proxies = {"no_proxy": self._endpoint.host} if is_loopback(self._endpoint.host) else {}
        settings = self._session.merge_environment_settings(url, proxies, stream=True, verify=True, cert=None)
        return self._adapter.send(
            outgoing,
            stream=True,
            timeout=self._timeouts,
            verify=_certificates(settings["verify"]),
            proxies=settings["proxies"],
        )

    def _redirected(self, prepared: PreparedRequest, url: str, response: requests.Response) -> str:
        """Where to go next.

        Raises:
            ProtocolError: to another origin, or with a request that is not sent twice.
        """
        request = prepared.request
        target = urljoin(url, response.headers["location"])
        here, there = urlsplit(url), urlsplit(target)
        if not _same_origin(here, there):
            raise ProtocolError(
                f"{here.netloc} redirects {request.http} {request.path} to {mask_url(f'{there.scheme}://{there.netloc}')}: "
                "the key is not sent there",
                hint="if that is where the API is, make it the base URL",
            )
        if request.http not in _FOLLOWED:
            raise ProtocolError(
                f"{request.http} {request.path} is redirected to {there.path}; it is not sent a second time",
                hint="check the base URL",
            )
        return target

    def _read(
        self, request: Request, response: requests.Response, sink: Sink | None, handle: ExchangeHandle
    ) -> Response | FailedAttempt:
        status, headers = (
            response.status_code,
            {name.lower(): value for name, value in response.headers.items()},
        )
        sink = sink if is_success(request, status) else None
        hold = sink is not None and "json" in headers.get("content-type", "")
        most = self._max_answer if response.ok else LONGEST_REFUSAL
        kept, size, begun = bytearray(), 0, False
        raw = response.raw
        body = _growing_pieces(raw) if sink is None else raw.stream(PIECE, decode_content=False)
        for piece in self._pieces(request, response, handle, body):
            if isinstance(piece, FailedAttempt):
                again = sink is None or sink.restarts or not begun
                return replace(piece, size=size, final=piece.final or not again)
            size += len(piece)
            if sink is None or (hold and size <= LONGEST_HELD):
                kept += piece
            else:
                begun = begun or _begin(sink, status, headers)
                sink.put(bytes(kept) + piece)
                kept.clear()
            if len(kept) > most:
                if not response.ok:
                    break
                return FailedAttempt(_too_large(request, most), request, final=True, size=size)
        if sink is not None and not _reports_error(kept):
            begun = begun or _begin(sink, status, headers)
            if kept:
                sink.put(bytes(kept))
                kept.clear()
        return Response(request, status, headers, bytes(kept), size)

    def _pieces(
        self, request: Request, response: requests.Response, handle: ExchangeHandle, body: Iterator[bytes]
    ) -> Iterator[bytes | FailedAttempt]:
        """The body as it arrives, decoded, and the failed attempt in place of what does not arrive."""
        announced = _announced(response)
        try:
            decoding = decoder(response.headers.get("content-encoding", ""))
        except DecodingError as error:
            yield broken_off(request, str(error), final=True)
            return
        try:
            for data in body:
                handle.received += len(data)
                yield from decoding.feed(data)
            handle.check()  # a socket that was shut down looks like the end
            if handle.received < (announced or 0) or (
                announced is None and _is_lost(request, response, handle)
            ):
                yield broken_off(request, _sizes(handle, announced))
            else:
                decoding.finish()
                response.raw.release_conn()
        except DecodingError as error:
            yield broken_off(request, str(error))
        except (deeper.HTTPError, OSError) as error:
            if isinstance(error, deeper.ProtocolError) and not handle.is_late:
                yield broken_off(request, _sizes(handle, announced))
            else:
                yield self._failed(error, request, handle)

    def _failed(self, error: Exception, request: Request, handle: ExchangeHandle) -> FailedAttempt:
        cause = TimeoutError() if handle.is_late else error
        return connection_failed(cause, request, self._endpoint, self._timeouts, handle.stage)


def _growing_pieces(raw: HTTPResponse) -> Iterator[bytes]:
    """A body that is of use only as a whole: few pieces, as each is work for this thread and a pause for all others."""
    if raw.chunked:  # the server cuts it into pieces
        yield from raw.stream(READ_AT_ONCE, decode_content=False)
        return
    at_once = READ_AT_ONCE
    while data := raw.read(at_once, decode_content=False):
        at_once = min(2 * at_once, MOST_AT_ONCE)
        yield data


def _same_origin(here: SplitResult, there: SplitResult) -> bool:
    """Whether a key may go to both: the same machine under another of its names is."""
    if (here.scheme, here.port) != (there.scheme, there.port):
        return False
    local = is_loopback(here.hostname or "") and is_loopback(there.hostname or "")
    return here.hostname == there.hostname or local


def _certificates(chosen: bool | str | None) -> bool | str:
    """Whose certificates are trusted: requests reads REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE; OpenSSL's own variable comes last."""
    return chosen if isinstance(chosen, str) else os.environ.get("SSL_CERT_FILE") or True


def _announced(response: requests.Response) -> int | None:
    """Bytes the body was said to have."""
    text = response.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _sizes(handle: ExchangeHandle, announced: int | None) -> str:
    of = "" if announced is None else f" of {announced}"
    return f"broke off after {handle.received}{of} bytes"


def _is_lost(request: Request, response: requests.Response, handle: ExchangeHandle) -> bool:
    """No byte of a success came where some are due, and nothing said so: the connection ended behind the head."""
    if (
        handle.received
        or request.returns is Returns.EMPTY
        or response.status_code not in (200, 201, 202, 203)
    ):
        return False
    return "chunked" not in response.headers.get("transfer-encoding", "").lower()


def _begin(sink: Sink, status: int, headers: Mapping[str, str]) -> bool:
    sink.put(Head(status, headers))
    return True


def _reports_error(held: bytes | bytearray) -> bool:
    """Whether a whole file that calls itself JSON is an error of the server."""
    try:
        return bool(held) and reported_error(json.loads(held)) is not None
    except (ValueError, RecursionError):
        return False


def _too_large(request: Request, most: int) -> ProtocolError:
    return ProtocolError(
        f"the answer to {request.http} {request.path} is larger than max_answer allows ({most} bytes)",
        hint=rf"ask for less, or allow more with \set max_answer {most * 2}",
    )


def _no_auth(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stands where requests would look for a login in ``.netrc``."""
    return prepared
