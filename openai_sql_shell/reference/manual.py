"""A page as a manual page: roff with the macros of man(7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.reference.page import Heading, NameTable, Paragraph, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.reference.page import Block, ReferencePage

SECTION = 7
"""Of the manual: what is neither a command nor a function."""
_MEANS_MORE = {
    "\\": r"\e",
    "-": r"\-",
    "'": r"\(aq",
    "`": r"\(ga",
    "^": r"\(ha",
    "~": r"\(ti",
    '"': r"\(dq",
}


def manual(page: ReferencePage) -> str:
    """The text of the page, for ``man -l``."""
    name, program = quoted(page.name.upper().replace(" ", "_")), quoted("openai-sql")
    head = [f".TH {name} {SECTION} {quoted(page.date)} {program}", ".nh", ".ad l", ".SH NAME"]
    head.append(f"{escaped(page.name.replace(' ', '_'))} \\- {escaped(page.summary)}")
    return "\n".join([*head, *(line for block in page.blocks for line in _block(block))]) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(1, _):
            yield ".SH DESCRIPTION"
        case Heading(level, text):
            yield f"{'.SH' if level == 2 else '.SS'} {quoted(text.upper() if level == 2 else text)}"
        case Paragraph(text):
            yield ".PP"
            yield prose(text)
        case NameTable(_, rows):
            for name, *facts, told in rows:
                yield ".TP"
                yield rf"\fB{escaped(name)}\fR {escaped(', '.join(filter(None, facts)))}".rstrip()
                yield prose(told) or r"\&"
        case Statement(remark, sql):
            yield from (".PP", escaped(remark), ".PP", ".nf", ".RS 4")
            yield from map(escaped, sql.splitlines())
            yield from (".RE", ".fi")


def escaped(text: str) -> str:
    r"""A line that means itself, whatever it begins with.

    >>> print(escaped(".a 'b' \\ c-d"))
    \&.a \(aqb\(aq \e c\-d
    """
    safe = re.sub(r"""[\\'`^~"-]""", lambda found: _MEANS_MORE[found[0]], text)
    return rf"\&{safe}" if safe.startswith(".") else safe


def prose(text: str) -> str:
    r"""Text that is filled: a path may go on in the next line.

    >>> print(prose("GET /files/{file_id}"))
    GET /files/\:{file_id}
    """
    return re.sub(r"(?<=[\w}])/(?=[\w{])", r"/\\:", escaped(text))


def quoted(text: str) -> str:
    """One argument of a macro."""
    return f'"{escaped(text)}"'
