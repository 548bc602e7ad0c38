"""Random statements give the same rows over the API as over plain SQLite tables with the same objects."""

from __future__ import annotations

import random

import pytest

BATCHES = "openai.batch.batches"
FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"


class Writer:
    """Writes statements of every family; the same seed writes the same ones."""

    def __init__(self, seed, mirror):
        self.random = random.Random(seed)
        self.stores = mirror.objects["vector_stores.vector_stores"]
        self.batches = mirror.objects["batch.batches"]

    def one(self, *choices):
        return self.random.choice(choices)

    def store(self):
        return f"'{self.random.choice(self.stores)['id']}'"

    def stores_in_a_list(self):
        return ", ".join(
            [self.store() for _ in range(self.random.randint(1, 4))] + self.one(["'vs_gone'"], [])
        )

    def moment(self):
        return self.random.choice(self.batches)["created_at"]

    def of_store(self, v):
        return self.one(
            f"{v}.id = {self.store()}",
            f"{v}.id IN ({self.stores_in_a_list()})",
            f"{v}.id IS {self.store()}",
            f"{v}.id = upper({self.store()}) COLLATE NOCASE",
            f"({v}.id = {self.store()} OR {v}.id = {self.store()})",
            f"(({v}.id = {self.store()} AND {v}.status = 'completed') OR {v}.id = {self.store()})",
            f"{v}.name LIKE '%archive'",
            f"{v}.created_at > {self.moment()}",
            f"{v}.created_at BETWEEN {self.moment()} AND {self.moment()}",
            f"{v}.created_at = '{self.random.choice(self.stores)['created_at']}'",
            f"{v}.metadata ->> 'team' = 'trust'",
            f"{v}.expires_after IS NULL",
            f"NOT {v}.status = 'completed'",
            f"{v}.usage_bytes % 3 = 1",
        )

    def of_file(self, f):
        return self.one(
            f"{f}.status = 'failed'",
            f"{f}.status = 'completed'",
            f"{f}.status <> 'completed'",
            f"{f}.status IN ('failed', 'cancelled')",
            f"{f}.last_error IS NULL",
            f"{f}.usage_bytes > 500",
            f"{f}.id LIKE '%a%'",
        )

    def where(self, *conditions):
        chosen = [c for c in conditions if self.random.random() < 0.7]
        return f" WHERE {' AND '.join(chosen)}" if chosen else ""

    def limit(self):
        return self.one("", " LIMIT 4", " LIMIT 3 OFFSET 2", " LIMIT 0", " LIMIT -1", " LIMIT 100 OFFSET 5")

    def order(self, v):
        return self.one(
            f"{v}.created_at, {v}.id", f"{v}.created_at DESC, {v}.id", f"{v}.name, {v}.id", f"{v}.id DESC"
        )


def ordered(w):
    where = w.where(w.of_store("v"), w.of_store("v"))
    return f"SELECT v.id, name FROM {STORES} v{where} ORDER BY {w.order('v')}{w.limit()}"


def ordered_by_the_server(w):
    direction = w.one("", " DESC")
    return f"SELECT created_at FROM {STORES} v{w.where(w.of_store('v'))} ORDER BY created_at{direction}{w.limit()}"


def grouped(w):
    return f"SELECT status, count(*), min(created_at), max(name) FROM {STORES} v{w.where(w.of_store('v'))} GROUP BY status"


def joined(w):
    where = w.where(w.of_store("v"), w.of_file("f"))
    return (
        f"SELECT v.id, f.id, f.status FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id{where}"
    )


def left_joined(w):
    on = f"f.vector_store_id = v.id AND {w.of_file('f')}"
    return f"SELECT v.id, f.id FROM {STORES} v LEFT JOIN {STORE_FILES} f ON {on}{w.where(w.of_store('v'))}"


def correlated(w):
    inner = f"SELECT count(*) FROM {STORE_FILES} f WHERE f.vector_store_id = v.id AND {w.of_file('f')}"
    return f"SELECT v.id, ({inner}) FROM {STORES} v{w.where(w.of_store('v'))}"


def existing(w):
    inner = f"SELECT 1 FROM {STORE_FILES} f WHERE f.vector_store_id = v.id AND {w.of_file('f')}"
    return f"SELECT v.id FROM {STORES} v WHERE {w.one('', 'NOT ')}EXISTS ({inner}) AND {w.of_store('v')}"


def in_subquery(w):
    inner = f"SELECT v.id FROM {STORES} v{w.where(w.of_store('v'))}"
    return f"SELECT f.* FROM {STORE_FILES} f WHERE f.vector_store_id IN ({inner}) AND {w.of_file('f')}"


def common_table(w):
    inner = f"SELECT v.id, name FROM {STORES} v{w.where(w.of_store('v'))} ORDER BY {w.order('v')} LIMIT {w.random.randint(1, 6)}"
    return f"WITH t AS ({inner}) SELECT t.name, f.id FROM t JOIN {STORE_FILES} f ON f.vector_store_id = t.id{w.where(w.of_file('f'))}"


def windowed(w):
    over = "PARTITION BY status ORDER BY created_at, id"
    return f"SELECT v.id, row_number() OVER ({over}) FROM {STORES} v{w.where(w.of_store('v'))}"


def united(w):
    files = (
        f"SELECT vector_store_id FROM {STORE_FILES} f WHERE f.vector_store_id IN ({w.store()}, {w.store()})"
    )
    return f"SELECT v.id FROM {STORES} v{w.where(w.of_store('v'))} {w.one('UNION', 'UNION ALL', 'EXCEPT')} {files}"


def branched(w):
    one = f"f.vector_store_id = {w.store()} AND {w.of_file('f')}"
    other = f"f.vector_store_id = {w.store()} AND {w.of_file('f')}"
    return f"SELECT f.vector_store_id, f.id FROM {STORE_FILES} f WHERE ({one}) OR ({other})"


def with_files(w):
    where = w.where(f"b.created_at > {w.moment()}", w.one("f.bytes > 2000", "f.purpose = 'batch'"))
    join = w.one("JOIN", "LEFT JOIN")
    column = w.one("input_file_id", "output_file_id", "error_file_id")
    return f"SELECT b.id, f.filename FROM {BATCHES} b {join} {FILES} f ON f.id = b.{column}{where}"


def filtered_by_the_server(w):
    purpose = w.one("batch", "vision", "nothing", "fine-tune")
    order = w.one("", " ORDER BY created_at", " ORDER BY created_at DESC")
    return f"SELECT created_at, purpose FROM {FILES} f WHERE f.purpose = '{purpose}'{w.one('', ' AND f.bytes > 70')}{order}{w.limit() if order else ''}"


FAMILIES = [
    ordered,
    ordered_by_the_server,
    grouped,
    joined,
    left_joined,
    correlated,
    existing,
    in_subquery,
    common_table,
    windowed,
    united,
    branched,
    with_files,
    filtered_by_the_server,
]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_random_statements_agree_with_sqlite(agree, seeded, mirror, family):
    writer = Writer(f"{family.__name__} 2026", mirror)
    for concurrency in (1, 16):
        seeded.session.settings.concurrency = concurrency
        for _ in range(6):
            agree(family(writer))
