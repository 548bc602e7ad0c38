r"""``\set ask off`` for good: an empty file beside the history, until ``\set ask on``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import LocalFileError

if TYPE_CHECKING:
    from openai_sql_shell.shell.state import ShellState


def keep_switch(shell: ShellState, setting: str) -> None:
    """Let further sessions begin as a person left the switch; other settings are those of one session.

    Raises:
        LocalFileError: the file cannot be made or removed.
    """
    if setting != "ask":
        return
    file, on = shell.paths.ask_off_file, shell.session.settings.ask
    try:
        if on:
            file.unlink(missing_ok=True)
        else:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)
    except OSError as error:
        raise LocalFileError(
            f"ask is {'on' if on else 'off'} in this session alone: {str(file)!r} cannot be changed ({error.strerror or error})",
            hint="the configuration file can say it, too: ask under [settings]",
        ) from None
