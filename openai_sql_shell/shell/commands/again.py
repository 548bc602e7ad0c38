r"""``\last`` and ``\G``: the last result in another format, without a request; ``\refresh``: the cache emptied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.classes import replace
from openai_sql_shell.config import FORMATS
from openai_sql_shell.errors import UnknownName, UnsupportedStatement
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.statement_run import draw, say_footer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.shell.state import ShellState


def show_last(shell: ShellState, words: Sequence[str]) -> None:
    """All rows of the last result, in the format that is named or set, and all columns: in a pager, or else as records.

    Raises:
        UnsupportedStatement: there is no result yet. RefusedStatement: it was too large to be kept.
        UnknownName: there is no such format.
    """
    options = shell.look()
    if words:
        name = words[0].lower()
        if name not in FORMATS:
            raise UnknownName(
                "format", words[0], nearest(name, FORMATS), hint=f"formats are {', '.join(FORMATS)}"
            )
        options = replace(options, format=name, expanded=False)
    _draw(shell, replace(options, whole=True))


def show_last_expanded(shell: ShellState, _: Sequence[str]) -> None:
    """All rows of the last result, a line per column."""
    _draw(shell, shell.look(expanded=True))


def _draw(shell: ShellState, options: RenderOptions) -> None:
    last = shell.last_result
    if last is None:
        raise UnsupportedStatement("there is no result yet", hint="run a statement first")
    with interruptible() as cancel:
        drawn = draw(
            shell, [last.as_result()], replace(options, max_rows=None), cancel, paged=True, wide_rows=1
        )
    for summary in drawn:
        say_footer(shell, summary, cure="\\last json")
    if not last.complete:
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
        show_last,
    ),
    Command("G", "", "show the last result again with a line per column", "\\G", show_last_expanded),
    Command("refresh", "", "forget cached answers (\\set cache 30s keeps them)", "\\refresh", refresh),
)
