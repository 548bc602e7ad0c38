"""The sandbox as a whole: store, dispatcher and listener, started and stopped together.

Comes in: where to keep the state, a clock, a seed. Goes out: the address and the key of a server that answers like the
OpenAI API. Reachable from this machine only, prints nothing, and never contacts anything.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.blobs import Blobs
from openai_sql_shell.sandbox.connection import Connection
from openai_sql_shell.sandbox.dispatch import Dispatcher
from openai_sql_shell.sandbox.journal import Journal
from openai_sql_shell.sandbox.listener import HOST, Listener
from openai_sql_shell.sandbox.resources import models
from openai_sql_shell.sandbox.router import BASE
from openai_sql_shell.sandbox.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from openai_sql_shell.sandbox.messages import Middleware

KEY = "sk-sandbox-0000"
"""The key of a sandbox that was not given another. Made up; it opens nothing else."""
CONTENTS = "files"
"""The directory's folder with the bytes of files."""


class Sandbox:
    """An OpenAI-compatible server inside of this process.

    Args:
        directory: where the state is kept; None: in memory, gone when it stops.
        clock: seconds since 1970. Everything that happens in the background follows it.
        speed: how many times faster than usual background work goes.
        seed: the same seed gives the same objects and the same identifiers.
        seed_data: whether a new sandbox begins with a few hundred objects.
        key: the key it accepts.
        port: where it listens; 0: any free port.
        middleware: wrapped around what handles each request, to look at it or to change what it does.
    """

    def __init__(  # noqa: PLR0913 - the choices of one sandbox
        self,
        directory: Path | None = None,
        *,
        clock: Callable[[], float] = time.time,
        speed: float = 1.0,
        seed: int = 20,
        seed_data: bool = True,
        key: str | None = None,
        port: int = 0,
        middleware: Middleware = lambda handler: handler,
    ) -> None:
        self.key = key or KEY
        self._directory = directory
        self._clock = clock
        self._speed = speed
        self._seed = seed
        self._seed_data = seed_data
        self._port = port
        self._middleware = middleware
        self._journal: Journal | None = None
        self._blobs: Blobs | None = None
        self._listener: Listener | None = None

    def start(self) -> None:
        """Open the state and listen.

        Raises:
            UsageError: the directory is in use or unreadable, or the port is taken.
        """
        try:
            handler = self._middleware(Dispatcher(self._open(), self.key).handle)
            self._listener = Listener(
                self._port, lambda client, address: Connection(client, address, handler)
            )
        except BaseException:
            self.stop()
            raise
        self._listener.start()

    def _open(self) -> Store:
        contents = None
        if self._directory is not None:
            self._journal = Journal(self._directory)
            contents = self._directory / CONTENTS
            contents.mkdir(exist_ok=True)
        self._blobs = Blobs(contents)
        store = Store(self._clock, self._seed, self._blobs, self._journal, self._speed)
        if not store.load():
            models.publish(store)
            if self._seed_data:
                from openai_sql_shell.sandbox.seed_data import build  # noqa: PLC0415 - not everybody wants one

                build(store, self._seed)
        store.checkpoint()
        self._blobs.sweep({record.key for table in store.tables.values() for record in table.all()})
        return store

    def stop(self) -> None:
        """Hang up and close everything; harmless when it was not started."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        if self._blobs is not None:
            self._blobs.close()
            self._blobs = None
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The base URL, such as ``http://127.0.0.1:8080/v1``; known once it is started."""
        port = self._port if self._listener is None else self._listener.port
        return f"http://{HOST}:{port}{BASE}"
