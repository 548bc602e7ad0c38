"""The declarations against the tables of facts about the API that lie beside the repository."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from each import each

from openai_sql_shell.catalog.model import BodyKind, DataType, KeyClass, Paging, Place, Returns
from openai_sql_shell.catalog.services import SERVICES

FACTS = Path(__file__).parents[2].parent / "shared" / "api"
NEED = ("endpoints.csv", "fields.csv")
RESOURCES = {(r.service, r.name): r for service in SERVICES for r in service.resources}
"""Only what is declared is compared: a service need not be declared as a whole."""

pytestmark = pytest.mark.skipif(
    not all((FACTS / name).is_file() for name in NEED),
    reason="the facts about the API (../shared/api/*.csv) are not beside this repository",
)


def _resource(fact):
    return RESOURCES.get((fact["service"], fact["resource"].partition(" ")[0]))


def _is_field(fact):
    return fact["source"] != "example only" or fact["service"] in (
        "batch",
        "files",
        "models",
        "vector_stores",
    )


def facts(name):
    if not (FACTS / name).is_file():
        return []
    with (FACTS / name).open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if _resource(row)]


OPERATIONS = facts("endpoints.csv")
FIELDS = [
    fact
    for fact in facts("fields.csv")
    if "the schema field is" not in fact["remarks"] and "[]" not in fact["field"] and _is_field(fact)
]
"""Without fields that only an example shows, and without those inside of arrays."""
PAGING = {
    "cursor_after_lastid": Paging.AFTER_LAST_ID,
    "none": Paging.WHOLE,
    "none (plain list)": Paging.WHOLE,
    "has_more+next_page but no page param (single page)": Paging.SINGLE,
    "has_more_only (after = data[-1].id)": Paging.AFTER_LAST_ITEM,
    "cursor_next (next -> after)": Paging.NEXT_CURSOR,
    "page_token (next_page -> page)": Paging.PAGE_TOKEN,
}
"""What the facts call each idiom of paging: a line of theirs that is missing here is a KeyError."""
RETURNS = {
    "list": Returns.LIST,
    "object": Returns.OBJECT,
    "binary": Returns.BINARY,
    "delete-status": Returns.DELETED,
    "delete-status (no deleted flag)": Returns.OBJECT,
    "empty body": Returns.EMPTY,
    "text (application/sdp)": Returns.BINARY,
}
TYPES = {
    "string": DataType.STRING,
    "string(date)": DataType.STRING,
    "enum": DataType.STRING,
    "integer": DataType.INTEGER,
    "unix timestamp": DataType.INTEGER,
    "number": DataType.NUMBER,
    "boolean": DataType.BOOLEAN,
    "object": DataType.OBJECT,
    "array": DataType.ARRAY,
}
BODIES = {
    "multipart+json": BodyKind.EITHER,
    "json+multipart": BodyKind.EITHER,
    "multipart+application/sdp": BodyKind.MULTIPART,
}
"""What the facts call bodies that may be written in two ways."""
LISTS_ONCE = {"create_embedding", "create_conversation_items", "create_fine_tuning_checkpoint_permission"}
"""Calls that answer with several objects; an object or a page to the facts."""
STREAMING = {"data__stream", "data__stream_options", "stream", "starting_after", "include_obfuscation"}
"""What asks for an answer in pieces; never asked for."""
SECOND_WAYS = {"create_invite"}
"""Methods that do what another resource's does: the facts name one of them."""
UNSAID_PAIRS = {"create_project_user": ("user_id", "email"), "create_container_file": ("file_id", "file")}
"""Of which the API needs one, though its description requires neither."""
TWO_BODIES = {"create_image_edit"}
"""Pictures of this machine, or others: the facts say which in their notes."""
MIXED = {
    "string|any": (DataType.STRING,),
    "?": (DataType.OBJECT, DataType.ARRAY),
    "object": (DataType.ANY,),
    "string": (DataType.ANY,),
}
"""Types that the facts and the description tell apart in other ways."""
PAGE_PARAMETERS = {"limit", "order", "after", "before", "page"}
"""Query parameters the paging works with; no person gives them."""

WIRE_SAYS_OTHERWISE = {("vector_store_file_batches", "object"), ("jobs", "status")}
"""The description has a slip of the pen there; the states of a job lack the one that its own example shows."""

each_operation = each(OPERATIONS, lambda fact: fact["method"])
each_field = each(FIELDS, lambda fact: f"{fact['resource'].split()[0]}.{fact['field']}")


def method_of(fact):
    method = _resource(fact).method(fact["method"])
    assert method, f"declare {fact['method']} in catalog/services/{fact['service']}.py"
    return method


def words(text):
    return set(re.findall(r"\w+", text))


def test_every_operation_is_declared_and_nothing_else():
    published = {(fact["service"], fact["resource"], fact["method"]) for fact in OPERATIONS}
    declared = {
        (*key, method.name)
        for key, resource in RESOURCES.items()
        for method in resource.methods
        if method.name not in SECOND_WAYS and not method.rows_in and not method.derived
    }
    assert declared == published


@each_operation
def test_an_operation_has_its_verbs_path_and_kind_of_answer(fact):
    method = method_of(fact)
    assert method.verb.lower() == fact["sql_verb"]
    assert (method.http, method.path) == (fact["http_verb"], fact["path"])
    kind = RETURNS[fact["response_kind"].removesuffix(" | sse stream")]
    assert method.returns is (Returns.LIST if method.name in LISTS_ONCE else kind)
    assert method.body == (BODIES.get(fact["request_content_type"]) or BodyKind(fact["request_content_type"]))
    assert (method.key is KeyClass.ADMIN) == bool(fact["needs_admin_key"])


@each_operation
def test_an_operation_requires_what_the_api_requires(fact):
    method = method_of(fact)
    alternatives = {
        p.sql_name: p.unless and f"data__{p.unless}" for p in method.required if p.place is not Place.LOCAL
    }
    if fact["method"] in TWO_BODIES:
        return
    needed = {name for pair in alternatives.items() for name in pair if name}
    unsaid = {f"data__{name}" for name in UNSAID_PAIRS.get(fact["method"], ())}
    assert needed == words(fact["required_params"]) | unsaid
    for one, other in re.findall(r"\((\w+) \| (\w+)\)", fact["required_params"]):
        assert alternatives[one] == other


@each_operation
def test_an_operation_takes_every_optional_parameter(fact):
    method = method_of(fact)
    body = {p.sql_name for p in method.parameters if p.place is Place.BODY and not p.required}
    alternatives = {f"data__{p.unless}" for p in method.required if p.unless}
    if fact["method"] not in TWO_BODIES:
        unsaid = {f"data__{name}" for name in UNSAID_PAIRS.get(fact["method"], ())}
        assert body - alternatives == words(fact["optional_body_params"]) - STREAMING - unsaid
    query = {
        re.sub(r"\W.*", "", p.wire or p.name)
        for p in method.parameters
        if p.place is Place.QUERY and not p.required
    }
    assert query == words(fact["optional_query_params"]) - PAGE_PARAMETERS - STREAMING


@each_operation
def test_a_list_is_paged_limited_and_ordered_as_the_api_does(fact):
    method = method_of(fact)
    if fact["method"] in LISTS_ONCE or method.window:
        return
    assert method.paging is PAGING[fact["pagination"]]
    if fact["limit_max"]:
        assert method.max_page == int(fact["limit_max"])
    else:  # the facts know no bound: as many as other lists take
        assert method.max_page == (100 if "limit" in words(fact["optional_query_params"]) else None)
    ordered = re.fullmatch(r"order \(asc\|desc; default (\w+)\) by (created_at|timestamp .*)", fact["order"])
    assert method.order_column in (
        (ordered[2],) if ordered and ordered[2] == "created_at" else (None, "created_at", "created")
    )
    if method.order_column:
        assert method.default_order == ordered[1]


@each_operation
def test_the_beta_header_is_sent_where_the_sdk_sends_it(fact):
    beta = fact["needs_beta_header"].partition(" ")[0]
    assert dict(method_of(fact).headers) == ({"OpenAI-Beta": beta} if beta else {})


@each_field
def test_a_field_of_the_answer_is_a_column_of_its_type(fact):
    name, _, call = fact["resource"].partition(" ")
    resource = _resource(fact)
    method = (
        resource.method(words(call).intersection(m.name for m in resource.methods).pop()) if call else None
    )
    columns = method.columns if method else resource.columns
    column = next(c for c in columns if c.name == fact["field"])
    assert column.type in (TYPES.get(fact["type"], DataType.ANY), *MIXED.get(fact["type"], ()))
    assert column.unix_time == (fact["type"] == "unix timestamp")
    if fact["enum_values"] and (name, column.name) not in WIRE_SAYS_OTHERWISE:
        assert set(column.enum) == set(fact["enum_values"].replace("|(open)", "").split("|"))
    members = re.fullmatch(r"{([\w,]+)}", fact["subfields"])
    if members and column.type.is_json:
        assert set(column.members) >= set(members[1].split(","))


def test_no_column_is_made_up():
    published = {
        (fact["service"], fact["resource"].partition(" ")[0], fact["field"]) for fact in facts("fields.csv")
    }
    known = {(service, name) for service, name, _ in published}
    declared = {
        (*key, c.name)
        for key, r in RESOURCES.items()
        for c in r.columns
        if key in known and c.name not in ("start_time_iso", "end_time_iso")  # live buckets have them
    }
    assert declared <= published
