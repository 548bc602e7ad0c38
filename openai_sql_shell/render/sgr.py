"""The few terminal attributes this program uses, and the only place that writes them."""

from __future__ import annotations

BOLD = "1"
DIM = "2"
ERROR = "1;31"
HINT = "36"


def styled(text: str, style: str, *, color: bool) -> str:
    r"""The text in a style, or as it is where there is no colour.

    >>> styled("NULL", DIM, color=True)
    '\x1b[2mNULL\x1b[0m'
    >>> styled("NULL", DIM, color=False)
    'NULL'
    """
    return f"\x1b[{style}m{text}\x1b[0m" if color else text
