"""The configuration file as values. `checker` makes them from a text; nothing is read here.

::

    default_profile = "work"
    init_file = "start.sql"                    # beside this file; the shell runs it when it starts

    [profiles.work]
    base_url = "https://eu.api.openai.com/v1"
    api_key_env = "WORK_OPENAI_KEY"            # a variable,
    admin_key_command = "pass show openai"     # a command that prints the key, or
    # api_key_keyring = "openai/ada"           # an entry of the system's keyring
    organization = "org-1"
    project = "proj_1"
    mode = "confirm"                           # what programs and agents may do, where they do not say another one
    read_only = true                           # for everybody, and whatever mode is said

    [settings]
    null = "-"
    theme = "dark"

The file says where keys are, never what they are, and is never written by this program.
"""

from __future__ import annotations

from openai_sql_shell.classes import field, frozen
from openai_sql_shell.config.key_sources import KEYS, KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Literal

    Mode = Literal["read_only", "confirm", "full"]

MODES: dict[Mode, str] = {
    "read_only": "changes are refused",
    "confirm": "a person is asked about every change",
    "full": "changes are made, of as many objects as max_changes allows",
}
"""What a session without a terminal may do, and what each word means."""

TOP_KEYS: dict[str, type] = {"default_profile": str, "init_file": str, "profiles": dict, "settings": dict}
PROFILE_KEYS: dict[str, type] = {
    "base_url": str,
    **{f"{key}_{kind}": str for key in KEYS for kind in KINDS},
    "organization": str,
    "project": str,
    "mode": str,
    "read_only": bool,
}


@frozen
class ConfigFile:
    """A configuration file, checked. Without a file: nothing."""

    path: Path | None = None
    default_profile: str | None = None
    init_file: Path | None = None
    profiles: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """Each table as it is written; its names and types are those of `PROFILE_KEYS`."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Texts that `Settings.set` takes."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Where each key stands, by its dotted name, such as ``settings.null``."""

    def place(self, key: str) -> str:
        """File and line of a key, by its dotted name."""
        return f"{self.path}:{line_in(self.lines, key)}"


def line_in(lines: Mapping[str, int], key: str) -> int:
    """The line of a key, or of the nearest table around it that has a line of its own.

    >>> line_in({"profiles.work": 3}, "profiles.work.base_url")
    3
    """
    while key and key not in lines:
        key = key.rpartition(".")[0]
    return lines.get(key, 1)
