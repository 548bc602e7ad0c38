"""Only those fields of a list's objects are made that a statement takes something from."""

from __future__ import annotations

import pytest

from openai_sql_shell.api import gate
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.engine.columns import batch_reader_of, every_column, fields_of, reader_of
from openai_sql_shell.handlers.base import Context
from openai_sql_shell.ledger import witness

BATCHES, FILES = "openai.batch.batches", "openai.files.files"


@pytest.fixture
def made(seeded, monkeypatch):
    """Runs a statement whose pages are all read as large ones are; the fields that each request wanted."""
    found, parse = set(), gate.parse_json

    def spy(body, wanted=None, **received):
        found.add(None if wanted is None else tuple(sorted(wanted)))
        return parse(body, wanted, **received)

    monkeypatch.setattr(gate, "LARGE", 0)
    monkeypatch.setattr(gate, "parse_json", spy)

    def run(sql):
        found.clear()
        seeded.rows(sql)
        return found

    return run


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        (f"SELECT count(*) FROM {FILES}", {("id",)}),
        (f"SELECT filename FROM {FILES}", {("filename", "id")}),
        (f"SELECT 1 FROM {FILES} WHERE bytes > 5 ORDER BY status", {("bytes", "id", "status")}),
        (f"SELECT id FROM {FILES} ORDER BY created_at", {("created_at", "id")}),
        (f"CREATE TABLE kept AS SELECT purpose FROM {FILES}", {("id", "purpose")}),
        (f"WITH f AS (SELECT filename AS n FROM {FILES}) SELECT n FROM f", {("filename", "id")}),
        (f"SELECT filename FROM {FILES} UNION ALL SELECT purpose FROM {FILES}", {("filename", "id", "purpose")}),
        (f"SELECT json_extract(request_counts, '$.total') FROM {BATCHES}", {("id", "request_counts")}),
        (
            f"SELECT b.status, f.bytes FROM {BATCHES} b JOIN {FILES} f ON f.id = b.input_file_id ORDER BY 1",
            {("id", "input_file_id", "status"), ("bytes", "id")},
        ),
        (f"SELECT raw FROM {FILES}", {None}),
        (f"SELECT raw FROM {FILES} UNION ALL SELECT id FROM {FILES}", {None}),
        ("SELECT name FROM openai.vector_stores.vector_stores", {("id", "name")}),
    ],
)  # fmt: skip
def test_a_statement_wants_what_it_names_and_what_tells_objects_apart(made, sql, wanted):
    assert made(sql) == wanted


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT * FROM {BATCHES} ORDER BY id",
        f"SELECT status, count(*) FROM {BATCHES} GROUP BY 1 ORDER BY 1",
        f"SELECT a.id, b.endpoint FROM {BATCHES} a JOIN {BATCHES} b ON b.id = a.id ORDER BY 1",
        f"SELECT id FROM {FILES} WHERE bytes > (SELECT avg(bytes) FROM {FILES}) ORDER BY 1",
        f"SELECT f.filename FROM {FILES} f WHERE id IN (SELECT input_file_id FROM {BATCHES}) ORDER BY 1",
        f"SELECT id FROM {FILES} WHERE purpose = 'batch' OR bytes % 2 ORDER BY 1",
        "SELECT s.name, f.status FROM openai.vector_stores.vector_stores s JOIN openai.vector_stores.vector_store_files f ON f.vector_store_id = s.id ORDER BY 1, 2, f.id",
    ],
)  # fmt: skip
def test_the_rows_are_those_of_whole_objects(agree, monkeypatch, sql):
    monkeypatch.setattr(gate, "LARGE", 0)
    assert agree(sql)


def test_a_list_that_later_statements_may_take_from_is_whole(made, seeded):
    seeded.session.execute("SET cache = 60s")
    assert made(f"SELECT id FROM {FILES}") == {None}
    assert seeded.rows(f"SELECT purpose FROM {FILES} LIMIT 1")[0][0]


class Looked(dict):
    """An object without a field that remembers which were looked for."""

    def __init__(self):
        super().__init__()
        self.names = set()

    def get(self, name, default=None):
        self.names.add(name)
        return default

    def __missing__(self, name):
        self.names.add(name)


def test_no_column_of_any_resource_takes_from_another_field():
    """Whole objects aside, which need them all."""
    catalog = Catalog()
    for resource in (catalog.resource(found.service, found.name) for found in catalog.resources):
        for column in every_column(resource):
            fields = fields_of(resource, column)
            if fields is None:
                continue
            looked, read_many = Looked(), batch_reader_of(resource, column)
            reader_of(resource, column)(looked, {column.name: "x", "answered": "x"})
            if read_many is not None:
                read_many([looked])
            assert looked.names <= fields, (resource.id, column.name)


def test_what_the_ledger_keeps_of_an_object_is_made_too(made, monkeypatch):
    monkeypatch.setattr(Context, "witnessed", lambda _self, resource: resource.recorded.fields)
    assert made(f"SELECT endpoint FROM {BATCHES}") == {
        ("deleted", "endpoint", "id", "request_counts", "status")
    }


def test_no_state_of_an_object_is_taken_from_another_field():
    catalog = Catalog()
    resources = [catalog.resource(found.service, found.name) for found in catalog.resources]
    recorded = [(resource, resource.recorded) for resource in resources if resource.recorded is not None]
    assert recorded
    for resource, kept in recorded:
        looked = Looked()
        witness._state(resource, looked)
        assert looked.names - {""} <= {*kept.fields}, resource.id
