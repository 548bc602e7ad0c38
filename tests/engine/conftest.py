"""The seeded sandbox's objects a second time, in plain tables: SQLite alone says what an answer must be."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.request import Request, urlopen

import apsw
import pytest
from faults import Fault, FaultKind

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.engine.columns import AFFINITY, to_sql
from openai_sql_shell.engine.functions import register
from openai_sql_shell.planner.planner import plan
from openai_sql_shell.planner.scope import Scope
from openai_sql_shell.sandbox.router import Router
from openai_sql_shell.sql.parser import parse

LISTS = {
    "batch.batches": "/batches?limit=100",
    "files.files": "/files?limit=10000",
    "models.models": "/models",
    "vector_stores.vector_stores": "/vector_stores?limit=100",
}
STORES = "vector_stores.vector_stores"
STORE_FILES = "vector_stores.vector_store_files"


@dataclass
class Mirror:
    """Plain tables with the same names and rows as the resources."""

    connection: apsw.Connection
    objects: dict[str, list[dict]]

    def rows(self, sql):
        return list(self.connection.execute(plan(parse(sql), Scope(Catalog(), None, ())).sql.text))

    def ids(self, table):
        return [found["id"] for found in self.objects[table]]


def fetch(sandbox, path):
    """All objects of a list, page by page."""
    cursor = ""
    parameter = Router(Catalog()).find("GET", "/v1" + path.partition("?")[0])[0].method.paging.cursor
    while True:
        asked = Request(sandbox.url + path + cursor, headers={"Authorization": f"Bearer {sandbox.key}"})
        with urlopen(asked) as answer:
            page = json.load(answer)
        yield from page["data"]
        if not page.get("has_more"):
            return
        cursor = f"&{parameter}={page['last_id']}"


@pytest.fixture(scope="session")
def mirror(seeded_sandbox):
    objects = {name: list(fetch(seeded_sandbox, path)) for name, path in LISTS.items()}
    objects[STORE_FILES] = [
        file
        for store in objects[STORES]
        for file in fetch(seeded_sandbox, f"/vector_stores/{store['id']}/files?limit=100")
    ]
    connection = apsw.Connection(":memory:")
    register(connection)
    for name, rows in objects.items():
        service, table = name.split(".")
        columns = Catalog().resource(service, table).columns
        declared = ", ".join(f'"{c.name}" {AFFINITY.get(c.type, "TEXT")}' for c in columns)
        if service not in {schema.removeprefix("openai.") for _, schema, _ in _databases(connection)}:
            connection.execute("ATTACH ':memory:' AS ?", (f"openai.{service}",))
        connection.execute(f'CREATE TABLE "openai.{service}"."{table}" ({declared})')
        marks = ", ".join("?" * len(columns))
        connection.executemany(
            f'INSERT INTO "openai.{service}"."{table}" VALUES ({marks})',
            [[to_sql(row.get(c.name)) for c in columns] for row in rows],
        )
    yield Mirror(connection, objects)
    connection.close()


def _databases(connection):
    return connection.execute("PRAGMA database_list").fetchall()


@pytest.fixture
def agree(seeded, mirror):
    """Runs a statement on both sides and compares the rows, in order where the statement orders them."""

    def check(sql):
        found, expected = seeded.rows(sql), mirror.rows(sql)
        if not re.search(r"ORDER BY [^()]*$", sql):
            found, expected = sorted(found, key=repr), sorted(expected, key=repr)
        assert found == expected, sql
        return found

    return check


@pytest.fixture
def refuse(seeded_sandbox):
    """Makes the next requests that match fail with a status."""
    yield lambda match, status, times=None, **facts: seeded_sandbox.faults.add(
        Fault(match, times=times, status=status, **facts)
    )
    seeded_sandbox.faults.clear()


@pytest.fixture
def trouble(seeded_sandbox):
    """Makes the requests that match go wrong in another way."""
    yield lambda match, kind, **facts: seeded_sandbox.faults.add(Fault(match, kind=FaultKind(kind), **facts))
    seeded_sandbox.faults.clear()
