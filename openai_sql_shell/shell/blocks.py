r"""Splitting typed text into blocks: backslash commands, each a line, and the statements between them.

Comes in: a text, finished or not. Goes out: blocks in order, without losing a character that is no blank. A command takes the rest of its line. `TERMINATORS` behind a
statement without a semicolon belong to it: they end it, and say what becomes of it or of its rows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.errors import StatementSyntaxError
from openai_sql_shell.sql.split import split
from openai_sql_shell.sql.tokens import significant

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMAND = re.compile(r"\\(\?|[A-Za-z_]+[!+]?|\S?)\s*(.*)", re.DOTALL)
ON_ROWS = ("G", "gset", "gx", "g")
"""Commands that take the rows of the statement in front of them."""
ON_RESULT = ("chart", "browse")
"""Those that look at its result when it has been shown."""
ON_STATEMENT = ("watch",)
"""Those that run it themselves."""
ON_TEXT = ("format", "ns", "e")
"""Those that take its text, and run nothing."""
TERMINATORS = (*ON_ROWS, *ON_RESULT, *ON_STATEMENT, *ON_TEXT)
"""Commands that may stand in place of a semicolon."""
_TERMINATOR = re.compile(rf"\\(?:{'|'.join(TERMINATORS)})(?![A-Za-z_!+])")
_COMMAND_NAME = re.compile(r"\\(?:\?|[A-Za-z_]+[!+]?|\S?)")
_WORD = re.compile(r"""(?:[^\s'"]|'(?:[^']|'')*+'|"(?:[^"]|"")*+")++""")
_PIECE = re.compile(r"""'(?:[^']|'')*+'|"(?:[^"]|"")*+"|[^'"]++""")


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


def split_terminator(block: str) -> tuple[str, str]:
    r"""The statements of a block, and how the last one ends; nothing where that is a semicolon.

    >>> split_terminator("SELECT 1; SELECT 2 \\g |head"), split_terminator("SELECT '\\G';")
    (('SELECT 1; SELECT 2 ', '\\g |head'), ("SELECT '\\G';", ''))
    """
    for piece in split(block):
        at = _terminator_in(piece.text)
        if at is not None:
            place = piece.start + at
            return block[:place], block[place:].rstrip("; \t\r\n")
    return block, ""


def split_command(line: str) -> tuple[str, str]:
    r"""Name and arguments of a command line; a semicolon at its end means nothing.

    >>> split_command("\\d batches;"), split_command("\\?keys"), split_command("\\o! out.csv")
    (('d', 'batches'), ('?', 'keys'), ('o!', 'out.csv'))
    """
    found = _COMMAND.match(line.strip().removesuffix(";"))
    return (found[1], found[2].strip()) if found else ("", "")


def split_words(text: str) -> list[str]:
    r"""Arguments, blanks between them. Quotes hold a word together; a quote inside of them is written twice, a backslash is a backslash.

    >>> split_words("'my file.sql' C:\\data 'it''s' n=\"a b\"")
    ['my file.sql', 'C:\\data', "it's", 'n=a b']

    Raises:
        StatementSyntaxError: a quote is never closed.
    """
    words, rest = [], text.strip()
    while rest:
        word = _WORD.match(rest)
        if word is None:
            raise StatementSyntaxError(
                "a quote is opened and never closed", hint="close it, or leave the quotes out"
            )
        words.append(_PIECE.sub(_unquoted, word[0]))
        rest = rest[word.end() :].lstrip()
    return words


def _unquoted(piece: re.Match[str]) -> str:
    text = piece[0]
    return text[1:-1].replace(text[0] * 2, text[0]) if text[0] in "'\"" else text


def terminator_name(block: str) -> str:
    r"""The command that ends the last statement of a block; nothing where that is a semicolon.

    >>> terminator_name("SELECT 1 \\watch i=1"), terminator_name("SELECT 1;")
    ('watch', '')
    """
    return split_command(split_terminator(block)[1])[0]


def stray_command(block: str) -> str | None:
    r"""The first backslash command inside of a statement, where none can stand; None: there is none.

    >>> stray_command("SELECT 1 \\foo bar;"), stray_command("SELECT '\\foo' \\gx")
    ('\\foo', None)
    """
    body, _ = split_terminator(block)
    at = next((t.start for t in significant(body) if t.text == "\\"), None) if "\\" in body else None
    found = None if at is None else _COMMAND_NAME.match(body, at)
    return found and found[0]


def _end(text: str) -> int:
    """Where the statements at the beginning of a text end: before the first command, or behind the first terminator."""
    for piece in split(text):
        if piece.text.startswith("\\"):
            return piece.start
        at = _terminator_in(piece.text)
        if at is not None:
            return _behind(text, piece.start + at)
    return len(text)


def _behind(text: str, at: int) -> int:
    if text.startswith("\\G", at):
        semicolon = re.compile(r"\s*;?").match(text, at + 2)
        return semicolon.end() if semicolon else at + 2
    newline = text.find("\n", at)
    return len(text) if newline < 0 else newline


def _terminator_in(statement: str) -> int | None:
    """Where in a statement a terminator begins, outside quotes and comments."""
    if "\\" not in statement:
        return None
    return next(
        (t.start for t in significant(statement) if t.text == "\\" and _TERMINATOR.match(statement, t.start)),
        None,
    )
