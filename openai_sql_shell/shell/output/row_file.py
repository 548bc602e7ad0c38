"""Row files: where rows go instead of the screen, a file or the input of another program.

Nothing that exists is overwritten unless that was said, and a file that is filled at one go is complete or not there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from openai_sql_shell.classes import frozen
from openai_sql_shell.config import FORMAT_OF_SUFFIX
from openai_sql_shell.errors import LocalFileError, UsageError
from openai_sql_shell.handlers.part_file import part_file, refuse_directory_name
from openai_sql_shell.shell.blocks import split_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FRAMES = ("table", "box")
"""Formats that no program reads."""
PAGERS = ("less", "more", "most", "bat", "moar")
"""Programs whose reader is a person."""
FORMAT_OF_PROGRAM = dict.fromkeys(("jq", "gron", "fx", "jless", "yq", "jaq", "gojq"), "jsonl")
"""What a program reads, where that is not csv."""


@frozen
class RowFile:
    """A place that takes rows."""

    stream: TextIO
    name: str
    """As messages and the toolbar call it."""
    format: str | None = None
    """The output format its name asks for; None: the one that is set."""
    program: subprocess.Popen[bytes] | None = None
    """What reads the rows, where that is a program."""
    once: bool = False
    """It takes one result, and is finished before anything is said about that."""

    def close(self) -> int:
        """Finish it, and wait for the program; its exit code, or 0."""
        with suppress(BrokenPipeError):
            self.stream.close()
        return self.program.wait() if self.program else 0


def split_path(target: str, command: str) -> Path:
    """The file that is named behind a command, perhaps in quotes.

    Raises:
        UsageError: there is more than one. LocalFileError: it is the name of a directory.
    """
    name, *more = split_words(target)
    if more:
        raise UsageError(f"{command} takes one file", hint="put quotes around a name with blanks")
    refuse_directory_name(name)
    return Path(name).expanduser()


def open_file(path: Path, mode: Literal["x", "w"]) -> RowFile:
    """A file for rows.

    Raises:
        LocalFileError: the file exists (mode ``x``) or cannot be written.
    """
    try:
        stream = path.open(mode, encoding="utf-8", newline="\n")
    except FileExistsError:
        raise LocalFileError(
            f'"{path}" exists', hint=f"choose another name; \\o! {path} replaces it"
        ) from None
    except OSError as e:
        raise LocalFileError(f'cannot write "{path}": {e.strerror or e}') from e
    return RowFile(stream, str(path), FORMAT_OF_SUFFIX.get(path.suffix.lower()))


def open_program(
    command: str, environ: Mapping[str, str], *, row_format: str | None = None, once: bool = False
) -> RowFile:
    """The input of a command, run by the shell the person uses; ``once``: for one result.

    Raises:
        LocalFileError: there is no command, or the shell cannot be started.
    """
    if not command.strip():
        raise LocalFileError("a command has to follow the |", hint="write for example \\g | head")
    words = system_shell(environ, command)
    try:
        program = subprocess.Popen(words, stdin=subprocess.PIPE)
    except OSError as e:
        raise shell_start_error(words[0], e) from e
    if program.stdin is None:  # PIPE was asked for
        raise LocalFileError(f'"{command}" takes no rows')
    stream = TextIOWrapper(program.stdin, encoding="utf-8", newline="\n")
    return RowFile(stream, f"|{command.strip()}", row_format, program=program, once=once)


def piped_format(command: str, chosen: str) -> str | None:
    """The format for a program that reads rows, where the chosen one is a frame for people; None: the chosen one.

    >>> piped_format("jq .id", "table"), piped_format("sort | head", "box"), piped_format("less -S", "table")
    ('jsonl', 'csv', None)
    >>> piped_format("jq .", "json") is None
    True
    """
    program = Path(next(iter(command.split()), "")).name
    return None if chosen not in FRAMES or program in PAGERS else FORMAT_OF_PROGRAM.get(program, "csv")


def system_shell(environ: Mapping[str, str], command: str | None = None) -> list[str]:
    """The words that start the shell the person uses, to run a command or to talk with."""
    if sys.platform == "win32":
        shell, flag = environ.get("COMSPEC", "cmd.exe"), "/c"
    else:
        shell, flag = environ.get("SHELL") or "/bin/sh", "-c"
    return [shell] if command is None else [shell, flag, command]


def shell_start_error(shell: str, error: OSError) -> LocalFileError:
    """The error for a shell that cannot be started."""
    return LocalFileError(f'cannot start "{shell}": {error.strerror or error}', hint="look at $SHELL")


@contextmanager
def atomic_file(path: Path) -> Iterator[RowFile]:
    """A new file that appears under its name only when the block has ended well.

    Raises:
        LocalFileError: it exists, before or after, or it cannot be written.
    """
    if os.path.lexists(path):
        raise LocalFileError(f'"{path}" exists', hint="choose another name")
    with part_file(path, replaces=False) as part:
        stream = TextIOWrapper(part, encoding="utf-8", newline="\n")
        try:
            yield RowFile(stream, str(path), FORMAT_OF_SUFFIX.get(path.suffix.lower()))
        finally:
            stream.detach()
