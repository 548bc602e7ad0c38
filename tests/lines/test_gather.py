"""Rows of an INSERT become request lines: each rule of a column, and what is refused before anything is sent."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines.gathering import CHAT, CHECKED, EMBEDDINGS, LIMITS, RESPONSES, RULES, bodies, gather

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import MissingParameters, StatementError, UnknownName, UnsupportedStatement
from openai_sql_shell.lines.gather import gathered

BASE = '{"model": "m", "input": "old", "temperature": 1.10}'

MEMBERS = [
    ("model", "gpt-5-mini", "gpt-5-mini"),
    ("input", "a text", "a text"),
    ("input", '[{"role": "user", "content": "x"}]', [{"role": "user", "content": "x"}]),
    ("input", " [1, 2]", [1, 2]),
    ("input", "[no JSON", "[no JSON"),
    ("input", "", ""),
    ("instructions", '{"a": 1}', '{"a": 1}'),
    ("model", 5, "5"),
    ("max_output_tokens", 50, 50),
    ("max_output_tokens", "50", 50),
    ("max_output_tokens", 50.0, 50),
    ("temperature", 0.7, 0.7),
    ("temperature", 1, 1),
    ("store", 1, True),
    ("store", "false", False),
    ("metadata", '{"run": "n42"}', {"run": "n42"}),
    ("text", '{"format": {"type": "json_object"}}', {"format": {"type": "json_object"}}),
    ("include", "message.output_text.logprobs", ["message.output_text.logprobs"]),
    ("data__input", "a text", "a text"),
    ("INPUT", "in any case", "in any case"),
]


@pytest.mark.parametrize(("column", "value", "sent"), MEMBERS)
def test_a_column_becomes_a_member_of_the_declared_type(tmp_path, column, value, sent):
    name = column.lower().removeprefix("data__")
    assert bodies(tmp_path, f"url custom_id {column}", [(RESPONSES, "a", value)]) == [{name: sent}]


def test_null_is_not_sent(tmp_path):
    rows = [(RESPONSES, "a", "m", None), (RESPONSES, "b", None, 5)]
    assert bodies(tmp_path, "url custom_id model max_output_tokens", rows) == [
        {"model": "m"},
        {"max_output_tokens": 5},
    ]


def test_a_line_has_one_spelling(tmp_path):
    rows = [(RESPONSES, 'a"\n', "m", "é\u2028\x7f\x00\t😀", 0.5)]
    (part,) = gather(tmp_path, "url custom_id model input temperature", rows)
    text = '{"custom_id":"a\\"\\n","method":"POST","url":"/v1/responses","body":{"model":"m","input":"é\u2028\x7f\\u0000\\t😀","temperature":0.5}}\n'
    assert part.content == text.encode()


BODIES = [
    ("alone it stays as it was written", BASE, (None, None), BASE),
    ("numbers too", '{"seed": 1e400, "top_p": 1.10, "n": 12345678901234567890}', (None, None), None),
    ("on one line", '\n{"model":\r\n "m"} ', (None, None), '{"model":   "m"}'),
    ("a property wins", BASE, ("new", None), '{"model":"m","input":"new","temperature":1.1}'),
    (
        "another is added",
        BASE,
        (None, 5),
        '{"model":"m","input":"old","temperature":1.1,"max_output_tokens":5}',
    ),
    ("half a pair stays", r'{"input": "\ud83d"}', (None, None), None),
    ("deep ones too", '{"input": ' + "[" * 400 + "]" * 400 + "}", (None, None), None),
    ("stream false is nothing", '{"stream": false}', (None, None), None),
]


@pytest.mark.parametrize(("body", "columns", "sent"), [row[1:] for row in BODIES], ids=[r[0] for r in BODIES])
def test_body_is_the_base(tmp_path, body, columns, sent):
    (part,) = gather(
        tmp_path, "url custom_id body input max_output_tokens", [(RESPONSES, "a", body, *columns)]
    )
    assert part.content.decode().removesuffix("}\n").partition('"body":')[2] == (
        body if sent is None else sent
    )


RAW = b'{ "method":"POST", "custom_id": "a", "url": "/v1/responses", "body": {"model": "m", "x": 1.10}, "more": 1 }'


@pytest.mark.parametrize("raw", [RAW, RAW + b"\n", RAW + b"\r\n", b"\xef\xbb\xbf" + RAW, RAW.decode()])
def test_a_whole_line_is_copied(tmp_path, raw):
    (part,) = gather(tmp_path, "raw batch_window", [(raw, "24h")])
    assert (part.content, part.part.url, part.part.model) == (RAW + b"\n", RESPONSES, "m")


def test_requests_without_a_custom_id_are_numbered_by_their_row(tmp_path):
    rows = [(RESPONSES, None), (RESPONSES, "own"), (RESPONSES, 7), (RESPONSES, None)]
    (part,) = gather(tmp_path, "url custom_id", rows)
    assert [r["custom_id"] for r in part.requests] == ["r-0000001", "own", "7", "r-0000004"]
    with gathered(("url", "custom_id"), rows, RULES, tmp_path, is_ordered=True) as found:
        assert found.numbered == 2
    (part,) = gather(tmp_path, "url", [(RESPONSES,)] * 2)
    assert [r["custom_id"] for r in part.requests] == ["r-0000001", "r-0000002"]


@pytest.mark.parametrize(("columns", "row"), [("url", (RESPONSES,)), ("url custom_id", (RESPONSES, None))])
def test_numbers_need_an_order(tmp_path, columns, row):
    with pytest.raises(StatementError, match="no certain order") as caught:
        gather(tmp_path, columns, [row], ordered=False)
    assert "ORDER BY" in caught.value.hint
    assert gather(tmp_path, "url custom_id", [(RESPONSES, "a")], ordered=False)


COLUMNS = [
    ("custom_id input", MissingParameters, "/v1/responses"),
    ("url custom_id input data__input", StatementError, "once"),
    ("url url", StatementError, "once"),
    ("url stream", UnsupportedStatement, "leave stream out"),
    ("url data__stream_options", UnsupportedStatement, "leave data__stream_options out"),
    ("url inptu", UnknownName, "body"),
]


@pytest.mark.parametrize(("columns", "error", "cure"), COLUMNS)
def test_columns_that_no_row_can_have_are_refused_before_a_row_is_read(tmp_path, columns, error, cure):
    def unread():
        raise AssertionError
        yield

    with pytest.raises(error) as caught:
        gather(tmp_path, columns, unread())
    assert cure in caught.value.hint


FAULTS = [
    ("url custom_id max_output_tokens", (RESPONSES, "a", "many"), "(a): invalid_type: data__max_output_tokens takes an integer", "42"),
    ("url custom_id input", (RESPONSES, "a", b"x"), "(a): invalid_type: data__input", "write it like"),
    ("url custom_id text", (RESPONSES, "a", "{"), "(a): invalid_type: data__text", "key"),
    ("url custom_id messages", (RESPONSES, "a", "[]"), "(a): unknown_parameter: messages", "NULL for /v1/responses"),
    ("url custom_id model", ("/responses", "a", "m"), "(a): unknown_parameter: model", "/v1/responses"),
    ("url custom_id", (None, "a"), "(a): missing_required_parameter: url is NULL", "/v1/responses"),
    ("url custom_id", (5, "a"), "(a): invalid_type: url", "/v1/responses"),
    ("url custom_id", (RESPONSES, 1.5), ": invalid_type: custom_id", "CAST"),
    ("url custom_id", (RESPONSES, b"a"), ": invalid_type: custom_id", "CAST"),
    ("url custom_id method", (RESPONSES, "a", "GET"), "(a): invalid_method", "leave method out"),
    ("url custom_id body", (RESPONSES, "a", "[1]"), "(a): invalid_type: body is a JSON object", "json_object()"),
    ("url custom_id body", (RESPONSES, "a", "{"), "(a): invalid_type: body is a JSON object", "json_object()"),
    ("url custom_id body", (RESPONSES, "a", 5), "(a): invalid_type: body is a JSON object", "json_object()"),
    ("url custom_id body", (RESPONSES, "a", '{"n": NaN}'), "(a): invalid_type: body is a JSON object", "json_object()"),
    ("url custom_id body", (RESPONSES, "a", '{"n": ' + "[" * 99_999 + "]" * 99_999 + "}"), "(a): invalid_type: body", "json_object()"),
    ("url custom_id body input", (RESPONSES, "a", '{"n": 1e400}', "x"), "(a): invalid_type: body cannot be written", "infinite"),
    ("url custom_id body input", (RESPONSES, "a", r'{"n": "\ud83d"}', "x"), "(a): invalid_type: a text has half a surrogate", "remove"),
    ("url custom_id body", (RESPONSES, "a", '{"stream": true}'), "(a): invalid_type: stream", "take stream out"),
    ("raw", ("{",), ": invalid_json_line: raw", "as it was"),
    ("raw", (b"\xff",), ": invalid_json_line: raw", "as it was"),
    ("raw", ("{\n}",), ": invalid_json_line: raw", "as it was"),
    ("raw", (5,), ": invalid_type: raw", "as it was"),
    ("raw", ('{"custom_id": "a", "url": "/v1/responses"}',), "(a): missing_required_parameter: raw", "as it was"),
    ("raw", (RAW.replace(b'"x"', b'"stream"').decode(),), ": invalid_type: stream", "take stream out"),
    ("raw url", (RAW, RESPONSES), ": invalid_type: raw is the whole request; url", "one or the other"),
    ("raw input", (RAW, "x"), ": invalid_type: raw is the whole request; input", "one or the other"),
    ("url custom_id batch_metadata", (RESPONSES, "a", "x"), "(a): invalid_type: batch_metadata takes", "key"),
    ("url custom_id batch_metadata", (RESPONSES, "a", '{"n": 1}'), '(a): invalid_type: the value of "n"', "quotes"),
    ("url custom_id batch_metadata", (RESPONSES, "a", '{"osql_run": "1"}'), "(a): invalid_type: batch_metadata has osql_run", "another name"),
    ("url custom_id batch_metadata", (RESPONSES, "a", json.dumps({"k" * 65: ""})), "is too long", "64"),
    ("url custom_id batch_metadata", (RESPONSES, "a", json.dumps({"k": "v" * 513})), "is too long", "512"),
    ("url custom_id batch_metadata", (RESPONSES, "a", json.dumps({str(n): "" for n in range(15)})), "(a): invalid_type: batch_metadata has 15 pairs; a batch has 16 at most, and 2", "14"),
    *[("url custom_id file_name", (RESPONSES, "a", name), "(a): invalid_type: no file can be called", "without a folder") for name in ("a/b", "a\\b", "", "a\nb", "x" * 201, 5)],
]  # fmt: skip


@pytest.mark.parametrize(("columns", "row", "said", "cure"), FAULTS)
def test_a_row_that_cannot_be_sent_is_named_with_a_cure(tmp_path, columns, row, said, cure):
    names = columns.split()
    good = [
        RAW if name == "raw" else RESPONSES if name == "url" and "raw" not in names else None
        for name in names
    ]
    with pytest.raises(StatementError) as caught:
        gather(tmp_path, columns, [tuple(good), row])
    head, fault = caught.value.message.split("\n")
    assert (head, fault.startswith("row 2")) == ("1 row cannot be sent, so none was", True)
    assert said in fault
    assert cure in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_duplicates_are_found_over_all_groups_and_copied_lines(tmp_path):
    with pytest.raises(StatementError, match="row 2 \\(a\\): duplicate_custom_id"):
        gather(tmp_path, "raw", [(RAW,), (RAW,)])
    rows = [(RESPONSES, "a", None), (CHAT, "a", None), (None, None, RAW)]
    with pytest.raises(StatementError) as caught:
        gather(tmp_path, "url custom_id raw", rows)
    said = caught.value.message.splitlines()[1:]
    assert [line.partition(":")[0] for line in said] == ["row 2 (a)", "row 3 (a)"]
    assert "duplicate_custom_id" in said[0]
    assert "make every custom_id another" in caught.value.hint


def test_a_line_larger_than_a_whole_part_is_refused(tmp_path):
    rows = [(RESPONSES, "a", "x" * 90)]
    (part,) = gather(tmp_path, "url custom_id input", rows)
    size = len(part.content)
    assert gather(tmp_path, "url custom_id input", rows, limits=replace(LIMITS, bytes=size))
    with pytest.raises(StatementError, match="line_too_large"):
        gather(tmp_path, "url custom_id input", rows, limits=replace(LIMITS, bytes=size - 1))
    with pytest.raises(StatementError, match="too_many_inputs"):
        gather(
            tmp_path,
            "url custom_id input",
            [(EMBEDDINGS, "a", '["a", "b", "c"]')],
            limits=replace(LIMITS, inputs=2),
        )


def test_findings_of_the_lines_count(tmp_path):
    seen = []

    def check(url):
        def found(line, _body):
            seen.append((url, line))
            return ("missing_required_parameter", "body.model is missing") if b'"b"' in line else None

        return found

    with pytest.raises(StatementError) as caught:
        gather(tmp_path, "url custom_id", [(RESPONSES, "a"), (CHAT, "b")], check=check)
    assert [url for url, _ in seen] == [RESPONSES, CHAT]
    assert "row 2 (b): missing_required_parameter: body.model is missing" in caught.value.message
    assert caught.value.hint == "give it a value in every row"


@pytest.mark.parametrize(("faulty", "head", "read"), [(19, "19 rows", 30), (20, "at least 20 rows", 20)])
def test_the_first_twenty_are_named(tmp_path, faulty, head, read):
    taken = []

    def rows():
        for number in range(30):
            taken.append(number)
            yield RESPONSES, str(number), "x" if number < faulty else 5

    with pytest.raises(StatementError) as caught:
        gather(tmp_path, "url custom_id max_output_tokens", rows())
    assert caught.value.message.startswith(head)
    assert (caught.value.message.count("\n"), len(taken)) == (faulty, read)


def test_no_row_is_no_part(tmp_path):
    assert gather(tmp_path, "url custom_id", []) == []


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS, TEXTS)
def test_texts_are_spelled_as_json_and_msgspec_spell_them(tmp_path_factory, custom_id, text):
    (part,) = gather(
        tmp_path_factory.getbasetemp() / "spelling",
        "url custom_id instructions",
        [(RESPONSES, custom_id, text)],
    )
    whole = {"custom_id": custom_id, "method": "POST", "url": RESPONSES, "body": {"instructions": text}}
    said = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    assert part.content == said.encode() + b"\n"
    if find_spec("msgspec") is not None:
        import msgspec

        assert part.content == msgspec.json.encode(whole) + b"\n"


def test_the_bytes_are_the_same_without_msgspec(tmp_path):
    columns = "url custom_id input temperature text body"
    rows = [
        (RESPONSES, "a", "é", 1e-7, '{"n": [1e16, 1.0]}', None),
        (RESPONSES, "b", "x", None, None, '{"n": 1e16}'),
    ]
    with_it = gather(tmp_path, columns, rows)
    with patch.dict(sys.modules, {"msgspec": None}):
        assert [p.content for p in gather(tmp_path, columns, rows)] == [p.content for p in with_it]


FINDINGS = [
    ("url custom_id model", (CHAT, "a", "m"), "missing_required_parameter: Missing required parameter: 'body.messages'", "every row"),
    ("url custom_id body", (CHAT, "a", '{"model": 5, "messages": []}'), "invalid_type: Invalid type for 'body.model'", None),
    ("url custom_id model input", (EMBEDDINGS, "a", "m", json.dumps(["x"] * 2049)), "too_many_inputs", "several rows"),
    ("raw", (RAW.replace(b"POST", b"GET").decode(),), "invalid_method", None),
]  # fmt: skip


@pytest.mark.parametrize("with_msgspec", [True, False])
@pytest.mark.parametrize(("columns", "row", "said", "cure"), FINDINGS)
def test_what_the_server_would_find_is_found_before(tmp_path, columns, row, said, cure, with_msgspec):
    with patch.dict(sys.modules, {} if with_msgspec else {"msgspec": None}):
        with pytest.raises(StatementError) as caught:
            gather(tmp_path, columns, [row], rules=CHECKED)
        assert f"row 1 (a): {said}" in caught.value.message
        assert cure is None or cure in caught.value.hint
        good = [(CHAT, "a", '{"model": "m", "messages": [{"role": "user", "content": "x"}]}')]
        assert len(gather(tmp_path, "url custom_id body", good, rules=CHECKED)) == 1
