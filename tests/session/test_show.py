"""SHOW, DESCRIBE and USE: exact columns, exact rows, nothing sent."""

from __future__ import annotations

import json

import pytest

from openai_sql_shell.catalog import LOCAL
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.errors import Span, StatementError, UnknownName, UnsupportedStatement

SERVICES = [service.name for service in Catalog().services]


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("SHOW PROVIDERS", "name, version"),
        ("SHOW SERVICES", "id, name, title"),
        ("SHOW SERVICES IN openai", "id, name, title"),
        ("SHOW EXTENDED SERVICES IN openai", "id, name, title, description, version, preferred"),
        ("SHOW RESOURCES IN openai.batch", "name, id"),
        ("SHOW EXTENDED RESOURCES FROM batch", "name, id, description"),
        ("SHOW METHODS IN openai.batch.batches", "MethodName, RequiredParams, SQLVerb"),
        (
            "SHOW EXTENDED METHODS IN openai.batch.batches",
            "MethodName, RequiredParams, SQLVerb, OptionalParams, description",
        ),
        ("SHOW COLUMNS IN openai.batch.batches", "name, type"),
        ("DESCRIBE openai.batch.batches", "name, type"),
        ("DESC openai.batch.batches", "name, type"),
        ("DESCRIBE EXTENDED openai.batch.batches", "name, type, description"),
        ("DESCRIBE METHOD openai.batch.batches.create_batch", "name, type, param_type, shape"),
        (
            "DESCRIBE METHOD EXTENDED openai.batch.batches.create_batch",
            "name, type, param_type, shape, description",
        ),
        ("SHOW INSERT INTO openai.batch.batches", "insert_statement"),
        ("SHOW TABLES", "name, columns"),
        ("SHOW VIEWS", "name, columns"),
        ("SHOW AUTH", "name, variable, value"),
        ("SHOW SERVICES LIKE 'b%'", "id, name, title"),
    ],
)
def test_metadata_statements_have_their_columns_and_send_nothing(harness, sql, columns):
    harness.rows(sql)
    assert ", ".join(harness.columns()) == columns
    assert harness.requests == []


def test_services_are_listed(harness):
    assert [name for _, name, _ in harness.rows("SHOW SERVICES")] == SERVICES
    of_api = [name for name in SERVICES if name != LOCAL]
    assert [name for _, name, _ in harness.rows("SHOW SERVICES IN openai")] == of_api
    assert harness.rows("SHOW SERVICES LIKE 'batch'") == [("openai.batch", "batch", "Batch")]


def test_resources_of_a_service_are_listed(harness):
    assert harness.rows("SHOW RESOURCES IN openai.vector_stores") == [
        ("vector_stores", "openai.vector_stores.vector_stores"),
        ("vector_store_files", "openai.vector_stores.vector_store_files"),
        ("vector_store_file_batches", "openai.vector_stores.vector_store_file_batches"),
        ("files_in_vector_store_batches", "openai.vector_stores.files_in_vector_store_batches"),
        ("vector_store_file_contents", "openai.vector_stores.vector_store_file_contents"),
    ]


@pytest.mark.parametrize(
    "name", ["openai.batch.batches", "batch.batches", "batches", "openai.batches.batches"]
)
def test_methods_are_listed_as_on_the_page(harness, name):
    assert harness.rows(f"SHOW METHODS IN {name}") == [
        ("list_batches", "", "SELECT"),
        ("retrieve_batch", "batch_id", "SELECT"),
        ("create_batch", "data__completion_window, data__endpoint, data__input_file_id", "INSERT"),
        ("cancel_batch", "batch_id", "EXEC"),
    ]


def test_optional_parameters_are_listed_too(harness):
    found = harness.records("SHOW EXTENDED METHODS IN openai.batch.batches")
    assert {r["MethodName"]: r["OptionalParams"] for r in found}["create_batch"] == (
        "data__metadata, data__output_expires_after"
    )
    assert all(r["description"] for r in found)


def test_describe_lists_columns_in_order(harness):
    assert harness.rows("DESCRIBE openai.vector_stores.vector_store_file_batches") == [
        ("id", "string"),
        ("created_at", "integer"),
        ("file_counts", "object"),
        ("object", "string"),
        ("status", "string"),
        ("vector_store_id", "string"),
    ]


def test_describe_extended_tells_hidden_columns_and_known_values(harness):
    told = {name: text for name, _, text in harness.rows("DESCRIBE EXTENDED openai.batch.batches")}
    assert told["batch_id"].startswith("Hidden: ")
    assert told["raw"].startswith("Hidden: ")
    assert "One of validating, failed, in_progress" in told["status"]


def test_describe_method_tells_what_goes_in_and_comes_out(harness):
    rows = harness.rows("DESCRIBE METHOD openai.vector_stores.file_batches.create")
    assert rows[:6] == [
        ("vector_store_id", "string", "input_required", "in the path"),
        ("data__file_ids", "array", "input_required", "[string]"),
        ("data__attributes", "object", "input_optional", None),
        ("data__chunking_strategy", "object", "input_optional", "{type, static}"),
        ("data__files", "array", "input_optional", "[object]"),
        ("file_id", "string", "input_optional", None),
    ]
    assert [row[0] for row in rows[6:]] == [
        "id",
        "created_at",
        "file_counts",
        "object",
        "status",
        "vector_store_id",
    ]
    assert {row[2] for row in rows[6:]} == {"output"}


def test_an_insert_is_printed_as_a_template(harness):
    lines = harness.column("SHOW INSERT /*+ REQUIRED */ INTO openai.uploads.uploads")
    assert "\n".join(lines) == (
        "INSERT INTO openai.uploads.uploads (\n"
        "  data__bytes,\n  data__filename,\n  data__mime_type,\n  data__purpose\n"
        ")\nSELECT\n"
        "  {{ bytes }},\n  '{{ filename }}',\n  '{{ mime_type }}',\n  '{{ purpose }}'\n;"
    )


def test_a_printed_insert_spells_objects_out_one_level_deep(harness):
    harness.rows("SET dry_run = on")
    lines = harness.column("SHOW INSERT INTO openai.vector_stores.vector_stores")
    assert [line.strip(" ,") for line in lines if "json_object" in line] == [
        "json_object('type', {{ chunking_strategy_type }}, 'static', json({{ chunking_strategy_static }}))",
        "json_object('anchor', {{ expires_after_anchor }}, 'days', {{ expires_after_days }})",
    ]
    static = {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}
    harness.session.variables = {
        "name": 'a"b',
        "description": "d",
        "file_ids": ["file-1"],
        "metadata": {},
    } | {
        "chunking_strategy_type": "static",
        "chunking_strategy_static": static,
        "expires_after_anchor": "last_active_at",
        "expires_after_days": 7,
    }
    [piece] = harness.session.script("\n".join(lines))
    body = json.loads(harness.rows(piece.text)[0][2])
    assert body["chunking_strategy"] == {"type": "static", "static": static}
    assert body["expires_after"] == {"anchor": "last_active_at", "days": 7}


@pytest.mark.parametrize("resource", ["batch.batches", "vector_stores.vector_stores", "uploads.upload_parts"])
@pytest.mark.parametrize("form", ["", "EXTENDED "])
def test_a_printed_insert_runs_once_it_has_values(harness, jsonl, form, resource):
    harness.rows("SET dry_run = on")
    text = "\n".join(harness.column(f"SHOW {form}INSERT INTO openai.{resource}"))
    names = ["input_file_id", "name", "description", "upload_id", "data"]
    names += ["output_expires_after_anchor", "expires_after_anchor", "chunking_strategy_type"]
    objects = ["metadata", "chunking_strategy_static"]
    harness.session.variables = {name: str(jsonl) for name in names} | {name: {} for name in objects}
    harness.session.variables |= {
        "file_ids": ["file-1"],
        "expires_after_days": 7,
        "output_expires_after_seconds": 7,
        "endpoint": "/v1/responses",
        "completion_window": "24h",
    }
    [piece] = harness.session.script(text)
    assert harness.rows(piece.text)[0][0] == "POST"


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("SHOW SERVICES LIKE '%s'", [name for name in SERVICES if name.endswith("s")]),
        ("SHOW SERVICES WHERE title LIKE 'b%'", ["batch"]),
        ("SHOW SERVICES LIKE 'it''s'", []),
    ],
)
def test_lists_are_filtered(harness, sql, names):
    assert [row[1] for row in harness.rows(sql)] == names


def test_methods_are_filtered_by_their_own_names(harness):
    assert [row[0] for row in harness.rows("SHOW METHODS IN openai.batch.batches LIKE 'c%'")] == [
        "create_batch",
        "cancel_batch",
    ]
    found = harness.rows("SHOW METHODS IN openai.batch.batches WHERE SQLVerb = 'EXEC'")
    assert [row[0] for row in found] == ["cancel_batch"]


def test_an_empty_list_is_filtered_too(harness):
    assert harness.rows("SHOW TABLES LIKE 'x'") == []
    assert harness.columns() == ["name", "columns"]


def test_show_auth_never_shows_a_key(harness):
    rows = harness.rows("SHOW AUTH")
    assert ("api key", "OPENAI_API_KEY", "set") in rows
    assert ("admin key", "OPENAI_ADMIN_KEY", "not set") in rows
    assert harness.sandbox.key not in repr(rows)


@pytest.mark.parametrize(
    ("sql", "kind", "message"),
    [
        ("SHOW SERVICES IN nosuch", UnknownName, 'no provider "nosuch"'),
        ("SHOW SERVICES IN openai.batch", UnknownName, 'no provider "openai.batch"'),
        ("SHOW RESOURCES IN opnai.batch", UnknownName, 'no provider "opnai"'),
        ("SHOW RESOURCES IN openai.batc", UnknownName, 'no service "batc" in openai'),
        ("SHOW RESOURCES", StatementError, "SHOW RESOURCES needs a service"),
        ("SHOW METHODS IN openai.batch.batchs", UnknownName, 'no resource "batchs" in openai.batch'),
        ("SHOW SERVICES WHERE nme = 'x'", UnknownName, 'no column "nme"'),
        (
            "DESCRIBE METHOD openai.batch.batches.nope",
            UnknownName,
            'no method "nope" in openai.batch.batches',
        ),
        ("SHOW INSERT INTO openai.models.models", UnsupportedStatement, "openai.models.models has no INSERT"),
        ("DESCRIBE nosuch", UnknownName, 'no table or resource "nosuch"'),
    ],
)
def test_metadata_of_what_does_not_exist_is_an_error(harness, sql, kind, message):
    error = harness.error(sql, kind)
    assert error.message == message
    assert error.hint or error.span


def test_the_place_of_a_wrong_condition_is_pointed_at(harness):
    sql = "SHOW SERVICES IN openai WHERE name = 'ü' AND nme = 1"
    span = harness.error(sql, UnknownName).span
    assert sql[span.start : span.end] == "nme"


@pytest.mark.parametrize("name", ["batch.batches", "files.files", "batch.nothing"])
def test_use_takes_no_resource_and_keeps_the_service_that_was_chosen(harness, name):
    harness.rows("USE openai.files")
    error = harness.error(f"USE {name}", StatementError)
    assert (error.message, error.hint) == (f"USE takes a service, not {name}", "USE openai.batch")
    assert error.span == Span(4, 4 + len(name))
    assert harness.session.service == "files"


def test_use_makes_names_shorter(harness):
    harness.rows("USE openai.vector_stores")
    assert harness.session.service == "vector_stores"
    assert len(harness.rows("SHOW RESOURCES")) == 5
    assert harness.rows("DESCRIBE files")[0] == ("id", "string")
    harness.rows("SELECT * FROM vector_stores")
    assert harness.requests == ["GET /vector_stores?limit=100"]
    harness.rows("USE openai")
    assert harness.session.service is None


@pytest.mark.parametrize(
    "sql", ["SHOW SERVICES", "SHOW SERVICES LIKE 'b%'", "SHOW METHODS IN openai.batch.batches WHERE 1"]
)
def test_every_column_of_a_listing_counts_as_named(harness, sql):
    assert [column.star for column in harness.run(sql).columns] == [None] * len(harness.columns())


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("SHOW RESOURCES IN openai.vector_stores", [True, True]),
        ("SHOW EXTENDED RESOURCES IN openai.vector_stores", [True, True, False]),
        ("SHOW RESOURCES IN openai.vector_stores LIKE '%files%'", [True, True]),
        ("SHOW METHODS IN openai.batch.batches", [True, False, True]),
        ("DESCRIBE EXTENDED openai.batch.batches", [True, True, False]),
    ],
)
def test_names_and_ids_are_known_as_such(harness, sql, names):
    harness.rows(sql)
    assert [column.is_name for column in harness.result.columns] == names


@pytest.mark.parametrize(
    "statement",
    [
        "DESCRIBE openai.assistants.runs",
        "SHOW COLUMNS IN openai.assistants.runs LIKE 'i%'",
        "DESCRIBE METHOD openai.assistants.runs.create_run",
    ],
)
def test_a_description_of_what_is_deprecated_has_a_notice(harness, statement):
    assert harness.rows(statement)
    assert harness.result.notices == [
        "openai.assistants.runs is deprecated. Use responses and conversations."
    ]
