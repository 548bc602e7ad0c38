"""Paths of this program's own files: the XDG directories, and their counterparts on Windows.

Nothing is created before it is needed, and nothing here reads a file.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

APPLICATION = "openai-sql"


@dataclass(frozen=True, slots=True)
class Base:
    """A directory that a variable names, or that is usual."""

    variable: str
    below_home: str

    def named_by(self, environment: Mapping[str, str]) -> str | None:
        """What the variable says, where it counts; XDG says that a relative path is to be ignored."""
        named = environment.get(self.variable)
        return named if named and Path(named).is_absolute() else None

    def origin(self, environment: Mapping[str, str]) -> str:
        """Who decides where it is."""
        return f"environment {self.variable}" if self.named_by(environment) else "default"

    def directory(self, environment: Mapping[str, str]) -> Path:
        """Where it is for whoever has this environment."""
        if named := self.named_by(environment):
            return Path(named)
        home = environment.get("HOME") or environment.get("USERPROFILE")
        return (Path(home) if home else Path.home()) / self.below_home


def bases(platform: str = sys.platform) -> tuple[Base, Base]:
    """The directory of what a person writes, and that of what the program keeps."""
    if platform == "win32":
        return Base("APPDATA", "AppData/Roaming"), Base("LOCALAPPDATA", "AppData/Local")
    return Base("XDG_CONFIG_HOME", ".config"), Base("XDG_STATE_HOME", ".local/state")


@dataclass(frozen=True, slots=True)
class Paths:
    """The files one person's runs share."""

    config_file: Path
    """Written by the person only; need not exist."""
    history_file: Path
    """What was typed in the shell; the progress of a replay stands beside it."""

    @property
    def existing_config_file(self) -> Path | None:
        """The configuration file, if there is one."""
        return self.config_file if self.config_file.is_file() else None

    @property
    def init_file(self) -> Path:
        """Statements the shell begins with; beside the configuration file, written by the person, too."""
        return self.config_file.with_name("init.sql")

    @property
    def queries_file(self) -> Path:
        """Named queries; there, too."""
        return self.config_file.with_name("queries.toml")

    @classmethod
    def of(cls, environment: Mapping[str, str], platform: str = sys.platform) -> Paths:
        """The paths of whoever has this environment.

        >>> str(Paths.of({"HOME": "/home/ada"}, "linux").config_file)
        '/home/ada/.config/openai-sql/config.toml'
        >>> str(Paths.of({"HOME": "/home/ada", "XDG_STATE_HOME": "/var/ada"}, "linux").history_file)
        '/var/ada/openai-sql/history'
        """
        config, state = bases(platform)
        return cls(
            config_file=config.directory(environment) / APPLICATION / "config.toml",
            history_file=state.directory(environment) / APPLICATION / "history",
        )
