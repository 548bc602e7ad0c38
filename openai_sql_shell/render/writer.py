"""Writing a result in its format: a `Result` and `RenderOptions` come in, text goes to a stream, a `RenderSummary` out."""

from __future__ import annotations

from importlib import import_module

from openai_sql_shell.config import FORMATS
from openai_sql_shell.render.options import RenderOptions, RenderSummary
from openai_sql_shell.render.row_reader import RowReader
from openai_sql_shell.render.sanitize import encodable, sanitize_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TextIO

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.render.row_text import RowText
    from openai_sql_shell.result import Explanation, Result, ResultColumn, Row

    Draw = Callable[[RowReader, RenderOptions], Iterator[str]]


def write(
    result: Result, out: TextIO, options: RenderOptions, *, cancel: CancelToken | None = None
) -> RenderSummary:
    """Draw the rows of a result (one with columns) while they arrive.

    What the formats for programs write is made visible on a screen only.

    Raises:
        KeyError: no such format.
        OpenAISqlError, or whatever else reading the rows raises: after the rows before it were written and the layout
            was closed.
        OSError: what the stream raises, `BrokenPipeError` among them.
    """
    screen = FORMATS[options.format].screen
    reader = RowReader(result, cancel)
    explanation = result.explanation if options.screen and options.format == "table" else None
    if explanation is not None and not options.expanded:
        out.writelines(_explained(explanation, reader, options))
        reader.finish()
        return RenderSummary(len(explanation.steps), len(explanation.steps), noun="step")
    safe = str if screen else sanitize_lines if options.screen else encodable
    name = "line" if _is_expanded(reader, options) else options.format
    if (text := row_text(name, result.columns) or _table_text(name, reader, options)) is not None:
        _write_rows(text, reader, out, safe, flush=not options.screen)
    else:
        out.writelines(safe(text) for text in writer_of(name)(reader, options))
    reader.finish()
    return RenderSummary(reader.count, reader.count - reader.left_out, reader.left_out_columns, reader.notes)


def row_text(name: str, columns: Sequence[ResultColumn]) -> RowText | None:
    """What writes rows in a format for programs; None: the format has no such writer."""
    make = getattr(import_module(f"openai_sql_shell.render.{FORMATS[name].module}"), f"text_{name}", None)
    return None if make is None else make(columns)


def _write_rows(
    text: RowText, reader: RowReader, out: TextIO, safe: Callable[[str], str], *, flush: bool
) -> None:
    """Write rows as they come, those that are here at once; on a pipe none waits for more."""
    out.write(safe(text.head))

    def take(rows: Sequence[Row]) -> None:
        out.write(safe(text.lines(rows)))
        if flush:
            out.flush()

    reader.drain(take)
    out.write(text.end(reader.count))


def _table_text(name: str, reader: RowReader, options: RenderOptions) -> RowText | None:
    """What writes all rows of a table that no screen shows."""
    if name != "table" or options.screen or options.room is not None or options.max_rows is not None:
        return None
    from openai_sql_shell.render.table import whole_table  # noqa: PLC0415 - other formats do without it

    return whole_table(reader, options)


def _explained(explanation: Explanation, reader: RowReader, options: RenderOptions) -> Iterator[str]:
    from openai_sql_shell.render.explanation import draw_explanation  # noqa: PLC0415 - few are explained

    return draw_explanation(explanation, reader, options)


def writer_of(name: str) -> Draw:
    """The function that reads rows to their end, gives text as they arrive, and closes the layout of this format."""
    draw: Draw = getattr(import_module(f"openai_sql_shell.render.{FORMATS[name].module}"), f"draw_{name}")
    return draw


def _is_expanded(reader: RowReader, options: RenderOptions) -> bool:
    if options.format != "table" or not (options.expanded is None or options.whole):
        return options.format == "table" and bool(options.expanded)
    from openai_sql_shell.render.table import is_too_wide  # noqa: PLC0415 - other formats do without it

    return bool(options.expanded) or is_too_wide(reader, options)
