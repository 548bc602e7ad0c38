"""Names as people write them: aliases, capitals, slips of the keyboard."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.services import DESCRIBED_ON
from openai_sql_shell.errors import Span, UnknownName

CATALOG = Catalog()


@pytest.mark.parametrize(
    ("service", "name", "full"),
    [
        ("batches", "batches", "openai.batch.batches"),
        ("vector_stores", "file_batches", "openai.vector_stores.vector_store_file_batches"),
        ("vector_stores", "files", "openai.vector_stores.vector_store_files"),
        ("vector_stores", "file_batch_files", "openai.vector_stores.files_in_vector_store_batches"),
        ("files", "files", "openai.files.files"),
        ("BATCH", "Batches", "openai.batch.batches"),
        ("Vector_Stores", "FILES", "openai.vector_stores.vector_store_files"),
    ],
)
def test_a_resource_answers_to_its_names_and_aliases_in_any_case(service, name, full):
    assert CATALOG.resource(service, name).id == full


@pytest.mark.parametrize(
    ("resource", "alias", "name"),
    [
        ("batch.batches", "list", "list_batches"),
        ("batch.batches", "get", "retrieve_batch"),
        ("batch.batches", "create", "create_batch"),
        ("batch.batches", "CANCEL", "cancel_batch"),
        ("vector_stores.vector_stores", "update", "modify_vector_store"),
        ("vector_stores.vector_stores", "delete", "delete_vector_store"),
        ("vector_stores.vector_stores", "Search", "search_vector_store"),
        ("vector_stores.vector_store_file_batches", "cancel", "cancel_vector_store_file_batch"),
        ("files.files", "content", "download_file"),
        ("files.files", "download", "download_file"),
        ("uploads.uploads", "complete", "complete_upload"),
        ("uploads.upload_parts", "add", "add_upload_part"),
    ],
)
def test_a_method_answers_to_its_aliases_in_any_case(resource, alias, name):
    found = CATALOG.resource(*resource.split("."))
    assert CATALOG.method(found, alias).name == name


@pytest.mark.parametrize("name", ["batch", "BATCH", "batches"])
def test_a_service_answers_to_the_name_its_resources_have_elsewhere(name):
    assert CATALOG.service(name).name == "batch"


@pytest.mark.parametrize(
    ("look_up", "message", "hint"),
    [
        (
            lambda: CATALOG.service("btch"),
            'no service "btch" in openai',
            "did you mean batch or batches?",
        ),
        (
            lambda: CATALOG.service("zzz"),
            'no service "zzz" in openai',
            "SHOW SERVICES IN openai lists them",
        ),
        (
            lambda: CATALOG.resource("batch", "batchs"),
            'no resource "batchs" in openai.batch',
            "did you mean batches?",
        ),
        (
            lambda: CATALOG.resource("vector_store", "files"),
            'no service "vector_store" in openai',
            "did you mean vector_stores?",
        ),
        (
            lambda: CATALOG.resource("files", "batches"),
            'no resource "batches" in openai.files',
            "did you mean openai.batch.batches?",
        ),
        (
            lambda: CATALOG.resource("models", "zzz"),
            'no resource "zzz" in openai.models',
            "it has models",
        ),
        (
            lambda: CATALOG.method(CATALOG.resource("batch", "batches"), "cancle_batch"),
            'no method "cancle_batch" in openai.batch.batches',
            "did you mean cancel_batch or create_batch?",
        ),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest(look_up, message, hint):
    """What the catalog lacks may be newer: its date is said, but for a method's."""
    with pytest.raises(UnknownName) as caught:
        look_up()
    dated = "" if "method" in message else f" (the catalog is of {DESCRIBED_ON})"
    assert (caught.value.message, caught.value.hint) == (message, hint + dated)


def test_the_place_of_a_misspelt_name_is_kept():
    with pytest.raises(UnknownName) as caught:
        CATALOG.resource("batch", "batchs", Span(5, 11))
    assert caught.value.span == Span(5, 11)


def test_a_short_name_finds_every_resource_that_could_be_meant():
    assert list(CATALOG.named("batches")) == ["openai.batch.batches"]
    assert list(CATALOG.named("Files")) == ["openai.files.files"]  # containers have files, too
    assert list(CATALOG.named("threads")) == ["openai.assistants.threads", "openai.chatkit.threads"]
    assert list(CATALOG.named("file_batches")) == ["openai.vector_stores.vector_store_file_batches"]
    assert CATALOG.named("nothing") == {}


@pytest.mark.parametrize(
    ("name", "found"),
    [("status", "status"), ("STATUS", "status"), ("batch_id", "batch_id"), ("raw", "raw"), ("nope", None)],
)
def test_columns_are_found_in_any_case_hidden_ones_too(name, found):
    column = CATALOG.resource("batch", "batches").column(name)
    assert (column and column.name) == found


@pytest.mark.parametrize("name", ["file_ids", "FILE_IDS", "data__file_ids", "Data__File_Ids"])
def test_body_properties_are_found_with_and_without_their_prefix(name):
    method = CATALOG.resource("vector_stores", "file_batches").method("create")
    assert method.parameter(name).name == "file_ids"


def test_the_prefix_belongs_to_body_properties_only():
    method = CATALOG.resource("vector_stores", "file_batches").method("create")
    assert method.parameter("data__vector_store_id") is None
