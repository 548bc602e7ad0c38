"""Servers for agents on the sandbox of a test."""

from __future__ import annotations

import json
from contextlib import ExitStack

import pytest
from agent import GENERATIONS, KEY, Agent, add_file

from openai_sql_shell.mcp.caps import Caps
from openai_sql_shell.mcp.serving import ServerChoices, served
from openai_sql_shell.opening import Choices


@pytest.fixture
def make_agent(tmp_path):
    """Starts servers, and closes them behind the test."""
    with ExitStack() as opened:

        def make(sandbox, mode=None, generation=GENERATIONS[1], answer=None, config="", **choices):
            path = tmp_path / "config.toml"
            path.write_text(config)
            key = sandbox.key if hasattr(sandbox, "key") else KEY
            account = Choices(
                base_url=sandbox.url,
                api_key=key,
                admin_key=getattr(sandbox, "admin_key", None),
                mode=mode,
                config=path,
            )
            caps = Caps(**choices.pop("caps", {}))
            server = opened.enter_context(
                served(ServerChoices(account, caps, **choices), {"HOME": str(tmp_path / "home")})
            )
            if hasattr(sandbox, "forget_requests"):
                sandbox.forget_requests()
            return Agent(server, generation, answer)

        yield make


@pytest.fixture
def audit(tmp_path):
    """The lines of the usual audit file so far."""
    path = tmp_path / "home/.local/state/openai-sql/mcp-audit.jsonl"
    return lambda: [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def three_files(sandbox):
    """The ids of three files that are there."""
    made = [add_file(sandbox, name) for name in ("a.txt", "b.txt", "c.txt")]
    sandbox.forget_requests()
    return made
