"""Paths of this program's own files: the XDG directories, and their counterparts on Windows.

Nothing is created before it is needed, and nothing here reads a file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from openai_sql_shell.classes import field, frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

APPLICATION = "openai-sql"

XDG = (("XDG_CONFIG_HOME", ".config"), ("XDG_STATE_HOME", ".local/state"), ("XDG_CACHE_HOME", ".cache"))
WINDOWS = (("APPDATA", "AppData/Roaming"), *(("LOCALAPPDATA", "AppData/Local"),) * 2)
"""The variable that names a directory, and where it usually is below home: what a person writes, what the program keeps, and
what it can fetch again."""


@frozen
class Paths:
    """The files one person's runs share."""

    config_file: Path
    """Written by the person only; need not exist."""
    history_file: Path
    """What was typed in the shell; the progress of a replay stands beside it."""
    files_folder: Path = field(default=Path(), compare=False)
    """Files that were downloaded to be read; may be removed at any time."""
    config_origin: str = field(default="default", compare=False)
    """Who decides where the directory of the configuration file is."""
    state_origin: str = field(default="default", compare=False)
    """The same for that of the history."""
    cache_origin: str = field(default="default", compare=False)
    """The same for that of downloaded files."""

    @property
    def ledger_file(self) -> Path:
        """What this program created, and what was seen of it; beside the history."""
        return self.history_file.with_name("ledger.sqlite")

    @property
    def audit_file(self) -> Path:
        """What agents asked for; there, too."""
        return self.history_file.with_name("mcp-audit.jsonl")

    @property
    def ask_file(self) -> Path:
        r"""The profiles on which ``\ask`` was allowed; there, too."""
        return self.history_file.with_name("ask")

    @property
    def ask_off_file(self) -> Path:
        r"""There while ``\ask`` is off for good."""
        return self.history_file.with_name("ask.off")

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

    @property
    def prices_file(self) -> Path:
        """What models cost this person; there, too."""
        return self.config_file.with_name("prices.toml")

    @classmethod
    def of(cls, environment: Mapping[str, str], platform: str = sys.platform) -> Paths:
        """The paths of whoever has this environment.

        >>> str(Paths.of({"HOME": "/home/ada"}, "linux").config_file)
        '/home/ada/.config/openai-sql/config.toml'
        >>> str(Paths.of({"HOME": "/home/ada", "XDG_STATE_HOME": "/var/ada"}, "linux").history_file)
        '/var/ada/openai-sql/history'
        """
        directories = WINDOWS if platform == "win32" else XDG
        (config, config_origin), (state, state_origin), (cache, cache_origin) = (
            _located(*names, environment) for names in directories
        )
        return cls(
            config_file=config / APPLICATION / "config.toml",
            history_file=state / APPLICATION / "history",
            files_folder=cache / APPLICATION / ("Cache" if platform == "win32" else "") / "files",
            config_origin=config_origin,
            state_origin=state_origin,
            cache_origin=cache_origin,
        )


def _located(variable: str, below_home: str, environment: Mapping[str, str]) -> tuple[Path, str]:
    """A directory, and who decides that; XDG says that a relative path in the variable is to be ignored."""
    named = environment.get(variable)
    if named and Path(named).is_absolute():
        return Path(named), f"environment {variable}"
    home = environment.get("HOME") or environment.get("USERPROFILE")
    return (Path(home) if home else Path.home()) / below_home, "default"
