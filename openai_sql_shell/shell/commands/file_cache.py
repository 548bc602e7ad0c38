r"""``\cache``: the files that were downloaded to be read, and are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import UsageError, counted
from openai_sql_shell.render.footers import size
from openai_sql_shell.shell.commands.command import Command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.lines.store import CachedFile
    from openai_sql_shell.shell.state import ShellState


def file_cache(shell: ShellState, words: Sequence[str]) -> None:
    """Tell what is kept, or remove it.

    Raises:
        UsageError: the word is none of these.
    """
    if words and words[0].lower() != "clear":
        raise UsageError(f'\\cache takes clear, not "{words[0]}"', hint=r"write \cache or \cache clear")
    cache = shell.session.file_cache()
    if words:
        shell.say(f"removed {_told(cache.clear())} from {cache.folder}")
        return
    room = (
        f"room for {size(cache.limit)}"
        if cache.limit
        else r"off for this server: \set file_cache 2GB keeps files"
    )
    shell.say(f"{_told(cache.files())} in {cache.folder}; {room}")


def _told(files: Sequence[CachedFile]) -> str:
    return f"{counted(len(files), 'file')} ({size(sum(file.size for file in files))})"


FILE_CACHE_COMMANDS = (
    Command(
        "cache",
        "[clear]",
        r"downloaded files that are kept (\set file_cache 2GB); clear: remove them",
        r"\cache",
        file_cache,
    ),
)
