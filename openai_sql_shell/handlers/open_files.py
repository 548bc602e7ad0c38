"""The files of one question: which of them are open, and how often their bytes had to be asked for.

While a file is open here, its bytes are on disk and need not be asked for again.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.handlers.base import Context
    from openai_sql_shell.lines.fetch import RemoteFile
    from openai_sql_shell.lines.spool import SpoolReader

    OpenFile = Callable[[RemoteFile], SpoolReader]


class OpenFiles:
    """Safe for several threads."""

    def __init__(self, context: Context) -> None:
        """Open none yet."""
        self._context = context
        self._lock = threading.Lock()
        self._held: dict[str, SpoolReader] = {}
        """Open, and read by nobody: begun early, or read before. By name."""
        self._taken: list[SpoolReader] = []
        self._closed = False
        self.requested = 0
        """Files that were not here; what broke off and was asked for again counts once."""

    @property
    def under_way(self) -> bool:
        """One that nobody reads yet is not whole."""
        with self._lock:
            return not all(reader.whole for reader in self._held.values())

    def begin(self, file: RemoteFile) -> None:
        """Have a file downloaded before it is read."""
        with self._lock:
            if file.name not in self._held and not self._closed:
                self._held[file.name] = self._open(file)

    @contextmanager
    def reading(self) -> Iterator[OpenFile]:
        """Gives a way to open files, each from its beginning; they are held when the block is left."""
        taken: list[tuple[str, SpoolReader]] = []

        def read(file: RemoteFile) -> SpoolReader:
            with self._lock:
                reader = self._held.pop(file.name, None) or self._open(file)
                taken.append((file.name, reader))
                self._taken.append(reader)
            return reader

        try:
            yield read
        finally:
            with self._lock:
                for name, reader in taken:
                    self._taken.remove(reader)
                    if self._closed or self._held.setdefault(name, reader) is not reader:
                        reader.close()
                    else:
                        reader.rest()

    def _open(self, file: RemoteFile) -> SpoolReader:
        reader = self._context.open_file(file)
        self.requested += reader.begun
        return reader

    def let_go(self, *, cached_only: bool = False) -> None:
        """Hold none any more, or none of those in the cache, which would be there again; a download that nobody else reads is given up."""
        with self._lock:
            for name, reader in list(self._held.items()):
                if reader.cached or not cached_only:
                    self._held.pop(name).close()

    def close(self) -> None:
        """The same with those that are read; none is held from now on."""
        self.let_go()
        with self._lock:
            self._closed = True
            for reader in self._taken:
                reader.close()
