r"""The output formats: one row each, from which ``-o``, ``\?``, completion and the manual take what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.render.box import draw_box
from openai_sql_shell.render.delimited import draw_csv, draw_tsv
from openai_sql_shell.render.html import draw_html
from openai_sql_shell.render.inserts import draw_inserts
from openai_sql_shell.render.json_rows import draw_json, draw_jsonl
from openai_sql_shell.render.markup import draw_markdown
from openai_sql_shell.render.raw import draw_nothing, draw_raw
from openai_sql_shell.render.records import draw_records
from openai_sql_shell.render.row_reader import RowReader
from openai_sql_shell.render.table import draw_table, hides_columns
from openai_sql_shell.render.times import with_times
from openai_sql_shell.render.yaml_rows import draw_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.render.options import RenderOptions, RenderSummary
    from openai_sql_shell.result import Result


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write rows."""

    name: str
    help: str
    draw: Callable[[RowReader, TextIO, RenderOptions], RenderSummary]
    """Reads the feed to its end, writing as rows arrive, and closes the layout."""
    screen: bool = False
    """Made to be read by people: text is always made visible, and a table may be cut. The others keep every value whole."""
    marks: bool = False
    """Shows which values have changed, where the look knows."""


FORMATS: dict[str, Format] = {
    format_.name: format_
    for format_ in (
        Format("table", "a frame that fits the terminal", draw_table, screen=True, marks=True),
        Format("box", "a frame as wide as the rows, nothing cut", draw_box, screen=True, marks=True),
        Format("csv", "comma-separated values with a header line", draw_csv),
        Format("json", "one array of objects", draw_json),
        Format("jsonl", "one JSON object per line", draw_jsonl),
        Format("tsv", "tab-separated values with a header line", draw_tsv),
        Format("line", "one line per value, nothing cut", draw_records, screen=True, marks=True),
        Format("markdown", "a table for Markdown pages", draw_markdown, screen=True),
        Format("html", "a table for web pages", draw_html, screen=True),
        Format("yaml", "a list of mappings", draw_yaml),
        Format("insert", "SQL that fills a table called result", draw_inserts),
        Format("raw", "values with | between them, no header", draw_raw),
        Format("none", "nothing: the rows are read and counted", draw_nothing),
    )
}
"""Every format by its name, in the order in which they are listed."""


def write(
    result: Result, out: TextIO, look: RenderOptions, *, cancel: CancelToken | None = None
) -> RenderSummary:
    """Draw the rows of a result (one with columns) while they arrive.

    Raises:
        KeyError: no such format.
        OpenAISqlError, or whatever else reading the rows raises: after the rows before it were written and the layout
            was closed.
        OSError: what the stream raises, `BrokenPipeError` among them.
    """
    named = FORMATS[look.format]
    feed = RowReader(with_times(result, look.times) if named.screen else result, cancel)
    shown = (FORMATS["line"] if _is_expanded(feed, look) else named).draw(feed, out, look)
    feed.finish()
    return shown


def _is_expanded(feed: RowReader, look: RenderOptions) -> bool:
    if look.format != "table":
        return False
    return hides_columns(feed, look) if look.expanded is None else look.expanded
