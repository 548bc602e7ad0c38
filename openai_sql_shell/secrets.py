"""Text in, the same text without keys out: for everything that is written to disk or shown.

It needs nothing but the standard library, and it must never raise: whoever masks is about to write.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ELLIPSIS = "…"

SHORTEST_SECRET = 4
"""Characters. Anything shorter would be found inside ordinary words."""

_KEY = re.compile(r"(?<![A-Za-z0-9])sk-[A-Za-z0-9_*-]{3,}")
_BEARER = re.compile(r"\b(bearer)(\s+)[A-Za-z0-9._~+/=*-]{6,}", re.IGNORECASE)


def mask(text: str, known: Iterable[str] = ()) -> str:
    """Hide API keys: what looks like one, what follows ``Bearer``, and the ``known`` ones wherever they occur.

    >>> mask("select 'sk-proj-abcd1234'")
    "select 'sk-…'"
    >>> mask("Authorization: Bearer eyJhbGciOi.abc")
    'Authorization: Bearer …'
    >>> mask("login with hunter22, in the sk-SK locale", known=["hunter22"])
    'login with …, in the sk-SK locale'
    """
    for secret in sorted(set(known), key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, f"sk-{ELLIPSIS}" if secret.startswith("sk-") else ELLIPSIS)
    text = _KEY.sub(f"sk-{ELLIPSIS}", text)
    return _BEARER.sub(rf"\1\2{ELLIPSIS}", text)
