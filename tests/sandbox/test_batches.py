from __future__ import annotations

import json

import pytest

from openai_sql_shell.catalog.batch_lines import BATCH_RULES
from openai_sql_shell.classes import replace
from openai_sql_shell.sandbox import Sandbox
from openai_sql_shell.sandbox.resources import batch_input
from openai_sql_shell.sandbox.resources.completions import ENDPOINTS

HOUR = 3600


def read_lines(api, file_id):
    return [json.loads(line) for line in api.get(f"/files/{file_id}/content").data.splitlines()]


def look(api, batch):
    return api.get(f"/batches/{batch['id']}").json


def test_a_batch_goes_through_its_stages_and_writes_real_results(api, clock, line):
    ids = [f"r{n}" for n in range(10)]
    batch = api.batch(b"".join(map(line, ids)), metadata={"team": "a"})
    assert (batch["status"], batch["request_counts"]["total"]) == ("validating", 0)
    assert batch["metadata"] == {"team": "a"}
    stages, done = [], []
    for _ in range(20):
        clock.advance(0.25)
        now = look(api, batch)
        stages.append(now["status"])
        done.append(now["request_counts"]["completed"])
    assert list(dict.fromkeys(stages)) == ["validating", "in_progress", "finalizing", "completed"]
    assert done == sorted(done)
    assert 0 < done[7] < 10
    end = look(api, batch)
    assert end["model"] == "gpt-4o-mini"
    assert end["error_file_id"] is None
    assert end["request_counts"] == {"total": 10, "completed": 10, "failed": 0}
    assert end["created_at"] <= end["in_progress_at"] <= end["finalizing_at"] <= end["completed_at"]
    file = api.get(f"/files/{end['output_file_id']}").json
    assert (file["purpose"], file["filename"]) == ("batch_output", f"{batch['id']}_output.jsonl")
    results = read_lines(api, end["output_file_id"])
    answered = [result["custom_id"] for result in results]
    assert sorted(answered) == ids
    assert answered != ids
    first = results[0]
    assert set(first) == {"id", "custom_id", "response", "error"}
    assert first["id"].startswith("batch_req_")
    assert first["response"]["status_code"] == 200
    used = sum(result["response"]["body"]["usage"]["total_tokens"] for result in results)
    assert end["usage"]["total_tokens"] == used > 0


def test_no_look_is_needed_for_a_batch_to_end(api, clock, line):
    api.batch(line("a"))
    clock.advance(60)
    assert [f["purpose"] for f in api.get("/files").json["data"]] == ["batch_output", "batch"]


def test_timestamps_are_those_of_the_events_not_of_the_look(api, clock, line):
    batch = api.batch(line("a"))
    clock.advance(HOUR)
    assert look(api, batch)["completed_at"] - batch["created_at"] < 10


def test_a_large_batch_ends_within_twenty_seconds(api, clock, line):
    batch = api.batch(b"".join(line(str(n)) for n in range(1000)))
    clock.advance(18.5)
    assert look(api, batch)["status"] == "in_progress"
    clock.advance(1.5)
    assert look(api, batch)["status"] == "completed"


def test_speed_makes_it_faster(clock, connect, line):
    with Sandbox(clock=clock, seed_data=False, speed=100) as sandbox:
        api = connect(sandbox)
        batch = api.batch(line("a"))
        clock.advance(0.05)
        assert look(api, batch)["status"] == "completed"


@pytest.mark.parametrize("endpoint", sorted(ENDPOINTS))
def test_every_endpoint_gets_a_body_of_its_own(api, clock, line, endpoint):
    needed, _ = ENDPOINTS[endpoint]
    body = {"model": "gpt-4o", needed: "hello"}
    batch = api.batch(line("a", url=endpoint, body=body), endpoint)
    clock.advance(60)
    [result] = read_lines(api, look(api, batch)["output_file_id"])
    assert result["response"]["body"]


def test_embeddings_have_the_length_that_was_asked_for_and_one_for_each_input(api, clock, line):
    body = {"model": "text-embedding-3-small", "input": ["a", "b"], "dimensions": 5}
    batch = api.batch(line("a", url="/v1/embeddings", body=body), "/v1/embeddings")
    clock.advance(60)
    [result] = read_lines(api, look(api, batch)["output_file_id"])
    vectors = [item["embedding"] for item in result["response"]["body"]["data"]]
    assert [len(vector) for vector in vectors] == [5, 5]
    assert vectors[0] != vectors[1]
    assert sum(x * x for x in vectors[0]) == pytest.approx(1, abs=1e-4)


def test_requests_that_fail_go_to_the_error_file(api, clock, line):
    bodies = {
        "fine": {"model": "gpt-4o-mini", "input": "hi"},
        "no-model": {"input": "hi"},
        "no-input": {"model": "gpt-4o-mini"},
        "empty": {"model": "gpt-4o-mini", "input": ""},
    }
    data = b"".join(line(name, url="/v1/responses", body=body) for name, body in bodies.items())
    batch = api.batch(data, "/v1/responses")
    clock.advance(60)
    end = look(api, batch)
    assert (end["status"], end["request_counts"]) == ("completed", {"total": 4, "completed": 1, "failed": 3})
    assert [r["custom_id"] for r in read_lines(api, end["output_file_id"])] == ["fine"]
    errors = {r["custom_id"]: r["response"] for r in read_lines(api, end["error_file_id"])}
    assert {name: r["body"]["error"]["code"] for name, r in errors.items()} == {
        "no-model": "missing_required_parameter",
        "no-input": "missing_required_parameter",
        "empty": "empty_value",
    }


def test_a_batch_whose_requests_all_fail_completes_without_results(api, clock, line):
    batch = api.batch(line("a", body={"model": "gpt-99", "messages": ["hi"]}))
    clock.advance(60)
    end = look(api, batch)
    assert (end["status"], end["output_file_id"], end["model"]) == ("completed", None, None)
    [failed] = read_lines(api, end["error_file_id"])
    assert failed["response"]["status_code"] == 404


def test_failures_are_counted_while_the_batch_runs(api, clock, line):
    body = {"model": "gpt-4o-mini", "messages": []}
    batch = api.batch(b"".join(line(str(n), body=body) for n in range(20)))
    clock.advance(2.25)
    counts = look(api, batch)["request_counts"]
    assert counts["completed"] == 0
    assert 0 < counts["failed"] < 20


@pytest.mark.parametrize(
    ("second", "code", "param"),
    [
        (b"{not json\n", "invalid_json_line", None),
        (b"[]\n", "invalid_json_line", None),
        (b"[" * 100_000 + b"\n", "invalid_json_line", None),
        *(
            (
                b'{"custom_id": "r1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini",'
                b' "messages": [{"role": "user", "content": "hello"}], "temperature": %s}}\n' % number,
                "invalid_json_line",
                None,
            )
            for number in (b"NaN", b"Infinity", b"-Infinity", b"[" * 1001 + b"]" * 1001)
        ),
        ({"custom_id": "r0"}, "duplicate_custom_id", "custom_id"),
        ({"url": "/v1/embeddings"}, "url_mismatch", "url"),
        ({"method": "GET"}, "invalid_method", "method"),
        ({"custom_id": 7}, "invalid_type", "custom_id"),
        ({"body": {"model": "gpt-4o", "messages": []}}, "model_mismatch", "body.model"),
        ({"body": {"model": "gpt-99", "messages": []}}, "model_mismatch", "body.model"),
        ({"body": {"messages": []}}, "missing_required_parameter", "body.model"),
        ({"body": {"model": "gpt-4o-mini"}}, "missing_required_parameter", "body.messages"),
    ],
)
def test_a_bad_line_fails_the_whole_batch_and_is_named(api, clock, line, second, code, param):
    bad = second if isinstance(second, bytes) else line(**{"custom_id": "r1", **second})
    batch = api.batch(line("r0") + bad)
    clock.advance(60)
    end = look(api, batch)
    assert end["status"] == "failed"
    assert end["failed_at"] == batch["created_at"] + 1
    [error] = end["errors"]["data"]
    assert (error["code"], error["line"], error["param"]) == (code, 2, param)
    assert (end["output_file_id"], end["error_file_id"]) == (None, None)


@pytest.mark.parametrize("name", ["custom_id", "method", "url", "body"])
def test_a_line_without_what_it_needs_fails_the_batch(api, clock, line, name):
    request = json.loads(line("a"))
    del request[name]
    batch = api.batch(json.dumps(request).encode())
    clock.advance(60)
    [error] = look(api, batch)["errors"]["data"]
    assert (error["code"], error["param"], error["line"]) == ("missing_required_parameter", name, 1)


def test_an_empty_file_fails_the_batch(api, clock):
    batch = api.batch(b"\n\n")
    clock.advance(60)
    [error] = look(api, batch)["errors"]["data"]
    assert error["code"] == "empty_file"


def test_too_many_requests_fail_the_batch(api, clock, line, monkeypatch):
    rules = replace(BATCH_RULES, most_requests=2)
    monkeypatch.setattr(batch_input, "BATCH_RULES", rules)
    batch = api.batch(b"".join(map(line, "abcd")))
    clock.advance(60)
    [error] = look(api, batch)["errors"]["data"]
    assert (error["code"], error["line"]) == ("too_many_tasks", None)


@pytest.mark.parametrize(("purpose", "words"), [(None, "Cannot find file"), ("user_data", "purpose")])
def test_an_input_that_is_not_there_or_not_for_batches_is_refused(api, purpose, words):
    file_id = "file-nope" if purpose is None else api.upload("a.jsonl", b"{}", purpose)["id"]
    body = {"input_file_id": file_id, "endpoint": "/v1/responses", "completion_window": "24h"}
    answer = api.post("/batches", body)
    assert (answer.status, answer.error["param"]) == (400, "input_file_id")
    assert words in answer.error["message"]


def test_cancelling_keeps_what_is_done(api, clock, line):
    batch = api.batch(b"".join(line(f"r{n}") for n in range(20)))
    clock.advance(2.3)
    cancelling = api.post(f"/batches/{batch['id']}/cancel").json
    done = cancelling["request_counts"]["completed"]
    assert cancelling["status"] == "cancelling"
    assert 0 < done < 20
    assert api.post(f"/batches/{batch['id']}/cancel").json["status"] == "cancelling"
    clock.advance(1)
    end = look(api, batch)
    assert (end["status"], end["request_counts"]["completed"]) == ("cancelled", done)
    assert len(read_lines(api, end["output_file_id"])) == done
    errors = read_lines(api, end["error_file_id"])
    assert len(errors) == 20 - done
    assert {e["error"]["code"] for e in errors} == {"batch_cancelled"}
    assert {e["response"] for e in errors} == {None}


def test_cancelling_while_validating_leaves_no_files(api, clock, line):
    batch = api.batch(line("a"))
    api.post(f"/batches/{batch['id']}/cancel")
    clock.advance(60)
    end = look(api, batch)
    assert (end["status"], end["output_file_id"], end["error_file_id"]) == ("cancelled", None, None)


def test_a_batch_that_is_over_cannot_be_cancelled(api, clock, line):
    batch = api.batch(line("a"))
    clock.advance(60)
    answer = api.post(f"/batches/{batch['id']}/cancel")
    assert (answer.status, answer.error["message"]) == (409, "Cannot cancel a batch with status 'completed'.")


def test_a_batch_that_takes_longer_than_its_window_expires_with_part_of_its_results(clock, connect, line):
    with Sandbox(clock=clock, seed_data=False, speed=1 / HOUR / 20) as sandbox:
        api = connect(sandbox)
        batch = api.batch(b"".join(line(f"r{n}") for n in range(30)))
        clock.advance(batch["expires_at"] - batch["created_at"])
        end = look(api, batch)
        assert (end["status"], end["expired_at"]) == ("expired", batch["expires_at"])
        done = end["request_counts"]["completed"]
        assert 0 < done < 30
        assert len(read_lines(api, end["output_file_id"])) == done
        unserved = read_lines(api, end["error_file_id"])
        assert {e["error"]["code"] for e in unserved} == {"batch_expired"}
        assert len(unserved) == 30 - done


def test_results_can_be_given_a_life(api, clock, line):
    batch = api.batch(line("a"), output_expires_after={"anchor": "created_at", "seconds": HOUR})
    clock.advance(60)
    end = look(api, batch)
    file = api.get(f"/files/{end['output_file_id']}").json
    assert file["expires_at"] == file["created_at"] + HOUR
    clock.advance(2 * HOUR)
    assert api.get(f"/files/{end['output_file_id']}").status == 404


def test_a_batch_outlives_its_deleted_input(api, clock, line):
    batch = api.batch(line("a") + line("b"))
    clock.advance(1.5)
    assert look(api, batch)["status"] == "in_progress"
    api.delete(f"/files/{batch['input_file_id']}")
    clock.advance(60)
    assert len(read_lines(api, look(api, batch)["output_file_id"])) == 2


def test_an_unknown_batch_is_named(api):
    for answer in (api.get("/batches/batch_x"), api.post("/batches/batch_x/cancel")):
        assert (answer.status, answer.error["message"]) == (404, "No batch found with id 'batch_x'.")
