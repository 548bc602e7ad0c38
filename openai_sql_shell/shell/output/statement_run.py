"""One statement from its text to its last line on the screen.

Comes in: a statement without placeholders. Goes out: rows to the sink, notices, errors and the footer to the person, and an
`Outcome`. `run_statement` and `attempt` never let an error of ours or a Ctrl-C end the session.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openai_sql_shell.errors import Cancelled, OpenAISqlError
from openai_sql_shell.render.footers import duration, footer, stats_line
from openai_sql_shell.render.options import RenderSummary
from openai_sql_shell.render.sanitize import sanitize_lines
from openai_sql_shell.shell.history.file import CANCELLED, OK
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.drawing import bounded, draw, draw_paged, pager
from openai_sql_shell.shell.output.last_result import LastResult
from openai_sql_shell.shell.output.progress_line import progress_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import Result
    from openai_sql_shell.shell.state import ShellState


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a statement or command ended."""

    text: str
    """``ok``, ``cancelled``, or ``error: `` and the message: what the history keeps."""
    seconds: float = 0.0
    error: OpenAISqlError | None = None

    @property
    def ok(self) -> bool:
        """It did what was asked."""
        return self.error is None


def run_statement(shell: ShellState, text: str, *, expanded: bool = False, paged: bool = False) -> Outcome:
    """Run a statement and show its answer; Ctrl-C stops it."""
    return attempt(shell, text, lambda cancel: answer(shell, text, cancel, expanded=expanded, paged=paged))


def attempt(shell: ShellState, text: str, run: Callable[[CancelToken], object]) -> Outcome:
    """Do something with a statement; Ctrl-C stops it, and an error is shown with its place in the text."""
    started = shell.console.clock()
    with interruptible() as cancel:
        try:
            run(cancel)
        except OpenAISqlError as error:
            shell.report(error, text)
            return Outcome(outcome_of(error), shell.console.clock() - started, error)
    return Outcome(OK, shell.console.clock() - started)


def answer(
    shell: ShellState, text: str, cancel: CancelToken, *, expanded: bool = False, paged: bool = False
) -> None:
    r"""Run a statement and show its answer, in the pager where it is wanted and needed; the rows are kept for ``\last``.

    Raises:
        OpenAISqlError: it failed, at once or after some rows.
    """
    with progress_line(shell) as line:
        result = shell.session.execute(text, cancel)
        result.rows = line.following(result.rows)
        kept = LastResult(text, result.columns)
        # after Ctrl-C during a change the rows say what was done before it: they are shown
        stop = None if cancel else cancel
        show(shell, result, stop, started=line.started, expanded=expanded, paged=paged, kept=kept)


def show(
    shell: ShellState,
    result: Result,
    cancel: CancelToken | None = None,
    *,
    started: float | None = None,
    expanded: bool = False,
    paged: bool = False,
    kept: LastResult | None = None,
) -> None:
    r"""Draw a result to the sink, then what is to be said about it.

    Args:
        shell: where to.
        result: what.
        cancel: stops it.
        started: when it began, for the footer; None: no footer.
        expanded: draw a line per column.
        paged: use the pager where the rows do not fit.
        kept: takes the rows for ``\last``; None: they are of no interest later, and a screen gets all of them.

    Raises:
        OpenAISqlError: the rows could not be read to their end; those before are on the screen.
    """
    settings = shell.session.settings
    try:
        if result.columns:
            shown = _drawn(shell, result, cancel, expanded=expanded, paged=paged, kept=kept)
        else:
            count = sum(1 for _ in result.rows)
            shown = RenderSummary(count, count)
    finally:
        result.close()
        for notice in result.notices:
            shell.say(sanitize_lines(notice))
    if started is None:
        return
    ended = kept.ended if kept else None
    seconds = (shell.console.clock() if ended is None else ended) - started
    shell.say(_ending(result, shown, seconds if settings.timing else None))
    if settings.stats:
        shell.say(stats_line(shown.rows, seconds, result.stats))


def _drawn(
    shell: ShellState,
    result: Result,
    cancel: CancelToken | None,
    *,
    expanded: bool,
    paged: bool,
    kept: LastResult | None,
) -> RenderSummary:
    look, rows = shell.look(expanded=expanded), shell.seen_ids.watch(result)
    if kept is not None:
        shell.kept, rows = kept, kept.record(rows, shell.console.clock)
        look = look if paged and pager(shell) else bounded(shell, look)
    shown = (draw_paged if paged else draw)(shell, replace(result, rows=rows), look, cancel)
    if shown is None:
        count = kept.count if kept else 0
        return RenderSummary(count, count, ("the program that took the rows ended before the last one",))
    if kept is not None and shell.run_command and shown.drawn < shown.rows:
        way = "\\g FILE writes" if kept.too_large else "\\last shows"
        return replace(shown, cut=(*shown.cut, f"{way} all of them"))
    return shown


def _ending(result: Result, shown: RenderSummary, seconds: float | None) -> str:
    """The line below an answer: what the statement did, or how many rows it gave."""
    if result.columns and not result.summary:
        return footer(shown, seconds)
    time = "" if seconds is None else f" ({duration(seconds)})"
    return "\n".join((sanitize_lines(result.summary or "done") + time, *shown.cut))


def outcome_of(error: OpenAISqlError) -> str:
    """An error as the history keeps it.

    >>> outcome_of(OpenAISqlError("no such batch"))
    'error: no such batch'
    """
    return CANCELLED if isinstance(error, Cancelled) else f"error: {error.message}"
