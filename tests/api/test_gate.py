"""What is believed of an answer that arrived whole, by the shape its method declares."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.api import gate
from openai_sql_shell.api.api_errors import ErrorTranslator
from openai_sql_shell.api.gate import believed, parse_json
from openai_sql_shell.api.messages import Request, Response
from openai_sql_shell.api.retry import FailedAttempt
from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.errors import ApiError, ProtocolError

ERROR = {"error": {"message": "no capacity", "type": "server_error", "param": None, "code": "overloaded"}}
JSON_SHAPES = (Returns.OBJECT, Returns.LIST, Returns.DELETED)


def judged(returns, body, status=200, http="GET", path="/batches/b"):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(Request(http, path, returns=returns), status, {}, raw)
    return believed(response, ErrorTranslator("https://api.example/v1", str, now=lambda: 0.0))


def refused(*arguments, **options):
    outcome = judged(*arguments, **options)
    assert isinstance(outcome, FailedAttempt)
    return outcome.error


@pytest.mark.parametrize("returns", [*JSON_SHAPES, Returns.EMPTY, Returns.BINARY, None])
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (ERROR, "no capacity"),
        ({"error": "no capacity"}, "no capacity"),
        ({"object": "error", "message": "no capacity", "type": "x"}, "no capacity"),
        ({"error": {"code": "overloaded"}, "data": []}, 'OK: {"error": {"code": "overloaded"}, "data": []}'),
    ],
)
def test_an_error_in_a_success_is_an_error_of_the_api(returns, body, message):
    error = refused(returns, body)
    assert isinstance(error, ApiError)
    assert error.message == message
    assert error.status == 200


@pytest.mark.parametrize("error", [ERROR["error"], "it failed", None, {}, {"message": None, "code": None}])
def test_an_object_with_an_id_of_its_own_may_tell_of_an_error(error):
    body = {"id": "ftjob-1", "status": "failed", "error": error}
    assert judged(Returns.OBJECT, body).payload == body


@pytest.mark.parametrize("error", [None, {}, {"message": None}, ""])
def test_an_empty_error_member_is_none(error):
    assert judged(Returns.LIST, {"data": [], "error": error}).payload["data"] == []


@pytest.mark.parametrize("returns", [*JSON_SHAPES, Returns.EMPTY, Returns.BINARY])
@pytest.mark.parametrize("status", [206, 300, 301, 304, 302, 101])
def test_only_a_success_is_a_success(returns, status):
    error = refused(returns, {"id": "b", "data": [], "deleted": True}, status)
    assert isinstance(error, ProtocolError)
    assert f"HTTP {status}" in error.message


@pytest.mark.parametrize("status", [200, 201, 202, 203, 299])
def test_every_success_is_one(status):
    assert judged(Returns.OBJECT, {"id": "b"}, status).payload == {"id": "b"}


@pytest.mark.parametrize("returns", JSON_SHAPES)
@pytest.mark.parametrize("status", [200, 204, 205])
def test_an_empty_body_where_one_is_due_is_no_answer(returns, status):
    assert "empty body" in refused(returns, b"", status).message


@pytest.mark.parametrize("status", [204, 205])
def test_an_empty_answer_is_no_file(status):
    assert isinstance(refused(Returns.BINARY, b"", status), ProtocolError)


@pytest.mark.parametrize("body", [b"", b"anything", b"{}"])
def test_where_none_is_due_an_empty_body_is_right(body):
    assert judged(Returns.EMPTY, body, 200).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b'{"id": "b"',
        b'{"id": "b", "n": NaN}',
        b'{"id": "b", "n": [Infinity]}',
        b'{"id": "b", "n": {"m": -Infinity}}',
        b"[" * 100_000,
        b'{"id": "\xff"}',
    ],
)
@pytest.mark.parametrize("returns", JSON_SHAPES)
def test_what_is_no_json_is_not_believed(returns, body):
    error = refused(returns, body)
    assert "not JSON" in error.message
    assert "base URL" in error.hint


def test_a_number_beyond_all_others_is_json():
    assert judged(Returns.OBJECT, b'{"id": "b", "n": 1e999}').payload["n"] == float("inf")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ([], "an array, not an object"),
        ("x", "a text, not an object"),
        (7, "a number"),
        (None, "null, not an object"),
        ({}, "without an id"),
        ({"object": "batch"}, "without an id"),
        ({"id": None}, "without an id"),
        ({"id": ""}, "without an id"),
        ({"id": ["b"]}, "without an id"),
        ({"id": True}, "without an id"),
        ({"id": "half \ud800"}, "without an id"),
        ({"id": "line\nbreak"}, "without an id"),
        ({"object": "list", "data": [{"id": "b"}]}, "a list, not an object"),
        ({"id": "b", "data": []}, "a list, not an object"),
    ],
)
def test_an_object_has_an_id(body, told):
    assert told in refused(Returns.OBJECT, body).message


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ([{"id": "b"}], "a bare array"),
        ({}, "an object, not a list"),
        ({"id": "b"}, "an object, not a list"),
        (None, "null, not a list"),
        ({"data": {}}, "items are no objects"),
        ({"data": "x"}, "items are no objects"),
        ({"data": [None]}, "items are no objects"),
        ({"data": None, "has_more": True}, "goes on and has no items"),
    ],
)
def test_a_list_has_items_that_are_objects(body, told):
    assert told in refused(Returns.LIST, body).message


@pytest.mark.parametrize("beside", [{}, {"has_more": False}, {"object": "list"}])
def test_null_for_its_items_is_an_empty_list(beside):
    assert judged(Returns.LIST, {"data": None, **beside}).payload["data"] == []


@pytest.mark.parametrize(
    "body", [{}, [], None, {"id": "b"}, {"id": "b", "deleted": "yes"}, {"deleted": None}]
)
def test_a_deletion_is_confirmed(body):
    assert "does not confirm" in refused(Returns.DELETED, body, http="DELETE").message


def test_a_deletion_that_is_denied_names_the_object():
    error = refused(Returns.DELETED, {"id": "a/b", "deleted": False}, http="DELETE", path="/files/a%2Fb")
    assert error.message == "the server did not delete a/b: it answers deleted false"


AROUND = ("object", "id", "error", "has_more", "last_id", "next", "next_page")
"""What is read of a list beside its items."""
ODD = (
    b"NaN", b"-Infinity", b"1e999", b"-1e400", b"-0", b"-0.0", b"1.0", b"1E5", b"01", b"1.", b"+1", b"9" * 400, b"-" + b"9" * 5000,
    b"9223372036854775807", b"9223372036854775808", b"-9223372036854775809", b"18446744073709551616", b"0." + b"1" * 400, b"5e-324",
    b'"\\ud83d"', b'"\\udc00\\ud83d"', b'"\\ud83d\\ude00"', b'"\\u00"', b'"\xff"', b'"\xed\xa0\x80"', b'"\xc0\x80"', b'"a\nb"', b'"a\x00b"', b'"\x7f"',
    b'"\\x"', b'{"a":1,"a":{"a":2,"a":3}}', b'{"a":1,"\\u0061":2}', b"{1:2}", b"{,}", b"[1,]", b"[1 2]", b"tru", b"", b"\xef\xbb\xbf1", b"1\x0c",
    *(b"[" * depth + b"]" * depth for depth in (100, 2000, 100_000)), *(b'{"a":' * depth + b"1" + b"}" * depth for depth in (100, 2000)),
)  # fmt: skip
"""What may stand in a page, and what must not."""
BODIES = st.recursive(
    st.sampled_from(ODD) | st.floats().map(lambda f: json.dumps(f).encode()) | st.integers().map(lambda i: b"%d" % i)
    | st.text().map(lambda text: json.dumps(text).encode()),
    lambda inner: st.lists(inner, max_size=3).map(lambda values: b"[" + b", ".join(values) + b"]")
    | st.lists(inner, max_size=3).map(lambda values: b'{"data":' + b', "data" : '.join(values or [b"0"]) + b"}"),
    max_leaves=6,
)  # fmt: skip


def read(body, wanted=None):
    """What a page is, or that it is none; of a list's objects only what is wanted."""
    try:
        found = parse_json(body, wanted)
    except (ValueError, RecursionError):
        return "no JSON"
    if wanted is not None and isinstance(found, dict) and isinstance(found.get("data"), list):
        items = [
            {n: item[n] for n in sorted(wanted & item.keys())} if isinstance(item, dict) else item
            for item in found["data"]
        ]
        found = {**{n: v for n, v in sorted(found.items()) if n in AROUND}, "data": items}
    return repr(found)


def read_both_ways(body, wanted=None):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gate, "LARGE", 0)
        quick = read(body, wanted)
        patch.setattr(gate, "LARGE", len(body) + 1)
        return quick, read(body, wanted)


@pytest.mark.parametrize("around", [b"%b", b"[%b]", b'{"object": "list", "data": [{"id": %b}]}'])
def test_an_odd_value_is_read_the_same_in_a_large_page_and_in_a_small_one(around):
    """By msgspec, where that is installed, and by json: the same values, or both find an error."""
    for value in ODD:
        quick, slow = read_both_ways(around % value)
        assert quick == slow, value[:40]


@given(body=BODIES | st.tuples(BODIES, st.integers(1, 9)).map(lambda cut: cut[0][: -cut[1]]))
def test_a_large_page_is_read_as_a_small_one_is(body):
    quick, slow = read_both_ways(body)
    assert quick == slow


WANTED = frozenset({"id", "a", "status"})
IN_ITEM = [
    b'{"object": "list", "data": [{"id": "x", %b: %%b, "status": "y"}, {"id": "z"}], "has_more": true, "last_id": "z", "b": 1}'
    % name
    for name in (b'"a"', b'"b"', b'"id"', b'"st\\u0061tus"', b'"a\\ud800"')
] + [b'{"data": [{"id": "x"}], %b: %%b}' % name for name in (b'"data"', b'"b"', b'"error"', b'"next"')]
"""Lists with a value in a field that is wanted, in one that is not, and beside the items."""


@pytest.mark.parametrize("around", IN_ITEM)
def test_the_fields_that_are_wanted_are_what_they_are_where_all_are_read(around):
    for value in ODD:
        quick, slow = read_both_ways(around % value, WANTED)
        if TOO_LONG_FOR_PYTHON in value and slow == "no JSON":  # a number of a field that nobody wants
            assert quick in (slow, read(around % b"0", WANTED))
        else:
            assert quick == slow, value[:40]


TOO_LONG_FOR_PYTHON = b"9" * 5000
FIELDS = st.sampled_from([b'"id"', b'"a"', b'"b"', b'"status"', b'"\\u0061"', b'"\xff"'])
VALUES = st.sampled_from([value for value in ODD if TOO_LONG_FOR_PYTHON not in value] + [b'"x"', b"null"])
ITEMS = st.lists(st.tuples(FIELDS, VALUES), max_size=4).map(
    lambda pairs: b"{" + b", ".join(b"%b: %b" % pair for pair in pairs) + b"}"
)


@given(
    items=st.lists(ITEMS | VALUES, max_size=3),
    cut=st.integers(0, 9),
    beside=st.lists(st.tuples(FIELDS, VALUES), max_size=2),
)
def test_the_fields_that_are_wanted_are_the_same_in_any_list(items, cut, beside):
    told = b"".join(b", %b: %b" % pair for pair in beside)
    body = b'{"object": "list", "data": [%b]%b}' % (b", ".join(items), told)
    quick, slow = read_both_ways(body[: len(body) - cut], WANTED)
    assert quick == slow


def test_what_nobody_wants_is_not_made(monkeypatch):
    monkeypatch.setattr(gate, "LARGE", 0)
    body = b'{"data": [{"id": "x", "a": 1, "b": {"c": [1, 2]}}], "has_more": false}'
    assert parse_json(body, WANTED)["data"] == [{"id": "x", "a": 1}]


def test_of_many_small_pages_the_later_ones_are_read_as_large_ones_are():
    body = b'{"data": [{"id": "x", "b": 1}]}'
    before, after = (parse_json(body, WANTED, received=n)["data"] for n in (gate.LARGE - 1, gate.LARGE))
    assert (before, after) == ([{"id": "x", "b": 1}], [{"id": "x"}])
