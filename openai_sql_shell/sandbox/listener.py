"""Waits for connections on the loopback interface, serves each in a thread of its own, and can stop at once."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

from openai_sql_shell.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "127.0.0.1"
BACKLOG = 512
JOIN_TIMEOUT = 5.0
"""Seconds that `stop` waits for a thread that is still at work."""


class Listener:
    """Accepts clients and hands each to ``serve``, which talks to it until it is closed."""

    def __init__(self, port: int, serve: Callable[[socket.socket, tuple[str, int]], object]) -> None:
        """Bind the port, 0 for any free one.

        Raises:
            UsageError: the port is taken or not allowed.
        """
        self._serve = serve
        try:
            self._socket = socket.create_server((HOST, port), backlog=BACKLOG)
        except OSError as error:
            reason = error.strerror or "not possible"
            raise UsageError(f"port {port} cannot be used: {reason}", hint="choose another port") from error
        self.port: int = self._socket.getsockname()[1]
        self._lock = threading.Lock()
        self._clients: dict[socket.socket, threading.Thread] = {}
        self._stopping = False
        self._thread = threading.Thread(target=self._accept, name="sandbox-listener", daemon=True)

    def start(self) -> None:
        """Begin to accept."""
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, address = self._socket.accept()
            except OSError:
                if self._stopping:
                    return
                continue
            with self._lock:
                if self._stopping:
                    client.close()
                    return
                thread = threading.Thread(target=self._serve_client, args=(client, address), daemon=True)
                self._clients[client] = thread
            thread.start()

    def _serve_client(self, client: socket.socket, address: tuple[str, int]) -> None:
        try:
            self._serve(client, address)
        except OSError:
            pass  # The client hung up in the middle.
        finally:
            client.close()
            with self._lock:
                self._clients.pop(client, None)

    def stop(self) -> None:
        """Accept nobody any more and hang up on everybody."""
        with self._lock:
            self._stopping = True
            clients = dict(self._clients)
        with contextlib.suppress(OSError):  # Wakes the thread that waits for the next client.
            socket.create_connection((HOST, self.port)).close()
        for client in clients:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in (self._thread, *clients.values()):
            thread.join(JOIN_TIMEOUT)
        self._socket.close()
