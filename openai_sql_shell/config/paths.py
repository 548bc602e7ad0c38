"""Where this program's own files are: the XDG directories, and their counterparts on Windows.

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
class Paths:
    """The files one person's runs share."""

    config_file: Path
    """Written by the person only; need not exist."""
    history_file: Path
    """What was typed in the shell; the journal of a replay stands beside it."""

    @classmethod
    def of(cls, environment: Mapping[str, str], platform: str = sys.platform) -> Paths:
        """The paths of whoever has this environment.

        >>> str(Paths.of({"HOME": "/home/ada"}, "linux").config_file)
        '/home/ada/.config/openai-sql/config.toml'
        >>> str(Paths.of({"HOME": "/home/ada", "XDG_STATE_HOME": "/var/ada"}, "linux").history_file)
        '/var/ada/openai-sql/history'
        """
        if platform == "win32":
            roaming, local, config, state = "APPDATA", "LOCALAPPDATA", "AppData/Roaming", "AppData/Local"
        else:
            roaming, local, config, state = "XDG_CONFIG_HOME", "XDG_STATE_HOME", ".config", ".local/state"
        return cls(
            config_file=_base(environment, roaming, config) / APPLICATION / "config.toml",
            history_file=_base(environment, local, state) / APPLICATION / "history",
        )

    def state_directory(self) -> Path:
        """The directory of the history, made now if it does not exist, readable by its owner only.

        Raises:
            OSError: it cannot be made.
        """
        directory = self.history_file.parent
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return directory


def _base(environment: Mapping[str, str], variable: str, below_home: str) -> Path:
    """The directory a variable names, or the usual one; XDG says that a relative path is to be ignored."""
    named = environment.get(variable)
    if named and Path(named).is_absolute():
        return Path(named)
    home = environment.get("HOME") or environment.get("USERPROFILE")
    return (Path(home) if home else Path.home()) / below_home
