"""Which resource, method and arguments a statement means."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import Service
from openai_sql_shell.catalog.services import DESCRIBED_ON
from openai_sql_shell.catalog.services.files import FILES
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import (
    AmbiguousName,
    InvalidValue,
    MissingParameters,
    StatementError,
    UnknownName,
    UnsupportedStatement,
)
from openai_sql_shell.planner.planner import plan
from openai_sql_shell.planner.plans import (
    CallPlan,
    ChangePlan,
    ExplainPlan,
    LocalPlan,
    MetadataPlan,
    QueryPlan,
    SettingPlan,
    UsePlan,
)
from openai_sql_shell.planner.scope import Scope
from openai_sql_shell.sql.parser import parse

DATED = f" (the catalog is of {DESCRIBED_ON})"
BATCHES = '"openai.batch"."batches"'


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT 1", QueryPlan),
        ("VALUES (1)", QueryPlan),
        ("WITH t AS (SELECT 1) SELECT * FROM t", QueryPlan),
        ("INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('x')", ChangePlan),
        ("UPDATE openai.vector_stores.vector_stores SET name = 'x' WHERE id = 'y'", ChangePlan),
        ("DELETE FROM openai.files.files WHERE id = 'x'", ChangePlan),
        ("EXEC openai.batch.batches.cancel_batch @batch_id = 'b'", CallPlan),
        ("CREATE TABLE t (a)", LocalPlan),
        ("INSERT INTO mine VALUES (1)", LocalPlan),
        ("UPDATE mine SET a = 1", LocalPlan),
        ("DELETE FROM mine", LocalPlan),
        ("BEGIN", LocalPlan),
        ("SHOW SERVICES", MetadataPlan),
        ("DESCRIBE openai.batch.batches", MetadataPlan),
        ("EXPLAIN SELECT 1", ExplainPlan),
        ("USE openai.batch", UsePlan),
        ("SET timing = off", SettingPlan),
    ],
)
def test_each_statement_has_its_kind_of_plan(planned, text, kind):
    assert type(planned(text, local=["mine"])) is kind


@pytest.mark.parametrize(
    ("text", "service", "table"),
    [
        ("SELECT * FROM openai.batch.batches", None, BATCHES),
        ("SELECT * FROM OpenAI.Batch.BATCHES", None, BATCHES),
        ("SELECT * FROM openai.batches.batches", None, BATCHES),
        ("SELECT * FROM batch.batches", None, BATCHES),
        ("SELECT * FROM batches", None, BATCHES),
        ("SELECT * FROM batches", "batch", BATCHES),
        ("SELECT * FROM files", "files", '"openai.files"."files"'),
        ("SELECT * FROM files", "vector_stores", '"openai.vector_stores"."vector_store_files" AS "files"'),
        (
            "SELECT * FROM openai.vector_stores.file_batches b",
            None,
            '"openai.vector_stores"."vector_store_file_batches" b',
        ),
    ],
)
def test_names_become_those_sqlite_knows(planned, text, service, table):
    assert planned(text, service).sql.text == f"SELECT * FROM {table}"


def test_a_table_of_the_session_comes_before_a_resource_of_the_same_name(planned):
    assert planned("SELECT * FROM batches", local=["batches"]).sql.text == "SELECT * FROM batches"


def test_a_common_table_comes_before_everything(planned):
    text = "WITH batches AS (SELECT 1) SELECT * FROM batches"
    assert planned(text).sql.text == text


def test_a_short_name_is_that_of_the_service_which_is_called_like_it(planned):
    assert '"openai.files"."files"' in planned("SELECT * FROM files").sql.text


def test_a_short_name_of_several_resources_asks_which():
    twins = tuple(Service(name, name, "", (replace(FILES, service=name),)) for name in ("audio", "skills"))
    scope = Scope(Catalog(twins), None, ())
    with pytest.raises(AmbiguousName) as caught:
        plan(parse("SELECT * FROM files"), scope)
    assert "openai.audio.files, openai.skills.files" in caught.value.hint
    assert isinstance(plan(parse("SELECT * FROM files"), replace(scope, service="audio")), QueryPlan)


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("SELECT * FROM openai.batch.batchs", "openai.batch.batchs", f"did you mean batches?{DATED}"),
        (
            "SELECT * FROM openai.btch.batches",
            "openai.btch.batches",
            f"did you mean batch or batches?{DATED}",
        ),
        ("SELECT * FROM opnai.batch.batches", "opnai.batch.batches", "did you mean openai?"),
        (
            "EXEC openai.batch.batches.cancl @x = 1",
            "openai.batch.batches.cancl",
            "did you mean cancel?",
        ),
        ("DELETE FROM fils", "fils", None),
        ("UPDATE mine SET a = 1", "mine", None),
        ("INSERT INTO openai.files.files (fle) VALUES (1)", "fle", "did you mean file?"),
        (
            "UPDATE openai.vector_stores.vector_stores SET nme = 1 WHERE id = 'x'",
            "nme",
            "did you mean name?",
        ),
        ("EXEC openai.batch.batches.cancel @batchid = 'x'", "@batchid", "did you mean batch_id?"),
        ("USE openai.batc", "openai.batc", f"did you mean batch or batches?{DATED}"),
        ("DESCRIBE openai.batch.batchs", "openai.batch.batchs", f"did you mean batches?{DATED}"),
    ],
)
def test_an_unknown_name_is_pointed_at(seeded, text, place, hint):
    error = seeded.error(text, UnknownName)
    assert text[error.span.start : error.span.end] == place
    assert hint is None or error.hint == hint
    assert seeded.requests == []


def test_a_service_is_no_table(planned):
    with pytest.raises(StatementError, match="names a service, not a resource"):
        planned("SELECT * FROM openai.batch")


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        (
            "INSERT INTO openai.batch.batches (data__input_file_id, ENDPOINT, completion_window) VALUES (1, 2, 3)",
            ["input_file_id", "endpoint", "completion_window"],
        ),
        (
            "INSERT INTO openai.vector_stores.file_batches (vector_store_id, data__files) VALUES (1, 2)",
            ["vector_store_id", "files"],
        ),
        ("DELETE FROM openai.files.files WHERE id = 'x'", ["file_id"]),
        (
            "DELETE FROM openai.vector_stores.vector_store_files WHERE id = 'f' AND vector_store_id = 'v'",
            ["file_id", "vector_store_id"],
        ),
        (
            "UPDATE openai.vector_stores.vector_stores SET data__name = 'x' WHERE vector_store_id = 'v' AND data__metadata = '{}'",
            ["vector_store_id", "metadata", "name"],
        ),
    ],
)
def test_the_columns_of_a_change_are_parameters_of_its_method(planned, text, parameters):
    assert [p.name for p in planned(text).parameters] == parameters


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("DELETE FROM openai.files.files WHERE id = 'x'", False),
        ("DELETE FROM openai.files.files WHERE file_id IN ('x', 'y')", False),
        ("DELETE FROM openai.files.files AS f WHERE f.id = 'x'", False),
        ("DELETE FROM openai.files.files WHERE id = 'x' OR id = 'y'", True),
        ("DELETE FROM openai.files.files WHERE id = 'x' AND bytes > 5", True),
        ("DELETE FROM openai.files.files WHERE id IN (SELECT id FROM mine)", True),
        ("DELETE FROM openai.files.files", True),
        ("UPDATE openai.vector_stores.vector_stores SET name = upper('x') WHERE id = 'v'", False),
        ("UPDATE openai.vector_stores.vector_stores SET name = name || 'x' WHERE id = 'v'", True),
        ("UPDATE openai.vector_stores.vector_stores SET name = 'x' WHERE name = 'y'", True),
        ("INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('x')", False),
        ("INSERT INTO openai.vector_stores.vector_stores (name) SELECT a FROM mine", False),
        ("INSERT INTO openai.vector_stores.vector_stores (name) SELECT id FROM openai.models.models", True),
    ],
)
def test_a_change_reads_first_only_where_it_must(planned, text, reads):
    assert planned(text, local=["mine"]).reads is reads


def test_arrays_stand_where_the_column_of_their_items_does(planned):
    text = "INSERT INTO openai.vector_stores.file_batches (vector_store_id, file_id) VALUES ('v', 'f')"
    places = planned(text).places
    assert {text[places[n].start : places[n].end] for n in ("file_id", "file_ids", "files")} == {"file_id"}


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("INSERT INTO openai.files.files (file) VALUES ('x')", ["data__purpose"]),
        (
            "INSERT INTO openai.batch.batches (metadata) VALUES ('{}')",
            ["data__completion_window", "data__endpoint", "data__input_file_id"],
        ),
        (
            "INSERT INTO openai.vector_stores.file_batches (data__file_ids) VALUES ('x')",
            ["vector_store_id"],
        ),
        (
            "INSERT INTO openai.vector_stores.file_batches (vector_store_id) VALUES ('x')",
            ["data__file_ids (or data__files or file_id)"],
        ),
        ("EXEC openai.batch.batches.cancel_batch", ["batch_id"]),
        ("EXEC openai.batch.batches.cancel_batch @batch_id = NULL", ["batch_id"]),
        ("EXEC openai.vector_stores.file_batches.cancel @batch_id = 'b'", ["vector_store_id"]),
        ("EXEC openai.vector_stores.vector_stores.search @vector_store_id = 'v'", ["data__query"]),
    ],
)
def test_what_is_missing_is_named(planned, text, lacking):
    with pytest.raises(MissingParameters) as caught:
        planned(text)
    assert list(caught.value.names) == lacking


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("INSERT INTO openai.models.models (id) VALUES (1)", "openai.models.models has no INSERT"),
        ("UPDATE openai.batch.batches SET status = 1 WHERE id = 'x'", "openai.batch.batches has no UPDATE"),
        ("DELETE FROM openai.batch.batches WHERE id = 'x'", "openai.batch.batches has no DELETE"),
        (
            "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('x') RETURNING (SELECT 1 FROM openai.models.models)",
            "RETURNING shows the changed objects only",
        ),
    ],
)
def test_what_a_resource_cannot_do_is_refused(planned, text, message):
    with pytest.raises(UnsupportedStatement) as caught:
        planned(text)
    assert caught.value.message == message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("INSERT INTO openai.files.files VALUES (1)", "name the properties of openai.files.files"),
        ("INSERT INTO openai.files.files (file, data__file) VALUES (1, 2)", "data__file is given twice"),
        ("USE openai.batch.batches", "at most 2 parts"),
    ],
)
def test_a_statement_that_is_not_clear_is_refused(planned, text, message):
    with pytest.raises(StatementError, match=message):
        planned(text)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{broken", "@@json is not JSON"),
        ("[1]", "@@json takes an object"),
        ("[" * 100_000, "@@json is not JSON"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(planned, body, message):
    with pytest.raises(InvalidValue, match=message):
        planned(f"EXEC openai.batch.batches.cancel_batch @batch_id = 'b' @@json = '{body}'")


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("USE openai", None),
        ("USE openai.batch", "batch"),
        ("USE BATCH", "batch"),
        ("USE openai.batches", "batch"),
    ],
)
def test_use_chooses_a_service_by_any_of_its_names(planned, text, service):
    assert planned(text).service == service
