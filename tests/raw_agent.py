"""A client of the Model Context Protocol without a library: lines of JSON-RPC to a program and back, in both generations of the protocol."""

from __future__ import annotations

import json
import os
import subprocess
import sys

MODERN = "2026-07-28"
META = "io.modelcontextprotocol/"
INFO = {"name": "raw", "version": "1"}
FORMS = {"elicitation": {"form": {}}}


class RawAgent:
    """The program as a process of its own; a context manager that hangs up and waits for its end."""

    def __init__(self, *words, home, answer=None, **environ):
        """Start it; ``answer`` is what the person does with a form, None where nobody can be asked."""
        self.answer = answer
        self.asked = []
        self.outside = []
        """What came without being asked for."""
        self._last = 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "openai_sql_shell", "mcp", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "HOME": str(home), **environ},
        )

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.hang_up()

    def hang_up(self):
        """Close its input; the exit code and what it wrote to stderr."""
        if not self.process.stdin.closed:
            self.process.stdin.close()
        rest = self.process.stdout.read()
        errors = self.process.stderr.read().decode()
        assert not rest.strip() or all(map(json.loads, rest.splitlines())), rest
        code = self.process.wait(20)
        self.process.stdout.close()
        self.process.stderr.close()
        return code, errors

    def send(self, message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self.process.stdin.flush()

    def start(self, method, params):
        """Ask without waiting; the number of the request."""
        self._last += 1
        self.send({"id": self._last, "method": method, "params": params})
        return self._last

    def wait(self, number):
        """The answer to a request; questions that come before are answered."""
        while True:
            line = self.process.stdout.readline()
            assert line, self.process.stderr.read().decode()
            message = json.loads(line)  # standard output is the protocol's alone
            assert message["jsonrpc"] == "2.0"
            if message.get("method") == "elicitation/create":
                self.asked.append(message["params"])
                self.send({"id": message["id"], "result": self.answer})
            elif message.get("id") == number and "method" not in message:
                return message
            else:
                self.outside.append(message)

    def ask(self, method, params):
        return self.wait(self.start(method, params))

    def shake_hands(self):
        """Begin as clients of before did."""
        able = FORMS if self.answer is not None else {}
        hello = self.ask(
            "initialize", {"protocolVersion": "2025-06-18", "capabilities": able, "clientInfo": INFO}
        )
        self.send({"method": "notifications/initialized"})
        return hello["result"]

    def call(self, tool, **arguments):
        """A tool, by the generation that shook hands."""
        return self.ask("tools/call", {"name": tool, "arguments": arguments})["result"]

    def call_modern(self, tool, arguments, **more):
        """A tool as clients of today call it: everything is in the request."""
        return self.ask("tools/call", {"name": tool, "arguments": arguments, "_meta": self.meta(), **more})

    def meta(self):
        able = FORMS if self.answer is not None else {}
        return {
            f"{META}protocolVersion": MODERN,
            f"{META}clientInfo": INFO,
            f"{META}clientCapabilities": able,
        }
