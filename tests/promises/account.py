"""A small account behind the hostile server: what there is, and what was done to it.

A request comes in, the right answer goes out; what a request changed is written down under one name, such as ``deleted file-2``.
"""

from __future__ import annotations

import json
import re
import threading
from urllib.parse import parse_qsl, unquote

PAGE = 3
"""Objects on a page, however many are asked for: so that every list has several."""
CONTENT = b"".join(b'{"line": %d}\n' % n for n in range(4000))
"""What every file holds."""
FIRST = 1_700_000_000
"""When the oldest object was made."""
MADE_JOB = "batch_new"


def envelope(message, kind="invalid_request_error", **more):
    return {"error": {"message": message, "type": kind, "param": None, "code": None, **more}}


def gone(path):
    return 404, envelope(f"No such object: {path}")


def file(number):
    return {
        "id": f"file-{number}",
        "object": "file",
        "bytes": len(CONTENT),
        "created_at": FIRST + number,
        "filename": f"name-{number}",
        "purpose": "batch" if number % 2 else "assistants",
        "status": "processed",
    }


def batch(number):
    return {
        "id": f"batch_{number}",
        "object": "batch",
        "created_at": FIRST + number,
        "endpoint": "/v1/responses",
        "completion_window": "24h",
        "input_file_id": f"file-{number}",
        "metadata": {"n": str(number)},
        "status": "completed",
        "request_counts": {"total": 3, "completed": 3, "failed": 0},
    }


def store(number):
    return {
        "id": f"vs_{number}",
        "object": "vector_store",
        "created_at": FIRST + number,
        "name": f"store-{number}",
        "status": "completed",
        "file_counts": {"total": 4, "completed": 4, "in_progress": 0, "failed": 0, "cancelled": 0},
    }


def attached(parent, number):
    return {
        "id": f"file-{number}",
        "object": "vector_store.file",
        "created_at": FIRST + number,
        "vector_store_id": parent,
        "status": "completed" if number % 2 else "failed",
    }


class Account:
    """Seven files and batches, three stores with four files each, five models."""

    def __init__(self):
        self.lock = threading.RLock()
        self.done = []
        """What requests changed, in order."""
        self.looks_left = 2
        """How often the job that was made is seen at work before it is completed."""
        self.files = {f"file-{n}": file(n) for n in range(1, 8)}
        self.batches = {f"batch_{n}": batch(n) for n in range(1, 8)}
        self.stores = {f"vs_{n}": store(n) for n in range(1, 4)}
        self.models = [
            {"id": f"model-{n}", "object": "model", "created": FIRST + n, "owned_by": "me"} for n in range(5)
        ]

    def answer(self, verb, target, body):
        """Status and payload; bytes for the content of a file."""
        path, _, query = target.removeprefix("/v1").partition("?")
        words = [unquote(word) for word in path.strip("/").split("/")]
        with self.lock:
            for route_verb, route, serve, takes in ROUTES:
                if route_verb == verb and (found := re.fullmatch(route, "/".join(words))):
                    given = {"query": [dict(parse_qsl(query))], "body": [body]}.get(takes, [])
                    return serve(self, *found.groups(), *given)
        return 404, envelope(f"Invalid URL ({verb} {path})")

    def _page(self, items, query):
        newest_first = query.get("order", "desc") == "desc"
        items = sorted(items, key=lambda item: item["created_at"], reverse=newest_first)
        ids = [item["id"] for item in items]
        start = ids.index(query["after"]) + 1 if query.get("after") in ids else 0
        size = min(int(query.get("limit", PAGE)), PAGE)
        page = items[start : start + size]
        return 200, {
            "object": "list",
            "data": page,
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
            "has_more": start + size < len(items),
        }

    def list_files(self, query):
        wanted = query.get("purpose")
        return self._page(
            [found for found in self.files.values() if wanted in (None, found["purpose"])], query
        )

    def list_batches(self, query):
        return self._page(self.batches.values(), query)

    def list_stores(self, query):
        return self._page(self.stores.values(), query)

    def list_models(self):
        return 200, {"object": "list", "data": self.models}

    def list_attached(self, parent, query):
        if parent not in self.stores:
            return gone(parent)
        all_of_them = [attached(parent, n) for n in range(1, 5)]
        return self._page(
            [found for found in all_of_them if query.get("filter") in (None, found["status"])], query
        )

    def get_file(self, name):
        return (200, self.files[name]) if name in self.files else gone(name)

    def get_content(self, name):
        return (200, CONTENT) if name in self.files else gone(name)

    def get_batch(self, name):
        if name not in self.batches:
            return gone(name)
        found = self.batches[name]
        if name.startswith(MADE_JOB):
            done = self.looks_left <= 0
            self.looks_left -= 1
            counts = {"total": 3, "completed": 3 if done else 1, "failed": 0}
            found = found | {"status": "completed" if done else "in_progress", "request_counts": counts}
        return 200, found

    def delete_file(self, name):
        if name not in self.files:
            return gone(name)
        del self.files[name]
        self.done.append(f"deleted {name}")
        return 200, {"id": name, "object": "file", "deleted": True}

    def create_batch(self, body):
        sent = json.loads(body)
        number = sum(name.startswith(MADE_JOB) for name in self.batches)
        name = f"{MADE_JOB}{number or ''}"
        self.batches[name] = batch(9) | sent | {"id": name, "status": "validating"}
        self.batches[name]["request_counts"] = {"total": 0, "completed": 0, "failed": 0}
        self.done.append(f"made {sent['input_file_id']}")
        return 200, self.batches[name]

    def create_store(self, body):
        sent = json.loads(body)
        name = f"vs_of_{sent['name']}"
        self.stores[name] = store(9) | {"id": name, "name": sent["name"]}
        self.done.append(f"made {sent['name']}")
        return 200, self.stores[name]

    def update_store(self, name, body):
        if name not in self.stores:
            return gone(name)
        self.stores[name] |= json.loads(body)
        self.done.append(f"renamed {name} to {self.stores[name]['name']}")
        return 200, self.stores[name]

    def upload(self, body):
        filename = re.search(rb'filename="([^"]*)"', body)[1].decode()
        name = f"file-of-{filename}"
        self.files[name] = file(9) | {"id": name, "filename": filename, "bytes": len(body)}
        self.done.append(f"uploaded {filename}")
        return 200, self.files[name]


ROUTES = (
    ("GET", "files", Account.list_files, "query"),
    ("GET", "batches", Account.list_batches, "query"),
    ("GET", "vector_stores", Account.list_stores, "query"),
    ("GET", "models", Account.list_models, ""),
    ("GET", r"vector_stores/([^/]+)/files", Account.list_attached, "query"),
    ("GET", r"files/([^/]+)", Account.get_file, ""),
    ("GET", r"files/([^/]+)/content", Account.get_content, ""),
    ("GET", r"batches/([^/]+)", Account.get_batch, ""),
    ("DELETE", r"files/([^/]+)", Account.delete_file, ""),
    ("POST", "batches", Account.create_batch, "body"),
    ("POST", "vector_stores", Account.create_store, "body"),
    ("POST", r"vector_stores/([^/]+)", Account.update_store, "body"),
    ("POST", "files", Account.upload, "body"),
)
