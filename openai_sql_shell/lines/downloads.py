"""Files of one server, to be read: from the cache, or while they are downloaded. Who asks for the same file shares its download."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.api.messages import RequestContext
from openai_sql_shell.cancel import SLICE, CancelToken
from openai_sql_shell.classes import define
from openai_sql_shell.lines.fetch import Fetch
from openai_sql_shell.lines.spool import Spool, SpoolReader
from openai_sql_shell.lines.store import key_of, unwritable

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from openai_sql_shell.api.transport import Transport
    from openai_sql_shell.lines.fetch import RemoteFile
    from openai_sql_shell.lines.store import FileCache
    from openai_sql_shell.result import RequestStats

AT_ONCE = 4
"""Downloads under way; more wait for their turn."""


@define(eq=False)
class Flight:
    """One download, its readers counted under the lock of the `Downloads`."""

    key: str
    fetch: Fetch
    token: CancelToken
    """Of its own: the download ends when nobody reads any more, not with the first who asked."""
    spool: Spool
    stats: RequestStats
    """Of the statement that began it."""
    part: ExitStack
    """Throws the file away, unless it was kept."""
    readers: int = 0
    landed: bool = False
    """Nothing more is written."""


class Downloads:
    """What is downloaded, and who reads it. Safe for use by several threads."""

    def __init__(self, transport: Transport, cache: FileCache, most: int) -> None:
        """Send nothing yet.

        Args:
            transport: carries the requests.
            cache: where files grow, and stay.
            most: bytes of one file; a larger one is an error.
        """
        self.cache = cache
        self._transport = transport
        self._most = most
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(AT_ONCE)
        self._flights: dict[str, Flight] = {}

    def open(self, file: RemoteFile, context: RequestContext) -> SpoolReader:
        """Begin to read a file, wherever its bytes come from; whoever asks closes the reader.

        Args:
            file: what is read.
            context: its token and deadline bound the waits of this reader alone; its stats count what is sent, and `cached`.

        Raises:
            LocalFileError: there is no place to download it to. What befalls the download is raised by the reader.
        """
        key, begun = key_of(self._transport.base_url, file.name), False
        with self._lock:
            flight = self._shared(key)
        if flight is None:
            reader = self._kept(key, file, context)
            if reader is not None:
                return reader
            with self._lock:
                flight = self._shared(key)
                begun = flight is None
                flight = flight or self._begun(key, file, context)
        try:
            return self._reader(flight.spool, context, partial(self._release, flight), begun=begun)
        except OSError as error:
            self._release(flight)
            raise unwritable(self.cache.folder, error) from None

    def close(self) -> None:
        """Give up what is under way."""
        with self._lock:
            flights = list(self._flights.values())
        for flight in flights:
            flight.token.set()
            flight.spool.remove_unless_whole()

    def _reader(
        self, spool: Spool, context: RequestContext, release: partial[None], **facts: bool
    ) -> SpoolReader:
        return SpoolReader(spool, context, self._transport.clock.monotonic, release, **facts)

    def _kept(self, key: str, file: RemoteFile, context: RequestContext) -> SpoolReader | None:
        found = self.cache.find(key)
        if found is None:
            return None
        spool = Spool(file.name, found.path, found.size, found.sha256)
        try:
            reader = self._reader(spool, context, partial(lambda: None), cached=True)
        except OSError:  # another process has made room
            return None
        context.stats.cached += 1
        context.stats.kept_files += 1
        return reader

    def _shared(self, key: str) -> Flight | None:
        flight = self._flights.get(key)
        if flight is None or flight.spool.failed:
            return None
        flight.readers += 1
        return flight

    def _begun(self, key: str, file: RemoteFile, context: RequestContext) -> Flight:
        token = CancelToken()
        fetch = Fetch(file, self._transport, RequestContext(token, context.stats), self._most)
        with ExitStack() as part:
            path, stream = part.enter_context(self.cache.part(key))
            flight = Flight(
                key, fetch, token, Spool(file.name, path), context.stats, part.pop_all(), readers=1
            )
        self._flights[key] = flight
        run = partial(self._run, flight, path, stream)
        threading.Thread(target=run, name="openai-sql-download", daemon=True).start()
        return flight

    def _release(self, flight: Flight) -> None:
        with self._lock:
            flight.readers -= 1
            if flight.readers:
                return
            if self._flights.get(flight.key) is flight:
                del self._flights[flight.key]
            landed = flight.landed
        flight.token.set()
        flight.spool.remove_unless_whole()
        if landed:
            flight.part.close()

    # --- the thread of a download -------------------------------------------------------------------------------

    def _run(self, flight: Flight, path: Path, stream: BinaryIO) -> None:
        try:
            self._fill(flight, path, stream)
        except OSError as error:
            flight.spool.fail(unwritable(self.cache.folder, error))
        except BaseException as error:  # noqa: BLE001 - handed over to the threads that read
            flight.spool.fail(error)
        with self._lock:
            flight.landed = True
            unread = not flight.readers
        if unread:
            flight.part.close()

    def _fill(self, flight: Flight, path: Path, stream: BinaryIO) -> None:
        while not self._turns.acquire(timeout=SLICE):
            flight.token.check()
        told = 0
        try:
            for piece in flight.fetch.pieces():
                stream.write(piece)
                stream.flush()
                flight.spool.grow(len(piece))
                flight.stats.file_bytes += len(piece)
                flight.stats.file_total += (flight.fetch.total or 0) - told
                told = flight.fetch.total or 0
            stream.close()
        finally:
            self._turns.release()
        fetch = flight.fetch
        flight.spool.finish(
            fetch.sha256, partial(self.cache.keep, flight.key, path, fetch.size, fetch.sha256)
        )
