from __future__ import annotations

import http.client
import json
import socket
import threading
from urllib.parse import urlsplit

import pytest
from faults import FaultySandbox

from openai_sql_shell.catalog.declare import lists
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import Paging, Service
from openai_sql_shell.catalog.services import SERVICES
from openai_sql_shell.catalog.services.files import FILES
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import UsageError
from openai_sql_shell.sandbox import Sandbox
from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.operations import MODULES, operation
from openai_sql_shell.sandbox.router import Router, routes_of

RESOURCES = [r for s in SERVICES if s.name in MODULES for r in s.resources]


@pytest.mark.parametrize("route", [p for r in RESOURCES for p in routes_of(r)], ids=lambda r: r.method.name)
def test_a_service_with_modules_is_served_by_a_function_for_each_method(route):
    assert operation(route.resource, route.method).__name__ == route.method.name


@pytest.mark.parametrize("path", ["/v1/batches", "/v1/batches/", "v1/batches"])
def test_a_path_is_found_below_the_base(path):
    assert Router(Catalog()).find("GET", path)[0].method.name == "list_batches"


@pytest.mark.parametrize(
    "path", ["/batches", "/v1", "/v1/", "/v1batches", "/v2/v1/batches", "/v1/batchesx", "/v1/v1/batches"]
)
def test_a_path_elsewhere_is_not_found(path):
    with pytest.raises(HttpError) as caught:
        Router(Catalog()).find("GET", path)
    assert caught.value.status == 404


def test_two_services_may_name_their_methods_alike():
    def twin(service):
        method = lists("list_files", f"/{service}", "All.", paging=Paging.WHOLE)
        return Service(
            service, service, "", (replace(FILES, service=service, methods=(method,), aliases=()),)
        )

    router = Router(Catalog((twin("files"), twin("twins"))))
    own, other = (router.find("GET", f"/v1/{name}")[0] for name in ("files", "twins"))
    assert (own.method.name, other.method.name) == ("list_files", "list_files")
    assert operation(own.resource, own.method) is not operation(other.resource, other.method)


def test_it_listens_on_loopback_only(sandbox):
    assert urlsplit(sandbox.url).hostname == "127.0.0.1"
    assert urlsplit(sandbox.url).path == "/v1"


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer "])
def test_a_request_without_a_key_is_refused(api, header):
    answer = api.get("/models", Authorization=header)
    assert answer.status == 401
    assert answer.error["message"].startswith("You didn't provide an API key.")
    assert set(answer.error) == {"message", "type", "param", "code"}


def test_a_wrong_key_is_refused_and_not_repeated(api):
    answer = api.get("/models", Authorization="Bearer sk-proj-very-secret-1234")
    assert answer.status == 401
    assert answer.error["code"] == "invalid_api_key"
    assert "very-secret" not in answer.error["message"]


def test_the_key_can_be_chosen(clock, connect):
    with Sandbox(clock=clock, seed_data=False, key="sk-mine") as sandbox:
        assert connect(sandbox).get("/models").status == 200


def test_a_key_of_its_own_is_made_for_each_start(clock):
    keys = {Sandbox(clock=clock, seed_data=False).key for _ in range(3)}
    assert len(keys) == 3
    assert min(map(len, keys)) > 30


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:8080", 200),
        ("localhost:8080", 200),
        ("LOCALHOST", 200),
        ("[::1]:8080", 200),
        ("evil.example:8080", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1@evil.example", 421),
        ("evil.example:127.0.0.1", 421),
        ("", 421),
    ],
)
def test_a_page_under_another_name_is_not_served_even_with_the_key(api, host, status):
    answer = api.get("/models", Host=host)
    assert answer.status == status
    assert status == 200 or answer.error["code"] == "misdirected_request"


def test_head_says_what_get_would_and_sends_no_body(api):
    head, got = api.send("HEAD", "/models"), api.get("/models")
    assert (head.status, head.data) == (200, b"")
    assert head.headers["content-length"] == str(len(got.data))
    assert api.send("HEAD", "/nope").status == 404
    with socket.create_connection((api.base.hostname, api.base.port), timeout=10) as raw:
        request = f"HEAD /v1/models HTTP/1.1\r\nHost: {api.base.netloc}\r\nAuthorization: Bearer {api.sandbox.key}\r\n"
        raw.sendall(f"{request}Connection: close\r\n\r\n".encode())
        received = b"".join(iter(lambda: raw.recv(4096), b""))
    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("verb", ["OPTIONS", "TRACE"])
def test_every_verb_is_answered_in_the_words_of_the_api(api, verb):
    assert api.send(verb, "/models").error["code"] == "method_not_supported"


def test_every_answer_carries_the_usual_headers(api):
    for answer in (api.get("/models"), api.get("/nope")):
        assert answer.headers["x-request-id"].startswith("req_")
        assert answer.headers["openai-version"] == "2020-10-01"
        assert answer.headers["openai-processing-ms"].isdigit()
        assert answer.headers["x-ratelimit-limit-requests"] == "5000"
        assert answer.headers["content-type"] == "application/json"


def test_an_unknown_path_is_named(api):
    answer = api.get("/nope")
    assert (answer.status, answer.error["message"]) == (404, "Invalid URL (GET /v1/nope)")


@pytest.mark.parametrize(
    ("verb", "path"), [("PUT", "/files"), ("DELETE", "/batches"), ("PATCH", "/models/gpt-4o")]
)
def test_a_wrong_verb_is_refused(api, verb, path):
    answer = api.send(verb, path)
    assert answer.status == 405
    assert answer.error["code"] == "method_not_supported"


def test_the_beta_header_is_neither_needed_nor_refused(api):
    assert api.get("/vector_stores").status == 200
    assert api.get("/vector_stores", OpenAI_Beta="assistants=v2").status == 200


def test_one_connection_serves_many_requests_even_after_refusals(api):
    api.get("/models")
    first = api.connection.sock
    assert api.post("/batches", {"nope": 1}).status == 400
    assert api.form("/nope", {}, "file", "a.txt", b"x" * 100_000).status == 404
    assert api.get("/models").status == 200
    assert api.connection.sock is first


def test_a_body_in_chunks_is_read(api):
    api.connection.request(
        "POST",
        "/v1/vector_stores",
        iter([b'{"na', b'me": "in ', b'chunks"}']),
        {"Authorization": f"Bearer {api.sandbox.key}"},
        encode_chunked=True,
    )
    answer = api.connection.getresponse()
    assert json.loads(answer.read())["name"] == "in chunks"
    assert api.get("/models").status == 200


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'"text"', b"\xff\xfe", b'{"name": NaN}']
    + [
        b'{"metadata": ' + b'{"a":' * depth + b"1" + b"}" * (depth + 1)
        for depth in (120, 900, 5_000, 100_000)
    ],
    ids=range(9),
)
def test_a_body_that_is_no_object_is_refused(api, body):
    answer = api.post("/vector_stores", body)
    assert (answer.status, answer.error["code"]) == (400, "invalid_json")


def test_a_broken_length_is_refused(api):
    assert api.send("POST", "/vector_stores", None, Content_Length="many").status == 400


def test_a_broken_chunk_is_refused(api):
    answer = api.send("POST", "/vector_stores", b"zz\r\n", Transfer_Encoding="chunked")
    assert (answer.status, answer.headers["connection"]) == (400, "close")
    assert answer.error["message"] == "The chunked body could not be read."


def test_requests_are_recorded(sandbox, api):
    api.post("/vector_stores?x=1", {"name": "n"})
    [seen] = sandbox.requests
    assert (seen.method, seen.path, seen.query) == ("POST", "/v1/vector_stores", "x=1")
    assert seen.headers["content-type"] == "application/json"
    assert json.loads(seen.body) == {"name": "n"}
    assert seen.arguments == {"x": "1"}
    assert seen.target == "POST /v1/vector_stores?x=1"
    sandbox.forget_requests()
    assert sandbox.requests == []


def test_the_peak_counts_requests_under_way_at_once(sandbox, connect):
    arrived = threading.Barrier(3)
    sandbox.faults.sleep = lambda _: arrived.wait(5)
    sandbox.faults.latency = 1.0
    threads = [threading.Thread(target=connect(sandbox).get, args=("/models",)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sandbox.peak == 3


def test_eight_clients_lose_nothing(sandbox, connect):
    ids: list[str] = []

    def work(api):
        ids.extend([api.post("/vector_stores", {"name": str(number)}).json["id"] for number in range(20)])

    threads = [threading.Thread(target=work, args=(connect(sandbox),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(ids)) == 160
    assert {s["id"] for s in connect(sandbox).every("/vector_stores")} == set(ids)


def test_stop_hangs_up_on_waiting_clients(clock):
    sandbox = FaultySandbox(clock=clock, seed_data=False)
    sandbox.start()
    arrived, sleep = threading.Event(), sandbox.faults.sleep
    sandbox.faults.sleep = lambda seconds: (arrived.set(), sleep(seconds))
    sandbox.faults.latency = 3600
    address = (urlsplit(sandbox.url).hostname, urlsplit(sandbox.url).port)
    idle = socket.create_connection(address, timeout=10)  # taken before the other, whose arrival is seen
    client = http.client.HTTPConnection(*address, timeout=10)
    client.request("GET", "/v1/models")
    assert arrived.wait(5)
    sandbox.stop()
    with pytest.raises((http.client.HTTPException, OSError)):
        client.getresponse()
    assert idle.recv(1) == b""
    idle.close()
    client.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=1)


def test_stop_without_start_and_twice_is_harmless(clock):
    sandbox = Sandbox(clock=clock, seed_data=False)
    sandbox.stop()
    sandbox.start()
    sandbox.stop()
    sandbox.stop()


def test_a_taken_port_is_an_error_that_names_it(sandbox, clock):
    port = urlsplit(sandbox.url).port
    with pytest.raises(UsageError, match=f"port {port} cannot be used"):
        Sandbox(clock=clock, seed_data=False, port=port).start()


def test_a_defect_becomes_an_answer_and_not_a_traceback(api, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("openai_sql_shell.sandbox.resources.models.list_models", broken)
    answer = api.get("/models")
    assert (answer.status, answer.error["type"]) == (500, "server_error")
