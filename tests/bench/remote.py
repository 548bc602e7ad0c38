"""The bench's end of the server: a process of its own, started, told and asked over HTTP, stopped by its end.

A process, because a server inside of the measured one would take its share of the interpreter.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from bench.server import BASE, HOST

if TYPE_CHECKING:
    from types import TracebackType

PROGRAM = Path(__file__).with_name("server.py")


@dataclass(frozen=True, slots=True)
class Noise:
    """How long a bare exchange takes on this machine, in latencies: what no client can be faster than."""

    usual: float
    worst: float


class Remote:
    """A running server."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self._port = int(self._process.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    @property
    def url(self) -> str:
        """The base URL for clients."""
        return f"http://{HOST}:{self._port}{BASE}"

    def reset(self, latency: float, **sizes: int) -> None:
        """Count anew; answer after ``latency`` seconds; hold an estate of these sizes (see `estate.Estate`)."""
        self._get(f"/_reset?{urlencode({'latency': latency, **sizes})}")

    def stats(self) -> dict[str, Any]:
        """``requests``, ``peak`` and the first ``lines`` since the last reset."""
        return self._get("/_stats")

    def noise(self, latency: float, exchanges: int = 20) -> Noise:
        """Measure bare exchanges, one after another on one connection."""
        self.reset(latency)
        connection = http.client.HTTPConnection(HOST, self._port)
        taken = []
        for _ in range(exchanges):
            begun = time.perf_counter()
            connection.request("GET", f"{BASE}/batches?limit=100")
            connection.getresponse().read()
            taken.append((time.perf_counter() - begun) / latency)
        connection.close()
        return Noise(median(taken), max(taken))

    def _get(self, path: str) -> dict[str, Any]:
        connection = http.client.HTTPConnection(HOST, self._port)
        connection.request("GET", path)
        found: dict[str, Any] = json.load(connection.getresponse())
        connection.close()
        return found
