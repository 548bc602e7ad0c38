"""From the options of a run to an open session: which settings, whose key, the API or the sandbox.

Nothing is sent here. What was opened is closed when the block ends, whatever ends it.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from openai_sql_shell.config import DEFAULT_NAME, Paths, Profile, Settings, read_config, resolve
from openai_sql_shell.errors import UsageError
from openai_sql_shell.scripts import read_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from openai_sql_shell.config import ConfigFile
    from openai_sql_shell.console import Console
    from openai_sql_shell.session import Session
    from openai_sql_shell.sql.template import Value as Variable

SETTINGS_OF_OPTIONS = {
    "output": "output",
    "http_log": "http_log",
    "max_rows": "max_changes",
    "stats": "stats",
    "concurrency": "concurrency",
    "dry_run": "dry_run",
    "read_only": "read_only",
    "yes": "assume_yes",
}
"""Options that are a setting under their own or another name."""

SANDBOX_NOTICE = "No OPENAI_API_KEY: this is the sandbox, an imitation of the API on this machine. Nothing is sent to OpenAI."


@dataclass(frozen=True, slots=True)
class Launched:
    """What a front end is given."""

    session: Session
    paths: Paths
    banner: str | None
    """What the person should know before the first prompt."""
    init_file: Path | None
    """Statements and backslash commands the shell begins with; None: there are none, or they are not wanted."""


@contextmanager
def launched(options: argparse.Namespace, console: Console, *, shell: bool) -> Iterator[Launched]:
    """An open session; for the ``shell`` on the sandbox where no account is configured at all.

    Raises:
        UsageError: options, configuration or variables that cannot be.
    """
    paths = Paths.of(console.environ)
    file = read_config(chosen_config_file(options, paths))
    settings = chosen_settings(options, file, screen=console.stdout.isatty())
    with ExitStack() as opened:
        profile, banner = None, None
        if not asks_for_sandbox(options):
            profile = resolve(console.environ, file, profile=options.profile, base_url=options.base_url)
            if shell and not has_account(options, profile):
                profile, banner = None, SANDBOX_NOTICE
        if profile is None:
            profile = opened.enter_context(sandbox_profile(options.sandbox_dir))
        from openai_sql_shell.session import Session  # noqa: PLC0415 - brings the SQL engine

        session = Session(profile, settings)
        opened.callback(session.close)
        session.variables.update(chosen_variables(options))
        yield Launched(session, paths, banner, chosen_init_file(options, file, paths) if shell else None)


def open_session(name: str, before: Session, options: argparse.Namespace, console: Console) -> Session:
    r"""A session with another profile for a shell that runs already (``\c name``); whoever asked closes both.

    Settings, variables and the service of USE go on; tables and views of the session before do not. The file is read anew.
    The address is the profile's own: ``--base-url`` was meant for another one, and no key may go to a stranger's address.

    Raises:
        UsageError: there is no such profile, or its key is not to be had; the session before is as it was.
    """
    from openai_sql_shell.session import Session  # noqa: PLC0415 - brings the SQL engine

    file = read_config(chosen_config_file(options, Paths.of(console.environ)))
    session = Session(resolve(console.environ, file, profile=name), before.settings)
    session.variables.update(before.variables)
    session.service = before.service
    return session


def asks_for_sandbox(options: argparse.Namespace) -> bool:
    """Whether the person asked for the sandbox.

    Raises:
        UsageError: and for another server, too.
    """
    asked = bool(options.sandbox or options.sandbox_dir)
    for other in ("profile", "base_url"):
        if asked and getattr(options, other):
            raise UsageError(
                f"--sandbox and --{other.replace('_', '-')} exclude each other",
                hint="the sandbox brings its own address and key",
            )
    return asked


def has_account(options: argparse.Namespace, profile: Profile) -> bool:
    """Whether there is a key, or the person said where they want to be."""
    named = profile.name != DEFAULT_NAME
    return bool(profile.api_key or profile.admin_key or named or options.base_url)


@contextmanager
def sandbox_profile(directory: str | None) -> Iterator[Profile]:
    """The profile of a sandbox that lives as long as the block."""
    from openai_sql_shell.sandbox.server import Sandbox  # noqa: PLC0415 - a server only some runs need

    with Sandbox(Path(directory) if directory else None) as sandbox:
        yield Profile("sandbox", sandbox.url, api_key=sandbox.key, sandbox=True)


def chosen_config_file(options: argparse.Namespace, paths: Paths) -> Path | None:
    """The file the person named, which must exist, or the usual one if it does."""
    if options.config:
        return Path(options.config)
    return paths.config_file if paths.config_file.is_file() else None


def chosen_init_file(options: argparse.Namespace, file: ConfigFile, paths: Paths) -> Path | None:
    """The init file the configuration names, or the usual one if it exists."""
    if options.no_init:
        return None
    return file.init_file or (paths.init_file if paths.init_file.is_file() else None)


def decisions(
    options: argparse.Namespace, file: ConfigFile, *, screen: bool
) -> Iterator[tuple[str, str, str]]:
    """Name, text and origin of each setting that is not left at its default; the later one wins.

    A pipe gets csv unless an option says otherwise: what a person likes on their screen must not change what scripts read.
    """
    for name, text in file.settings.items():
        yield name, text, file.place(f"settings.{name}")
    if not screen:
        yield "output", "csv", "default on a pipe"
    for option, name in SETTINGS_OF_OPTIONS.items():
        value = getattr(options, option, None)
        if value is not None and value is not False:
            yield name, "on" if value is True else str(value), f"option --{option.replace('_', '-')}"


def chosen_settings(options: argparse.Namespace, file: ConfigFile, *, screen: bool) -> Settings:
    """Settings from the defaults, the configuration file and the options, the later ones winning."""
    settings = Settings()
    for name, text, _origin in decisions(options, file, screen=screen):
        settings.set(name, text)
    return settings


def chosen_variables(options: argparse.Namespace) -> dict[str, Variable]:
    """Values for placeholders: those of the files, then those of the command line.

    Raises:
        UsageError: a file that cannot be read.
        StatementError: a file that holds something else.
    """
    values: dict[str, Variable] = {}
    for name in getattr(options, "vars", ()):
        from openai_sql_shell.sql.template import read_vars  # noqa: PLC0415 - brings a YAML parser

        values |= read_vars(read_file(name), Path(name).suffix)
    return values | dict(getattr(options, "var", ()))
