"""Display width: how many cells of a terminal a text takes, and making it take a given number. Expects text from `sanitize`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

Measure = Callable[[str], int]
"""Text to cells. One table uses one measure from its first line to its last."""

ELLIPSIS = "…"
"""Ends a text that was cut, and stands for hidden columns; one cell wide."""
MOST_CHARACTERS = 4
"""Characters per cell that are looked at when a text is cut; more would be stacked accents."""


def display_width(text: str) -> int:
    """Cells of one line of harmless text: wide characters take two, combining ones none.

    >>> display_width("日本 and é")
    10
    """
    if text.isascii():
        return len(text)
    try:
        from wcwidth import wcswidth  # noqa: PLC0415 - pure ASCII, the common case, does without it
    except ImportError:
        return estimated_width(text)
    return max(wcswidth(text), 0)


def estimated_width(text: str) -> int:
    """The same from the tables of the standard library, where wcwidth (it comes with prompt_toolkit) is missing.

    >>> estimated_width("日本 and é")
    10
    """
    from unicodedata import combining, east_asian_width  # noqa: PLC0415 - see above

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def fitted(text: str, width: int, measure: Measure = display_width) -> tuple[str, int, bool]:
    """The text in at most ``width`` cells: what is left of it, its width, and whether it was cut.

    >>> fitted("completed", 5)
    ('comp…', 5, True)
    """
    looked_at = width * MOST_CHARACTERS + MOST_CHARACTERS
    if len(text) <= looked_at:
        cells = len(text) if text.isascii() else measure(text)
        if cells <= width:
            return text, cells, False
    room = width - 1
    if text[:room].isascii():
        return text[:room] + ELLIPSIS, width, True
    text = text[:looked_at]
    kept = text[: bisect_right(range(1, len(text) + 1), room, key=lambda end: measure(text[:end]))]
    return kept + ELLIPSIS, measure(kept) + 1, True


def padded(text: str, cells: int, width: int, *, right: bool) -> str:
    """A text that takes ``cells``, filled with spaces to ``width``."""
    filling = " " * (width - cells)
    return filling + text if right else text + filling


def on_one_line(text: str, width: int) -> str:
    """What fits on one line of a terminal; its last column is left free, because some wrap there.

    >>> on_one_line("completed", 6), on_one_line("日本語", 6)
    ('comp…', '日本…')
    """
    return fitted(text, max(width - 1, 1))[0]
