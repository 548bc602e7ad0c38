"""What is to be run, read: SQL texts from the command line, from files and from standard input.

Sources come in, texts go out. All of them are read and decoded before the first is run, so that a misspelt file name at the
end of a command line stops the run before it began.
"""

from __future__ import annotations

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import StatementError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from openai_sql_shell.cli.options import ScriptSource

STDIN = "-"


@frozen
class Script:
    """One text and what to call it in messages."""

    name: str
    text: str


def read(source: ScriptSource, stdin: TextIO) -> Script:
    """The text of a source.

    Raises:
        UsageError: the file does not exist or cannot be read.
        StatementError: it holds something other than UTF-8 text.
    """
    if source.kind == "command":
        return Script(
            "command line", decode(source.value.encode(errors="surrogateescape"), "the command line")
        )
    if source.value == STDIN:
        buffer = getattr(stdin, "buffer", None)
        return Script("stdin", stdin.read() if buffer is None else decode(buffer.read(), "stdin"))
    return Script(source.value, read_file(source.value))


def read_file(path: str) -> str:
    """The text of a file.

    Raises:
        UsageError: it does not exist or cannot be read.
        StatementError: it holds something other than UTF-8 text.
    """
    from pathlib import Path  # noqa: PLC0415 - many runs read none

    try:
        return decode(Path(path).read_bytes(), path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot read {path}: {reason}") from None


def decode(content: bytes, name: str) -> str:
    r"""Bytes as text, with or without a byte order mark.

    >>> decode(b"\xef\xbb\xbfSELECT 1", "a.sql")
    'SELECT 1'

    Raises:
        StatementError: they are no UTF-8 text.
    """
    try:
        text = content.decode("utf-8-sig")
        wrong = text.find("\0")
    except UnicodeDecodeError as error:
        wrong = error.start
    if wrong >= 0:
        line = content.count(b"\n", 0, wrong) + 1
        raise StatementError(
            f"{name} is not a UTF-8 text (line {line})", hint="save it as UTF-8 and try again"
        )
    return text
