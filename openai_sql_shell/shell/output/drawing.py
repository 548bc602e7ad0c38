"""Rows on their way to where they go: the screen, the pager, a file or another program.

A pager that is closed, or a program that wants no more, ends the rows without an error, and no further request is made.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from openai_sql_shell.render.formats import write
from openai_sql_shell.shell.output.pager import Paged, pager_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.render.options import RenderOptions, RenderSummary
    from openai_sql_shell.result import Result
    from openai_sql_shell.shell.state import ShellState

SCREENS = 2
"""How many screens full of rows a table takes where nobody said how many, and no pager takes them all."""
AROUND = 2
"""Lines that the terminal needs for the footer and the next prompt."""


def draw(
    shell: ShellState, result: Result, look: RenderOptions, cancel: CancelToken | None = None
) -> RenderSummary | None:
    """Write rows to the sink as they arrive; None where the program that took them did not want them all.

    Raises:
        OpenAISqlError: the rows could not be read to their end. BrokenPipeError: the terminal is gone.
    """
    to = shell.row_file
    program = to.program if to else None
    if program is not None:
        shell.console.stdout.flush()  # the terminal is the program's now: the progress line keeps away
    try:
        return write(result, shell.sink, look, cancel=cancel)
    except BrokenPipeError:
        if program is None:
            raise
        return None
    finally:
        if to is not None and to.once:
            to.close()


def draw_paged(
    shell: ShellState, result: Result, look: RenderOptions, cancel: CancelToken | None = None
) -> RenderSummary | None:
    """The same, by way of the pager where there is one and the rows do not fit."""
    return next(iter(draw_all_paged(shell, [result], look, cancel)), None)


def draw_all_paged(
    shell: ShellState, results: Sequence[Result], look: RenderOptions, cancel: CancelToken | None = None
) -> list[RenderSummary]:
    """The same for several, one below the other in one pager; those are missing that nobody wanted to the end."""
    words = pager(shell)
    if not words:
        drawn = [draw(shell, result, look, cancel) for result in results]
        return [shown for shown in drawn if shown is not None]
    always = shell.session.settings.pager == "on"
    width, height = shell.console.width(), shell.height() - AROUND
    wraps = look.width is not None or look.format != "table"  # a table of any width is not to be torn
    with Paged(shell.console.stdout, words, width, height, wraps=wraps, always=always) as screen:
        try:
            return [write(result, screen, look, cancel=cancel) for result in results]
        except BrokenPipeError:
            if not screen.abandoned:
                raise
            return []


def pager(shell: ShellState) -> list[str]:
    """The command line of the pager; empty where there is none to be used."""
    settings, environ = shell.session.settings, shell.console.environ
    on_terminal = shell.console.interactive and environ.get("TERM") != "dumb"
    if settings.pager == "off" or shell.row_file is not None or not on_terminal:
        return []
    return pager_words(settings.pager_command, environ)


def bounded(shell: ShellState, look: RenderOptions) -> RenderOptions:
    r"""The look of rows that nobody bounded and no pager takes: as many as some screens hold, where ``\last`` has the rest."""
    if not look.screen or look.max_rows is not None or shell.run_command is None:
        return look
    return replace(look, max_rows=max(SCREENS * shell.height(), 2))
