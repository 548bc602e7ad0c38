"""The line format, one line per value: for rows too wide for a table. Nothing is cut; long lines are left to the terminal to wrap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import cell_lines, holds_json, reformatted
from openai_sql_shell.render.display import display_of
from openai_sql_shell.render.links import address
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.sgr import BOLD, CHANGED, DIM, linked, styled
from openai_sql_shell.render.width import display_width, filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.render.display import Display
    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Row, Value

RULE = 60
"""Cells of the line above a record, where the terminal is not narrower."""


def draw_line(reader: RowReader, options: RenderOptions) -> Iterator[str]:
    """Draw each row as a block of ``name | value`` lines under a numbered line."""
    names = _names(reader.columns, options)
    displays = [display_of(column, options) for column in reader.columns]
    number = 0
    for row in reader.head_and_tail(options.max_rows):
        if row is None:
            number += reader.left_out
            yield _rule("rows not shown", options)
        else:
            number += 1
            yield _rule(f"RECORD {number}", options) + _record(row, reader.columns, names, displays, options)


def _names(columns: tuple[ResultColumn, ...], options: RenderOptions) -> list[str]:
    names = [sanitize(column.name, ascii_only=options.ascii_only) for column in columns]
    width = max(display_width(name) for name in names)
    return [filled(name, width) for name in names]


def _rule(title: str, options: RenderOptions) -> str:
    width = min(options.width or RULE, RULE)
    return styled(f"-[ {title} ]".ljust(width, "-"), DIM, color=options.color) + "\n"


def _record(
    row: Row,
    columns: tuple[ResultColumn, ...],
    names: list[str],
    displays: list[Display | None],
    options: RenderOptions,
) -> str:
    lines = []
    changed = options.changed(row) if options.changed is not None else ()
    for at, (value, column, name) in enumerate(zip(row, columns, names, strict=True)):
        display = displays[at]
        values = _value_lines(value if display is None else display(value), column, options)
        first, *rest = [styled(v, CHANGED, color=options.color) for v in values] if at in changed else values
        lines.append(f"{styled(name, BOLD, color=options.color)} | {first}")
        indent = " " * display_width(name)
        lines += [f"{indent} | {line}" for line in rest]
    return "".join(f"{line}\n" for line in lines)


def _value_lines(value: Value, column: ResultColumn, options: RenderOptions) -> list[str]:
    if value is None:
        return [styled(options.null, DIM, color=options.color)]
    link = address(value) if options.links and options.color else None
    if not link and options.screen and isinstance(value, str) and holds_json(column):
        value = reformatted(value, indent=2)
    lines = cell_lines(value, column, options.null, ascii_only=options.ascii_only)
    return [linked(line, link) for line in lines] if link else lines
