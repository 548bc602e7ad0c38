"""Values and nothing else, as psql writes them for ``-tA``; and nothing at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import exact
from openai_sql_shell.render.options import Shown
from openai_sql_shell.render.sanitize import encodable, visible_lines

if TYPE_CHECKING:
    from typing import TextIO

    from openai_sql_shell.render.options import Look
    from openai_sql_shell.render.row_reader import Feed

SEPARATOR = "|"


def draw_raw(feed: Feed, out: TextIO, look: Look) -> Shown:
    """A line for each row, values as they are with bars between them; NULL is nothing, as the empty text is."""
    safe = visible_lines if look.screen else encodable
    for row in feed:
        texts = ("" if v is None else safe(exact(v, c)) for v, c in zip(row, feed.columns, strict=True))
        out.write(SEPARATOR.join(texts) + "\n")
    return Shown(feed.count, feed.count)


def draw_nothing(feed: Feed, _out: TextIO, _look: Look) -> Shown:
    """Read every row and write none: what a statement costs without its drawing."""
    for _ in feed:
        pass
    return Shown(feed.count, 0)
