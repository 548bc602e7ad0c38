"""UPDATE and DELETE: straight to the objects a literal names, otherwise to those a SELECT finds."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import (
    ApiError,
    ChangesInterrupted,
    InvalidValue,
    MissingParameters,
    RefusedStatement,
    StatementError,
    UnknownName,
)

FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"


@pytest.fixture
def other(bench):
    return bench.value(f"INSERT INTO {STORES} (name) VALUES ('drafts') RETURNING id")


# --- UPDATE ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["id", "vector_store_id", f"{STORES}.id", "vector_stores.id"])
def test_an_update_by_key_is_one_request(bench, store, key):
    bench.rows(f"UPDATE {STORES} SET name = 'new' WHERE {key} = '{store}'")
    assert bench.requests[-1] == f"POST /vector_stores/{store}"
    assert bench.bodies == [{"name": "new"}]


def test_an_update_by_key_reads_nothing(bench, store):
    assert bench.value(f"UPDATE {STORES} SET name = 'new' WHERE id = '{store}' RETURNING name") == "new"
    assert bench.requests == [f"POST /vector_stores/{store}"]
    assert bench.result.summary == f"UPDATE 1 · {store} (completed)"


def test_an_update_by_other_columns_reads_first(bench, store, other):
    bench.rows(f"UPDATE {STORES} SET name = 'new' WHERE name LIKE 'no%'")
    assert bench.requests == ["GET /vector_stores?limit=100", f"POST /vector_stores/{store}"]
    assert bench.value(f"SELECT name FROM {STORES} WHERE id = '{other}'") == "drafts"


def test_a_new_value_is_computed_from_the_old_one(bench, store):
    sql = f"UPDATE {STORES} AS v SET name = upper(v.name) || '!' WHERE v.id = '{store}' RETURNING v.name"
    assert bench.value(sql) == "NOTES!"
    assert bench.requests == [f"GET /vector_stores/{store}", f"POST /vector_stores/{store}"]


def test_a_new_value_may_come_from_a_local_table(bench, store):
    bench.rows("CREATE TABLE titles AS SELECT 'from a table' AS title")
    sql = f"UPDATE {STORES} SET name = (SELECT title FROM titles) WHERE id = '{store}' RETURNING name"
    assert bench.value(sql) == "from a table"


def test_several_objects_are_updated_one_after_the_other(bench, store, other):
    bench.rows(
        f"UPDATE {STORES} SET metadata = json_object('was', name) WHERE id IN ('{store}', '{other}', '{store}')"
    )
    assert bench.result.summary.startswith("UPDATE 2 · ")
    assert [body["metadata"]["was"] for body in bench.bodies] == ["notes", "drafts"]


def test_a_body_property_may_stand_in_where(bench, store):
    bench.rows(f"UPDATE {STORES} SET name = 'a' WHERE id = '{store}' AND data__metadata = '{{\"k\": \"v\"}}'")
    assert bench.bodies == [{"name": "a", "metadata": {"k": "v"}}]
    assert len(bench.requests) == 1


def test_attributes_of_a_file_in_a_store_are_replaced(bench, store, documents):
    bench.rows(f"INSERT INTO {STORE_FILES} (vector_store_id, file_id) VALUES ('{store}', '{documents[0]}')")
    key = f"vector_store_id = '{store}' AND file_id = '{documents[0]}'"
    sql = f"UPDATE {STORE_FILES} SET attributes = '{{\"page\": 3}}' WHERE {key} RETURNING attributes"
    assert bench.value(sql) == '{"page":3}'
    assert bench.requests == [f"POST /vector_stores/{store}/files/{documents[0]}"]


@pytest.mark.usefixtures("store")
def test_an_update_of_nothing_found_sends_no_change(bench):
    bench.rows(f"UPDATE {STORES} SET name = 'x' WHERE name = 'no such name'")
    assert bench.result.summary == "UPDATE 0"
    assert bench.requests == ["GET /vector_stores?limit=100"]


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        (f"UPDATE {STORES} SET name = NULL WHERE id = 'vs_1'", StatementError),
        (f"UPDATE {STORES} SET metadata = '{{broken' WHERE id = 'vs_1'", InvalidValue),
        (f"UPDATE {STORES} SET nope = 1 WHERE id = 'vs_1'", UnknownName),
        (f"UPDATE {STORES} SET id = 'vs_2' WHERE id = 'vs_1'", UnknownName),
        (f"UPDATE {STORES} SET name = 'x' WHERE nope = 1", UnknownName),
        (f"UPDATE {STORES} SET name = 'x' WHERE id = 'vs_1' RETURNING nope", UnknownName),
        (f"UPDATE {STORE_FILES} SET attributes = '{{}}' WHERE file_id = 'f'", MissingParameters),
    ],
)
def test_an_update_that_cannot_be_sent_sends_nothing(bench, sql, kind):
    bench.error(sql, kind)
    assert bench.requests == []


def test_an_update_of_an_absent_object_is_an_error(bench):
    assert bench.error(f"UPDATE {STORES} SET name = 'x' WHERE id = 'vs_nope'", ApiError).status == 404


# --- DELETE ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["id", "file_id", "FILE_ID"])
def test_a_delete_by_key_is_one_request(bench, documents, key):
    bench.rows(f"DELETE FROM {FILES} WHERE {key} = '{documents[0]}'")
    assert bench.requests == [f"DELETE /files/{documents[0]}"]
    assert bench.result.summary == f"DELETE 1 · {documents[0]}"


def test_keys_in_a_list_are_deleted_once_each(bench, documents):
    one, two = documents
    sql = f"DELETE FROM {FILES} WHERE file_id IN ('{one}', '{two}', '{one}') RETURNING id, raw ->> 'deleted'"
    assert bench.rows(sql) == [(one, 1), (two, 1)]
    assert bench.requests == [f"DELETE /files/{one}", f"DELETE /files/{two}"]


def test_a_delete_by_other_columns_reads_first(bench, documents):
    bench.rows(f"DELETE FROM {FILES} WHERE filename = 'two.md' AND purpose = 'assistants'")
    assert bench.requests == [
        "GET /files?limit=10000&purpose=assistants",
        f"DELETE /files/{documents[1]}",
    ]


def test_a_delete_by_two_keys_names_the_parent_too(bench, store, documents):
    bench.rows(f"INSERT INTO {STORE_FILES} (vector_store_id, file_id) VALUES ('{store}', '{documents[0]}')")
    bench.rows(f"DELETE FROM {STORE_FILES} WHERE vector_store_id = '{store}' AND id = '{documents[0]}'")
    assert bench.requests == [f"DELETE /vector_stores/{store}/files/{documents[0]}"]


def test_children_are_deleted_under_every_parent_they_were_found_in(bench, store, documents):
    values = ", ".join(f"('{store}', '{file}')" for file in documents)
    bench.rows(f"INSERT INTO {STORE_FILES} (vector_store_id, file_id) VALUES {values}")
    bench.rows(f"DELETE FROM {STORE_FILES} WHERE vector_store_id IN (SELECT id FROM {STORES})")
    assert sorted(bench.requests[-2:]) == sorted(
        f"DELETE /vector_stores/{store}/files/{file}" for file in documents
    )


def test_a_delete_of_an_absent_object_is_an_error(bench):
    error = bench.error(f"DELETE FROM {FILES} WHERE id = 'file-nope'", ApiError)
    assert error.status == 404


def test_a_failing_delete_among_several_says_how_far_it_came(bench, documents):
    one, two = documents
    error = bench.error(
        f"DELETE FROM {FILES} WHERE id IN ('{one}', 'file-nope', '{two}')", ChangesInterrupted
    )
    assert (error.done, error.failed, error.left) == ((one,), "file-nope", 1)
    assert bench.column(f"SELECT id FROM {FILES}") == [two]


@pytest.mark.parametrize(
    "sql", [f"DELETE FROM {FILES}", f"UPDATE {STORES} SET name = 'x'", f"DELETE FROM {FILES} RETURNING id"]
)
@pytest.mark.usefixtures("store", "documents")
def test_a_change_of_everything_is_refused(bench, sql):
    error = bench.error(sql, RefusedStatement)
    assert "without WHERE" in error.message
    assert not any(line.startswith(("DELETE", "POST")) for line in bench.requests)


@pytest.mark.usefixtures("documents")
def test_a_change_of_everything_goes_on_with_consent(bench):
    bench.rows("SET assume_yes = on")
    bench.rows(f"DELETE FROM {FILES}")
    assert bench.rows(f"SELECT id FROM {FILES}") == []
