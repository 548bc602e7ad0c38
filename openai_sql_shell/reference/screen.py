"""A page as text of a terminal: nothing is wider than its window but what is typed as it stands."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from openai_sql_shell.reference.page import Heading, NameTable, Paragraph, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.reference.page import Block, ReferencePage

LEAST = 40
"""Columns of a window that lines are still broken for."""


def screen(page: ReferencePage, width: int) -> str:
    """The text of the page, for a window of so many columns."""
    return "\n\n".join(_block(block, max(width, LEAST)) for block in page.blocks) + "\n"


def _block(block: Block, width: int) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {text}"
        case Paragraph(text):
            return _wrapped(text, width, later="  " if text.startswith("- ") else "")
        case NameTable(columns, rows):
            return _table((columns, *rows), width)
        case Statement(remark, sql):
            return f"{_wrapped(remark, width)}\n\n{textwrap.indent(sql, '    ')}".lstrip("\n")


def _table(rows: Sequence[Sequence[str]], width: int) -> str:
    """Columns side by side, or where that is too wide each last one below the others of its row.

    >>> print(_table([("span", "is"), ("a", "a wait")], 40))
    span  is
    a     a wait
    >>> print(_table([("span", "kind", "is"), ("a", "", "a wait"), ("b", "x", "long")], 17))
    span · kind · is
    <BLANKLINE>
    a
        a wait
    b · x
        long
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) <= width:
        return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    names, *rest = rows
    lines = [_wrapped(" · ".join(filter(None, names)), width) + "\n"]
    for *others, last in rest:
        lines += [_wrapped(" · ".join(filter(None, others)), width), _wrapped(last, width, "    ", "    ")]
    return "\n".join(filter(None, lines))


def _wrapped(text: str, width: int, first: str = "", later: str = "") -> str:
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
