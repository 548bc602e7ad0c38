"""The two pages the product was asked for, fact by fact."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.lookup import Catalog

BATCHES = Catalog().resource("batch", "batches")
FILE_BATCHES = Catalog().resource("vector_stores", "vector_store_file_batches")

BATCH_COLUMNS = """
id string, cancelled_at integer, cancelling_at integer, completed_at integer, completion_window string,
created_at integer, endpoint string, error_file_id string, errors object, expired_at integer, expires_at integer,
failed_at integer, finalizing_at integer, in_progress_at integer, input_file_id string, metadata object,
object string, output_file_id string, request_counts object, status string
"""
FILE_BATCH_COLUMNS = """
id string, created_at integer, file_counts object, object string, status string, vector_store_id string
"""

METHODS = [
    (BATCHES, "list_batches", "SELECT", ""),
    (BATCHES, "retrieve_batch", "SELECT", "batch_id"),
    (BATCHES, "create_batch", "INSERT", "data__completion_window, data__endpoint, data__input_file_id"),
    (BATCHES, "cancel_batch", "EXEC", "batch_id"),
    (FILE_BATCHES, "get_vector_store_file_batch", "SELECT", "batch_id, vector_store_id"),
    (FILE_BATCHES, "create_vector_store_file_batch", "INSERT", "vector_store_id, data__file_ids"),
    (FILE_BATCHES, "cancel_vector_store_file_batch", "EXEC", "batch_id, vector_store_id"),
]


@pytest.mark.parametrize(("resource", "page"), [(BATCHES, BATCH_COLUMNS), (FILE_BATCHES, FILE_BATCH_COLUMNS)])
def test_columns_of_the_page_come_first_and_in_its_order(resource, page):
    promised = [tuple(column.split()) for column in page.split(",")]
    assert [(c.name, str(c.type)) for c in resource.columns][: len(promised)] == promised


def test_columns_newer_than_the_page_follow_it():
    assert [c.name for c in BATCHES.columns[20:]] == ["model", "usage"]
    assert FILE_BATCHES.columns[6:] == ()


@pytest.mark.parametrize(("resource", "name", "verb", "required"), METHODS)
def test_methods_are_those_of_the_page(resource, name, verb, required):
    method = resource.method(name)
    assert method.verb == verb
    assert ", ".join(p.sql_name for p in method.required) == required


@pytest.mark.parametrize("resource", [BATCHES, FILE_BATCHES])
def test_the_page_lists_every_method(resource):
    listed = [m.name for m in resource.methods if m.statement is None]
    assert listed == [name for r, name, _, _ in METHODS if r is resource]
