"""``mcp``: the server for agents. Standard output is the protocol's alone; what a person should know goes to stderr."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from openai_sql_shell.cli.launch import asks_for_sandbox
from openai_sql_shell.errors import ExitCode, UsageError
from openai_sql_shell.opening import Choices

if TYPE_CHECKING:
    import argparse

    from openai_sql_shell.console import Console


def main(options: argparse.Namespace, console: Console) -> int:
    """Serve until the client or a signal ends it.

    Raises:
        UsageError: a choice that cannot be, or the library is missing.
    """
    if find_spec("mcp") is None:
        raise UsageError("openai-sql mcp needs the library mcp", hint="pip install 'openai-sql[mcp]'")
    from openai_sql_shell.mcp.caps import Caps  # noqa: PLC0415 - brings the library
    from openai_sql_shell.mcp.serving import ServerChoices, serve  # noqa: PLC0415

    bounds = ("max_rows", "max_bytes", "max_requests", "timeout")
    root = options.files_root and Path(options.files_root).resolve()
    choices = ServerChoices(
        _account(options),
        Caps(**{name: value for name in bounds if (value := getattr(options, name)) is not None}),
        root,
        Path(options.audit).absolute() if options.audit else None,
        tuple(options.service),
        options.allow_billed,
    )
    if root:
        os.chdir(root)  # a path in a statement begins there
    serve(choices, console.environ, options.http, console.say)
    return ExitCode.OK


def _account(options: argparse.Namespace) -> Choices:
    sandbox = asks_for_sandbox(options) and (
        Path(options.sandbox_dir).absolute() if options.sandbox_dir else True
    )
    return Choices(
        profile=options.profile,
        mode=options.mode,
        sandbox=sandbox,
        base_url=options.base_url,
        config=Path(options.config).absolute() if options.config else None,
    )
