"""The guides: chapters of the manual, written by hand in the folder beside this module, and read from there.

A name comes in, the Markdown as it was written goes out, or a page of it for the other formats. Understood are titles, paragraphs,
items, tables and fenced blocks, ```` ```csv name=FILE ```` with their name; marks for tests, ``<!-- ... -->``, are left out.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.services import DESCRIBED_ON
from openai_sql_shell.reference.page import Heading, NameTable, Paragraph, ReferencePage, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.reference.page import Block

_BLOCK = re.compile(
    r"^```\w+(?: name=(?P<file>\S+))?\n(?P<body>(?s:.*?))^```$"
    r"|^(?P<level>#+) (?P<title>.+)$"
    r"|^(?P<table>\|.*(?:\n\|.*)*)"
    r"|^(?P<item>- .*(?:\n  .*)*)"
    r"|^(?!<!--)(?P<prose>[^\n]+(?:\n(?!```|[#|-])[^\n]+)*)",
    re.MULTILINE,
)
_MARKUP = re.compile(r"`([^`]+)`|\*\*|\[([^\]]+)\]\([^)]+\)")


def guide_text(name: str) -> str:
    """The Markdown of a guide that is there."""
    return files(__package__).joinpath("guides", f"{name}.md").read_text(encoding="utf-8")


def guide_page(name: str) -> ReferencePage:
    """The same as a page."""
    title, *blocks = guide_blocks(guide_text(name))
    summary = title.text if isinstance(title, Heading) else name
    return ReferencePage(f"openai-sql {name}", summary, DESCRIBED_ON, (title, *blocks))


def guide_blocks(text: str) -> Iterator[Block]:
    r"""What a Markdown text consists of, in order.

    >>> [*guide_blocks("# A **b**\n\nText\nof two lines.\n\n- [One](x.md)\n  item.\n")]
    [Heading(level=1, text='A b'), Paragraph(text='Text of two lines.'), Paragraph(text='- One item.')]
    """
    for found in _BLOCK.finditer(text):
        if found["body"] is not None:
            yield Statement(f"{found['file']}:" if found["file"] else "", found["body"].rstrip("\n"))
        elif found["title"]:
            yield Heading(len(found["level"]), _plain(found["title"]))
        elif found["table"]:
            columns, _, *rows = map(_cells, found["table"].splitlines())
            yield NameTable(columns, tuple(rows))
        else:
            yield Paragraph(_plain(found["item"] or found["prose"]))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(_plain(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1])


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(lambda found: found[1] or found[2] or "", text).split())
