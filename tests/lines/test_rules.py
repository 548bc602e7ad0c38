"""Every rule about a line: how it is written, what became of the request, where the endpoints put their answers."""

from __future__ import annotations

import json

import pytest
from each import each
from lines.reading import ALL, chat, choice, line, message, response, rows, scan

from openai_sql_shell.lines import split
from openai_sql_shell.lines.file_lines import file_lines
from openai_sql_shell.lines.scan import CHOICES, NO_UTF_8

RESPONSES, CHAT = "/v1/responses", "/v1/chat/completions"
REFUSED = {"error": {"message": "No.", "type": "invalid_request_error", "code": None}}
NOTHING = {"code": None, "message": None}

OUTCOMES = [
    # 1: undone, whatever else the line says
    (line(None, error={"code": "batch_expired", "message": "Late."}), "expired", "batch_expired", "Late."),
    (line(chat("x"), 500, {"code": "batch_cancelled"}), "cancelled", "batch_cancelled", None),
    # 2: the status
    (line(REFUSED, 400), "http_error", "invalid_request_error", "No."),
    (line({"error": "plain"}, 400, {"code": "other"}), "http_error", None, "plain"),
    (line("<html>", 502, {"code": "other"}), "http_error", None, "<html>"),
    (line(json.dumps(REFUSED), 429), "http_error", "invalid_request_error", "No."),
    (line({"code": 7, "message": "Seven."}, 500), "http_error", "7", "Seven."),
    (line({"type": "t", "detail": [{"x": 1}]}, 422), "http_error", "t", '[{"x": 1}]'),
    (line({"x": 1}, 500, {"type": "late", "message": "M"}), "http_error", "late", "M"),
    (line({}, 404), "http_error", None, None),
    (line(chat("x"), 302), "http_error", None, None),
    (line(chat("x"), "503"), "http_error", None, None),
    (line(chat("x"), -1), "http_error", None, None),
    (line(response(), 199), "http_error", None, None),
    (line(response(), 300), "http_error", None, None),
    # 3: an error beside no body, or beside one
    (line(None, error={"code": "request_timeout", "message": "M"}), "error", "request_timeout", "M"),
    (line(chat("x"), error={"code": None, "type": "t"}), "error", "t", None),
    (line(chat("x"), error="worker died"), "error", None, "worker died"),
    (line(chat("x"), error={"code": 400.0}), "error", "400", None),
    # 4: no answer
    (line(None, response=None), "error", "no_response", "*"),
    (line(None, response="text"), "error", "no_response", "*"),
    (line(response(), 0), "error", "status_code_0", "*"),
    (line(None), "error", "empty_body", "*"),
    (line({}), "error", "empty_body", "*"),
    (line(""), "error", "empty_body", "*"),
    (line("null"), "error", "empty_body", "*"),
    (line(None, None), "error", "no_response", "*"),
    # 5: a body that is no object
    (line([1]), "parse_error", "invalid_body", "*"),
    (line("words"), "parse_error", "invalid_body", "*"),
    (line(json.dumps(json.dumps(chat("twice")))), "parse_error", "invalid_body", "*"),
    # 6: failures that the body tells
    (line(response(error={"code": "server_error", "message": "M"})), "error", "server_error", "M"),
    (line(response(status="failed")), "error", "failed", "*"),
    (line(response(status="cancelled")), "error", "cancelled", "*"),
    (line({"object": "chat.completion", "choices": []}), "error", "no_choices", "*"),
    (line({"object": "chat.completion", "choices": [None]}), "error", "no_choices", "*"),
    (line({"object": "text_completion"}), "error", "no_choices", "*"),
    (line({"object": "video", "status": "failed"}), "error", "failed", "*"),
    # 7: the answer
    (line(response(message({"type": "refusal", "refusal": "No."}))), "refusal", None, None),
    (line(chat(None, "length", refusal="No.")), "refusal", None, None),
    (line(chat("x", refusal="")), "ok", None, None),
    (line(chat("x", "length")), "incomplete", None, None),
    (line(chat("x", "content_filter")), "incomplete", None, None),
    (
        line({"object": "text_completion", "choices": [{"text": "x", "finish_reason": "length"}]}),
        "incomplete",
        None,
        None,
    ),
    (line(response(status="incomplete")), "incomplete", None, None),
    (line(response(status="queued")), "incomplete", None, None),
    (line({"object": "video", "status": "in_progress"}), "incomplete", None, None),
    (line(response(message("x")), error={}), "ok", None, None),
    (line(response(message("x")), error=NOTHING), "ok", None, None),
    (line(response(message("x")), error={"code": "", "message": ""}), "ok", None, None),
    (line(response(message("x")), error=""), "ok", None, None),
    (line(response(message("x")), error=[1]), "ok", None, None),
    (line(response(message("x")), None), "ok", None, None),
    (line(response(message("x")), True), "ok", None, None),
    (line(response(message("x")), 201), "ok", None, None),
    (line(json.dumps(response(message("x")))), "ok", None, None),
    (line({"results": []}), "ok", None, None),
    (line({"object": "list", "choices": []}), "ok", None, None),
    # broken
    (b"oops", "parse_error", "invalid_json_line", "*"),
    (line(chat("x")) + line(chat("y")), "parse_error", "invalid_json_line", "*"),
    (b"[1]", "parse_error", "not_an_object", "*"),
    (b"null", "parse_error", "not_an_object", "*"),
    (line("DEEP").replace(b'"DEEP"', b"[" * 999 + b"]" * 999), "parse_error", "nested_too_deeply", "*"),
    (line("DEEP").replace(b'"DEEP"', b"[" * 998 + b"]" * 998), "parse_error", "invalid_body", "*"),
    (b"\0", "parse_error", "invalid_json_line", "*"),
]

ANSWERS = [
    (response(message("a", "b"), {"type": "reasoning", "content": [{"type": "output_text", "text": "no"}]}, message("c")), {"text": "abc"}),
    (response(message("a", phase="commentary"), message("b", phase="final_answer")), {"text": "b"}),
    (response(message("")), {"text": ""}),
    (response(), {"text": None, "finish_reason": "completed"}),
    (response(message({"type": "output_text", "text": 5})), {"text": None}),
    (response(message({"type": "refusal", "refusal": "N"}, {"type": "refusal", "refusal": "o"})), {"refusal": "No", "text": None}),
    (response(status="incomplete", incomplete_details={"reason": "max_output_tokens"}), {"finish_reason": "max_output_tokens"}),
    (response(incomplete_details={"reason": "max_output_tokens"}), {"finish_reason": "completed"}),
    (response(message('{"a": '), message("[1]")), {"text": '{"a": [1]', "parsed": "[1]"}),
    (response(message("[1]"), message("[2]")), {"parsed": None}),
    (response({"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}, {"type": "custom_tool_call", "call_id": "d", "name": "g", "input": "i"}, {"type": "mcp_call", "name": "h"}),
     {"tool_calls": '[{"id": "c", "name": "f", "arguments": "{}"}, {"id": "d", "name": "g", "arguments": "i"}]'}),
    (chat("x", "length"), {"text": "x", "finish_reason": "length"}),
    ({"object": "chat.completion", "choices": [choice("b", index=1), choice("a", "length")]}, {"text": "a", "finish_reason": "length"}),
    ({"object": "chat.completion", "choices": [choice("b", index=1), choice("a", index=2)]}, {"text": "b"}),
    (chat([{"type": "text", "text": "a"}, {"type": "image_url"}, {"type": "text", "text": "b"}]), {"text": "ab"}),
    (chat([]), {"text": None}),
    (chat(None, audio={"transcript": "said"}), {"text": "said"}),
    (chat("x", audio={"transcript": "said"}), {"text": "x"}),
    (chat(None, refusal="No."), {"refusal": "No.", "text": None}),
    (chat(None, tool_calls=[{"id": "c", "function": {"name": "f", "arguments": "{}"}}, {"id": "d", "custom": {"name": "g", "input": "i"}}], function_call={"name": "h", "arguments": "[]"}),
     {"tool_calls": '[{"id": "c", "name": "f", "arguments": "{}"}, {"id": "d", "name": "g", "arguments": "i"}, {"id": null, "name": "h", "arguments": "[]"}]'}),
    ({"object": "text_completion", "choices": [{"index": 1, "text": "b"}, {"index": 0, "text": "a"}]}, {"text": "a"}),
    ({"object": "list", "status": "x", "choices": [choice("x")]}, {"text": None, "finish_reason": None}),
    ({"object": "video", "status": "completed"}, {"finish_reason": "completed", "text": None}),
    (chat(' \n{"a": 1}\t'), {"text": ' \n{"a": 1}\t', "parsed": '{"a": 1}'}),
    (chat("7"), {"parsed": None}),
    (chat('{"a": NaN}'), {"parsed": None}),
    (chat("```\n{}\n```"), {"parsed": None}),
    ({"object": "x", "model": "m", "usage": {"input_tokens": 1, "output_tokens": 0, "total_tokens": 3.0, "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 5}, "output_tokens_details": {"reasoning_tokens": 6}}},
     {"model": "m", "input_tokens": 1, "output_tokens": 0, "total_tokens": 3, "cached_tokens": 4, "cache_write_tokens": 5, "reasoning_tokens": 6}),
    ({"object": "x", "usage": {"prompt_tokens": 1, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 5}, "completion_tokens_details": {"reasoning_tokens": 6}}},
     {"input_tokens": 1, "output_tokens": 2, "total_tokens": None, "cached_tokens": 4, "cache_write_tokens": 5, "reasoning_tokens": 6}),
    ({"object": "x", "model": 7, "usage": {"input_tokens": True, "output_tokens": 2.5, "total_tokens": 2**63}}, {"model": None, "input_tokens": None, "output_tokens": None, "total_tokens": None}),
]  # fmt: skip

ENDPOINTS = [
    (CHAT, {"choices": [choice("x")]}, "x"),
    ("/chat/completions", {"choices": [choice("x")]}, "x"),
    ("/v1/completions", {"choices": [{"text": "x"}]}, "x"),
    (RESPONSES, {"status": "completed", "output": [message("x")]}, "x"),
    (RESPONSES, {"object": "surprise", "output": [message("x")]}, "x"),
    (CHAT, response(message("x")), "x"),
    ("/v1/audio/transcriptions", {"choices": [choice("x")]}, None),
]

LINES = [
    (b'{"custom_id": "a"}', {"custom_id": "a"}),
    (b'{"custom_id": 7}', {"custom_id": "7"}),
    (b'{"custom_id": 7.5}', {"custom_id": None}),
    (b'{"custom_id": true}', {"custom_id": None}),
    (b'{"custom_id": ""}', {"custom_id": ""}),
    (b'{"custom_id": "b", "custom\\u005fid": "a"}', {"custom_id": "a"}),
    (b'\xef\xbb\xbf{"custom_id": "a"}\r', {"custom_id": "a", "raw": '{"custom_id": "a"}'}),
    (b'{"custom_id": "\xff\\ud83d\\u0000\\ud83d\\ude00"}', {"custom_id": "\ufffd?\0\U0001f600"}),
    ('{"custom_id": "\u2028\x85\x0c"}'.replace("\x0c", "\\f").encode(), {"custom_id": "\u2028\x85\f"}),
    (b'{"custom_id": "a", "x": [NaN, -Infinity, 1e400, ' + b"9" * 5000 + b"]}", {"custom_id": "a", "outcome": "error"}),
    (b'[{"custom_id": "a"}]', {"custom_id": "a", "outcome": "parse_error"}),
    (b'{"custom_id" : "a\\"b", "custom_id": "c", oops', {"custom_id": 'a"b', "outcome": "parse_error", "id": None}),
    (b'{"custom_id": "a\\q"', {"custom_id": "a\\q"}),
    (b'{"id": "", "response": {"request_id": "", "status_code": "200"}}', {"id": None, "request_id": None, "status_code": 200}),
    (b'{"id": 5, "response": {"request_id": 9, "status_code": 200.0}}', {"id": None, "request_id": None, "status_code": 200}),
    (b'{"response": {"status_code": "2xx"}}', {"status_code": None}),
    (b'{"response": {"status_code": ' + b"9" * 30 + b"}}", {"status_code": None}),
    (b'{"response": {"body": 1, "body": {"a": 1e400 , "b": "\\ud83d"} } }', {"body": '{"a": 1e400 , "b": "?"}'}),
    (b'{"response": {"body": " {\\"a\\": 1} "}}', {"body": '{"a": 1}'}),
    (b'{"response": {"body": "words"}}', {"body": '"words"'}),
    (b'{"response": {"body": null}}', {"body": None}),
    (b'{"response": {"body": {"a": {"body": 2}}}, "body": 3}', {"body": '{"a": {"body": 2}}'}),
]  # fmt: skip

both_ways = pytest.mark.parametrize("with_msgspec", [True, False])


def the_row(data, endpoint, *, with_msgspec):
    [row] = rows(data, endpoint, with_msgspec=with_msgspec)
    return dict(zip(ALL, row, strict=True))


@both_ways
@pytest.mark.parametrize("endpoint", [RESPONSES, "/v1/moderations", "/v1/images/edits"])
@each(OUTCOMES, lambda outcome: outcome[0][:80])
def test_what_became_of_a_request(told, endpoint, with_msgspec):
    data, outcome, code, said = told
    row = the_row(data, endpoint, with_msgspec=with_msgspec)
    if said == "*":
        assert row["error_message"]
        said = row["error_message"]
    assert (row["outcome"], row["error_code"], row["error_message"]) == (outcome, code, said)


@both_ways
@pytest.mark.parametrize(("body", "expected"), ANSWERS)
def test_where_an_answer_stands(body, expected, with_msgspec):
    row = the_row(line(body), RESPONSES, with_msgspec=with_msgspec)
    assert {name: row[name] for name in expected} == expected


@both_ways
@pytest.mark.parametrize(("endpoint", "body", "text"), ENDPOINTS)
def test_the_body_tells_its_shape_and_else_the_endpoint(endpoint, body, text, with_msgspec):
    assert the_row(line(body), endpoint, with_msgspec=with_msgspec)["text"] == text


@both_ways
@pytest.mark.parametrize(("data", "expected"), LINES)
def test_how_a_line_is_read(data, expected, with_msgspec):
    row = the_row(data, RESPONSES, with_msgspec=with_msgspec)
    assert {name: row[name] for name in expected} == expected


@both_ways
@pytest.mark.parametrize(
    "data",
    [
        line(response(message("x"), model="m"), 500),
        line(response(message("x"), model="m"), error="lost"),
        line("words"),
    ],
)
def test_a_line_without_an_answer_has_no_columns_of_one(data, with_msgspec):
    row = the_row(data, RESPONSES, with_msgspec=with_msgspec)
    kept = {name for name, value in row.items() if value is not None}
    assert kept - {"error_code"} == {
        *("custom_id", "outcome", "line", "status_code", "error_message"),
        *("request_id", "id", "duplicate", "body", "raw"),
    } - ({"error_message"} if row["outcome"] == "http_error" else set())


@both_ways
def test_a_failed_answer_keeps_what_it_has(with_msgspec):
    body = response(message("x"), model="m", status="failed", error={"code": "c"}, usage={"input_tokens": 1})
    row = the_row(line(body), RESPONSES, with_msgspec=with_msgspec)
    assert [row[name] for name in ("text", "model", "finish_reason", "input_tokens")] == [
        "x",
        "m",
        "failed",
        1,
    ]


@both_ways
def test_blank_lines_count_and_give_no_row(with_msgspec):
    data = b'\xef\xbb\xbf{}\r\n\r\n \t\v\f\n\xef\xbb\xbf\n{"custom_id": "a"}\n\n\0\n[]'
    found = rows(data, columns=("line", "custom_id"), with_msgspec=with_msgspec)
    assert found == [(1, None), (5, "a"), (7, None), (8, None)]


@both_ways
def test_lines_of_the_same_id_are_counted_per_file(with_msgspec):
    data = b'{"custom_id": "a"}\n{"custom_id": 1}\n{"custom_id": "a"}\n{}\n{}\noops "custom_id": "a"\n{"custom_id": "1"}'
    columns = ("duplicate",)
    assert rows(data, columns=columns, with_msgspec=with_msgspec) == [(n,) for n in (0, 0, 1, 0, 0, 2, 1)]


@both_ways
def test_without_columns_there_is_still_a_row_for_each_line(with_msgspec):
    assert rows(b"{}\n\noops\n{}", columns=(), with_msgspec=with_msgspec) == [(), (), ()]


@both_ways
def test_a_person_is_told_once_what_was_odd(with_msgspec):
    told = []
    read = scan(columns=("text",), with_msgspec=with_msgspec, notice=told.append)
    two = line({"object": "chat.completion", "choices": [choice("a"), choice("b", index=1)]})
    sound = [line(chat("a")), line(chat(b"\xe2\x80\xa8".decode()))]
    list(read.rows([b"\n".join(sound)]))
    assert told == []
    data = b"\n".join([two, line(chat("XX")).replace(b"XX", b"\xff"), *sound, b"\xff", two])
    list(read.rows([data]))
    list(read.rows([data]))
    assert sorted(told) == sorted([CHOICES, NO_UTF_8])


def test_lines_of_any_file_are_shown_as_they_are(monkeypatch):
    shown = ("line", "content", "bytes")
    assert list(file_lines([b"\xef\xbb\xbfa\r\n \t\n\xff\xe2\x80\xa8b\nc"], shown)) == [
        (1, "a", 5),
        (3, "\ufffd\u2028b", 5),
        (4, "c", 1),
    ]
    monkeypatch.setattr(split, "LONGEST", 4)
    monkeypatch.setattr(split, "HEAD", 2)
    assert list(file_lines([b"abcde\nabcd\n"], ("bytes", "content"))) == [(5, None), (4, "abcd")]
