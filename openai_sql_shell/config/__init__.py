"""Configuration: what a person decided before they typed a statement.

Options, environment and the configuration file come in; profiles, settings and paths go out, each with its origin. The names below are
what the rest of the package uses.
"""

from __future__ import annotations

from openai_sql_shell.config.config_file import MODES, ConfigFile
from openai_sql_shell.config.output_formats import CHART_KINDS, FORMAT_OF_SUFFIX, FORMATS
from openai_sql_shell.config.paths import Paths
from openai_sql_shell.config.profiles import DEFAULT_BASE_URL, DEFAULT_NAME, Account, Found, Profile
from openai_sql_shell.config.settings import SETTINGS, TOOLBAR_PARTS, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "CHART_KINDS",
    "DEFAULT_BASE_URL",
    "DEFAULT_NAME",
    "FORMATS",
    "FORMAT_OF_SUFFIX",
    "MODES",
    "SETTINGS",
    "TOOLBAR_PARTS",
    "Account",
    "ConfigFile",
    "Found",
    "Paths",
    "Profile",
    "Settings",
    "read_config",
]


def read_config(path: Path | None) -> ConfigFile:
    """What a file says; None means that there is none.

    Raises:
        UsageError: it cannot be read, or has a problem; the first one.
    """
    if path is None:
        return ConfigFile()
    from openai_sql_shell.config.checker import check_config  # noqa: PLC0415 - without a file there is nothing to check

    file, problems = check_config(path)
    if problems:
        raise problems[0].error
    return file
