"""Files: uploads read from this machine's disk, downloads written to it.

What is sent is streamed; what is written appears under its name only when it is whole.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from openai_sql_shell.api.messages import FilePart
from openai_sql_shell.catalog.model import BodyKind
from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import Cancelled, InvalidValue, LocalFileError, StatementError
from openai_sql_shell.handlers.part_file import part_file, refuse_directory_name, replaceable_mode
from openai_sql_shell.handlers.query_values import as_argument

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.catalog.model import Method
    from openai_sql_shell.handlers.base import Call, Context, Object

SHOWN_AT_MOST = 4 * 1024 * 1024
"""Bytes of a download that may be shown instead of written."""


@frozen
class SentFile:
    """A file of this machine that an argument names."""

    parameter: str
    part: FilePart


def file_parts(method: Method, body: Mapping[str, Any]) -> list[SentFile]:
    """The files that the arguments of a body name; what is an object names none, such as one that the API has already.

    Raises:
        LocalFileError: one is missing, a directory, empty, or cannot be read.
        InvalidValue: an object where only a file will do.
    """
    found = []
    for parameter in (p for p in method.parameters if p.local_file and body.get(p.name) is not None):
        value = body[parameter.name]
        if isinstance(value, dict):
            if method.body is BodyKind.MULTIPART:
                raise InvalidValue(f"{parameter.sql_name} is no path", hint="give the path of a file")
            continue
        several = isinstance(value, list)
        for name in value if several else [value]:
            path = readable_file(str(name))
            field = f"{parameter.name}[]" if several else parameter.name
            found.append(SentFile(parameter.name, FilePart(field, path, path.name)))
    return found


def local_paths(call: Call) -> list[Path]:
    """Where the files are that a call is to send or write, whole; looks at none of them.

    Raises:
        LocalFileError: one has no path.
    """
    names = [p.name for p in call.method.parameters if p.local_file]
    given = (call.arguments.get(name) for name in (*names, "to"))
    several = (value if isinstance(value, list) else [value] for value in given)
    return [
        expanded(str(path)).absolute()
        for paths in several
        for path in paths
        if path is not None and not isinstance(path, dict)
    ]


def downloaded(call: Call, request: Request, context: Context) -> Object:
    """Download to ``to``, or without it show what comes where it is text.

    Raises:
        Cancelled: nothing was written. LocalFileError: it cannot be written. StatementError: it cannot be shown.
    """
    try:
        return _downloaded(call, request, context)
    except Cancelled as stop:
        raise Cancelled(stop.message, hint="nothing was written or changed") from None


def _downloaded(call: Call, request: Request, context: Context) -> Object:
    target = call.arguments.get("to")
    if target is None:
        content = _Shown()
        context.transport.download(
            request, content.write, context.request_context, restart=content.data.clear
        )
        return _named(call) | {"bytes": len(content.data), "content": content.text()}
    path = expanded(str(target))
    with part_file(path, replaces=bool(call.arguments.get("overwrite"))) as part:
        response = context.transport.download(
            request, part.write, context.request_context, restart=partial(_emptied, part)
        )
    return _named(call) | {"path": str(path), "bytes": response.size}


def written(call: Call, body: bytes) -> Object:
    """Bytes that are here, written to ``to``, or without it as text.

    Raises:
        LocalFileError: they cannot be written. StatementError: they cannot be shown.
    """
    target = call.arguments.get("to")
    if target is None:
        content = _Shown()
        content.write(body)
        return _named(call) | {"bytes": len(body), "content": content.text()}
    path = expanded(str(target))
    with part_file(path, replaces=bool(call.arguments.get("overwrite"))) as part:
        part.write(body)
    return _named(call) | {"path": str(path), "bytes": len(body)}


def _named(call: Call) -> Object:
    """What the bytes belong to."""
    return {name: call.arguments[name] for name in call.method.path_parameters}


def readable_file(name: str) -> Path:
    """A file of this machine that can be sent.

    Raises:
        LocalFileError: it cannot; says why.
    """
    path = expanded(name)
    try:
        if not exists(path):
            where = "" if path.is_absolute() else f" in {Path.cwd()}"
            raise LocalFileError(f"no file {name!r}{where}", hint="give the path of an existing file")
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


def exists(path: Path) -> bool:
    """Whether there is something of that name. `Path.exists` says no where nobody can know, from Python 3.14 on.

    Raises:
        OSError: the path cannot be looked at: it is too long, a directory is closed to this user.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


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
    >>> list(flattened({"include": ["logprobs"], "stream": False}))
    [('include[]', 'logprobs'), ('stream', 'false')]
    """
    for name, value in fields.items():
        key = f"{prefix}[{name}]" if prefix else name
        if isinstance(value, dict):
            yield from flattened(value, key)
        elif isinstance(value, list):
            for item in value:
                yield from flattened({"": item}, key)
        elif value is not None:
            yield key, as_argument(value)


def check_target(arguments: Mapping[str, Any]) -> None:
    """See to it that what comes can be written, before it is asked for.

    Raises:
        LocalFileError: it cannot; says why.
    """
    target = arguments.get("to")
    if target is None:
        return
    path = expanded(str(target))
    try:
        if exists(path) and path.is_dir():
            raise LocalFileError(
                f"{target!r} is a directory", hint=f"name a file, such as @to='{target}/output.jsonl'"
            )
        refuse_directory_name(str(target))
        if arguments.get("overwrite"):
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
