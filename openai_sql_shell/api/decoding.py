"""A compressed body as it travels in, its bytes out, a bounded piece at a time.

urllib3 would decode it, too, but takes a stream that ends early for a whole one. Only what is asked for (`ACCEPTED`) is decoded.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCEPTED = "gzip"
"""What requests ask for."""

PIECE = 64 * 1024
"""Bytes that come out at a time."""

_GZIP = 16 + zlib.MAX_WBITS


class DecodingError(Exception):
    """The body is not what its content-encoding says; tells in which way."""


class Identity:
    """A body that is not compressed."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bytes of one piece."""
        yield data

    def finish(self) -> None:
        """Nothing tells where it ends."""


class Gunzip:
    """A body of one or several gzip streams, one behind the other."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_GZIP)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bytes that a further piece of the body makes.

        Raises:
            DecodingError: it is damaged.
        """
        piece = b""
        while data or len(piece) == PIECE:
            if self._stream.eof:  # what follows a stream is another one, or padding
                data, piece = data.lstrip(b"\0"), b""
                self._stream = zlib.decompressobj(_GZIP) if data else self._stream
                continue
            self._begun = True
            try:
                piece = self._stream.decompress(data, PIECE)
            except zlib.error:
                raise DecodingError("is damaged: its gzip checksum or structure is wrong") from None
            yield piece
            data = self._stream.unconsumed_tail or self._stream.unused_data

    def finish(self) -> None:
        """The body ends here.

        Raises:
            DecodingError: in the middle of a stream.
        """
        if self._begun and not self._stream.eof:
            raise DecodingError("broke off in the middle of its gzip stream")


def decoder(encoding: str) -> Identity | Gunzip:
    """What decodes a body with this content-encoding.

    Raises:
        DecodingError: it was not asked for.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return Identity()
    if name in ("gzip", "x-gzip"):
        return Gunzip()
    raise DecodingError(f"has the content-encoding {name[:40]}, which was not asked for")
