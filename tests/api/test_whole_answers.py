"""That an answer is whole, within its size and time, over real sockets."""

from __future__ import annotations

import gzip
import json
import threading
import zlib

import pytest
from urllib3 import HTTPResponse

from openai_sql_shell.api.clock import Clock
from openai_sql_shell.api.connections import READ_AT_ONCE
from openai_sql_shell.api.decoding import PIECE, DecodingError, Gunzip
from openai_sql_shell.api.messages import Request, RequestContext
from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.errors import (
    ApiError,
    ConnectionProblem,
    OpenAISqlError,
    ProtocolError,
    WaitTimeout,
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


class Jumping:
    """A time that stands still until it is told to go on."""

    def __init__(self):
        self.now = 0.0
        self._looks = threading.Semaphore(0)

    @property
    def clock(self):
        def wait(token, seconds):
            self.now += seconds
            token.check()

        def monotonic():
            self._looks.release()
            return self.now

        return Clock(now=lambda: 0.0, monotonic=monotonic, wait=wait)

    def go_on(self, seconds, over=lambda: False):
        """Let time pass between two looks at it."""
        self.looked_at(over)
        self.now += seconds
        self.looked_at(over)

    def looked_at(self, over=lambda: False):
        """Return when the time was looked at three times more, or nobody does any more: it is over."""
        while self._looks.acquire(blocking=False):
            pass
        for _ in range(3):
            for _ in range(25):
                if over() or self._looks.acquire(timeout=0.02):
                    break


# --- compressed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip"])
def test_a_compressed_answer_is_decoded(transport, server, context, encoding):
    server.replies(200, gzip.compress(json.dumps(EMPTY_LIST).encode()), Content_Encoding=encoding)
    assert transport.send(GET, context).payload == EMPTY_LIST
    assert server.requests[0].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("cut", [slice(None, 5), slice(None, 2000), slice(None, -8), slice(None, -1)])
def test_a_compressed_body_that_ends_early_is_not_whole(connect, server, context, cut):
    for _ in range(3):
        server.replies(200, gzip.compress(LINES)[cut], Content_Encoding="gzip")
    with pytest.raises(ProtocolError, match=r"/content broke off in the middle of its gzip stream"):
        connect(server.url).download(DOWNLOAD, lambda _piece: None, context)


def test_a_compressed_list_that_ends_early_is_asked_for_again(connect, server, context):
    server.replies(200, gzip.compress(json.dumps(EMPTY_LIST).encode())[:-8], Content_Encoding="gzip")
    server.replies(200, EMPTY_LIST)
    assert connect(server.url).send(GET, context).payload == EMPTY_LIST


def test_a_damaged_body_is_called_damaged(transport, server, context):
    body = bytearray(gzip.compress(LINES))
    body[-6] ^= 1
    server.replies(200, bytes(body), Content_Encoding="gzip")
    with pytest.raises(ProtocolError, match="is damaged"):
        transport.download(DOWNLOAD, lambda _piece: None, context)


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "zstd"])
def test_an_encoding_that_was_not_asked_for_is_told(transport, server, context, encoding):
    server.replies(200, zlib.compress(b"{}"), Content_Encoding=encoding)
    with pytest.raises(ProtocolError, match="which was not asked for"):
        transport.send(GET, context)


@pytest.mark.parametrize("step", [1, 7, 1000, 10**9])
def test_several_streams_one_behind_the_other_are_one_body(step):
    data = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(16)
    stream = Gunzip()
    found = b"".join(piece for at in range(0, len(data), step) for piece in stream.feed(data[at : at + step]))
    stream.finish()
    assert found == b"one two"


def test_what_is_decoded_comes_in_pieces_of_a_bounded_size():
    stream = Gunzip()
    pieces = list(stream.feed(gzip.compress(bytes(10_000_000))))
    assert max(map(len, pieces)) <= PIECE
    assert sum(map(len, pieces)) == 10_000_000


def test_rubbish_behind_a_stream_is_damage():
    with pytest.raises(DecodingError):
        list(Gunzip().feed(gzip.compress(b"x") + b"rubbish"))


# --- size ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoded", [False, True])
@pytest.mark.parametrize("request_", [GET, CREATE])
def test_an_answer_that_is_too_large_names_the_setting(connect, server, context, request_, encoded):
    body = b'{"id": "' + b"x" * 3_000_000 + b'"}'
    headers = {"Content_Encoding": "gzip"} if encoded else {}
    server.replies(200, gzip.compress(body) if encoded else body, **headers)
    with pytest.raises(ProtocolError, match="larger than max_answer allows") as caught:
        connect(server.url, max_answer=1_000_000).send(request_, context)
    assert r"\set max_answer 2000000" in caught.value.hint
    assert len(server.requests) == 1
    assert caught.value.may_have_acted is request_.changes


def test_a_large_file_is_no_large_answer(connect, server, context):
    pieces = []
    server.replies(200, gzip.compress(LINES), Content_Encoding="gzip")
    connect(server.url, max_answer=10).download(DOWNLOAD, pieces.append, context)
    assert b"".join(pieces) == LINES


def test_of_a_refusal_only_the_beginning_is_read(transport, server, context):
    server.replies(400, b"x" * 3_000_000)
    with pytest.raises(ApiError, match=r"^Bad Request: x+…$"):
        transport.send(GET, context)


# --- nothing came ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("request_", [GET, DELETE, SEARCH, CREATE])
@pytest.mark.parametrize("sent", [HEAD, HEAD + b"\r\n", HEAD + b"Content-Type: application/json\r\n\r\n"])
def test_a_connection_that_ends_behind_the_head_is_a_lost_answer(connect, server, context, request_, sent):
    for _ in range(3):
        server.hangs_up_after(sent)
    with pytest.raises(ProtocolError, match="broke off after 0 bytes") as caught:
        connect(server.url).send(request_, context)
    assert len(server.requests) == (3 if request_.repeatable else 1)
    assert caught.value.may_have_acted is request_.changes


def test_where_none_is_due_a_head_is_an_answer(transport, server, context):
    server.hangs_up_after(HEAD + b"\r\n")
    request = Request("DELETE", "/things/t", returns=Returns.EMPTY)
    assert transport.send(request, context).status == 200


def test_no_file_is_made_of_a_lost_answer(connect, server, context):
    server.hangs_up_after(HEAD + b"\r\n")
    server.replies(200, b"content")
    pieces = []
    connect(server.url).download(DOWNLOAD, pieces.append, context)
    assert pieces == [b"content"]


def test_an_empty_file_is_a_file(transport, server, context):
    server.replies(200, b"")
    assert transport.download(DOWNLOAD, None, context).size == 0


@pytest.mark.parametrize("status", [204, 206, 300, 304])
def test_no_file_is_made_of_what_is_no_file(transport, server, context, status):
    server.hangs_up_after(b"HTTP/1.1 %d x\r\n\r\n" % status)
    with pytest.raises(ProtocolError):
        transport.download(DOWNLOAD, None, context)


@pytest.mark.parametrize("beside", [{}, {"data": []}])
def test_an_error_instead_of_a_file_is_an_error(transport, server, context, beside):
    server.replies(200, {"error": {"message": "no capacity"}, **beside})
    pieces = []
    with pytest.raises(ApiError, match="no capacity"):
        transport.download(DOWNLOAD, pieces.append, context)
    assert pieces == []


@pytest.mark.parametrize("rows", [1, 10_000])
def test_a_file_of_json_is_handed_on_whole(transport, server, context, rows):
    content = [{"id": n, "error": {"message": "refused"}} for n in range(rows)]
    pieces = []
    server.replies(200, content)
    assert transport.download(DOWNLOAD, pieces.append, context).size == len(json.dumps(content))
    assert json.loads(b"".join(pieces)) == content


# --- time ------------------------------------------------------------------------------------------------------


def late(server, transport, request, context, time, seconds):
    """The error that a request ends with when the time goes on once the server has it."""
    pending = transport.start(request, context)
    outcome = []

    def wait():
        try:
            outcome.append(pending.result(context.cancel))
        except OpenAISqlError as error:
            outcome.append(error)

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    assert server.reached.wait(5)
    for _ in range(10):
        time.go_on(seconds, lambda: outcome)
        if outcome:
            break
    return outcome[0]


def test_no_more_is_waited_for_at_once_than_has_come_and_little_of_a_long_answer(
    transport, server, context, monkeypatch
):
    """What trickles is seen to, and a page of a list is not cut into hundreds of pieces, for each of which other threads pause."""
    reads, read = [], HTTPResponse.read

    def counted(response, amount, **options):
        data = read(response, amount, **options)
        reads.append((amount, len(data)))
        return data

    monkeypatch.setattr(HTTPResponse, "read", counted)
    server.replies(200, {"object": "list", "data": [{"id": "x" * 2_000_000}]})
    transport.send(GET, context)
    received = 0
    for amount, came in reads:
        assert amount <= received + READ_AT_ONCE
        received += came
    assert received > 2_000_000
    assert len(reads) < 50


@pytest.mark.parametrize("sent", [b"", HEAD, HEAD + b"X-A: b\r\n", HEAD + b"Content-Length: 9\r\n\r\n{"])
def test_an_answer_that_trickles_is_given_up(connect, server, context, sent):
    time = Jumping()
    server.hangs(sent)
    transport = connect(server.url, clock=time.clock, retries=0, read_timeout=30.0)
    error = late(server, transport, CREATE, context, time, 20.0)
    assert isinstance(error, ConnectionProblem)
    assert "did not answer POST /batches within 30 s" in error.message
    assert r"\set read_timeout" in error.hint
    assert error.may_have_acted


def test_a_late_answer_to_a_read_is_asked_for_again(connect, server, context):
    time = Jumping()
    server.hangs(HEAD)
    server.replies(200, EMPTY_LIST)
    transport = connect(server.url, clock=time.clock, read_timeout=30.0)
    assert late(server, transport, GET, context, time, 20.0).payload == EMPTY_LIST


def test_a_slow_file_is_waited_for(connect, server, context):
    time, pieces = Jumping(), []
    server.pauses(HEAD + b"Content-Length: %d\r\n\r\n" % (PIECE + 4) + b"x" * PIECE, b"rest")

    def write(piece):
        pieces.append(piece)
        if len(pieces) == 1:
            time.now += 1000.0  # nobody looks at it meanwhile: this is the thread that would
            server.released.set()

    connect(server.url, clock=time.clock, retries=0, read_timeout=30.0).download(DOWNLOAD, write, context)
    assert b"".join(pieces) == b"x" * PIECE + b"rest"


def test_an_answer_that_grows_is_waited_for(connect, server, token, context):
    time, body = Jumping(), json.dumps({"data": [{"id": "x" * 200_000}]}).encode()
    head = HEAD + b"Content-Length: %d\r\n\r\n" % len(body)
    server.pauses(head + body[:-10], body[-10:])
    pending = connect(server.url, clock=time.clock, retries=0, read_timeout=30.0).start(GET, context)

    def later():
        while pending._handle.received < 150_000:
            time.looked_at()
        time.go_on(150.0)
        server.released.set()

    threading.Thread(target=later, daemon=True).start()
    assert pending.result(token).payload["data"][0]["id"] == "x" * 200_000


@pytest.mark.parametrize("request_", [GET, CREATE])
def test_a_deadline_ends_a_request_that_hangs(connect, server, token, stats, request_):
    time = Jumping()
    server.hangs()
    transport = connect(server.url, clock=time.clock)
    error = late(server, transport, request_, RequestContext(token, stats, deadline=4.0), time, 3.0)
    assert isinstance(error, WaitTimeout)
    assert time.now < 10.0


@pytest.mark.parametrize("headers", [{"Retry-After": "40"}, {}])
def test_a_deadline_bounds_the_rests_between_retries(connect, server, token, stats, headers):
    time = Jumping()
    for _ in range(8):
        server.replies(429, {"error": {"message": "slow down"}}, **headers)
    transport = connect(server.url, clock=time.clock, retries=7)
    with pytest.raises(ApiError, match="slow down"):
        transport.send(GET, RequestContext(token, stats, deadline=4.0))
    assert time.now <= 4.0


def test_a_deadline_bounds_the_rest_that_the_rate_limit_asks_for(connect, server, token, stats, context):
    time = Jumping()
    spent = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "52s"}
    server.replies(200, EMPTY_LIST, **spent)
    transport = connect(server.url, clock=time.clock)
    transport.send(GET, context)
    with pytest.raises(WaitTimeout, match="no request for 52 s: the rate limit is used up"):
        transport.send(GET, RequestContext(token, stats, deadline=4.0))
    assert time.now == 0.0
    assert len(server.requests) == 1


# --- where the key goes ----------------------------------------------------------------------------------------


def test_the_key_follows_no_redirect_to_another_port_of_this_machine(transport, server, context):
    server.replies(302, {}, Location=f"http://127.0.0.1:{server.port + 1}/v1/files")
    with pytest.raises(ProtocolError, match="the key is not sent there"):
        transport.send(GET, context)


# --- the words of others ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"detail": "Not Found"}, "Not Found"),
        ({"detail": {"message": "no such route"}}, "no such route"),
        ({"detail": [{"loc": ["query", "limit"], "msg": "too large"}]}, "query.limit: too large"),
        ({"detail": [{"msg": "one"}, {"loc": ["body"], "msg": "two"}]}, "one; body: two"),
        ({"title": "Forbidden", "detail": "no project", "status": 404}, "Forbidden: no project"),
        ({"title": "Forbidden", "status": 404}, "Forbidden"),
        ({"object": "error", "message": "flat"}, "flat"),
    ],
)
def test_the_words_of_other_servers_are_told(transport, server, context, body, message):
    server.replies(404, body)
    with pytest.raises(ApiError) as caught:
        transport.send(GET, context)
    assert caught.value.message == message
    assert "check the base URL" in caught.value.hint


def test_a_wait_of_ages_is_told_in_words(transport, server, context):
    server.replies(429, {"error": {"message": "slow"}}, Retry_After="1e300")
    with pytest.raises(ApiError) as caught:
        transport.send(GET, context)
    assert "(the API asks for more than a year)" in caught.value.hint
