"""The completion snapshot: what completion may know, gathered once before each prompt; nothing of it changes while a person types."""

from __future__ import annotations

import os
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from openai_sql_shell.classes import replace
from openai_sql_shell.config import SETTINGS
from openai_sql_shell.shell.blocks import TERMINATORS
from openai_sql_shell.shell.commands.registry import COMMANDS
from openai_sql_shell.shell.completion.snapshot import Snapshot
from openai_sql_shell.shell.named_queries import known_queries
from openai_sql_shell.sql.variables import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.config import Paths
    from openai_sql_shell.shell.commands.command import Command
    from openai_sql_shell.shell.completion.snapshot import Described
    from openai_sql_shell.shell.state import ShellState

HOME = "~"
MOST_FILES = 200
"""Names of one directory that are offered."""


def completion_snapshot(shell: ShellState, usage: Mapping[str, int]) -> Snapshot:
    """What is known anyway, local objects, variables, ids seen in results, and how often this person used a name."""
    session = shell.session
    return replace(
        sessionless_snapshot(shell.paths),
        catalog=session.catalog,
        local=session.local_objects(),
        service=session.service,
        variables=tuple((name, text_of(value)) for name, value in sorted(session.variables.items())),
        last_columns=_last_columns(shell),
        ids=shell.seen_ids.newest(session.profile.name),
        id_resources=shell.seen_ids.resources(session.profile.name),
        usage=usage,
        file_columns=partial(columns_of_file, session.settings.allow_path),
    )


def columns_of_file(allowed: tuple[Path, ...], function: str, path: str) -> Sequence[Column]:
    """The columns of a file that a table function names; its beginning is read anew each time."""
    from openai_sql_shell.session.file_columns import file_columns  # noqa: PLC0415 - few complete them

    return file_columns(allowed, function, path)


def sessionless_snapshot(paths: Paths) -> Snapshot:
    """What is known before anything has run: the catalog, commands, settings, named queries, files."""
    return Snapshot(
        settings=tuple((row.name, row.help) for row in SETTINGS.values()),
        queries=known_queries(paths.queries_file),
        commands=described(COMMANDS),
        endings=described(c for c in COMMANDS if c.name in TERMINATORS),
        choices={row.name: row.kind.choices for row in SETTINGS.values() if row.kind.choices},
        files=files,
        file_columns=partial(columns_of_file, ()),
    )


def _last_columns(shell: ShellState) -> Described:
    """The columns of the last result as a command takes them, each with its type."""
    columns = shell.last_result.columns if shell.last_result is not None else ()
    names = (c.name if " " not in c.name else f'"{c.name}"' for c in columns)
    return tuple(
        (name, c.source.type.value if c.source else "") for name, c in zip(names, columns, strict=True)
    )


def described(commands: Iterable[Command]) -> tuple[tuple[str, str], ...]:
    """Commands as they are typed, each with its help."""
    return tuple((f"\\{command.name}", command.help) for command in commands)


def files(beginning: str) -> Iterable[str]:
    """Paths that begin with a text, directories with a slash behind; only the directory it names is looked into.

    >>> files("~")
    ['~/']
    """
    if beginning == HOME:
        return [f"{HOME}/"]
    directory, _, name = beginning.rpartition("/")
    start = f"{directory}/" if "/" in beginning else ""
    try:
        with os.scandir(Path(start).expanduser()) as entries:
            named = (e for e in entries if e.name.startswith(name) and e.name.isprintable())
            fitting = (e for e in named if name or not e.name.startswith("."))
            return sorted(start + e.name + ("/" if e.is_dir() else "") for e in islice(fitting, MOST_FILES))
    except OSError:
        return []
