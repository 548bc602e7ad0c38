"""A file and text fields in, a multipart/form-data body out (RFC 7578), read from disk while it is sent.

requests would load the whole file into memory, and requests-toolbelt would be one more dependency for this page of code.
The length is known before, so no chunked encoding; every iteration opens the file anew, so a body can be sent again.
"""

from __future__ import annotations

import mimetypes
import os
from typing import TYPE_CHECKING

from openai_sql_shell.errors import LocalFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from openai_sql_shell.api.messages import FilePart

PIECE = 64 * 1024
"""Bytes held in memory at a time."""

_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""What browsers escape in a name; everything else is sent as UTF-8."""


class MultipartBody:
    """A body of known length; iterate over it to read its bytes, as often as needed."""

    def __init__(self, form: Sequence[tuple[str, str]], file: FilePart) -> None:
        """Measure the file.

        Raises:
            LocalFileError: it cannot be read.
        """
        self.boundary = f"openai-sql-{os.urandom(16).hex()}"
        self.file = file
        try:
            self.file_size = file.path.stat().st_size
        except OSError as error:
            raise _unreadable(file, error) from None
        self._head = b"".join(self._part(name) + _utf8(value) + b"\r\n" for name, value in form) + self._part(
            file.field, filename=file.filename
        )
        self._tail = f"\r\n--{self.boundary}--\r\n".encode("ascii")

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return f"multipart/form-data; boundary={self.boundary}"

    def __len__(self) -> int:
        return len(self._head) + self.file_size + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        try:
            with self.file.path.open("rb") as source:
                yield from self._pieces(source)
        except OSError as error:
            raise _unreadable(self.file, error) from None
        yield self._tail

    def _pieces(self, source: BinaryIO) -> Iterator[bytes]:
        left = self.file_size
        while True:
            piece = source.read(PIECE)
            left -= len(piece)
            if left < 0 or (not piece and left):
                raise LocalFileError(
                    f"{self.file.path} changed its size while it was sent", hint="send it once it is complete"
                )
            if not piece:
                return
            yield piece

    def _part(self, name: str, filename: str | None = None) -> bytes:
        lines = [f"--{self.boundary}", f'Content-Disposition: form-data; name="{_quoted(name)}"']
        if filename is not None:
            lines[1] += f'; filename="{_quoted(filename)}"'
            lines.append(f"Content-Type: {content_type(filename)}")
        return _utf8("\r\n".join([*lines, "", ""]))


def content_type(filename: str) -> str:
    """The media type a name suggests.

    >>> content_type("prompts.jsonl"), content_type("notes.txt"), content_type("LICENSE")
    ('application/jsonl', 'text/plain', 'application/octet-stream')
    """
    if filename.lower().endswith(".jsonl"):
        return "application/jsonl"
    return mimetypes.guess_type(filename)[0] or "application/octet-stream"


def _quoted(name: str) -> str:
    return name.translate(_ESCAPES)


def _utf8(text: str) -> bytes:
    """UTF-8; bytes of a file name that are no UTF-8 become question marks."""
    return text.encode("utf-8", "replace")


def _unreadable(file: FilePart, error: OSError) -> LocalFileError:
    return LocalFileError(f"cannot read {file.path}: {error.strerror or error}")
