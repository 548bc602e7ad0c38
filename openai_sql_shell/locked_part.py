"""A locked part: a file that is being written under a name of its own, beside the one it will have.

A target goes in, a stream comes out. A part is locked while it is written: one that a killed process left behind is not, and is
removed by whoever writes into the same folder next.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

LONGEST_STEM = 200
"""Bytes of the target's name in that of its part; file systems take 255 in all."""
PART = re.compile(r"\..*\.openai-sql-[0-9a-f]{8}\.part", re.DOTALL)


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


def new_part(target: Path, mode: int | None) -> tuple[Path, BinaryIO, int | None]:
    """Path and stream of a new part of a mode, and the descriptor that keeps it locked until it is closed; None: nothing does.

    Raises:
        OSError: it cannot be made.
    """
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
