"""Ids in a URL: whatever they hold, they stay one segment and name no other URL."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.errors import ApiError, InvalidValue
from openai_sql_shell.handlers.read_request import fill_path

RETRIEVE = Catalog().resource("models", "models").method("retrieve_model")
FINE_TUNED = "ft:gpt-4o-mini-2024-07-18:sandbox:support-tone:sbx20xyz"


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("gpt-4o", "/models/gpt-4o"),
        (FINE_TUNED, "/models/ft%3Agpt-4o-mini-2024-07-18%3Asandbox%3Asupport-tone%3Asbx20xyz"),
        ("a/b", "/models/a%2Fb"),
        ("../files", "/models/..%2Ffiles"),
        ("%2e%2e", "/models/%252e%252e"),
        ("a?limit=1#x", "/models/a%3Flimit%3D1%23x"),
        ("a b\n", "/models/a%20b%0A"),
        ("ü😀", "/models/%C3%BC%F0%9F%98%80"),
        ("...", "/models/..."),
        (7, "/models/7"),
    ],
)
def test_an_id_is_one_encoded_segment(key, path):
    assert fill_path(RETRIEVE.path, {"model": key}) == path


@pytest.mark.parametrize("key", ["", " ", ".", "..", " .. ", "\t"])
def test_an_id_that_would_name_another_url_is_refused(key):
    with pytest.raises(InvalidValue) as caught:
        fill_path(RETRIEVE.path, {"model": key})
    assert caught.value.message.startswith("model is ")


@pytest.mark.parametrize("key", ["{{ .values.id }}", "{{id}}", "file-{{", "}}"])
def test_a_placeholder_that_nobody_filled_is_no_id(key):
    with pytest.raises(InvalidValue, match="a placeholder without its value"):
        fill_path(RETRIEVE.path, {"model": key})


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM openai.files.files WHERE file_id = '{{ .values.id }}'",
        "DELETE FROM openai.files.files WHERE file_id IN (SELECT '{' || '{ .id }}')",
        "UPDATE openai.vector_stores.vector_stores SET name = 'a' WHERE id = '{{ id | upper }}'",
        "EXEC openai.batch.batches.cancel @batch_id = '{{ .id }}'",
        "SELECT * FROM openai.files.files WHERE id = '{{ .id }}'",
    ],
)
def test_a_template_of_another_language_reaches_no_server(harness, statement):
    harness.error(statement, InvalidValue)
    assert harness.requests == []


def test_a_refused_id_sends_nothing(seeded):
    seeded.error("SELECT * FROM openai.models.models WHERE id = '..'", InvalidValue)
    assert seeded.requests == []


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM openai.files.files WHERE id = ''", "EXEC openai.batch.batches.cancel @batch_id = '.'"],
)
def test_a_refused_id_changes_nothing(harness, statement):
    harness.error(statement, InvalidValue)
    assert harness.requests == []


def test_encoded_ids_arrive_as_they_were_written(seeded):
    assert seeded.column(f"SELECT id FROM openai.models.models WHERE id = '{FINE_TUNED}'") == [FINE_TUNED]
    error = seeded.error("SELECT id FROM openai.models.models WHERE id = 'a/b ü?'", ApiError)
    assert "'a/b ü?'" in error.message
