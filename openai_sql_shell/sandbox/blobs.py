"""A blob store, the bytes of files: small ones in memory, large ones on disk, all of them on disk where a directory was given.

Comes in: temporary files that grow while a request arrives. Goes out: streams. One that is not kept leaves nothing behind.
"""

from __future__ import annotations

import shutil
import threading
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile, mkdtemp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import IO, BinaryIO

IN_MEMORY = 1024 * 1024
"""Bytes of a file that are held in memory at most."""

SUFFIX = ".part"


class TemporaryFile:
    """A file that is still being written. Not for use by several threads."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._content: IO[bytes] = BytesIO()
        self.size = 0

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self.size += len(data)
        if self.size > IN_MEMORY:
            self._spill()
        self._content.write(data)

    def _spill(self) -> None:
        if isinstance(self._content, BytesIO):
            file = NamedTemporaryFile(suffix=SUFFIX, dir=self._blobs.folder(), delete=False)  # noqa: SIM115 - `close` does
            file.write(self._content.getvalue())
            self._content = file

    def finish(self, to_disk: bool) -> bytes | Path:
        """End the writing and give up what was written."""
        if to_disk:
            self._spill()
        if isinstance(self._content, BytesIO):
            return self._content.getvalue()
        self._content.close()
        return Path(self._content.name)

    def close(self) -> None:
        """Forget everything; harmless for a file that was kept."""
        if not isinstance(self._content, BytesIO):
            self._content.close()
            Path(self._content.name).unlink(missing_ok=True)


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
                self._temporary = Path(mkdtemp(prefix="openai-sql-sandbox-"))
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
