"""What only real sockets do, against a server on this machine."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from api.conftest import upload

from openai_sql_shell.api.abort import ExchangeHandle
from openai_sql_shell.api.connections import Connections
from openai_sql_shell.api.endpoint import Endpoint
from openai_sql_shell.api.messages import Request, RequestContext, Response
from openai_sql_shell.api.multipart import PIECE
from openai_sql_shell.api.prepared_request import prepare
from openai_sql_shell.api.retry import FailedAttempt
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import Cancelled, ConnectionProblem, ProtocolError

GET = Request("GET", "/files")
POST = Request("POST", "/batches", json={"a": 1})
FULL_PIECE = b"x" * PIECE
PROMPT = 0.5
"""Seconds; the promise is 0.1, and a loaded machine gets some more."""


@pytest.fixture
def transport(connect, server):
    return connect(server.url)


def soon(event):
    assert event.wait(5)


def cancel_when(event, token):
    """Set the token from another thread once the event has happened; the list gets the time of it."""
    moments = []

    def work():
        soon(event)
        moments.append(time.monotonic())
        token.set()

    threading.Thread(target=work, daemon=True).start()
    return moments


# --- connections -----------------------------------------------------------------------------------------------


def test_one_connection_serves_one_request_after_the_other(transport, server, context):
    for _ in range(5):
        transport.send(GET, context)
    assert len(server.requests) == 5
    assert len(server.peers) == 1


def test_a_connection_the_server_closed_is_replaced(transport, server, context):
    server.replies(200, {}, Connection="close")
    transport.send(POST, context)
    transport.send(POST, context)
    assert len(server.peers) == 2


def test_a_refused_connection_is_tried_three_times_even_for_a_post(connect, waits, context):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(ConnectionProblem, match=f"http://127.0.0.1:{port} refuses connections"):
            connect(f"http://127.0.0.1:{port}").send(POST, context)
    assert waits.seconds == [0.5, 1.0]


def test_an_unknown_host_is_told_by_its_name(connect, stats, monkeypatch, context):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConnectionProblem, match=r"no machine is known as api\.openai\.invalid"):
        connect("https://api.openai.invalid/v1").send(POST, context)
    assert stats.requests == 3


def test_a_server_without_tls_is_told_and_a_post_had_not_left(connect, server, stats, context):
    with pytest.raises(ConnectionProblem, match="no encrypted connection") as caught:
        connect(server.url.replace("http:", "https:")).send(POST, context)
    assert stats.requests == 3
    assert "carried out" not in caught.value.hint
    assert not server.requests


def test_a_connection_that_does_not_come_about_is_given_up(connect, context):
    with socket.socket() as full, socket.socket() as first:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        first.connect(full.getsockname())
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        with pytest.raises(ConnectionProblem, match=r"did not take a connection within 0\.05 s") as caught:
            connect(f"http://127.0.0.1:{full.getsockname()[1]}", connect_timeout=0.05, retries=0).send(
                POST, context
            )
        assert r"\set connect_timeout" in caught.value.hint
        for one in waiting:
            one.close()


# --- answers that do not come, or not whole --------------------------------------------------------------------


def test_a_dropped_connection_is_retried_for_get(transport, server, stats, context):
    server.drops()
    server.drops()
    assert transport.send(GET, context).payload == {}
    assert stats.retries == 2


def test_a_dropped_connection_is_not_retried_for_post(transport, server, context):
    server.drops()
    with pytest.raises(ConnectionProblem, match="broke off during POST /batches") as caught:
        transport.send(POST, context)
    assert caught.value.may_have_acted
    assert len(server.requests) == 1


def test_a_silent_server_is_given_up_and_the_setting_is_named(connect, server, context):
    server.hangs()
    with pytest.raises(ConnectionProblem, match=r"did not answer POST /batches within 0\.05 s") as caught:
        connect(server.url, read_timeout=0.05).send(POST, context)
    assert r"\set read_timeout" in caught.value.hint
    assert caught.value.may_have_acted


def test_a_server_that_does_not_take_a_body_is_given_up_too(connect, server, tmp_path, context):
    server.ignores()
    with pytest.raises(ConnectionProblem, match=r"did not answer POST /files within 0\.2 s") as caught:
        connect(server.url, read_timeout=0.2).send(upload(tmp_path, 64 << 20), context)
    assert caught.value.may_have_acted
    server.released.set()


def test_a_body_that_stalls_is_given_up_too(connect, server, context):
    server.hangs(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    with pytest.raises(ConnectionProblem, match=r"did not answer GET /files within 0\.05 s"):
        connect(server.url, read_timeout=0.05, retries=0).send(GET, context)


def test_a_body_cut_off_is_fetched_again_for_get(transport, server, context):
    server.breaks_off()
    server.replies(200, {"data": []})
    assert transport.send(GET, context).payload == {"data": []}


@pytest.mark.parametrize("request_", [GET, POST])
def test_a_body_cut_off_for_good_is_told_with_its_sizes(transport, server, request_, context):
    for _ in range(3):
        server.breaks_off(announced=100, sent=b"1234567")
    with pytest.raises(
        ProtocolError, match=f"{request_.http} {request_.path} broke off after 7 of 100 bytes"
    ) as caught:
        transport.send(request_, context)
    assert caught.value.hint == (None if request_.changes else "try again")
    assert len(server.requests) == (3 if request_ is GET else 1)


def test_a_chunked_body_cut_off_is_noticed_too(connect, server, context):
    server.hangs_up_after(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n')
    with pytest.raises(ProtocolError, match="broke off after 5 bytes"):
        connect(server.url, retries=0).send(GET, context)


# --- cancelling ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"]
)
def test_a_cancel_ends_the_wait_and_hangs_up(transport, server, token, sent, context):
    server.hangs(sent)
    moments = cancel_when(server.reached, token)
    with pytest.raises(Cancelled):
        transport.send(GET, context)
    assert time.monotonic() - moments[0] < PROMPT
    soon(server.hung_up)
    assert len(server.requests) == 1


@pytest.mark.parametrize(("request_", "hinted"), [(GET, False), (POST, True)])
def test_a_cancelled_change_asks_to_look_first(transport, server, token, request_, hinted, context):
    server.hangs()
    cancel_when(server.reached, token)
    with pytest.raises(Cancelled) as caught:
        transport.send(request_, context)
    assert caught.value.may_have_acted is hinted


def test_an_answer_that_is_here_is_not_thrown_away_by_a_cancel(transport, server, token, context):
    server.replies(200, {"id": "batch_1"})
    pending = transport.start(POST, context)
    soon(pending._done)
    token.set()
    assert pending.result(token).payload == {"id": "batch_1"}


def test_a_closed_transport_takes_no_request(transport, context):
    transport.close()
    with pytest.raises(RuntimeError, match="closed"):
        transport.send(GET, context)


def test_a_closed_transport_leaves_no_thread(transport, server, token, context):
    server.holds()
    before = {*threading.enumerate()}
    pending = [transport.start(GET, context) for _ in range(3)]
    threads = [t for t in {*threading.enumerate()} - before if t.name == "openai-sql-request"]
    server.released.set()
    for request in pending:
        request.result(token)
    transport.close()
    for thread in threads:
        thread.join(5)
    assert [thread.is_alive() for thread in threads] == [False] * 3


def test_a_cancelled_exchange_does_not_spoil_the_next(transport, server, token, stats, context):
    transport.send(GET, context)
    server.hangs()
    server.reached.clear()
    cancel_when(server.reached, token)
    with pytest.raises(Cancelled):
        transport.send(GET, context)
    assert transport.send(GET, RequestContext(CancelToken(), stats)).payload == {}


def test_a_cancel_ends_an_upload(transport, server, token, tmp_path, context):
    server.ignores()
    moments = cancel_when(server.reached, token)
    with pytest.raises(Cancelled):
        transport.send(upload(tmp_path, 64 << 20), context)
    assert time.monotonic() - moments[0] < PROMPT
    server.released.set()
    soon(server.hung_up)
    assert server.requests[0].size < 32 << 20


def test_a_cancel_ends_a_download_and_nothing_is_written_afterwards(transport, server, token, context):
    written = []
    server.hangs(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + FULL_PIECE)

    def write(piece):
        written.append(piece)
        token.set()

    with pytest.raises(Cancelled):
        transport.download(GET, write, context)
    soon(server.hung_up)
    assert written == [FULL_PIECE]


def test_a_cancel_does_not_wait_for_a_name_lookup_and_nothing_is_sent_later(
    connect, server, token, monkeypatch, context
):
    looking, found = threading.Event(), threading.Event()
    lookup = socket.getaddrinfo

    def slow(*arguments, **options):
        looking.set()
        soon(found)
        return lookup(*arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    transport = connect(server.url)
    moments = cancel_when(looking, token)
    pending = transport.start(GET, context)
    with pytest.raises(Cancelled):
        pending.result(token)
    assert time.monotonic() - moments[0] < PROMPT
    found.set()
    soon(pending._done)
    assert not server.requests


def test_who_waits_for_an_abandoned_request_does_not_wait_for_its_name_lookup(
    connect, server, token, monkeypatch, context
):
    looking, found = threading.Event(), threading.Event()

    def slow(*_, **__):
        looking.set()
        soon(found)
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    pending = connect(server.url).start(GET, context)
    soon(looking)
    pending.abandon()
    with pytest.raises(Cancelled):
        pending.result(token)
    assert not pending.done
    found.set()


def test_a_request_that_is_abandoned_before_its_turn_opens_no_connection():
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        endpoint = Endpoint.parse(f"http://127.0.0.1:{nobody.getsockname()[1]}/v1")
        connections, handle = Connections(endpoint, (5.0, 5.0), 2**20), ExchangeHandle()
        handle.abort()
        prepared = prepare(POST, endpoint, {})
        failed = connections.exchange(prepared, handle)
        connections.close()
        assert isinstance(failed, FailedAttempt)
        nobody.setblocking(False)
        with pytest.raises(BlockingIOError):
            nobody.accept()


def test_abandoning_one_request_leaves_the_others_alone(transport, server, token, context):
    server.hangs()
    lost = transport.start(GET, context)
    soon(server.reached)
    lost.abandon()
    assert transport.send(GET, context).payload == {}
    with pytest.raises(Cancelled):
        lost.result(token)
    soon(server.hung_up)


def test_abandoning_a_request_that_is_done_keeps_its_connection(transport, server, token, context):
    pending = transport.start(GET, context)
    pending.result(token)
    pending.abandon()
    transport.send(GET, context)
    assert len(server.peers) == 1


def test_a_connection_aborted_while_it_changes_hands_serves_nobody_else(server):
    endpoint, first = Endpoint.parse(server.url), ExchangeHandle()
    connections = Connections(endpoint, (5.0, 5.0), 2**20)

    class Second(ExchangeHandle):
        def take(self, holder):
            first.abort()
            super().take(holder)

    assert isinstance(connections.exchange(prepare(GET, endpoint, {}), first), Response)
    answer = connections.exchange(prepare(POST, endpoint, {}), Second())
    connections.close()
    assert isinstance(answer, Response)
    assert len(server.peers) == 2


def test_a_connection_does_not_change_hands_while_it_is_aborted():
    first, second = ExchangeHandle(), ExchangeHandle()

    class Connection:
        handle, was_aborted = None, False

        @property
        def sock(self):
            taker = threading.Thread(target=second.take, args=(self,), daemon=True)
            takers.append(taker)
            taker.start()
            taker.join(0.05)
            owners.append(self.handle)

    takers, owners, connection = [], [], Connection()
    first.take(connection)
    first.abort()
    takers[0].join(5)
    assert owners == [first]
    assert connection.handle is second


def test_closing_the_transport_hangs_up(transport, server, context):
    server.hangs()
    transport.start(GET, context)
    soon(server.reached)
    transport.close()
    soon(server.hung_up)


def test_sixteen_requests_are_under_way_at_once_and_no_more(transport, server, token, context):
    server.holds()
    before = {*threading.enumerate()}
    under_way = [transport.start(GET, context) for _ in range(20)]
    for _ in range(16):
        assert server.arrivals.acquire(timeout=5)
    started = [t for t in {*threading.enumerate()} - before if t.name == "openai-sql-request"]
    assert len(started) == 16
    server.released.set()
    for pending in under_way:
        pending.result(token)
    assert server.most_at_once == 16


# --- where the key may go --------------------------------------------------------------------------------------


def test_a_redirect_from_this_machine_to_this_machine_is_followed(transport, server, context):
    server.replies(302, Location=f"http://localhost:{server.port}/v1/other")
    server.replies(200, {"ok": 1})
    assert transport.send(GET, context).payload == {"ok": 1}
    assert server.requests[1].headers["authorization"].startswith("Bearer ")


def test_a_netrc_file_does_not_replace_the_key(transport, server, tmp_path, monkeypatch, context):
    (tmp_path / "netrc").write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    transport.send(GET, context)
    assert server.requests[0].headers["authorization"].startswith("Bearer sk-test-")


def test_this_machine_is_not_reached_through_a_proxy(transport, server, monkeypatch, context):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    transport.send(GET, context)
    assert server.requests[0].target == "/v1/files"


def test_a_proxy_of_the_environment_is_used_and_does_not_see_the_key(
    connect, server, stats, monkeypatch, context
):
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:pa55word@127.0.0.1:{server.port}")
    for _ in range(3):
        server.replies(403)
    with pytest.raises(ConnectionProblem, match="proxy") as caught:
        connect("https://api.openai.invalid/v1").send(POST, context)
    assert server.requests[0].method == "CONNECT"
    assert "authorization" not in server.requests[0].headers
    assert "pa55" not in str(caught.value) + str(caught.value.hint)
    assert stats.requests == 3


def test_a_socket_that_is_let_go_of_while_it_is_aborted_is_no_error():
    class Holder:
        handle, was_aborted = None, False

        def __init__(self, *shown):
            self.shown = iter(shown)

        @property
        def sock(self):
            return next(self.shown, None)

    here, there = socket.socketpair()
    with here, there:
        handle, holder = ExchangeHandle(), Holder(here)
        handle.take(holder)
        handle.abort()
        assert holder.was_aborted
        assert there.recv(1) == b""
