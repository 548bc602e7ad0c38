"""Variables in every kind of statement: bound when it runs, and errors point into the text as it was written."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import ApiError, InvalidValue, StatementError, UnknownName

BATCHES = "openai.batch.batches"
FILES = "openai.files.files"


@pytest.fixture
def said(harness):
    """Sets the variables."""
    return harness.session.variables.update


def test_a_query_reads_its_values_when_it_runs(harness, said):
    said(a=1)
    assert harness.value("SELECT :a") == 1
    said(a="it's")
    assert harness.value("SELECT :a") == "it's"


@pytest.mark.usefixtures("input_file")
def test_a_number_is_compared_as_one(harness, said):
    said(least=0, most=1, purpose="batch")
    counted = (
        f"SELECT purpose, count(*) AS n FROM {FILES} WHERE purpose = :purpose GROUP BY 1 HAVING n > :least"
    )
    assert harness.rows(counted) == [("batch", 1)]
    assert harness.rows(counted.replace(":least", ":most")) == []


def test_a_filter_that_the_server_knows_is_sent(harness, said, input_file):
    said(purpose="batch", id=input_file)
    harness.rows(f"SELECT id FROM {FILES} WHERE purpose = :purpose")
    assert "purpose=batch" in harness.requests[0]
    assert harness.column(f"SELECT id FROM {FILES} WHERE id = :id") == [input_file]
    assert harness.requests == [f"GET /files/{input_file}"]


def test_an_object_that_a_variable_names_must_exist(harness, said):
    said(id="batch_none")
    assert harness.error(f"SELECT * FROM {BATCHES} WHERE id = :id", ApiError).status == 404


def test_a_limit_bounds_the_requests(seeded):
    seeded.session.variables["n"] = 3
    assert len(seeded.rows(f"SELECT id FROM {BATCHES} LIMIT :n")) == 3
    assert seeded.requests == ["GET /batches?limit=3"]


def test_changes_take_their_values(harness, said):
    said(name="notes", new="more", about={"team": "search"})
    [(store, about)] = harness.rows(
        "INSERT INTO openai.vector_stores.vector_stores (name, metadata) VALUES (:name, :about) RETURNING id, metadata"
    )
    assert about == '{"team":"search"}'
    said(store=store)
    where = "openai.vector_stores.vector_stores SET name = :new WHERE id = :store"
    assert harness.run(f"UPDATE {where}").summary.startswith("UPDATE 1")
    assert len(harness.requests) == 1
    assert harness.value("SELECT name FROM openai.vector_stores.vector_stores WHERE id = :store") == "more"
    harness.run("DELETE FROM openai.vector_stores.vector_stores WHERE id = :store")
    assert harness.requests == [f"DELETE /vector_stores/{store}"]


def test_exec_takes_them_as_arguments_and_as_a_body(harness, said, store):
    said(store=store, body={"name": "other"}, query="words")
    method = "EXEC openai.vector_stores.vector_stores"
    assert (
        harness.record(f"{method}.modify_vector_store @vector_store_id = :store, @@json = :body")["name"]
        == "other"
    )
    assert harness.rows(f"{method}.search @vector_store_id = :store, @query = :query") == []


def test_settings_listings_and_tables_of_the_session_take_them(harness, said):
    said(seconds=2, like="batch%", name="batch")
    assert harness.run("SET read_timeout = :seconds").summary == "SET read_timeout = 2s"
    assert "batches" in [row[0] for row in harness.rows("SHOW RESOURCES IN openai.batch LIKE :like")]
    assert harness.rows("SHOW RESOURCES IN openai.batch WHERE name LIKE :name || '%'")
    assert harness.rows("SHOW RESOURCES IN openai.batch WHERE name = :name") == []
    harness.run("CREATE VIEW kept AS SELECT :name AS n")
    said(name="changed")
    assert harness.value("SELECT n FROM kept") == "batch"
    assert harness.rows("EXPLAIN SELECT :name")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1 AS one, :nothing",
        f"SELECT id FROM {BATCHES} WHERE id = :nothing",
        f"EXEC {BATCHES}.get @batch_id = :nothing",
        f"DELETE FROM {FILES} WHERE id = :nothing",
        "SHOW SERVICES IN openai WHERE name = :nothing",
        "SHOW SERVICES IN openai LIKE :nothing",
        "EXPLAIN SELECT :nothing",
        "SET read_timeout = :nothing",
    ],
)
def test_a_variable_without_a_value_is_pointed_at(harness, text):
    error = harness.error(text, StatementError)
    assert error.message == "no value for :nothing"
    assert text[error.span.start : error.span.end] == ":nothing"
    assert harness.requests == []


def test_a_script_with_a_variable_without_a_value_does_not_begin(harness, said):
    said(a=1)
    with pytest.raises(StatementError, match="no value for :b"):
        harness.session.script("SELECT :a; SELECT :b")
    assert [piece.text for piece in harness.session.script("SELECT :a; SELECT :a + 1")] == [
        "SELECT :a",
        "SELECT :a + 1",
    ]


def test_errors_point_into_the_text_as_it_was_written(harness, said):
    said(long="x" * 100)
    text = f"SELECT :long, stauts FROM {BATCHES}"
    error = harness.error(text, UnknownName)
    assert text[error.span.start : error.span.end] == "stauts"


def test_what_was_bound_says_the_same_without_its_variables(harness, said):
    said(a="it's", n=-5)
    assert harness.session.bound("SELECT :a, 1-:n, ':a'") == "SELECT 'it''s', 1- -5, ':a'"


@pytest.mark.parametrize("written", ["?", "?1", "@a", "$a"])
def test_a_variable_of_another_dialect_is_pointed_at(harness, written):
    text = f"SELECT 1, {written}"
    error = harness.error(text, StatementError)
    assert text[error.span.start :] == written
    assert error.hint == "a variable is written :name"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT :n, 5, :n AS five, 1-:n, upper( :word )", [":n", "5", "five", "1-:n", "upper( :word )"]),
        ("SELECT * FROM (SELECT :word, 5)", [":word", "5"]),
        ("SELECT 5, :n", ["5", ":n"]),
        ("SELECT id, :n, purpose FROM openai.files.files WHERE bytes > :n LIMIT 1", ["id", ":n", "purpose"]),
        ("VALUES (:n)", ["column1"]),
    ],
)
def test_a_column_without_a_name_is_called_as_it_was_written(harness, said, text, names):
    said(n=5, word="five")
    harness.rows(text)
    assert harness.columns() == names


@pytest.mark.parametrize("value", [float("nan"), [float("inf")]])
def test_what_no_request_can_hold_is_sent_nowhere(harness, said, value):
    said(id=value)
    text = f"EXEC {BATCHES}.cancel_batch @batch_id = :id"
    error = harness.error(text, InvalidValue)
    assert text[error.span.start : error.span.end] == ":id"
    assert harness.requests == []
