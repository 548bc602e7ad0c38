"""Bytes in pieces of any size come in, blocks of whole lines go out. A line feed alone ends a line, nothing else does.

Memory is a piece and the longest line: of a line longer than `LONGEST` only the beginning is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

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
    """Lines that follow each other, without their line feeds."""

    number: int
    """Of the first line, from 1."""
    offset: int
    """Where the first line begins, in bytes."""
    lines: list[bytes]
    size: int | None = None
    """None: the lines are whole. Otherwise there is one, the beginning of a line that has so many bytes."""


@dataclass(slots=True)
class _Begun:
    """The line whose end has not come yet."""

    parts: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, part: bytes) -> None:
        self.size += len(part)
        if self.size <= LONGEST:
            self.parts.append(part)
        else:
            self.parts = [b"".join((*self.parts, part))[:HEAD]]

    def take(self) -> bytes:
        whole = b"".join(self.parts)
        self.parts, self.size = [], 0
        return whole


def blocks(source: Source) -> Iterator[Block]:
    r"""The lines of a source, as soon as their ends are there; the last one needs none.

    >>> list(blocks([b"a\nb", b"c\n\nd"]))
    [Block(number=1, offset=0, lines=[b'a'], size=None), Block(number=2, offset=2, lines=[b'bc', b''], size=None), Block(number=4, offset=6, lines=[b'd'], size=None)]
    """
    number, offset, begun = 1, 0, _Begun()
    for piece in _pieces(source):
        end = piece.rfind(b"\n")
        if end < 0:
            begun.add(piece)
            continue
        start = 0
        if begun.size + piece.find(b"\n") > LONGEST:
            start = piece.find(b"\n") + 1
            begun.add(piece[: start - 1])
            size, head = begun.size, begun.take()
            yield Block(number, offset, [head], size)
            number, offset = number + 1, offset + size + 1
        if start <= end:
            begun.parts.append(piece[start:end])
            whole = begun.take()
            lines = whole.split(b"\n")
            yield Block(number, offset, lines)
            number, offset = number + len(lines), offset + len(whole) + 1
        if end + 1 < len(piece):
            begun.add(piece[end + 1 :])
    if begun.size:
        yield Block(number, offset, [b"".join(begun.parts)], begun.size if begun.size > LONGEST else None)


def _pieces(source: Source) -> Iterator[bytes]:
    """No piece is longer than `PIECE`."""
    for piece in _read(source) if isinstance(source, Readable) else source:
        if len(piece) <= PIECE:
            yield piece
        else:
            yield from (piece[at : at + PIECE] for at in range(0, len(piece), PIECE))


def _read(source: Readable) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece


def content(line: bytes) -> bytes:
    r"""A line without the mark of an encoding before it and the carriage return behind it.

    >>> content(b"\xef\xbb\xbf{}\r")
    b'{}'
    """
    return line.removeprefix(BOM).removesuffix(b"\r")


def is_blank(line: bytes) -> bool:
    r"""Whether a line gives no row: it has nothing but space, tab, CR, VT and FF.

    >>> is_blank(b" \t\v\f\r"), is_blank(b"\0"), is_blank(b"\xc2\xa0")
    (True, False, False)
    """
    return not line.removeprefix(BOM).strip()
