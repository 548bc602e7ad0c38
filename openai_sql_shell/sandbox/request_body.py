"""The body of one request, read piece by piece, whether its length is announced or it comes in chunks."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.http_errors import HttpError, bad_request

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

LONGEST_LINE = 1024
PIECE = 64 * 1024


class RequestBody:
    """Reads exactly what belongs to the request."""

    def __init__(self, stream: BinaryIO, headers: Mapping[str, str]) -> None:
        self._stream: BinaryIO = stream
        self._chunked = headers.get("transfer-encoding", "").lower() == "chunked"
        announced = headers.get("content-length", "0")
        if not announced.isdecimal():
            raise bad_request("The Content-Length header is not a number.", None)
        self.announced = int(announced)
        self._left = 0 if self._chunked else self.announced
        self._ended = not self._chunked

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        if self._left == 0 and not self._ended:
            self._next_chunk()
        data = self._stream.read(min(size, self._left))
        self._left -= len(data)
        return data

    def _next_chunk(self) -> None:
        line = self._stream.readline(LONGEST_LINE)
        if line == b"\r\n":
            line = self._stream.readline(LONGEST_LINE)
        try:
            self._left = int(line.split(b";")[0], 16)
        except ValueError:
            self._stream = BytesIO()  # nobody can tell where the next chunk begins
            raise bad_request("The chunked body could not be read.", None) from None
        if self._left == 0:
            self._ended = True
            while self._stream.readline(LONGEST_LINE) not in (b"\r\n", b""):
                pass

    def read_all(self, most: int) -> bytes | None:
        """The whole body; None where it is longer than ``most`` bytes."""
        data = bytearray()
        while piece := self.read(PIECE):
            data += piece
            if len(data) > most:
                return None
        return bytes(data)

    def drain(self, most: int) -> bool:
        """Skip what was not read; False where that is too much, or broken, or the client has gone."""
        skipped = 0
        with suppress(HttpError):
            while self._left <= most - skipped and (piece := self.read(PIECE)):
                skipped += len(piece)
        return self._left == 0 and self._ended
