"""The server over HTTP, for programs of this machine: who asks has to know the token, and to have come here by this machine's name."""

from __future__ import annotations

import hmac
import socket
from typing import TYPE_CHECKING

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.responses import PlainTextResponse

from openai_sql_shell.classes import field, frozen
from openai_sql_shell.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mcp.server.mcpserver import MCPServer
    from starlette.types import ASGIApp, Receive, Scope, Send

TOKEN = "OPENAI_SQL_MCP_TOKEN"  # noqa: S105 - the name of the variable
SHORTEST = 16
"""Characters of a token."""
PATH = "/mcp"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def token_of(environ: Mapping[str, str]) -> str:
    """The token that clients have to send.

    Raises:
        UsageError: there is none, or one that is easily guessed.
    """
    token = environ.get(TOKEN, "")
    if len(token) < SHORTEST or not token.isascii():
        raise UsageError(
            f"--http needs a token of at least {SHORTEST} characters in the variable {TOKEN}",
            hint=f"export {TOKEN}=$(openssl rand -hex 32), and let clients send it: Authorization: Bearer ...",
        )
    return token


@frozen
class Guard:
    """Asked before the server: the name in Host, the page in Origin, and the token."""

    app: ASGIApp
    token: str = field(repr=False)
    hosts: tuple[str, ...]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "http":
            refusal = self.refusal({name.decode("latin-1"): value for name, value in scope["headers"]})
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def refusal(self, headers: Mapping[str, bytes]) -> PlainTextResponse | None:
        """What to answer in the server's place; None: the request is good."""
        if headers.get("host", b"").decode("latin-1") not in self.hosts:
            return PlainTextResponse("Invalid Host header", 421)
        origin = headers.get("origin")
        if origin is not None and origin.decode("latin-1") not in origins(self.hosts):
            return PlainTextResponse("Invalid Origin header", 403)
        if not hmac.compare_digest(headers.get("authorization", b""), f"Bearer {self.token}".encode()):
            return PlainTextResponse(
                "Send the token: Authorization: Bearer ...", 401, {"WWW-Authenticate": "Bearer"}
            )
        return None


def origins(hosts: tuple[str, ...]) -> list[str]:
    """The pages that may ask: those of the server itself."""
    return [f"http://{host}" for host in hosts]


def serve_http(server: MCPServer, address: tuple[str, int], token: str, say: Callable[[str], None]) -> None:
    """Serve until a signal comes.

    Args:
        server: what is served.
        address: host of this machine and port; 0 is any free one.
        token: what clients have to send.
        say: told where it listens, once it does.

    Raises:
        UsageError: the port is in use.
    """
    host, port = address
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    with listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen()
        except OSError as problem:
            raise UsageError(f"cannot listen on {host}:{port}: {problem.strerror}") from None
        port = listening.getsockname()[1]
        hosts = tuple(f"{name}:{port}" for name in LOOPBACK)
        security = TransportSecuritySettings(allowed_hosts=[*hosts], allowed_origins=origins(hosts))
        app = server.streamable_http_app(streamable_http_path=PATH, transport_security=security)
        config = uvicorn.Config(Guard(app, token, hosts), log_config=None, access_log=False)
        say(f"MCP server on http://{f'[{host}]' if ':' in host else host}:{port}{PATH}")
        uvicorn.Server(config).run(sockets=[listening])
