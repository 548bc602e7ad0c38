"""Which files a call may read, and which its pattern names.

A file lies in the working directory, or where the person allowed, after every link on the way was followed. A path outside is refused
before anything is said about what is there.
"""

from __future__ import annotations

import glob
import os
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.sql.tokens import quote_string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.catalog.table_functions import FileCall

MOST_FILES = 10_000
"""Files that one pattern may name."""
MOST_NAMES = 1_000
"""Names of a directory that are looked at for the one that was meant."""


@frozen
class Folders:
    """Where files may be read: links are followed, so that none leads out."""

    working: Path
    allowed: tuple[Path, ...] = ()
    """Beside the working directory."""
    fixed: bool = False
    """Nobody who writes statements can have others."""

    @classmethod
    def of(cls, allowed: tuple[Path, ...]) -> Folders:
        """The working directory of this moment, and others.

        Raises:
            LocalFileError: there is no working directory any more.
        """
        try:
            working = Path.cwd()
        except OSError:
            raise LocalFileError("the working directory is gone", hint="change to another one") from None
        return cls(working.resolve(), tuple(Path(os.path.realpath(path)) for path in allowed))

    @classmethod
    def only(cls, below: tuple[Path, ...]) -> Folders:
        """These and no other; the first stands for the working directory.

        Raises:
            LocalFileError: there is none.
        """
        if not below:
            raise LocalFileError(
                "no file of this machine can be read, sent or written here", hint="do without it"
            )
        working, *allowed = (Path(os.path.realpath(path)) for path in below)
        return cls(working, tuple(allowed), fixed=True)

    def real(
        self, path: str, pattern: str | None = None, *, otherwise: str = "copy what is needed here"
    ) -> Path:
        """Where a path leads; of a ``pattern``, or of a file to be made, it is the directory. ``otherwise`` is what else can be done.

        Raises:
            LocalFileError: out of the folders.
        """
        found = Path(os.path.realpath(self.working / path))
        if not any(found.is_relative_to(folder) for folder in (self.working, *self.allowed)):
            if self.fixed:
                raise LocalFileError(
                    f"{path!r} is not below a directory whose files can be used here",
                    hint="name a file there",
                )
            others = "".join(f" and {folder}" for folder in self.allowed)
            raise LocalFileError(
                f"{pattern or repr(path)} leads to {found}, outside of the working directory {self.working}{others}",
                hint=f"start with --allow-path {found if pattern else found.parent}, or {otherwise}",
            )
        return found


def named_files(call: FileCall, folders: Folders) -> list[tuple[str, Path]]:
    """The files of a call, sorted by name: as a person would name each, and where it is.

    Raises:
        LocalFileError: there is none, or one that may not or cannot be read.
    """
    path = _expanded(call.path, call.function.example)
    named = _Named(lambda path: call.with_path(path).name, f"*{''.join(call.function.endings[:1])}")
    if not glob.has_magic(path) or os.path.lexists(folders.working / path):
        return [(path, _file(path, named, folders))]
    folders.real(_fixed_part(path), repr(call.path))
    found = sorted(islice(_matches(path, folders), MOST_FILES + 1))
    if len(found) > MOST_FILES:
        raise LocalFileError(
            f"{call.path!r} names more than {MOST_FILES:,} files",
            hint="name fewer, one subdirectory at a time",
        )
    if not found:
        raise LocalFileError(
            f"no file fits {call.path!r} in {folders.working}",
            hint="* stands for any part of a name, ** for directories between",
        )
    return [(name, _file(name, named, folders)) for name in found]


@contextmanager
def opened_file(path: str, folders: Folders) -> Iterator[BinaryIO]:
    """The bytes of the file of a name, which is no pattern.

    Raises:
        LocalFileError: it is not there, may not or cannot be read.
    """
    real = _file(_expanded(path, "'requests.jsonl'"), _Named(quote_string, "*.jsonl"), folders)
    try:
        with real.open("rb") as file:
            yield file
    except OSError as problem:
        raise unreadable(path, problem) from None


@frozen
class _Named:
    """How files are named where they are read."""

    written: Callable[[str], str]
    """A path as a person writes it there."""
    pattern: str
    """The usual names: ``*.csv``."""


def _expanded(path: str, example: str) -> str:
    if "\0" in path:
        raise LocalFileError("the name of a file holds no NUL", hint=f"write {example}")
    try:
        return str(Path(path).expanduser()) if path.startswith("~") else path
    except RuntimeError:
        raise LocalFileError(
            f"the home directory of {path!r} is unknown", hint="write the whole path"
        ) from None


def _fixed_part(pattern: str) -> str:
    """The directories in front of the first sign of a pattern."""
    parts = Path(pattern).parts
    fixed = next((at for at, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    return str(Path(*parts[:fixed]))


def _matches(pattern: str, folders: Folders) -> Iterator[str]:
    for name in glob.iglob(pattern, root_dir=folders.working, recursive=True):  # noqa: PTH207 - Path.glob follows no links
        if not (folders.working / name).is_dir():
            yield name


def _file(path: str, named: _Named, folders: Folders) -> Path:
    """Where one file is."""
    real = folders.real(path)
    try:
        if real.is_dir():
            raise LocalFileError(
                f"{path!r} is a directory", hint=f"name its files: {path.rstrip('/')}/{named.pattern}"
            )
        if not real.exists():
            raise _missing(path, real, named)
        if not real.is_file():
            raise LocalFileError(f"{path!r} is no file that can be read again", hint="copy it into a file")
    except OSError as problem:
        raise unreadable(path, problem) from None
    return real


def _missing(path: str, real: Path, named: _Named) -> LocalFileError:
    """The error for a file that is not there, with the names that are like it."""
    if not real.parent.is_dir():
        return LocalFileError(f"no directory {str(real.parent)!r}", hint="check the path")
    with os.scandir(real.parent) as entries:
        there = [entry.name for entry in islice(entries, MOST_NAMES) if entry.is_file()]
    head = path[: len(path) - len(Path(path).name)]
    near = [named.written(head + name) for name in nearest(real.name, there)]
    error = LocalFileError(
        f"no file {path!r} in {real.parent}",
        hint=f"did you mean {' or '.join(near)}?" if near else "give the path of an existing file",
    )
    error.near = tuple(near)
    return error


def unreadable(path: str, problem: OSError) -> LocalFileError:
    """The error for a file that the system does not let us read."""
    return LocalFileError(
        f"{path!r} cannot be read: {problem.strerror}", hint="check the path and its permissions"
    )
