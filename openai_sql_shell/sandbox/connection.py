"""One HTTP connection: reads requests, sends answers, until either side has enough. Writes nothing but to its socket."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import time
import uuid
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox.dispatch import ConnectionDropped
from openai_sql_shell.sandbox.faults import Trouble
from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.messages import Download
from openai_sql_shell.sandbox.request_body import RequestBody
from openai_sql_shell.sandbox.request_log import SeenRequest

if TYPE_CHECKING:
    from typing import BinaryIO

    from openai_sql_shell.sandbox.dispatch import Dispatcher
    from openai_sql_shell.sandbox.messages import EncodedResponse
    from openai_sql_shell.sandbox.request_log import RequestLog

MOST_DRAINED = 64 * 1024 * 1024
"""Bytes of a refused body that are read to keep the connection usable."""
LINGER = 2.0
"""Seconds to wait for a client that goes on sending a body that was refused."""
PIECE = 64 * 1024
VERSION = "2020-10-01"
GARBAGE = b"<html><body><h1>It works!</h1></body></html>"
JSON_TYPE, BYTES_TYPE, HTML_TYPE = "application/json", "application/octet-stream", "text/html"


class Connection(BaseHTTPRequestHandler):
    """Serves one client."""

    protocol_version = "HTTP/1.1"
    server_version = "openai-sql-sandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1  # an answer leaves in as few packets as possible

    def __init__(
        self, client: socket.socket, address: tuple[str, int], gateway: Dispatcher, log: RequestLog
    ) -> None:
        self._gateway = gateway
        self._log = log
        super().__init__(client, address, None)  # type: ignore[arg-type] # no socketserver is involved

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = SeenRequest(self.command, path, query, headers)
        self._began = time.monotonic()
        self._log.begin(request)
        try:
            self._answer(request)
        finally:
            self._log.end()

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _serve  # noqa: N815 - names that http.server asks for

    def _answer(self, request: SeenRequest) -> None:
        body = None
        try:
            body = RequestBody(self.rfile, request.headers, request.tee)  # type: ignore[arg-type] # a buffered reader
            self._send(self._gateway.answer(request, body))
        except ConnectionDropped:
            self.close_connection = True
        except HttpError as refusal:
            self._refuse(refusal, body)
        except OSError:
            raise
        except Exception as defect:  # noqa: BLE001 - a defect of the sandbox is an answer too, never a traceback
            message = f"The sandbox failed: {type(defect).__name__}: {defect}"
            self._refuse(HttpError(500, message), body)

    def _refuse(self, refusal: HttpError, body: RequestBody | None) -> None:
        rest = body is None or not body.drain(MOST_DRAINED)
        self.close_connection |= rest
        self._send_json(refusal.status, json.dumps(refusal.envelope).encode(), refusal.headers)
        if rest:
            self._linger()

    def _linger(self) -> None:
        """Let the client read the answer before the connection breaks: it may still be sending."""
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(LINGER)
        with contextlib.suppress(OSError):
            while self.rfile.read(PIECE):
                pass

    def _send(self, outgoing: EncodedResponse) -> None:
        content, cut = outgoing.content, outgoing.trouble is Trouble.TRUNCATE
        self.close_connection |= cut
        if isinstance(content, Download):
            with content.stream as stream:
                self._send_file(outgoing, content.size, stream)
        elif outgoing.trouble is Trouble.GARBAGE:
            self._send_garbage()
        else:
            self._head(200, JSON_TYPE, len(content), outgoing.headers)
            self.wfile.write(content[: len(content) // 2] if cut else content)

    def _send_file(self, outgoing: EncodedResponse, size: int, stream: BinaryIO) -> None:
        if outgoing.trouble is Trouble.GARBAGE:
            self._send_garbage()
            return
        self._head(200, BYTES_TYPE, size, outgoing.headers)
        if outgoing.trouble is Trouble.TRUNCATE:
            self.wfile.write(stream.read(size // 2))
        else:
            shutil.copyfileobj(stream, self.wfile)

    def _send_garbage(self) -> None:
        self._head(200, HTML_TYPE, len(GARBAGE), ())
        self.wfile.write(GARBAGE)

    def _send_json(self, status: int, data: bytes, headers: tuple[tuple[str, str], ...]) -> None:
        self._head(status, JSON_TYPE, len(data), headers)
        self.wfile.write(data)

    def _head(
        self, status: int, content_type: str, length: int, headers: tuple[tuple[str, str], ...]
    ) -> None:
        self.send_response(status)
        usual = (
            ("content-type", content_type),
            ("content-length", str(length)),
            ("x-request-id", f"req_{uuid.uuid4().hex}"),
            ("openai-version", VERSION),
            ("openai-organization", "sandbox"),
            ("openai-processing-ms", str(int((time.monotonic() - self._began) * 1000))),
            ("x-ratelimit-limit-requests", "5000"),
            ("x-ratelimit-remaining-requests", "4999"),
            ("x-ratelimit-reset-requests", "12ms"),
        )
        for name, value in (*usual, *headers):
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("connection", "close")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name http.server uses
        """Keep silent."""
