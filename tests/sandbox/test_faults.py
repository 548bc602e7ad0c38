from __future__ import annotations

import gzip
import http.client

import pytest
from faults import Fault, FaultKind

CONNECTION_LOST = (http.client.RemoteDisconnected, ConnectionError)


@pytest.fixture
def stores(api):
    for number in range(3):
        api.post("/vector_stores", {"name": str(number)})
    api.sandbox.forget_requests()


def test_a_status_strikes_as_often_as_it_was_asked_to(sandbox, api):
    sandbox.faults.add(
        Fault("GET /v1/batches*", times=2, status=429, retry_after="0.01", code="rate_limit_exceeded")
    )
    assert api.get("/models").status == 200
    first = api.get("/batches?limit=1")
    assert (first.status, first.error["code"], first.headers["retry-after"]) == (
        429,
        "rate_limit_exceeded",
        "0.01",
    )
    assert [api.get("/batches").status for _ in range(2)] == [429, 200]


def test_a_fault_can_let_some_requests_pass_first(sandbox, api):
    sandbox.faults.add(Fault("GET *", skip=1, status=500))
    assert [api.get("/models").status for _ in range(3)] == [200, 500, 200]


def test_a_fault_can_stay_until_it_is_cleared(sandbox, api):
    sandbox.faults.add(Fault(times=None, status=503))
    assert [api.get("/models").status for _ in range(3)] == [503] * 3
    sandbox.faults.clear()
    assert api.get("/models").status == 200


def test_faults_are_used_in_the_order_they_were_added(sandbox, api):
    sandbox.faults.add(Fault(status=500), Fault(status=429))
    assert [api.get("/models").status for _ in range(3)] == [500, 429, 200]


def test_a_refused_request_is_recorded_and_did_nothing(sandbox, api):
    sandbox.faults.add(Fault("POST *", status=500))
    assert api.post("/vector_stores", {"name": "x"}).status == 500
    assert api.get("/vector_stores").json["data"] == []
    assert [seen.method for seen in sandbox.requests] == ["POST", "GET"]


@pytest.mark.parametrize(("trouble", "made"), [(FaultKind.DROP_BEFORE, 0), (FaultKind.DROP_AFTER, 1)])
def test_a_dropped_connection_may_or_may_not_have_acted(sandbox, api, trouble, made):
    sandbox.faults.add(Fault("POST *", kind=trouble))
    with pytest.raises(CONNECTION_LOST):
        api.post("/vector_stores", {"name": "x"})
    api.close()
    assert len(api.get("/vector_stores").json["data"]) == made


def test_a_truncated_answer_is_shorter_than_it_promised(sandbox, api):
    file = api.upload("a.txt", b"0123456789")
    for path in ("/models", f"/files/{file['id']}/content"):
        sandbox.faults.add(Fault("GET *", kind=FaultKind.TRUNCATE))
        with pytest.raises(http.client.IncompleteRead):
            api.get(path)
        api.close()


@pytest.mark.parametrize("at", [0, 3, 9])
def test_a_file_may_be_cut_at_any_byte(sandbox, api, at):
    path = f"/files/{api.upload('a.txt', b'0123456789')['id']}/content"
    sandbox.faults.add(Fault("GET *content", kind=FaultKind.TRUNCATE, at=at, times=2))
    for headers, rest in (({}, b"0123456789"), ({"Range": "bytes=0-"}, b"0123456789")):
        with pytest.raises(http.client.IncompleteRead) as caught:
            api.get(path, **headers)
        assert caught.value.partial == rest[:at]
        api.close()
    assert api.get(path, Range="bytes=3-").data == b"3456789"


@pytest.mark.parametrize(("at", "data"), [(None, b"0123456789"), (4, b"0123")])
def test_a_file_may_come_without_a_length(sandbox, api, at, data):
    path = f"/files/{api.upload('a.txt', b'0123456789')['id']}/content"
    sandbox.faults.add(Fault("GET *content", kind=FaultKind.NO_LENGTH, at=at))
    found = api.get(path)
    assert (found.data, "content-length" in found.headers, found.headers["connection"]) == (
        data,
        False,
        "close",
    )


def test_a_length_may_lie(sandbox, api):
    path = f"/files/{api.upload('a.txt', b'0123456789')['id']}/content"
    sandbox.faults.add(Fault("GET *content", kind=FaultKind.LENGTH_LIES, at=5))
    with pytest.raises(http.client.IncompleteRead) as caught:
        api.get(path)
    assert (caught.value.partial, caught.value.expected) == (b"0123456789", 5)


def test_a_compressed_file_may_end_early(sandbox, api):
    path = f"/files/{api.upload('a.txt', b'0123456789')['id']}/content"
    sandbox.faults.add(Fault("GET *content", kind=FaultKind.GZIP_CUT))
    found = api.get(path)
    assert found.headers["content-encoding"] == "gzip"
    with pytest.raises(EOFError):
        gzip.decompress(found.data)


@pytest.mark.parametrize(("kind", "tag"), [(FaultKind.NO_RANGE, None), (FaultKind.NEW_ETAG, '"another"')])
def test_a_part_may_not_be_had(sandbox, api, kind, tag):
    path = f"/files/{api.upload('a.txt', b'0123456789')['id']}/content"
    known = api.get(path).headers["etag"]
    sandbox.faults.add(Fault("GET *content", kind=kind))
    found = api.get(path, Range="bytes=3-", If_Range=known)
    assert (found.status, found.data, found.headers.get("etag")) == (200, b"0123456789", tag)
    assert api.get(path, Range="bytes=3-", If_Range=known).status == 206


@pytest.mark.parametrize("path", ["/models", "/files/{id}/content"])
def test_garbage_is_a_page_of_html(sandbox, api, path):
    file = api.upload("a.txt", b"0123456789")
    sandbox.faults.add(Fault("GET *", kind=FaultKind.GARBAGE))
    answer = api.get(path.format(id=file["id"]))
    assert (answer.status, answer.headers["content-type"], answer.data[:6]) == (200, "text/html", b"<html>")


def test_a_dropped_download_closes_its_file(sandbox, api):
    file = api.upload("a.txt", b"x" * 2_000_000)
    sandbox.faults.add(Fault("GET *", kind=FaultKind.DROP_AFTER))
    with pytest.raises(CONNECTION_LOST):
        api.get(f"/files/{file['id']}/content")


@pytest.mark.usefixtures("stores")
def test_a_list_may_ignore_its_cursor(sandbox, api):
    first = api.get("/vector_stores?limit=1").json
    sandbox.faults.add(Fault("GET *", kind=FaultKind.IGNORE_CURSOR))
    assert api.get(f"/vector_stores?limit=1&after={first['last_id']}").json == first


@pytest.mark.usefixtures("stores")
def test_a_list_may_repeat_its_cursor(sandbox, api):
    first = api.get("/vector_stores?limit=2").json
    sandbox.faults.add(Fault("GET *after=*", kind=FaultKind.REPEAT_CURSOR))
    second = api.get(f"/vector_stores?limit=2&after={first['last_id']}").json
    assert (second["last_id"], second["has_more"]) == (first["last_id"], True)


@pytest.mark.usefixtures("stores")
def test_a_list_may_have_more_and_no_cursor(sandbox, api):
    sandbox.faults.add(Fault(kind=FaultKind.NO_LAST_ID), Fault(kind=FaultKind.NO_CURSOR))
    page = api.get("/vector_stores").json
    assert page["has_more"]
    assert "last_id" not in page
    assert page["data"][0]["id"]
    page = api.get("/vector_stores").json
    assert page["has_more"]
    assert "id" not in page["data"][0]


@pytest.mark.usefixtures("stores")
def test_a_list_may_be_empty_and_have_more(sandbox, api):
    sandbox.faults.add(Fault(kind=FaultKind.EMPTY_PAGE))
    page = api.get("/vector_stores").json
    assert (page["data"], page["has_more"]) == ([], True)


def test_latency_is_spent_by_the_given_sleeper(sandbox, api):
    waits: list[float] = []
    sandbox.faults.sleep = waits.append
    sandbox.faults.latency = 0.25
    api.get("/models")
    assert waits == [0.25]


@pytest.mark.parametrize("fault", [Fault(), Fault(status=500, kind=FaultKind.GARBAGE)])
def test_a_fault_is_either_a_status_or_a_trouble(sandbox, fault):
    with pytest.raises(ValueError, match="either"):
        sandbox.faults.add(fault)
