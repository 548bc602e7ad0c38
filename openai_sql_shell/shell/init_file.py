"""The init file: statements and backslash commands that run before the first prompt.

Its first error stops it and is named with file and line; the shell starts all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.shell.blocks import blocks
from openai_sql_shell.shell.commands.files import read_text
from openai_sql_shell.shell.run_input import run_text
from openai_sql_shell.shell.state import restored
from openai_sql_shell.sql.split import split

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openai_sql_shell.shell.state import ShellState


def run_init_file(shell: ShellState, path: Path) -> None:
    """Run the file; what it shows is shown, and nothing of it goes to the history."""
    try:
        text = read_text(path)
    except LocalFileError as error:
        shell.report(error)
        return
    with restored(shell, "including"):
        shell.including = (path.resolve(),)
        for line, piece in numbered(text):
            if shell.leaving:
                break
            if not run_text(shell, piece):
                shell.say(sanitize(f"{path}:{line}: the init file stopped here"))
                break


def numbered(text: str) -> Iterator[tuple[int, str]]:
    r"""Each command and statement of a script with the line it begins on, from 1.

    >>> list(numbered("\\x on\nSELECT 1;\n\nSELECT\n2; \\timing off"))
    [(1, '\\x on'), (2, 'SELECT 1'), (4, 'SELECT\n2'), (5, '\\timing off')]
    """
    at = 0
    for block in blocks(text):
        at = text.index(block, at)
        before = text.count("\n", 0, at)
        if block.startswith("\\"):
            yield before + 1, block
        else:
            for piece in split(block):
                yield before + piece.line, piece.text
        at += len(block)
