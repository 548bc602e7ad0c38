from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from faults import FaultySandbox

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.sandbox.router import Router

BOUNDARY = "frontier"


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self, now: float = 1_790_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.data)

    @property
    def error(self) -> dict[str, Any]:
        return self.json["error"]


class Api:
    """A client over http.client, on one connection."""

    def __init__(self, sandbox: FaultySandbox) -> None:
        self.sandbox = sandbox
        self.base = urlsplit(sandbox.url)
        self.connection = http.client.HTTPConnection(self.base.netloc, timeout=10)

    def close(self) -> None:
        self.connection.close()

    def send(self, verb: str, path: str, body: Any = None, **headers: str) -> Reply:
        all_headers = {"Authorization": f"Bearer {self.sandbox.key}"}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            all_headers["Content-Type"] = "application/json"
        all_headers |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(verb, self.base.path + path, body, all_headers)
        answer = self.connection.getresponse()
        return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())

    def get(self, path: str, **headers: str) -> Reply:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Reply:
        return self.send("POST", path, body, **headers)

    def delete(self, path: str) -> Reply:
        return self.send("DELETE", path)

    def form(self, path: str, fields: dict[str, str], file: str, filename: str, data: bytes) -> Reply:
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
            for k, v in fields.items()
        ]
        parts.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{file}"; filename="{filename}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = "".join(parts).encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self.post(path, body, Content_Type=f"multipart/form-data; boundary={BOUNDARY}")

    def upload(self, filename: str, data: bytes, purpose: str = "assistants", **fields: str) -> Any:
        answer = self.form("/files", {"purpose": purpose, **fields}, "file", filename, data)
        assert answer.status == 200, answer.data
        return answer.json

    def batch(self, data: bytes, endpoint: str = "/v1/chat/completions", **more: Any) -> Any:
        file = self.upload("requests.jsonl", data, "batch")
        body = {"input_file_id": file["id"], "endpoint": endpoint, "completion_window": "24h", **more}
        answer = self.post("/batches", body)
        assert answer.status == 200, answer.data
        return answer.json

    def every(self, path: str, limit: int = 100) -> list[Any]:
        """All objects of a list, page by page."""
        found: list[Any] = []
        cursor = ""
        parameter = Router(Catalog()).find("GET", self.base.path + path)[0].method.paging.cursor
        while True:
            page = self.get(f"{path}?limit={limit}{cursor}").json
            found += page["data"]
            if not page["has_more"]:
                return found
            cursor = f"&{parameter}={page['last_id']}"


def request_line(custom_id: str, **changes: Any) -> bytes:
    request = {
        "custom_id": custom_id,
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": f"hello {custom_id}"}]},
    }
    return json.dumps({**request, **changes}).encode() + b"\n"


@pytest.fixture
def line():
    """Makes one line of a batch input."""
    return request_line


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sandbox(clock):
    """Empty but for the models."""
    with FaultySandbox(clock=clock, seed_data=False) as running:
        yield running


@pytest.fixture
def api(sandbox):
    client = Api(sandbox)
    yield client
    client.close()


@pytest.fixture
def connect():
    """Makes further clients."""
    clients = []

    def make(sandbox: FaultySandbox) -> Api:
        clients.append(Api(sandbox))
        return clients[-1]

    yield make
    for client in clients:
        client.close()
