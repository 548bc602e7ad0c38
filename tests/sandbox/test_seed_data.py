from __future__ import annotations

import json
from collections import Counter

import pytest

from openai_sql_shell.catalog.services.batch import BATCH_STATUS
from openai_sql_shell.catalog.services.files import FILE_PURPOSES
from openai_sql_shell.sandbox import Sandbox


@pytest.fixture
def api(clock, connect):
    with Sandbox(clock=clock) as sandbox:
        yield connect(sandbox)


def snapshot(api):
    lists = ("/files", "/batches", "/vector_stores")
    return {path: api.every(path) for path in lists}


def test_it_shows_every_state_and_purpose(api):
    everything = snapshot(api)
    assert {b["status"] for b in everything["/batches"]} == set(BATCH_STATUS)
    assert {f["purpose"] for f in everything["/files"]} == set(FILE_PURPOSES)
    counts = [s["file_counts"] for s in everything["/vector_stores"]]
    assert all(any(c[state] for c in counts) for state in ("completed", "failed", "cancelled"))
    assert len(everything["/batches"]) == 120
    assert len(everything["/vector_stores"]) == 30
    assert 180 <= len(everything["/files"]) <= 260


def test_it_lies_in_the_past(api, clock):
    for objects in snapshot(api).values():
        assert all(clock.now - 35 * 86_400 < item["created_at"] <= clock.now for item in objects)


def test_its_batches_agree_with_their_files(api):
    files = {f["id"] for f in api.every("/files")}
    for batch in api.every("/batches"):
        assert batch["input_file_id"] in files
        for name, count in (("output_file_id", "completed"), ("error_file_id", "failed")):
            if batch["status"] == "completed":
                assert (batch[name] is not None) == (batch["request_counts"][count] > 0)
                assert batch[name] is None or batch[name] in files


def test_its_contents_have_the_announced_size(api):
    for file in api.every("/files")[::7]:
        assert len(api.get(f"/files/{file['id']}/content").data) == file["bytes"]


def test_a_result_answers_the_request_of_its_input(api):
    batch = next(b for b in api.every("/batches") if b["status"] == "completed" and b["output_file_id"])
    texts = [api.get(f"/files/{batch[n]}/content").data for n in ("input_file_id", "output_file_id")]
    asked, answered = [{json.loads(line)["custom_id"] for line in text.splitlines()} for text in texts]
    assert answered <= asked


def test_it_can_be_searched(api):
    store = next(s for s in api.every("/vector_stores") if s["file_counts"]["completed"] > 2)
    answer = api.post(f"/vector_stores/{store['id']}/search", {"query": "days laptop refund keys"}).json
    assert answer["data"]


def test_the_same_seed_gives_the_same_objects(clock, connect, api):
    with Sandbox(clock=clock) as again, Sandbox(clock=clock, seed=21) as other:
        assert snapshot(connect(again)) == snapshot(api)
        assert snapshot(connect(other))["/batches"] != snapshot(api)["/batches"]


def test_it_does_not_depend_on_the_speed(clock, connect):
    with Sandbox(clock=clock, speed=1000) as fast:
        assert len(snapshot(connect(fast))["/batches"]) == 120


def test_its_running_batches_go_on(api, clock):
    before = Counter(b["status"] for b in api.every("/batches"))
    clock.advance(2 * 86_400)
    after = Counter(b["status"] for b in api.every("/batches"))
    assert before["in_progress"] > 0
    assert set(after) == {"completed", "failed", "expired", "cancelled"}


def test_what_is_asked_first_makes_no_difference(clock, connect):
    lists = ("/files?limit=1000", "/models", "/fine_tuning/jobs")
    found = []
    for order in (lists, lists[::-1]):
        with Sandbox(clock=clock) as sandbox:
            client = connect(sandbox)
            answers = {path: client.get(path).json["data"] for path in order}
            found.append({path: {row["id"] for row in answers[path]} for path in lists})
    assert found[0] == found[1]
