"""Uploads and downloads over real sockets: streamed, whole or an error, and ended by a cancel."""

from __future__ import annotations

import threading
import tracemalloc

import pytest
from api.conftest import upload

from openai_sql_shell.api.abort import CURRENT, ExchangeHandle
from openai_sql_shell.api.messages import Request
from openai_sql_shell.api.multipart import PIECE
from openai_sql_shell.cancel import SLICE
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import ApiError, Cancelled, LocalFileError, ProtocolError

GET = Request("GET", "/files")
POST = Request("POST", "/batches", json={"a": 1})
FULL_PIECE = b"x" * PIECE


@pytest.fixture
def transport(connect, server):
    return connect(server.url)


def soon(event):
    assert event.wait(5)


def test_an_upload_is_streamed(transport, server, stats, tmp_path, context):
    server.keeps_bodies = False
    size = 64 << 20
    transport.send(GET, context)
    tracemalloc.start()
    try:
        transport.send(upload(tmp_path, size), context)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    sent = server.requests[-1]
    assert size < sent.size < size + 1000
    assert sent.headers["content-length"] == str(sent.size) == str(stats.sent)
    assert "transfer-encoding" not in sent.headers
    assert peak < 8 << 20


def test_the_time_allowed_for_connecting_does_not_limit_sending(server):
    from openai_sql_shell.api.sockets import WatchedConnection

    connection = WatchedConnection("127.0.0.1", server.port, timeout=0.5)
    handle, seen = ExchangeHandle(), []
    handle.patience = 60.0
    previous = CURRENT.set(handle)

    def body():
        seen.append(connection.sock.gettimeout())
        yield b"x"

    connection.request("POST", "/v1/files", body=body(), headers={"Content-Length": "1"})
    connection.getresponse().read()
    connection.close()
    CURRENT.reset(previous)
    assert seen == [60.0]


def test_an_upload_is_sent_whole_again(transport, server, tmp_path, context):
    server.replies(429)
    transport.send(upload(tmp_path, 100_000), context)
    first, second = server.requests
    assert first.body == second.body
    assert first.size > 100_000


def test_a_file_that_shrinks_before_it_is_sent_again_ends_the_request(
    connect, server, tmp_path, waits, context
):
    request = upload(tmp_path, 1 << 20)
    clock = replace(waits.clock, wait=lambda *_: request.files[0].path.write_bytes(b"short"))
    server.replies(429)
    with pytest.raises(LocalFileError, match="changed its size"):
        connect(server.url, clock=clock).send(request, context)
    assert len(server.requests) == 1 or server.requests[1].size < server.requests[0].size


def test_an_upload_refused_before_it_was_read_says_why(transport, server, tmp_path, context):
    server.refuses_unread(413, {"error": {"message": "too large"}})
    with pytest.raises(ApiError, match="too large"):
        transport.send(upload(tmp_path, 32 << 20), context)


def test_a_download_is_written_piece_by_piece(transport, server, stats, context):
    content = bytes(range(256)) * 4096
    server.replies(200, content)
    pieces = []
    response = transport.download(GET, pieces.append, context)
    assert b"".join(pieces) == content
    assert len(pieces) > 1
    assert response.body == b""
    assert stats.received == len(content)
    assert server.requests[0].headers["accept"] == "application/binary"


def test_a_cancelled_download_waits_for_the_piece_that_is_being_written(transport, server, token, context):
    server.hangs(b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n" + 2 * FULL_PIECE)
    begun, finish, returned, written = threading.Event(), threading.Event(), threading.Event(), []

    def write(piece):
        begun.set()
        soon(finish)
        written.append(piece)

    def download():
        with pytest.raises(Cancelled):
            transport.download(GET, write, context)
        returned.set()

    threading.Thread(target=download, daemon=True).start()
    soon(begun)
    token.set()
    assert not returned.wait(4 * SLICE)
    finish.set()
    soon(returned)
    assert written == [FULL_PIECE]


def test_an_error_is_not_written_into_the_file(transport, server, context):
    server.replies(404, {"error": {"message": "No such File"}})
    pieces = []
    with pytest.raises(ApiError, match="No such File"):
        transport.download(GET, pieces.append, context)
    assert pieces == []


def test_a_download_is_retried_before_its_first_piece(transport, server, context):
    server.replies(503)
    server.drops()
    server.replies(200, b"abc")
    pieces = []
    transport.download(GET, pieces.append, context)
    assert pieces == [b"abc"]


def test_a_download_cut_off_is_not_begun_again(transport, server, context):
    server.breaks_off(announced=99999, sent=FULL_PIECE + b"abc")
    pieces = []
    with pytest.raises(ProtocolError, match="broke off after 65539 of 99999 bytes"):
        transport.download(GET, pieces.append, context)
    assert b"".join(pieces).startswith(FULL_PIECE)
    assert len(server.requests) == 1


def test_a_download_cut_off_is_begun_again_where_its_pieces_can_be_forgotten(
    transport, server, stats, context
):
    server.breaks_off(announced=99999, sent=FULL_PIECE + b"abc")
    server.replies(200, b"whole")
    pieces = []
    response = transport.download(GET, pieces.append, context, restart=pieces.clear)
    assert pieces == [b"whole"]
    assert (response.size, stats.requests, stats.retries) == (5, 2, 1)


def test_a_disk_that_is_full_ends_the_download(transport, server, context):
    server.hangs(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + FULL_PIECE)

    def write(_):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        transport.download(GET, write, context)
    soon(server.hung_up)
    assert len(server.requests) == 1
