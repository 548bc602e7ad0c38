"""A base URL as text in, the URLs of requests out. A key must never leave this machine unencrypted: see `Endpoint.parse`."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlencode, urlsplit

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import InvalidValue, UsageError
from openai_sql_shell.secrets import mask_url

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_BASE_URL = "https://api.openai.com/v1"
_PORTS = {"http": 80, "https": 443}
_EXAMPLE = f"write it like {DEFAULT_BASE_URL}"
_NO_URL = "the base URL is not an http:// or https:// URL"
_NOT_IN_A_URL = re.compile(r"[\s\\\x00-\x1f\x7f]")


@frozen
class Endpoint:
    """A base URL in its parts."""

    origin: str
    """Scheme, host and port, the usual one left out: what messages name."""
    host: str
    prefix: str
    """The path in front of every request's, such as ``/v1``; never ends in a slash."""

    @property
    def port(self) -> int:
        """Where the host listens."""
        parts = urlsplit(self.origin)
        return parts.port or _PORTS[parts.scheme]

    @classmethod
    def parse(cls, text: str | None) -> Endpoint:
        """Read a base URL; empty or None: the public API. A trailing slash makes no difference.

        >>> Endpoint.parse("http://localhost:8080/v1/").url("/files", [("limit", "1")])
        'http://localhost:8080/v1/files?limit=1'
        >>> Endpoint.parse("https://API.openai.com:443/v1").origin
        'https://api.openai.com'

        Raises:
            UsageError: no http(s) URL, with a name or password in it, or http:// to another machine.
        """
        text = (text or "").strip() or DEFAULT_BASE_URL
        parts, port = _split(text)
        scheme, host = parts.scheme, parts.hostname or ""
        if "@" in parts.netloc:
            raise UsageError(
                "the base URL contains a user name or password",
                hint=f"leave out everything before the @, and put the key into OPENAI_API_KEY; {_EXAMPLE}",
            )
        if scheme == "http" and not is_loopback(host):
            raise UsageError(
                f"the base URL is http://{host}: the key would travel unencrypted",
                hint="use https://; http:// is accepted for this machine only (localhost, 127.0.0.1, [::1])",
            )
        if parts.query or parts.fragment:
            raise UsageError(f"the base URL {mask_url(text)} has a ? or # part", hint=_EXAMPLE)
        shown = f"[{host}]" if ":" in host else host
        origin = f"{scheme}://{shown}" + ("" if port in (None, _PORTS[scheme]) else f":{port}")
        return cls(origin, host, parts.path.rstrip("/"))

    def url(self, path: str, query: Sequence[tuple[str, str]] = ()) -> str:
        """The whole URL of a request; ``path`` is percent-encoded already.

        Raises:
            InvalidValue: a segment is ``.`` or ``..``; on the way it would be resolved to another resource.
        """
        if any(unquote(segment) in (".", "..") for segment in path.split("/")):
            raise InvalidValue(f"{path} is not a path of the API", hint="an id cannot be . or ..")
        # A page token ends in ``=``, and the API is said to refuse it as ``%3D``.
        return f"{self.origin}{self.prefix}{path}" + (f"?{urlencode(query, safe='=')}" if query else "")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name alone.

    >>> [is_loopback(host) for host in ("localhost", "127.9.0.1", "::1", "127.0.0.1.example.com")]
    [True, True, True, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _split(text: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise UsageError(_NO_URL, hint=_EXAMPLE) from None
    if parts.scheme not in _PORTS or not parts.hostname or _NOT_IN_A_URL.search(text):
        raise UsageError(_NO_URL, hint=_EXAMPLE)
    return parts, port
