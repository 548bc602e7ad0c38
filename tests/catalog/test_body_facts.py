"""What the declarations say about properties of bodies, against the API's own description where it lies beside the repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openai_sql_shell.catalog.model import Place
from openai_sql_shell.catalog.services import SERVICES

DESCRIPTION = Path(__file__).parents[2].parent / "shared" / "api" / "openapi.json"

pytestmark = pytest.mark.skipif(
    not DESCRIPTION.is_file(), reason="the API's description is not beside this repository"
)

PROPERTIES = [
    pytest.param(method, parameter, id=f"{method.name}.{parameter.name}")
    for service in SERVICES
    for resource in service.resources
    for method in resource.methods
    for parameter in method.parameters
    if parameter.place is Place.BODY
]


@pytest.fixture(scope="module")
def description():
    return json.loads(DESCRIPTION.read_text(encoding="utf-8"))


def resolved(schema, description):
    while "$ref" in schema:
        found = description
        for part in schema["$ref"].lstrip("#/").split("/"):
            found = found[part]
        schema = found
    return schema


def is_nullable(schema, description):
    schema = resolved(schema, description)
    parts = [part for word in ("anyOf", "oneOf", "allOf") for part in schema.get(word, ())]
    return (
        schema.get("nullable") is True
        or schema.get("type") == "null"
        or any(is_nullable(part, description) for part in parts)
    )


@pytest.mark.parametrize(("method", "parameter"), PROPERTIES)
def test_null_lengths_and_closed_values_are_those_of_the_description(description, method, parameter):
    body = resolved(description["paths"][method.path][method.http.lower()]["requestBody"], description)
    [content] = body["content"].values()
    published = resolved(content["schema"], description)["properties"][parameter.name]
    schema = resolved(published, description)
    assert parameter.nullable == is_nullable(published, description)
    assert parameter.min_items == schema.get("minItems", 0)
    assert parameter.max_items == schema.get("maxItems")
    assert set(parameter.enum) == set(schema.get("enum", ()))
