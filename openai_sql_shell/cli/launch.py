"""From the options of a run to an open session: which settings, whose key, the API or the sandbox.

Nothing is sent here. What was opened is closed when the block ends, whatever ends it.
"""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib import import_module

from openai_sql_shell.classes import Generic, TypeVar, frozen
from openai_sql_shell.config import DEFAULT_NAME, Account, Paths, Profile, Settings, read_config
from openai_sql_shell.errors import UsageError
from openai_sql_shell.opening import PROVISIONAL, SANDBOX, new_session, sandbox_profile

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from openai_sql_shell.config import ConfigFile
    from openai_sql_shell.console import Console
    from openai_sql_shell.session.session import Session
    from openai_sql_shell.sql.variables import Value as Variable

T = TypeVar("T")

SETTINGS_OF_OPTIONS = {
    "output": "output",
    "http_log": "http_log",
    "max_changes": "max_changes",
    "stats": "stats",
    "concurrency": "concurrency",
    "dry_run": "dry_run",
    "read_only": "read_only",
    "yes": "assume_yes",
    "allow_path": "allow_path",
}
"""Options that are a setting under their own or another name."""
OPTION = "option "
"""What the origin of a decision begins with where the command line made it."""

PRELOADED_FOR_KEYS = (
    "openai_sql_shell.shell.editor.completion_snapshot",
    "openai_sql_shell.shell.run_input",
    "openai_sql_shell.shell.commands.registry",
    "openai_sql_shell.shell.completion.text",
    "openai_sql_shell.planner.planner",
    "openai_sql_shell.session.executors",
    "openai_sql_shell.session.workspace",
    "openai_sql_shell.sql.parser",
    "openai_sql_shell.sql.template",
)
"""Modules that the first prompt does not need, but the first key or the first text does."""

PRELOADED_FOR_STATEMENTS = (
    "openai_sql_shell.session.queries",
    "openai_sql_shell.engine.database",
    "openai_sql_shell.api.transport",
    "requests",
    "rich.table",
    "rich.console",
)
"""Modules that the first statements over the network need."""

SANDBOX_NOTICE = "No OPENAI_API_KEY: this is the sandbox, an imitation of the API on this machine. Nothing is sent to OpenAI."


class Lazy(Generic[T]):
    """Makes the value at the first call; others wait for it, and everybody gets the same.

    >>> made = []
    >>> value = Lazy(lambda: made.append(1) or len(made))
    >>> value(), value()
    (1, 1)
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: list[T] = []
        self._closed = False

    def __call__(self) -> T:
        """The value. What `make` raises goes to the caller, and the next one tries again.

        Raises:
            RuntimeError: it was closed before anybody asked.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("closed")
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    def close(self) -> None:
        """Make nothing from here on; what another thread is making is finished first."""
        with self._lock:
            self._closed = True


@frozen
class Launched:
    """What a front end is given."""

    session: Session
    paths: Paths
    banner: str | None
    """What the person should know before the first prompt."""
    init_file: Path | None
    """Statements and backslash commands the shell begins with; None: there are none, or they are not wanted."""
    profiles: tuple[str, ...]
    """Names of the profiles that can be changed to."""
    connect: Callable[[str, Session], Session]
    r"""``\c``: a session with another profile, from the one before; see `open_session`."""
    ready: Callable[[], None]
    """What the first text needs and the first prompt does not; the same every time, and quick after the first."""
    preload: Callable[[], None]
    """What another thread can do behind the first prompt, so that the first statement need not."""


@contextmanager
def launched(
    options: argparse.Namespace, console: Console, paint: Callable[[str, str | None], None] | None = None
) -> Iterator[Launched]:
    """An open session; for the shell, which alone has a prompt to ``paint``, on the sandbox where no account is configured at all.

    ``paint`` is told the profile as soon as it is known, before anything heavy is loaded, and then the banner, too; not where an
    init file has the first word. The sandbox of a shell is built when it is first asked for, and no key of a command or the keyring is fetched here.

    Raises:
        UsageError: options, configuration or variables that cannot be.
    """
    paths = Paths.of(console.environ)
    file = read_config(chosen_config_file(options, paths))
    settings = chosen_settings(options, file, screen=console.stdout.isatty())
    init_file = chosen_init_file(options, file, paths) if paint else None
    with ExitStack() as opened:
        sandbox = Lazy(lambda: opened.enter_context(sandbox_profile(options.sandbox_dir, paint)))
        profile, banner = chosen_profile(options, console, file, shell=paint is not None)
        if profile == PROVISIONAL and not (paint and options.sandbox_dir is None):
            profile = sandbox()
        if paint and init_file is None:
            paint(profile.name, None)
        if paint:
            from openai_sql_shell.shell.greeting import greeting  # noqa: PLC0415 - the prompt does not wait for the widths of characters

            banner = greeting(banner, console.width())
        if paint and init_file is None:
            paint(profile.name, banner)
            banner = None
        session = new_session(profile, settings, paths)
        session.variables |= chosen_variables(options)
        preloading = partial(preload, sandbox if profile == PROVISIONAL else None)
        connect = partial(open_session, options, console, sandbox)

        def ready() -> None:
            if session.profile == PROVISIONAL:
                session.profile = sandbox()

        names = tuple(sorted({*file.profiles, DEFAULT_NAME, SANDBOX}))
        try:
            yield Launched(session, paths, banner, init_file, names, connect, ready, preloading)
        finally:
            session.close()
            sandbox.close()


def chosen_profile(
    options: argparse.Namespace, console: Console, file: ConfigFile, *, shell: bool
) -> tuple[Profile, str | None]:
    """The profile a run begins with, and what is to be said about it."""
    if asks_for_sandbox(options):
        return PROVISIONAL, None
    profile = Account(console.environ, file, options.profile, options.base_url).resolve(ask=False)
    if shell and not has_account(options, profile):
        return PROVISIONAL, SANDBOX_NOTICE
    return profile, None


def preload(sandbox: Callable[[], Profile] | None) -> None:
    """Build the sandbox, if there is to be one, and load modules, declarations last. What fails here fails again, and is explained, where it is needed."""
    with suppress(Exception):
        for name in PRELOADED_FOR_KEYS:
            import_module(name)
        if sandbox is not None:
            sandbox()
        for name in PRELOADED_FOR_STATEMENTS:
            import_module(name)
        from openai_sql_shell.catalog.lookup import Catalog  # noqa: PLC0415 - columns of every resource are offered before FROM

        list(Catalog().declarations())


def open_session(
    options: argparse.Namespace, console: Console, sandbox: Callable[[], Profile], name: str, before: Session
) -> Session:
    r"""A session with another profile for a shell that runs already (``\c name``); whoever asked closes both.

    Settings, variables and the service of USE go on; tables and views of the session before do not. The file is read anew.
    The address is the profile's own: ``--base-url`` was meant for another one, and no key may go to a stranger's address.
    The name ``sandbox`` is that of the ``sandbox``, unless the file gives it to a profile.

    Raises:
        UsageError: there is no such profile, or its key is not to be had; the session before is as it was.
    """
    paths = Paths.of(console.environ)
    file = read_config(chosen_config_file(options, paths))
    embedded = name == SANDBOX and name not in file.profiles
    profile = sandbox() if embedded else Account(console.environ, file, name).resolve()
    session = new_session(profile, before.settings, paths)
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
    """Whether there is a key, or somebody to ask for one, or the person said where they want to be."""
    named = profile.name != DEFAULT_NAME
    return bool(profile.api_key or profile.admin_key or profile.ask or named or options.base_url)


def chosen_config_file(options: argparse.Namespace, paths: Paths) -> Path | None:
    """The file the person named, which must exist, or the usual one if it does."""
    if not options.config:
        return paths.existing_config_file
    from pathlib import Path  # noqa: PLC0415 - few runs name one

    return Path(options.config)


def chosen_init_file(options: argparse.Namespace, file: ConfigFile, paths: Paths) -> Path | None:
    """The init file the configuration names, or the usual one if it exists."""
    if options.no_init:
        return None
    return file.init_file or (paths.init_file if paths.init_file.is_file() else None)


def decisions(
    options: argparse.Namespace, file: ConfigFile, *, screen: bool
) -> Iterator[tuple[str, str, str]]:
    """Name, text and origin of each setting that is not left at its default; the later one wins.

    An option of its own beats ``--set``. A pipe gets csv unless an option says otherwise: what a person likes on their screen must not change what scripts read.
    """
    for name, text in file.settings.items():
        yield name, text, file.place(f"settings.{name}")
    if not screen:
        yield "output", "csv", "default on a pipe"
    for name, text in options.set:
        yield name, text, f"{OPTION}--set"
    for option, name in SETTINGS_OF_OPTIONS.items():
        value = getattr(options, option, None)
        if isinstance(value, list):
            value = os.pathsep.join(value) or None
        if value is not None and value is not False:
            yield name, "on" if value is True else str(value), f"{OPTION}--{option.replace('_', '-')}"


def chosen_settings(options: argparse.Namespace, file: ConfigFile, *, screen: bool) -> Settings:
    """Settings from the defaults, the configuration file and the options, the later ones winning; bounds of options hold."""
    made = list(decisions(options, file, screen=screen))
    settings = Settings.of({name: text for name, text, _ in made})
    for name, text, origin in made:
        if origin.startswith(OPTION):
            option = origin.removeprefix(OPTION)
            settings.hold(name, f"{option} {name}={text}" if option == "--set" else option)
    return settings


def chosen_variables(options: argparse.Namespace) -> dict[str, Variable]:
    """Values for placeholders: those of the files, then those of the command line.

    Raises:
        UsageError: a file that cannot be read.
        StatementError: a file that holds something else.
    """
    values: dict[str, Variable] = {}
    for name in getattr(options, "vars", ()):
        from pathlib import Path  # noqa: PLC0415 - as below

        from openai_sql_shell.cli.scripts import read_file  # noqa: PLC0415 - most runs have none
        from openai_sql_shell.sql.template import read_vars  # noqa: PLC0415 - brings a YAML parser

        values |= read_vars(read_file(name), Path(name).suffix)
    return values | dict(getattr(options, "var", ()))
