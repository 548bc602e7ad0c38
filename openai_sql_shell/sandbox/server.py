"""The sandbox as a whole: store, dispatcher and listener, started and stopped together.

Comes in: where to keep the state, a clock, a seed. Goes out: the address and the key of a server that answers like the
OpenAI API. Reachable from this machine only, prints nothing, and never contacts anything.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import ledger
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
    from typing import Self

    from openai_sql_shell.sandbox.messages import Middleware

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
        key: the key it accepts; None: one of its own, which no other program of this machine can guess.
        admin_key: the key for operations of the organization; None: one of its own, or ``key`` where that was given.
        port: where it listens; 0: any free port.
        enqueued_tokens: how many tokens batches of one model may have waiting together; None: any number.
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
        admin_key: str | None = None,
        port: int = 0,
        enqueued_tokens: int | None = None,
        middleware: Middleware = lambda handler: handler,
    ) -> None:
        self.admin_key = admin_key or key or f"sk-admin-sandbox-{token_hex(16)}"
        self.key = key or f"sk-sandbox-{token_hex(16)}"
        self._directory = directory
        self._clock = clock
        self._speed = speed
        self._seed = seed
        self._seed_data = seed_data
        self._port = port
        self._enqueued_tokens = enqueued_tokens
        self._middleware = middleware
        self._opened = ExitStack()
        self.url = ""
        """The base URL, such as ``http://127.0.0.1:8080/v1``, once it is started."""

    def start(self) -> None:
        """Open the state and listen.

        Raises:
            UsageError: the directory is in use or unreadable, or the port is taken.
        """
        with ExitStack() as opened:
            self._dispatcher = Dispatcher(self._store(opened), self.key, self.admin_key)
            handler = self._middleware(self._dispatcher.handle)
            listener = Listener(self._port, partial(Connection, handler))
            opened.callback(listener.stop)
            self.url = f"http://{HOST}:{listener.server_address[1]}{BASE}"
            self._opened = opened.pop_all()

    def _store(self, opened: ExitStack) -> Store:
        journal = contents = None
        if self._directory is not None:
            journal = opened.enter_context(closing(Journal(self._directory)))
            contents = self._directory / CONTENTS
            contents.mkdir(exist_ok=True)
        blobs = opened.enter_context(closing(Blobs(contents)))
        store = Store(self._clock, self._seed, blobs, journal, self._speed, seeded=self._seed_data)
        store.enqueued_tokens = self._enqueued_tokens
        if not store.load():
            models.publish(store)
            ledger.opened(store)
        store.checkpoint()
        blobs.sweep({record.key for table in store.tables.values() for record in table.all()})
        return store

    def warm(self) -> None:
        """Make the seeds that take longest, before somebody asks for them."""
        self._dispatcher.warm()

    def stop(self) -> None:
        """Hang up and close everything; harmless when it was not started."""
        self._opened.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
