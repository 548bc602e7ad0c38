"""What statements make of answers that cannot be believed: an error, never a row; and whether a change may have been made."""

from __future__ import annotations

import json

import pytest
from faults import Fault

from openai_sql_shell.errors import ApiError, ChangesInterrupted, ProtocolError

ERROR = {"error": {"message": "upstream has no capacity", "type": "server_error", "param": None, "code": "x"}}
BATCH = (
    "INSERT {} INTO openai.batch.batches (input_file_id, endpoint, completion_window)"
    " VALUES ('{}', '/v1/chat/completions', '24h')"
)
LIST = {"object": "list", "data": [{"id": "batch_1"}], "has_more": False}


@pytest.fixture
def file(harness, jsonl):
    return harness.upload(jsonl, "batch")


@pytest.fixture
def store(harness):
    return harness.value("INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('n') RETURNING id")


@pytest.fixture
def batch(harness, file):
    return harness.value(BATCH.format("", file) + " RETURNING id")


@pytest.fixture
def known(store, file, batch, jsonl):
    """What the statements name."""
    return {"store": store, "file": file, "batch": batch, "path": jsonl}


@pytest.mark.parametrize("sql", [BATCH, BATCH + " RETURNING id, status", BATCH + " RETURNING *"])
@pytest.mark.parametrize("hint", ["", "/*+ AWAIT */"])
@pytest.mark.parametrize(
    "answer",
    [
        (ERROR, ApiError, "upstream has no capacity"),
        (b"", ProtocolError, "empty body"),
        ({"object": "batch"}, ProtocolError, "without an id"),
        (LIST, ProtocolError, "a list, not an object"),
        ({"id": "batch_\ud83d", "status": "validating"}, ProtocolError, "without an id"),
        (b'{"id": "batch_1", ', ProtocolError, "not JSON"),
    ],
)
def test_an_insert_without_a_right_answer_is_an_error_and_unknown(harness, sandbox, file, sql, hint, answer):
    reply, kind, told = answer
    sandbox.faults.add(Fault("POST /v1/batches", reply=reply))
    error = harness.error(sql.format(hint, file), kind)
    assert told in error.message
    assert error.may_have_acted
    look = "SELECT * FROM openai.batch.batches ORDER BY created_at DESC LIMIT 10"
    assert f"it may have been carried out; before sending it again, look with {look}" in error.hint
    assert harness.requests == ["POST /batches"]


def test_the_statement_that_looks_runs(harness, sandbox, file):
    sandbox.faults.add(Fault("POST /v1/batches", reply=b""))
    hint = harness.error(BATCH.format("", file)).hint
    look = hint.partition("look with ")[2].partition(" before")[0]
    assert len(harness.rows(look)) == 1


@pytest.mark.parametrize(
    ("reply", "kind", "told"),
    [
        (ERROR, ApiError, "upstream has no capacity"),
        (LIST, ProtocolError, "a list, not an object"),
        ({}, ProtocolError, "without an id"),
        (b"", ProtocolError, "empty body"),
    ],
)
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id, status FROM openai.batch.batches WHERE id = '{batch}'",
        "SELECT f.id FROM openai.batch.batches b JOIN openai.files.files f ON f.id = b.input_file_id",
        "EXEC openai.batch.batches.retrieve_batch @batch_id = '{batch}'",
    ],
)
def test_no_row_is_made_of_an_answer_that_is_no_object(harness, sandbox, batch, sql, reply, kind, told):
    sandbox.faults.add(*[Fault(match, reply=reply) for match in ("GET /v1/batches/*", "GET /v1/files/*")])
    error = harness.error(sql.format(batch=batch), kind)
    assert told in error.message
    assert not error.may_have_acted


@pytest.mark.parametrize(
    ("reply", "kind", "told"),
    [
        (ERROR, ApiError, "upstream has no capacity"),
        ([{"id": "batch_1"}], ProtocolError, "a bare array"),
        ({"id": "batch_1"}, ProtocolError, "not a list"),
        ({"data": None, "has_more": True}, ProtocolError, "goes on and has no items"),
        ({"data": [], "has_more": True}, ProtocolError, "goes on, but not where"),
        (b'{"data": [{"id": "batch_1", "metadata": {"score": NaN}}]}', ProtocolError, "not JSON"),
    ],
)
def test_no_rows_are_made_of_an_answer_that_is_no_list(harness, sandbox, reply, kind, told):
    sandbox.faults.add(Fault("GET /v1/batches", reply=reply))
    assert told in harness.error("SELECT id FROM openai.batch.batches", kind).message


def test_a_page_behind_the_first_that_promises_more_and_tells_nothing_is_an_error(harness, sandbox):
    first = {"data": [{"id": "batch_1"}], "has_more": True, "last_id": "batch_1"}
    sandbox.faults.add(Fault("GET /v1/batches", reply=first))
    sandbox.faults.add(Fault("GET /v1/batches", reply={"data": [], "has_more": True}))
    harness.error("SELECT count(*) FROM openai.batch.batches", ProtocolError)


def test_a_list_that_is_read_whole_does_not_go_on(harness, sandbox):
    sandbox.faults.add(Fault("GET /v1/models", reply={"data": [{"id": "m"}], "has_more": True}))
    error = harness.error("SELECT id FROM openai.models.models", ProtocolError)
    assert "no parameter asks for the rest" in error.message


@pytest.mark.parametrize("resource", ["models.models", "files.files", "batch.batches"])
def test_null_instead_of_items_is_no_rows(harness, sandbox, resource):
    sandbox.faults.add(Fault(f"GET /v1/{resource.partition('.')[2]}", reply={"object": "list", "data": None}))
    assert harness.rows(f"SELECT id FROM openai.{resource}") == []


def test_null_instead_of_the_items_of_a_later_page_ends_the_list(harness, sandbox):
    first = {"data": [{"id": "file-1"}, {"id": "file-2"}], "has_more": True}
    sandbox.faults.add(Fault("GET /v1/files", reply=first))
    sandbox.faults.add(Fault("GET /v1/files", reply={"object": "list", "data": None, "has_more": False}))
    assert harness.column("SELECT id FROM openai.files.files") == ["file-1", "file-2"]


@pytest.mark.parametrize(
    ("reply", "kind", "told"),
    [
        ({}, ProtocolError, "does not confirm the deletion"),
        (b"", ProtocolError, "empty body"),
        (ERROR, ApiError, "upstream has no capacity"),
    ],
)
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM openai.files.files WHERE id = '{file}'",
        "EXEC openai.files.files.delete_file @file_id = '{file}'",
    ],
)
def test_a_deletion_that_is_not_confirmed_is_none(harness, sandbox, file, sql, reply, kind, told):
    sandbox.faults.add(Fault("DELETE /v1/files/*", reply=reply))
    error = harness.error(sql.format(file=file), kind)
    assert told.format(file=file) in error.message
    assert error.may_have_acted
    assert f"look with SELECT * FROM openai.files.files WHERE id = '{file}'" in error.hint


def test_a_deletion_that_is_denied_was_not_carried_out(harness, sandbox, file):
    sandbox.faults.add(Fault(f"DELETE /v1/files/{file}", reply={"object": "file", "deleted": False}))
    error = harness.error(f"DELETE FROM openai.files.files WHERE id = '{file}'", ProtocolError)
    assert error.message == f"the server did not delete {file}: it answers deleted false"
    assert (error.may_have_acted, error.hint) == (False, None)
    sandbox.faults.add(Fault(f"DELETE /v1/files/{file}", reply={"object": "file", "deleted": False}))
    error = harness.error(
        f"DELETE FROM openai.files.files WHERE id IN ('{file}', 'file-other')", ChangesInterrupted
    )
    assert error.account.refused[0].startswith(file)


@pytest.mark.parametrize(
    ("match", "sql", "look"),
    [
        (
            "POST /v1/vector_stores/vs*",
            "UPDATE openai.vector_stores.vector_stores SET name = 'b' WHERE id = '{store}'",
            "SELECT * FROM openai.vector_stores.vector_stores WHERE id = '{store}'",
        ),
        (
            "POST /v1/files",
            "INSERT INTO openai.files.files (file, purpose) VALUES ('{path}', 'assistants')",
            "SELECT * FROM openai.files.files ORDER BY created_at DESC LIMIT 10",
        ),
        (
            "POST */files",
            "INSERT INTO openai.vector_stores.vector_store_files (vector_store_id, file_id) VALUES ('{store}', '{file}')",
            "SELECT * FROM openai.vector_stores.vector_store_files WHERE vector_store_id = '{store}' AND id = '{file}'",
        ),
        (
            "POST */file_batches",
            """INSERT INTO openai.vector_stores.vector_store_file_batches (vector_store_id, file_ids)
            VALUES ('{store}', '["{file}"]')""",
            "SELECT * FROM openai.vector_stores.vector_store_files WHERE vector_store_id = '{store}'",
        ),
        (
            "POST /v1/batches/*/cancel",
            "EXEC openai.batch.batches.cancel_batch @batch_id = '{batch}'",
            "SELECT * FROM openai.batch.batches WHERE id = '{batch}'",
        ),
        (
            "POST /v1/uploads",
            """INSERT INTO openai.uploads.uploads (filename, purpose, bytes, mime_type)
            VALUES ('f.jsonl', 'batch', 5, 'text/plain')""",
            "SELECT * FROM openai.files.files ORDER BY created_at DESC LIMIT 10",
        ),
    ],
)
@pytest.mark.parametrize("reply", [{"object": "x"}, ERROR, b""])
def test_every_change_without_a_right_answer_names_the_statement_that_looks(
    harness, sandbox, known, match, sql, look, reply
):
    sandbox.faults.add(Fault(match, reply=reply))
    error = harness.error(sql.format(**known))
    assert error.may_have_acted
    assert f"before sending it again, look with {look.format(**known)}" in error.hint
    harness.rows(look.format(**known))


def test_a_search_is_no_change_and_tried_again(harness, sandbox, store):
    search = f"EXEC openai.vector_stores.vector_stores.search_vector_store @vector_store_id = '{store}', @query = 'x'"
    sandbox.faults.add(Fault("POST */search", status=500))
    assert harness.rows(search) == []
    assert len(harness.requests) == 2
    sandbox.faults.add(Fault("POST */search", status=500, times=3))
    assert "carried out" not in (harness.error(search, ApiError).hint or "")


def test_an_error_instead_of_a_file_leaves_no_file(harness, sandbox, file, tmp_path):
    sandbox.faults.add(Fault("GET /v1/files/*/content", reply=ERROR))
    download = f"EXEC openai.files.files.download_file @file_id = '{file}', @to = '{tmp_path}/out'"
    assert harness.error(download, ApiError).message == "upstream has no capacity"
    assert not (tmp_path / "out").exists()


def test_an_answer_that_is_too_large_is_refused_by_a_setting(harness, sandbox):
    harness.rows("SET max_answer = '1kB'")
    sandbox.faults.add(Fault("GET /v1/models", reply={"data": [{"id": "x" * 2000}]}))
    error = harness.error("SELECT id FROM openai.models.models", ProtocolError)
    assert r"\set max_answer" in error.hint


def test_half_a_character_is_one_replacement_and_keeps_its_escape_in_raw(harness, sandbox):
    reply = b'{"data": [{"id": "file-1", "filename": "a\\ud83db"}], "has_more": false}'
    sandbox.faults.add(Fault("GET /v1/files", reply=reply))
    [(name, raw)] = harness.rows("SELECT filename, raw FROM openai.files.files")
    assert name == "a\ufffdb"
    assert raw == '{"id":"file-1","filename":"a\\ud83db"}'


def test_a_number_beyond_all_others_is_json_that_sqlite_reads(harness, sandbox):
    reply = b'{"data": [{"id": "batch_1", "metadata": {"score": 1e999}}], "has_more": false}'
    sandbox.faults.add(Fault("GET /v1/batches", reply=reply))
    sql = "SELECT metadata, metadata ->> 'score' > 1e300, json_valid(raw) FROM openai.batch.batches"
    assert harness.rows(sql) == [('{"score":9e999}', 1, 1)]


# --- is it absent, or is the address wrong? --------------------------------------------------------------------

JOIN = "SELECT b.id, f.filename FROM openai.batch.batches b LEFT JOIN openai.files.files f ON f.id = b.input_file_id"


@pytest.mark.parametrize(
    "error",
    [{"message": "File '{file}' not found"}, {"message": "No such object", "type": "invalid_request_error"}],
)
def test_what_another_table_names_and_the_server_does_not_have_is_no_row(
    harness, sandbox, file, batch, error
):
    told = json.dumps({"error": error}).replace("{file}", file)
    sandbox.faults.add(Fault("GET /v1/files/*", status=404, **_envelope(json.loads(told)["error"])))
    assert harness.rows(JOIN) == [(batch, None)]
    assert file in harness.notices()[0]


@pytest.mark.parametrize("error", [{"message": "Not found", "type": "not_found"}, {"message": "Not Found"}])
@pytest.mark.usefixtures("batch")
def test_a_404_that_does_not_name_the_object_is_an_error(harness, sandbox, error):
    sandbox.faults.add(Fault("GET /v1/files/*", status=404, times=None, **_envelope(error)))
    assert harness.error(JOIN, ApiError).status == 404


def test_an_id_within_another_word_is_not_named(harness, sandbox):
    sandbox.faults.add(Fault("GET /v1/models/*", status=404, times=None, message="Not found", error_type=""))
    sql = "SELECT id FROM openai.models.models WHERE id IN (SELECT 'o' UNION SELECT 'fo')"
    assert harness.error(sql, ApiError).status == 404


def _envelope(error):
    return {"message": error["message"], "error_type": error.get("type", "")}
