"""Display width: how many cells of a terminal a text takes, and making it take a given number. Expects text from `sanitize`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from openai_sql_shell.render.sgr import CODES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

Measure = Callable[[str], int]
"""Text to cells. One table uses one measure from its first line to its last."""

ELLIPSIS = "…"
"""Ends a text that was cut, and stands for hidden columns; one cell wide."""
PART_ENDS = "_/.,-"
"""Characters behind which a long word may be broken best."""
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


def folded(
    text: str, width: int, most: int | None, measure: Measure = display_width
) -> tuple[list[str], bool]:
    """The text in lines of at most ``width`` cells, and whether it had to be cut because ``most`` lines do not hold it.

    A line ends between words where that costs no line too many, else anywhere; one that is cut is filled up to its cut, but for
    blanks. ``most`` None: it is never cut.

    >>> folded("batch_output", 7, None), folded("Jobs that run every request", 12, 3)
    ((['batch_', 'output'], False), (['Jobs that', 'run every', 'request'], False))
    >>> folded("abcdefghij", 4, 2)
    (['abcd', 'efg…'], True)
    """
    lines: list[str] = []
    fewest = -(-measure(text) // width)
    while measure(text) > width and len(lines) + 1 != most:
        end = _fitting(text, width, measure)
        if not end:  # a character of two cells, and a line of one
            break
        after = len(lines) + 1
        is_cut = most is not None and fewest > most
        words = max(most or 0, fewest)
        rooms = (words - after) * width, (fewest - after) * width
        least = end // 3 if is_cut else 1, end if is_cut else end // 2 if most else 1
        end = _line_end(text, end, least, rooms, measure)
        lines.append(text[:end].rstrip(" "))
        text = text[end:].lstrip(" ")
    rest, _, cut = fitted(text, width, measure)
    return [*lines, rest], cut


def _fitting(text: str, width: int, measure: Measure) -> int:
    """How many characters fit."""
    if text[:width].isascii():
        return width
    text = text[: width * MOST_CHARACTERS]
    return bisect_right(range(1, len(text) + 1), width, key=lambda end: measure(text[:end]))


def _line_end(text: str, end: int, least: tuple[int, int], rooms: tuple[int, int], measure: Measure) -> int:
    """The last place up to ``end`` that is behind a comma, between words, or else between parts of one; ``end`` where none is good.

    Args:
        text: what is left of it.
        end: how many characters fit the line.
        least: how many must be on it for either to be good.
        rooms: the cells into which the rest must fit.
        measure: what counts cells.
    """
    places = (
        text.rfind(", ", 1, end) + 1,
        text.rfind(" ", 1, end + 1),
        max(text.rfind(sign, 0, end) for sign in PART_ENDS) + 1,
    )
    for place, enough, room in zip(places, (end // 2, *least), (rooms[1], *rooms), strict=True):
        if place >= enough and measure(text[place:].lstrip(" ")) <= room:
            return place
    return end


def packed(pieces: Iterable[str], width: int, between: str = " ") -> list[str]:
    """Pieces of a text, joined to lines of at most ``width`` cells; a wider piece has a line of its own.

    >>> packed(["one", "two", "three"], 8)
    ['one two', 'three']
    """
    lines = [""]
    for piece in pieces:
        line = f"{lines[-1]}{between}{piece}" if lines[-1] else piece
        if lines[-1] and display_width(line) > width:
            lines.append(piece)
        else:
            lines[-1] = line
    return lines


def padded(text: str, cells: int, width: int, *, right: bool) -> str:
    """A text that takes ``cells``, filled with spaces to ``width``."""
    filling = " " * (width - cells)
    return filling + text if right else text + filling


def in_window(text: str, width: int | None, *, hanging: int = 0) -> str:
    r"""Lines for a person, each that is too wide wrapped at words; colours take no room. None: no window.

    A word that is wider than the window stays whole, so that an id or address can be copied. The further lines are indented as
    the first one is, and ``hanging`` blanks more.

    >>> in_window("one two  three\n  four five six", 11), in_window("as it is", 8)
    ('one two\nthree\n  four five\n  six', 'as it is')
    """
    if width is None or (text.isascii() and len(text) <= width):
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        if display_width(CODES.sub("", line)) <= width:
            lines.append(line)
            continue
        indent = " " * (len(line) - len(line.lstrip(" ")))
        lines.append(indent)
        cells = begin = len(indent)
        for gap, word in re.findall(r"( *)([^ ]+)", line.lstrip(" ")):
            room = display_width(CODES.sub("", word))
            if cells > begin and cells + len(gap) + room > width:
                lines.append(f"{indent}{' ' * hanging}{word}")
                begin = len(indent) + hanging
                cells = begin + room
            else:
                lines[-1] += gap + word
                cells += len(gap) + room
    return "\n".join(lines)


def filled(text: str, width: int) -> str:
    """A text filled with spaces behind it, to ``width`` cells."""
    return text + " " * (width - display_width(text))


def on_one_line(text: str, width: int) -> str:
    """What fits on one line of a terminal; its last column is left free, because some wrap there.

    >>> on_one_line("completed", 6), on_one_line("日本語", 6)
    ('comp…', '日本…')
    """
    return fitted(text, max(width - 1, 1))[0]
