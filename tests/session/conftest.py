"""Objects to change: two stores, two documents, an input file."""

from __future__ import annotations

import pytest

STORES = "openai.vector_stores.vector_stores"


@pytest.fixture
def store(harness):
    return harness.value(f"INSERT INTO {STORES} (name) VALUES ('notes') RETURNING id")


@pytest.fixture
def documents(harness, tmp_path):
    for name in ("one.md", "two.md"):
        (tmp_path / name).write_text("Some words about nothing.\n", encoding="utf-8")
    return [harness.upload(tmp_path / name) for name in ("one.md", "two.md")]


@pytest.fixture
def input_file(harness, jsonl):
    return harness.upload(jsonl, "batch")
