"""Engines on the sandbox of a test, in an environment where nothing else is configured."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine


@pytest.fixture(autouse=True)
def own_environment(monkeypatch, tmp_path):
    """A home without a configuration file, and no keys."""
    for name in (
        "OPENAI_API_KEY",
        "OPENAI_ADMIN_KEY",
        "OPENAI_BASE_URL",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
    ):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))


@pytest.fixture
def engine_on():
    """Makes engines on a server, and disposes of them behind the test."""
    made = []

    def engine(server, parameters="", **options):
        keys = {"api_key": server.key, "admin_key": server.admin_key}
        made.append(
            create_engine(f"openai://?base_url={server.url}&{parameters}", connect_args=keys, **options)
        )
        server.forget_requests()
        return made[-1]

    yield engine
    for each in made:
        each.dispose()


@pytest.fixture
def engine(sandbox, engine_on):
    """On an empty sandbox; changes what it is told to."""
    return engine_on(sandbox, "mode=full")


@pytest.fixture
def seeded_engine(seeded_sandbox, engine_on):
    """On a sandbox of a few hundred objects, for reading."""
    return engine_on(seeded_sandbox)
