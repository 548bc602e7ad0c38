"""Text in, the same text without keys out: for everything that is written to disk or shown.

It needs nothing but the standard library, and it must never raise: whoever masks is about to write.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

ELLIPSIS = "…"

SHORTEST_SECRET = 4
"""Characters. Anything shorter would be found inside ordinary words."""

# Text, as `re` keeps what it has compiled: a short command masks nothing, and compiling takes longer than one of its statements.
_KEY = r"(?<![A-Za-z0-9])(?:(sk-)[A-Za-z0-9_*-]{3,}|(ek_)[A-Za-z0-9_*-]{12,})"
"""Keys of the API, and the short-lived ones of its clients."""
_BEARER = r"(?i)\b(bearer)(\s+)[A-Za-z0-9._~+/=*-]{6,}"
_USERINFO = r"""(?<=://)[^\s/?#"'<>]*@"""
_QUERY_VALUE = r"""(?i)([?&](?:[\w.-]*(?:key|token|secret|signature|password|passwd|pwd)|sig)=)[^&\s"'<>#]+"""
_QUERY = r"(?s)[?#].*"


def mask(text: str, known: Iterable[str] = ()) -> str:
    """Hide API keys: what looks like one, what follows ``Bearer``, and the ``known`` ones wherever they occur.

    Names and passwords of URLs, and the values of their queries that are called a key or the like, are hidden, too.

    >>> mask("select 'sk-proj-abcd1234'")
    "select 'sk-…'"
    >>> mask("Authorization: Bearer eyJhbGciOi.abc")
    'Authorization: Bearer …'
    >>> mask("login with hunter22, in the sk-SK locale", known=["hunter22"])
    'login with …, in the sk-SK locale'
    >>> mask("https://me:pass@host/v1?a=1&api-key=5f")
    'https://…@host/v1?a=1&api-key=…'
    """
    for secret in sorted(set(known), key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, f"sk-{ELLIPSIS}" if secret.startswith("sk-") else ELLIPSIS)
    text = re.sub(_KEY, lambda found: f"{found[1] or found[2]}{ELLIPSIS}", text)
    text = re.sub(_USERINFO, f"{ELLIPSIS}@", text)
    text = re.sub(_QUERY_VALUE, rf"\1{ELLIPSIS}", text)
    return re.sub(_BEARER, rf"\1\2{ELLIPSIS}", text)


def mask_url(url: str) -> str:
    """One URL as it may be shown: whatever stands in it besides scheme, host, port and path is hidden.

    >>> mask_url("https://me:pass@host:8080/v1?a=1#b"), mask_url("me:pass@host")
    ('https://…@host:8080/v1?…', '…@host')
    """
    scheme, slashes, rest = url.partition("://") if "://" in url else ("", "", url)
    _, at, shown = rest.rpartition("@")  # a password may hold any character, even those that end a host
    hidden = f"{ELLIPSIS}@" if at else ""
    return mask(scheme + slashes + hidden + re.sub(_QUERY, lambda found: f"{found[0][0]}{ELLIPSIS}", shown))
