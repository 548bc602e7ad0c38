from __future__ import annotations

import pytest

from openai_sql_shell.sandbox.resources.store_files import ERRORS

DAY = 86_400


@pytest.fixture
def store(api):
    return api.post("/vector_stores", {"name": "docs"}).json


def path(store, *rest):
    return "/".join(("/vector_stores", store["id"], *rest))


def test_a_store_has_all_its_fields(store):
    assert store["object"] == "vector_store"
    assert store["id"].startswith("vs_")
    assert (store["status"], store["usage_bytes"]) == ("completed", 0)
    assert store["file_counts"] == {"in_progress": 0, "completed": 0, "failed": 0, "cancelled": 0, "total": 0}
    assert store["last_active_at"] == store["created_at"]


def test_a_store_can_be_changed_and_deleted(api, store):
    changes = {
        "name": "new",
        "metadata": {"a": "b"},
        "expires_after": {"anchor": "last_active_at", "days": 2},
    }
    changed = api.post(path(store), changes).json
    assert {name: changed[name] for name in changes} == changes
    assert changed["expires_at"] == changed["last_active_at"] + 2 * DAY
    assert api.post(path(store), {"expires_after": None}).json["expires_at"] is None
    assert api.delete(path(store)).json == {
        "id": store["id"],
        "object": "vector_store.deleted",
        "deleted": True,
    }
    assert api.get(path(store)).error["message"] == f"No vector store found with id '{store['id']}'."


def test_a_store_expires_when_it_is_not_used(api, clock):
    store = api.post("/vector_stores", {"expires_after": {"anchor": "last_active_at", "days": 1}}).json
    clock.advance(DAY - 10)
    api.post(path(store, "search"), {"query": "x"})
    clock.advance(DAY - 10)
    assert api.get(path(store)).json["status"] == "completed"
    clock.advance(20)
    assert api.get(path(store)).json["status"] == "expired"
    assert api.post(path(store, "search"), {"query": "x"}).status == 400
    file = api.upload("a.md", b"x")
    assert api.post(path(store, "files"), {"file_id": file["id"]}).status == 400


def test_a_file_is_read_in_over_time(api, clock, store):
    file = api.upload("a.md", b"some text")
    answer = api.post(path(store, "files"), {"file_id": file["id"]})
    assert (answer.json["status"], answer.json["usage_bytes"]) == ("in_progress", 0)
    assert int(answer.headers["openai-poll-after-ms"]) > 0
    assert api.get(path(store)).json["status"] == "in_progress"
    clock.advance(1)
    answer = api.get(path(store, "files", file["id"]))
    assert (answer.json["status"], answer.json["usage_bytes"], answer.json["last_error"]) == (
        "completed",
        9,
        None,
    )
    assert "openai-poll-after-ms" not in answer.headers
    whole = api.get(path(store)).json
    assert (whole["status"], whole["usage_bytes"], whole["file_counts"]["completed"]) == ("completed", 9, 1)


def test_a_file_that_cannot_be_searched_fails(api, clock, store):
    file = api.upload("table.csv", b"a,b")
    api.post(path(store, "files"), {"file_id": file["id"]})
    clock.advance(1)
    failed = api.get(path(store, "files", file["id"])).json
    assert (failed["status"], failed["last_error"]["code"]) == ("failed", "unsupported_file")
    assert [f["id"] for f in api.get(path(store, "files") + "?filter=failed").json["data"]] == [file["id"]]
    assert api.get(path(store, "files") + "?filter=completed").json["data"] == []


@pytest.mark.parametrize("code", ERRORS)
def test_a_file_that_is_called_like_an_error_fails_with_it(api, clock, store, code):
    file = api.upload(f"notes-{code}.md", b"words")
    states = []
    for _ in range(2):
        api.post(path(store, "files"), {"file_id": file["id"]})
        clock.advance(1)
        found = api.get(path(store, "files", file["id"])).json
        states.append((found["status"], found["last_error"] and found["last_error"]["code"]))
    assert states == [("failed", code), ("completed", None) if code == "server_error" else ("failed", code)]


def test_an_unknown_file_or_filter_is_refused(api, store):
    assert api.post(path(store, "files"), {"file_id": "file-nope"}).status == 404
    assert api.get(path(store, "files", "file-nope")).status == 404
    assert api.get(path(store, "files") + "?filter=odd").error["param"] == "filter"


def test_attributes_are_replaced_as_a_whole(api, store):
    file = api.upload("a.md", b"x")
    api.post(path(store, "files"), {"file_id": file["id"], "attributes": {"a": 1, "b": 2}})
    assert api.post(path(store, "files", file["id"]), {"attributes": {"c": 3}}).json["attributes"] == {"c": 3}
    assert api.post(path(store, "files", file["id"]), {"attributes": None}).json["attributes"] == {}


def test_a_detached_file_stays_a_file(api, store):
    file = api.upload("a.md", b"x")
    api.post(path(store, "files"), {"file_id": file["id"]})
    gone = api.delete(path(store, "files", file["id"])).json
    assert gone == {"id": file["id"], "object": "vector_store.file.deleted", "deleted": True}
    assert api.get(f"/files/{file['id']}").status == 200


def test_the_text_of_a_file_comes_in_pieces(api, clock, store):
    text = " ".join(f"word{n}" for n in range(400))
    file = api.upload("a.txt", text.encode())
    chunking = {"type": "static", "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 0}}
    api.post(path(store, "files"), {"file_id": file["id"], "chunking_strategy": chunking})
    assert api.get(path(store, "files", file["id"], "content")).json["data"] == []
    clock.advance(1)
    content = api.get(path(store, "files", file["id"], "content")).json
    assert (content["object"], content["has_more"]) == ("vector_store.file_content.page", False)
    assert "".join(piece["text"] for piece in content["data"]) == text
    assert len(content["data"]) > 1


@pytest.fixture
def library(api, clock, store):
    """Three documents with attributes."""
    for name, year, text in (
        ("refunds.md", 2023, "A refund is possible within thirty days."),
        ("shipping.md", 2024, "Shipping takes two days."),
        ("warranty.md", 2025, "The warranty takes two years; no refund."),
    ):
        file = api.upload(name, text.encode())
        api.post(path(store, "files"), {"file_id": file["id"], "attributes": {"year": year}})
    clock.advance(2)
    return store


def found(api, store, **body):
    return [row["filename"] for row in api.post(path(store, "search"), body).json["data"]]


def test_search_finds_the_nearest_passages(api, library):
    answer = api.post(path(library, "search"), {"query": "refund within days"}).json
    assert (answer["object"], answer["search_query"]) == (
        "vector_store.search_results.page",
        ["refund within days"],
    )
    scores = [row["score"] for row in answer["data"]]
    assert answer["data"][0]["filename"] == "refunds.md"
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert answer["data"][0]["content"][0]["type"] == "text"


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ({"type": "eq", "key": "year", "value": 2023}, {"refunds.md"}),
        ({"type": "gte", "key": "year", "value": 2024}, {"warranty.md"}),
        ({"type": "in", "key": "year", "value": [2023, 2025]}, {"refunds.md", "warranty.md"}),
        ({"type": "ne", "key": "colour", "value": "red"}, {"refunds.md", "warranty.md"}),
        ({"type": "lt", "key": "year", "value": "text"}, set()),
        (
            {"type": "and", "filters": [{"type": "gt", "key": "year", "value": 2023}, {"type": "lt", "key": "year", "value": 2026}]},
            {"warranty.md"},
        ),
    ],
)  # fmt: skip
def test_search_filters_by_attributes(api, library, condition, names):
    assert set(found(api, library, query="refund", filters=condition)) == names


def test_search_takes_several_questions_and_bounds(api, library):
    assert len(found(api, library, query=["refund", "shipping"])) == 3
    assert len(found(api, library, query="refund shipping", max_num_results=1)) == 1
    assert found(api, library, query="refund zebra", ranking_options={"score_threshold": 0.99}) == []


@pytest.mark.parametrize(
    "body",
    [
        {"query": 1},
        {"query": "x", "max_num_results": 51},
        {"query": "x", "filters": {"type": "like", "key": "a", "value": 1}},
        {"query": "x", "filters": {"type": "eq", "key": "a"}},
        {"query": "x", "ranking_options": {"score_threshold": 2}},
    ],
)
def test_a_search_that_breaks_a_rule_is_refused(api, library, body):
    assert api.post(path(library, "search"), body).status == 400


def test_a_file_batch_ends_file_by_file(api, clock, store):
    good = [api.upload(f"{n}.md", b"text")["id"] for n in range(3)]
    bad = api.upload("x.csv", b"1,2")["id"]
    answer = api.post(
        path(store, "file_batches"), {"file_ids": [*good, bad, "file-nope"], "attributes": {"a": 1}}
    )
    batch = answer.json
    assert (batch["object"], batch["status"]) == ("vector_store.file_batch", "in_progress")
    assert batch["file_counts"]["in_progress"] == batch["file_counts"]["total"] == 5
    assert "openai-poll-after-ms" in answer.headers
    clock.advance(1)
    assert 0 < api.get(path(store, "file_batches", batch["id"])).json["file_counts"]["completed"] < 3
    clock.advance(10)
    answer = api.get(path(store, "file_batches", batch["id"]))
    assert answer.json["file_counts"] == {
        "in_progress": 0,
        "completed": 3,
        "failed": 2,
        "cancelled": 0,
        "total": 5,
    }
    assert answer.json["status"] == "completed"
    assert "openai-poll-after-ms" not in answer.headers
    files = path(store, "file_batches", batch["id"], "files")
    outcome = {f["id"]: f["last_error"]["code"] for f in api.get(files + "?filter=failed").json["data"]}
    assert outcome == {bad: "unsupported_file", "file-nope": "invalid_file"}
    assert all(f["attributes"] == {"a": 1} for f in api.get(files).json["data"])
    assert len(api.get(files + "?limit=2").json["data"]) == 2


def test_files_of_a_file_batch_bring_their_own_attributes(api, store):
    ids = [api.upload(f"{n}.md", b"text")["id"] for n in range(2)]
    files = [{"file_id": ids[0], "attributes": {"own": True}}, {"file_id": ids[1]}]
    batch = api.post(path(store, "file_batches"), {"files": files, "attributes": {"ignored": 1}}).json
    listed = api.get(path(store, "file_batches", batch["id"], "files")).json["data"]
    assert {f["id"]: f["attributes"] for f in listed} == {ids[0]: {"own": True}, ids[1]: {}}


def test_a_cancelled_file_batch_keeps_the_files_already_read_in(api, clock, store):
    ids = [api.upload(f"{n}.md", b"text")["id"] for n in range(5)]
    batch = api.post(path(store, "file_batches"), {"file_ids": ids}).json
    clock.advance(1)
    cancelled = api.post(path(store, "file_batches", batch["id"], "cancel")).json
    assert cancelled["status"] == "cancelled"
    counts = cancelled["file_counts"]
    assert counts["completed"] > 0
    assert counts["completed"] + counts["cancelled"] == counts["total"] == 5
    clock.advance(60)
    assert api.get(path(store, "file_batches", batch["id"])).json["file_counts"] == counts


def test_a_finished_file_batch_cannot_be_cancelled(api, clock, store):
    batch = api.post(path(store, "file_batches"), {"file_ids": ["file-nope"]}).json
    clock.advance(5)
    assert api.get(path(store, "file_batches", batch["id"])).json["status"] == "failed"
    assert api.post(path(store, "file_batches", batch["id"], "cancel")).status == 409


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "missing_required_parameter"),
        ({"file_ids": []}, "empty_array"),
        ({"file_ids": ["a"], "files": [{"file_id": "a"}]}, "invalid_value"),
        ({"file_ids": ["a"] * 2001}, "array_above_max_length"),
        ({"files": ["a"]}, "invalid_type"),
        ({"files": [{}]}, "missing_required_parameter"),
        ({"files": [{"file_id": "a", "colour": 1}]}, "unknown_parameter"),
        ({"files": [{"file_id": "a", "attributes": {"x": []}}]}, "invalid_type"),
    ],
)
def test_a_file_batch_that_breaks_a_rule_is_refused(api, store, body, code):
    answer = api.post(path(store, "file_batches"), body)
    assert (answer.status, answer.error["code"]) == (400, code)


def test_a_file_batch_is_found_under_its_own_store_only(api, store):
    other = api.post("/vector_stores", {}).json
    batch = api.post(path(store, "file_batches"), {"file_ids": ["file-nope"]}).json
    assert api.get(path(other, "file_batches", batch["id"])).status == 404
    answer = api.get(path(store, "file_batches", store["id"]))
    assert (answer.status, "begins with 'vsfb_'" in answer.error["message"]) == (400, True)
