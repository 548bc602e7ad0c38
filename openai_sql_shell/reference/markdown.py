"""A page as GitHub's Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.reference.page import Heading, NameTable, Paragraph, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openai_sql_shell.reference.page import Block, ReferencePage

_MARKUP = re.compile(r"[\\`*<>\[\]|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|^(?=[#+-]|\d+\.)")


def markdown(page: ReferencePage) -> str:
    """The text of the page."""
    return "\n\n".join(map(_block, page.blocks)) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {prose(text)}"
        case Paragraph(text):
            return prose(text)
        case NameTable(columns, rows):
            head = [_row(map(prose, columns)), _row("---" for _ in columns)]
            return "\n".join([*head, *(_row([code(name), *map(prose, others)]) for name, *others in rows)])
        case Statement(remark, sql):
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", sql)), 0)
            return f"{prose(remark)}\n\n{fence}sql\n{sql}\n{fence}".lstrip()


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def prose(text: str) -> str:
    r"""Text that means itself.

    >>> print(prose("a_b, _c_, *d* and a|b"))
    a_b, \_c\_, \*d\* and a\|b
    """
    return _MARKUP.sub(lambda found: f"\\{found[0]}", " ".join(text.split()))


def code(text: str) -> str:
    """A name as code, for the cell of a table."""
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""
