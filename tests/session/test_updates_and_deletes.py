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
def other(harness):
    return harness.value(f"INSERT INTO {STORES} (name) VALUES ('drafts') RETURNING id")


# --- UPDATE ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["id", "vector_store_id", f"{STORES}.id", "vector_stores.id"])
def test_an_update_by_key_is_one_request(harness, store, key):
    harness.rows(f"UPDATE {STORES} SET name = 'new' WHERE {key} = '{store}'")
    assert harness.requests[-1] == f"POST /vector_stores/{store}"
    assert harness.bodies == [{"name": "new"}]


def test_an_update_by_key_reads_nothing(harness, store):
    assert harness.value(f"UPDATE {STORES} SET name = 'new' WHERE id = '{store}' RETURNING name") == "new"
    assert harness.requests == [f"POST /vector_stores/{store}"]
    assert harness.result.summary == f"UPDATE 1 · {store} (completed)"
    assert harness.result.short_summary is None


@pytest.mark.parametrize(
    ("columns", "short"),
    [("id, name", "UPDATE 1 · 1 completed"), ("status, id", "UPDATE 1"), ("status", None)],
)
def test_names_that_returning_gives_are_not_needed_again(harness, store, columns, short):
    harness.rows(f"UPDATE {STORES} SET name = 'new' WHERE id = '{store}' RETURNING {columns}")
    assert harness.result.short_summary == short
    assert harness.result.summary == f"UPDATE 1 · {store} (completed)"


def test_an_update_by_other_columns_reads_first(harness, store, other):
    harness.rows(f"UPDATE {STORES} SET name = 'new' WHERE name LIKE 'no%'")
    assert harness.requests == ["GET /vector_stores?limit=100", f"POST /vector_stores/{store}"]
    assert harness.value(f"SELECT name FROM {STORES} WHERE id = '{other}'") == "drafts"


def test_a_new_value_is_computed_from_the_old_one(harness, store):
    sql = f"UPDATE {STORES} AS v SET name = upper(v.name) || '!' WHERE v.id = '{store}' RETURNING v.name"
    assert harness.value(sql) == "NOTES!"
    assert harness.requests == [f"GET /vector_stores/{store}", f"POST /vector_stores/{store}"]


def test_a_new_value_may_come_from_a_local_table(harness, store):
    harness.rows("CREATE TABLE titles AS SELECT 'from a table' AS title")
    sql = f"UPDATE {STORES} SET name = (SELECT title FROM titles) WHERE id = '{store}' RETURNING name"
    assert harness.value(sql) == "from a table"


def test_several_objects_are_updated_one_after_the_other(harness, store, other):
    harness.rows(
        f"UPDATE {STORES} SET metadata = json_object('was', name) WHERE id IN ('{store}', '{other}', '{store}')"
    )
    assert harness.result.summary.startswith("UPDATE 2 · ")
    assert [body["metadata"]["was"] for body in harness.bodies] == ["notes", "drafts"]


def test_a_body_property_may_stand_in_where(harness, store):
    harness.rows(
        f"UPDATE {STORES} SET name = 'a' WHERE id = '{store}' AND data__metadata = '{{\"k\": \"v\"}}'"
    )
    assert harness.bodies == [{"name": "a", "metadata": {"k": "v"}}]
    assert len(harness.requests) == 1


def test_attributes_of_a_file_in_a_store_are_replaced(harness, store, documents):
    harness.rows(f"INSERT INTO {STORE_FILES} (vector_store_id, file_id) VALUES ('{store}', '{documents[0]}')")
    key = f"vector_store_id = '{store}' AND file_id = '{documents[0]}'"
    sql = f"UPDATE {STORE_FILES} SET attributes = '{{\"page\": 3}}' WHERE {key} RETURNING attributes"
    assert harness.value(sql) == '{"page":3}'
    assert harness.requests == [f"POST /vector_stores/{store}/files/{documents[0]}"]


@pytest.mark.usefixtures("store")
def test_an_update_of_nothing_found_sends_no_change(harness):
    harness.rows(f"UPDATE {STORES} SET name = 'x' WHERE name = 'no such name'")
    assert harness.result.summary == "UPDATE 0"
    assert harness.requests == ["GET /vector_stores?limit=100"]


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        (f"UPDATE {STORES} SET name = 'x' WHERE id = NULL", StatementError),
        (f"UPDATE {STORES} SET metadata = '{{broken' WHERE id = 'vs_1'", InvalidValue),
        (f"UPDATE {STORES} SET nope = 1 WHERE id = 'vs_1'", UnknownName),
        (f"UPDATE {STORES} SET id = 'vs_2' WHERE id = 'vs_1'", UnknownName),
        (f"UPDATE {STORES} SET name = 'x' WHERE nope = 1", UnknownName),
        (f"UPDATE {STORES} SET name = 'x' WHERE id = 'vs_1' RETURNING nope", UnknownName),
        (f"UPDATE {STORE_FILES} SET attributes = '{{}}' WHERE file_id = 'f'", MissingParameters),
    ],
)
def test_an_update_that_cannot_be_sent_sends_nothing(harness, sql, kind):
    harness.error(sql, kind)
    assert harness.requests == []


def test_an_update_of_an_absent_object_is_an_error(harness):
    assert harness.error(f"UPDATE {STORES} SET name = 'x' WHERE id = 'vs_nope'", ApiError).status == 404


# --- DELETE ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["id", "file_id", "FILE_ID"])
def test_a_delete_by_key_is_one_request(harness, documents, key):
    harness.rows(f"DELETE FROM {FILES} WHERE {key} = '{documents[0]}'")
    assert harness.requests == [f"DELETE /files/{documents[0]}"]
    assert harness.result.summary == f"DELETE 1 · {documents[0]}"


def test_keys_in_a_list_are_deleted_once_each(harness, documents):
    one, two = documents
    sql = f"DELETE FROM {FILES} WHERE file_id IN ('{one}', '{two}', '{one}') RETURNING id, raw ->> 'deleted'"
    assert harness.rows(sql) == [(one, 1), (two, 1)]
    assert harness.requests == [f"DELETE /files/{one}", f"DELETE /files/{two}"]


def test_a_delete_by_other_columns_reads_first(harness, documents):
    harness.rows(f"DELETE FROM {FILES} WHERE filename = 'two.md' AND purpose = 'assistants'")
    assert harness.requests == [
        "GET /files?limit=10000&purpose=assistants",
        f"DELETE /files/{documents[1]}",
    ]


def test_a_delete_by_two_keys_names_the_parent_too(harness, store, documents):
    harness.rows(f"INSERT INTO {STORE_FILES} (vector_store_id, file_id) VALUES ('{store}', '{documents[0]}')")
    harness.rows(f"DELETE FROM {STORE_FILES} WHERE vector_store_id = '{store}' AND id = '{documents[0]}'")
    assert harness.requests == [f"DELETE /vector_stores/{store}/files/{documents[0]}"]


def test_children_are_deleted_under_every_parent_they_were_found_in(harness, store, documents):
    values = ", ".join(f"('{store}', '{file}')" for file in documents)
    harness.rows(f"INSERT INTO {STORE_FILES} (vector_store_id, file_id) VALUES {values}")
    harness.rows(f"DELETE FROM {STORE_FILES} WHERE vector_store_id IN (SELECT id FROM {STORES})")
    assert sorted(harness.requests[-2:]) == sorted(
        f"DELETE /vector_stores/{store}/files/{file}" for file in documents
    )


def test_a_delete_of_an_absent_object_is_an_error(harness):
    error = harness.error(f"DELETE FROM {FILES} WHERE id = 'file-nope'", ApiError)
    assert error.status == 404


def test_a_failing_delete_among_several_says_how_far_it_came(harness, documents):
    one, two = documents
    error = harness.error(
        f"DELETE FROM {FILES} WHERE id IN ('{one}', 'file-nope', '{two}')", ChangesInterrupted
    )
    account = error.account
    assert (account.done, account.refused, account.untried) == ((one,), ("file-nope",), (two,))
    assert harness.column(f"SELECT id FROM {FILES}") == [two]


@pytest.mark.parametrize(
    "sql", [f"DELETE FROM {FILES}", f"UPDATE {STORES} SET name = 'x'", f"DELETE FROM {FILES} RETURNING id"]
)
@pytest.mark.usefixtures("store", "documents")
def test_a_change_of_everything_is_refused(harness, sql):
    error = harness.error(sql, RefusedStatement)
    assert "without WHERE" in error.message
    assert not any(line.startswith(("DELETE", "POST")) for line in harness.requests)


@pytest.mark.usefixtures("documents")
def test_a_change_of_everything_goes_on_with_consent(harness):
    harness.rows("SET assume_yes = on")
    harness.rows(f"DELETE FROM {FILES}")
    assert harness.rows(f"SELECT id FROM {FILES}") == []


@pytest.mark.parametrize(
    ("statement", "notice"),
    [
        (
            "SELECT id FROM openai.batch.batches WHERE status = 'compleet'",
            "no status 'compleet' is known; did you mean 'completed'?",
        ),
        (
            "DELETE FROM openai.vector_stores.vector_stores WHERE status = 'complete' RETURNING id",
            "no status 'complete' is known; did you mean 'completed'?",
        ),
        (
            "CREATE TABLE mine AS SELECT id FROM openai.files.files WHERE purpose = 'bach'",
            "no purpose 'bach' is known; did you mean 'batch'?",
        ),
    ],
)
def test_a_value_that_the_catalog_does_not_know_is_said_beside_the_rows(harness, statement, notice):
    result = harness.run(statement)
    assert list(result.rows) == []
    assert result.notices == [notice]
