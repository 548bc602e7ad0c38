"""The files of a run: lines are added to any number of them, in a folder that is gone afterwards.

A run has a folder of its own, for its owner alone, and beside it a locked part while it lives: a folder without one was left behind
by a killed process, and is removed by whoever begins a run next. Lines are held until there are `HELD` bytes of them; their hash is
taken on the way. At most `AT_ONCE` files are open.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager, suppress
from hashlib import sha256
from io import BufferedWriter
from typing import TYPE_CHECKING

from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.lines.store import unwritable
from openai_sql_shell.locked_part import new_part, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

AT_ONCE = 16
HELD = 4 * 1024 * 1024
"""Bytes of lines in memory, of all files together."""
STEP = 64 * 1024 * 1024
"""So many bytes are written between two looks at the room on the disk, and so many must be left."""
_RUN = re.compile(r"\.run\.openai-sql-[0-9a-f]{8}")


def free_bytes(folder: Path) -> int:
    """What is left on the disk of a folder.

    Raises:
        OSError: nobody knows.
    """
    return shutil.disk_usage(folder).free


def sweep_runs(folder: Path) -> None:
    """Remove what killed processes have left behind."""
    with suppress(OSError):
        # Folders are looked for before locks: a run makes its lock first.
        folders = [path for path in folder.iterdir() if _RUN.fullmatch(path.name)]
        sweep(folder)
        for path in folders:
            if not path.with_name(f"{path.name}.part").exists():
                shutil.rmtree(path, ignore_errors=True)


class PartFile:
    """A file that grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.held = list[bytes]()
        """Lines that are not on disk yet."""
        self.hash = sha256()


class PartFiles:
    """The files of one run; see `part_files`. For one thread."""

    def __init__(self, folder: Path, room: Callable[[Path], int]) -> None:
        self._folder = folder
        self._room = room
        self._count = 0
        self._held = 0
        """Bytes of lines in memory, or more."""
        self._unchecked = 0
        """Bytes written since the room was looked at."""
        self._growing = dict[PartFile, None]()
        self._streams = dict[PartFile, BufferedWriter]()
        """Those that are open, the least recently written first."""

    def begin(self) -> PartFile:
        """A new file, which has nothing in it."""
        self._count += 1
        file = PartFile(self._folder / f"{self._count}.jsonl")
        self._growing[file] = None
        return file

    def add(self, file: PartFile, line: bytes) -> None:
        """Put a line at the end of a file.

        Raises:
            LocalFileError: the disk is full, or cannot be written.
        """
        file.held.append(line)
        file.size += len(line)
        self._held += len(line)
        if self._held >= HELD:
            for each in self._growing:
                self._write(each)
            self._held = 0

    def finish(self, file: PartFile) -> str:
        """Nothing is added any more; the hash of the whole in hexadecimal.

        Raises:
            LocalFileError: as ``add``.
        """
        self._write(file)
        del self._growing[file]
        with _told(self._folder.parent):
            self._close(file)
        return file.hash.hexdigest()

    def close(self) -> None:
        """Write no more."""
        for stream in self._streams.values():
            with suppress(OSError):
                stream.close()
        self._streams.clear()

    def _write(self, file: PartFile) -> None:
        if not file.held:
            return
        data = b"".join(file.held)
        file.held.clear()
        file.hash.update(data)
        with _told(self._folder.parent):
            self._check_room(len(data))
            stream = self._stream(file)
            stream.write(data)
            stream.flush()

    def _stream(self, file: PartFile) -> BufferedWriter:
        stream = self._streams.pop(file, None)
        if stream is None:
            if len(self._streams) >= AT_ONCE:
                self._close(next(iter(self._streams)))
            stream = open(file.path, "ab", opener=_private)  # noqa: SIM115 - Path.open takes no opener
        self._streams[file] = stream
        return stream

    def _close(self, file: PartFile) -> None:
        stream = self._streams.pop(file, None)
        if stream is not None:
            stream.close()

    def _check_room(self, size: int) -> None:
        self._unchecked += size
        if self._unchecked < STEP:
            return
        self._unchecked = 0
        left = self._room(self._folder)
        if left < STEP:
            raise LocalFileError(
                f"the disk of {str(self._folder.parent)!r} has {left // 1_000_000:,} MB left, too few for the files of this statement",
                hint="requests are written there before they are sent: make room, or name another cache directory with XDG_CACHE_HOME",
            )


@contextmanager
def part_files(folder: Path, room: Callable[[Path], int] = free_bytes) -> Iterator[PartFiles]:
    """The files of a new run, which are gone afterwards.

    Args:
        folder: where the folders of runs are; it is made, for its owner alone, and what killed processes left there is removed.
        room: bytes left on the disk of a folder.

    Raises:
        LocalFileError: none can be made there.
    """
    with _told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        sweep_runs(folder)
        part, stream, lock = new_part(folder / "run", 0o600)
    run = part.with_suffix("")
    files = PartFiles(run, room)
    try:
        with _told(folder):
            run.mkdir(mode=0o700)
        yield files
    finally:
        files.close()
        shutil.rmtree(run, ignore_errors=True)
        stream.close()
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if lock is not None:
            os.close(lock)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritable(folder, error) from None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
