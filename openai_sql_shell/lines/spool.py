"""A spool: a file that grows while it is read, filled by one thread as fast as bytes come.

Bytes go in at one end; any number of readers take them out, each from where it likes, and wait for what is not here yet. Nothing
of it is held in memory. A reader gets the whole file, or an error behind the last byte that came.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, Self

from openai_sql_shell.cancel import SLICE
from openai_sql_shell.errors import Cancelled, LocalFileError, WaitTimeout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openai_sql_shell.api.messages import RequestContext

PIECE = 1024 * 1024
"""Bytes that are read at a time at most."""


class Spool:
    """What is known of the file; safe for use by several threads."""

    def __init__(self, name: str, path: Path, size: int = 0, sha256: str = "") -> None:
        """Begin with a file that is empty, or with a hash, one that is whole.

        Args:
            name: what messages call it.
            path: where it is.
            size: its bytes.
            sha256: its hash in hexadecimal; empty: more is to come.
        """
        self.name = name
        self.size = size
        """Bytes that are here."""
        self.sha256 = sha256
        """The hash of the whole; empty until it is."""
        self._path = path
        self._error: BaseException | None = None
        self._changed = threading.Condition()

    @property
    def whole(self) -> bool:
        """Nothing is missing."""
        return bool(self.sha256)

    @property
    def failed(self) -> bool:
        """It will never be whole."""
        return self._error is not None

    def stream(self) -> BinaryIO:
        """A stream of its own for one reader.

        Raises:
            OSError: the file is gone.
        """
        with self._changed:
            return self._path.open("rb", buffering=0)

    def grow(self, by: int) -> None:
        """So many bytes more were written."""
        with self._changed:
            self.size += by
            self._changed.notify_all()

    def finish(self, sha256: str, place: Callable[[], Path]) -> None:
        """All is here; ``place`` gives the file its last place while nobody opens it."""
        with self._changed:
            self._path = place()
            self.sha256 = sha256
            self._changed.notify_all()

    def fail(self, error: BaseException) -> None:
        """No more will come: whoever reads on is told so."""
        with self._changed:
            self._error = error
            self._changed.notify_all()

    def wait_for(self, size: int, context: RequestContext, monotonic: Callable[[], float]) -> int:
        """Wait until so many bytes are here, or all there are; how many are.

        Raises:
            Cancelled: at most 100 ms after the context's token was set. WaitTimeout: its deadline is over.
            OpenAISqlError: what ended the download before.
        """
        if self.size < size and not self.whole:
            context.before_waiting()
        with self._changed:
            while self.size < size and not self.whole:
                context.cancel.check()
                if self._error is not None:
                    raise self._error
                if context.deadline is not None and monotonic() >= context.deadline:
                    raise WaitTimeout(f"{self.name} was not downloaded in time")
                self._changed.wait(SLICE)
            context.cancel.check()
            return self.size

    def remove_unless_whole(self) -> None:
        """Throw away a part of a file."""
        with self._changed, suppress(OSError):  # where it is open it may be left to whoever writes it
            if not self.whole:
                self._path.unlink(missing_ok=True)


class SpoolReader:
    """One reader of a spool, for one thread; close it, or the download goes on."""

    def __init__(
        self,
        spool: Spool,
        context: RequestContext,
        monotonic: Callable[[], float],
        release: Callable[[], object],
        *,
        cached: bool = False,
        begun: bool = False,
    ) -> None:
        """Begin at the beginning.

        Args:
            spool: what is read.
            context: its token and its deadline end waits.
            monotonic: the time.
            release: called once, when it is closed.
            cached: the file was here before.
            begun: this reader is the first of its download.

        Raises:
            OSError: the file is gone.
        """
        self._spool = spool
        self._context = context
        self._monotonic = monotonic
        self._release: Callable[[], object] | None = release
        self._stream = spool.stream()
        self._at = 0
        self.cached = cached
        """No byte of it was asked for."""
        self.begun = begun
        """It was asked for because of this reader."""

    @property
    def whole(self) -> bool:
        """All of the file is here."""
        return self._spool.whole

    @property
    def size(self) -> int:
        """Bytes that are here."""
        return self._spool.size

    @property
    def sha256(self) -> str:
        """The hash of the whole file in hexadecimal; empty until it is whole."""
        return self._spool.sha256

    def read(self, n: int = PIECE) -> bytes:
        """The next bytes: as many as are here, ``n`` at most, at least one; none at the end of the whole file.

        Raises:
            Cancelled, WaitTimeout: see `Spool.wait_for`. OpenAISqlError: the rest cannot be had.
        """
        found = self._read(self._at, min(n, self._wait(self._at + 1) - self._at))
        self._at += len(found)
        return found

    def rest(self) -> None:
        """Go back to the beginning; until it is read again it takes no file handle, unless the cache might lose the file."""
        self._at = 0
        if not self.cached:
            self._stream.close()

    def read_at(self, offset: int, n: int) -> bytes:
        """The bytes at a place, all ``n`` of them unless the file ends before; the place of ``read`` stays.

        Raises:
            Cancelled, WaitTimeout, OpenAISqlError: as ``read``.
        """
        return self._read(offset, min(n, self._wait(offset + n) - offset))

    def close(self) -> None:
        """Read no more; a download that nobody reads any more is given up."""
        release, self._release = self._release, None
        if release is not None:
            self._stream.close()
            release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait(self, size: int) -> int:
        return self._spool.wait_for(size, self._context, self._monotonic)

    def _read(self, offset: int, n: int) -> bytes:
        pieces: list[bytes] = []
        with suppress(OSError, ValueError):  # whoever ends the statement may close it from another thread
            if self._stream.closed and self._release is not None:
                self._stream = self._spool.stream()
            self._stream.seek(offset)
            while n > 0 and (piece := self._stream.read(n)):
                pieces.append(piece)
                n -= len(piece)
        if self._release is None:
            self._stream.close()
            raise Cancelled
        if n > 0:
            raise LocalFileError(
                f"the file that {self._spool.name} was downloaded to was cut or removed while it was read",
                hint="run the statement again",
            )
        return b"".join(pieces)
