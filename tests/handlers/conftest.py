"""What jobs are made of."""

from __future__ import annotations

import pytest


@pytest.fixture
def input_file(harness, jsonl):
    return harness.upload(jsonl, "batch")


@pytest.fixture
def store(harness):
    return harness.value(
        "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('notes') RETURNING id"
    )


@pytest.fixture
def documents(harness, tmp_path):
    """Three files that can be read in and one that cannot."""
    ids = []
    for name in ("one.md", "two.md", "three.md", "four.xlsx"):
        (tmp_path / name).write_text("Some words about nothing.\n", encoding="utf-8")
        ids.append(harness.upload(tmp_path / name))
    return ids
