"""Benches to run statements on: an empty one for each test, a furnished one that all tests read from."""

from __future__ import annotations

import json

import pytest
from harness import Bench, Time, make_session

from openai_sql_shell.sandbox import Sandbox


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def sandbox(time):
    """An empty one for each test."""
    with Sandbox(clock=time, seed=1, estate=False) as sandbox:
        yield sandbox


@pytest.fixture
def bench(sandbox, time):
    session = make_session(sandbox, time)
    yield Bench(session, sandbox, time)
    session.close()


@pytest.fixture(scope="session")
def furnished():
    """One with a few hundred objects, for tests that change nothing."""
    with Sandbox(clock=Time(), seed=1) as sandbox:
        yield sandbox


@pytest.fixture
def estate(furnished):
    """A bench on the furnished sandbox: for reading only."""
    time = Time()
    session = make_session(furnished, time)
    yield Bench(session, furnished, time)
    session.close()
    furnished.faults.clear()


@pytest.fixture
def jsonl(tmp_path):
    """A file with one good request for a batch."""
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Say hello."}]}
    line = {"custom_id": "one", "method": "POST", "url": "/v1/chat/completions", "body": body}
    path = tmp_path / "requests.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path
