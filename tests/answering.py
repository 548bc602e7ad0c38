"""A server of this machine whose answers are made by a function, and which remembers what it was asked."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.session.session import Session


@dataclass
class Answering:
    """Answers with what ``answer`` makes of verb, path and body: JSON, bytes, a status and one of them, or what answers the handler itself."""

    answer: object
    seen: list = field(default_factory=list)
    """Verb, path with query, headers and body of each request."""
    url: str = ""

    @property
    def lines(self):
        return [f"{verb} {path.removeprefix('/v1')}" for verb, path, _, _ in self.seen]

    @property
    def bodies(self):
        return [json.loads(body) for *_, body in self.seen if body]

    def respond(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.seen.append((handler.command, handler.path, dict(handler.headers.items()), body))
        answer = self.answer(handler.command, handler.path.removeprefix("/v1"), body)
        if callable(answer):
            answer(handler)
            return
        status, answer = answer if isinstance(answer, tuple) else (200, answer)
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "audio/mpeg" if answer is content else "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


@contextmanager
def answering(answer):
    """The server, while the block runs."""
    served = Answering(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version, disable_nagle_algorithm = "HTTP/1.1", True

        def do_GET(self):
            served.respond(self)

        do_POST = do_DELETE = do_GET  # noqa: N815 - names that http.server asks for

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def talking_to(served, catalog=None, *, admin_key="sk-admin", **settings):
    """A session that asks the server; its rows come by `rows`."""
    session = Session(
        Profile("test", base_url=served.url, api_key="sk-ordinary", admin_key=admin_key), Settings(**settings)
    )
    if catalog is not None:
        session.catalog = catalog
    try:
        yield session
    finally:
        session.close()


def rows_of(session, sql):
    """All rows of a statement, requests counted from here."""
    return list(session.execute(sql).rows)
