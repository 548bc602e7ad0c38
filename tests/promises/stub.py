"""One server on 127.0.0.1 whose behaviour is switched for each cell, and a clock that it and the session share.

A behaviour is a function of an `Exchange`: it may let the account answer, change that answer, or do without.
"""

from __future__ import annotations

import json
import re
import select
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from promises.account import Account

from openai_sql_shell.api.clock import Clock

PRESENT = 1_787_300_000.0
TICK = 0.005
"""Seconds of this machine between two steps of a server that is slow."""


class SharedTime:
    """Passes when somebody waits for it, and while a server is slow."""

    def __init__(self):
        self.elapsed = 0.0
        self._lock = threading.Lock()

    def pass_(self, seconds):
        with self._lock:
            self.elapsed += seconds

    def wait(self, token, seconds):
        token.check()
        self.pass_(seconds)
        token.check()

    @property
    def clock(self):
        return Clock(lambda: PRESENT + self.elapsed, lambda: PRESENT + self.elapsed, self.wait)


@dataclass(frozen=True)
class Answer:
    """What a server says. A ``content-length`` of None in the headers leaves it out."""

    status: int
    payload: Any
    """Bytes, or what is written as JSON."""
    headers: dict[str, str | None] = field(default_factory=dict)

    @property
    def body(self):
        return self.payload if isinstance(self.payload, bytes) else json.dumps(self.payload).encode()

    def with_headers(self, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers=self.headers | named)


@dataclass
class Exchange:
    """One request, and the means to answer it."""

    verb: str
    target: str
    headers: dict[str, str]
    sent: bytes
    """The request's body."""
    struck: int
    """How many requests of this cell were struck before."""
    stub: Stub
    handler: BaseHTTPRequestHandler
    status: int | None = None
    """What was answered; None: nothing."""

    @property
    def identity(self):
        """What tells a request from others that change something: an upload by the name of its file."""
        named = re.search(rb'filename="[^"]*"', self.sent)
        return self.verb, self.target, named[0] if named else self.sent

    def right(self):
        """Let the account act, and answer."""
        status, payload = self.stub.account.answer(self.verb, self.target, self.sent)
        kind = "application/octet-stream" if isinstance(payload, bytes) else "application/json"
        return Answer(status, payload, {"content-type": kind})

    def send(self, answer):
        self.raw(self.head(answer) + answer.body)

    def head(self, answer):
        self.status = answer.status
        usual = {"content-type": "application/json", "content-length": str(len(answer.body))}
        headers = {**usual, **answer.headers}
        if headers["content-length"] is None and "transfer-encoding" not in headers:
            headers["connection"] = "close"
        if headers.get("connection") == "close":
            self.hang_up()
        phrase = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else "Odd"
        lines = [f"HTTP/1.1 {answer.status} {phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def raw(self, data):
        with suppress(OSError):
            self.handler.wfile.write(data)

    def hang_up(self):
        """Close the connection behind this answer."""
        self.handler.close_connection = True

    def reset(self):
        """Close it the hard way."""
        linger = struct.pack("ii", 1, 0)
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.hang_up()

    def lag(self, seconds, piece=b""):
        """Send a piece at each step, or nothing, until the client has gone; at each step ``seconds`` pass.

        Time is the same for all: it begins to pass once the calls that travel beside this one have their answers.
        """
        self.hang_up()
        self.stub.wait_for_those_beside(self)
        with suppress(OSError):
            while not self.stub.closing:
                if piece:
                    self.handler.wfile.write(piece)
                self.stub.time.pass_(seconds)
                readable, _, _ = select.select([self.handler.connection], [], [], TICK)
                if readable and not self.handler.connection.recv(1):
                    return


class Stub:
    """The server. ``strike`` befalls requests that ``strikes`` picks; all others are answered as they should be."""

    def __init__(self):
        self.closing = False
        self.other: Stub | None = None
        """Another server, which no key should reach."""
        self.switch(lambda _exchange: False, None)
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_one_request(self):
                with suppress(OSError):
                    super().handle_one_request()

            def do_GET(self):
                stub._serve(self)

            do_POST = do_DELETE = do_GET  # noqa: N815 - names that http.server asks for

            def log_message(self, *_):
                """Tests are silent."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                """The client has gone."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def switch(self, strikes, strike, time=None, together=1):
        """Begin anew: a fresh account, another behaviour; so many calls travel together."""
        self.lock = threading.Lock()
        self.account = Account()
        self.time = time or SharedTime()
        self.requests: list[Exchange] = []
        self.defects: list[str] = []
        self.last = None
        self._together = together
        self._strikes, self._strike = strikes, strike
        self._struck = 0

    def wait_for_those_beside(self, exchange):
        """Return once all calls of the kind but this one have an answer, or after a second: they do not come."""
        if exchange.verb == "GET":
            return
        for _ in range(round(1 / TICK)):
            answered = sum(x.verb == exchange.verb and x.status is not None for x in self.requests)
            if answered >= self._together - 1 or self.closing:
                return
            select.select([], [], [], TICK)

    def close(self):
        self.closing = True
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, handler):
        length = int(handler.headers.get("content-length", 0))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        sent = handler.rfile.read(length)
        exchange = Exchange(handler.command, handler.path, headers, sent, 0, self, handler)
        with self.lock:
            self.requests.append(exchange)
            struck = self._strikes(exchange)
            exchange.struck, self._struck = self._struck, self._struck + struck
        try:
            self._strike(exchange) if struck else exchange.send(exchange.right())
        except OSError:
            handler.close_connection = True
        except Exception as defect:  # noqa: BLE001 - a defect of this server must not look like one of its behaviours
            self.defects.append(repr(defect))
