"""Aborting an exchange from another thread: its handle, and the socket it is using.

It never waits for anything slow, so it may be called from a signal handler. It knows no HTTP library: see `sockets`.
"""

from __future__ import annotations

import contextlib
import socket
from contextvars import ContextVar
from enum import Enum
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Protocol

    class SocketHolder(Protocol):
        """A pooled connection."""

        handle: ExchangeHandle | None
        """The exchange that has it, or had it last."""
        was_aborted: bool
        sock: socket.socket | None


class Stage(Enum):
    """How far an exchange got."""

    IDLE = "idle"
    """No connection has taken it yet."""
    CONNECTING = "connecting"
    """Nothing of the request has left."""
    SENDING = "sending"
    """Something of the request may have left: the server may act on it."""
    WAITING = "waiting"
    """All of it has left."""
    READING = "reading"
    """The head of the answer is here."""

    @property
    def has_left(self) -> bool:
        """The server may have something of the request."""
        return self not in (Stage.IDLE, Stage.CONNECTING)


class ExchangeHandle:
    """A handle on one exchange: how far it got, and a way to abort it."""

    def __init__(self) -> None:
        self.stage = Stage.IDLE
        self.is_aborted = False
        self.is_late = False
        """It was aborted because the answer took too long."""
        self.patience: float | None = None
        """Seconds a piece of the request may take to leave; None: any time."""
        self.received = 0
        """Bytes of the answer's body, as they travel."""
        self._holder: SocketHolder | None = None

    def take(self, holder: SocketHolder) -> None:
        """A connection begins to work for this exchange.

        Raises:
            ConnectionAbortedError: the exchange was aborted before.
        """
        with _OWNERSHIP:
            holder.handle = self
        self._holder = holder
        self.check()

    def check(self) -> None:
        """Raise ``ConnectionAbortedError`` where the exchange was aborted."""
        if self.is_aborted:
            raise ConnectionAbortedError("cancelled")

    def abort(self) -> None:
        """End the exchange, whatever its socket is doing; a connection that works for another one by now is left alone."""
        self.is_aborted = True
        holder = self._holder
        if holder is None:
            return
        with _OWNERSHIP:
            sock = holder.sock  # looked at once: the thread that reads may let go of it meanwhile
            if holder.handle is self and sock is not None:
                holder.was_aborted = True
                with contextlib.suppress(OSError):
                    # Below TLS: SSLSocket.shutdown would pull the session from under the thread that is reading.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)


_OWNERSHIP = RLock()
"""Held while a connection changes hands and while one is aborted."""

CURRENT: ContextVar[ExchangeHandle | None] = ContextVar("exchange", default=None)
"""The exchange that runs on this thread: pooled connections are handed no argument of ours."""
