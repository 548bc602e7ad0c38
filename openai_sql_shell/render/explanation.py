"""An explanation on a screen: sentences, then the steps as a tree; every text whole, wrapped at its words.

Comes in: what EXPLAIN found out, and where it goes. Goes out: lines no wider than the window.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.sgr import BOLD, DIM, styled
from openai_sql_shell.render.width import display_width, packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ExplainedStep, Explanation

NARROWEST = 12
"""Cells of a line of text, in any window."""
BRANCHES = {False: ("├─ ", "│  "), True: ("└─ ", "   ")}
"""What stands before a step and before its further lines, by whether it is the last of its level."""
PLAIN_BRANCHES = {False: ("|- ", "|  "), True: ("`- ", "   ")}


def draw_explanation(explanation: Explanation, reader: RowReader, options: RenderOptions) -> Iterator[str]:
    """The sentences and the tree. The rows, which say the same, are read and not drawn."""
    for _ in reader:
        pass
    width = options.room() if options.room is not None else options.width
    for style, sentence in zip((BOLD, ""), explanation.sentences, strict=False):
        yield from _lines(sentence, "", "", width, style, options)
    for step, before, behind in _tree(explanation.steps, plain=options.ascii):
        yield from _lines(step.title, before, behind, width, "", options)
        inside = f"{behind}  "
        if step.request is not None:
            yield from _lines(step.request, inside, f"{inside}  ", width, "", options)
        if step.facts:
            yield from _lines("; ".join(step.facts), inside, inside, width, DIM, options)


def _tree(steps: Sequence[ExplainedStep], *, plain: bool) -> Iterator[tuple[ExplainedStep, str, str]]:
    """Each step with what stands before its first line and before the others."""
    branches = PLAIN_BRANCHES if plain else BRANCHES
    around: list[str] = []
    for i, step in enumerate(steps):
        behind = next((s.depth for s in steps[i + 1 :] if s.depth <= step.depth), -1)
        first, more = branches[behind < step.depth]
        around[step.depth :] = [more]
        outside = "".join(around[: step.depth])
        yield step, outside + first, outside + more


def _lines(
    text: str, before: str, behind: str, width: int | None, style: str, options: RenderOptions
) -> Iterator[str]:
    room = None if width is None else max(width - display_width(behind) - 1, NARROWEST)
    for line in wrapped(sanitize(text), room):
        yield f"{styled(before, DIM, color=options.color)}{styled(line, style, color=options.color)}\n"
        before = behind


def wrapped(text: str, room: int | None) -> list[str]:
    """The text in lines of at most so many cells: ended at blanks, else at the signs of an address, else anywhere.

    >>> wrapped("GET /files?limit=100&purpose=batch", 20)
    ['GET', '/files?limit=100&', 'purpose=batch']
    """
    if room is None or display_width(text) <= room:
        return [text]
    return packed((part for word in text.split(" ") for part in _broken(word, room)), room)


def _broken(word: str, room: int) -> list[str]:
    pieces = re.findall(r"[^/?&=,]*[/?&=,]|[^/?&=,]+", word)
    return packed(
        (p for piece in pieces for p in ([piece] if display_width(piece) <= room else piece)), room, ""
    )
