"""Waits for connections on the loopback interface, serves each in a thread of its own, and can stop at once."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any

from openai_sql_shell.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from socketserver import BaseRequestHandler

HOST = "127.0.0.1"
JOIN_TIMEOUT = 5.0
"""Seconds that `stop` waits for a thread that is still at work."""


class Listener(ThreadingMixIn, TCPServer):
    """Accepts clients; ``serve`` talks to each until it is closed."""

    request_queue_size = 512
    allow_reuse_address = os.name == "posix"  # elsewhere two programs could share a port

    def __init__(self, port: int, serve: Callable[[Any, Any, TCPServer], BaseRequestHandler]) -> None:
        """Bind the port, 0 for any free one, and begin to accept.

        Raises:
            UsageError: the port is taken or not allowed.
        """
        try:
            super().__init__((HOST, port), serve)
        except OSError as error:
            reason = error.strerror or "not possible"
            raise UsageError(f"port {port} cannot be used: {reason}", hint="choose another port") from error
        self._clients: dict[Any, threading.Thread] = {}
        self._stopping = False
        self._thread = threading.Thread(target=self._accept, name="sandbox-listener", daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while not self._stopping:
            self.handle_request()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a client in a thread that is remembered."""
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        self._clients[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        super().shutdown_request(request)
        self._clients.pop(request, None)

    def handle_error(self, *_: object) -> None:
        """Keep silent: the client hung up in the middle."""

    def stop(self) -> None:
        """Accept nobody any more and hang up on everybody."""
        self._stopping = True
        with suppress(OSError):  # Wakes the thread that waits for the next client.
            socket.create_connection(self.socket.getsockname()).close()
        self._thread.join(JOIN_TIMEOUT)
        clients = dict(self._clients)
        for client in clients:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in clients.values():
            thread.join(JOIN_TIMEOUT)
        self.server_close()
