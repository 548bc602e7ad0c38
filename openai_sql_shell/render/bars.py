"""Bars: a label, a number and a bar on each line, to an eighth of a cell; from a line of zero to both sides where numbers are negative.

Drawn here and not by plotext, whose horizontal bars measure labels by characters and begin in the wrong place where numbers
are negative.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.render.axis import number_text
from openai_sql_shell.render.sgr import DIM, SERIES, styled
from openai_sql_shell.render.width import display_width, filled, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.render.options import RenderOptions

EIGHTHS = " ▏▎▍▌▋▊▉█"
"""A cell that is filled from the left, by how many eighths."""
ROOMY = 40
"""Cells of a window in which a label may have half of it."""
LONGEST_NUMBER = 12
"""Characters of a number, or a third of the window."""


def draw_bars(
    heading: str,
    labels: Sequence[str],
    names: Sequence[str],
    series: Sequence[Sequence[float | None]],
    width: int,
    options: RenderOptions,
) -> list[str]:
    """The lines of a bar chart.

    Args:
        heading: what the labels are.
        labels: of the bars, harmless text.
        names: of the series.
        series: the length of each bar; None: there is no bar.
        width: cells of the window.
        options: colour and signs.
    """
    most = max(width // (4 if len(series) > 1 else 2 if width >= ROOMY else 3), 4)
    left = [fitted(label, most)[0] for label in (heading, *labels)]
    numbers = [[number_text(n, min(most, LONGEST_NUMBER)) for n in values] for values in series]
    name_width = max(display_width(text) for text in left)
    many = [fitted(name, most)[0] for name in names]
    series_width = max(display_width(name) for name in many) if len(series) > 1 else 0
    number_width = max(len(text) for texts in numbers for text in texts)
    before = name_width + 1 + (series_width + 1 if series_width else 0) + number_width + 1
    bars = _bars(series, max(width - 1 - before, 1), ascii_only=options.ascii)

    top = left[0] if series_width else f"{filled(left[0], name_width)} {many[0]}"
    lines = [styled(fitted(top.rstrip(), max(width - 1, 1))[0], DIM, color=options.color) + "\n"]
    for row, label in enumerate(left[1:]):
        for i, values in enumerate(numbers):
            text = filled("" if i else label, name_width)
            if series_width:
                text += f" {filled(many[i], series_width)}"
            bar = bars[i][row]
            drawn = styled(bar, SERIES[i % len(SERIES)], color=options.color)
            lines.append(f"{text} {values[row]:>{number_width}} {drawn}".rstrip() + "\n")
    return lines


def _bars(series: Sequence[Sequence[float | None]], room: int, *, ascii_only: bool) -> list[list[str]]:
    """The bars of all series on one scale."""
    known = [number for values in series for number in values if number is not None]
    low, high = min([0, *known]), max([0, *known])
    if low == 0:
        return [[_right(number, high, room, ascii_only=ascii_only) for number in values] for values in series]
    # halves first: the distance between the two ends of all numbers is no number
    share = (-low / 2) / (high / 2 - low / 2)
    left = min(max(round((room - 1) * share), 1), max(room - 2, 1)) if high else max(room - 1, 1)
    axis = "|" if ascii_only else "│"
    sign = "#" if ascii_only else "█"
    drawn = []
    for values in series:
        bars = []
        for number in values:
            below = round(left * (number / low)) if number is not None and number < 0 else 0
            below = max(below, 1) if number is not None and number < 0 else 0
            right = (
                _right(number, high, room - left - 1, ascii_only=ascii_only)
                if number is None or number > 0
                else ""
            )
            bars.append(f"{sign * below:>{left}}{axis}{right}")
        drawn.append(bars)
    return drawn


def _right(number: float | None, most: float, room: int, *, ascii_only: bool) -> str:
    """A bar that begins on the left; one that is no bar at all is for zero alone."""
    if number is None or number <= 0 or room < 1:
        return ""
    if ascii_only:
        return "#" * max(round(room * (number / most)), 1)
    eighths = max(round(room * 8 * (number / most)), 1)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
