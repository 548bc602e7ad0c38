"""``config show`` and ``config check``: what a run would use and why, and what is wrong with the configuration file.

Options and the world come in; rows go to stdout, problems to stderr, an exit code out. Nothing is sent, no session is opened, and
no key is asked for: of a key only its source is said, and of a variable whether it is set.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from openai_sql_shell.api.endpoint import Endpoint
from openai_sql_shell.classes import replace
from openai_sql_shell.cli.launch import chosen_config_file, decisions
from openai_sql_shell.config import SETTINGS, Account, Paths, Settings, read_config
from openai_sql_shell.config.checker import Problem, check_config
from openai_sql_shell.config.config_file import line_in
from openai_sql_shell.config.key_sources import KEYS
from openai_sql_shell.errors import ExitCode, UsageError, did_you_mean
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.secrets import mask, mask_url

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from openai_sql_shell.config import ConfigFile
    from openai_sql_shell.console import Console

COLUMNS = ("section", "name", "value", "origin")
Fact = tuple[str, str, str | None, str]
"""Values of `COLUMNS`."""


def main(options: argparse.Namespace, console: Console) -> int:
    """Do what the first word says.

    Raises:
        UsageError: it says something else, or there are too many words, or the file is wrong (``show``).
    """
    action, *words = options.files or [""]
    if action not in ACTIONS:
        raise UsageError(
            f'"{action}" is nothing config can do' if action else "say what config is to do",
            hint=did_you_mean(get_close_matches(action, ACTIONS))
            or f"write config {' or config '.join(ACTIONS)}",
        )
    return ACTIONS[action](options, words, console)


def show(options: argparse.Namespace, words: Sequence[str], console: Console) -> int:
    """Every profile field, setting and path, with its value and origin."""
    _refuse_more(words, 0)
    paths, screen = Paths.of(console.environ), console.stdout.isatty()
    file = read_config(chosen_config_file(options, paths))
    account = Account(console.environ, file, options.profile, options.base_url)
    settings, origins = Settings(), {}
    for name, text, origin in decisions(options, file, screen=screen):
        settings.set(name, text)
        origins[name] = origin
    rows = [
        *profile_facts(account),
        *(("settings", name, settings.show(name), origins.get(name, "default")) for name in SETTINGS),
        *path_facts(options, file, paths),
    ]
    whole = replace(RenderOptions.on(console.stdout, console, settings), max_rows=None, expanded=False)
    masked = ((section, name, value and shown(name, value), origin) for section, name, value, origin in rows)
    write(Result(tuple(map(ResultColumn, COLUMNS)), iter(masked)), console.stdout, whole)
    return ExitCode.OK


def shown(name: str, value: str) -> str:
    """A value without the secrets it holds."""
    return (mask_url if name == "base_url" else mask)(value)


def profile_facts(account: Account) -> Iterator[Fact]:
    """The fields of the profile a run would use."""
    name = account.name()
    yield "profile", "name", name.value, name.origin
    for field in ("base_url", *KEYS, "organization", "project", "mode", "read_only"):
        found = account.key(field) if field in KEYS else account.found(field)
        yield "profile", field, found.value, found.origin


def path_facts(options: argparse.Namespace, file: ConfigFile, paths: Paths) -> Iterator[Fact]:
    """The files this program reads and writes, whether they exist or not."""
    chosen = {
        "config_file": (options.config, "option --config", paths.config_file, paths.config_origin),
        "init_file": (file.init_file, file.place("init_file"), paths.init_file, paths.config_origin),
        "history_file": (None, "", paths.history_file, paths.state_origin),
    }
    for name, (named, origin, otherwise, default) in chosen.items():
        path = Path(named or otherwise)
        missing = "" if path.is_file() else ", no such file"
        yield "paths", name, str(path), (origin if named else default) + missing
    yield "paths", "ledger_file", str(paths.ledger_file), paths.state_origin
    yield "paths", "files_folder", str(paths.files_folder), paths.cache_origin


def check(options: argparse.Namespace, words: Sequence[str], console: Console) -> int:
    """Every problem of a configuration file, one a line."""
    _refuse_more(words, 1)
    paths = Paths.of(console.environ)
    path = Path(words[0]) if words else chosen_config_file(options, paths)
    if path is None:
        console.say(f"ok: there is no configuration file {sanitize(str(paths.config_file))}")
        return ExitCode.OK
    file, problems = check_config(path)
    problems = sorted([*problems, *useless(file)], key=lambda problem: problem.line)
    for problem in problems:
        console.say(sanitize(mask(str(problem))))
    if problems:
        return ExitCode.USAGE
    console.say(f"ok: {sanitize(str(path))}")
    return ExitCode.OK


def useless(file: ConfigFile) -> Iterator[Problem]:
    """What is written as it should be and cannot be used: addresses that are none, a file that is not there."""
    path = file.path or Path()
    for name, profile in file.profiles.items():
        try:
            Endpoint.parse(str(profile.get("base_url", "")))
        except UsageError as error:
            place = f"profiles.{name}.base_url"
            yield Problem(path, line_in(file.lines, place), error.message, error.hint)
    if file.init_file is not None and not file.init_file.is_file():
        yield Problem(path, line_in(file.lines, "init_file"), f"there is no file {file.init_file}")


def _refuse_more(words: Sequence[str], most: int) -> None:
    if len(words) > most:
        raise UsageError(f'"{words[most]}" is one word too many', hint="openai-sql config --help lists them")


ACTIONS: Mapping[str, Callable[[argparse.Namespace, Sequence[str], Console], int]] = {
    "show": show,
    "check": check,
}
"""What ``config`` does, by its first word."""
