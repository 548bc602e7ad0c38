"""The configuration file: TOML text in, checked values out, and every complaint with its file and line.

::

    default_profile = "work"

    [profiles.work]
    base_url = "https://eu.api.openai.com/v1"
    api_key_env = "WORK_OPENAI_KEY"
    read_only = true

    [settings]
    null = "-"

It holds names of environment variables, never keys, and is never written by this program.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from openai_sql_shell.config.settings import Settings
from openai_sql_shell.errors import OpenAISqlError, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

TOP_KEYS = {"default_profile": str, "profiles": dict, "settings": dict}
PROFILE_KEYS: dict[str, type] = {
    "base_url": str,
    "api_key_env": str,
    "admin_key_env": str,
    "organization": str,
    "project": str,
    "read_only": bool,
}
TYPE_NAMES = {str: "a text in quotes", bool: "true or false", dict: "a table"}
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProfileTable:
    """``[profiles.NAME]`` as it is written."""

    base_url: str | None = None
    api_key_env: str | None = None
    admin_key_env: str | None = None
    organization: str | None = None
    project: str | None = None
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """What a configuration file says, checked. Without a file: nothing."""

    path: Path | None = None
    default_profile: str | None = None
    profiles: Mapping[str, ProfileTable] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    """Texts that `Settings.set` takes."""

    @classmethod
    def read(cls, path: Path | None) -> ConfigFile:
        """Read and check a file; None means that there is none.

        Raises:
            UsageError: it cannot be read, is no TOML, or has a key, type or value it should not have.
        """
        if path is None:
            return cls()
        import tomllib  # noqa: PLC0415 - 16 ms that only those with a file pay

        try:
            text = path.read_bytes().decode("utf-8-sig")
            document = tomllib.loads(text)
        except OSError as error:
            raise UsageError(f"cannot read the configuration file {path}: {error.strerror}") from None
        except ValueError as error:
            raise UsageError(f"{path} is not a TOML file: {error}") from None
        return _Reader(path, text).check(document)

    def apply(self, settings: Settings) -> None:
        """Change the settings the file names."""
        for name, text in self.settings.items():
            settings.set(name, text)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Checks one document; keeps the text to say in which line a key stands."""

    path: Path
    text: str

    def check(self, document: dict[str, object]) -> ConfigFile:
        self.check_keys("", document, TOP_KEYS)
        profiles = self.tables("profiles", document)
        default = document.get("default_profile")
        if isinstance(default, str) and default not in profiles:
            self.refuse("", "default_profile", f'there is no profile "{default}"', _near(default, profiles))
        return ConfigFile(
            path=self.path,
            default_profile=default if isinstance(default, str) else None,
            profiles={name: self.profile(name, table) for name, table in profiles.items()},
            settings=self.settings(document.get("settings")),
        )

    def tables(self, key: str, document: dict[str, object]) -> dict[str, dict[str, object]]:
        outer = document.get(key)
        inner = outer if isinstance(outer, dict) else {}
        for name, table in inner.items():
            if not isinstance(table, dict):
                self.refuse(key, name, f"{key}.{name} must be a table", f"write [{key}.NAME] above its keys")
        return inner

    def profile(self, name: str, table: dict[str, object]) -> ProfileTable:
        section = f"profiles.{name}"
        for secret in ("api_key", "admin_key"):
            if secret in table:
                self.refuse(
                    section,
                    secret,
                    f"{secret} may not stand in this file",
                    f'put the key into an environment variable and its name here: {secret}_env = "MY_KEY"',
                )
        self.check_keys(section, table, PROFILE_KEYS)
        for key in ("api_key_env", "admin_key_env"):
            variable = table.get(key)
            if isinstance(variable, str) and not VARIABLE.fullmatch(variable):
                # The value may be the key itself, so it is not repeated.
                self.refuse(
                    section, key, f"{key} must be the name of an environment variable", "not the key itself"
                )
        return ProfileTable(**table)  # type: ignore[arg-type]  # check_keys has seen names and types

    def settings(self, table: object) -> dict[str, str]:
        texts = {}
        for name, value in table.items() if isinstance(table, dict) else ():
            text = {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
            try:
                Settings().set(name, text)
            except OpenAISqlError as error:
                self.refuse("settings", name, error.message, error.hint)
            texts[name] = text
        return texts

    def check_keys(self, section: str, table: Mapping[str, object], known: Mapping[str, type]) -> None:
        for key, value in table.items():
            if key not in known:
                self.refuse(section, key, f'unknown key "{key}"', _near(key, known))
            if not isinstance(value, known[key]):
                self.refuse(section, key, f"{key} must be {TYPE_NAMES[known[key]]}", None)

    def refuse(self, section: str, key: str, message: str, hint: str | None) -> NoReturn:
        place = f" in [{section}]" if section else ""
        raise UsageError(f"{self.path}:{line_of(self.text, section, key)}: {message}{place}", hint=hint)


def line_of(text: str, section: str, key: str) -> int:
    r"""The line, from 1, in which a key of a section is set, or the section begins.

    >>> line_of('a = 1\n[profiles.x]\na = 2\n', "profiles.x", "a")
    3
    """
    here, begins = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([^\]]+?)\s*\]", line):
            here = header[1].replace('"', "").replace("'", "")
            begins = number if here in (section, f"{section}.{key}") else begins
        name = re.match(r"""\s*(["']?)([\w.-]+)\1\s*=""", line)
        if name and f"{here}.{name[2]}".strip(".") == f"{section}.{key}".strip("."):
            return number
    return begins


def _near(wrong: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - needed for a misspelt name only

    known = list(known)
    return did_you_mean(get_close_matches(wrong, known)) or f"it can be {', '.join(known) or 'nothing yet'}"
