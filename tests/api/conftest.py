"""A loopback server that does what it is told, once per request, and a transport whose waits take no time."""

from __future__ import annotations

import contextlib
import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from openai_sql_shell.api.clock import Clock
from openai_sql_shell.api.credentials import Credentials
from openai_sql_shell.api.messages import FilePart, Request, RequestContext
from openai_sql_shell.api.transport import Transport
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.result import RequestStats

KEY = "sk-test-0123456789"
NOW = 1_800_000_000.0


@dataclass
class Seen:
    """One request as it reached the server."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""
    size: int = 0


class Stub:
    """Answers request after request as told; one that nobody told it about gets an empty object."""

    def __init__(self):
        self.requests: list[Seen] = []
        self.reached = threading.Event()
        self.arrivals = threading.Semaphore(0)
        self.hung_up = threading.Event()
        self.released = threading.Event()
        self.peers = set()
        self.most_at_once = 0
        self._now = 0
        self._holding = False
        self._lock = threading.Lock()
        self.keeps_bodies = True
        self._behaviours = deque()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self):
                with contextlib.suppress(ConnectionError):
                    super().handle_one_request()

            def do_GET(self):
                stub._serve(self)

            do_POST = do_DELETE = do_CONNECT = do_GET  # noqa: N815

            def log_message(self, *_):
                """Tests are silent."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, handler):
        with self._lock:
            self.peers.add(handler.client_address)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            self._answer(handler)
        finally:
            with self._lock:
                self._now -= 1

    def _answer(self, handler):
        seen = Seen(handler.command, handler.path, {k.lower(): v for k, v in handler.headers.items()})
        self.requests.append(seen)
        self.reached.set()
        self.arrivals.release()
        behave = self._behaviours.popleft() if self._behaviours else _reply(200, {}, {})
        if self._holding:
            self.released.wait(5)
        if not getattr(behave, "unread", False):
            left = int(seen.headers.get("content-length", 0))
            while left:
                piece = handler.rfile.read(min(left, 65536))
                if not piece:  # the client has gone in the middle of its body
                    break
                left -= len(piece)
                seen.size += len(piece)
                seen.body += piece if self.keeps_bodies else b""
        behave(handler, self)

    def replies(self, status=200, body=None, **headers):
        self._behaviours.append(_reply(status, {} if body is None else body, headers))

    def breaks_off(self, announced=100, sent=b'{"data"'):
        """Announce a body and send only a part of it."""
        self._behaviours.append(_broken(announced, sent))

    def behaves(self, behave):
        """Let ``behave(handler, stub)`` answer."""
        self._behaviours.append(behave)

    def drops(self):
        """Read the request and close the connection."""
        self._behaviours.append(_drop)

    def hangs(self, first=b""):
        """Read the request, send ``first``, and wait for the client to go away."""
        self._behaviours.append(_hang(first))

    def pauses(self, first, rest):
        """Read the request, send ``first``, and the rest once ``released`` is set."""

        def behave(handler, stub):
            handler.wfile.write(first)
            stub.released.wait(30)
            handler.wfile.write(rest)

        self._behaviours.append(behave)

    def hangs_up_after(self, sent):
        """Read the request, send these bytes and close the connection."""
        self._behaviours.append(_hang_up_after(sent))

    def refuses_unread(self, status, body):
        """Answer without reading the body, and close the connection."""
        self._behaviours.append(_refuse_unread(status, body))

    def holds(self):
        """Answer nothing before ``released`` is set."""
        self._holding = True

    def ignores(self):
        """Do not read the body before ``released`` is set; then what is left of it."""
        self._behaviours.append(_ignore)


def _reply(status, body, headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "application/json" if not isinstance(body, bytes) else "application/octet-stream"
    headers = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}

    def behave(handler, _):
        handler.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(raw))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(raw)

    return behave


def _broken(announced, sent):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {announced}\r\n\r\n"
    return _hang_up_after(head.encode() + sent)


def _hang_up_after(sent):
    def behave(handler, _):
        handler.wfile.write(sent)
        handler.close_connection = True

    return behave


def _refuse_unread(status, body):
    reply = _reply(status, body, {"Connection": "close"})

    def behave(handler, stub):
        reply(handler, stub)
        handler.close_connection = True

    behave.unread = True
    return behave


def _drop(handler, _):
    handler.close_connection = True


def _hang(first):
    def behave(handler, stub):
        handler.wfile.write(first)
        _wait_for_hang_up(handler, stub)

    return behave


def _ignore(handler, stub):
    stub.released.wait(5)
    with contextlib.suppress(ConnectionError):
        while piece := handler.connection.recv(65536):
            stub.requests[-1].size += len(piece)
    stub.hung_up.set()
    handler.close_connection = True


_ignore.unread = True


def _wait_for_hang_up(handler, stub):
    with contextlib.suppress(ConnectionError):
        handler.connection.recv(1)
    stub.hung_up.set()
    handler.close_connection = True


@pytest.fixture
def server():
    stub = Stub()
    yield stub
    stub.close()


@dataclass
class Waits:
    """A clock that stands still, and the waits it was asked for."""

    seconds: list[float] = field(default_factory=list)

    @property
    def clock(self):
        def wait(token, seconds):
            self.seconds.append(seconds)
            token.check()

        return Clock(now=lambda: NOW, wait=wait)


@pytest.fixture
def waits():
    return Waits()


@pytest.fixture
def connect(waits):
    """Make transports with a clock that stands still and no jitter."""
    made = []

    def make(base_url="https://api.openai.com/v1", credentials=None, **options: Any):
        options = {"clock": waits.clock, "random": lambda: 0.0, **options}
        transport = Transport(base_url, credentials or Credentials(KEY), **options)
        made.append(transport)
        return transport

    yield make
    for transport in made:
        transport.close()


@pytest.fixture
def token():
    return CancelToken()


@pytest.fixture
def stats():
    return RequestStats()


@pytest.fixture
def context(token, stats):
    return RequestContext(token, stats)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    """No proxy, no certificates and no login of this machine."""
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "SSL_CERT_FILE",
    ):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def upload(tmp_path, size):
    path = tmp_path / "large.jsonl"
    with path.open("wb") as file:
        file.truncate(size)
    return Request(
        "POST", "/files", form=(("purpose", "batch"),), files=(FilePart("file", path, "large.jsonl"),)
    )
