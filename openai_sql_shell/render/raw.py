"""Values and nothing else, as psql writes them for ``-tA``; and nothing at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import exact
from openai_sql_shell.render.options import RenderSummary
from openai_sql_shell.render.sanitize import encodable, sanitize_lines

if TYPE_CHECKING:
    from typing import TextIO

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader

SEPARATOR = "|"


def draw_raw(feed: RowReader, out: TextIO, look: RenderOptions) -> RenderSummary:
    """A line for each row, values as they are with bars between them; NULL is nothing, as the empty text is."""
    safe = sanitize_lines if look.screen else encodable
    for row in feed:
        texts = ("" if v is None else safe(exact(v, c)) for v, c in zip(row, feed.columns, strict=True))
        out.write(SEPARATOR.join(texts) + "\n")
    return RenderSummary(feed.count, feed.count)


def draw_nothing(feed: RowReader, _out: TextIO, _look: RenderOptions) -> RenderSummary:
    """Read every row and write none: what a statement costs without its drawing."""
    for _ in feed:
        pass
    return RenderSummary(feed.count, 0)
