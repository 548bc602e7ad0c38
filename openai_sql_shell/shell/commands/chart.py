r"""``\chart``: the last result as bars, lines or a histogram, without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.classes import replace
from openai_sql_shell.config import CHART_KINDS
from openai_sql_shell.errors import UnsupportedStatement
from openai_sql_shell.render.footers import footer
from openai_sql_shell.render.options import ChartRequest
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.statement_run import draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.shell.state import ShellState


def show_chart(shell: ShellState, words: Sequence[str]) -> None:
    """Draw the last result: the kind and the columns that are named, or those that suit each other.

    Raises:
        UnsupportedStatement: there is no result yet, or nothing in it that can be drawn. UnknownName: no such column.
        RefusedStatement: the result was too large to be kept.
    """
    last = shell.last_result
    if last is None:
        raise UnsupportedStatement("there is no result yet", hint="run a statement first")
    kind = words[0].lower() if words and words[0].lower() in CHART_KINDS else None
    request = ChartRequest(kind, tuple(words[1:] if kind else words))
    with interruptible() as cancel:
        options = replace(shell.look(), format="chart", chart=request)
        drawn = draw(shell, [last.as_result()], options, cancel, paged=True)
    for summary in drawn:
        shell.say(footer(summary))
    if not last.complete:
        shell.say("the statement ended before its last row; these are the rows it gave")


CHART_COMMANDS = (
    Command(
        "chart",
        "[bar|line|hist] [X] [Y ...]",
        "draw the last result in the terminal: Y along X, or what suits its columns; no request",
        "\\chart",
        show_chart,
        most=12,
    ),
)
