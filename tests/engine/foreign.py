"""Servers that speak this API their own way, and clients of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

import pytest

from openai_sql_shell.errors import OpenAISqlError

if TYPE_CHECKING:
    from bench.server import Server

    from openai_sql_shell.session.session import Session

FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"
BATCHES = "openai.batch.batches"


def files(count, **facts):
    return [
        {
            "id": f"file-{n:03d}",
            "object": "file",
            "created_at": 1000 + n,
            "bytes": n,
            "purpose": ("batch", "vision")[n % 2],
            **facts,
        }
        for n in range(count)
    ]


def listed(data, query, most=100):
    """One page of objects in this order."""
    after = query.get("after")
    start = [found["id"] for found in data].index(after) + 1 if after else 0
    page = data[start : start + min(int(query.get("limit", 20)), most)]
    return {
        "object": "list",
        "data": page,
        "last_id": page[-1]["id"] if page else None,
        "has_more": start + len(page) < len(data),
    }


def newest_first(data, _query):
    return sorted(data, key=itemgetter("created_at"), reverse=True)


def oldest_first(data, _query):
    return sorted(data, key=itemgetter("created_at"))


def as_asked(data, query):
    return sorted(data, key=itemgetter("created_at"), reverse=query.get("order") != "asc")


def shuffled(data, _query):
    return [*data[1::2], *data[::2]]


@dataclass
class Estate:
    """Lists by path, and the ways in which this server is not the API's."""

    lists: dict[str, list[dict]]
    order: object = as_asked
    filters: bool = True
    most: int = 100
    """Objects a page holds at most, whatever is asked for."""
    refuses_limits_above: int | None = None
    objects: dict[str, dict] = field(default_factory=dict)
    sorts_pages_only: bool = False

    def answer(self, path, query):
        if path in self.objects:
            return self.objects[path]
        if path not in self.lists:
            above, _, own = path.rpartition("/")
            return next((found for found in self.lists.get(above, ()) if found["id"] == own), None)
        if self.refuses_limits_above is not None and int(query["limit"]) > self.refuses_limits_above:
            raise ValueError(f"limit must be at most {self.refuses_limits_above}")
        data = self.lists[path]
        for name, column in (("purpose", "purpose"), ("filter", "status")):
            if self.filters and name in query:
                data = [found for found in data if found.get(column) == query[name]]
        page = listed(data if self.sorts_pages_only else self.order(data, query), query, self.most)
        if self.sorts_pages_only:
            page["data"] = as_asked(page["data"], query)
        return page


@dataclass
class Client:
    """A session on such a server."""

    session: Session
    server: Server
    result: object = None

    def rows(self, sql):
        self.server.counts.lines.clear()
        self.result = self.session.execute(sql)
        return list(self.result.rows)

    def column(self, sql):
        return [row[0] for row in self.rows(sql)]

    def error(self, sql, kind=OpenAISqlError):
        with pytest.raises(kind) as caught:
            self.rows(sql)
        return caught.value

    @property
    def requests(self):
        return [line.replace("/v1", "", 1) for line in self.server.counts.lines]
