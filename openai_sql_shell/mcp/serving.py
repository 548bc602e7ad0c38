"""From choices to a server that runs, on stdio or over HTTP, until its client or a signal ends it."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.classes import field, frozen, replace
from openai_sql_shell.config import Paths
from openai_sql_shell.mcp.audit import Audit
from openai_sql_shell.mcp.caps import Caps
from openai_sql_shell.mcp.pool import SessionPool
from openai_sql_shell.mcp.server import make_server
from openai_sql_shell.mcp.work import Work
from openai_sql_shell.opening import Choices, SessionOpener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from mcp.server.mcpserver import MCPServer


@frozen
class ServerChoices:
    """What whoever starts a server may say."""

    account: Choices = field(default_factory=Choices)
    """Profile, mode, sandbox."""
    caps: Caps = field(default_factory=Caps)
    files_root: Path | None = None
    """The directory whose files statements may name; None: they name none."""
    audit: Path | None = None
    """Where it is written down what was asked for; None: the usual place, in modes that change something."""
    services: tuple[str, ...] = ()
    """The only ones there are; empty: all."""
    allow_billed: bool = False
    """Calls that change nothing, but may cost money."""


@contextmanager
def served(choices: ServerChoices, environ: Mapping[str, str]) -> Iterator[MCPServer]:
    """A server whose sessions are closed behind the block.

    Raises:
        UsageError: a choice that cannot be, or the audit cannot be written. UnknownName: there is no such service.
    """
    bounds = {"max_requests": choices.caps.max_requests}
    opener = SessionOpener(replace(choices.account, at_most=bounds), environ)
    mode = opener.mode
    names = tuple(Catalog().service(name.rpartition(".")[2]).name for name in choices.services)
    catalog = Catalog(only=names or None)
    audited = choices.audit or (None if mode == "read_only" else Paths.of(environ).audit_file)
    files = () if choices.files_root is None else (choices.files_root,)
    with ExitStack() as opened:
        audit = None if audited is None else opened.enter_context(closing(Audit(audited)))
        pool = opened.enter_context(closing(SessionPool(opener, catalog, files)))
        work = Work(pool, catalog, mode, choices.caps, audit, billed=choices.allow_billed)
        opened.callback(work.close)
        yield make_server(work)


def serve(
    choices: ServerChoices,
    environ: Mapping[str, str],
    http: tuple[str, int] | None,
    say: Callable[[str], None],
) -> None:
    """Serve on stdio, or over HTTP at an address of this machine.

    Raises:
        UsageError: a choice that cannot be; there is no token for HTTP. UnknownName: there is no such service.
    """
    if http is None:
        with served(choices, environ) as server:
            server.run("stdio")
        return
    from openai_sql_shell.mcp.loopback import serve_http, token_of  # noqa: PLC0415 - stdio needs no server of HTTP

    token = token_of(environ)
    with served(choices, environ) as server:
        serve_http(server, http, token, say)
