"""One prepared request in, its answer or the failed attempt out, over pooled connections. Imported with the first request.

A key goes to the origin of the base URL and nowhere else: no foreign redirect is followed, no ``.netrc`` replaces it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import requests
from requests.exceptions import ChunkedEncodingError, ContentDecodingError

from openai_sql_shell.api.abort import CURRENT, ExchangeHandle, Stage
from openai_sql_shell.api.connection_errors import broken_off, connection_failed
from openai_sql_shell.api.endpoint import is_loopback
from openai_sql_shell.api.messages import Response
from openai_sql_shell.api.multipart import PIECE
from openai_sql_shell.api.retry import FailedAttempt
from openai_sql_shell.api.sockets import WatchedAdapter
from openai_sql_shell.errors import OpenAISqlError, ProtocolError
from openai_sql_shell.secrets import mask_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.api.endpoint import Endpoint
    from openai_sql_shell.api.messages import Request, Sink
    from openai_sql_shell.api.prepared_request import PreparedRequest

REDIRECTS = 3
"""How many in a row are followed."""
_FOLLOWED = frozenset({"GET", "HEAD"})


class Connections:
    """The pooled connections to one endpoint; safe for use by several threads."""

    def __init__(self, endpoint: Endpoint, timeouts: tuple[float, float]) -> None:
        """``timeouts``: seconds to connect, and seconds between two pieces of an answer, not for the whole of it."""
        self._endpoint = endpoint
        self._timeouts = timeouts
        self._session = requests.Session()
        self._adapter = WatchedAdapter()

    def exchange(
        self, prepared: PreparedRequest, handle: ExchangeHandle, sink: Sink | None = None
    ) -> Response | FailedAttempt:
        """Send once and read the answer; the body of a success goes to ``sink`` where there is one.

        Raises:
            Exception: by the sink, unchanged. Everything else that goes wrong is a `FailedAttempt`.
        """
        previous = CURRENT.set(handle)
        try:
            response = self._final_response(prepared)
        except OpenAISqlError as error:
            return FailedAttempt(error, prepared.request.http, final=True)
        except (requests.RequestException, OSError, ValueError) as error:
            return connection_failed(error, prepared.request, self._endpoint, self._timeouts, handle.stage)
        else:
            with response:
                return self._read(prepared.request, response, sink)
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
        same = (here.scheme, here.netloc) == (there.scheme, there.netloc)
        if not same and not (is_loopback(here.hostname or "") and is_loopback(there.hostname or "")):
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
        self, request: Request, response: requests.Response, sink: Sink | None
    ) -> Response | FailedAttempt:
        kept, size = bytearray(), 0
        take = sink if sink is not None and response.ok else kept.extend
        for piece in self._pieces(request, response):
            if isinstance(piece, FailedAttempt):
                return replace(piece, size=size, final=piece.final or size > len(kept))
            size += len(piece)
            take(piece)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Response(request, response.status_code, headers, bytes(kept), size)

    def _pieces(self, request: Request, response: requests.Response) -> Iterator[bytes | FailedAttempt]:
        """The body as it arrives, and the failed attempt in place of what does not arrive."""
        announced, size = _announced(response), 0
        try:
            for piece in response.iter_content(PIECE):
                size += len(piece)
                yield piece
            short = response.raw.tell() < (announced or 0)  # urllib3 1 does not compare them itself
        except (ChunkedEncodingError, ContentDecodingError):
            short = True
        except (requests.RequestException, OSError) as error:
            short = False
            yield connection_failed(error, request, self._endpoint, self._timeouts, Stage.SENDING)
        if short:
            yield broken_off(request, response.raw.tell() or size, announced)


def _certificates(chosen: bool | str | None) -> bool | str:
    """Whose certificates are trusted: requests reads REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE; OpenSSL's own variable comes last."""
    return chosen if isinstance(chosen, str) else os.environ.get("SSL_CERT_FILE") or True


def _announced(response: requests.Response) -> int | None:
    """Bytes the body was said to have."""
    text = response.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _no_auth(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stands where requests would look for a login in ``.netrc``."""
    return prepared
