"""A stream: head first, then the body piece by piece, bounded, and over when somebody says so."""

from __future__ import annotations

import threading

import pytest

from openai_sql_shell.api.clock import Clock
from openai_sql_shell.api.decoding import PIECE
from openai_sql_shell.api.exchange_log import ExchangeLog
from openai_sql_shell.api.messages import Request, RequestContext
from openai_sql_shell.api.stream import AHEAD
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import ApiError, Cancelled, ProtocolError, WaitTimeout

GET = Request("GET", "/files/f/content")
PART = Request("GET", "/files/f/content", headers=(("Range", "bytes=3-"),))
HEAD = b"HTTP/1.1 200 OK\r\nX-One: 1\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture
def transport(connect, server):
    return connect(server.url)


def soon(event):
    assert event.wait(5)


def test_the_head_is_here_before_the_body_is(transport, server, context):
    server.pauses(HEAD % (PIECE + 4) + bytes(PIECE), b"rest")
    with transport.open(GET, context) as stream:
        assert (stream.head.status, stream.head.headers["x-one"]) == (200, "1")
        assert stream.read() == bytes(PIECE)
        server.released.set()
        assert [*stream, stream.read(), stream.read()] == [b"rest", b"", b""]
        assert (stream.response.size, stream.response.body) == (PIECE + 4, b"")


@pytest.mark.parametrize("status", [200, 206])
def test_a_part_is_an_answer_to_who_asked_for_one(transport, server, context, status):
    server.replies(status, b"part", Content_Range="bytes 3-6/7")
    with transport.open(PART, context) as stream:
        assert (stream.head.status, b"".join(stream)) == (status, b"part")
    assert server.requests[0].headers["range"] == "bytes=3-"


@pytest.mark.parametrize("status", [206, 300])
def test_nothing_of_what_is_no_file_is_handed_on(transport, server, context, status):
    server.replies(status, b"part")
    with pytest.raises(ProtocolError, match=f"HTTP {status}"):
        transport.open(GET, context)


@pytest.mark.parametrize("status", [404, 416])
def test_a_refusal_comes_out_of_open(transport, server, context, status):
    server.replies(status, {"error": {"message": "no such part"}})
    with pytest.raises(ApiError, match="no such part") as caught:
        transport.open(PART, context)
    assert caught.value.status == status


def test_an_answer_that_breaks_off_is_an_error_behind_its_last_piece(transport, server, context):
    server.hangs_up_after(HEAD % 99 + b"abc" * 4)
    with transport.open(GET, context) as stream:
        assert stream.read() == b"abc" * 4
        with pytest.raises(ProtocolError, match="broke off after 12 of 99 bytes"):
            stream.read()
    assert len(server.requests) == 1


def test_a_reader_that_rests_holds_up_the_network_and_no_memory(transport, server, context):
    size = 64 * PIECE
    server.pauses(HEAD % size + bytes(size - 1), b"x")
    server.released.set()
    with transport.open(GET, context) as stream:
        assert stream._arrived.maxsize == AHEAD
        assert sum(map(len, stream)) == size


def test_closing_in_the_middle_ends_the_exchange(transport, server, context):
    server.hangs(HEAD % 10**9 + bytes(2 * PIECE))
    with transport.open(GET, context) as stream:
        stream.read()
    soon(server.hung_up)
    with pytest.raises(Cancelled):
        list(stream)
    assert len(server.requests) == 1


def test_closing_while_pieces_wait_for_their_reader_ends_the_exchange(transport, server, context):
    size = 10 * AHEAD * PIECE
    server.pauses(HEAD % size, bytes(size))
    server.released.set()
    with transport.open(GET, context) as stream:
        while not stream._arrived.full():
            threading.Event().wait(0.01)
    soon(stream._pending._done)


@pytest.mark.parametrize("changes", [False, True])
def test_a_cancel_ends_the_wait_for_a_piece(transport, server, stats, changes):
    token, over = CancelToken(), []
    server.hangs(HEAD % 10**9 + bytes(PIECE))
    request = Request("POST", "/audio/speech", json={}) if changes else GET
    stream = transport.open(request, RequestContext(token, stats))
    assert stream.read()

    def read():
        with pytest.raises(Cancelled) as caught:
            stream.read()
        over.append(caught.value.may_have_acted)

    waiting = threading.Thread(target=read)
    waiting.start()
    token.set()
    waiting.join(5)
    assert over == [changes]
    soon(server.hung_up)


def test_a_deadline_ends_the_wait_for_a_piece(connect, server, token, stats, waits):
    now = [0.0]
    clock = Clock(now=lambda: 0.0, monotonic=lambda: now[0], wait=waits.clock.wait)
    server.hangs(HEAD % 10**9 + bytes(PIECE))
    with connect(server.url, clock=clock).open(GET, RequestContext(token, stats, deadline=4.0)) as stream:
        stream.read()
        now[0] = 5.0
        with pytest.raises(WaitTimeout):
            stream.read()


def test_a_stream_is_logged_and_counted_as_any_exchange(connect, server, context, stats, tmp_path):
    server.replies(503)
    server.replies(200, b"secret bytes", X_Key="sk-test-0123456789")
    log = ExchangeLog(tmp_path / "log")
    transport = connect(server.url, log=log)
    with transport.open(GET, context) as stream:
        assert b"".join(stream) == b"secret bytes"
    log.close()
    told = (tmp_path / "log").read_text()
    assert '"attempt": 2' in told
    assert '"response_bytes": 12' in told
    assert not any(word in told for word in ("secret bytes", "0123456789"))
    assert (stats.requests, stats.retries, stats.received) == (2, 1, 14)
