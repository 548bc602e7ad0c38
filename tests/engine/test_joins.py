"""Joins, subqueries, common tables and windows over resources, and how many requests they take."""

from __future__ import annotations

from collections import Counter

import pytest

from openai_sql_shell.engine.execution import Limits
from openai_sql_shell.engine.table import ResourceCursor
from openai_sql_shell.errors import MissingParameters

BATCHES = "openai.batch.batches"
FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"
FILE_BATCHES = "openai.vector_stores.vector_store_file_batches"


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT v.name, f.status, count(*) FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id GROUP BY 1, 2",
        f"SELECT v.id, f.id FROM {STORE_FILES} f JOIN {STORES} v ON f.vector_store_id = v.id",
        f"SELECT v.id, f.id FROM {STORES} v, {STORE_FILES} f WHERE f.vector_store_id = v.id AND v.usage_bytes > 0",
        f"SELECT v.id, f.id FROM {STORES} v LEFT JOIN {STORE_FILES} f ON f.vector_store_id = v.id AND f.status = 'failed'",
        f"SELECT v.id, (SELECT count(*) FROM {STORE_FILES} f WHERE f.vector_store_id = v.id) FROM {STORES} v",
        f"SELECT id FROM {STORES} v WHERE EXISTS (SELECT 1 FROM {STORE_FILES} f WHERE f.vector_store_id = v.id AND f.status = 'failed')",
        f"SELECT id FROM {STORE_FILES} WHERE vector_store_id IN (SELECT id FROM {STORES} WHERE name LIKE '%archive')",
        f"WITH big AS (SELECT id FROM {STORES} ORDER BY usage_bytes DESC, id LIMIT 3) SELECT f.id FROM big JOIN {STORE_FILES} f ON f.vector_store_id = big.id",
        (
            f"SELECT v.id, f.id, g.status FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id"
            f" JOIN {STORE_FILES} g ON g.vector_store_id = v.id AND g.id = f.id WHERE v.name LIKE '%archive'"
        ),
    ],
    ids=[
        "join",
        "child first",
        "comma",
        "left join",
        "correlated",
        "exists",
        "in subquery",
        "common table",
        "three",
    ],
)
def test_children_are_read_under_their_parents_in_every_shape(agree, sql):
    assert agree(sql)


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT id, row_number() OVER (PARTITION BY status ORDER BY created_at, id) FROM {BATCHES}",
        f"SELECT status, sum(count(*)) OVER (ORDER BY status) FROM {BATCHES} GROUP BY status",
        f"SELECT id FROM {BATCHES} UNION SELECT id FROM {STORES}",
        f"SELECT status FROM {BATCHES} EXCEPT SELECT status FROM {STORES}",
        f"SELECT b.id, j.key, j.value FROM {BATCHES} b, json_each(b.request_counts) j WHERE j.key = 'failed'",
        f"SELECT sum(request_counts ->> 'total') FROM {BATCHES} WHERE status = 'completed'",
        f"SELECT count(*) FILTER (WHERE status = 'failed'), avg(bytes) FROM {FILES}",
        f"SELECT b.id, f.filename FROM {BATCHES} b JOIN {FILES} f ON f.id = b.input_file_id",
        f"SELECT a.id, b.id FROM {STORES} a JOIN {STORES} b ON a.name < b.name AND a.status = b.status",
        (
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3)"
            f" SELECT i, count(*) FROM n, {STORES} GROUP BY i"
        ),
        f"SELECT unnamed.status, n FROM (SELECT status, count(*) n FROM {BATCHES} GROUP BY status) unnamed WHERE n > 3",
    ],
)
def test_the_whole_of_sqlites_sql_runs_over_resources(agree, sql):
    assert agree(sql)


def test_a_join_asks_once_for_each_parent(seeded, mirror):
    seeded.rows(f"SELECT count(*) FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id")
    parents = mirror.ids("vector_stores.vector_stores")
    assert len(seeded.requests) == 1 + len(parents)


def test_an_outer_limit_stops_reading_parents(seeded):
    sql = f"SELECT v.id, f.id FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id LIMIT 2"
    assert len(seeded.rows(sql)) == 2
    assert len(seeded.requests) <= 3


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT count(*) FROM {STORES} a JOIN {STORES} b ON a.status = b.status",
        f"SELECT (SELECT count(*) FROM {BATCHES} c WHERE c.created_at < b.created_at) FROM {BATCHES} b",
        f"SELECT count(*) FROM {BATCHES} b JOIN {FILES} f ON f.id = b.input_file_id",
        (
            f"SELECT id FROM {STORE_FILES} WHERE vector_store_id = '{{store}}'"
            f" UNION ALL SELECT status FROM {STORE_FILES} WHERE vector_store_id = '{{store}}'"
        ),
    ],
    ids=["self join", "correlated", "same key from many rows", "twice in one statement"],
)
def test_a_statement_never_asks_the_same_thing_twice(seeded, mirror, sql):
    seeded.rows(sql.format(store=mirror.ids("vector_stores.vector_stores")[0]))
    assert max(Counter(seeded.requests).values()) == 1


@pytest.mark.parametrize("join", ["JOIN", "LEFT JOIN"])
def test_an_inner_list_is_entered_through_an_index(seeded, mirror, monkeypatch, join):
    steps = Counter()
    handed_on = ResourceCursor._steps

    def counted(cursor, pairs):
        for _ in handed_on(cursor, pairs):
            steps["taken"] += 1
            yield

    monkeypatch.setattr(ResourceCursor, "_steps", counted)
    found = seeded.rows(
        f"SELECT a.id, b.id FROM {BATCHES} a {join} {BATCHES} b ON b.created_at = a.created_at"
    )
    outer = len(mirror.ids("batch.batches"))
    assert {(one, one) for one in mirror.ids("batch.batches")} <= set(found)
    assert len(found) < 2 * outer
    assert outer <= steps["taken"] <= 5 * outer


@pytest.mark.parametrize(
    ("key", "column"),
    [
        ("CAST(created_at AS TEXT)", "created_at"),
        ("created_at || '.0'", "created_at"),
        ("' ' || created_at", "created_at"),
        ("created_at + 0.0", "created_at"),
        ("created_at + 0.5", "created_at"),
        ("CAST(created_at AS BLOB)", "created_at"),
        ("CAST(status AS BLOB)", "status"),
        ("upper(status)", "status"),
        ("created_at", "status"),
        ("NULL", "status"),
    ],
)
@pytest.mark.parametrize("join", ["JOIN", "LEFT JOIN"])
def test_a_value_of_another_type_finds_through_the_index_what_sqlite_finds(agree, key, column, join):
    agree(
        f"SELECT a.k, b.id FROM (SELECT {key} AS k FROM {BATCHES}) a {join} {BATCHES} b ON b.{column} = a.k"
    )


def test_the_next_statement_asks_again(seeded):
    for _ in range(2):
        seeded.rows(f"SELECT count(*) FROM {STORES}")
        assert len(seeded.requests) == 1


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        (f"SELECT * FROM {STORE_FILES}", ["vector_store_id = ..."]),
        (f"SELECT * FROM {STORE_FILES} WHERE status = 'failed'", ["vector_store_id = ..."]),
        (f"SELECT * FROM {STORE_FILES} WHERE vector_store_id LIKE 'vs%'", ["vector_store_id = ..."]),
        (f"SELECT * FROM {FILE_BATCHES}", ["batch_id = ...", "vector_store_id = ..."]),
        (f"SELECT * FROM {FILE_BATCHES} WHERE vector_store_id = 'vs_1'", ["batch_id = ..."]),
        (
            (
                f"SELECT * FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id"
                f" JOIN {FILE_BATCHES} b ON b.vector_store_id = v.id"
            ),
            ["batch_id = ..."],
        ),
        (
            f"SELECT * FROM {STORE_FILES} f RIGHT JOIN {STORES} v ON f.vector_store_id = v.id",
            ["vector_store_id = ..."],
        ),
        (
            f"SELECT * FROM {STORES} v FULL JOIN {STORE_FILES} f ON f.vector_store_id = v.id",
            ["vector_store_id = ..."],
        ),
    ],
)
def test_a_missing_parameter_is_named_and_nothing_is_sent(seeded, sql, names):
    error = seeded.error(sql, MissingParameters)
    assert list(error.names) == names
    assert error.hint
    assert seeded.requests == []


def test_the_missing_list_of_file_batches_is_explained(seeded):
    hint = seeded.error(f"SELECT * FROM {FILE_BATCHES}", MissingParameters).hint
    assert "no list of file batches" in hint


def test_the_missing_side_of_a_right_join_is_explained(seeded):
    sql = f"SELECT * FROM {STORE_FILES} f RIGHT JOIN {STORES} v ON f.vector_store_id = v.id"
    hint = seeded.error(sql, MissingParameters).hint
    assert "RIGHT, FULL and CROSS JOIN fix which table is read first" in hint
    assert "LEFT JOIN" in hint


def test_what_would_supply_a_missing_parent_is_told(seeded):
    hint = seeded.error(f"SELECT * FROM {STORE_FILES}", MissingParameters).hint
    assert hint.startswith(
        f"{STORES} lists them: FROM {STORES} p JOIN {STORE_FILES} v ON v.vector_store_id = p.id"
    )
    assert "RIGHT" not in hint
    assert seeded.rows("SELECT p.id, v.id " + hint.partition("lists them: ")[2])


@pytest.mark.parametrize("memory_rows", [100_000, 3])
@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT a.id, b.id FROM {BATCHES} a LEFT JOIN {FILES} b ON b.filename = a.error_file_id",
        f"SELECT a.id, b.id FROM {FILES} a LEFT JOIN {BATCHES} b ON b.input_file_id = a.id",
        f"SELECT a.id, b.id FROM {FILES} a LEFT JOIN {BATCHES} b ON b.input_file_id = a.id AND b.status = a.status",
        f"SELECT a.id, b.id FROM {FILES} a LEFT JOIN {BATCHES} b ON b.completed_at = a.created_at",
        f"SELECT a.id, b.id FROM {STORES} a LEFT JOIN {BATCHES} b ON b.status = a.status OR b.id = a.name",
        f"SELECT b.id, f.filename, f.bytes FROM {BATCHES} b JOIN {FILES} f ON f.id = b.input_file_id",
        f"SELECT b.id, f.filename FROM {BATCHES} b LEFT JOIN {FILES} f ON f.id = b.output_file_id",
        (
            f"SELECT b.id, f.id, c.id FROM {BATCHES} b LEFT JOIN {FILES} f ON f.id = b.output_file_id"
            f" LEFT JOIN {BATCHES} c ON c.created_at = f.created_at AND c.status = b.status"
        ),
    ],
    ids=["null", "none", "two columns", "numbers", "or", "by the key", "key that is null", "three"],
)
def test_rows_found_by_a_column_are_those_that_sqlite_finds(agree, seeded, sql, memory_rows):
    seeded.session.settings.memory_rows = memory_rows
    assert agree(sql)
    seeded.session.settings.memory_rows = 100_000


def test_objects_of_a_list_that_is_here_are_found_without_a_further_question(seeded, monkeypatch):
    asked = Counter()
    ask = ResourceCursor._ask

    def counted(cursor, key, arguments):
        asked[cursor.table.resource.id] += 1
        ask(cursor, key, arguments)

    monkeypatch.setattr(ResourceCursor, "_ask", counted)
    seeded.session.settings.concurrency = 1
    seeded.rows(f"SELECT count(*) FROM {FILES}")
    rows = seeded.rows(f"SELECT b.id, f.filename FROM {BATCHES} b JOIN {FILES} f ON f.id = b.input_file_id")
    assert len(rows) == 120
    assert asked[FILES] <= 4


def test_the_outer_list_of_a_join_leaves_memory_as_it_is_read(seeded):
    database = seeded.session._database.opened()
    sql = 'SELECT f.id, b.id FROM "openai.batch"."batches" b LEFT JOIN "openai.files"."files" f ON f.filename = b.model'
    database._main.attach(sql)
    execution = database.prepare(sql, seeded.session._workspace().context(), Limits(concurrency=1))
    rows = database.query(sql, execution)
    for _ in zip(rows, range(110), strict=False):
        pass
    outer, _inner = execution.store.buffers.values()
    assert outer.rows == 20
    rows.close()
