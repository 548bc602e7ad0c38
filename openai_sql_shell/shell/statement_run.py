"""One statement from its text to its last line on the screen.

Comes in: a statement without placeholders. Goes out: rows to the sink, notices, errors and the footer to the person, and an
`Outcome`. It must never let an error of ours or a Ctrl-C end the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.errors import Cancelled, OpenAISqlError
from openai_sql_shell.render import Shown, footer, stats_line, visible_lines, write
from openai_sql_shell.render.footers import duration
from openai_sql_shell.shell.history import CANCELLED, OK
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.progress import progress_line

if TYPE_CHECKING:
    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import Result
    from openai_sql_shell.shell.conversation import Conversation


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


def run_statement(talk: Conversation, text: str, *, expanded: bool = False) -> Outcome:
    """Run a statement and show its answer; Ctrl-C stops it."""
    started = talk.console.clock()
    with interruptible() as cancel:
        try:
            with progress_line(talk.session, talk.console):
                result = talk.session.execute(text, cancel)
            show(talk, result, cancel, started=started, expanded=expanded)
        except OpenAISqlError as error:
            talk.report(error, text)
            return Outcome(outcome_of(error), talk.console.clock() - started, error)
    return Outcome(OK, talk.console.clock() - started)


def show(
    talk: Conversation,
    result: Result,
    cancel: CancelToken | None = None,
    *,
    started: float | None = None,
    expanded: bool = False,
) -> None:
    """Draw a result to the sink, then what is to be said about it; ``started`` None: no footer.

    Raises:
        OpenAISqlError: the rows could not be read to their end; those before are on the screen.
    """
    settings = talk.session.settings
    try:
        if result.columns:
            result.rows = talk.sightings.watch(result)
            shown = write(result, talk.sink, talk.look(expanded=expanded), cancel=cancel)
        else:
            count = sum(1 for _ in result.rows)
            shown = Shown(count, count)
    finally:
        result.close()
        for notice in result.notices:
            talk.say(visible_lines(notice))
    if started is None:
        return
    seconds = talk.console.clock() - started
    talk.say(_ending(result, shown, seconds if settings.timing else None))
    if settings.stats:
        talk.say(stats_line(shown.rows, seconds, result.tally))


def _ending(result: Result, shown: Shown, seconds: float | None) -> str:
    """The line below an answer: what the statement did, or how many rows it gave."""
    if result.columns and not result.summary:
        return footer(shown, seconds)
    time = "" if seconds is None else f" ({duration(seconds)})"
    return "\n".join((visible_lines(result.summary or "done") + time, *shown.cut))


def outcome_of(error: OpenAISqlError) -> str:
    """An error as the history keeps it.

    >>> outcome_of(OpenAISqlError("no such batch"))
    'error: no such batch'
    """
    return CANCELLED if isinstance(error, Cancelled) else f"error: {error.message}"
