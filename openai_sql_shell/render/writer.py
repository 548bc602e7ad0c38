"""Writing a result in its format: a `Result` and `RenderOptions` come in, text goes to a stream, a `RenderSummary` out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from openai_sql_shell.config import FORMATS
from openai_sql_shell.render.options import RenderOptions, RenderSummary
from openai_sql_shell.render.row_reader import RowReader
from openai_sql_shell.render.sanitize import encodable, sanitize_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import Explanation, Result

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
    draw = writer_of("line" if _is_expanded(reader, options) else options.format)
    safe = str if screen else sanitize_lines if options.screen else encodable
    out.writelines(safe(text) for text in draw(reader, options))
    reader.finish()
    return RenderSummary(reader.count, reader.count - reader.left_out, reader.left_out_columns, reader.notes)


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
