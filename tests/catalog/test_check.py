"""The catalog compared with a description: what was done to the description is found, and named."""

from __future__ import annotations

import json

import pytest
from catalog.api_description import PUBLISHED, description, operation, ref

from openai_sql_shell.catalog import known_differences
from openai_sql_shell.catalog.check import compare, every_difference
from openai_sql_shell.catalog.draft import ServiceDraft
from openai_sql_shell.catalog.naming import resources_of
from openai_sql_shell.catalog.openapi import Document
from openai_sql_shell.catalog.services import SERVICES
from openai_sql_shell.classes import replace

needs_the_published = pytest.mark.skipif(
    not PUBLISHED.is_file(), reason="the API's description is not beside this repository"
)


@pytest.fixture(scope="module")
def service():
    operations = Document(description()).operations()
    names: dict = {}
    exec(ServiceDraft("odd_things", resources_of("odd_things", operations)).text(), names)
    return names["SERVICE"]


@pytest.fixture(scope="module")
def published():
    return Document(json.loads(PUBLISHED.read_text(encoding="utf-8")))


THING, NEW = ("components", "schemas", "Thing"), ("components", "schemas", "NewThing")
ITEM, LIST = ("paths", "/things/{thing_id}"), ("paths", "/things", "get")

DOCTORED = [
    ("an operation is gone", lambda d: d["paths"]["/things/{thing_id}"].pop("delete"), "DELETE /things/{thing_id} operation gone"),
    (
        "a new operation",
        lambda d: d["paths"].update({"/things/{thing_id}/mend": {"post": operation("mendThing", ref("Thing"))}}),
        "POST /things/{thing_id}/mend operation missing - operation mendThing",
    ),
    ("another verb", lambda d: at(d, *ITEM).update(patch=at(d, *ITEM).pop("post")), "PATCH /things/{thing_id} operation missing"),
    (
        "a parameter is required",
        lambda d: at(d, *NEW)["required"].append("size"),
        "POST /things size? changed optional required",
    ),
    (
        "a parameter is no longer required",
        lambda d: at(d, *NEW).pop("required"),
        "POST /things kind? changed required optional",
    ),
    ("a new parameter", lambda d: at(d, *NEW, "properties").update(owner={"type": "string"}), "POST /things owner? missing"),
    ("a parameter is gone", lambda d: at(d, *NEW, "properties").pop("tags"), "POST /things tags? gone"),
    ("a filter is gone", lambda d: at(d, *LIST)["parameters"].pop(), "GET /things state? gone"),
    ("a value of a parameter is gone", lambda d: at(d, *NEW, "properties", "kind", "enum").remove("round"), "POST /things kind? gone value round"),
    ("a new value of a parameter", lambda d: at(d, *NEW, "properties", "kind", "enum").append("flat"), "POST /things kind? missing - value flat"),
    ("another type", lambda d: at(d, *NEW, "properties", "size").update(type="string"), "POST /things size? changed type integer type string"),
    ("null is no value any more", lambda d: at(d, *NEW, "properties", "size").pop("nullable"), "POST /things size? changed null True null False"),
    ("longer arrays", lambda d: at(d, *NEW, "properties", "tags").update(maxItems=32), "POST /things tags? changed items 0 to 16 items 0 to 32"),
    ("a value of a column is gone", lambda d: at(d, *THING, "properties", "state", "enum").remove("broken"), "state gone value broken"),
    ("a new value of a column", lambda d: at(d, *THING, "properties", "state", "enum").append("lost"), "state missing - value lost"),
    ("a column of another type", lambda d: at(d, *THING, "properties", "size").update(type="string"), "size changed type integer type string"),
    ("a column is renamed", lambda d: rename(at(d, *THING, "properties"), "size", "length"), "size gone column"),
    ("a column with a new name", lambda d: rename(at(d, *THING, "properties"), "size", "length"), "length missing - column"),
    ("a time is none", lambda d: rename(at(d, *THING, "properties"), "created_at", "made"), "created_at gone"),
    ("a promise is taken back", lambda d: at(d, *THING, "required").remove("state"), "state changed always there"),
    ("a new member", lambda d: at(d, *THING, "properties", "details", "properties").update(age={"type": "integer"}), "details missing - member age"),
    ("a member is gone", lambda d: at(d, *THING, "properties", "details", "properties").pop("color"), "details gone member color"),
    ("deprecated", lambda d: at(d, *LIST).update(deprecated=True), "GET /things deprecated changed False True"),
    ("another idiom of paging", lambda d: at(d, *LIST)["parameters"].pop(0), "GET /things paging changed AFTER_LAST_ID SINGLE"),
    ("larger pages", lambda d: at(d, *LIST)["parameters"][1]["schema"].update(maximum=100), "GET /things limit changed 50 100"),
    ("an admin key", lambda d: at(d, *LIST).update(security=[{"AdminApiKeyAuth": []}]), "GET /things key changed api admin"),
    ("a form", lambda d: as_form(at(d, "paths", "/things", "post", "requestBody", "content")), "POST /things body changed json multipart"),
    ("bytes", lambda d: at(d, *ITEM, "get").update(responses={"200": {"content": {"image/png": {}}}}), "GET /things/{thing_id} answer changed object binary"),
]  # fmt: skip


def at(node, *path):
    for part in path:
        node = node[part]
    return node


def rename(names, before, after):
    names[after] = names.pop(before)


def as_form(content):
    content["multipart/form-data"] = content.pop("application/json")


def test_what_was_drafted_from_a_description_agrees_with_it(service):
    assert compare([service], Document(description())) == []


@pytest.mark.parametrize(("what", "doctor", "found"), DOCTORED, ids=[what for what, *_ in DOCTORED])
def test_what_was_done_to_a_description_is_found_and_named(service, what, doctor, found):
    doctored = description()
    doctor(doctored)
    lines = [
        f"{d.operation} {d.what} {d.kind} {d.declared} {d.described}"
        for d in every_difference([service], Document(doctored))
    ]
    assert any(found in line for line in lines), f"{what}: {lines}"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "no openapi version 3"),
        ({"swagger": "2.0", "paths": {"/a": {}}}, "no openapi version 3"),
        ({"openapi": 3}, "no openapi version 3"),
        ({"openapi": "3.1.0"}, "no paths"),
        ({"openapi": "3.1.0", "paths": {}}, "no paths"),
        ({"openapi": "3.1.0", "paths": {"/a": 1}}, "/a is not written"),
        ({"openapi": "3.1.0", "paths": {"/a": {"get": []}}}, "/a is not written"),
        ({"openapi": "3.1.0", "paths": {"/a": {"get": {"parameters": [{}]}}}}, "/a is not written"),
        ({"openapi": "3.1.0", "paths": {"/a": {"get": {"parameters": [{"$ref": "#/b/c"}]}}}}, "no #/b/c"),
        (
            {"openapi": "3.1.0", "paths": {"/a": {"get": {"parameters": [{"$ref": "b.json#/c"}]}}}},
            "no b.json",
        ),
    ],
)
def test_what_is_no_description_is_refused(document, said):
    with pytest.raises(ValueError, match=said):
        list(Document(document).operations())


@needs_the_published
def test_the_catalog_agrees_with_the_published_description(published):
    differences = compare(SERVICES, published)
    assert differences == [], "mend the declaration, or say in catalog/known_differences.py why it differs"


@needs_the_published
def test_every_difference_on_purpose_is_still_one(published):
    found = every_difference(SERVICES, published)
    used = {(d.operation, d.what, d.kind) for d in found}
    assert set(known_differences.KNOWN) - used == set(), "no longer needed in catalog/known_differences.py"


@needs_the_published
def test_a_reason_excuses_what_it_was_written_for_and_nothing_like_it(published):
    for difference in every_difference(SERVICES, published):
        for other in (
            {"operation": "GET /other"},
            {"what": "other"},
            {"kind": "other"},
            {"declared": f"{difference.declared} other"},
            {"described": f"{difference.described} other"},
        ):
            assert difference.reason
            assert replace(difference, **other).reason is None


@needs_the_published
def test_of_a_difference_that_has_a_reason_in_part_the_rest_is_told():
    document = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    results = document["components"]["schemas"]["UsageEmbeddingsResult"]["properties"]
    results["novel_tokens"] = {"type": "integer"}
    [difference, *others] = compare(SERVICES, Document(document))
    assert (difference.declared, difference.described) == ("-", "member novel_tokens")
    assert {d.what for d in others} == {"results"}


@needs_the_published
def test_a_reason_is_a_sentence_for_a_person():
    assert all(len(reason.split()) > 3 for *_, reason in known_differences.KNOWN.values())
