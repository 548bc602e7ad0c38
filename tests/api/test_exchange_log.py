from __future__ import annotations

import base64
import json
import os
import sys
from pathlib import Path

import pytest
import responses

from openai_sql_shell.api.credentials import Credentials
from openai_sql_shell.api.exchange_log import LONGEST_BODY, ExchangeLog
from openai_sql_shell.api.messages import FilePart, Request
from openai_sql_shell.errors import ApiError, ConnectionProblem, UsageError

CREDENTIALS = Credentials("odd-looking-key", project="proj_1")


@pytest.fixture
def logged(tmp_path, connect, context):
    """Send one request through a logged transport and give back the records."""
    path = tmp_path / "http.jsonl"

    def send(request, *, full_bodies=False, credentials=CREDENTIALS):
        log = ExchangeLog(path, credentials.mask, full_bodies=full_bodies)
        try:
            connect(log=log, credentials=credentials).send(request, context)
        except (ApiError, ConnectionProblem):
            pass
        finally:
            log.close()
        return [json.loads(line) for line in path.read_text().splitlines()]

    send.path = path
    return send


@responses.activate
def test_a_record_has_what_a_check_of_the_requests_needs(logged):
    responses.post("https://api.openai.com/v1/batches", json={"id": "batch_1"}, headers={"x-request-id": "r"})
    body = {"input_file_id": "file-1", "metadata": {"k": "v"}}
    [record] = logged(Request("POST", "/batches", query=(("a", "1"), ("a", "2")), json=body))
    assert record["method"] == "POST"
    assert record["path"] == "/v1/batches"
    assert record["query"] == "a=1&a=2"
    assert record["headers"]["Authorization"] == "Bearer …"
    assert record["headers"]["OpenAI-Project"] == "proj_1"
    assert record["headers"]["Content-Type"] == "application/json"
    assert record["body_json"] == body
    assert record["status"] == 200
    assert record["response_headers"]["x-request-id"] == "r"
    assert json.loads(record["response"]) == {"id": "batch_1"}
    assert record["attempt"] == 1
    assert record["time"].endswith("+00:00")


@responses.activate
def test_every_attempt_is_a_record(logged):
    responses.get("https://api.openai.com/v1/files", status=503, json={})
    responses.get("https://api.openai.com/v1/files", body=ConnectionError("gone"))
    responses.get("https://api.openai.com/v1/files", json={"data": []})
    records = logged(Request("GET", "/files"))
    assert [(r["attempt"], r.get("status")) for r in records] == [(1, 503), (2, None), (3, 200)]
    assert "GET /files" in records[1]["error"]


@responses.activate
def test_no_secret_reaches_the_file(logged):
    responses.post(
        "https://api.openai.com/v1/keys",
        json={"value": "sk-admin-once-only", "echo": "odd-looking-key"},
        headers={"Set-Cookie": "session=very-secret"},
    )
    logged(
        Request(
            "POST",
            "/keys",
            query=(("key", "sk-inquery1"),),
            json={"sk-inname1": ["sk-inbody1", "odd-looking-key"]},
        )
    )
    text = logged.path.read_text()
    for secret in ("once-only", "odd-looking", "very-secret", "inquery1", "inname1", "inbody1"):
        assert secret not in text


@responses.activate
def test_of_an_upload_the_file_itself_is_left_out(logged, tmp_path):
    responses.post("https://api.openai.com/v1/files", json={})
    (tmp_path / "p.jsonl").write_text("private")
    file = FilePart("file", tmp_path / "p.jsonl", "p.jsonl")
    [record] = logged(Request("POST", "/files", form=(("purpose", "batch"),), files=(file,)))
    assert record["multipart"] == {
        "form": [["purpose", "batch"]],
        "files": [{"field": "file", "filename": "p.jsonl", "size": 7}],
    }
    assert "private" not in logged.path.read_text()


@responses.activate
def test_full_bodies_can_be_asked_for(logged, tmp_path):
    responses.post("https://api.openai.com/v1/files", json={})
    (tmp_path / "p.jsonl").write_text("whole")
    file = FilePart("file", tmp_path / "p.jsonl", "p.jsonl")
    [record] = logged(
        Request("POST", "/files", form=(("purpose", "batch"),), files=(file,)), full_bodies=True
    )
    raw = base64.b64decode(record["body_b64"])
    assert b"\r\n\r\nwhole\r\n" in raw
    assert raw.startswith(b"--" + record["headers"]["Content-Type"].partition("boundary=")[2].encode())


@responses.activate
@pytest.mark.parametrize(
    ("kind", "kept"), [("application/json", LONGEST_BODY), ("application/octet-stream", None)]
)
def test_of_a_large_answer_the_beginning_and_of_a_binary_one_the_size_is_kept(logged, kind, kept):
    responses.get(
        "https://api.openai.com/v1/x", body=b'"' + b"x" * (LONGEST_BODY - 1) + b'"', content_type=kind
    )
    [record] = logged(Request("GET", "/x"))
    if kept is None:
        assert record["response_bytes"] == LONGEST_BODY + 1
        assert "response" not in record
    else:
        assert len(record["response"]) == kept


@responses.activate
def test_a_second_run_appends(logged):
    responses.get("https://api.openai.com/v1/x", json={})
    logged(Request("GET", "/x"))
    assert len(logged(Request("GET", "/x"))) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX")
def test_only_the_owner_may_read_it(tmp_path):
    before = os.umask(0)
    try:
        ExchangeLog(tmp_path / "http.jsonl").close()
    finally:
        os.umask(before)
    assert (tmp_path / "http.jsonl").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX")
def test_a_file_that_others_may_read_is_closed_to_them(tmp_path):
    path = tmp_path / "http.jsonl"
    path.write_text("before\n")
    path.chmod(0o644)
    ExchangeLog(path).close()
    assert (path.stat().st_mode & 0o777, path.read_text()) == (0o600, "before\n")


@pytest.mark.skipif(sys.platform == "win32", reason="links are POSIX")
@pytest.mark.parametrize("exists", [True, False])
def test_a_link_is_not_followed(tmp_path, exists):
    target, link = tmp_path / "target", tmp_path / "link"
    if exists:
        target.write_text("mine")
        target.chmod(0o644)
    link.symlink_to(target)
    with pytest.raises(UsageError, match="it is a link"):
        ExchangeLog(link)
    assert target.exists() is exists
    assert not exists or (target.read_text(), target.stat().st_mode & 0o777) == ("mine", 0o644)


@pytest.mark.skipif(sys.platform == "win32", reason="devices are POSIX")
def test_a_device_may_take_the_log(tmp_path):
    (tmp_path / "log").symlink_to("/dev/null")
    ExchangeLog(tmp_path / "log").close()


@responses.activate
def test_a_url_in_a_header_is_logged_without_its_secrets(logged):
    responses.get(
        "https://api.openai.com/v1/x",
        json={},
        headers={"location": "https://me:pa55@there.example/x?api-key=5ecret"},
    )
    text = str(logged(Request("GET", "/x")))
    assert "pa55" not in text
    assert "5ecret" not in text


def test_a_place_that_cannot_be_written_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="HTTP log"):
        ExchangeLog(tmp_path / "no" / "such" / "directory.jsonl")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@responses.activate
def test_a_log_that_is_full_does_not_cost_the_answer_and_is_told_at_the_end(connect, context):
    responses.post("https://api.openai.com/v1/batches", json={"id": "batch_1"})
    log = ExchangeLog(Path("/dev/full"))
    transport = connect(log=log)
    for _ in range(2):
        assert transport.send(Request("POST", "/batches", json={}), context).payload == {"id": "batch_1"}
    with pytest.raises(UsageError, match="cannot write the HTTP log /dev/full"):
        log.close()
