"""The text of a file, piece by piece: unpacked, decoded, checked. A piece ends where a line ends.

Bytes come in, texts go out, and the number of the line that each begins with.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.local_files.paths import unreadable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

PIECE = 128 * 1024
"""Bytes that are read at once."""
LONGEST_LINE = 64 * 1024 * 1024
"""Letters of one line."""
UTF_8 = "utf-8"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Piece(NamedTuple):
    """Whole lines of a file."""

    text: str
    line: int
    """The number of the first one."""


class NamedFile(NamedTuple):
    """A file that a call names."""

    name: str
    """As a person would name it."""
    path: Path


def at_line(file: NamedFile, line: int, what: str, hint: str) -> LocalFileError:
    """The error for what stands in a line."""
    return LocalFileError(f"{file.name}, line {line}: {what}", hint=hint)


@contextmanager
def opened(file: NamedFile) -> Iterator[BinaryIO]:
    """The bytes of a file; ``.gz`` is unpacked.

    Raises:
        LocalFileError: it cannot be read, or is no gzip file.
    """
    try:
        with file.path.open("rb") as stream:
            packed = file.name.lower().endswith(".gz")
            yield cast("BinaryIO", gzip.GzipFile(fileobj=stream)) if packed else stream
    except (EOFError, gzip.BadGzipFile, zlib.error) as problem:
        raise LocalFileError(
            f"{file.name} is no whole gzip file: {problem}", hint="unpack it, or give it a name without .gz"
        ) from None
    except OSError as problem:
        raise unreadable(file.name, problem) from None


def pieces(file: NamedFile, encoding: str = UTF_8, *, bare_returns: bool = False) -> Generator[Piece]:
    """The text of a file; with ``bare_returns`` a line may end with a carriage return alone.

    Raises:
        LocalFileError: it cannot be read, is not of the encoding, has a NUL in it, or a line without end.
    """
    line, held, length = 1, list[str](), 0
    for text, line_ends in _decoded(file, encoding):
        cut = text.rfind("\n") + 1
        if bare_returns and not cut:
            cut = text.rfind("\r", 0, -1) + 1
        held.append(text[:cut] if cut else text)
        length += len(held[-1])
        if cut:
            whole = "".join(held)
            yield Piece(whole, line)
            line += line_ends  # none of them is behind the cut, nor in what was held
            held, length = [text[cut:]], len(text) - cut
        elif length > LONGEST_LINE:
            raise at_line(
                file,
                line,
                f"it goes on for more than {LONGEST_LINE:,} letters",
                "is it a file of another kind?",
            )
    if length:
        yield Piece("".join(held), line)


def beginning(file: NamedFile, encoding: str) -> str:
    """The first lines of a text; all of it where it is short. Raises what `pieces` raises."""
    found, size = list[str](), 0
    with closing(pieces(file, encoding, bare_returns=True)) as source:
        for piece in source:
            found.append(piece.text)
            size += len(piece.text)
            if size >= PIECE // 2:
                break
    return "".join(found)


def _decoded(file: NamedFile, encoding: str) -> Iterator[tuple[str, int]]:
    """The text as it is read, each part with the number of its line feeds."""
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == UTF_8 else encoding)()
    line = 1
    with opened(file) as stream:
        block = stream.read(PIECE)
        if encoding == UTF_8 and block.startswith(_UTF_16):
            raise at_line(file, 1, "this is UTF-16, not UTF-8", _encoding_hint(file, "utf-16"))
        while True:
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as problem:
                line += bytes(problem.object).count(b"\n", 0, problem.start)
                byte = problem.object[problem.start]
                raise at_line(
                    file,
                    line,
                    f"the byte 0x{byte:02x} is not {encoding.upper()}",
                    _encoding_hint(file, "latin-1"),
                ) from None
            if "\0" in text:
                line += text.count("\n", 0, text.index("\0"))
                raise at_line(
                    file,
                    line,
                    "there is a NUL character",
                    "is it a binary file, or text of another encoding?",
                )
            line_ends = text.count("\n")
            yield text, line_ends
            line += line_ends
            if not block:
                return
            block = stream.read(PIECE)


def _encoding_hint(file: NamedFile, encoding: str) -> str:
    return f"if it is {encoding}, read_csv takes encoding = '{encoding}'; or write it anew: iconv -f {encoding} -t utf-8 {file.name}"
