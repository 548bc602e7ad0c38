"""The file cache: whole files of servers, kept on this machine for the next time somebody asks.

A file is two: its bytes, and an entry of the index beside them with size, hash and the time of writing. Both appear whole, so several
processes may work at once, and what does not fit together counts as absent. Files of an id never change: none grows stale.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import contextmanager, suppress
from hashlib import file_digest, sha256
from typing import TYPE_CHECKING, BinaryIO

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.locked_part import new_part, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_KEY = re.compile(r"[0-9a-f]{64}")
ENTRY = ".json"


@frozen
class CachedFile:
    """One file that is kept."""

    path: Path
    size: int
    sha256: str
    used: float
    """Seconds since 1970: when it was asked for last."""


def key_of(base_url: str, name: str) -> str:
    """What a file is kept under.

    >>> key_of("https://api.openai.com/v1", "file-1")[:8]
    '413548b0'
    """
    return sha256(f"{base_url}\n{name}".encode()).hexdigest()


class FileCache:
    """A folder of files, the least recently used of which go when there are too many. Safe for several threads and processes."""

    def __init__(self, folder: Path, limit: int, now: Callable[[], float]) -> None:
        """Touch nothing yet.

        Args:
            folder: where files are; it is made, for its owner alone.
            limit: bytes of all of them together; 0: none is kept.
            now: seconds since 1970.
        """
        self.folder = folder
        self.limit = limit
        self._now = now

    def find(self, key: str) -> CachedFile | None:
        """The file that is kept under a key, which is used now; None: there is none that is whole.

        Its bytes are read only where they were touched since they were written.
        """
        if self.limit == 0:
            return None
        path = self._path(key)
        facts = _facts(path)
        if facts is None:
            _remove(path)
            return None
        with suppress(OSError):
            self._note(path, *facts)
        return CachedFile(path, *facts, self._now())

    @contextmanager
    def part(self, key: str) -> Iterator[tuple[Path, BinaryIO]]:
        """A file to write to, beside those that are kept; gone afterwards unless ``keep`` gave it its place.

        Raises:
            LocalFileError: none can be made.
        """
        try:
            for folder in (self.folder.parent, self.folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            sweep(self.folder)
            path, stream, lock = new_part(self.folder / key, 0o600)
        except OSError as error:
            raise unwritable(self.folder, error) from None
        try:
            yield path, stream
        finally:
            with suppress(OSError):
                stream.close()
            if lock is not None:
                os.close(lock)
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def keep(self, key: str, part: Path, size: int, digest: str) -> Path:
        """Give a whole part the place where it is found again, if it is to be kept and can be; where it is now."""
        path = self._path(key)
        if size > self.limit:
            return part
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            part.replace(path)
        except OSError:
            return part
        with suppress(OSError):
            self._note(path, size, digest)
            self._evict(path)
        return path

    def files(self) -> list[CachedFile]:
        """What is kept, the least recently used first; of what lacks its entry, or is damaged, as far as can be seen."""
        found = []
        for path in self.folder.glob("??/*"):
            if _KEY.fullmatch(path.name):
                with suppress(OSError):
                    facts = path.stat()
                    used = _entry(path).stat().st_mtime if _entry(path).exists() else facts.st_mtime
                    found.append(CachedFile(path, facts.st_size, "", used))
        return sorted(found, key=lambda file: file.used)

    def clear(self) -> list[CachedFile]:
        """Remove all of it, parts that nobody writes any more included; what there was."""
        there = self.files()
        for file in there:
            _remove(file.path)
        sweep(self.folder)
        return there

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key

    def _note(self, path: Path, size: int, digest: str) -> None:
        """Write the entry of a file that is used now."""
        entry = {"size": size, "sha256": digest, "written_ns": path.lstat().st_mtime_ns}
        aside, stream, lock = new_part(_entry(path), 0o600)
        try:
            with stream:
                stream.write(json.dumps(entry).encode())
            os.utime(aside, (self._now(), self._now()))
            aside.replace(_entry(path))
        finally:
            aside.unlink(missing_ok=True)
            if lock is not None:
                os.close(lock)

    def _evict(self, newest: Path) -> None:
        files = [file for file in self.files() if file.path != newest]
        total = newest.stat().st_size + sum(file.size for file in files)
        for file in files:
            if total <= self.limit:
                return
            _remove(file.path)
            total -= file.size


def _entry(path: Path) -> Path:
    return path.with_name(path.name + ENTRY)


def _facts(path: Path) -> tuple[int, str] | None:
    """Size and hash of a file that is what its entry says; None: it is not, or one of them is missing or damaged."""
    try:
        entry = json.loads(_entry(path).read_bytes())
        size, digest, written = int(entry["size"]), str(entry["sha256"]), int(entry["written_ns"])
        found = path.lstat()
        same = found.st_size == size and (found.st_mtime_ns == written or _hash(path) == digest)
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
        return None
    return (size, digest) if same and _KEY.fullmatch(digest) else None


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _remove(path: Path) -> None:
    for each in (_entry(path), path):
        with suppress(OSError):  # somebody reads it, where that is in the way
            each.unlink(missing_ok=True)


def unwritable(folder: Path, error: OSError) -> LocalFileError:
    """What is said where a file on its way, in or out, finds no room."""
    return LocalFileError(
        f"cannot write to {str(folder)!r}: {error.strerror}",
        hint="files on their way are kept in the cache directory: make room there, or name another one with XDG_CACHE_HOME",
    )
