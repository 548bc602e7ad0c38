"""The connection one exchange is using, so that another thread can cut it.

It never waits for anything slow, so it may be called from a signal handler. It knows no HTTP library: see `sockets`.
"""

from __future__ import annotations

import contextlib
import socket
from contextvars import ContextVar
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from threading import RLock


class Stage(Enum):
    """How far an exchange got."""

    IDLE = "idle"
    """No connection has taken it yet."""
    CONNECTING = "connecting"
    """Nothing of the request has left."""
    SENDING = "sending"
    """Something of the request may have left: the server may act on it."""


class SocketHolder(Protocol):
    """A pooled connection. The guard is held while it changes hands and while it is cut."""

    guard: RLock
    wire: ExchangeHandle | None
    """The exchange that has it, or had it last."""
    was_cut: bool
    sock: socket.socket | None


class ExchangeHandle:
    """One exchange's hold on the connection it travels on."""

    def __init__(self) -> None:
        self.stage = Stage.IDLE
        self.is_cut = False
        self._line: SocketHolder | None = None

    def take(self, line: SocketHolder) -> None:
        """A connection begins to work for this exchange.

        Raises:
            ConnectionAbortedError: the exchange was cut before.
        """
        with line.guard:
            line.wire = self
        self._line = line
        self.check()

    def check(self) -> None:
        """Raise ``ConnectionAbortedError`` where the exchange was cut."""
        if self.is_cut:
            raise ConnectionAbortedError("cancelled")

    def cut(self) -> None:
        """End the exchange, whatever its socket is doing; a connection that works for another one by now is left alone."""
        self.is_cut = True
        line = self._line
        if line is None:
            return
        with line.guard:
            if line.wire is self and line.sock is not None:
                line.was_cut = True
                with contextlib.suppress(OSError):
                    # Below TLS: SSLSocket.shutdown would pull the session from under the thread that is reading.
                    socket.socket.shutdown(line.sock, socket.SHUT_RDWR)


CURRENT: ContextVar[ExchangeHandle | None] = ContextVar("wire", default=None)
"""The wire of the exchange that runs on this thread: pooled connections are handed no argument of ours."""
