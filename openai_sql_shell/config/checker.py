"""The configuration file, checked: every problem with its line and what to do, and the values if there is none.

A path comes in; a `ConfigFile` and the `Problem`s go out. A problem never repeats a value that may be a key.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from openai_sql_shell.classes import field, frozen
from openai_sql_shell.config.config_file import MODES, PROFILE_KEYS, TOP_KEYS, ConfigFile, line_in
from openai_sql_shell.config.key_sources import KEYS, KINDS
from openai_sql_shell.config.settings import Settings, setting
from openai_sql_shell.errors import OpenAISqlError, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TYPE_NAMES = {str: "a text in quotes", bool: "true or false", dict: "a table"}

_NAME = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_NAMES = rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*"
_HEADER = re.compile(rf"\s*\[{_NAMES}\]")
_KEY = re.compile(rf"{_NAMES}=")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


@frozen
class Problem:
    """One thing that is wrong."""

    path: Path
    line: int
    """From 1."""
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.path}:{self.line}: {self.message}{hint}"

    @property
    def error(self) -> UsageError:
        """The same, to be raised."""
        return UsageError(f"{self.path}:{self.line}: {self.message}", hint=self.hint)


def check_config(path: Path) -> tuple[ConfigFile, list[Problem]]:
    """What a file says, without the wrong parts, and all that is wrong, from top to bottom.

    Raises:
        UsageError: it cannot be read.
    """
    import tomllib  # noqa: PLC0415 - 16 ms that only those with a file pay

    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the configuration file {path}: {error.strerror}") from None
    try:
        text = content.decode("utf-8-sig")
        document = tomllib.loads(text)
    except ValueError as error:
        return ConfigFile(path), [no_toml(path, content, error)]
    checker = _Checker(path, lines_of(text))
    file = checker.file(document)
    return file, sorted(checker.problems, key=lambda problem: problem.line)


def no_toml(path: Path, content: bytes, error: ValueError) -> Problem:
    """A file without structure; the parser stops at the first such place."""
    if isinstance(error, UnicodeDecodeError):
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(path, line, "this is no UTF-8 text", "save the file as UTF-8")
    place = _PLACE.search(str(error))
    line = int(place[1]) if place and place[1] else max(1, len(content.splitlines()))
    return Problem(path, line, f"this is not TOML: {_PLACE.sub('', str(error))}")


def lines_of(text: str) -> dict[str, int]:
    r"""The line, from 1, of each key and table, by its dotted name.

    >>> lines_of('a = 1\n[profiles."x"]\nb . c = 2\n')
    {'a': 1, 'profiles.x': 2, 'profiles.x.b.c': 3}
    """
    section = ""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            section = _dotted(header[1])
            lines.setdefault(section, number)
        elif key := _KEY.match(line):
            lines.setdefault(f"{section}.{_dotted(key[1])}".lstrip("."), number)
    return lines


def _dotted(names: str) -> str:
    return ".".join(name.strip("\"'") for name in re.findall(_NAME, names))


@frozen
class _Checker:
    """Goes through one document, collecting what is wrong."""

    path: Path
    lines: dict[str, int]
    problems: list[Problem] = field(default_factory=list)

    def file(self, document: dict[str, object]) -> ConfigFile:
        top = self.known("", document, TOP_KEYS)
        profiles = self.profile_tables(top.get("profiles"))
        default, init_file = top.get("default_profile"), top.get("init_file")
        if isinstance(default, str) and default not in profiles:
            self.note("default_profile", f'there is no profile "{default}"', _near(default, profiles))
        return ConfigFile(
            path=self.path,
            default_profile=default if isinstance(default, str) else None,
            init_file=self.path.parent / Path(init_file).expanduser() if isinstance(init_file, str) else None,
            profiles={name: self.profile(f"profiles.{name}", table) for name, table in profiles.items()},
            settings=self.settings(top.get("settings")),
            lines=self.lines,
        )

    def profile_tables(self, outer: object) -> dict[str, dict[str, object]]:
        inner = {}
        for name, table in outer.items() if isinstance(outer, dict) else ():
            if isinstance(table, dict):
                inner[name] = table
            else:
                place = f"profiles.{name}"
                self.note(place, f"{place} must be a table", "write [profiles.NAME] above its keys")
        return inner

    def profile(self, section: str, table: dict[str, object]) -> dict[str, object]:
        for key in KEYS:
            if key in table:
                self.note(
                    f"{section}.{key}",
                    f"{key} may not stand in this file",
                    f'put the key into an environment variable and its name here: {key}_env = "MY_KEY"',
                )
        others = {name: value for name, value in table.items() if name not in KEYS}
        fitting = self.known(section, others, PROFILE_KEYS)
        if (mode := fitting.get("mode", "full")) not in MODES:
            self.note(f"{section}.mode", f'there is no mode "{mode}"', _near(str(mode), MODES))
            del fitting["mode"]
        for key in KEYS:
            self.key_source(section, key, fitting)
        return fitting

    def key_source(self, section: str, key: str, table: Mapping[str, object]) -> None:
        """At most one source, and one that can be meant; the value may be the key itself, so it is not repeated."""
        named = [f"{key}_{kind}" for kind in KINDS if f"{key}_{kind}" in table]
        for line in named[1:]:
            self.note(f"{section}.{line}", f"{named[0]} and {line} exclude each other", "keep one of them")
        for line in named:
            kind = KINDS[line.removeprefix(f"{key}_")]
            if not kind.fits(str(table[line])):
                self.note(f"{section}.{line}", f"{line} must be {kind.expected}", "not the key itself")

    def settings(self, table: object) -> dict[str, str]:
        texts = {}
        for name, value in table.items() if isinstance(table, dict) else ():
            text = {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
            try:
                Settings().set(name, text)
            except OpenAISqlError as error:
                self.note(f"settings.{name}", error.message, error.hint)
                continue
            own = setting(name).name
            texts[own] = text
            self.lines[f"settings.{own}"] = line_in(self.lines, f"settings.{name}")
        return texts

    def known(
        self, section: str, table: Mapping[str, object], known: Mapping[str, type]
    ) -> dict[str, object]:
        """The part of a table whose names and types are right."""
        fitting = {}
        for key, value in table.items():
            place = f"{section}.{key}".lstrip(".")
            if key not in known:
                self.note(place, f'unknown key "{key}"', _near(key, known))
            elif not isinstance(value, known[key]):
                self.note(place, f"{key} must be {TYPE_NAMES[known[key]]}")
            else:
                fitting[key] = value
        return fitting

    def note(self, place: str, message: str, hint: str | None = None) -> None:
        section = place.rpartition(".")[0]
        where = f" in [{section}]" if section else ""
        self.problems.append(Problem(self.path, line_in(self.lines, place), f"{message}{where}", hint))


def _near(wrong: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - needed for a misspelt name only

    known = list(known)
    return did_you_mean(get_close_matches(wrong, known)) or f"it can be {', '.join(known) or 'nothing yet'}"
