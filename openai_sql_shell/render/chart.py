"""The chart format: bars, or a line over numbers or times. A result without anything to draw is a table, and it is said why."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from openai_sql_shell.errors import UnsupportedStatement
from openai_sql_shell.render.bars import draw_bars
from openai_sql_shell.render.chart_fields import TEXT, bins, choose, fields_of, tell_apart
from openai_sql_shell.render.options import ChartRequest
from openai_sql_shell.render.row_reader import RowReader
from openai_sql_shell.render.table import draw_table
from openai_sql_shell.render.times import ZONES
from openai_sql_shell.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from openai_sql_shell.render.chart_fields import Field
    from openai_sql_shell.render.options import RenderOptions

PIPE_WIDTH = 80
"""Cells of a line where there is no window."""
MOST_BARS = 100
"""No person looks at more."""
BETWEEN = ", "
"""The parts of a bar's name."""


def draw_chart(reader: RowReader, options: RenderOptions) -> Iterator[str]:
    """Draw all rows as one chart; as a table where that cannot be and nobody asked for more than the format.

    Raises:
        UnsupportedStatement: what the person asked for cannot be drawn. UnknownName: there is no such column.
    """
    rows = list(reader)
    try:
        fields = fields_of(reader.columns, rows, ascii_only=options.ascii_only)
        kind, x, ys = choose(fields, options.chart or ChartRequest())
        if options.chart is None and ys[0].kind == TEXT:  # rows of texts are read and not counted
            kind, x, ys = choose(fields, ChartRequest("bar"))
        named = options.chart is not None and options.chart.columns
        names = [] if x is None else [x] if named else tell_apart(x, fields)
        lines, notes = _lines(x, ys, options) if kind == "line" else _bars(kind, names, ys, options)
    except UnsupportedStatement as problem:
        if options.chart is not None:
            raise
        table = RowReader(Result(reader.columns, iter(rows)))
        yield from draw_table(table, options)
        why = "; ".join(filter(None, (problem.message, problem.hint)))
        reader.left_out, reader.left_out_columns = table.left_out, table.left_out_columns
        reader.notes = (f"no chart: {why}",)
    else:
        yield from lines
        reader.notes = (*notes, *(_left_out(ys) if ys[0].kind != TEXT else ()))


def _lines(
    x: Field | None, ys: Sequence[Field], options: RenderOptions
) -> tuple[Sequence[str], tuple[str, ...]]:
    from openai_sql_shell.render.line_plot import draw_lines  # noqa: PLC0415 - brings plotext

    return draw_lines(x, ys, _zone(options), options.width or PIPE_WIDTH, options), ()


def _bars(
    kind: str, names: Sequence[Field], ys: Sequence[Field], options: RenderOptions
) -> tuple[Sequence[str], tuple[str, ...]]:
    zone = _zone(options)
    if kind == "hist":
        heading, legend = ys[0].name, ["rows"]
        labels, counts = bins(ys[0], zone)
        series = [counts]
    else:
        heading, legend, series = "row", [y.name for y in ys], [y.numbers() for y in ys]
        labels = [str(row + 1) for row in range(len(series[0]))]
        if names:
            heading = BETWEEN.join(field.name for field in names)
            columns = ([field.label(value, zone) for value in field.values[:MOST_BARS]] for field in names)
            labels = [BETWEEN.join(parts) for parts in zip(*columns, strict=True)]
    count = len(series[0])
    shown = [numbers[:MOST_BARS] for numbers in series]
    lines = draw_bars(heading, labels[:MOST_BARS], legend, shown, options.width or PIPE_WIDTH, options)
    more = f"{MOST_BARS} of {count:,} bars drawn; ORDER BY and LIMIT choose them"
    return lines, (more,) if count > MOST_BARS else ()


def _zone(options: RenderOptions) -> tzinfo | None:
    """Where a chart's times are read; None is the system's zone."""
    on_screen = options.screen or options.times != "auto"
    return ZONES.get(options.times, UTC) if on_screen else UTC


def _left_out(ys: Sequence[Field]) -> tuple[str, ...]:
    count = sum(number is None for y in ys for number in y.numbers())
    values = "1 value is" if count == 1 else f"{count:,} values are"
    return (f"{values} NULL or infinite, and not drawn",) if count else ()
