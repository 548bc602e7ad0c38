"""The characters that frames and marks are made of, twice: for terminals of today and for plain ASCII."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of them. Each is one cell wide, except the marks of control characters in ASCII."""

    top: tuple[str, str, str]
    """Left corner, junction, right corner of the upper border."""
    middle: tuple[str, str, str]
    """The same of the line below the header."""
    bottom: tuple[str, str, str]
    horizontal: str
    vertical: str
    ellipsis: str
    """Ends a cell that was cut, and stands for hidden columns."""
    gap: str
    """Fills the row that stands for hidden rows."""
    newline: str
    """Stands for a line end inside a cell."""
    tab: str


UNICODE = Glyphs(
    top=("╭", "┬", "╮"),
    middle=("├", "┼", "┤"),
    bottom=("╰", "┴", "╯"),
    horizontal="─",
    vertical="│",
    ellipsis="…",
    gap="·",
    newline="↵",
    tab="→",
)

SQUARE = replace(UNICODE, top=("┌", "┬", "┐"), bottom=("└", "┴", "┘"))
"""The same with the corners of a box."""

ASCII = Glyphs(
    top=("+", "+", "+"),
    middle=("+", "+", "+"),
    bottom=("+", "+", "+"),
    horizontal="-",
    vertical="|",
    ellipsis="~",
    gap=".",
    newline="\\n",
    tab="\\t",
)
