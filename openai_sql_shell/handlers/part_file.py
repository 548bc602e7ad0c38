"""A part file: what is being written, beside its target, until it is whole and takes the target's name.

A target and bytes go in; a whole file, or none, comes out. A part is locked while it is written: one that a killed process
left behind is not, and is removed by whoever writes into the same folder next.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from openai_sql_shell.errors import LocalFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

LONGEST_STEM = 200
"""Bytes of the target's name in that of its part; file systems take 255 in all."""
PART = re.compile(r"\..*\.openai-sql-[0-9a-f]{8}\.part", re.DOTALL)
KINDS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
)


@contextmanager
def part_file(target: Path, *, replaces: bool) -> Iterator[BinaryIO]:
    """A file beside the target that takes its name when it is whole and vanishes when it is not.

    Raises:
        LocalFileError: it cannot be written; without ``replaces``, a file that appeared meanwhile stays; with it, only a
            regular file is replaced, by one of the same mode.
    """
    mode = replaceable_mode(target) if replaces else None
    sweep(target.parent)
    try:
        part, stream, lock = _new_part(target, mode)
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


def sweep(folder: Path) -> None:
    """Remove the parts in a folder that nobody writes any more."""
    with suppress(OSError):
        for name in filter(PART.fullmatch, os.listdir(folder)):  # noqa: PTH208 - faster where there are many
            _remove_unlocked(folder / name)


def _remove_unlocked(part: Path) -> None:
    with suppress(OSError):
        if sys.platform == "win32":  # an open file cannot be removed there
            part.unlink()
            return
        descriptor = os.open(part, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            _flock(descriptor)
            part.unlink()
        finally:
            os.close(descriptor)


def _new_part(target: Path, mode: int | None) -> tuple[Path, BinaryIO, int | None]:
    """Path and stream of a new part, and the descriptor that keeps it locked."""
    stem = target.name.encode(errors="surrogateescape")[:LONGEST_STEM].decode(errors="ignore")
    while True:
        part = target.with_name(f".{stem}.openai-sql-{os.urandom(4).hex()}.part")
        stream = part.open("xb")
        if mode is not None and sys.platform != "win32":
            os.fchmod(stream.fileno(), mode)
        if sys.platform == "win32":
            return part, stream, None
        lock = os.dup(stream.fileno())
        try:
            _flock(lock)
        except BlockingIOError:
            swept = True
        except OSError:  # a file system without locks: its parts are never swept
            swept = False
        else:
            swept = not os.fstat(lock).st_nlink
        if not swept:
            return part, stream, lock
        stream.close()
        os.close(lock)


def _flock(descriptor: int) -> None:
    """Lock a file for this descriptor and its copies.

    Raises:
        BlockingIOError: somebody else has it.
    """
    import fcntl  # noqa: PLC0415 - Windows has none

    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _link_anew(part: Path, target: Path) -> None:
    """Give a file a name that must not exist yet, in one step where the file system can."""
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:
        with target.open("xb"):
            part.replace(target)
