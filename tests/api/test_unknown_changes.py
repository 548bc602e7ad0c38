"""Whether a change was carried out that got no answer, or one that is none."""

from __future__ import annotations

import pytest

from openai_sql_shell.api.clock import Clock
from openai_sql_shell.api.messages import Request
from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.errors import (
    ApiError,
    Cancelled,
    ConnectionProblem,
    ProtocolError,
)

GET = Request("GET", "/files", returns=Returns.LIST)
CREATE = Request("POST", "/batches", json={"a": 1}, returns=Returns.OBJECT)
DELETE = Request("DELETE", "/files/f", returns=Returns.DELETED)
SEARCH = Request("POST", "/search", json={"query": "x"}, returns=Returns.LIST, read_only=True)
DOWNLOAD = Request("GET", "/files/f/content")
EMPTY_LIST = {"object": "list", "data": []}
LINES = b"".join(b'{"line": %d}\n' % n for n in range(20_000))
HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def transport(connect, server):
    return connect(server.url, retries=0)


def replies(status, body, **headers):
    return lambda server: server.replies(status, body, **headers)


UNKNOWN = {
    "dropped": lambda server: server.drops(),
    "cut off": lambda server: server.breaks_off(),
    "behind the head": lambda server: server.hangs_up_after(HEAD + b"\r\n"),
    "500": replies(500, {"error": {"message": "broke"}}),
    "503 with a wait": replies(503, {}, Retry_After="200"),
    "408": replies(408, {}),
    "not JSON": replies(200, b"<html>"),
    "no id": replies(200, {"object": "batch"}),
    "null": replies(200, None),
    "an error in a success": replies(200, {"error": {"message": "broke"}}),
    "206": replies(206, {"id": "b", "deleted": True}),
    "304": replies(304, {}),
}
REFUSED = {status: replies(status, {"error": {"message": "no"}}) for status in (400, 401, 403, 404, 409, 422)}


@pytest.mark.parametrize("request_", [CREATE, DELETE])
@pytest.mark.parametrize("answer", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_a_change_that_may_have_been_carried_out_says_so(transport, server, context, request_, answer):
    answer(server)
    with pytest.raises((ApiError, ProtocolError, ConnectionProblem)) as caught:
        transport.send(request_, context)
    assert caught.value.may_have_acted
    assert len(server.requests) == 1


@pytest.mark.parametrize("request_", [GET, SEARCH])
@pytest.mark.parametrize("answer", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_a_read_never_says_so(transport, server, context, request_, answer):
    answer(server)
    with pytest.raises((ApiError, ProtocolError, ConnectionProblem)) as caught:
        transport.send(request_, context)
    assert not caught.value.may_have_acted
    assert "carried out" not in (caught.value.hint or "")


@pytest.mark.parametrize("request_", [CREATE, DELETE])
@pytest.mark.parametrize("answer", REFUSED.values(), ids=REFUSED.keys())
def test_a_change_that_was_refused_was_not_carried_out(transport, server, context, request_, answer):
    answer(server)
    with pytest.raises(ApiError) as caught:
        transport.send(request_, context)
    assert not caught.value.may_have_acted


def test_what_an_earlier_try_may_have_done_is_not_forgotten(connect, server, context):
    server.drops()
    server.replies(403, {"error": {"message": "no"}})
    with pytest.raises(ApiError) as caught:
        connect(server.url).send(DELETE, context)
    assert caught.value.may_have_acted


@pytest.mark.parametrize("first", ["drops", "408"])
def test_a_delete_that_finds_nothing_after_a_lost_try_may_have_removed_it(connect, server, context, first):
    server.drops() if first == "drops" else server.replies(408, {})
    server.replies(404, {"error": {"message": "no such file"}})
    with pytest.raises(ApiError) as caught:
        connect(server.url).send(DELETE, context)
    assert caught.value.may_have_acted
    assert caught.value.hint.startswith("the first try got no answer and may have removed it")


@pytest.mark.parametrize(
    ("request_", "unknown"), [(CREATE, True), (DELETE, True), (SEARCH, False), (GET, False)]
)
def test_a_cancel_of_a_change_under_way_leaves_it_unknown(
    server, transport, token, context, request_, unknown
):
    server.hangs()
    pending = transport.start(request_, context)
    assert server.reached.wait(5)
    token.set()
    with pytest.raises(Cancelled) as caught:
        pending.result(token)
    assert caught.value.may_have_acted is unknown


def test_a_cancel_while_a_refused_change_waits_for_its_next_try_is_no_unknown(
    server, connect, token, context
):
    def wait(own, _seconds):
        token.set()
        own.check()

    server.replies(429, {})
    transport = connect(server.url, clock=Clock(now=lambda: 0.0, wait=wait))
    with pytest.raises(Cancelled) as caught:
        transport.send(CREATE, context)
    assert not caught.value.may_have_acted


def test_a_search_by_post_is_tried_again_as_a_read_is(connect, server, context):
    server.replies(500, {})
    server.drops()
    server.replies(200, EMPTY_LIST)
    assert connect(server.url).send(SEARCH, context).payload == EMPTY_LIST
