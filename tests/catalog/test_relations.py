import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.relations import Relations

CATALOG = Catalog()
RELATIONS = Relations(CATALOG)


@pytest.mark.parametrize(
    ("resource", "column", "target"),
    [
        ("batch.batches", "id", "openai.batch.batches"),
        ("batch.batches", "input_file_id", "openai.files.files"),
        ("batch.batches", "error_file_id", "openai.files.files"),
        ("batch.batches", "model", "openai.models.models"),
        ("batch.batches", "status", None),
        ("vector_stores.vector_stores", "file_ids", "openai.files.files"),
        ("vector_stores.vector_store_files", "vector_store_id", "openai.vector_stores.vector_stores"),
        ("vector_stores.vector_store_files", "id", "openai.files.files"),
        (
            "vector_stores.vector_store_file_batches",
            "batch_id",
            "openai.vector_stores.vector_store_file_batches",
        ),
        (
            "vector_stores.files_in_vector_store_batches",
            "batch_id",
            "openai.vector_stores.vector_store_file_batches",
        ),
        ("uploads.upload_parts", "upload_id", "openai.uploads.uploads"),
    ],
)
def test_columns_lead_to_resources_by_their_names(resource, column, target):
    found = RELATIONS.leads_to(CATALOG.resource(*resource.split(".")), column)
    assert (found.id if found else None) == target


def test_a_resource_has_no_relation_to_itself():
    for resource in CATALOG.declarations():
        assert all(other is not resource for other in RELATIONS.of(resource).values())


@pytest.mark.parametrize(
    ("identifier", "resource", "fits"),
    [
        ("batch_1", "batch.batches", True),
        ("vsfb_1", "batch.batches", False),
        ("gpt-5", "models.models", True),
        ("file-1", "models.models", False),
    ],
)
def test_identifiers_tell_what_they_name(identifier, resource, fits):
    assert RELATIONS.looks_like(identifier, CATALOG.resource(*resource.split("."))) is fits
