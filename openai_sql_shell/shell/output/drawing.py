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
    from openai_sql_shell.render.options import Look, Shown
    from openai_sql_shell.result import Result
    from openai_sql_shell.shell.state import Conversation

SCREENS = 2
"""How many screens full of rows a table takes where nobody said how many, and no pager takes them all."""
AROUND = 2
"""Lines that the terminal needs for the footer and the next prompt."""


def draw(talk: Conversation, result: Result, look: Look, cancel: CancelToken | None = None) -> Shown | None:
    """Write rows to the sink as they arrive; None where the program that took them did not want them all.

    Raises:
        OpenAISqlError: the rows could not be read to their end. BrokenPipeError: the terminal is gone.
    """
    to = talk.row_file
    program = to.program if to else None
    if program is not None:
        talk.console.stdout.flush()  # the terminal is the program's now: the progress line keeps away
    try:
        return write(result, talk.sink, look, cancel=cancel)
    except BrokenPipeError:
        if program is None:
            raise
        return None
    finally:
        if to is not None and to.once:
            to.close()


def draw_paged(
    talk: Conversation, result: Result, look: Look, cancel: CancelToken | None = None
) -> Shown | None:
    """The same, by way of the pager where there is one and the rows do not fit."""
    return next(iter(draw_all_paged(talk, [result], look, cancel)), None)


def draw_all_paged(
    talk: Conversation, results: Sequence[Result], look: Look, cancel: CancelToken | None = None
) -> list[Shown]:
    """The same for several, one below the other in one pager; those are missing that nobody wanted to the end."""
    words = pager(talk)
    if not words:
        drawn = [draw(talk, result, look, cancel) for result in results]
        return [shown for shown in drawn if shown is not None]
    always = talk.session.settings.pager == "on"
    width, height = talk.console.width(), talk.height() - AROUND
    wraps = look.width is not None or look.format != "table"  # a table of any width is not to be torn
    with Paged(talk.console.stdout, words, width, height, wraps=wraps, always=always) as screen:
        try:
            return [write(result, screen, look, cancel=cancel) for result in results]
        except BrokenPipeError:
            if not screen.abandoned:
                raise
            return []


def pager(talk: Conversation) -> list[str]:
    """The command line of the pager; empty where there is none to be used."""
    settings, environ = talk.session.settings, talk.console.environ
    on_terminal = talk.console.interactive and environ.get("TERM") != "dumb"
    if settings.pager == "off" or talk.row_file is not None or not on_terminal:
        return []
    return pager_words(settings.pager_command, environ)


def bounded(talk: Conversation, look: Look) -> Look:
    r"""The look of rows that nobody bounded and no pager takes: as many as some screens hold, where ``\last`` has the rest."""
    if not look.screen or look.max_rows is not None or not talk.commands:
        return look
    return replace(look, max_rows=max(SCREENS * talk.height(), 2))
