from __future__ import annotations

import os
import tempfile

import pytest

from openai_sql_shell.sandbox.blobs import IN_MEMORY, Blobs

DAY = 86_400


@pytest.fixture
def temporary_folder(tmp_path, monkeypatch):
    """Finds where the sandbox puts large files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def find():
        [folder] = tmp_path.glob("openai-sql-sandbox-*")
        return folder

    return find


def test_an_uploaded_file_comes_back_byte_for_byte(api):
    data = bytes(range(256)) * 10 + b"\r\n--frontie\r\n"
    file = api.upload("odd name.bin", data, "user_data")
    assert (file["bytes"], file["filename"], file["status"]) == (len(data), "odd name.bin", "processed")
    content = api.get(f"/files/{file['id']}/content")
    assert (content.data, content.headers["content-type"]) == (data, "application/octet-stream")


def test_a_large_file_does_not_stay_in_memory(api, temporary_folder):
    data = os.urandom(IN_MEMORY + 1)
    file = api.upload("large.bin", data, "user_data")
    assert api.get(f"/files/{file['id']}/content").data == data
    assert [path.name for path in temporary_folder().iterdir()] == [file["id"]]


def test_nothing_of_a_large_file_is_left_when_the_sandbox_stops(api, temporary_folder):
    api.upload("large.bin", b"x" * (IN_MEMORY + 1), "user_data")
    folder = temporary_folder()
    assert list(folder.iterdir())
    api.sandbox.stop()
    assert not folder.exists()


@pytest.mark.parametrize("size", [10, IN_MEMORY + 1], ids=["in memory", "on disk"])
def test_a_content_may_be_removed_twice(size):
    blobs = Blobs(None)
    file = blobs.temporary_file()
    file.write(b"x" * size)
    blobs.keep("one", file)
    assert "one" in blobs
    for _ in range(2):
        blobs.remove("one")
        assert "one" not in blobs
    blobs.close()


def test_a_refused_upload_leaves_nothing_behind(api, temporary_folder):
    answer = api.form("/files", {"purpose": "nope"}, "file", "a.bin", b"x" * (IN_MEMORY + 1))
    assert answer.status == 400
    assert list(temporary_folder().iterdir()) == []


@pytest.mark.parametrize(
    ("fields", "filename", "data", "words"),
    [
        ({"purpose": "batch"}, "notes.txt", b"x", "Invalid file format for Batch API. Must be .jsonl"),
        ({"purpose": "nope"}, "notes.txt", b"x", "Supported values are"),
        ({}, "notes.txt", b"x", "Missing required parameter: 'purpose'."),
        ({"purpose": "vision"}, "a.png", b"", "File is empty."),
        (
            {"purpose": "vision", "colour": "red"},
            "a.png",
            b"x",
            "Unrecognized request argument supplied: colour",
        ),
    ],
)
def test_an_upload_that_breaks_a_rule_is_refused(api, fields, filename, data, words):
    answer = api.form("/files", fields, "file", filename, data)
    assert answer.status == 400
    assert words in answer.error["message"]


def test_a_file_sent_as_a_plain_field_is_refused(api):
    body = b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n'
    answer = api.post("/files", body, Content_Type="multipart/form-data; boundary=b")
    assert answer.status == 400


def test_an_upload_that_is_no_form_is_refused(api):
    assert api.post("/files", {"purpose": "batch"}).error["code"] == "invalid_content_type"


def test_a_file_announced_too_large_is_refused_before_it_is_sent(api):
    api.connection.putrequest("POST", "/v1/files")
    api.connection.putheader("Authorization", f"Bearer {api.sandbox.key}")
    api.connection.putheader("Content-Type", "multipart/form-data; boundary=b")
    api.connection.putheader("Content-Length", str(600 * 1024 * 1024))
    api.connection.endheaders()
    answer = api.connection.getresponse()
    assert answer.status == 413


def test_files_for_batches_die_after_thirty_days_and_others_live_on(api, clock):
    mortal = api.upload("a.jsonl", b"{}", "batch")
    immortal = api.upload("b.txt", b"x")
    assert (mortal["expires_at"], immortal["expires_at"]) == (mortal["created_at"] + 30 * DAY, None)
    clock.advance(30 * DAY)
    assert [f["id"] for f in api.get("/files").json["data"]] == [immortal["id"]]
    assert api.get(f"/files/{mortal['id']}/content").status == 404


def test_a_life_can_be_chosen(api, clock):
    fields = {"expires_after[anchor]": "created_at", "expires_after[seconds]": "3600"}
    file = api.upload("a.txt", b"x", **fields)
    assert file["expires_at"] == file["created_at"] + 3600
    clock.advance(3600)
    assert api.get(f"/files/{file['id']}").status == 404


@pytest.mark.parametrize("path", ["/files/file-nope", "/files/file-nope/content"])
def test_an_unknown_file_is_named(api, path):
    answer = api.get(path)
    assert (answer.status, answer.error["message"]) == (404, "No such File object: file-nope")


def test_a_deleted_file_is_gone_from_vector_stores_too(api, clock):
    file = api.upload("a.md", b"x")
    store = api.post("/vector_stores", {"file_ids": [file["id"]]}).json
    clock.advance(5)
    assert api.delete(f"/files/{file['id']}").json == {"object": "file", "id": file["id"], "deleted": True}
    assert api.get(f"/vector_stores/{store['id']}/files").json["data"] == []
    assert api.get(f"/vector_stores/{store['id']}").json["file_counts"]["total"] == 0
    assert api.delete(f"/files/{file['id']}").status == 404
