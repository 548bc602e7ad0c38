"""Errors of the API point at what the person wrote."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import ApiError, OpenAISqlError

BATCHES = "openai.batch.batches"
STORES = "openai.vector_stores.vector_stores"
TOO_LONG = "x" * 600


def pointed(text, error):
    return text[error.span.start : error.span.end]


def test_a_refused_property_is_pointed_at_in_the_columns(harness):
    columns = "data__input_file_id, endpoint, completion_window"
    sql = f"INSERT INTO {BATCHES} ({columns}) VALUES ('f', '/v1/responses', '24h')"
    error = harness.error(sql, ApiError)
    assert (error.param, pointed(sql, error)) == ("input_file_id", "data__input_file_id")


def test_a_refused_value_of_an_update_is_pointed_at(harness):
    store = harness.value(f"INSERT INTO {STORES} (name) VALUES ('a') RETURNING id")
    value = f"json_object('key', '{TOO_LONG}')"
    sql = f"UPDATE {STORES} SET name = 'b', metadata = {value} WHERE id = '{store}'"
    assert pointed(sql, harness.error(sql, ApiError)) == value


def test_a_refused_argument_is_pointed_at(harness):
    store = harness.value(f"INSERT INTO {STORES} (name) VALUES ('a') RETURNING id")
    sql = f"EXEC {STORES}.search_vector_store @vector_store_id = '{store}', @query = 'x', @max_num_results = 500"
    error = harness.error(sql, ApiError)
    assert pointed(sql, error).lstrip("@") == "max_num_results"


def test_one_of_several_calls_points_too(harness):
    sql = f"INSERT INTO {STORES} (name, metadata) VALUES ('a', NULL), ('b', '{{\"k\": \"{TOO_LONG}\"}}')"
    error = harness.error(sql, OpenAISqlError)
    assert "1 done" in error.message
    assert pointed(sql, error) == "metadata"


@pytest.mark.parametrize("sql", [f"SELECT * FROM {BATCHES} WHERE id = 'nope'"])
def test_an_error_that_names_nothing_points_nowhere(harness, sql):
    assert harness.error(sql, ApiError).span is None
