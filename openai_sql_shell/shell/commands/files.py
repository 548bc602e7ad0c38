r"""``\i``, ``\o`` and ``\e``: statements from files, rows to files and programs, and a text through an editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from openai_sql_shell.errors import LocalFileError, RefusedStatement, StatementError, UsageError
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.output.row_file import open_file, open_program, piped_format, split_path
from openai_sql_shell.shell.output.statement_run import close_row_file
from openai_sql_shell.shell.run_input import run_text
from openai_sql_shell.shell.state import restored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.shell.output.row_file import RowFile
    from openai_sql_shell.shell.state import ShellState


def include(shell: ShellState, words: Sequence[str]) -> None:
    """Run the statements and commands of a file.

    Raises:
        LocalFileError: it cannot be read as text. RefusedStatement: it is being run already.
        StatementError: something in it failed.
    """
    _include(shell, _required_path(words, "\\i", "a file to run").expanduser())


def include_beside(shell: ShellState, words: Sequence[str]) -> None:
    """The same for a file beside the one that is running; at the prompt, below the working directory."""
    name = _required_path(words, "\\ir", "a file to run").expanduser()
    _include(shell, shell.including[-1].parent / name if shell.including else name)


def _include(shell: ShellState, path: Path) -> None:
    if path.resolve() in shell.including:
        raise RefusedStatement(f'"{path}" runs itself', hint="take the \\i out of it")
    text = read_text(path)
    with restored(shell, "including"):
        shell.including = (*shell.including, path.resolve())
        if not run_text(shell, text):
            raise StatementError(f'"{path}" stopped at its first error')


def redirect(shell: ShellState, words: Sequence[str]) -> None:
    """Send rows to a new file or a program; without a name, back to the screen.

    Raises:
        LocalFileError: the file exists or cannot be written, or the program cannot be started.
    """
    opened = _open_target(shell, words[0], "x") if words else None
    _redirect(shell, opened)


def redirect_over(shell: ShellState, words: Sequence[str]) -> None:
    """Send rows to a file, whatever was in it before."""
    _required_path(words, "\\o!", "the file to replace")
    _redirect(shell, _open_target(shell, words[0], "w"))


def _open_target(shell: ShellState, target: str, mode: Literal["x", "w"]) -> RowFile:
    if target.startswith("|"):
        row_format = piped_format(target[1:], shell.session.settings.output)
        return open_program(target[1:], shell.console.environ, row_format=row_format)
    return open_file(split_path(target, "\\o"), mode)


def _redirect(shell: ShellState, opened: RowFile | None) -> None:
    before, shell.row_file = shell.row_file, opened
    if before is not None:
        close_row_file(shell, before)
    shell.say(f'rows go to "{sanitize(opened.name)}" until \\o' if opened else "rows go to the screen")


def edit(shell: ShellState, words: Sequence[str]) -> None:
    """Open a file, or the last statement, in the person's editor; the text is the next prompt's beginning.

    Raises:
        LocalFileError: the file cannot be read, or there is no editor. UsageError: the line is no number.
    """
    if words:
        name, *line = words
        if line and not line[0].isdecimal():
            raise UsageError(f'"{line[0]}" is no number of a line', hint="write \\e FILE LINE")
        path = Path(name).expanduser()
        _run_editor(shell, path, *(f"+{number}" for number in line))
        shell.draft = read_text(path).strip()
        return
    handle, name = tempfile.mkstemp(suffix=".sql", prefix="openai-sql-")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{shell.last_statement};\n" if shell.last_statement else "")
        _run_editor(shell, path)
        shell.draft = read_text(path).strip()
    finally:
        path.unlink(missing_ok=True)


def _run_editor(shell: ShellState, path: Path, *options: str) -> None:
    """Run it; ``+LINE`` is what vi, nano, emacs and their like take."""
    environ = shell.console.environ
    usual = "notepad" if sys.platform == "win32" else "vi"
    editor = shlex.split(environ.get("VISUAL") or environ.get("EDITOR") or usual)
    try:
        done = subprocess.run([*editor, *options, str(path)], check=False)
    except OSError as e:
        raise LocalFileError(
            f'cannot start the editor "{editor[0]}": {e.strerror or e}', hint="set EDITOR"
        ) from e
    if done.returncode:
        raise LocalFileError(f"the editor ended with code {done.returncode}; nothing was taken from it")


def read_text(path: Path) -> str:
    """The text of a script, with or without a byte order mark.

    Raises:
        LocalFileError: it cannot be read, or is no text.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as e:
        raise LocalFileError(f'cannot read "{path}": {e.strerror or e}') from e
    except UnicodeDecodeError as e:
        raise LocalFileError(f'"{path}" is no UTF-8 text (byte {e.start})') from e
    if "\0" in text:
        raise LocalFileError(f'"{path}" is a binary file')
    return text


def _required_path(words: Sequence[str], command: str, what: str) -> Path:
    if not words:
        raise LocalFileError(f"{command} needs {what}", hint=f"write {command} FILE")
    return Path(words[0])


FILE_COMMANDS = (
    Command("i", "FILE", "run the statements and commands of a file", "\\i script.sql", include),
    Command(
        "ir", "FILE", "the same for a file beside the one that is running", "\\ir script.sql", include_beside
    ),
    Command(
        "o",
        "[FILE | |COMMAND]",
        "send rows to a new file or a program; alone: back to the screen",
        "\\o rows.csv",
        redirect,
        raw=True,
    ),
    Command(
        "o!", "FILE", "send rows to a file, replacing what is in it", "\\o! rows.csv", redirect_over, raw=True
    ),
    Command(
        "e",
        "[FILE [LINE]]",
        "edit the statement in front of it, the last one, or a file, and take it to the prompt",
        "\\e",
        edit,
        most=2,
    ),
)
