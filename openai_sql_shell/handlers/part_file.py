"""A part file: what is being written, beside its target, until it is whole and takes the target's name.

A target and bytes go in; a whole file, or none, comes out.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.locked_part import new_part, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

KINDS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
)


@contextmanager
def part_file(target: Path, *, replaces: bool, private: bool = False) -> Iterator[BinaryIO]:
    """A file beside the target that takes its name when it is whole and vanishes when it is not; ``private``: a new one is for its owner alone.

    Raises:
        LocalFileError: it cannot be written; without ``replaces``, a file that appeared meanwhile stays; with it, only a
            regular file is replaced, by one of the same mode.
    """
    mode = replaceable_mode(target) if replaces else None
    if mode is None and private:
        mode = 0o600
    sweep(target.parent)
    try:
        part, stream, lock = new_part(target, mode)
    except OSError as problem:
        raise LocalFileError(
            f"cannot write to {str(target.parent)!r}: {problem.strerror}", hint="choose another path"
        ) from None
    try:
        yield stream
        stream.close()
        if replaces:
            replaceable_mode(target)
            part.replace(target)
        else:
            _link_anew(part, target)
    except FileExistsError:
        raise LocalFileError(
            f"{str(target)!r} appeared meanwhile and was left alone", hint="choose another name"
        ) from None
    except OSError as problem:
        raise LocalFileError(
            f"writing {str(target)!r} failed: {problem.strerror}", hint="free some space and try again"
        ) from None
    finally:
        with suppress(OSError):
            stream.close()
        part.unlink(missing_ok=True)
        if lock is not None:
            os.close(lock)


def replaceable_mode(target: Path) -> int | None:
    """The mode of a file that may be replaced; None: there is none yet.

    Raises:
        LocalFileError: it is a link, a pipe, a device or a directory.
    """
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        kind = next((name for fits, name in KINDS if fits(mode)), "a device")
        raise LocalFileError(
            f"{str(target)!r} is {kind}, and only files are replaced", hint="choose another name"
        )
    return stat.S_IMODE(mode)


def refuse_directory_name(name: str) -> None:
    """A name that ends like a directory's makes no file, even where there is no such directory.

    Raises:
        LocalFileError: it does.
    """
    if os.path.basename(name) in ("", ".", ".."):  # noqa: PTH119 - a Path forgets the slash
        raise LocalFileError(
            f"{name!r} is a directory", hint=f"name a file, such as '{name.rstrip('/')}/output.jsonl'"
        )


def _link_anew(part: Path, target: Path) -> None:
    """Give a file a name that must not exist yet, in one step where the file system can."""
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:
        with target.open("xb"):
            part.replace(target)
