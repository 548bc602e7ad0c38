"""What happens by itself: each declared lifecycle, to its end and called off."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.services import SERVICES
from openai_sql_shell.sandbox import Sandbox
from openai_sql_shell.sandbox.lifecycles import LIFECYCLES

RESOURCES = {f"{r.service}.{r.name}": r for s in SERVICES for r in s.resources}
TRAIN = b'{"messages": []}\n'


@pytest.mark.parametrize("table", LIFECYCLES)
def test_every_stage_is_a_state_of_the_resource(table):
    life, column = LIFECYCLES[table], RESOURCES[table].by_column["status"]
    states = {s.state for s in (*life.stages, *life.called_off, *filter(None, [life.failure]))}
    states |= {life.rest} - {None}
    assert not column.enum or states <= set(column.enum)
    stamps = {name for s in (*life.stages, *life.called_off) for name in s.stamps}
    assert stamps <= set(RESOURCES[table].by_column)


@pytest.fixture
def job(api):
    file = api.upload("t.jsonl", TRAIN, "fine-tune")["id"]
    return api.post(
        "/fine_tuning/jobs", {"model": "gpt-4o-mini", "training_file": file, "suffix": "mine"}
    ).json


def states(api, clock, path, step=0.5, most=60):
    seen = []
    for _ in range(most):
        seen.append(api.get(path).json["status"])
        clock.advance(step)
    return list(dict.fromkeys(seen))


def test_a_fine_tuning_job_ends_with_a_model_that_can_be_used(api, clock, job):
    path = f"/fine_tuning/jobs/{job['id']}"
    assert states(api, clock, path) == ["validating_files", "queued", "running", "succeeded"]
    done = api.get(path).json
    assert done["fine_tuned_model"].startswith("ft:gpt-4o-mini:sandbox:mine:")
    assert api.get(f"/files/{done['result_files'][0]}").json["purpose"] == "fine-tune-results"
    assert len(api.get(f"{path}/checkpoints").json["data"]) == 3
    body = {"model": done["fine_tuned_model"], "input": "Hi"}
    assert api.post("/responses", body).json["model"] == done["fine_tuned_model"]
    assert api.delete(f"/models/{done['fine_tuned_model']}").status == 200


def test_its_events_come_one_after_the_other(api, clock, job):
    counts = []
    for _ in range(30):
        counts.append(len(api.get(f"/fine_tuning/jobs/{job['id']}/events?limit=100").json["data"]))
        clock.advance(1)
    assert counts == sorted(counts)
    assert len(set(counts)) > 5


def test_a_paused_job_waits_and_a_cancelled_one_makes_no_model(api, clock, job):
    path = f"/fine_tuning/jobs/{job['id']}"
    assert api.post(f"{path}/resume").status == 400
    clock.advance(6)
    assert api.post(f"{path}/pause").json["status"] == "paused"
    assert api.post(f"{path}/pause").status == 400
    clock.advance(100)
    assert api.get(path).json["status"] == "paused"
    assert api.post(f"{path}/resume").json["status"] == "queued"
    clock.advance(3)
    assert api.get(path).json["status"] == "running"
    assert api.post(f"{path}/cancel").json["status"] == "cancelled"
    clock.advance(100)
    assert api.get(path).json["fine_tuned_model"] is None
    assert api.post(f"{path}/cancel").status == 400


def test_a_job_that_was_paused_does_no_step_twice_and_outlives_a_restart(tmp_path, clock, connect):
    def open_again():
        return Sandbox(tmp_path, clock=clock, seed_data=False)

    with open_again() as sandbox:
        client = connect(sandbox)
        file = client.upload("t.jsonl", TRAIN, "fine-tune")["id"]
        made = client.post("/fine_tuning/jobs", {"model": "gpt-4o-mini", "training_file": file}).json
        path = f"/fine_tuning/jobs/{made['id']}"
        clock.advance(12)
        assert client.post(f"{path}/pause").json["status"] == "paused"
    clock.advance(1000)
    with open_again() as sandbox:
        client = connect(sandbox)
        assert client.post(f"{path}/resume").json["status"] == "queued"
        clock.advance(60)
        assert client.get(path).json["status"] == "succeeded"
        steps = [row["step_number"] for row in client.get(f"{path}/checkpoints").json["data"]]
        assert sorted(steps) == sorted(set(steps))
        messages = [row["message"] for row in client.get(f"{path}/events?limit=100").json["data"]]
        assert sum("Step 10/" in message for message in messages) == 1


def test_a_training_file_that_is_no_jsonl_fails(api, clock):
    file = api.upload("t.csv", b"x", "fine-tune")["id"]
    made = api.post("/fine_tuning/jobs", {"model": "gpt-4o-mini", "training_file": file}).json
    clock.advance(10)
    failed = api.get(f"/fine_tuning/jobs/{made['id']}").json
    assert (failed["status"], failed["error"]["param"]) == ("failed", "training_file")


def test_an_eval_run_counts_its_results(api, clock):
    test = {"type": "string_check", "name": "same", "input": "a", "reference": "a", "operation": "eq"}
    config = {"type": "custom", "item_schema": {"type": "object"}}
    made = api.post("/evals", {"data_source_config": config, "testing_criteria": [test]}).json["id"]
    rows = [{"item": {"n": n}} for n in range(7)]
    source = {"type": "jsonl", "source": {"type": "file_content", "content": rows}}
    run = api.post(f"/evals/{made}/runs", {"data_source": source}).json["id"]
    path = f"/evals/{made}/runs/{run}"
    assert states(api, clock, path) == ["queued", "in_progress", "completed"]
    done, items = api.get(path).json, api.get(f"{path}/output_items?limit=100").json["data"]
    assert done["result_counts"]["total"] == len(items) == 7
    assert done["result_counts"]["passed"] == sum(item["status"] == "pass" for item in items)
    assert api.post(path).status == 400


def test_a_video_progresses_and_can_then_be_downloaded(api, clock):
    made = api.post("/videos", {"prompt": "A boat", "model": "sora-2"}).json
    assert api.get(f"/videos/{made['id']}/content").status == 400
    seen = []
    for _ in range(12):
        seen.append(api.get(f"/videos/{made['id']}").json["progress"])
        clock.advance(1)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 100)
    assert b"ftyp" in api.get(f"/videos/{made['id']}/content").data[:12]


def test_a_response_in_the_background_has_its_text_at_the_end(api, clock):
    made = api.post("/responses", {"model": "gpt-4o", "input": "Hi", "background": True}).json
    assert (made["status"], made["output"]) == ("queued", [])
    assert states(api, clock, f"/responses/{made['id']}") == ["queued", "in_progress", "completed"]
    assert api.get(f"/responses/{made['id']}").json["output"][0]["content"][0]["text"].endswith("Hi")


def test_one_that_is_cancelled_never_has_it(api, clock):
    made = api.post("/responses", {"model": "gpt-4o", "input": "Hi", "background": True}).json
    assert api.post(f"/responses/{made['id']}/cancel").json["status"] == "cancelled"
    clock.advance(60)
    assert api.get(f"/responses/{made['id']}").json["output"] == []


def test_a_run_answers_the_last_message(api, clock):
    assistant = api.post("/assistants", {"model": "gpt-4o"}).json["id"]
    thread = api.post("/threads", {"messages": [{"role": "user", "content": "Hello there"}]}).json["id"]
    run = api.post(f"/threads/{thread}/runs", {"assistant_id": assistant}).json["id"]
    path = f"/threads/{thread}/runs/{run}"
    assert states(api, clock, path) == ["queued", "in_progress", "completed"]
    [step] = api.get(f"{path}/steps").json["data"]
    newest = api.get(f"/threads/{thread}/messages").json["data"][0]
    assert step["step_details"]["message_creation"]["message_id"] == newest["id"]
    assert "Hello there" in newest["content"][0]["text"]["value"]


def test_a_job_goes_on_after_a_restart(tmp_path, clock, connect):
    with Sandbox(tmp_path, clock=clock, seed_data=False) as sandbox:
        client = connect(sandbox)
        made = client.post("/videos", {"prompt": "A boat"}).json["id"]
        clock.advance(2)
        assert client.get(f"/videos/{made}").json["status"] == "in_progress"
    clock.advance(60)
    with Sandbox(tmp_path, clock=clock, seed_data=False) as sandbox:
        assert connect(sandbox).get(f"/videos/{made}").json["status"] == "completed"
