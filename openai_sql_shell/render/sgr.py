"""Terminal escape sequences, SGR attributes and OSC 8 links: the few this program uses, and the only place that writes them."""

from __future__ import annotations

import re

CODES = re.compile("\x1b(?:]8;[^\x1b]*\x1b\\\\|\\[[0-9;]*m)")
"""Links and colours: they take no room."""

BOLD = "1"
DIM = "2"
CHANGED = "1;7"
ERROR = "1;31"
HINT = "36"
GREEN = "32"
RED = "31"
YELLOW = "33"
SERIES = ("36", "33", "35", "32")
"""The colours of what is drawn in a chart, in order."""

CLEAR_SCREEN = "\x1b[H\x1b[2J"
"""Cursor to the upper left corner, screen empty."""


def styled(text: str, style: str, *, color: bool) -> str:
    r"""The text in a style, or as it is where it has none, or the terminal no colour.

    >>> styled("NULL", DIM, color=True)
    '\x1b[2mNULL\x1b[0m'
    >>> styled("NULL", DIM, color=False)
    'NULL'
    """
    return f"\x1b[{style}m{text}\x1b[0m" if color and style and text else text


def linked(text: str, link: str) -> str:
    r"""The text as a link (OSC 8), without the blanks that fill it up.

    >>> linked("vs_1  ", "https://example.com/")
    '\x1b]8;;https://example.com/\x1b\\vs_1\x1b]8;;\x1b\\  '
    """
    inside = text.strip(" ")
    before, _, behind = text.partition(inside)
    return f"{before}\x1b]8;;{link}\x1b\\{inside}\x1b]8;;\x1b\\{behind}" if inside else text
