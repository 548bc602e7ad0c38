"""An agent in the tests: the official client of both generations of the protocol, and what a sandbox saw of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import anyio

KEY = "sk-proj-topsecret123456789"
GENERATIONS = ("legacy", "2026-07-28")
"""Those that are asked in the middle of a call, and those that call again with the answer."""


@dataclass
class Agent:
    """The official client, connected anew for each thing it asks."""

    server: object
    generation: str
    answer: object = None
    """What the person does with a form: ``(action, content)``, or a function of the message that tells it; None: cannot be asked."""
    asked: list = field(default_factory=list)
    """The questions."""

    def ask(self, what):
        """The result of a function of the client."""
        from mcp import Client
        from mcp_types import ElicitResult

        async def form(_context, params):
            self.asked.append(params.message)
            action, content = self.answer(params.message) if callable(self.answer) else self.answer
            return ElicitResult(action=action, content=content)

        async def talk():
            able = {} if self.answer is None else {"elicitation_callback": form}
            async with Client(self.server, mode=self.generation, **able) as client:
                return await what(client)

        return anyio.run(talk)

    def call(self, tool, **arguments):
        return self.ask(lambda client: client.call_tool(tool, arguments))

    def good(self, tool, **arguments):
        """The structured answer of a call that succeeds; the text says the same."""
        result = self.call(tool, **arguments)
        assert not result.is_error, result.content[0].text
        assert json.loads(result.content[0].text) == result.structured_content
        return result.structured_content

    def refused(self, tool, **arguments):
        """The words of a call that fails."""
        result = self.call(tool, **arguments)
        assert result.is_error, result.structured_content
        return result.content[0].text

    def tools(self):
        return {tool.name: tool for tool in self.ask(lambda client: client.list_tools()).tools}


def add_file(sandbox, name):
    """Upload a file as any program would."""
    import requests

    answer = requests.post(
        f"{sandbox.url}/files",
        headers={"Authorization": f"Bearer {sandbox.key}"},
        files={"file": (name, b"text")},
        data={"purpose": "assistants"},
        timeout=10,
    )
    return answer.json()["id"]


def remove_file(sandbox, name):
    """Delete one as any program would."""
    import requests

    requests.delete(
        f"{sandbox.url}/files/{name}", headers={"Authorization": f"Bearer {sandbox.key}"}, timeout=10
    )


def sent(sandbox):
    """What the sandbox was asked since, such as ``GET /files``."""
    return [f"{seen.method} {seen.path.removeprefix('/v1')}" for seen in sandbox.requests]
