"""The INSERT that makes batches: every endpoint of batches is an operation, and what may be in a body is a column."""

from __future__ import annotations

import subprocess
import sys

import pytest

from openai_sql_shell.catalog.batch_making import (
    BATCH_COLUMNS,
    OPERATIONS,
    PARTS,
    makes_batches,
    request_operations,
)
from openai_sql_shell.catalog.model import DataType, Place
from openai_sql_shell.catalog.services.batch import BATCH_ENDPOINTS, BATCHES

METHOD = makes_batches(BATCHES)
GATHERS = METHOD.gathers


def test_the_endpoints_of_batches_are_those_with_an_operation():
    assert tuple(OPERATIONS) == BATCH_ENDPOINTS
    for url, method in request_operations().items():
        assert (method.http, f"/v1{method.path}", method.billable) == ("POST", url, True)


def test_what_a_batch_is_made_with_has_a_column():
    create = GATHERS.makes.method(GATHERS.create)
    sent = {p.wire for p in BATCH_COLUMNS if p.wire}
    assert {p.name for p in create.parameters} - {"input_file_id", "endpoint"} == sent
    for column in BATCH_COLUMNS:
        if column.wire:
            meant = create.parameter(column.wire)
            assert (column.type, column.enum, column.members, column.nullable) == (
                meant.type,
                meant.enum,
                meant.members,
                meant.nullable,
            )


PROPERTIES = [
    ("model", DataType.STRING),
    ("data__model", DataType.STRING),
    ("input", DataType.ANY),
    ("prompt", DataType.ANY),
    ("metadata", DataType.OBJECT),
    ("max_output_tokens", DataType.INTEGER),
    ("mask", DataType.OBJECT),
    ("image", None),
    ("stream", None),
    ("batch_metadata", DataType.OBJECT),
    ("inptu", None),
]


@pytest.mark.parametrize(("name", "kind"), PROPERTIES)
def test_a_name_is_a_column_where_a_body_has_it(name, kind):
    found = METHOD.parameter(name)
    assert (found and found.type) == kind
    if found is not None and found.place is Place.BODY:
        assert not found.required


def test_the_type_of_a_property_is_that_of_its_endpoint():
    assert GATHERS.properties("/v1/responses")["prompt"].type is DataType.OBJECT
    assert GATHERS.properties("/v1/images/generations")["prompt"].type is DataType.STRING
    assert GATHERS.properties("/v1/new") == {}
    assert not any(p.local_file for url in OPERATIONS for p in GATHERS.properties(url).values())


def test_what_is_counted_and_bounded_is_a_property():
    for url, name in GATHERS.counted.items():
        assert name in GATHERS.properties(url)
    assert all(any(name in GATHERS.properties(url) for url in OPERATIONS) for name in GATHERS.bounds)
    assert set(GATHERS.silent) < set(OPERATIONS)
    assert not {name for url in GATHERS.silent for name in GATHERS.properties(url)} & set(GATHERS.bounds)


def test_parts_are_what_is_returned():
    assert [c.name for c in METHOD.answers(BATCHES)] == [c.name for c in PARTS]
    assert PARTS[0].name == "part"


def test_services_are_imported_when_they_are_asked_for():
    program = """
import sys
from openai_sql_shell.catalog.batch_making import makes_batches
from openai_sql_shell.catalog.services.batch import BATCHES
method = makes_batches(BATCHES)
assert "openai_sql_shell.catalog.services.responses" not in sys.modules
method.parameter("model")
assert "openai_sql_shell.catalog.services.responses" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)
