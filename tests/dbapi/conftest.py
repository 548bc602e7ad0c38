"""Connections to the sandbox of a test, in an environment where nothing else is configured."""

from __future__ import annotations

import pytest

import openai_sql_shell


@pytest.fixture(autouse=True)
def own_environment(monkeypatch, tmp_path):
    """A home without a configuration file, and no keys."""
    for name in (
        "OPENAI_API_KEY",
        "OPENAI_ADMIN_KEY",
        "OPENAI_BASE_URL",
        "OPENAI_ORG_ID",
        "OPENAI_PROJECT_ID",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def connected():
    """Opens connections to a server, and closes them behind the test."""
    opened = []

    def connect(server, **choices):
        key = {"api_key": server.key} if hasattr(server, "key") else {"api_key": "sk-ordinary"}
        opened.append(openai_sql_shell.connect(base_url=server.url, **{**key, "concurrency": 1, **choices}))
        if hasattr(server, "forget_requests"):
            server.forget_requests()
        return opened[-1]

    yield connect
    for connection in opened:
        with connection:
            pass


@pytest.fixture
def connection(sandbox, connected):
    """On an empty sandbox; changes what it is told to."""
    return connected(sandbox, mode="full")


@pytest.fixture
def cursor(connection):
    return connection.cursor()


@pytest.fixture
def seeded_cursor(seeded_sandbox, connected):
    """On a sandbox of a few hundred objects, for reading."""
    return connected(seeded_sandbox).cursor()


def requests(server):
    """What a sandbox was asked since, such as ``GET /files?limit=1``."""
    return [seen.target.replace("/v1", "", 1) for seen in server.requests]
