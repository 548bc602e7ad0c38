"""A loopback server that answers GETs like the API after a set latency, and counts them.

An event loop, so that a thousand requests may wait at once without burning CPU. Comes in: an estate, which knows the
answers. Goes out: HTTP/1.1 with keep-alive. Two paths are its own: ``/_reset?latency=0.1&batches=10000`` begins anew,
``/_stats`` tells what was counted since. As a program it prints its port and serves until its standard input ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self, TextIO
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = "127.0.0.1"
BASE = "/v1"


class Estate(Protocol):
    """What a server holds; dataclasses whose fields are numbers can be changed by ``/_reset``."""

    def answer(self, path: str, query: Mapping[str, str]) -> dict[str, Any] | None:
        """The answer to a GET; None: there is nothing."""
        ...


@dataclass(slots=True)
class Counts:
    """What happened since the last reset."""

    requests: int = 0
    under_way: int = 0
    peak: int = 0
    """The most requests that were under way at once."""
    lines: list[str] = field(default_factory=list)
    """The first thousand requests, such as ``GET /v1/files?limit=1``."""

    def begin(self, line: str) -> None:
        """A request has arrived."""
        self.requests += 1
        self.under_way += 1
        self.peak = max(self.peak, self.under_way)
        if len(self.lines) < 1000:
            self.lines.append(line)


class Server:
    """Answers connections on an event loop."""

    def __init__(self, estate: Estate, latency: float = 0.0) -> None:
        self.estate = estate
        self.latency = latency
        """Seconds between a request and its answer."""
        self.counts = Counts()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after another."""
        try:
            while line := await reader.readline():
                await _skip_headers(reader)
                verb, target, _version = line.decode().split(" ", 2)
                status, answer = await self._answer(verb, target)
                writer.write(_response(status, answer))
                await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client hung up, or the loop ends
        finally:
            writer.close()

    async def _answer(self, verb: str, target: str) -> tuple[int, dict[str, Any]]:
        url = urlsplit(target)
        query = dict(parse_qsl(url.query))
        if url.path == "/_stats":
            return 200, {
                "requests": self.counts.requests,
                "peak": self.counts.peak,
                "lines": self.counts.lines,
            }
        if url.path == "/_reset":
            return 200, self._reset(query)
        counts = self.counts
        counts.begin(f"{verb} {target}")
        try:
            await asyncio.sleep(self.latency)
        finally:
            counts.under_way -= 1
        return self._found(unquote(url.path).removeprefix(BASE), query)

    def _found(self, path: str, query: dict[str, str]) -> tuple[int, dict[str, Any]]:
        try:
            found = self.estate.answer(path, query)
        except ValueError as problem:
            return 400, _refusal(str(problem))
        return (404, _refusal(f"No such object: {path}")) if found is None else (200, found)

    def _reset(self, query: dict[str, str]) -> dict[str, Any]:
        """Begin anew; what the query does not mention is as it was at the start."""
        self.latency = float(query.pop("latency", 0.0))
        self.estate = type(self.estate)(**{name: int(text) for name, text in query.items()})
        self.counts = Counts()
        return {}


async def _skip_headers(reader: asyncio.StreamReader) -> None:
    """GETs have no body, so the headers end a request."""
    while (await reader.readline()).strip():
        pass


def _refusal(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None}}


def _response(status: int, answer: dict[str, Any]) -> bytes:
    body = json.dumps(answer).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Running:
    """A server at work in a thread of its own, for as long as the block lasts."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.port = 0
        """Known inside of the block."""
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        listener = await asyncio.start_server(self.server.serve, HOST, 0, backlog=512)
        self.port = listener.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        listener.close()

    @property
    def url(self) -> str:
        """The base URL for clients."""
        return f"http://{HOST}:{self.port}{BASE}"

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the loopback server did not start within 10 seconds")
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()


def main(out: TextIO) -> None:
    """Serve the benchmark's estate until standard input ends, so that no server outlives its bench."""
    from bench.estate import Estate as Numbered

    with Running(Server(Numbered())) as running:
        print(running.port, file=out, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[1])  # the directory from which `bench` can be imported
    main(sys.stdout)
