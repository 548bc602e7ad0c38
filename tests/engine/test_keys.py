"""Objects found by their keys: one request each, no duplicates, nothing lost, and what happens to keys that lead nowhere."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import ApiError

BATCHES = "openai.batch.batches"
FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"


@pytest.fixture
def batch_ids(mirror):
    return mirror.ids("batch.batches")


@pytest.fixture
def store_ids(mirror):
    return mirror.ids("vector_stores.vector_stores")


@pytest.fixture
def attached(mirror):
    """Two files of one store, as pairs of store and file."""
    first = mirror.objects["vector_stores.vector_store_files"][0]["vector_store_id"]
    files = [f for f in mirror.objects["vector_stores.vector_store_files"] if f["vector_store_id"] == first]
    return [(f["vector_store_id"], f["id"]) for f in files[:2]]


@pytest.mark.parametrize(
    "condition", ["id = '{}'", "batch_id = '{}'", "'{}' = id", "id IS '{}'", "id == '{}' AND status <> 'x'"]
)
def test_an_equality_with_the_key_asks_for_one_object(seeded, batch_ids, condition):
    found = seeded.column(f"SELECT id FROM {BATCHES} WHERE {condition.format(batch_ids[3])}")
    assert found == [batch_ids[3]]
    assert seeded.requests == [f"GET /batches/{batch_ids[3]}"]


def test_two_contradicting_keys_find_nothing(seeded, batch_ids):
    one, other = batch_ids[:2]
    assert seeded.rows(f"SELECT id FROM {BATCHES} WHERE id = '{one}' AND batch_id = '{other}'") == []
    assert len(seeded.requests) == 1


def test_an_in_list_asks_once_for_each_key(seeded, batch_ids):
    one, other = sorted(batch_ids[:2])
    found = seeded.column(f"SELECT id FROM {BATCHES} WHERE id IN ('{one}', '{other}', '{one}') ORDER BY id")
    assert found == [one, other]
    assert seeded.requests == [f"GET /batches/{one}", f"GET /batches/{other}"]


@pytest.mark.parametrize("key", ["''", "' '", "'.'", "'..'", "' .. '", "NULL", "x'00'"])
@pytest.mark.parametrize("join", ["JOIN", "LEFT JOIN"])
def test_a_row_of_another_table_that_holds_no_id_finds_nothing_and_asks_for_nothing(
    seeded, batch_ids, key, join
):
    found = seeded.column(
        f"WITH keys(k) AS (VALUES ({key}), ('{batch_ids[0]}')) SELECT b.id FROM keys {join} {BATCHES} b ON b.id = k"
    )
    assert found == ([] if join == "JOIN" else [None]) + [batch_ids[0]]
    assert seeded.requests == [f"GET /batches/{batch_ids[0]}"]


def test_a_limit_beside_an_in_list_cuts_the_whole_not_each_key(seeded, batch_ids):
    keys = ", ".join(f"'{key}'" for key in batch_ids[:4])
    assert len(seeded.rows(f"SELECT id FROM {BATCHES} WHERE id IN ({keys}) LIMIT 3")) == 3


def test_an_or_of_keys_returns_each_object_once(agree, batch_ids):
    one, other = batch_ids[:2]
    found = agree(f"SELECT id, status FROM {BATCHES} WHERE id = '{one}' OR id = '{other}' OR id = '{one}'")
    assert len(found) == 2


def test_branches_of_an_or_that_find_the_same_object_do_not_double_it(agree, batch_ids):
    sql = f"SELECT id FROM {BATCHES} WHERE id = '{batch_ids[0]}' OR (id = '{batch_ids[0]}' AND status <> 'x')"
    assert len(agree(sql)) == 1


def test_branches_of_an_or_that_find_different_objects_lose_none(agree, attached):
    """SQLite removes duplicates by rowid: ours come from keys, so they are the same in every branch."""
    [(store, one), (_, other)] = attached
    found = agree(
        f"SELECT id, status FROM {STORE_FILES} WHERE (vector_store_id = '{store}' AND id = '{one}')"
        f" OR (vector_store_id = '{store}' AND id = '{other}')"
        f" OR (vector_store_id = '{store}' AND status <> 'x')"
    )
    assert len(found) >= 2


def test_a_file_attached_to_two_stores_is_two_rows(agree, mirror):
    stores_of = {}
    for file in mirror.objects["vector_stores.vector_store_files"]:
        stores_of.setdefault(file["id"], []).append(file["vector_store_id"])
    file, stores = next((file, stores) for file, stores in stores_of.items() if len(stores) > 1)
    either = " OR ".join(f"(vector_store_id = '{store}' AND id = '{file}')" for store in stores)
    assert len(agree(f"SELECT id, vector_store_id FROM {STORE_FILES} WHERE {either}")) == len(stores)


def test_rows_without_an_id_are_told_apart_by_their_place(seeded, mirror):
    file = next(f for f in mirror.objects["vector_stores.vector_store_files"] if f["status"] == "completed")
    contents = (
        "openai.vector_stores.vector_store_file_contents"
        f" WHERE vector_store_id = '{file['vector_store_id']}' AND file_id = '{file['id']}'"
    )
    rows = seeded.column(f"SELECT rowid FROM {contents}")
    assert len(rows) == len(set(rows)) >= 1


@pytest.mark.parametrize("condition", ["id = NULL", "id IN (NULL)", "batch_id = NULL"])
def test_a_null_key_matches_nothing_and_asks_nothing(seeded, condition):
    assert seeded.rows(f"SELECT id FROM {BATCHES} WHERE {condition}") == []
    assert seeded.requests == []


def test_a_null_from_another_table_asks_nothing(seeded, agree):
    found = agree(f"SELECT b.id, f.id FROM {BATCHES} b LEFT JOIN {FILES} f ON f.id = b.error_file_id")
    assert any(file is None for _, file in found)
    assert not any(line.endswith("/None") for line in seeded.requests)


def test_a_number_for_a_key_is_written_as_text(seeded):
    assert seeded.error(f"SELECT id FROM {BATCHES} WHERE id = 5", ApiError).status == 404
    assert seeded.requests == ["GET /batches/5"]


def test_a_blob_for_a_key_matches_nothing_and_asks_nothing(seeded):
    assert seeded.rows(f"SELECT id FROM {BATCHES} WHERE id = x'6162'") == []
    assert seeded.requests == []


def test_an_object_named_by_a_literal_that_does_not_exist_is_an_error(seeded):
    error = seeded.error(f"SELECT * FROM {BATCHES} WHERE id = 'batch_nope'", ApiError)
    assert (error.status, error.request) == (404, "GET /batches/batch_nope")


def test_a_list_under_an_object_that_does_not_exist_is_an_error(seeded):
    error = seeded.error(f"SELECT * FROM {STORE_FILES} WHERE vector_store_id = 'vs_nope'", ApiError)
    assert error.status == 404


def test_keys_of_a_list_that_do_not_exist_are_no_rows_and_a_notice(seeded, batch_ids):
    sql = f"SELECT id FROM {BATCHES} WHERE id IN ('batch_a', '{batch_ids[0]}', 'batch_b')"
    assert seeded.column(sql) == [batch_ids[0]]
    assert seeded.notices() == [
        "not found in openai.batch.batches (HTTP 404), so without a row: /batches/batch_a, /batches/batch_b"
    ]


def test_many_absent_keys_are_one_short_notice(seeded):
    keys = ", ".join(f"'batch_{n}'" for n in range(9))
    assert seeded.rows(f"SELECT id FROM {BATCHES} WHERE id IN ({keys})") == []
    [notice] = seeded.notices()
    assert notice.endswith("/batches/batch_0, /batches/batch_1, /batches/batch_2 and 6 more")


def test_a_joined_key_that_does_not_exist_is_no_row_and_a_notice(seeded, batch_ids):
    sql = (
        f"WITH wanted(key) AS (VALUES ('{batch_ids[0]}'), ('batch_gone'))"
        f" SELECT key, b.id FROM wanted LEFT JOIN {BATCHES} b ON b.id = key"
    )
    assert set(seeded.rows(sql)) == {("batch_gone", None), (batch_ids[0], batch_ids[0])}
    assert seeded.notices() == [
        "not found in openai.batch.batches (HTTP 404), so without a row: /batches/batch_gone"
    ]


def test_other_errors_for_a_joined_key_are_errors(seeded, batch_ids, refuse):
    refuse("GET /v1/batches/*", 403)
    error = seeded.error(f"SELECT id FROM {BATCHES} WHERE id IN ('{batch_ids[0]}', 'x')", ApiError)
    assert error.status == 403


def test_a_wrong_address_is_an_error_not_an_absent_object(seeded, batch_ids, refuse):
    """A base URL without /v1 answers 404 to everything; nobody wants an empty result then."""
    refuse("GET /v1/batches/*", 404, message="Invalid URL (GET /v1/batches/x)")
    error = seeded.error(f"SELECT id FROM {BATCHES} WHERE id IN ('{batch_ids[0]}', 'x')", ApiError)
    assert error.status == 404
