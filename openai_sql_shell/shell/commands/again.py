r"""``\last`` and ``\G``: the last result in another look, without a request; ``\refresh``: no answer twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.config import FORMATS
from openai_sql_shell.errors import UnknownName
from openai_sql_shell.render.footers import footer
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.drawing import draw_paged, pager
from openai_sql_shell.shell.output.last_result import needed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.shell.state import ShellState


def again(shell: ShellState, words: Sequence[str]) -> None:
    """All rows of the last result, in the format that is named or set; in a pager, none of its columns is hidden.

    Raises:
        UnsupportedStatement: there is no result yet. RefusedStatement: it was too large to be kept.
        UnknownName: there is no such format.
    """
    look = shell.look()
    if words:
        name = words[0].lower()
        if name not in FORMATS:
            raise UnknownName(
                "format", words[0], nearest(name, FORMATS), hint=f"formats are {', '.join(FORMATS)}"
            )
        look = replace(look, format=name, expanded=False)
    _draw(shell, replace(look, width=None if pager(shell) else look.width))


def expanded(shell: ShellState, _: Sequence[str]) -> None:
    """All rows of the last result, a line per column."""
    _draw(shell, shell.look(expanded=True))


def _draw(shell: ShellState, look: RenderOptions) -> None:
    kept = needed(shell.kept)
    with interruptible() as cancel:
        shown = draw_paged(shell, kept.again(), replace(look, max_rows=None), cancel)
    if shown is not None:
        shell.say(footer(shown))
    if not kept.complete:
        shell.say("the statement ended before its last row; these are the rows it gave")


def refresh(shell: ShellState, _: Sequence[str]) -> None:
    """Forget the answers of earlier statements that the setting ``cache`` kept."""
    shell.session.refresh()
    shell.say("the cache is empty")


AGAIN_COMMANDS = (
    Command(
        "last",
        "[FORMAT]",
        "show the last result again, all of it, without a request",
        "\\last json",
        again,
        most=1,
    ),
    Command("G", "", "show the last result again with a line per column", "\\G", expanded),
    Command("refresh", "", "forget cached answers (\\set cache 30s keeps them)", "\\refresh", refresh),
)
