from __future__ import annotations

from urllib.parse import quote


def test_models_come_as_a_whole(api):
    answer = api.get("/models").json
    assert set(answer) == {"object", "data"}
    assert len(answer["data"]) > 25
    assert {"id", "object", "created", "owned_by", "shutdown_date"} == set(answer["data"][0])


def test_one_model_is_read_by_name(api):
    assert api.get("/models/gpt-4o").json["id"] == "gpt-4o"
    answer = api.get("/models/gpt-99")
    assert (answer.status, answer.error["code"]) == (404, "model_not_found")


def test_only_a_fine_tuned_model_can_be_deleted(api):
    assert api.delete("/models/gpt-4o").status == 403
    [own] = [m["id"] for m in api.get("/models").json["data"] if m["id"].startswith("ft:")]
    assert api.delete(f"/models/{quote(own, safe='')}").json == {
        "id": own,
        "object": "model",
        "deleted": True,
    }
    assert api.get(f"/models/{quote(own, safe='')}").status == 404
