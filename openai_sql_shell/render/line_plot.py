"""Lines over numbers or times, drawn by plotext: an optional package, imported when the first one is drawn.

Comes in: columns. Goes out: lines of text no wider than the window. However many points there are, each column of the window
gets the few that can be told apart in it.
"""

from __future__ import annotations

import re
from math import floor, log10
from typing import TYPE_CHECKING

from openai_sql_shell.errors import UnsupportedStatement
from openai_sql_shell.render.axis import marks, moment_text, number_step, number_text, time_step
from openai_sql_shell.render.chart_fields import NUMBER, TEXT, TIME
from openai_sql_shell.render.sgr import DIM, SERIES, styled
from openai_sql_shell.render.width import display_width, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo
    from types import ModuleType

    from openai_sql_shell.render.chart_fields import Field
    from openai_sql_shell.render.options import RenderOptions

    Points = list[tuple[float, float]]

INSTALL = "install it: pip install 'plotext<6' (the extra openai-sql[charts])"
MARKERS = "•▪+o"
PLAIN_MARKERS = "*x+o"
HEIGHT = 17
"""Lines of a plot where the window is wide enough for them."""
DOTS = re.compile("[⠁-⣿]+")
FRAME = str.maketrans("┌┐└┘├┤┬┴┼─│", "+++++++++-|")
FILLER = "\ue000"
"""Stands behind a wide character while plotext, which counts characters, lays the text out."""
LARGEST, SMALLEST = 1e12, 1e-6
"""Numbers beyond are drawn as multiples of a power of ten."""


def draw_lines(
    x: Field | None, ys: Sequence[Field], zone: tzinfo | None, width: int, options: RenderOptions
) -> list[str]:
    """The lines of a line plot.

    Raises:
        UnsupportedStatement: plotext is not installed, or the window has no room for it.
    """
    plot = _plotext()
    along = x.numbers() if x is not None and x.kind in (NUMBER, TIME) else None
    lines = [_points(along, y.numbers()) for y in ys]
    known = [point for points in lines for point in points]
    if not known:
        raise UnsupportedStatement("no row has both a place and a number", hint="name other columns")
    scale = _scale(max(abs(y) for _, y in known))
    x_scale = _scale(max(abs(at) for at, _ in known))
    lines = [[(at / x_scale, y / scale) for at, y in points] for points in lines]
    left, right = _bounds([at for points in lines for at, _ in points])
    low, high = _bounds([y for points in lines for _, y in points])
    heading = " ".join(filter(None, (", ".join(y.name for y in ys), _times(scale))))
    over = " ".join(filter(None, (x.name if x is not None else "row", _times(x_scale))))

    plot.clear_figure()
    plot.theme("clear")
    plot.limit_size(False, False)
    plot.plot_size(max(width - 1, 12), min(HEIGHT, max(8, width // 3)))
    plot.xlim(left, right)
    plot.ylim(low, high)
    y_ticks = marks(low, high, number_step(low, high, 5))
    plot.yticks(y_ticks, [number_text(tick, 9) for tick in y_ticks])
    plot.xticks(*_x_ticks(x, left, right, x_scale, zone, width))
    signs = _signs(len(ys), options)
    for points, sign in zip(lines, signs, strict=True):
        thinned = thin(sorted(points), left, right, width * 2)
        plot.plot([at for at, _ in thinned], [y for _, y in thinned], marker=sign)
    text = plot.uncolorize(plot.build()).replace(FILLER, "")
    plot.clear_figure()

    title = fitted(f"{heading} over {over}", max(width - 1, 1))[0]
    drawn = [styled(title, DIM, color=options.color), *_legend(ys, signs, width, options)]
    drawn += [_colored(line.rstrip(), signs, options) for line in text.rstrip().splitlines()]
    return [f"{line}\n" for line in drawn]


def _plotext() -> ModuleType:
    try:
        import plotext  # noqa: PLC0415 - optional, and slow to import
    except ImportError:
        raise UnsupportedStatement("a line needs the package plotext", hint=INSTALL) from None
    module: ModuleType = plotext
    return module


def _points(along: Sequence[float | None] | None, values: Sequence[float | None]) -> Points:
    """The points that have both numbers; rows are counted where there is nothing to go along."""
    places: Sequence[float | None] = along if along is not None else range(1, len(values) + 1)
    return [(at, y) for at, y in zip(places, values, strict=True) if at is not None and y is not None]


def thin(points: Points, left: float, right: float, columns: int) -> Points:
    """Of all points in order those that can be told apart: the first, lowest, highest and last of each column.

    >>> thin([(0, 1), (0.1, 5), (0.2, 3), (0.3, 2), (9, 4)], 0, 10, 2)
    [(0, 1), (0.1, 5), (0.3, 2), (9, 4)]
    """
    if len(points) <= 4 * columns:
        columns = min(columns, max(len(points), 1))
    kept: Points = []
    bucket: Points = []
    place = -1
    for point in points:
        here = floor((point[0] - left) / (right - left) * columns)
        if here != place:
            kept += _ends(bucket)
            bucket, place = [], here
        bucket.append(point)
    return kept + _ends(bucket)


def _ends(points: Points) -> Points:
    if not points:
        return []
    low, high = min(points, key=lambda p: p[1]), max(points, key=lambda p: p[1])
    return sorted({points[0], low, high, points[-1]})


def _scale(largest: float) -> float:
    """What numbers as large as this are divided by."""
    if largest and (largest >= LARGEST or largest < SMALLEST):
        return 10.0 ** floor(log10(largest))
    return 1.0


def _times(scale: float) -> str:
    return "" if scale == 1 else f"(in 1e{round(log10(scale))})"


def _bounds(numbers: Sequence[float]) -> tuple[float, float]:
    """The ends of an axis; a single number has room on both sides."""
    low, high = min(numbers), max(numbers)
    return (low, high) if low < high else (low - max(1.0, abs(low) / 10), high + max(1.0, abs(high) / 10))


def _x_ticks(
    x: Field | None, left: float, right: float, scale: float, zone: tzinfo | None, width: int
) -> tuple[list[float], list[str]]:
    """Where the axis is marked, and with what."""
    count = max(2, min(6, width // 14))
    if x is not None and x.kind == TEXT:
        rows = sorted({round((len(x.values) - 1) * i / (count - 1)) for i in range(count)})
        most = max(width // count - 3, 3)
        texts = [_laid_out(fitted(x.label(x.values[row], zone), most)[0]) for row in rows]
        return [row + 1 for row in rows], texts
    if x is not None and x.kind == TIME and scale == 1:
        step = time_step(left, right, count)
        ticks = marks(left, right, step)
        return ticks, [moment_text(tick, step, zone) for tick in ticks]
    ticks = marks(left, right, number_step(left, right, count))
    return ticks, [number_text(tick, 9) for tick in ticks]


def _laid_out(text: str) -> str:
    """A text of as many characters as it takes cells."""
    cells = ((c, display_width(c)) for c in text.replace(FILLER, "?"))
    return "".join(c + FILLER if width == 2 else c for c, width in cells if width)


def _signs(count: int, options: RenderOptions) -> list[str]:
    """The marker of each line: fine dots for one alone, a sign of its own for each of several."""
    if count == 1 and not options.ascii:
        return ["braille"]
    markers = PLAIN_MARKERS if options.ascii else MARKERS
    return [markers[i % len(markers)] for i in range(count)]


def _legend(ys: Sequence[Field], signs: Sequence[str], width: int, options: RenderOptions) -> list[str]:
    if len(ys) == 1:
        return []
    return [
        f"{styled(sign, SERIES[i % len(SERIES)], color=options.color)} {fitted(y.name, max(width - 3, 1))[0]}"
        for i, (y, sign) in enumerate(zip(ys, signs, strict=True))
    ]


def _colored(line: str, signs: Sequence[str], options: RenderOptions) -> str:
    """A line of plotext with the colours of the series inside of the frame."""
    frame = re.match(r"([^│┤]*[│┤])(.*)(│)$", line)
    if frame is None:
        return line.translate(FRAME) if options.ascii else line
    before, inside, behind = frame.groups()
    if options.color:
        for i, sign in enumerate(signs):
            pattern = DOTS if sign == "braille" else re.compile(f"{re.escape(sign)}+")
            style = SERIES[i % len(SERIES)]
            inside = pattern.sub(lambda found, style=style: styled(found[0], style, color=True), inside)
    return f"{before}{inside}{behind}".translate(FRAME) if options.ascii else f"{before}{inside}{behind}"
