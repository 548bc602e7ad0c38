r"""What was typed, cut at its backslash commands.

Comes in: a text with statements and commands, finished or not. Goes out: blocks, each a command or some statements, in order and
without losing a character that is no blank. A command takes the rest of its line. ``\G``, ``\g`` and ``\gset`` behind a
statement without a semicolon belong to it: they end it, and say what becomes of its rows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.sql.split import split
from openai_sql_shell.sql.tokens import significant

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDINGS = ("\\G", "\\gset", "\\g")
"""What may stand in place of the semicolon."""

_ENDING = re.compile(r"\\(?:G|gset|g)(?![A-Za-z_!])")


def blocks(text: str) -> Iterator[str]:
    r"""Backslash commands, each a line of its own, and the statements between them, together.

    >>> list(blocks("SELECT 1; SELECT 2;\n\\x on\nSELECT 3; \\watch"))
    ['SELECT 1; SELECT 2;', '\\x on', 'SELECT 3;', '\\watch']
    >>> list(blocks("SELECT 1\\G SELECT 2 \\g two.csv\nSELECT 3;"))
    ['SELECT 1\\G', 'SELECT 2 \\g two.csv', 'SELECT 3;']
    """
    while text := text.strip():
        if text.startswith("\\"):
            command, _, text = text.partition("\n")
            yield command.rstrip()
            continue
        end = _end(text)
        yield text[:end].rstrip()
        text = text[end:]


def without_ending(block: str) -> tuple[str, str]:
    r"""The statements of a block, and how the last one ends; nothing where that is a semicolon.

    >>> without_ending("SELECT 1; SELECT 2 \\g |head"), without_ending("SELECT '\\G';")
    (('SELECT 1; SELECT 2 ', '\\g |head'), ("SELECT '\\G';", ''))
    """
    for piece in split(block):
        at = _ending_in(piece.text)
        if at is not None:
            place = piece.start + at
            return block[:place], block[place:].rstrip("; \t\r\n")
    return block, ""


def _end(text: str) -> int:
    """Where the statements at the beginning of a text end: before the first command, or behind the first ending."""
    for piece in split(text):
        if piece.text.startswith("\\"):
            return piece.start
        at = _ending_in(piece.text)
        if at is not None:
            return _behind(text, piece.start + at)
    return len(text)


def _behind(text: str, at: int) -> int:
    if text.startswith("\\G", at):
        semicolon = re.compile(r"\s*;?").match(text, at + 2)
        return semicolon.end() if semicolon else at + 2
    newline = text.find("\n", at)
    return len(text) if newline < 0 else newline


def _ending_in(statement: str) -> int | None:
    """Where in a statement an ending begins, outside quotes and comments."""
    if "\\" not in statement:
        return None
    return next(
        (t.start for t in significant(statement) if t.text == "\\" and _ENDING.match(statement, t.start)),
        None,
    )
