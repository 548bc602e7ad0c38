"""``openai-sql sandbox --fault``: what a person's own scripts can be tried against."""

from __future__ import annotations

import gzip
import http.client

import pytest

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.cli.arguments import parse
from openai_sql_shell.errors import Cancelled, UsageError
from openai_sql_shell.sandbox.faults import KINDS, SLOW, Fault, faulty
from openai_sql_shell.sandbox.server import Sandbox


@pytest.fixture
def waits():
    return []


@pytest.fixture
def ask(waits):
    """Send requests to a sandbox with these faults: status, headers and body of each answer, None where there is none."""
    started = []

    def call(faults, *requests, wait=waits.append):
        middleware = faulty(parse(["sandbox", *(f"--fault={fault}" for fault in faults)]).fault, wait)
        sandbox = Sandbox(seed_data=False, middleware=middleware)
        sandbox.start()
        started.append(sandbox)
        return [_answer(sandbox, *request.split(" ", 2)) for request in requests]

    yield call
    for sandbox in started:
        sandbox.stop()


def _answer(sandbox, verb, path, body=None):
    client = http.client.HTTPConnection(sandbox.url.split("/")[2], timeout=10)
    headers = {"authorization": f"Bearer {sandbox.key}", "content-type": "application/json"}
    try:
        client.request(verb, f"/v1{path}", body, headers)
        answer = client.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    except (http.client.RemoteDisconnected, ConnectionError):
        return None
    finally:
        client.close()


LIST, MODELS, MAKE = "GET /vector_stores", "GET /models", "POST /vector_stores {}"


def test_an_error_status_says_when_to_come_back(ask):
    [(status, headers, body)] = ask(["429:20"], LIST)
    assert (status, headers["retry-after"]) == (429, "20")
    assert b'"requests"' in body
    [(status, headers, _)] = ask(["500"], LIST)
    assert status == 500
    assert "retry-after" not in headers


@pytest.mark.parametrize(("kind", "made"), [("drop", 0), ("drop-after", 1)])
def test_a_connection_is_dropped_before_or_after_the_request_is_carried_out(ask, kind, made):
    nothing, (_, _, stores) = ask([f"{kind},on=POST *"], MAKE, LIST)
    assert nothing is None
    assert stores.count(b'"vs_') == 3 * made  # as an item, first_id and last_id


def test_an_answer_is_late(ask, waits):
    answers = ask(["slow:1.5,every=2", "slow,every=3"], LIST, LIST, LIST, LIST)
    assert [answer[0] for answer in answers] == [200] * 4
    assert waits == [1.5, 1.5]
    ask(["slow"], LIST)
    assert waits[2:] == [SLOW]


def test_a_late_answer_is_none_where_the_sandbox_is_stopped_meanwhile(ask):
    stopped = CancelToken()
    stopped.set()
    assert ask(["slow:3600"], LIST, wait=stopped.wait) == [None]
    with pytest.raises(Cancelled):
        stopped.wait(1)


def test_a_compressed_answer_ends_early(ask):
    [(status, headers, body)] = ask(["cut"], MODELS)
    assert (status, headers["content-encoding"], headers["content-length"]) == (200, "gzip", str(len(body)))
    with pytest.raises(EOFError):
        gzip.decompress(body)


def test_one_in_some_of_the_requests_that_fit_fails(ask):
    answers = ask(["500,every=2,on=GET /v1/vector_stores*"], LIST, MODELS, LIST, MODELS, LIST, LIST)
    assert [answer[0] for answer in answers] == [200, 200, 500, 200, 200, 500]


def test_the_first_fault_that_fits_is_used(ask):
    answers = ask(["429,every=2", "500,on=GET /v1/models"], LIST, MODELS, MODELS, LIST)
    assert [answer[0] for answer in answers] == [200, 429, 500, 429]


def test_without_faults_nothing_goes_wrong(ask):
    assert [answer[0] for answer in ask([], LIST, MAKE, MODELS)] == [200] * 3


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "501",
        "drop:3",
        "429:x",
        "429:-1",
        "slow:1e9",
        "slow:99999",
        "500,every=0",
        "500,every=x",
        "500,times=1",
    ],
)
def test_what_is_no_fault_is_a_sentence_that_says_what_would_be(spec):
    with pytest.raises(UsageError, match=f"write one of {', '.join(KINDS)}"):
        parse(["sandbox", f"--fault={spec}"])


def test_every_kind_can_be_asked_for():
    assert [Fault.parse(kind).kind for kind in KINDS] == list(KINDS)
