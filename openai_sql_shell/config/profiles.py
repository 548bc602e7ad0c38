"""Profiles: which API to talk to, with whose key.

An option wins over the profile, the profile over the environment, the environment over the default. Keys come from
environment variables only; a profile says which.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openai_sql_shell.config.config_file import ConfigFile, ProfileTable
from openai_sql_shell.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DEFAULT_BASE_URL = "https://api.openai.com/v1"
DEFAULT_NAME = "default"
"""Name of the profile that only the environment makes."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One account at one address."""

    name: str
    base_url: str = DEFAULT_BASE_URL
    """As it was given; `api` checks it."""
    api_key: str | None = field(default=None, repr=False)
    admin_key: str | None = field(default=None, repr=False)
    organization: str | None = None
    project: str | None = None
    read_only: bool = False
    sandbox: bool = False
    """The address is that of the embedded server."""


def resolve(
    environment: Mapping[str, str],
    *,
    config_file: Path | None = None,
    profile: str | None = None,
    base_url: str | None = None,
) -> Profile:
    """The profile that options, configuration file and environment make together.

    An empty variable counts as unset. ``config_file`` None: there is no file.

    Raises:
        UsageError: the file is wrong, it has no such profile, or a variable the profile names is not set.
    """
    file = ConfigFile.read(config_file)
    name = profile or file.default_profile
    table = _table(file, name) if name else ProfileTable()

    def key(named: str | None, usual: str) -> str | None:
        value = environment.get(named or usual) or None
        if named and value is None:
            raise UsageError(
                f'profile "{name}" takes its key from {named}, which is not set',
                hint=f"set {named}, or choose another profile with --profile",
            )
        return value

    return Profile(
        name=name or DEFAULT_NAME,
        base_url=base_url or table.base_url or environment.get("OPENAI_BASE_URL") or DEFAULT_BASE_URL,
        api_key=key(table.api_key_env, "OPENAI_API_KEY"),
        admin_key=key(table.admin_key_env, "OPENAI_ADMIN_KEY"),
        organization=table.organization or environment.get("OPENAI_ORG_ID") or None,
        project=table.project or environment.get("OPENAI_PROJECT_ID") or None,
        read_only=table.read_only,
    )


def _table(file: ConfigFile, name: str) -> ProfileTable:
    if name in file.profiles:
        return file.profiles[name]
    from difflib import get_close_matches  # noqa: PLC0415 - needed for a misspelt name only

    where = f" in {file.path}" if file.path else ""
    known = ", ".join(file.profiles)
    raise UsageError(
        f'there is no profile "{name}"{where}',
        hint=did_you_mean(get_close_matches(name, file.profiles))
        or (f"it has {known}" if known else f"add it as a table [profiles.{name}] to the configuration file"),
    )
