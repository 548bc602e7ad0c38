"""Bytes in pieces of any size come in, blocks of whole lines go out. A line feed alone ends a line, nothing else does.

Memory is a piece and the longest line: of a line longer than `LONGEST` only the beginning is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from openai_sql_shell.classes import define, field

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = 256 * 1024
"""Bytes that are read and split at once."""
LONGEST = 64 * 1024 * 1024
"""Bytes of one line."""
HEAD = 64 * 1024
"""Bytes that are kept of a longer one."""
BOM = b"\xef\xbb\xbf"


@runtime_checkable
class Readable(Protocol):
    """A binary file, or whatever reads like one."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


class ReadableAt(Readable, Protocol):
    """One of which any part can be read again."""

    def read_at(self, offset: int, n: int) -> bytes:
        """``n`` bytes from a place on."""


Source = Readable | Iterable[bytes]


class Block(NamedTuple):
    """Lines that follow each other, each with its line feed; the last one of a file may have none."""

    number: int
    """Of the first line, from 1."""
    offset: int
    """Where the first line begins, in bytes."""
    lines: list[bytes]
    size: int | None = None
    """None: the lines are whole. Otherwise there is one, the beginning of a line that has so many bytes."""


@define
class _Begun:
    """The line whose end has not come yet."""

    parts: list[bytes] = field(default_factory=list)
    size: int = 0
    is_too_long: bool = False

    def add(self, part: bytes) -> None:
        self.size += len(part)
        self.is_too_long = self.size - part.endswith(b"\n") > LONGEST
        self.parts.append(part)
        if self.is_too_long:
            self.parts = [b"".join(self.parts)[:HEAD]]

    def take(self) -> bytes:
        line = b"".join(self.parts)
        self.parts, self.size = [], 0
        return line


def blocks(source: Source) -> Iterator[Block]:
    r"""The lines of a source, as soon as their ends are there.

    >>> [(block.number, block.offset, block.lines) for block in blocks([b"a\nb", b"c\n\nd"])]
    [(1, 0, [b'a\n']), (2, 2, [b'bc\n', b'\n']), (4, 6, [b'd'])]
    """
    number, offset, end, begun = 1, 0, 0, _Begun()
    for piece in _pieces(source):
        lines = BytesIO(piece).readlines()  # far faster than split, which looks at each byte
        rest = b"" if lines[-1].endswith(b"\n") else lines.pop()
        end += len(piece)
        if lines:
            begun.add(lines[0])
            if begun.is_too_long:
                size, head = begun.size - 1, begun.take()
                yield Block(number, offset, [head], size)
                number, offset = number + 1, offset + size + 1
                del lines[0]
            else:
                lines[0] = begun.take()
        if lines:
            yield Block(number, offset, lines)
            number, offset = number + len(lines), end - len(rest)
        begun.add(rest)
    if begun.size:
        too_long = begun.size if begun.is_too_long else None
        yield Block(number, offset, [begun.take()], too_long)


def _pieces(source: Source) -> Iterator[bytes]:
    """No piece is empty, or longer than `PIECE`."""
    for piece in _read(source) if isinstance(source, Readable) else source:
        if 0 < len(piece) <= PIECE:
            yield piece
        else:
            yield from (piece[at : at + PIECE] for at in range(0, len(piece), PIECE))


def _read(source: Readable) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece


def content(line: bytes) -> bytes:
    r"""A line without its end, also where that is CRLF, and without the mark of an encoding before it.

    >>> content(b"\xef\xbb\xbf{}\r\n")
    b'{}'
    """
    return line.removeprefix(BOM).removesuffix(b"\n").removesuffix(b"\r")


def is_utf_8(line: bytes) -> bool:
    """Whether all bytes of a line are text."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_blank(line: bytes) -> bool:
    r"""Whether a line gives no row: it has nothing but space, tab, CR, VT and FF.

    >>> is_blank(b" \t\v\f\r"), is_blank(b"\0"), is_blank(b"\xc2\xa0")
    (True, False, False)
    """
    return not line.removeprefix(BOM).strip()
