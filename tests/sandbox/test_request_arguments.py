from __future__ import annotations

import pytest

BATCH = {"input_file_id": "file-x", "endpoint": "/v1/responses", "completion_window": "24h"}
STORE = "/vector_stores"


@pytest.mark.parametrize(
    ("path", "body", "param", "code", "words"),
    [
        ("/batches", {**BATCH, "nope": 1}, "nope", "unknown_parameter", "Unrecognized request argument supplied: nope"),
        ("/batches", {}, "input_file_id", "missing_required_parameter", "Missing required parameter: 'input_file_id'."),
        ("/batches", {**BATCH, "endpoint": "/v1/x"}, "endpoint", "invalid_value", "Supported values are"),
        ("/batches", {**BATCH, "completion_window": "1h"}, "completion_window", "invalid_value", "'24h'"),
        ("/batches", {**BATCH, "metadata": "x"}, "metadata", "invalid_type", "expected an object, but got a string"),
        ("/batches", {**BATCH, "metadata": {"a": 1}}, "metadata.a", "invalid_type", "expected a string"),
        ("/batches", {**BATCH, "metadata": {"a": "x" * 513}}, "metadata.a", "string_above_max_length", "512"),
        ("/batches", {**BATCH, "metadata": {"k" * 65: "x"}}, "metadata", "property_name_above_max_length", "64"),
        (
            "/batches",
            {**BATCH, "metadata": {str(n): "" for n in range(17)}},
            "metadata",
            "object_above_max_properties",
            "16",
        ),
        ("/batches", {**BATCH, "endpoint": None}, "endpoint", "invalid_type", "got null"),
        (
            "/batches",
            {**BATCH, "output_expires_after": {"anchor": "created_at"}},
            "output_expires_after.seconds",
            "missing_required_parameter",
            "seconds",
        ),
        (
            "/batches",
            {**BATCH, "output_expires_after": {"anchor": "created_at", "seconds": 3599}},
            "output_expires_after.seconds",
            "integer_below_min_value",
            "3600",
        ),
        (
            STORE,
            {"expires_after": {"anchor": "last_active_at", "days": 366}},
            "expires_after.days",
            "integer_above_max_value",
            "365",
        ),
        (
            STORE,
            {"expires_after": {"anchor": "created_at", "days": 1}},
            "expires_after.anchor",
            "invalid_value",
            "last_active_at",
        ),
        ("/responses", {"temperature": 2.1}, "temperature", "decimal_above_max_value", "<= 2"),
        ("/responses", {"top_p": -0.5}, "top_p", "decimal_below_min_value", ">= 0"),
        (STORE, {"file_ids": "file-1"}, "file_ids", "invalid_type", "expected an array"),
        (STORE, {"file_ids": ["file-1", 2]}, "file_ids[1]", "invalid_type", "expected a string"),
        (STORE, {"file_ids": ["f"] * 501}, "file_ids", "array_above_max_length", "500"),
        (STORE, {"name": True}, "name", "invalid_type", "got a boolean"),
        (STORE, {"chunking_strategy": {"type": "magic"}}, "chunking_strategy.type", "invalid_value", "auto"),
        (
            STORE,
            {
                "chunking_strategy": {
                    "type": "static",
                    "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 51},
                }
            },
            "chunking_strategy.static.chunk_overlap_tokens",
            "integer_above_max_value",
            "50",
        ),
        ("/uploads", {"filename": "a.bin", "purpose": "vision", "bytes": "9", "mime_type": "x"}, "bytes", "invalid_type", "an integer"),
    ],
)  # fmt: skip
def test_a_body_that_breaks_a_rule_is_refused_in_the_words_of_the_api(api, path, body, param, code, words):
    answer = api.post(path, body)
    assert answer.status == 400
    assert (answer.error["param"], answer.error["code"]) == (param, code)
    assert words in answer.error["message"]


def test_attributes_take_numbers_and_booleans(api):
    store = api.post(STORE, {}).json
    file = api.upload("a.md", b"text")
    body = {"file_id": file["id"], "attributes": {"year": 2024, "share": 0.5, "public": True, "team": "x"}}
    assert api.post(f"{STORE}/{store['id']}/files", body).json["attributes"] == body["attributes"]


def test_null_counts_as_not_given(api):
    assert api.post(STORE, {"name": None, "metadata": None, "expires_after": None}).status == 200
