"""Objects to change: two stores, two documents, an input file."""

from __future__ import annotations

import pytest

STORES = "openai.vector_stores.vector_stores"


@pytest.fixture
def store(bench):
    return bench.value(f"INSERT INTO {STORES} (name) VALUES ('notes') RETURNING id")


@pytest.fixture
def documents(bench, tmp_path):
    for name in ("one.md", "two.md"):
        (tmp_path / name).write_text("Some words about nothing.\n", encoding="utf-8")
    return [bench.upload(tmp_path / name) for name in ("one.md", "two.md")]


@pytest.fixture
def input_file(bench, jsonl):
    return bench.upload(jsonl, "batch")
