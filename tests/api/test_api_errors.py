from __future__ import annotations

import json

import pytest

from openai_sql_shell.api.api_errors import ErrorTranslator
from openai_sql_shell.api.messages import Request, Response
from openai_sql_shell.catalog.model import KeyClass
from openai_sql_shell.errors import ApiError, ExitCode, KeyRefused
from openai_sql_shell.secrets import mask

TRANSLATOR = ErrorTranslator("https://api.openai.com/v1", mask, now=lambda: 1_800_000_000.0)


def translated(status, body=b"", headers=None, request=None, *, after_lost_try=False):
    return failed(status, body, headers, request, after_lost_try=after_lost_try).error


def failed(status, body=b"", headers=None, request=None, *, after_lost_try=False):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(request or Request("GET", "/batches/b1"), status, headers or {}, raw)
    return TRANSLATOR.translate(response, after_lost_try=after_lost_try)


def envelope(message="no", kind="invalid_request_error", param=None, code=None, **beside):
    return {"error": {"message": message, "type": kind, "param": param, "code": code}, **beside}


def test_every_fact_of_the_envelope_is_told():
    error = translated(
        400,
        envelope("bad window", param="completion_window", code="invalid_value", detail="x"),
        {"x-request-id": "req_1"},
    )
    assert error.message == "bad window"
    assert (
        error.details() == "HTTP 400 · GET /batches/b1 · type invalid_request_error · code invalid_value · "
        "param completion_window · request id req_1"
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "Bad Gateway"),
        (b"upstream\r\n  gone\n", "Bad Gateway: upstream gone"),
        (b"\xff\xfe", "Bad Gateway: \ufffd\ufffd"),
        ({"message": "flat"}, "flat"),
        ({"error": "in a word"}, "in a word"),
        ({"error": None}, 'Bad Gateway: {"error": null}'),
        ({"error": {"message": None}}, 'Bad Gateway: {"error": {"message": null}}'),
        ([1], "Bad Gateway: [1]"),
    ],
)
def test_a_body_that_is_no_envelope_is_made_do_with(body, message):
    assert translated(502, body).message == message


@pytest.mark.parametrize(
    ("code", "final"), [("insufficient_quota", True), ("rate_limit_exceeded", False), (None, False)]
)
def test_no_waiting_helps_an_empty_account(code, final):
    assert failed(429, envelope(code=code)).final is final


def test_long_texts_are_shortened():
    assert len(translated(502, b"x" * 100_000).message) < 250
    assert len(translated(400, envelope("x" * 100_000)).message) == 2000


def test_an_unknown_status_is_told_by_its_number():
    assert translated(599).message == "HTTP status 599"


def test_a_code_that_is_no_text_becomes_one():
    assert translated(400, envelope(code=7)).code == "7"


def test_a_key_the_api_repeats_is_hidden():
    error = translated(401, envelope("Incorrect API key provided: sk-abc1234", code="sk-abc1234"))
    assert error.message == "Incorrect API key provided: sk-…"
    assert error.code == "sk-…"


def test_half_a_key_at_the_end_of_a_long_text_is_not_shown():
    translator = ErrorTranslator("", lambda text: text.replace("odd-looking-key", "…"), now=lambda: 0.0)
    body = json.dumps(envelope("x" * 1990 + " odd-looking-key")).encode()
    error = translator.translate(Response(Request("GET", "/files"), 400, {}, body)).error
    assert error.message == "x" * 1990 + " …"


def test_401_is_its_own_error_and_names_the_variable():
    error = translated(401, envelope("wrong"), request=Request("GET", "/users", key=KeyClass.ADMIN))
    assert isinstance(error, KeyRefused)
    assert error.exit_code is ExitCode.CONNECTION
    assert "OPENAI_ADMIN_KEY" in (error.hint or "")


@pytest.mark.parametrize("status", [401, 403])
def test_a_missing_scope_is_named_with_the_key_that_lacks_it(status):
    error = translated(
        status, envelope("You have insufficient permissions. Missing scopes: api.files.read. Ask.")
    )
    assert "restricted: give it the scope api.files.read," in error.hint
    assert "OPENAI_API_KEY" in error.hint


@pytest.mark.parametrize(
    ("status", "body", "headers", "hint"),
    [
        (404, envelope("Invalid URL (GET /v2/files)"), {}, "check the base URL https://api.openai.com/v1"),
        (429, envelope("quota", code="insufficient_quota"), {"retry-after": "5"}, "Billing"),
        (429, envelope("slow"), {"retry-after": "300"}, "2027-01-15 08:05:00 UTC (the API asks for 300 s)"),
        (429, envelope("slow"), {"retry-after": "1e300"}, "2028-01-15"),
    ],
)
def test_hints_say_what_to_do_next(status, body, headers, hint):
    assert hint in (translated(status, body, headers).hint or "")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, envelope("No such File object: file-1")),
        (400, envelope("Invalid URL in 'image_url'")),
        (429, envelope("slow")),
        (403, envelope("quota", code="insufficient_quota")),
        (500, envelope("broken")),
    ],
)
def test_where_nothing_helps_no_hint_is_given(status, body):
    assert translated(status, body).hint is None


def test_the_wait_is_kept_as_a_number():
    assert translated(429, envelope(), {"retry-after": "300"}).retry_after == 300.0


def test_what_broke_inside_the_server_may_have_been_carried_out():
    assert failed(500, envelope(), request=Request("POST", "/batches")).may_have_acted
    assert not failed(400, envelope(), request=Request("POST", "/batches")).may_have_acted


def test_a_delete_that_finds_nothing_after_a_lost_try_says_so():
    error = translated(
        404, envelope("No such File"), request=Request("DELETE", "/files/f"), after_lost_try=True
    )
    assert type(error) is ApiError
    assert error.status == 404
    assert "may have removed it" in (error.hint or "")


def test_a_refused_key_is_told_with_where_it_comes_from():
    origins = {KeyClass.API: "WORK_KEY of api_key_env (config.toml:4)", KeyClass.ADMIN: "the keyring"}
    translator = ErrorTranslator("", mask, lambda: 0.0, origins.__getitem__)
    response = Response(Request("GET", "/files"), 401, {}, b"{}")
    assert translator.translate(response).error.hint.startswith(
        "the key comes from WORK_KEY of api_key_env (config.toml:4): it is wrong"
    )
