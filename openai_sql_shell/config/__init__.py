"""Configuration: what a person decided before they typed a statement.

Options, environment and the configuration file come in; profiles, settings and paths go out, each with its origin. The names below are
what the rest of the package uses.
"""

from __future__ import annotations

from openai_sql_shell.config.checker import Problem, check_config, read_config
from openai_sql_shell.config.config_file import ConfigFile
from openai_sql_shell.config.output_formats import CHART_KINDS, FORMAT_OF_SUFFIX, FORMATS
from openai_sql_shell.config.paths import Paths
from openai_sql_shell.config.profiles import DEFAULT_BASE_URL, DEFAULT_NAME, Account, Found, Profile
from openai_sql_shell.config.settings import SETTINGS, TOOLBAR_PARTS, Settings

__all__ = [
    "CHART_KINDS",
    "DEFAULT_BASE_URL",
    "DEFAULT_NAME",
    "FORMATS",
    "FORMAT_OF_SUFFIX",
    "SETTINGS",
    "TOOLBAR_PARTS",
    "Account",
    "ConfigFile",
    "Found",
    "Paths",
    "Problem",
    "Profile",
    "Settings",
    "check_config",
    "read_config",
]
