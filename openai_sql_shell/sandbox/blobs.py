"""A blob store, the bytes of files: small ones in memory, large ones on disk, all of them on disk where a directory was given.

Comes in: temporary files that grow while a request arrives. Goes out: streams. One that is not kept leaves nothing behind.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import BinaryIO

IN_MEMORY = 1024 * 1024
"""Bytes of a file that are held in memory at most."""

SUFFIX = ".part"


class TemporaryFile:
    """A file that is still being written. Not for use by several threads."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._buffer = BytesIO()
        self._file: BinaryIO | None = None
        self._path: Path | None = None
        self.size = 0

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self.size += len(data)
        if self._file is None and self.size > IN_MEMORY:
            self._spill()
        (self._file or self._buffer).write(data)

    def _spill(self) -> None:
        handle, name = tempfile.mkstemp(SUFFIX, dir=self._blobs.folder())
        self._path = Path(name)
        self._file = os.fdopen(handle, "wb")
        self._file.write(self._buffer.getvalue())
        self._buffer = BytesIO()

    def finish(self, to_disk: bool) -> bytes | Path:
        """Close the file and give up what it holds."""
        if to_disk and self._file is None:
            self._spill()
        if self._file is None or self._path is None:
            return self._buffer.getvalue()
        self._file.close()
        path, self._file, self._path = self._path, None, None
        return path

    def discard(self) -> None:
        """Forget everything; harmless for a file that was kept."""
        if self._file is not None and self._path is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)
            self._file = self._path = None


class Blobs:
    """Contents by key."""

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._temporary: Path | None = None
        self._lock = threading.Lock()
        self._held: dict[str, bytes] = {}

    def folder(self) -> Path:
        """Where files go; a temporary place where no directory was given."""
        if self._directory is not None:
            return self._directory
        with self._lock:
            if self._temporary is None:
                self._temporary = Path(tempfile.mkdtemp(prefix="openai-sql-sandbox-"))
            return self._temporary

    def temporary_file(self) -> TemporaryFile:
        """A new file to write to."""
        return TemporaryFile(self)

    def keep(self, key: str, file: TemporaryFile) -> None:
        """Make a temporary file the content of a key."""
        content = file.finish(to_disk=self._directory is not None)
        if isinstance(content, bytes):
            self._held[key] = content
        else:
            content.replace(self.folder() / key)

    def share(self, key: str, other: str) -> None:
        """Make the content of one key that of another as well."""
        if key in self._held:
            self._held[other] = self._held[key]
        elif not (self.folder() / other).exists():
            shutil.copyfile(self.folder() / key, self.folder() / other)

    def __contains__(self, key: str) -> bool:
        on_disk = self._directory or self._temporary
        return key in self._held or (on_disk is not None and (on_disk / key).exists())

    def open(self, key: str) -> BinaryIO:
        """A stream over a content; whoever asked closes it."""
        if key in self._held:
            return BytesIO(self._held[key])
        return (self.folder() / key).open("rb")

    def head(self, key: str, size: int) -> bytes:
        """The first bytes."""
        with self.open(key) as stream:
            return stream.read(size)

    def remove(self, key: str) -> None:
        """Forget a content."""
        if self._held.pop(key, None) is None and key in self:
            (self.folder() / key).unlink(missing_ok=True)

    def sweep(self, known: Collection[str]) -> None:
        """Remove files in the directory that belong to nothing: what a crash left behind."""
        if self._directory is not None:
            for path in self._directory.iterdir():
                if path.name not in known:
                    path.unlink()

    def close(self) -> None:
        """Remove the temporary place."""
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)
