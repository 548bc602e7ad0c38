"""Paths of this program's own files: the XDG directories, and their counterparts on Windows.

Nothing is created before it is needed, and nothing here reads a file.
"""

from __future__ import annotations

import os
import stat
import sys

from openai_sql_shell.classes import field, frozen
from openai_sql_shell.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

APPLICATION = "openai-sql"
CONFIG = "config.toml"

XDG = (("XDG_CONFIG_HOME", ".config"), ("XDG_STATE_HOME", ".local/state"), ("XDG_CACHE_HOME", ".cache"))
WINDOWS = (("APPDATA", "AppData/Roaming"), *(("LOCALAPPDATA", "AppData/Local"),) * 2)
"""The variable that names a directory, and where it usually is below home: what a person writes, what the program keeps, and
what it can fetch again."""


@frozen
class Paths:
    """The files one person's runs share: three directories, and the paths of what is in them as they are asked for.

    The directories are text, as a short command needs none of the files, and `pathlib` takes half as long to load as Python itself.
    """

    config_folder: str
    """What the person writes, and the program only reads; need not exist."""
    state_folder: str
    """What the program writes down about its runs."""
    cache_folder: str
    """What may be removed at any time."""
    config_origin: str = field(default="default", compare=False)
    """Who decides where the directory of the configuration file is."""
    state_origin: str = field(default="default", compare=False)
    """The same for that of the history."""
    cache_origin: str = field(default="default", compare=False)
    """The same for that of downloaded files."""

    @property
    def config_file(self) -> Path:
        """The configuration file, whether there is one or not."""
        return _path(self.config_folder, CONFIG)

    @property
    def existing_config_file(self) -> Path | None:
        """The configuration file, if there is one.

        Raises:
            UsageError: nobody can tell; it may say what must not be done.
        """
        path = _joined(self.config_folder, CONFIG)
        try:
            mode = os.stat(path).st_mode  # noqa: PTH116 - see `Paths`
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        except OSError as error:
            raise UsageError(f"cannot read the configuration file {path}: {error.strerror}") from None
        return self.config_file if stat.S_ISREG(mode) else None

    @property
    def init_file(self) -> Path:
        """Statements the shell begins with."""
        return _path(self.config_folder, "init.sql")

    @property
    def queries_file(self) -> Path:
        """Named queries."""
        return _path(self.config_folder, "queries.toml")

    @property
    def prices_file(self) -> Path:
        """What models cost this person."""
        return _path(self.config_folder, "prices.toml")

    @property
    def history_file(self) -> Path:
        """What was typed in the shell; the progress of a replay stands beside it."""
        return _path(self.state_folder, "history")

    @property
    def ledger_file(self) -> Path:
        """What this program created, and what was seen of it."""
        return ledger_in(self.state_folder)

    @property
    def audit_file(self) -> Path:
        """What agents asked for."""
        return _path(self.state_folder, "mcp-audit.jsonl")

    @property
    def ask_file(self) -> Path:
        r"""The profiles on which ``\ask`` was allowed."""
        return _path(self.state_folder, "ask")

    @property
    def ask_off_file(self) -> Path:
        r"""There while ``\ask`` is off for good."""
        return _path(self.state_folder, "ask.off")

    @property
    def files_folder(self) -> Path:
        """Files that were downloaded to be read."""
        return _path(self.cache_folder, "files")

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
            _joined(config, APPLICATION),
            _joined(state, APPLICATION),
            _joined(cache, APPLICATION, *(["Cache"] if platform == "win32" else [])),
            config_origin,
            state_origin,
            cache_origin,
        )


def ledger_in(folder: str | Path) -> Path:
    """The ledger that is kept in a directory."""
    return _path(folder, "ledger.sqlite")


def _located(variable: str, below_home: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """A directory, and who decides that; XDG says that a relative path in the variable is to be ignored."""
    named = environment.get(variable)
    if named and _is_absolute(named):
        return named, f"environment {variable}"
    home = environment.get("HOME") or environment.get("USERPROFILE") or str(_home())
    return _joined(home, below_home), "default"


def _is_absolute(path: str) -> bool:
    """It means the same from everywhere; where there are drives, it names one."""
    return os.path.isabs(path) and (os.name != "nt" or bool(os.path.splitdrive(path)[0]))  # noqa: PTH117 - see `Paths`


def _home() -> Path:
    from pathlib import Path  # noqa: PLC0415 - see `Paths`

    return Path.home()


def _path(folder: str | Path, name: str) -> Path:
    from pathlib import Path  # noqa: PLC0415 - see `Paths`

    return Path(folder, name)


def _joined(folder: str, *names: str) -> str:
    return os.path.join(folder, *names)  # noqa: PTH118 - see `Paths`
