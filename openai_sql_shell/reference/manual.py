"""A page as a manual page: roff with the macros of man(7)."""

from __future__ import annotations

import re
from itertools import pairwise
from textwrap import TextWrapper
from typing import TYPE_CHECKING

from openai_sql_shell.reference.page import Heading, NameTable, Paragraph, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.reference.page import Block, ReferencePage

_LINE = TextWrapper(width=78, break_long_words=False, break_on_hyphens=False)
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
    lines = [f'.TH {name} {page.section} "{page.date}" {program}', ".nh", ".ad l", ".SH NAME"]
    lines += _filled(f"{escaped(page.name.replace(' ', '_'))} \\- {escaped(page.summary)}")
    for before, block in pairwise((None, *_without_bare_title(page.blocks))):
        text = [*_block(block)]
        begun = text[:1] == [".PP"]
        apart = isinstance(block, Paragraph) or begun
        lines += [".PP"] * (apart and not isinstance(before, Heading)) + text[begun:]
    return "\n".join(lines) + "\n"


def _without_bare_title(blocks: Sequence[Block]) -> Sequence[Block]:
    """All of them but a title that the next one follows at once, and of which NAME has told."""
    return blocks[1:] if all(isinstance(block, Heading) for block in blocks[:2]) else blocks


def _block(block: Block | None) -> Iterator[str]:
    match block:
        case Heading(1, _):
            yield ".SH DESCRIPTION"
        case Heading(level, text):
            yield f"{'.SH' if level == 2 else '.SS'} {quoted(text.upper() if level == 2 else text)}"
        case Paragraph(text):
            yield from _filled(prose(text))
        case NameTable(_, rows):
            for name, *facts, told in rows:
                yield ".TP"
                yield rf"\fB{escaped(name)}\fR {escaped(', '.join(filter(None, facts)))}".rstrip()
                yield from _filled(prose(told) or r"\&")
        case Statement(remark, sql):
            yield from (".PP", *_filled(prose(remark))) if remark else ()
            yield from (".PP", ".nf", ".RS 4")
            yield from map(escaped, sql.splitlines())
            yield from (".RE", ".fi")


def _filled(text: str) -> list[str]:
    """Lines that are put together again; none of them begins like a request."""
    return [rf"\&{line}" if line.startswith((".", "'")) else line for line in _LINE.wrap(text)]


def escaped(text: str) -> str:
    r"""A line that means itself, whatever it begins with.

    >>> print(escaped(".a 'b' \\ c-d"))
    \&.a \(aqb\(aq \e c\-d
    >>> print(escaped("5 \u20ac"))
    5 \[u20AC]
    """
    safe = re.sub(r"""[\\'`^~"-]|[^ -~\n]""", lambda found: _means(found[0]), text)
    return rf"\&{safe}" if safe.startswith(".") else safe


def _means(character: str) -> str:
    """What stands for a character that roff would take for another, or may not know."""
    return _MEANS_MORE.get(character) or rf"\[u{ord(character):04X}]"


def prose(text: str) -> str:
    r"""Text that is filled: a path may go on in the next line.

    >>> print(prose("GET /files/{file_id}"))
    GET /files/\:{file_id}
    """
    return re.sub(r"(?<=[\w}])/(?=[\w{])", r"/\\:", escaped(text))


def quoted(text: str) -> str:
    """One argument of a macro."""
    return f'"{escaped(text)}"'
