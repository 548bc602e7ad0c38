"""Reads a multipart form from a stream as it arrives: short fields into memory, files into temporary files.

Comes in: the request's body and its content type. Goes out: the parts by name. Never holds a whole file; whoever
makes the temporary files closes them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import frozen
from openai_sql_shell.sandbox.http_errors import HttpError, bad_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.sandbox.blobs import TemporaryFile
    from openai_sql_shell.sandbox.request_body import RequestBody

PIECE = 64 * 1024
LONGEST_HEAD = 16 * 1024
LONGEST_FIELD = 1024 * 1024
ATTRIBUTE = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
MEMBER = re.compile(r"(\w+)\[(\w+)\]")


@frozen
class FormFile:
    """A part with a file name."""

    filename: str
    content: TemporaryFile


def read_form(
    body: RequestBody, content_type: str, new_file: Callable[[], TemporaryFile], most: int
) -> dict[str, Any]:
    """All parts of a form whose files have at most ``most`` bytes each.

    Returns:
        Text by field name, objects for ``name[member]``, a list for each ``name[]``, and a `FormFile` for each file.

    Raises:
        HttpError: no multipart body, one that is cut off or broken, or a file that is too large.
    """
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    if not content_type.startswith("multipart/form-data") or boundary is None:
        raise bad_request(
            "This endpoint takes a form: send it as multipart/form-data.", None, "invalid_content_type"
        )
    scanner = _Scanner(body, b"\r\n--" + boundary[1].encode())
    form: dict[str, Any] = {}
    for _ in scanner.until_boundary():
        pass
    while not scanner.at_end():
        name, filename = _names(scanner.head())
        if filename is None:
            _add_field(form, name, scanner)
        else:
            content = new_file()
            _put(form, name, FormFile(filename, content))
            for piece in scanner.until_boundary():
                content.write(piece)
                if content.size > most:
                    raise too_large(most)
    return form


def _add_field(form: dict[str, Any], name: str, scanner: _Scanner) -> None:
    """Add a text; digits become an integer inside of an object."""
    data = bytearray()
    for piece in scanner.until_boundary():
        data += piece
        if len(data) > LONGEST_FIELD:
            raise bad_request(f"The field '{name}' is too long.", name)
    value = data.decode("utf-8", "replace")
    member = MEMBER.fullmatch(name)
    if member is None:
        _put(form, name, value)
    else:
        form.setdefault(member[1], {})[member[2]] = int(value) if value.isdecimal() else value


def _put(form: dict[str, Any], name: str, value: str | FormFile) -> None:
    """Add a part; several ``name[]`` become a list, the last of several ``name`` counts."""
    if name.endswith("[]"):
        form.setdefault(name.removesuffix("[]"), []).append(value)
    else:
        form[name] = value


def too_large(most: int) -> HttpError:
    """HTTP 413."""
    return HttpError(413, f"Maximum content size limit ({most}) exceeded.", code="content_too_large")


def _names(head: str) -> tuple[str, str | None]:
    """The names of field and file in a part's head."""
    for line in head.split("\r\n"):
        header, _, value = line.partition(":")
        if header.strip().lower() == "content-disposition":
            found = {key: _unescaped(text) for key, text in ATTRIBUTE.findall(value)}
            if "name" in found:
                filename = found.get("filename")
                return found["name"], filename and re.split(r"[/\\]", filename)[-1]
    raise broken()


def _unescaped(text: str) -> str:
    plain = re.sub(r"\\(.)", r"\1", text)
    return plain.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def broken() -> HttpError:
    """HTTP 400 for a body that is no form."""
    return bad_request("The multipart body could not be parsed.", None, "invalid_multipart")


class _Scanner:
    """Cuts a stream at its boundaries."""

    def __init__(self, body: RequestBody, boundary: bytes) -> None:
        self._body = body
        self._boundary = boundary
        self._buffer = b"\r\n"

    def _more(self) -> None:
        piece = self._body.read(PIECE)
        if not piece:
            raise broken()
        self._buffer += piece

    def until_boundary(self) -> Iterator[bytes]:
        """What stands before the next boundary, in pieces; the boundary itself is consumed."""
        keep = len(self._boundary) - 1
        while (found := self._buffer.find(self._boundary)) < 0:
            if len(self._buffer) > keep:
                yield self._buffer[:-keep]
                self._buffer = self._buffer[-keep:]
            self._more()
        before, self._buffer = self._buffer[:found], self._buffer[found + len(self._boundary) :]
        yield before

    def at_end(self) -> bool:
        """Whether the boundary just read was the last; if not, its line is consumed."""
        while len(self._buffer) < 2:
            self._more()
        mark, self._buffer = self._buffer[:2], self._buffer[2:]
        if mark not in (b"--", b"\r\n"):
            raise broken()
        return mark == b"--"

    def head(self) -> str:
        """The headers of the part that begins here."""
        while (found := self._buffer.find(b"\r\n\r\n")) < 0:
            if len(self._buffer) > LONGEST_HEAD:
                raise broken()
            self._more()
        head, self._buffer = self._buffer[:found], self._buffer[found + 4 :]
        return head.decode("utf-8", "replace")
