"""One HTTP connection: reads requests, sends responses, until either side has enough. Writes nothing but to its socket."""

from __future__ import annotations

import contextlib
import shutil
import socket
import time
import uuid
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.messages import HttpRequest, json_response
from openai_sql_shell.sandbox.request_body import RequestBody

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import EncodedResponse, Handler

MOST_DRAINED = 64 * 1024 * 1024
"""Bytes of a refused body that are read to keep the connection usable."""
LINGER = 2.0
"""Seconds to wait for a client that goes on sending a body that was refused."""
PIECE = 64 * 1024
VERSION = "2020-10-01"


class Connection(BaseHTTPRequestHandler):
    """Serves one client."""

    protocol_version = "HTTP/1.1"
    server_version = "openai-sql-sandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1  # an answer leaves in as few packets as possible

    def __init__(self, handle: Handler, *client: Any) -> None:
        self._handle = handle
        super().__init__(*client)

    def _serve(self) -> None:
        self._began = time.monotonic()
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = None
        try:
            body = RequestBody(self.rfile, headers)  # type: ignore[arg-type] # a buffered reader
            response = self._handle(HttpRequest(self.command, path, query, headers), body)
            self._send(response.status, response)
        except HttpError as error:
            self._refuse(error, body)
        except OSError:
            raise
        except Exception as defect:  # noqa: BLE001 - a defect of the sandbox is a response too, never a traceback
            message = f"The sandbox failed: {type(defect).__name__}: {defect}"
            self._refuse(HttpError(500, message), body)

    do_GET = do_HEAD = do_OPTIONS = do_POST = do_DELETE = do_PUT = do_PATCH = do_TRACE = _serve  # noqa: N815 - names that http.server asks for

    def _refuse(self, error: HttpError, body: RequestBody | None) -> None:
        rest = body is None or not body.drain(MOST_DRAINED)
        self.close_connection |= rest
        self._send(error.status, json_response(error.envelope, error.headers))
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

    def _send(self, status: int, response: EncodedResponse) -> None:
        usual = (
            ("content-type", response.content_type),
            *((("content-length", str(response.size)),) if response.size is not None else ()),
            ("x-request-id", f"req_{uuid.uuid4().hex}"),
            ("openai-version", VERSION),
            ("openai-organization", "sandbox"),
            ("openai-processing-ms", str(int((time.monotonic() - self._began) * 1000))),
            ("x-ratelimit-limit-requests", "5000"),
            ("x-ratelimit-remaining-requests", "4999"),
            ("x-ratelimit-reset-requests", "12ms"),
        )
        self.close_connection |= response.size is None
        with response.stream:
            self.send_response(status)
            for name, value in (*usual, *response.headers):
                self.send_header(name, value)
            if self.close_connection:
                self.send_header("connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                shutil.copyfileobj(response.stream, self.wfile)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name http.server uses
        """Keep silent."""
