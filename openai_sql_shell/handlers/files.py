"""Files: uploads read from this machine's disk, downloads written to it.

What is sent is streamed; what is written appears under its name only when it is whole.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from openai_sql_shell.api.messages import FilePart
from openai_sql_shell.catalog.model import BodyKind, Returns
from openai_sql_shell.errors import Cancelled, LocalFileError, StatementError
from openai_sql_shell.handlers.part_file import part_file, refuse_directory_name, replaceable_mode
from openai_sql_shell.handlers.rest import RestHandler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.handlers.base import Call, Context, Object

SHOWN_AT_MOST = 4 * 1024 * 1024
"""Bytes of a download that may be shown instead of written."""


class FilesHandler(RestHandler):
    """REST, and two things JSON cannot carry: multipart uploads and binary answers."""

    def request(self, call: Call) -> Request:
        """Checks the file before anything is sent.

        Raises:
            LocalFileError: the file is missing, a directory, empty, or cannot be read; the target exists.
        """
        if call.method.returns is Returns.BINARY:
            _check_target(call)
        request = super().request(call)
        if call.method.body is not BodyKind.MULTIPART:
            return request
        fields = {n: v for n, v in call.arguments.items() if n not in call.method.path_parameters}
        part = next(p for p in call.method.parameters if p.local_file)
        path = readable_file(str(fields.pop(part.name)))
        return replace(request, form=tuple(flattened(fields)), file=FilePart(part.name, path, path.name))

    def call(self, call: Call, context: Context) -> tuple[Object, ...]:
        """Upload, or download to ``@to``; a download without it is shown where it is text."""
        if call.method.returns is not Returns.BINARY:
            return super().call(call, context)
        try:
            return (self._downloaded(call, context),)
        except Cancelled as stop:
            raise Cancelled(stop.message, hint="nothing was written or changed") from None

    def _downloaded(self, call: Call, context: Context) -> Object:
        request, target = self.request(call), call.arguments.get("to")
        shown: dict[str, Any] = {"file_id": call.arguments["file_id"]}
        if target is None:
            content = _Shown()
            context.transport.download(
                request, content.write, context.request_context, restart=content.data.clear
            )
            return shown | {"bytes": len(content.data), "content": content.text()}
        path = expanded(str(target))
        with part_file(path, replaces=bool(call.arguments.get("overwrite"))) as part:
            response = context.transport.download(
                request, part.write, context.request_context, restart=partial(_emptied, part)
            )
        return shown | {"path": str(path), "bytes": response.size}


def readable_file(name: str) -> Path:
    """A file of this machine that can be sent.

    Raises:
        LocalFileError: it cannot; says why.
    """
    path = expanded(name)
    try:
        if not path.exists():
            raise LocalFileError(
                f"no file {name!r} in {Path.cwd()}", hint="give the path of an existing file"
            )
        if not path.is_file():
            raise LocalFileError(
                f"{name!r} is not a file", hint="give the path of one file, not of a directory"
            )
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
    except OSError as problem:
        raise LocalFileError(
            f"{name!r} cannot be read: {problem.strerror}", hint="check the path and its permissions"
        ) from None
    if size == 0:
        raise LocalFileError(f"{name!r} is empty", hint="the API takes no empty files")
    return path


def expanded(name: str) -> Path:
    """A path of this machine, ``~`` resolved.

    Raises:
        LocalFileError: there is no such home directory.
    """
    try:
        return Path(name).expanduser()
    except RuntimeError:
        raise LocalFileError(
            f"the home directory of {name!r} is unknown", hint="write the whole path"
        ) from None


def flattened(fields: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Nested values as form fields with brackets.

    >>> list(flattened({"purpose": "batch", "expires_after": {"seconds": 3600}}))
    [('purpose', 'batch'), ('expires_after[seconds]', '3600')]
    """
    for name, value in fields.items():
        key = f"{prefix}[{name}]" if prefix else name
        if isinstance(value, dict):
            yield from flattened(value, key)
        else:
            yield key, str(value)


def _check_target(call: Call) -> None:
    target = call.arguments.get("to")
    if target is None:
        return
    path = expanded(str(target))
    try:
        if path.is_dir():
            raise LocalFileError(
                f"{target!r} is a directory", hint=f"name a file, such as @to='{target}/output.jsonl'"
            )
        refuse_directory_name(str(target))
        if call.arguments.get("overwrite"):
            replaceable_mode(path)
        elif os.path.lexists(path):
            raise LocalFileError(f"{target!r} exists", hint="choose another name, or add @overwrite=true")
        if not path.parent.is_dir():
            raise LocalFileError(
                f"no directory {str(path.parent)!r}", hint="make it first, or choose another path"
            )
    except OSError as problem:
        raise LocalFileError(
            f"{target!r} cannot be written: {problem.strerror}", hint="choose another path"
        ) from None


def _emptied(part: BinaryIO) -> None:
    part.seek(0)
    part.truncate()


class _Shown:
    """Collects a download that is shown instead of written."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, piece: bytes) -> None:
        self.data += piece
        if len(self.data) > SHOWN_AT_MOST:
            raise StatementError(
                f"the file is larger than {SHOWN_AT_MOST // 1024 // 1024} MB, too large to show",
                hint="write it to disk: add @to='output.jsonl'",
            )

    def text(self) -> str:
        try:
            return self.data.decode("utf-8")
        except UnicodeDecodeError:
            raise StatementError(
                "the file is not text", hint="write it to disk: add @to='output.bin'"
            ) from None
