"""What is found in files of requests: each finding, each before the others, and both ways of reading say the same."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines.request_files import CHAT, EMBEDDINGS, FILES, RULES, asked, chat, embedding, written
from lines.test_same_both_ways import odd_lines

from openai_sql_shell.catalog.batch_lines import BATCH_RULES, PROBLEMS
from openai_sql_shell.catalog.model import Place
from openai_sql_shell.catalog.services import SERVICES
from openai_sql_shell.lines import split
from openai_sql_shell.lines.findings import CODES
from openai_sql_shell.lines.match import IdCounts
from openai_sql_shell.lines.request_check import RequestCheck
from openai_sql_shell.lines.requests import REQUEST_COLUMNS, request_rows

ALL = tuple(REQUEST_COLUMNS)


def rows(data, columns=ALL, endpoint=None, *, with_msgspec=True, rules=RULES, **more):
    source = [data] if isinstance(data, bytes) else data
    if with_msgspec:
        return list(request_rows(source, rules, columns, endpoint, **more))
    with patch.dict(sys.modules, {"msgspec": None}):
        return list(request_rows(source, rules, columns, endpoint, **more))


def problems(data, **more):
    return {line: code for line, code in rows(data, ("line", "problem"), **more) if code is not None}


@pytest.mark.parametrize(("lines", "found"), FILES)
@pytest.mark.parametrize("with_msgspec", [True, False])
def test_the_first_finding_of_each_line(lines, found, with_msgspec):
    data = written(*lines)
    assert problems(data, with_msgspec=with_msgspec) == found
    assert problems([data[at : at + 7] for at in range(0, len(data), 7)]) == found
    messages = rows(data, ("problem", "problem_message"))
    assert all((code is None) == (message is None) for code, message in messages)


@pytest.mark.parametrize("lines", [lines for lines, _ in FILES])
def test_behind_a_sound_line_both_ways_find_the_same(lines):
    """From then on, usual lines are read quickly."""
    for first in (asked("first"), embedding() | {"custom_id": "first"}):
        data = written(first, *lines)
        assert rows(data, rules=BATCH_RULES) == rows(data, rules=BATCH_RULES, with_msgspec=False)


def test_every_finding_is_tried_and_known_to_the_catalog():
    assert {code for _, found in FILES for code in found.values()} | {"line_too_large"} == set(CODES)
    assert tuple(PROBLEMS) == CODES


def test_a_line_that_is_too_long_is_not_read(monkeypatch):
    monkeypatch.setattr(split, "LONGEST", 300)
    monkeypatch.setattr(split, "HEAD", 200)
    data = written(asked(), asked("long", body=chat(x="-" * 400)), asked("b"))
    data = [data[at : at + 100] for at in range(0, len(data), 100)]
    assert problems(data) == {2: "line_too_large"}
    assert rows(data, ("custom_id", "model", "body"))[1] == ("long", None, None)


def test_a_batch_has_an_endpoint_of_its_own():
    data = written(asked(url=EMBEDDINGS), asked("b"), embedding() | {"custom_id": "c"})
    assert problems(data, endpoint=CHAT) == {1: "url_mismatch", 3: "url_mismatch"}
    assert problems(data, endpoint="/v1/x") == dict.fromkeys((1, 2, 3), "url_mismatch")


@pytest.mark.parametrize(
    ("line", "values"),
    [
        (asked(), ("a", "POST", CHAT, "m")),
        (asked() | {"custom_id": 7, "method": 7, "url": 7, "body": {"model": 7}}, ("7", None, None, None)),
        (asked(custom_id=None, body=None), (None, "POST", CHAT, None)),
        (b'{"custom_id": "x", "url": "/v1/x", oops', ("x", None, None, None)),
    ],
)
def test_what_a_line_asks_is_told_whatever_is_wrong_with_it(line, values):
    assert rows(written(line), ("custom_id", "method", "url", "model")) == [values]


@pytest.mark.parametrize("with_msgspec", [True, False])
@pytest.mark.parametrize(
    ("line", "body"),
    [
        (b'{"body": {"a":  1e3, "b": "\xc3\xa9"}}', '{"a":  1e3, "b": "é"}'),
        (b'\xef\xbb\xbf{"body": 1, "body": [2] }\r', "[2]"),
        (b'{"body": {"a": "\\ud83d"}}', '{"a": "?"}'),
        (b'{"body": null}', None),
        (b'{"custom_id": "a"}', None),
        (b'{"body": {"a": NaN}}', None),
        (b'{"body": {"a": "\xff"}}', None),
        (b"[]", None),
    ],
)
def test_the_body_is_as_it_was_written_and_json(line, body, with_msgspec):
    assert rows(line, ("body",), with_msgspec=with_msgspec) == [(body,)]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty_file"),
        (b" \n\xef\xbb\xbf\n\n", "empty_file"),
        (written(asked(url="/v1/nowhere")), "/v1/nowhere"),
        (written(asked()), None),
    ],
)
def test_what_is_wrong_with_the_file_as_a_whole_is_told_at_its_end(data, told):
    notices = []
    assert len(rows(data, notice=notices.append)) == bool(data.strip(b" \n\xef\xbb\xbf"))
    assert len(notices) == (told is not None)
    assert not told or told in notices[0]


TREES = [
    asked(),
    asked(body=chat(tools=[{"function": {"name": "f"}}], user=None)),
    embedding(input=[1, 2]),
    asked("r", url="/v1/responses", body={"input": "x"}),
    asked("b") | {"custom_id": 7},
]
NAMES = ["custom_id", "method", "url", "body", "model", "messages", "input", "x"]


@pytest.mark.skipif(find_spec("msgspec") is None, reason="msgspec is not installed")
@given(
    data=st.lists(odd_lines(TREES, NAMES), min_size=1, max_size=5).map(b"\n".join),
    endpoint=st.sampled_from([None, CHAT, EMBEDDINGS, "/v1/responses"]),
    columns=st.lists(st.sampled_from(ALL), max_size=4, unique=True),
)
def test_both_ways_find_the_same_whatever_columns_are_asked_for(data, endpoint, columns):
    data = written(asked("first", url=endpoint or CHAT)) + b"\n" + data
    whole = rows(data, endpoint=endpoint, with_msgspec=False)
    assert rows(data, endpoint=endpoint) == whole
    wanted = [tuple(row[ALL.index(name)] for name in columns) for row in whole]
    assert rows(data, columns, endpoint) == wanted


@pytest.mark.skipif(find_spec("msgspec") is None, reason="msgspec is not installed")
@pytest.mark.parametrize("line", TREES[:4])
def test_usual_lines_are_read_the_quick_way(line, monkeypatch):
    check = RequestCheck(RULES)
    first, second = (json.dumps(line | {"custom_id": name}).encode() + b"\n" for name in "xy")
    list(check.requests([first]))
    monkeypatch.setattr(check, "_any", None)
    [request] = check.requests([second])
    assert (request.custom_id, request.finding) == ("y", None)


def test_ids_become_digests_where_there_are_many_and_are_found_all_the_same():
    check = RequestCheck(BATCH_RULES)
    check._ids = IdCounts(most=3)
    lines = (written(asked(name)) + b"\n" for name in "abcdefab")
    found = [request.finding and request.finding.code for request in check.requests(lines)]
    assert found == [None] * 6 + ["duplicate_custom_id"] * 2
    assert check._ids._digests is not None


def test_what_a_body_must_have_is_what_the_operation_declares():
    declared = {
        f"/v1{m.path}": m for s in SERVICES for r in s.resources for m in r.methods if m.http == "POST"
    }
    for endpoint, required in BATCH_RULES.required.items():
        body = [p for p in declared[endpoint].parameters if p.place is Place.BODY]
        assert set(required) == {p.name for p in body if p.required and p.unless is None}, endpoint
        most = {p.name: p.max_items for p in body if p.name == "input" and p.max_items}
        assert BATCH_RULES.most_items.get(endpoint, {}) == most
