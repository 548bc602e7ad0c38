"""One line per value: for rows too wide for a table. Nothing is cut; long lines are left to the terminal to wrap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import cell_lines, holds_json, indented
from openai_sql_shell.render.links import address
from openai_sql_shell.render.options import RenderSummary
from openai_sql_shell.render.row_reader import head_and_tail
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.sgr import BOLD, CHANGED, DIM, linked, styled
from openai_sql_shell.render.width import display_width, padded

if TYPE_CHECKING:
    from typing import TextIO

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Row, Value

RULE = 60
"""Cells of the line above a record, where the terminal is not narrower."""


def draw_records(feed: RowReader, out: TextIO, look: RenderOptions) -> RenderSummary:
    """Draw each row as a block of ``name | value`` lines under a numbered line."""
    names = _names(feed.columns, look)
    for numbered in head_and_tail(enumerate(feed, 1), look.max_rows):
        if numbered is None:
            out.write(_rule("rows not shown", look))
            continue
        number, row = numbered
        out.write(_rule(f"RECORD {number}", look) + _record(row, feed.columns, names, look))
    drawn = feed.count if look.max_rows is None else min(feed.count, look.max_rows)
    return RenderSummary(feed.count, drawn)


def _names(columns: tuple[ResultColumn, ...], look: RenderOptions) -> list[str]:
    names = [sanitize(column.name, look.glyphs) for column in columns]
    width = max(display_width(name) for name in names)
    return [padded(name, display_width(name), width, right=False) for name in names]


def _rule(title: str, look: RenderOptions) -> str:
    width = min(look.width or RULE, RULE)
    return styled(f"-[ {title} ]".ljust(width, "-"), DIM, color=look.color) + "\n"


def _record(row: Row, columns: tuple[ResultColumn, ...], names: list[str], look: RenderOptions) -> str:
    lines = []
    changed = look.changed(row) if look.changed is not None else ()
    for at, (value, column, name) in enumerate(zip(row, columns, names, strict=True)):
        values = _value_lines(value, column, look)
        first, *rest = [styled(v, CHANGED, color=look.color) for v in values] if at in changed else values
        lines.append(f"{styled(name, BOLD, color=look.color)} | {first}")
        indent = " " * display_width(name)
        lines += [f"{indent} | {line}" for line in rest]
    return "".join(f"{line}\n" for line in lines)


def _value_lines(value: Value, column: ResultColumn, look: RenderOptions) -> list[str]:
    if value is None:
        return [styled(look.null, DIM, color=look.color)]
    link = address(value) if look.links and look.color else None
    if link:
        return [linked(line, link) for line in cell_lines(value, column, look.null, look.glyphs)]
    if look.screen and isinstance(value, str) and holds_json(column):
        value = indented(value)
    return cell_lines(value, column, look.null, look.glyphs)
