"""Two programs that others made to judge servers for agents: MCP Inspector over stdio, the protocol's conformance suite over HTTP.

As a program it installs them with npm beside the virtual environment, with a Node that is new enough for them, and runs them; where there
is no npm, or no network, it says so and has nothing to judge.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Queue

PACKAGES = {
    "node": "22.23.3",
    "@modelcontextprotocol/inspector": "2.12.0",
    "@modelcontextprotocol/conformance": "0.1.16",
}
"""Pinned, so that a run means the same tomorrow; the first is the program `node` itself."""
HOME = Path(sys.prefix) / "agents"
MODULES = HOME / "node_modules"
SUITE = MODULES / "@modelcontextprotocol/conformance/dist/index.js"
INSPECTOR = MODULES / ".bin/mcp-inspector"
NODE = MODULES / "node/bin/node"
PATIENCE = 120
"""Seconds that one run may take."""

SCENARIOS = (
    *("server-initialize", "ping", "tools-list", "dns-rebinding-protection"),
    *("resources-list", "prompts-list", "server-sse-multiple-streams"),
)
OWN_TOOL = "calls a tool of the suite's own server by its name"
NOT_APPLICABLE = {
    r"tools-call-\S+": OWN_TOOL,
    r"elicitation-sep\S+": OWN_TOOL,
    "json-schema-2020-12": OWN_TOOL,
    "server-sse-polling": OWN_TOOL,
    r"prompts-get-\S+": "takes a prompt of the suite's own server by its name",
    r"resources-read-\S+|resources-templates-read": "reads a resource of the suite's own server by its name",
    r"resources-(un)?subscribe": "optional, and absent: pages of the catalog never change",
    "logging-set-level": "optional, and absent: what happens is in the audit, not in the agent's context",
    "completion-complete": "optional, and absent: list_resources finds names",
}
"""Scenarios by pattern, and why each judges nothing of ours."""

TOOLS = ("--method", "tools/list", "--strict")
CALL = ("--method", "tools/call", "--tool-name")
DELETE = "sql=DELETE FROM openai.files.files WHERE id = 'a'"
PAGE = "openai-sql://catalog/openai.models.models"
GOOD, REFUSED = 0, 5
"""Exit codes of the Inspector."""
INSPECTED = (
    ("read_only", TOOLS, GOOD, '"run_query"'),
    ("full", TOOLS, GOOD, '"run_change"'),
    ("read_only", ("--method", "resources/templates/list"), GOOD, "openai-sql://catalog/{resource}"),
    ("read_only", ("--method", "resources/read", "--uri", PAGE), GOOD, "# openai.models.models"),
    ("read_only", ("--method", "prompts/list"), GOOD, "prompts"),
    ("read_only", (*CALL, "run_query", "--tool-arg", "sql=SELECT 1 AS one"), GOOD, '"isError": false'),
    ("read_only", (*CALL, "list_resources", "--tool-arg", "service=batch"), GOOD, "openai.batch.batches"),
    ("read_only", (*CALL, "run_query", "--tool-arg", DELETE), REFUSED, "only reads"),
    ("read_only", (*CALL, "run_query", "--tool-arg", "sql=SELECT"), REFUSED, '"isError": true'),
    ("confirm", (*CALL, "plan_change", "--tool-arg", DELETE), GOOD, '"verb": "DELETE"'),
)
"""Mode, what the Inspector is asked to do, its exit code, and a piece of what it prints."""
GENERATIONS = ("legacy", "modern")


def why_not(which=None) -> str | None:
    """Why nothing can be judged here; None: it can, and everything is installed."""
    if NODE.is_file() and INSPECTOR.exists() and SUITE.is_file():
        return None
    npm = (which or shutil.which)("npm")
    if npm is None:
        return "there is no npm"
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    HOME.mkdir(parents=True, exist_ok=True)
    words = [npm, "install", "--prefix", str(HOME), "--no-audit", "--no-fund", "--loglevel=error", *wanted]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else f"npm cannot install them: {done.stderr.strip()[-300:]}"


def run(words, folder):
    """A program of Node in a folder of its own: exit code, output, errors."""
    environ = {"HOME": str(folder), "PATH": f"{NODE.parent}:/usr/bin:/bin", "NO_COLOR": "1"}
    done = subprocess.run(
        [str(NODE), *map(str, words)],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@contextmanager
def knowing_the_token(folder):
    """The address of a server in a thread, whose clients have the token: the suite cannot send one. All else is asked of them as ever."""
    from openai_sql_shell.mcp import loopback
    from openai_sql_shell.mcp.serving import ServerChoices, served
    from openai_sql_shell.opening import Choices

    guard, said = loopback.Guard, Queue()

    def with_token(app, token, hosts):
        guarded = guard(app, token, hosts)

        async def ask(scope, receive, send):
            if scope["type"] == "http":
                scope = {
                    **scope,
                    "headers": [*scope["headers"], (b"authorization", f"Bearer {token}".encode())],
                }
            await guarded(scope, receive, send)

        return ask

    loopback.Guard = with_token
    with served(ServerChoices(Choices(sandbox=True)), {"HOME": str(folder)}) as server:
        arguments = (server, ("127.0.0.1", 0), "a token that nobody guesses", said.put)
        threading.Thread(target=loopback.serve_http, args=arguments, daemon=True).start()
        yield re.search(r"http://\S+", said.get(timeout=PATIENCE))[0]


def scenarios(folder):
    """Those for servers that the suite has."""
    _, listed, _ = run([SUITE, "list"], folder)
    return re.findall(r"^ +- (\S+)", listed.partition("Client scenarios")[0], re.MULTILINE)


def judged_by_suite(folder):
    """What each scenario comes to: its name, whether it is as it should be, and what was said."""
    known = scenarios(folder)
    for name in known:
        if name not in SCENARIOS and not any(re.fullmatch(p, name) for p in NOT_APPLICABLE):
            yield name, False, "a new scenario: say in SCENARIOS that it passes, or in NOT_APPLICABLE why not"
    with knowing_the_token(folder) as url:
        for name in SCENARIOS:
            code, out, errors = run([SUITE, "server", "--url", url, "--scenario", name], folder)
            passed = re.search(r"Passed: (\d+)/\1, 0 failed, 0 warnings", out)
            yield name, code == 0 and passed is not None, passed[0] if passed else out + errors


def judged_by_inspector(folder):
    """The same for what the Inspector is asked to do, in both generations of the protocol."""
    for generation in GENERATIONS:
        for mode, words, expected, piece in INSPECTED:
            ours = [sys.executable, "-m", "openai_sql_shell", "mcp", "--sandbox", "--mode", mode]
            code, out, errors = run(
                [INSPECTOR, "--cli", "--protocol-era", generation, "--format", "text", *ours, *words], folder
            )
            good = code == expected and piece in out
            yield (
                f"{generation} {mode} {' '.join(words)}",
                good,
                f"exit {code}" if good else f"exit {code}\n{out}{errors}",
            )


def say(line):
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Judge, and tell; 0: all is as it should be, or nobody can judge."""
    if reason := why_not():
        say(f"skipped: {reason}")
        return 0
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        found = {
            "conformance suite": [*judged_by_suite(folder)],
            "Inspector": [*judged_by_inspector(folder)],
        }
    for judge, results in found.items():
        for name, good, told in results:
            say(f"{'ok' if good else 'FAILED'}: {judge}: {name}: {told}")
        say(f"{judge}: {sum(good for _, good, _ in results)} of {len(results)} as they should be")
    for pattern, reason in NOT_APPLICABLE.items():
        say(f"not applicable: {pattern}: {reason}")
    say("with " + ", ".join(f"{name} {version}" for name, version in PACKAGES.items()))
    return int(not all(good for results in found.values() for _, good, _ in results))


if __name__ == "__main__":
    raise SystemExit(main())
