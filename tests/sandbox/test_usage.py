"""Usage and costs: what was done is counted, the past is believable, buckets and pages fit together."""

from __future__ import annotations

from itertools import pairwise

import pytest

from openai_sql_shell.catalog.declare import lists
from openai_sql_shell.catalog.model import Paging
from openai_sql_shell.sandbox import Sandbox
from openai_sql_shell.sandbox.buckets import KINDS, costs, usage
from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.messages import OperationCall

DAY = 86_400


def ask(sandbox, what, *pairs, path="/organization/usage/completions"):
    method = lists("list_usage", path, "Usage.", paging=Paging.PAGE_TOKEN, max_page=31)
    call = OperationCall(method, query=dict(pairs), pairs=tuple(pairs))
    return what(sandbox._dispatcher._store, call)


@pytest.fixture
def full(clock):
    with Sandbox(clock=clock) as sandbox:
        yield sandbox


def test_a_call_and_each_line_of_a_batch_are_counted(sandbox, api, clock, line):
    answered = api.post("/responses", {"model": "gpt-4o", "input": "Hi"}).json["usage"]
    batch = api.batch(line("1") + line("2"))
    clock.advance(60)
    done = api.get(f"/batches/{batch['id']}").json["usage"]
    page = ask(
        sandbox, usage, ("start_time", str(int(clock.now) - 60)), ("group_by", "model"), ("group_by", "batch")
    )
    rows = {(r["model"], r["batch"]): r for b in page["data"] for r in b["results"]}
    assert set(rows) == {("gpt-4o", False), ("gpt-4o-mini", True)}
    assert rows["gpt-4o", False]["output_tokens"] == answered["output_tokens"]
    assert rows["gpt-4o-mini", True]["input_tokens"] == done["input_tokens"]
    assert rows["gpt-4o-mini", True]["num_model_requests"] == 2


BACKGROUND = {
    "responses": {"model": "gpt-4o", "input": "Hi", "background": True},
    "videos": {"prompt": "A boat"},
}


@pytest.mark.parametrize("path", BACKGROUND)
def test_work_in_the_background_is_billed_to_the_project_that_asked_whenever_somebody_looks(
    sandbox, api, clock, path
):
    begun = str(int(clock.now))
    api.post(f"/{path}", BACKGROUND[path], OpenAI_Project="proj_search")
    clock.advance(3600)
    api.get("/models")
    clock.advance(3600)
    page = ask(sandbox, costs, ("start_time", begun), ("group_by", "project_id"))
    assert {r["project_id"] for b in page["data"] for r in b["results"]} == {"proj_search"}


def test_a_container_is_a_session_and_a_search_a_call(sandbox, api, clock):
    begun = ("start_time", str(int(clock.now)))
    api.post("/containers", {"name": "c"})
    made = api.post("/vector_stores", {"name": "s"}).json["id"]
    api.post(f"/vector_stores/{made}/search", {"query": "q"})
    for kind, measure in (
        ("code_interpreter_sessions", "num_sessions"),
        ("file_search_calls", "num_requests"),
    ):
        page = ask(sandbox, usage, begun, path=f"/organization/usage/{kind}")
        assert [r[measure] for b in page["data"] for r in b["results"]] == [1]


@pytest.mark.parametrize("kind", KINDS)
def test_the_past_has_every_kind(full, clock, kind):
    start = ("start_time", str(int(clock.now) - 30 * DAY))
    page = ask(full, usage, start, ("limit", "31"), path=f"/organization/usage/{kind}")
    assert sum(bool(bucket["results"]) for bucket in page["data"]) >= 30


def test_a_months_costs_are_a_table_by_project_and_line_item(full, clock):
    start = ("start_time", str(int(clock.now) - 30 * DAY))
    page = ask(full, costs, start, ("limit", "180"), ("group_by", "project_id"), ("group_by", "line_item"))
    rows = [r for b in page["data"] for r in b["results"]]
    assert {r["project_id"] for r in rows} == {"proj_sandbox", "proj_support", "proj_search", "proj_research"}
    assert len({r["line_item"] for r in rows}) > 15
    plain = ask(full, costs, start, ("limit", "180"))
    totals = [sum(r["amount"]["value"] for b in p["data"] for r in b["results"]) for p in (page, plain)]
    assert totals[0] == pytest.approx(totals[1], abs=0.01)
    assert 50 < totals[0] < 5000


def test_groups_add_up_to_the_whole(full, clock):
    start = ("start_time", str(int(clock.now) - 5 * DAY))
    whole = ask(full, usage, start)
    for group in ("project_id", "model", "api_key_id", "user_id", "batch"):
        parts = ask(full, usage, start, ("group_by", group))
        for one, many in zip(whole["data"], parts["data"], strict=True):
            assert sum(r["input_tokens"] for r in many["results"]) == one["results"][0]["input_tokens"]


@pytest.mark.parametrize("width", ["1d", "1h"])
def test_pages_of_one_bucket_are_the_page_of_all(full, clock, width):
    known = (
        ("start_time", str(int(clock.now) - 4 * 3600 * (24 if width == "1d" else 1))),
        ("bucket_width", width),
    )
    everything = ask(full, usage, *known)["data"]
    found, more = [], ()
    while True:
        page = ask(full, usage, *known, ("limit", "1"), *more)
        found += page["data"]
        if not page["has_more"]:
            break
        more = (("page", page["next_page"]),)
    assert found == everything
    assert all(a["end_time"] == b["start_time"] for a, b in pairwise(found))


def test_the_weekend_is_quieter(full, clock):
    page = ask(
        full, usage, ("start_time", str(int(clock.now) - 28 * DAY)), ("limit", "28"), ("models", "gpt-5")
    )
    days = [(b["start_time"] // DAY + 3) % 7 for b in page["data"]]
    sums = [sum(r["input_tokens"] for r in b["results"]) for b in page["data"]]
    resting = [s for d, s in zip(days, sums, strict=True) if d >= 5]
    working = [s for d, s in zip(days, sums, strict=True) if d < 5]
    assert max(resting) < min(working)


@pytest.mark.parametrize(
    ("pairs", "param"),
    [
        ((), "start_time"),
        ((("start_time", "now"),), "start_time"),
        ((("start_time", "1"), ("bucket_width", "1y")), "bucket_width"),
        ((("start_time", "1"), ("limit", "32")), "limit"),
        ((("start_time", "1"), ("group_by", "colour")), "group_by"),
        ((("start_time", "10"), ("end_time", "5")), "end_time"),
        ((("start_time", "1"), ("page", "page_x")), "page"),
    ],
)
def test_what_cannot_be_asked_is_named(full, pairs, param):
    with pytest.raises(HttpError) as caught:
        ask(full, usage, *pairs)
    assert caught.value.envelope["error"]["param"] == param


def test_the_same_seed_has_the_same_past(clock, full):
    with Sandbox(clock=clock) as again, Sandbox(clock=clock, seed=21) as other:
        start = ("start_time", str(int(clock.now) - 9 * DAY))
        assert ask(again, usage, start) == ask(full, usage, start) != ask(other, usage, start)
