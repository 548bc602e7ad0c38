r"""Running one statement and drawing its rows: on the screen, in the pager, to a file or to another program.

Comes in: a statement without placeholders. Goes out: rows to the sink; notices, the footer and errors to the person. A pager that
is closed, or a program that wants no more, ends the rows without an error, and no further request is made.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openai_sql_shell.errors import Cancelled, OpenAISqlError
from openai_sql_shell.render.footers import duration, footer, stats_line
from openai_sql_shell.render.options import RenderSummary
from openai_sql_shell.render.sanitize import sanitize, sanitize_lines
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.last_result import LastResult
from openai_sql_shell.shell.output.pager import PagerStream, pager_command
from openai_sql_shell.shell.output.progress_line import progress_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.result import Row
    from openai_sql_shell.shell.output.row_file import RowFile
    from openai_sql_shell.shell.state import ShellState

SCREENS = 2
"""How many screens full of rows a table takes where nobody said how many, and no pager takes them all."""
RESERVED_LINES = 2
"""Lines that the terminal needs for the footer and the next prompt."""


@dataclass(slots=True)
class RunOutcome:
    """How a statement or command ended."""

    seconds: float = 0.0
    error: OpenAISqlError | None = None

    @property
    def ok(self) -> bool:
        """It did what was asked."""
        return self.error is None


@contextmanager
def reported(shell: ShellState, source: str | None = None) -> Iterator[RunOutcome]:
    """Report an error of the block, or Ctrl-C, instead of raising it; the outcome is complete behind the block.

    ``source`` is the text that the error's span points into.
    """
    outcome, started = RunOutcome(), shell.console.clock()
    try:
        yield outcome
    except (OpenAISqlError, KeyboardInterrupt) as error:
        outcome.error = error if isinstance(error, OpenAISqlError) else Cancelled()
        shell.report(outcome.error, source)
    outcome.seconds = shell.console.clock() - started


def show_statement(
    shell: ShellState, text: str, cancel: CancelToken, *, expanded: bool = False, paged: bool = True
) -> None:
    r"""Run a statement and show its rows, its notices and its footer; the rows are kept for ``\last``.

    Args:
        shell: where it runs, and where its rows go.
        text: the statement.
        cancel: stops it.
        expanded: draw a line per column.
        paged: use the pager where the rows do not fit.

    Raises:
        OpenAISqlError: it failed, at once or after some rows; those are on the screen.
    """
    with progress_line(shell) as line:
        result = shell.session.execute(text, cancel)
        result.rows = line.counted(result.rows)
        last = LastResult(result.columns)
        stop = None if result.at_hand else cancel
        try:
            shown = _draw_kept(shell, result, last, shell.look(expanded=expanded), stop, paged=paged)
        finally:
            result.close()
            for notice in result.notices:
                shell.say(sanitize_lines(notice))
        ended = shell.console.clock() if last.ended is None else last.ended
        _say_footer(shell, result, shown, ended - line.started)


def _draw_kept(
    shell: ShellState,
    result: Result,
    last: LastResult,
    options: RenderOptions,
    cancel: CancelToken | None,
    *,
    paged: bool,
) -> RenderSummary:
    if not result.columns:
        count = sum(1 for _ in result.rows)
        return RenderSummary(count, count)
    shell.last_result = last
    rows = last.record(shell.seen_ids.watch(result, shell.session), shell.console.clock)
    if not (paged and pager(shell)):
        options = bounded(shell, options)
    drawn = draw(shell, [replace(result, rows=rows)], options, cancel, paged=paged)
    if not drawn:
        why = "the program that took the rows ended before the last one"
        return RenderSummary(last.count, last.count, (why,))
    if shell.run_command and drawn[0].drawn < drawn[0].rows:
        way = "\\g FILE writes" if last.too_large else "\\last shows"
        return replace(drawn[0], cut=(*drawn[0].cut, f"{way} all of them"))
    return drawn[0]


def draw(
    shell: ShellState,
    results: Sequence[Result],
    options: RenderOptions,
    cancel: CancelToken | None = None,
    *,
    paged: bool = False,
) -> list[RenderSummary]:
    """Write results to the sink as their rows arrive, one below the other; ``paged``: by way of the pager, if there is one.

    Gives a summary of each, and none where the program that took the rows did not want them all.

    Raises:
        OpenAISqlError: the rows could not be read to their end. BrokenPipeError: the terminal is gone.
    """
    target, screen = shell.row_file, _pager_stream(shell, options) if paged else None
    if target is not None and target.program is not None:
        shell.console.stdout.flush()  # the terminal is the program's now: the progress line keeps away
    try:
        return [write(result, screen or shell.sink, options, cancel=cancel) for result in results]
    except BrokenPipeError:
        if not (screen.abandoned if screen else target and target.program):
            raise
        return []
    finally:
        if screen is not None:
            screen.finish()
        elif target is not None and target.once:
            target.close()


def table(columns: Sequence[str], rows: Iterable[Row]) -> Result:
    """A table of our own, to be drawn like the rows of a statement."""
    return Result(columns=tuple(map(ResultColumn, columns)), rows=iter(rows))


def show_table(shell: ShellState, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Draw such a table in the format that is set, to wherever rows go; in the pager where it does not fit."""
    show_tables(shell, table(columns, rows))


def show_tables(shell: ShellState, *tables: Result) -> None:
    """The same for several, one below the other and all in one pager."""
    with interruptible():  # Ctrl-C in the pager is the pager's
        draw(shell, tables, shell.look(), paged=True)


def as_prose(shell: ShellState) -> bool:
    """Whether what is listed is read by a person on a screen, in no format they chose: words are wrapped then, and not cut."""
    look = shell.look()
    return look.screen and look.format == "table" and not look.expanded and shell.row_file is None


def show_lines(shell: ShellState, lines: Sequence[str]) -> None:
    """Show text of ours: on the screen, in the pager where it does not fit; where there is no screen, as everything that is said."""
    text = "".join(f"{line}\n" for line in lines)
    console, settings, command = shell.console, shell.session.settings, pager(shell)
    if not console.stdout.isatty():
        shell.say(text.removesuffix("\n"))
        return
    if not command:
        console.stdout.write(text)
        console.stdout.flush()
        return
    height = console.height() - RESERVED_LINES
    screen = PagerStream(console.stdout, command, console.width(), height, always=settings.pager == "on")
    with interruptible(), suppress(BrokenPipeError), screen:  # Ctrl-C in the pager is the pager's
        screen.write(text)


def close_row_file(shell: ShellState, row_file: RowFile) -> None:
    """Finish what takes rows; a program is waited for, and what went wrong with it said."""
    code = row_file.close()
    if code:
        shell.say(f'"{sanitize(row_file.name)}" ended with code {code}')


def pager(shell: ShellState) -> list[str]:
    """The command line of the pager; empty where there is none to be used."""
    settings, environ = shell.session.settings, shell.console.environ
    on_terminal = shell.console.interactive and environ.get("TERM") != "dumb"
    if settings.pager == "off" or shell.row_file is not None or not on_terminal:
        return []
    return pager_command(settings.pager_command, environ)


def bounded(shell: ShellState, options: RenderOptions) -> RenderOptions:
    r"""Options for rows that nobody bounded and no pager takes: as many as some screens hold, where ``\last`` has the rest."""
    if not options.screen or options.max_rows is not None or shell.run_command is None:
        return options
    return replace(options, max_rows=max(SCREENS * shell.console.height(), 2))


def _pager_stream(shell: ShellState, options: RenderOptions) -> PagerStream | None:
    command = pager(shell)
    if not command:
        return None
    return PagerStream(
        shell.console.stdout,
        command,
        shell.console.width(),
        shell.console.height() - RESERVED_LINES,
        wraps=options.width is not None
        or options.format != "table",  # a table of any width is not to be torn
        always=shell.session.settings.pager == "on",
    )


def _say_footer(shell: ShellState, result: Result, shown: RenderSummary, seconds: float) -> None:
    """Say what the statement did, or how many rows it gave, and what it cost."""
    settings = shell.session.settings
    if result.columns and not result.summary:
        shell.say(footer(shown, seconds if settings.timing else None))
    else:
        time = f" ({duration(seconds)})" if settings.timing else ""
        shell.say("\n".join((sanitize_lines(result.summary or "done") + time, *shown.cut)))
    if settings.stats:
        shell.say(stats_line(shown.rows, seconds, result.stats))
