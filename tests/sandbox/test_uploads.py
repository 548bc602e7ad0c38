from __future__ import annotations

import hashlib

import pytest

ANNOUNCED = {"filename": "big.jsonl", "purpose": "batch", "bytes": 6, "mime_type": "application/jsonl"}


def start(api, **changes):
    return api.post("/uploads", {**ANNOUNCED, **changes}).json


def add(api, upload, data):
    return api.form(f"/uploads/{upload['id']}/parts", {}, "data", "blob", data)


def test_parts_become_a_file_in_the_order_that_was_asked_for(api):
    upload = start(api)
    second, first = add(api, upload, b"def").json, add(api, upload, b"abc").json
    checksum = hashlib.md5(b"abcdef").hexdigest()
    done = api.post(
        f"/uploads/{upload['id']}/complete", {"part_ids": [first["id"], second["id"]], "md5": checksum}
    ).json
    assert (done["status"], done["file"]["filename"], done["file"]["bytes"]) == ("completed", "big.jsonl", 6)
    assert api.get(f"/files/{done['file']['id']}/content").data == b"abcdef"


def test_an_upload_starts_pending_and_must_be_completed_within_an_hour(api, clock):
    upload = start(api)
    assert (upload["status"], upload["expires_at"]) == ("pending", upload["created_at"] + 3600)
    clock.advance(3600)
    answer = add(api, upload, b"abc")
    assert answer.status == 400
    assert "expired" in answer.error["message"]


@pytest.mark.parametrize(
    ("completion", "param"),
    [
        ({"part_ids": []}, "part_ids"),
        ({"part_ids": ["part_nope"]}, "part_ids"),
        ({"part_ids": ["{part}"], "md5": "0" * 32}, "md5"),
    ],
)
def test_a_completion_that_does_not_fit_is_refused_and_can_be_tried_again(api, completion, param):
    upload = start(api)
    part = add(api, upload, b"abcdef").json["id"]
    asked = {**completion, "part_ids": [i.format(part=part) for i in completion["part_ids"]]}
    answer = api.post(f"/uploads/{upload['id']}/complete", asked)
    assert (answer.status, answer.error["param"]) == (400, param)
    assert api.post(f"/uploads/{upload['id']}/complete", {"part_ids": [part]}).json["status"] == "completed"


def test_a_cancelled_upload_takes_nothing_more(api):
    upload = start(api)
    add(api, upload, b"abc")
    assert api.post(f"/uploads/{upload['id']}/cancel").json["status"] == "cancelled"
    assert add(api, upload, b"abc").status == 400
    assert api.post(f"/uploads/{upload['id']}/cancel").status == 400


def test_an_unknown_upload_is_named(api):
    assert "upload_nope" in api.post("/uploads/upload_nope/cancel").error["message"]


@pytest.mark.parametrize(
    "changes", [{"filename": "a.txt"}, {"bytes": 0}, {"bytes": 9 * 1024**3}, {"purpose": "x"}]
)
def test_an_announcement_that_breaks_a_rule_is_refused(api, changes):
    assert api.post("/uploads", {**ANNOUNCED, **changes}).status == 400
