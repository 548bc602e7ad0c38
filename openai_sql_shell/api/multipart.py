"""Files and text fields in, a multipart/form-data body out (RFC 7578), read from disk while it is sent.

requests would load whole files into memory, and requests-toolbelt would be one more dependency for this page of code.
The length is known before, so no chunked encoding; every iteration opens the files anew, so a body can be sent again.
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

    def __init__(self, form: Sequence[tuple[str, str]], files: Sequence[FilePart]) -> None:
        """Measure the files.

        Raises:
            LocalFileError: one cannot be read.
        """
        self.boundary = f"openai-sql-{os.urandom(16).hex()}"
        self.files = tuple((file, _size(file)) for file in files)
        """Each with its size."""
        self._form = b"".join(self._part(name) + _utf8(value) + b"\r\n" for name, value in form)
        self._heads = [self._part(file.field, filename=file.filename) for file in files]
        self._end = f"--{self.boundary}--\r\n".encode("ascii")

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return f"multipart/form-data; boundary={self.boundary}"

    def __len__(self) -> int:
        parts = (len(head) + size + 2 for head, (_, size) in zip(self._heads, self.files, strict=True))
        return len(self._form) + sum(parts) + len(self._end)

    def __iter__(self) -> Iterator[bytes]:
        before = self._form
        for head, (file, size) in zip(self._heads, self.files, strict=True):
            yield before + head
            try:
                with file.path.open("rb") as source:
                    yield from _pieces(source, file, size)
            except OSError as error:
                raise _unreadable(file, error) from None
            before = b"\r\n"
        yield before + self._end

    def _part(self, name: str, filename: str | None = None) -> bytes:
        lines = [f"--{self.boundary}", f'Content-Disposition: form-data; name="{_quoted(name)}"']
        if filename is not None:
            lines[1] += f'; filename="{_quoted(filename)}"'
            lines.append(f"Content-Type: {content_type(filename)}")
        return _utf8("\r\n".join([*lines, "", ""]))


def _pieces(source: BinaryIO, file: FilePart, size: int) -> Iterator[bytes]:
    left = size
    while True:
        piece = source.read(PIECE)
        left -= len(piece)
        if left < 0 or (not piece and left):
            raise LocalFileError(
                f"{file.path} changed its size while it was sent", hint="send it once it is complete"
            )
        if not piece:
            return
        yield piece


def _size(file: FilePart) -> int:
    try:
        return file.path.stat().st_size
    except OSError as error:
        raise _unreadable(file, error) from None


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
