"""What a row holds: columns in their order, JSON as text, hidden columns, and whatever else the API sends."""

from __future__ import annotations

import json

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.engine.columns import batch_reader_of, reader_of, shown, to_sql
from openai_sql_shell.engine.current import Current
from openai_sql_shell.engine.table import ResourceTable
from openai_sql_shell.errors import UnsupportedStatement

BATCHES = "openai.batch.batches"
STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"


@pytest.mark.parametrize(
    "name", ["batch.batches", "files.files", "models.models", "vector_stores.vector_stores"]
)
def test_a_star_is_the_visible_columns_in_their_order(seeded, name):
    seeded.rows(f"SELECT * FROM openai.{name} LIMIT 1")
    assert seeded.columns() == [c.name for c in Catalog().resource(*name.split(".")).columns]


def test_values_are_those_of_the_object(seeded, mirror):
    expected = mirror.objects["batch.batches"]
    found = seeded.rows(f"SELECT id, created_at, completed_at, status, metadata, model FROM {BATCHES}")
    assert [row[0] for row in found] == [batch["id"] for batch in expected]
    for (_, created, completed, status, metadata, model), batch in zip(found, expected, strict=True):
        assert (created, completed, status) == (batch["created_at"], batch["completed_at"], batch["status"])
        assert json.loads(metadata) == batch["metadata"]
        assert model == batch["model"]


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (None, None),
        ("", ""),
        ("ü€😀", "ü€😀"),
        (True, 1),
        (False, 0),
        (0, 0),
        (2**63 - 1, 2**63 - 1),
        (2**63, "9223372036854775808"),
        (-(2**70), "-1180591620717411303424"),
        (1.5, 1.5),
        ({}, "{}"),
        ([], "[]"),
        ({"a": [1, "ü"]}, '{"a":[1,"ü"]}'),
        ({"a": [1e999, -1e999, "Infinity"]}, '{"a":[9e999,-9e999,"Infinity"]}'),
        ("half \ud83d pair", "half \ufffd pair"),
        ({"a": "\udc00"}, '{"a":"\ufffd"}'),
    ],
)
def test_json_values_become_sqlites(value, stored):
    assert to_sql(value) == stored


def test_many_values_at_once_are_those_that_one_by_one_are():
    """Alone, beside values that are stored as they are, and where the field is missing."""
    odd = (
        None,
        True,
        0,
        7,
        -0.0,
        1.5,
        2**63 - 1,
        2**63,
        -(2**63) - 1,
        1e300,
        float("inf"),
        "",
        " 5",
        "1e3",
        "a\0",
        "é",
        "\ud83d",
        {},
        [1],
    )
    compared = 0
    for resource in Catalog().declarations():
        for column in resource.columns:
            many, one = batch_reader_of(resource, column), reader_of(resource, column)
            if many is None:
                continue
            compared += 1
            for others in ("text", "é"), (1, 2**62), (None,):
                objects = [{column.name: value} for value in (*others, *odd)] + [{}]
                for chosen in (objects, objects[: len(others)], *([o, objects[0]] for o in objects)):
                    assert repr(list(many(chosen))) == repr([one(found, {}) for found in chosen])
    assert compared > 300


def test_the_raw_column_holds_the_whole_object(seeded, mirror):
    raw = json.loads(seeded.value(f"SELECT raw FROM {BATCHES} LIMIT 1"))
    assert raw == mirror.objects["batch.batches"][0]


def test_fields_newer_than_the_catalog_are_reached_through_raw(seeded, mirror):
    name = next(iter(set(mirror.objects["files.files"][0]) - {"id"}))
    found = seeded.value(f"SELECT raw ->> '$.{name}' FROM openai.files.files LIMIT 1")
    assert found == to_sql(mirror.objects["files.files"][0][name])


def test_a_hidden_column_says_what_was_asked_with(seeded, mirror):
    store = mirror.ids("vector_stores.vector_stores")[0]
    sql = f"SELECT DISTINCT vector_store_id, filter FROM {STORE_FILES} WHERE vector_store_id = '{store}' AND filter = 'completed'"
    assert seeded.rows(sql) == [(store, "completed")]
    assert seeded.requests == [f"GET /vector_stores/{store}/files?limit=100&filter=completed"]


def test_a_hidden_column_stands_for_its_field_where_nothing_was_asked(seeded):
    sql = f"SELECT count(*) FROM {BATCHES} WHERE batch_id = id AND created_at > 0"
    assert seeded.value(sql) == seeded.value(f"SELECT count(*) FROM {BATCHES}")


def test_a_hidden_column_is_known_to_joins(seeded):
    sql = f"SELECT count(*) FROM {STORES} v JOIN {STORES} w ON w.vector_store_id = v.vector_store_id"
    assert seeded.value(sql) == seeded.value(f"SELECT count(*) FROM {STORES}")


def test_a_blank_where_the_api_means_nothing_is_null():
    """The API sends blanks for absent result files; the sandbox never does."""
    batches = Catalog().resource("batch", "batches")
    names = ("output_file_id", "error_file_id", "model")
    blank = {"output_file_id": "file-1", "error_file_id": "", "model": ""}
    table = ResourceTable(batches, Current())
    assert [table.reader(name)(blank, {}) for name in names] == ["file-1", None, ""]
    assert shown([batches.column(name) for name in names], blank) == ("file-1", None, "")


def test_a_result_column_knows_the_catalog_column_it_shows(seeded):
    result = seeded.run(f"SELECT b.created_at AS born, metadata, upper(status), raw FROM {BATCHES} b LIMIT 1")
    born, metadata, shouted, raw = result.columns
    assert born.name == "born"
    assert born.source.unix_time
    assert metadata.source.type.is_json
    assert shouted.source is None
    assert raw.source.name == "raw"


def test_columns_are_known_before_and_without_rows(seeded):
    result = seeded.run(f"SELECT id, status AS s FROM {BATCHES} WHERE status = 'no such status'")
    assert [column.name for column in result.columns] == ["id", "s"]
    assert list(result.rows) == []


def test_what_cannot_be_read_says_so(seeded):
    error = seeded.error("SELECT * FROM openai.uploads.uploads", UnsupportedStatement)
    assert error.message == "openai.uploads.uploads has no SELECT"
    assert "RETURNING" in error.hint
    assert seeded.requests == []


@pytest.mark.parametrize(
    ("sql", "named", "first"),
    [
        (f"SELECT * FROM {BATCHES}", [], ["id", "status", "created_at", "request_counts", "model"]),
        (
            f"SELECT metadata, b.*, 1 AS one FROM {BATCHES} b",
            ["metadata", "one"],
            ["id", "status", "created_at"],
        ),
        (f"SELECT id, status FROM {BATCHES}", ["id", "status"], []),
        (f"SELECT * FROM (SELECT status, id FROM {BATCHES})", [], ["status", "id"]),
        ("SELECT * FROM (SELECT 1 AS z, 2 AS a)", [], ["z", "a"]),
    ],
)
def test_a_result_column_knows_whether_it_was_named_and_its_place_in_the_order_of_use(
    seeded, sql, named, first
):
    columns = seeded.run(f"{sql} LIMIT 0").columns
    assert [column.name for column in columns if column.star is None] == named
    in_use = sorted((column for column in columns if column.star), key=lambda column: column.star)
    assert [column.name for column in in_use][: len(first)] == first


def test_a_named_column_knows_its_place_in_the_order_of_use(seeded):
    columns = seeded.run(
        f"SELECT status, id, count(*) OVER (), created_at AS made FROM {BATCHES} LIMIT 0"
    ).columns
    assert [column.use for column in columns] == [1, 0, 0, 2]


def test_tables_of_one_star_are_told_apart_even_where_they_are_the_same(seeded):
    columns = seeded.run(f"SELECT * FROM {BATCHES} a JOIN {BATCHES} b ON a.id = b.id LIMIT 0").columns
    half = len(columns) // 2
    assert {c.star[0] for c in columns[:half]} != {c.star[0] for c in columns[half:]}
    assert [c.star[1] for c in columns[:half]] == [c.star[1] for c in columns[half:]]
