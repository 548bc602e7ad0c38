"""HTTP on this machine: who knows the token and came by this machine's name is answered, everybody else is not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from http.client import HTTPConnection

import anyio
import pytest

from openai_sql_shell.errors import UsageError
from openai_sql_shell.mcp.loopback import Guard, token_of

TOKEN = "a token that nobody guesses"
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "raw", "version": "1"},
    },
}


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """A server on any free port."""
    home = tmp_path_factory.mktemp("home")
    with subprocess.Popen(
        [sys.executable, "-m", "openai_sql_shell", "mcp", "--sandbox", "--http", "127.0.0.1:0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"HOME": str(home), "OPENAI_SQL_MCP_TOKEN": TOKEN},
    ) as process:
        said = process.stderr.readline().decode()
        yield int(re.search(r"http://127\.0\.0\.1:(\d+)/mcp", said)[1])
        process.terminate()
        out, errors = process.communicate(timeout=20)
        assert (out, errors) == (b"", b"")


def post(port, message, **headers):
    """The status and the text of an answer."""
    usual = {
        "Authorization": f"Bearer {TOKEN}",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
    }
    given = {**usual, **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(
            "POST",
            "/mcp",
            json.dumps(message),
            {name: value for name, value in given.items() if value is not None},
        )
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_who_knows_the_token_is_answered(port):
    for headers in ({}, {"Origin": f"http://127.0.0.1:{port}"}, {"Host": f"localhost:{port}"}):
        status, text = post(port, HELLO, **headers)
        assert (status, "openai-sql" in text) == (200, True), text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": None}, 401),
        ({"Authorization": "Bearer "}, 401),
        ({"Authorization": f"Bearer {TOKEN} "[:-2]}, 401),
        ({"Authorization": TOKEN}, 401),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:80"}, 421),
        ({"Host": "127.0.0.1"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://127.0.0.1"}, 403),
    ],
    ids=str,
)
def test_everybody_else_is_refused(port, headers, status):
    answered, text = post(port, HELLO, **headers)
    assert answered == status
    assert "openai-sql" not in text
    assert TOKEN not in text


@pytest.mark.parametrize("generation", ["legacy", "auto"])
def test_the_official_client_reads_over_http(port, generation):
    import httpx2
    from mcp import Client
    from mcp.client.streamable_http import streamable_http_client

    async def talk():
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as http:
            transport = streamable_http_client(f"http://127.0.0.1:{port}/mcp", http_client=http)
            async with Client(transport, mode=generation) as client:
                answer = await client.call_tool("run_query", {"sql": "SELECT 1 AS one"})
                return answer.structured_content["rows"]

    assert anyio.run(talk) == [[1]]


@pytest.mark.parametrize("environ", [{}, {"OPENAI_SQL_MCP_TOKEN": ""}, {"OPENAI_SQL_MCP_TOKEN": "short"}])
def test_there_is_no_http_without_a_token(environ):
    with pytest.raises(UsageError, match="OPENAI_SQL_MCP_TOKEN"):
        token_of(environ)


def test_a_guard_shows_no_token():
    assert TOKEN not in repr(Guard(None, TOKEN, ()))
