"""One statement for each method of the catalog that gives all its parameters, and a server that answers each as it is declared."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import DataType, Place, Returns, SqlVerb

METHODS = {f"{r.id}.{m.name}": (r, m) for r in Catalog().own_resources for m in r.methods}

SAMPLES = {
    DataType.STRING: "text",
    DataType.INTEGER: 3,
    DataType.NUMBER: 0.5,
    DataType.BOOLEAN: True,
    DataType.OBJECT: {"key": "value"},
    DataType.ARRAY: ["one", "two"],
    DataType.ANY: "text",
}


class Answering:
    """A server of this machine that answers what is declared of `method`."""

    def __init__(self):
        answering = self
        self.resource = self.method = None
        self.seen = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answering.seen.append((self.command, self.path, dict(self.headers.items()), body))
                answer = answering.answer(self.path)
                self.send_response(200)
                kind = "application/json" if answer[:1] == b"{" else "application/octet-stream"
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_DELETE = answer

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def answer(self, path):
        method = self.method
        if method.returns is Returns.LIST:
            return json.dumps({"object": "list", "data": [], "has_more": False}).encode()
        if method.returns in (Returns.BINARY, Returns.EMPTY):
            return b"bytes" if method.returns is Returns.BINARY else b""
        found = {c.name: SAMPLES[c.type] for c in method.answers(self.resource)}
        pattern = "/v1" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", method.path)
        named = re.fullmatch(pattern, path.partition("?")[0]).groupdict()
        keys = [
            unquote(named[p.name]) for p in method.parameters if p.place is Place.PATH and p.column == "id"
        ]
        return json.dumps({**found, "id": (keys or ["id-1"])[0], "deleted": True}).encode()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def asked(method):
    """The parameters that one call can have at once, without those of this machine that are optional."""
    chosen = []
    for parameter in method.parameters:
        excluded = any(parameter.name in p.excludes or p.name in parameter.excludes for p in chosen)
        if not excluded and (parameter.place is not Place.LOCAL or parameter.required):
            chosen.append(parameter)
    return chosen


def statement(resource, method, values):
    """SQL that uses a method with values, by parameter name."""
    given = [(p, _literal(values[p.name])) for p in asked(method) if p.name in values]
    if method.verb is SqlVerb.EXEC:
        return f"EXEC {resource.id}.{method.name} " + ", ".join(f"@{p.name} = {v}" for p, v in given)
    if method.verb is SqlVerb.INSERT:
        names = ", ".join(f'"{p.name}"' for p, _ in given)
        return f"INSERT INTO {resource.id} ({names}) VALUES ({', '.join(v for _, v in given)})"
    fixed = [(p, v) for p, v in given if p.place is not Place.BODY or method.verb is SqlVerb.SELECT]
    where = " AND ".join(f'"{p.sql_name}" = {v}' for p, v in fixed)
    where = f" WHERE {where}" if where else ""
    if method.verb is SqlVerb.UPDATE:
        changed = ", ".join(f'"{p.name}" = {v}' for p, v in given if p.place is Place.BODY)
        return f"UPDATE {resource.id} SET {changed}{where}"
    if method.verb is SqlVerb.DELETE:
        return f"DELETE FROM {resource.id}{where}"
    return f"SELECT count(*) FROM {resource.id}{where}"


def _literal(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value)
    return "'" + text.replace("'", "''") + "'"
