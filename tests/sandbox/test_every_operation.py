"""Every declared method is answered, in the declared shape, and as the API's own description says."""

from __future__ import annotations

import base64
import importlib.util
import warnings
from pathlib import Path

import pytest
from each import each
from every_operation import METHODS

from openai_sql_shell.catalog.model import DataType, Returns

SHARED = Path(__file__).parents[2].parent / "shared"
CHECKER = SHARED / "tools" / "validate_contract.py"
CLASSES = {
    DataType.STRING: str,
    DataType.INTEGER: int,
    DataType.NUMBER: (int, float),
    DataType.BOOLEAN: bool,
    DataType.OBJECT: dict,
    DataType.ARRAY: list,
    DataType.ANY: object,
}
NOTES = {"undocumented-field", "null-field"}
RESTS = "'paused'"
"""The state of a job that the description's example has, and its list of values lacks."""
FILE_BATCH = "the description has a typing error in `object`; the API sends what its examples show"
DIFFERENT: dict[str, str] = {
    "cancel_vector_store_file_batch": FILE_BATCH,
    "create_vector_store_file_batch": FILE_BATCH,
    "get_chat_completion_messages": "stored messages are those of the user; the description knows the assistant's only",
    "get_vector_store_file_batch": FILE_BATCH,
}
"""Answers that differ from the description on purpose, by method, with the reason."""
OTHERWISE = {
    "compact_conversation": "object",
    "get_certificate": "object",
    "get_chat_completion_messages": "role",
}
"""Columns whose values in the answer of one method are others than in the rest of the resource."""


@pytest.fixture(scope="session")
def contract():
    if not CHECKER.exists():
        return None
    spec = importlib.util.spec_from_file_location("validate_contract", CHECKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the checker leaves its file open
        return module.Contract(SHARED / "api" / "openapi.json")


def columns_of(resource, method):
    return {c.name: c for c in (*(method.columns or resource.columns), *method.adds)}


def check_object(shown, resource, method):
    columns = columns_of(resource, method)
    for name, value in shown.items():
        column = columns.get(name)
        if column is None or value is None or OTHERWISE.get(method.name) == name:
            continue
        assert isinstance(value, CLASSES[column.type]), (name, value)
        if column.enum and isinstance(value, str) and "model" not in name:
            assert value in column.enum or column.type is DataType.ANY, (name, value)
    if not method.columns and not method.adds and OTHERWISE.get(method.name) != "object":
        assert [n for n in resource.always if shown.get(n) is None] == []


def check_shape(reply, resource, method):
    if method.returns is Returns.BINARY:
        assert reply.data
    elif method.returns is Returns.EMPTY:
        assert reply.data == b""
    elif method.returns is Returns.DELETED:
        assert reply.json["deleted"] is True
    elif method.returns is Returns.LIST:
        for shown in reply.json["data"]:
            check_object(shown, resource, method)
    elif method.http != "DELETE":
        check_object(reply.json, resource, method)


@each(METHODS, lambda pair: f"{pair[1].service}.{pair[1].name}.{pair[0].name}")
def test_a_method_is_answered_as_it_is_declared(pair, full, contract):
    method, resource = pair
    path, reply = full.send(method)
    assert reply.status in (200, 201), (path, reply.data)
    check_shape(reply, resource, method)
    if contract is None or method.name in DIFFERENT:
        return
    bare, _, query = path.partition("?")
    record = {"method": method.http, "path": f"/v1{bare}", "query": query, "status": reply.status}
    record |= {"response_headers": reply.headers, "response_b64": base64.b64encode(reply.data).decode()}
    assert [v for v in contract.check_response(record) if v[0] not in NOTES and RESTS not in str(v)] == []
