"""The program on stdio, talked to by a client that has no library, and by the official one as a program of its own."""

from __future__ import annotations

import json
import time

import program
import pytest
from agent import KEY, add_file, sent
from faults import Fault, FaultKind
from raw_agent import RawAgent

from openai_sql_shell.cli import agents
from openai_sql_shell.cli.arguments import parse
from openai_sql_shell.errors import UsageError

DELETE = "DELETE FROM openai.files.files WHERE purpose = 'assistants'"
YES = {"action": "accept", "content": {"confirm": True}}


@pytest.fixture
def raw(sandbox, tmp_path):
    """Starts the program on the sandbox."""
    started = []

    def start(*words, answer=None, **environ):
        started.append(
            RawAgent(
                *words,
                "--base-url",
                sandbox.url,
                home=tmp_path,
                answer=answer,
                OPENAI_API_KEY=sandbox.key,
                **environ,
            )
        )
        return started[-1]

    yield start
    for agent in started:
        agent.process.kill()
        agent.process.wait()


def test_an_agent_lists_queries_is_refused_asks_and_deletes(raw, sandbox, tmp_path):
    ids = [add_file(sandbox, name) for name in ("a.txt", "b.txt")]
    sandbox.forget_requests()
    agent = raw("--mode", "confirm", answer=YES)
    hello = agent.shake_hands()
    assert hello["protocolVersion"] == "2025-06-18"
    assert "untrusted" in hello["instructions"]
    tools = {tool["name"]: tool for tool in agent.ask("tools/list", {})["result"]["tools"]}
    assert len(tools) == 6
    assert tools["run_query"]["inputSchema"]["additionalProperties"] is False
    rows = agent.call("run_query", sql="SELECT filename FROM openai.files.files ORDER BY 1")
    assert rows["structuredContent"]["rows"] == [["a.txt"], ["b.txt"]]
    assert json.loads(rows["content"][0]["text"]) == rows["structuredContent"]
    assert agent.call("run_query", sql=DELETE)["isError"]
    assert agent.call("drop_everything")["isError"]
    done = agent.call("run_change", sql=f"{DELETE} AND id = '{ids[0]}'", expected=1)
    assert done["structuredContent"]["done"] == [ids[0]]
    assert "confirm" in agent.asked[0]["requestedSchema"]["properties"]
    assert agent.hang_up() == (0, "")
    agent = raw("--mode", "confirm", answer=YES)
    question = agent.call_modern("run_change", {"sql": DELETE, "expected": 1})["result"]
    assert question["resultType"] == "input_required"
    assert f"DELETE /files/{ids[1]}" not in sent(sandbox)
    inputs = dict.fromkeys(question["inputRequests"], YES)
    done = agent.call_modern(
        "run_change",
        {"sql": DELETE, "expected": 1},
        inputResponses=inputs,
        requestState=question["requestState"],
    )
    assert done["result"]["structuredContent"]["done"] == [ids[1]]
    assert agent.hang_up() == (0, "")
    lines = [
        json.loads(x) for x in (tmp_path / ".local/state/openai-sql/mcp-audit.jsonl").read_text().splitlines()
    ]
    assert [line["decision"] for line in lines if line["tool"] == "run_change"] == [
        "accepted",
        "asked",
        "accepted",
    ]


def test_a_client_that_is_lost_in_the_middle_of_a_call_leaves_nothing_behind(raw, sandbox):
    agent = raw("--timeout", "50s")
    agent.shake_hands()
    add_file(sandbox, "a.txt")
    sandbox.faults.add(Fault(kind=FaultKind.HOLD_BEFORE, times=None))
    sandbox.forget_requests()
    agent.start(
        "tools/call", {"name": "run_query", "arguments": {"sql": "SELECT id FROM openai.files.files"}}
    )
    while not sent(sandbox):
        time.sleep(0.01)
    began = time.monotonic()
    code, _ = agent.hang_up()
    sandbox.faults.released.set()
    assert code == 0
    assert time.monotonic() - began < 10, "the call was stopped, not waited for"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--mode", "redaonly"], "--mode"),
        (["--read-onyl"], "unknown option"),
        (["--max-rows", "1001"], "1000"),
        (["--max-bytes", "much"], "100k"),
        (["--timeout", "soon"], "60s"),
        (["--files-root", "nowhere"], "no directory"),
        (["--service", "modles"], "modles"),
        (["--http", "0.0.0.0:80"], "other machines"),
        (["--http", "8080"], "127.0.0.1:PORT"),
        (["--http", "127.0.0.1:0"], "OPENAI_SQL_MCP_TOKEN"),
        (["--audit", "/"], "audit file"),
        (["--profile", "nobody"], "nobody"),
        (["--max-changes", "99"], "unknown option"),
        (["file.sql"], "too many"),
    ],
)
def test_an_option_that_nobody_knows_starts_nothing(words, told, tmp_path):
    done = program.run(["mcp", *words], {"HOME": str(tmp_path), "OPENAI_API_KEY": KEY}, tmp_path)
    assert (done.returncode, done.stdout) == (1 if "modles" in words else 2, b"")
    assert told in done.stderr.decode()
    assert KEY not in done.stderr.decode()


def test_without_its_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(agents, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match="needs the library mcp") as caught:
        agents.main(parse(["mcp"]), None)
    assert "openai-sql[mcp]" in caught.value.hint
