"""The page about the server: its configuration is one that the program takes, its code runs, and it leaves out no tool and no option."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from openai_sql_shell.cli.arguments import parse
from openai_sql_shell.cli.options import COMMANDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "openai_sql_shell/reference/guides/mcp.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
OWN = ("What it may do", "Bounds of one call")


def block(text, name):
    return re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```\n<!-- /{name} -->", text, re.DOTALL)[1]


@pytest.mark.parametrize(("text", "name"), [(PAGE, "config"), (README, "mcp")], ids=["page", "README"])
def test_the_configuration_is_one_that_the_program_takes(text, name):
    [server] = json.loads(block(text, name))["mcpServers"].values()
    options = parse(server["args"])
    assert (server["command"], options.command.name) == ("openai-sql", "mcp")


@pytest.mark.slow
def test_the_code_of_the_page_runs(tmp_path):
    """Slow: the official client starts the program as a process of its own."""
    folder = Path(sys.executable).parent
    environ = {"HOME": str(tmp_path), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, "-c", block(PAGE, "python")],
        env=environ,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["[['completed', 80]]", "True"]


def test_the_page_leaves_out_no_tool_and_no_option(make_agent, sandbox):
    assert set(re.findall(r"^\| `(\w+)` ", PAGE, re.MULTILINE)) == set(make_agent(sandbox, "full").tools())
    flags = {option.flags[-1] for title in OWN for option in COMMANDS["mcp"].sections[title]} - {"--help"}
    assert [flag for flag in (*flags, "--http") if flag not in PAGE] == []
