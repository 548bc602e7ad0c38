"""NULL, and what a declaration allows beyond types: decided before anything is sent."""

from __future__ import annotations

import json

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import InvalidValue

STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"
FILE_BATCHES = "openai.vector_stores.vector_store_file_batches"
BATCHES = "openai.batch.batches"
EXPIRY = '{"anchor": "last_active_at", "days": 3}'


@pytest.mark.parametrize(
    ("assigned", "sent"),
    [
        ("expires_after = NULL, name = 'new'", {"expires_after": None, "name": "new"}),
        ("expires_after = NULL", {"expires_after": None}),
        ("metadata = NULL", {"metadata": None}),
        ("name = NULL", {"name": None}),
        ("metadata = 'null'", {"metadata": None}),
        ("expires_after = ' null '", {"expires_after": None}),
        ("expires_after = nullif(1, 1)", {"expires_after": None}),
        ("expires_after = (SELECT NULL)", {"expires_after": None}),
        ("name = 'null'", {"name": "null"}),
    ],
)
def test_a_null_in_an_update_is_sent(harness, store, assigned, sent):
    harness.rows(f"UPDATE {STORES} SET {assigned} WHERE id = '{store}'")
    assert harness.bodies == [sent]


def test_an_expiry_is_taken_back_with_null(harness, store):
    harness.rows(f"UPDATE {STORES} SET expires_after = '{EXPIRY}' WHERE id = '{store}'")
    harness.rows(f"UPDATE {STORES} SET expires_after = NULL WHERE id = '{store}'")
    assert harness.rows(f"SELECT expires_after, expires_at FROM {STORES}") == [(None, None)]


def test_a_required_property_of_an_update_may_be_null_where_the_api_allows_it(harness, store, documents):
    harness.rows(
        f"INSERT INTO {STORE_FILES} (vector_store_id, file_id, attributes)"
        f" VALUES ('{store}', '{documents[0]}', '{{\"page\": 1}}')"
    )
    key = f"vector_store_id = '{store}' AND file_id = '{documents[0]}'"
    harness.rows(f"UPDATE {STORE_FILES} SET attributes = NULL WHERE {key}")
    assert harness.bodies == [{"attributes": None}]


@pytest.mark.parametrize(("value", "hint"), [("NULL", "leave it out of SET"), ("'null'", "write it like ")])
def test_a_null_that_cannot_be_is_refused_by_name_and_never_dropped(harness, monkeypatch, value, hint):
    resource = harness.session.catalog.resource("vector_stores", "vector_stores")
    strict = tuple(
        replace(m, parameters=tuple(replace(p, nullable=False) for p in m.parameters))
        for m in resource.methods
    )
    monkeypatch.setitem(resource.__dict__, "methods", strict)
    error = harness.error(
        f"UPDATE {STORES} SET name = 'x', metadata = {value} WHERE id = 'vs_1'", InvalidValue
    )
    assert "data__metadata" in error.message
    assert "null" in error.message.lower()
    assert hint in error.hint
    assert harness.requests == []


@pytest.mark.parametrize("value", ["NULL", "'null'"])
def test_a_null_in_an_insert_is_not_sent(harness, value):
    harness.rows(f"INSERT INTO {STORES} (name, metadata) VALUES ('x', {value})")
    assert harness.bodies == [{"name": "x"}]


@pytest.mark.parametrize("null", ["null", " null\n", None])
def test_the_statement_that_show_insert_prints_may_be_filled_with_null(harness, null):
    lines = harness.column(f"SHOW INSERT INTO {BATCHES}")
    filled = {
        "completion_window": "24h",
        "endpoint": "/v1/responses",
        "input_file_id": "file-1",
        "metadata": null,
    }
    expiry = {"output_expires_after_anchor": "created_at", "output_expires_after_seconds": 3600}
    harness.session.variables.update(filled | expiry)
    harness.rows("SET dry_run = on")
    [piece] = harness.session.script("\n".join(lines))
    [(_, _, body)] = harness.rows(piece.text)
    assert set(json.loads(body)) == {"completion_window", "endpoint", "input_file_id", "output_expires_after"}


def test_the_text_null_is_no_null_for_a_property_that_cannot_be_null(harness):
    error = harness.error(f"INSERT INTO {STORES} (expires_after) VALUES ('null')", InvalidValue)
    assert "data__expires_after takes a JSON object" in error.message


def test_a_dry_run_and_explain_show_the_null(harness):
    sql = f"UPDATE {STORES} SET expires_after = NULL, name = 'new' WHERE id = 'vs_1'"
    [step] = harness.records(f"EXPLAIN {sql}")
    assert step["request"] == 'POST /vector_stores/vs_1 {"expires_after": null, "name": "new"}'
    harness.rows("SET dry_run = on")
    [(_, _, body)] = harness.rows(sql)
    assert json.loads(body) == {"expires_after": None, "name": "new"}


# --- arrays ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        f"""INSERT INTO {FILE_BATCHES} (vector_store_id, file_ids) VALUES ('vs_1', '["file-1", null]')""",
        f"""INSERT INTO {FILE_BATCHES} (vector_store_id, file_ids) VALUES ('vs_1', '[null]')""",
        f"""INSERT INTO {FILE_BATCHES} (vector_store_id, files) VALUES ('vs_1', '[{{"file_id": "f"}}, null]')""",
        f"""INSERT INTO {STORES} (file_ids) VALUES ('[null, "file-1"]')""",
        f"INSERT INTO {FILE_BATCHES} (vector_store_id, file_ids) SELECT 'vs_1', json_group_array(NULL)",
        """EXEC openai.uploads.uploads.complete_upload @upload_id = 'u', @part_ids = '["part_1", null]'""",
        """EXEC openai.uploads.uploads.complete_upload @upload_id = 'u' @@json = '{"part_ids": [null]}'""",
    ],
)
def test_a_null_inside_an_array_is_refused_like_any_wrong_item(harness, sql):
    error = harness.error(sql, InvalidValue)
    assert "null is no " in error.message
    assert harness.requests == []


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        (
            f"INSERT INTO {FILE_BATCHES} (vector_store_id, file_ids) VALUES ('vs_1', '[]')",
            "data__file_ids takes at least 1 item, not 0",
        ),
        (
            f"INSERT INTO {FILE_BATCHES} (vector_store_id, files) VALUES ('vs_1', '[]')",
            "data__files takes at least 1 item, not 0",
        ),
        (
            f"INSERT INTO {FILE_BATCHES} (vector_store_id, file_ids) VALUES ('vs_1', '{json.dumps(['f'] * 2001)}')",
            "data__file_ids takes at most 2000 items, not 2001",
        ),
        (
            f"INSERT INTO {STORES} (name) VALUES ('x')".replace("name", "file_ids").replace(
                "'x'", f"'{json.dumps(['f'] * 501)}'"
            ),
            "data__file_ids takes at most 500 items, not 501",
        ),
    ],
)
def test_what_a_declaration_does_not_allow_is_refused_before_sending(harness, sql, message):
    error = harness.error(sql, InvalidValue)
    assert error.message == message
    assert error.hint
    assert harness.requests == []


def test_a_value_that_the_catalog_does_not_know_is_sent_with_a_note(harness):
    harness.error(
        f"INSERT INTO {BATCHES} (input_file_id, endpoint, completion_window) VALUES ('f', '/v1/response', '24h')"
    )
    assert harness.bodies[0]["endpoint"] == "/v1/response"


def test_files_that_a_query_does_not_find_are_not_attached(harness, store):
    sql = (
        f"INSERT INTO {FILE_BATCHES} (vector_store_id, file_ids)"
        f" SELECT '{store}', json_group_array(id) FROM openai.files.files WHERE filename = 'nope'"
    )
    assert "data__file_ids" in harness.error(sql, InvalidValue).message
    assert harness.requests == ["GET /files?limit=10000"]
