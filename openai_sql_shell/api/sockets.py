"""Pooled connections that tell the exchange they work for how far they are, and that can be aborted. Imported late.

An aborted connection must never serve another exchange: it is closed before its next use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from openai_sql_shell.api.abort import CURRENT, ExchangeHandle, Stage

if TYPE_CHECKING:
    from urllib3 import ProxyManager

POOL_SIZE = 64


class WatchedConnection(HTTPConnection):
    """A connection that works for the exchange of the thread that uses it."""

    handle: ExchangeHandle | None = None
    was_aborted = False

    def connect(self) -> None:
        """Connect, TLS and a proxy's tunnel included; nothing of the request has left when it returns or raises."""
        handle = self._begin()
        try:
            super().connect()
        finally:
            handle.stage = Stage.CONNECTING
        handle.check()

    def request(self, *args: Any, **options: Any) -> None:
        """Send a request; urllib3 calls `connect` before or during it where there is no connection yet."""
        handle = self._begin()
        super().request(*args, **options)
        handle.stage = Stage.WAITING

    def send(self, data: Any) -> None:
        """Send a piece of the request, of its head or of its body."""
        if self.sock is None:
            self.connect()
        handle = CURRENT.get()
        if handle is not None:
            if self.sock is not None:
                self.sock.settimeout(handle.patience)
            handle.check()
            handle.stage = Stage.SENDING
        super().send(data)

    def _begin(self) -> ExchangeHandle:
        handle = CURRENT.get() or ExchangeHandle()
        handle.take(self)  # before the look: from here on no earlier exchange aborts it
        if self.was_aborted:
            self.close()
            self.was_aborted = False
        return handle


class WatchedTLSConnection(WatchedConnection, HTTPSConnection):
    """The same over TLS."""


class WatchedPool(HTTPConnectionPool):
    """A pool of such connections."""

    ConnectionCls = WatchedConnection


class WatchedTLSPool(HTTPSConnectionPool):
    """The same over TLS."""

    ConnectionCls = WatchedTLSConnection


_POOLS: dict[str, type[HTTPConnectionPool]] = {"http": WatchedPool, "https": WatchedTLSPool}


class WatchedAdapter(HTTPAdapter):
    """requests' adapter over such pools. It leaves retries to us, and ``send`` alone: tests replace that."""

    def __init__(self) -> None:
        super().__init__(pool_connections=POOL_SIZE, pool_maxsize=POOL_SIZE, max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make the pools."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **options: Any) -> ProxyManager:
        """Make the pools of a proxy."""
        manager: ProxyManager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager
