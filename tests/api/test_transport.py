"""Single exchanges, without a network."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import threading

import pytest
import requests
import responses

from openai_sql_shell import __version__
from openai_sql_shell.api.clock import Clock
from openai_sql_shell.api.credentials import Credentials
from openai_sql_shell.api.messages import FilePart, Request, RequestContext
from openai_sql_shell.catalog.model import KeyClass
from openai_sql_shell.errors import (
    ApiError,
    Cancelled,
    ConnectionProblem,
    InvalidValue,
    KeyRefused,
    LocalFileError,
    ProtocolError,
)

API = "https://api.openai.com/v1"
NOW = 1_800_000_000.0
GET = Request("GET", "/files")
POST = Request("POST", "/batches", json={"input_file_id": "file-1"})
DELETE = Request("DELETE", "/files/file-1")


@pytest.fixture
def net():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocked:
        yield mocked


@pytest.fixture
def send(connect, context):
    transport = connect()
    return lambda request: transport.send(request, context)


def test_an_answer_comes_back_with_headers_in_lower_case(net, send):
    net.get(f"{API}/files", json={"data": []}, headers={"X-Request-Id": "req_1"})
    response = send(GET)
    assert response.payload == {"data": []}
    assert response.headers["x-request-id"] == "req_1"
    assert response.status == 200


def test_a_get_says_who_asks_and_sends_no_body(net, send):
    net.get(f"{API}/files", json={})
    send(Request("GET", "/files", query=(("limit", "2"),), headers=(("OpenAI-Beta", "assistants=v2"),)))
    sent = net.calls[0].request
    assert sent.url == f"{API}/files?limit=2"
    assert sent.headers["Authorization"].startswith("Bearer sk-test-")
    assert sent.headers["User-Agent"] == f"openai-sql/{__version__}"
    assert sent.headers["Accept"] == "application/json"
    assert sent.headers["OpenAI-Beta"] == "assistants=v2"
    assert "Content-Type" not in sent.headers
    assert sent.body is None


def test_a_json_body_is_sent_as_such(net, send):
    net.post(f"{API}/batches", json={})
    send(Request("POST", "/batches", json={"name": "Gr\u00fc\u00dfe \ud800"}))
    sent = net.calls[0].request
    assert sent.headers["Content-Type"] == "application/json"
    assert json.loads(sent.body) == {"name": "Gr\u00fc\u00dfe \ud800"}


def test_a_post_without_a_body_has_no_content_type(net, send):
    net.post(f"{API}/batches/b/cancel", json={})
    send(Request("POST", "/batches/b/cancel"))
    assert "Content-Type" not in net.calls[0].request.headers


def test_a_number_without_a_json_form_is_refused(net, send):
    with pytest.raises(InvalidValue):
        send(Request("POST", "/batches", json={"n": float("inf")}))
    assert not net.calls


def test_the_operation_chooses_the_key(net, connect, context):
    net.get(f"{API}/organization/users", json={})
    transport = connect(credentials=Credentials("sk-api-1", "sk-admin-1", organization="org-1"))
    transport.send(Request("GET", "/organization/users", key=KeyClass.ADMIN), context)
    assert net.calls[0].request.headers["Authorization"] == "Bearer sk-admin-1"
    assert "OpenAI-Organization" not in net.calls[0].request.headers


@pytest.mark.parametrize("key", [None, "sk-with blank"])
def test_without_a_usable_key_nothing_is_sent(net, connect, stats, key, context):
    with pytest.raises(ConnectionProblem, match="OPENAI_API_KEY"):
        connect(credentials=Credentials(key)).send(GET, context)
    assert not net.calls
    assert stats.requests == 0


def test_what_it_cost_is_counted(net, send, stats):
    net.post(f"{API}/batches", status=429, json={})
    net.post(f"{API}/batches", json={"id": "b"}, headers={"x-ratelimit-remaining-requests": "59"})
    send(POST)
    assert (stats.requests, stats.retries) == (2, 1)
    assert stats.sent == 2 * len('{"input_file_id": "file-1"}')
    assert stats.received == len("{}") + len('{"id": "b"}')
    assert stats.rate_limit_left == 59


@pytest.mark.parametrize("request_", [GET, DELETE])
@pytest.mark.parametrize(
    "failure", [500, 503, 429, 408, 409, requests.ConnectionError(), requests.ReadTimeout()]
)
def test_get_and_delete_are_sent_up_to_three_times(net, send, waits, request_, failure):
    how = {"status": failure} if isinstance(failure, int) else {"body": failure}
    net.add(request_.http, f"{API}{request_.path}", **how)
    with pytest.raises((ApiError, ConnectionProblem)):
        send(request_)
    assert len(net.calls) == 3
    assert waits.seconds == [0.5, 1.0]


@pytest.mark.parametrize(
    "failure", [500, 503, 408, 409, requests.ConnectionError("reset"), requests.ReadTimeout()]
)
def test_a_post_that_may_have_been_carried_out_is_sent_once(net, send, failure):
    how = {"status": failure} if isinstance(failure, int) else {"body": failure}
    net.post(f"{API}/batches", **how)
    with pytest.raises((ApiError, ConnectionProblem)) as caught:
        send(POST)
    assert len(net.calls) == 1
    assert caught.value.may_have_acted is (failure != 409)


@pytest.mark.parametrize("failure", [429, requests.ConnectTimeout()])
def test_a_post_that_certainly_was_not_is_sent_again(net, send, failure):
    how = {"status": failure} if isinstance(failure, int) else {"body": failure}
    net.post(f"{API}/batches", **how)
    net.post(f"{API}/batches", json={"id": "b"})
    assert send(POST).payload == {"id": "b"}


def test_a_certificate_that_is_not_trusted_is_not_tried_again(net, send):
    refused = ssl.SSLCertVerificationError(1, "certificate verify failed")
    refused.verify_message = "self-signed certificate"
    net.get(f"{API}/files", body=requests.exceptions.SSLError(refused))
    with pytest.raises(ConnectionProblem, match=r"api\.openai\.com is not trusted: self-signed") as caught:
        send(GET)
    assert "REQUESTS_CA_BUNDLE" in caught.value.hint
    assert len(net.calls) == 1


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_a_certificate_file_that_is_missing_is_told(connect, stats, monkeypatch, context, variable):
    monkeypatch.setenv(variable, "/no/such/file")
    with pytest.raises(ConnectionProblem, match="GET /files could not be sent") as caught:
        connect().send(GET, context)
    assert variable in caught.value.hint
    assert stats.requests == 1


@pytest.mark.parametrize(
    ("variables", "trusted"),
    [
        ({}, True),
        ({"SSL_CERT_FILE": ""}, True),
        ({"SSL_CERT_FILE": "c.pem"}, "c.pem"),
        ({"SSL_CERT_FILE": "c.pem", "CURL_CA_BUNDLE": "b.pem"}, "b.pem"),
        ({"SSL_CERT_FILE": "c.pem", "CURL_CA_BUNDLE": "b.pem", "REQUESTS_CA_BUNDLE": "a.pem"}, "a.pem"),
    ],
)
def test_certificates_are_those_of_the_first_variable_that_is_set(net, send, monkeypatch, variables, trusted):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    net.get(f"{API}/files", json={"data": []})
    send(GET)
    assert net.calls[0].request.req_kwargs["verify"] == trusted


def test_the_wait_the_api_asks_for_is_taken(net, send, waits):
    net.get(f"{API}/files", status=429, headers={"Retry-After": "7"})
    net.get(f"{API}/files", json={})
    send(GET)
    assert waits.seconds == [7.0]


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ({"status": 429, "headers": {"Retry-After": "7"}}, "7 s, the API said 429"),
        ({"status": 503}, "1 s, the API said 503"),
        ({"body": requests.ConnectionError()}, "1 s, the connection was lost"),
        (
            {
                "json": {},
                "headers": {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m30s"},
            },
            "90 s, the rate limit is used up",
        ),
    ],
)
def test_who_looks_at_the_statistics_sees_what_is_waited_for(net, connect, stats, first, told, context):
    seen, now = [], [0.0]

    def wait(_token, seconds):
        seen.append((stats.resting, stats.rest))
        now[0] += seconds

    transport = connect(clock=Clock(now=lambda: NOW, monotonic=lambda: now[0], wait=wait))
    net.get(f"{API}/files", **first)
    net.get(f"{API}/files", json={})
    for _ in range(2):
        transport.send(GET, context)
    assert seen == [(1, told)]
    assert (stats.resting, stats.rest) == (0, "")


def test_of_two_that_wait_the_end_of_one_leaves_the_reason_of_the_other(net, connect, token, stats):
    resting, go_on, over = threading.Semaphore(0), threading.Semaphore(0), threading.Semaphore(0)

    def wait(_token, _seconds):
        resting.release()
        assert go_on.acquire(timeout=5)

    transport = connect(clock=Clock(now=lambda: NOW, wait=wait))
    for path in ("/files/a", "/files/b"):
        net.get(f"{API}{path}", status=503)
        net.get(f"{API}{path}", json={})
        transport.start(Request("GET", path), RequestContext(token, stats, over.release))
    seen = []
    for _ in range(2):
        assert resting.acquire(timeout=5)
    for _ in range(2):
        go_on.release()
        assert over.acquire(timeout=5)
        seen.append((stats.resting, stats.rest))
    assert seen == [(1, "1 s, the API said 503"), (0, "")]


def test_a_long_wait_is_told_not_taken(net, send, waits):
    net.get(f"{API}/files", status=429, json={"error": {"message": "slow"}}, headers={"Retry-After": "600"})
    with pytest.raises(ApiError) as caught:
        send(GET)
    assert waits.seconds == []
    assert caught.value.retry_after == 600.0
    assert "2027-01-15 08:10:00 UTC" in caught.value.hint


def test_an_empty_account_is_not_retried(net, send):
    net.get(f"{API}/files", status=429, json={"error": {"message": "quota", "code": "insufficient_quota"}})
    with pytest.raises(ApiError):
        send(GET)
    assert len(net.calls) == 1


def test_retries_can_be_switched_off(net, connect, context):
    net.get(f"{API}/files", status=500)
    with pytest.raises(ApiError):
        connect(retries=0).send(GET, context)
    assert len(net.calls) == 1


def test_a_refused_key_is_said_without_the_key(net, send):
    net.get(
        f"{API}/files",
        status=401,
        json={"error": {"message": "Incorrect API key provided: sk-test-0123456789"}},
    )
    with pytest.raises(KeyRefused) as caught:
        send(GET)
    assert "0123" not in caught.value.message


def test_a_delete_answered_404_after_a_lost_try_keeps_the_404(net, send):
    net.delete(f"{API}/files/file-1", body=requests.ConnectionError())
    net.delete(f"{API}/files/file-1", status=404, json={"error": {"message": "No such File"}})
    with pytest.raises(ApiError) as caught:
        send(DELETE)
    assert caught.value.status == 404
    assert "may have removed it" in caught.value.hint


def test_a_page_instead_of_json_is_an_error(net, send):
    net.get(f"{API}/files", body="<html>welcome</html>")
    with pytest.raises(ProtocolError, match="not JSON"):
        send(GET)


def test_a_missing_file_sends_nothing(net, send, tmp_path):
    file = FilePart("file", tmp_path / "nowhere", "nowhere")
    with pytest.raises(LocalFileError):
        send(Request("POST", "/files", form=(), files=(file,)))
    assert not net.calls


def test_a_token_set_before_means_no_request(net, send, token):
    token.set()
    with pytest.raises(Cancelled):
        send(GET)
    assert not net.calls


def test_a_cancel_during_a_wait_ends_the_retries(net, connect, token, waits, context):
    net.get(f"{API}/files", status=500)
    clock = waits.clock
    cancelling = type(clock)(now=clock.now, wait=lambda own, seconds: (token.set(), clock.wait(own, seconds)))
    with pytest.raises(Cancelled):
        connect(clock=cancelling).send(GET, context)
    assert len(net.calls) == 1


def test_requests_can_be_started_before_their_answers_are_wanted(net, connect, token, stats, context):
    transport = connect()
    for n in range(40):
        net.get(f"{API}/files/f{n}", json={"id": n})
    under_way = [transport.start(Request("GET", f"/files/f{n}"), context) for n in range(40)]
    assert [pending.result(token).payload["id"] for pending in under_way] == list(range(40))
    assert under_way[0].result(token).payload == {"id": 0}
    assert stats.requests == 40


def test_errors_of_a_started_request_come_out_of_its_result(net, connect, token, context):
    net.get(f"{API}/files", status=404)
    pending = connect().start(GET, context)
    with pytest.raises(ApiError):
        pending.result(token)


def test_a_redirect_to_another_host_names_both_and_is_not_followed(net, send):
    net.get(f"{API}/files", status=302, headers={"Location": "https://evil.example/v1/files"})
    net.get("https://evil.example/v1/files", json={})
    with pytest.raises(ProtocolError, match=r"api\.openai\.com redirects .* to https://evil\.example"):
        send(GET)
    assert len(net.calls) == 1


def test_a_redirect_is_told_without_the_password_in_it(net, send):
    net.get(f"{API}/files", status=302, headers={"Location": "https://me:pa55@there.example/"})
    with pytest.raises(ProtocolError, match=r"to https://…@there\.example:") as caught:
        send(GET)
    assert "pa55" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    "location", ["http://api.openai.com/v1/files", "https://api.openai.com:444/v1/files"]
)
def test_another_scheme_or_port_is_another_origin(net, send, location):
    net.get(f"{API}/files", status=301, headers={"Location": location})
    with pytest.raises(ProtocolError, match="the key is not sent there"):
        send(GET)


def test_a_redirect_within_the_origin_is_followed_for_get(net, send):
    net.get(f"{API}/files", status=307, headers={"Location": "/v1/files2?x=1"})
    net.get(f"{API}/files2", json={"ok": 1})
    assert send(GET).payload == {"ok": 1}


@pytest.mark.parametrize("request_", [POST, DELETE])
def test_a_redirected_change_is_not_sent_twice(net, send, request_):
    net.add(request_.http, f"{API}{request_.path}", status=307, headers={"Location": "/v1/elsewhere"})
    with pytest.raises(ProtocolError, match="not sent a second time"):
        send(request_)
    assert len(net.calls) == 1


def test_redirects_in_a_circle_end(net, send):
    net.get(f"{API}/files", status=302, headers={"Location": "/v1/files"})
    with pytest.raises(ProtocolError, match="more than 3 times"):
        send(GET)
    assert len(net.calls) == 4


def test_requests_is_imported_with_the_first_request_only():
    code = (
        "import sys; from openai_sql_shell.api.transport import Transport;"
        "from openai_sql_shell.api.credentials import Credentials; import openai_sql_shell.api.paging;"
        "Transport('', Credentials('sk-x')).close();"
        "print(sorted({'requests', 'urllib3', 'ssl', 'asyncio'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
