r"""Running one statement and drawing its rows: on the screen, in the pager, to a file or to another program.

Comes in: a statement without placeholders. Goes out: rows to the sink; notices, the footer and errors to the person. A pager that
is closed, or a program that wants no more, ends the rows without an error, and no further request is made.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from openai_sql_shell.classes import define, replace
from openai_sql_shell.errors import Cancelled, OpenAISqlError, counted
from openai_sql_shell.render.footers import duration, footer, stats_line, summary_of, what_is_missing
from openai_sql_shell.render.options import RenderSummary
from openai_sql_shell.render.sanitize import sanitize, sanitize_lines
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.last_result import LastResult
from openai_sql_shell.shell.output.paging import bounded, draw_paged, missing, pager
from openai_sql_shell.shell.output.progress_line import progress_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.result import Row
    from openai_sql_shell.shell.output.row_file import RowFile
    from openai_sql_shell.shell.state import ShellState


@define
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
    except KeyboardInterrupt:
        outcome.error = Cancelled()
        outcome.error.may_have_acted = True  # nobody knows what it interrupted
    except OpenAISqlError as error:
        outcome.error = error
    if outcome.error is not None:
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
        OSError: the rows cannot be written.
    """
    with progress_line(shell) as line:
        result = shell.session.execute(text, cancel)
        result.rows = line.counted(result.rows)
        last = LastResult(result.columns, result.explanation)
        stop, more = None if result.at_hand else cancel, list[str | None]()
        try:
            shown = _draw_kept(shell, result, last, shell.look(expanded=expanded), stop, paged=paged)
            shell.console.stdout.flush()
        except OSError:
            more.append(result.summary)  # what was changed is told, though the rows cannot be written
            raise
        finally:
            result.close()
            for sentence in filter(None, [*result.notices, *more]):
                shell.say(sanitize_lines(sentence))
        kept = result.stats.kept_files
        if kept:
            shown = replace(shown, notes=(*shown.notes, f"{counted(kept, 'file')} from the cache"))
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
        taker = "the program that took the rows" if shell.row_file else "the pager"
        why = f"{taker} ended before the last one"
        return RenderSummary(last.count, last.count, ended=why)
    absent = missing(shell, drawn[0].rows) if paged and shell.run_command and shell.row_file is None else None
    if absent:
        return replace(drawn[0], notes=(*drawn[0].notes, absent))
    return drawn[0]


def draw(
    shell: ShellState,
    results: Sequence[Result],
    options: RenderOptions,
    cancel: CancelToken | None = None,
    *,
    paged: bool = False,
    wide_rows: int | None = None,
) -> list[RenderSummary]:
    """Write results to the sink as their rows arrive, one below the other; ``paged``: in the pager where they do not fit.

    ``wide_rows`` says when those fit of which something is hidden or cut, see `draw_paged`. Gives a summary of each, and none where the program that
    took the rows did not want them all.

    Raises:
        OpenAISqlError: the rows could not be read to their end. BrokenPipeError: the terminal is gone.
    """
    if paged and (program := pager(shell)):
        return draw_paged(shell, program, results, options, cancel, wide_rows=wide_rows)
    target = shell.row_file
    if target is not None and target.program is not None:
        shell.console.stdout.flush()  # the terminal is the program's now: the progress line keeps away
    try:
        return [write(result, shell.sink, options, cancel=cancel) for result in results]
    except BrokenPipeError:
        if target is None or target.program is None:
            raise
        return []
    finally:
        if target is not None and target.once:
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
        draw(shell, tables, shell.look(), paged=True, wide_rows=2)


def as_prose(shell: ShellState) -> bool:
    """Whether what is listed is read by a person on a screen, in no format they chose: words are wrapped then, and not cut."""
    look = shell.look()
    return look.screen and look.format == "table" and not look.expanded and shell.row_file is None


def close_row_file(shell: ShellState, row_file: RowFile) -> None:
    """Finish what takes rows; a program is waited for, and what went wrong with it said."""
    code = row_file.close()
    if code:
        shell.say(f'"{sanitize(row_file.name)}" ended with code {code}')


def say_footer(
    shell: ShellState, shown: RenderSummary, seconds: float | None = None, cure: str | None = None
) -> None:
    r"""Say how many rows there were and what of them is not on the screen; ``cure`` shows it, ``\last`` if nobody knows better."""
    shell.say_quietly(footer(shown, seconds, cure=cure or _cure(shell), width=shell.console.width()))


def _cure(shell: ShellState) -> str:
    """What shows all of the last result."""
    if shell.run_command is None:
        return "-o line"
    too_large = shell.last_result is not None and shell.last_result.too_large
    return "\\g (format=line) |less" if too_large else "\\last"


def _summary(shell: ShellState, result: Result, shown: RenderSummary) -> str:
    console = shell.console
    as_rows = shell.row_file is None and shell.session.settings.output != "chart"
    on_screen = as_rows and console.stdout.isatty() and console.stderr.isatty()
    return summary_of(result, shown if on_screen else None)


def _say_footer(shell: ShellState, result: Result, shown: RenderSummary, seconds: float) -> None:
    """Say what the statement did, or how many rows it gave, and what it cost."""
    settings = shell.session.settings
    if result.columns and not result.summary:
        say_footer(shell, shown, seconds if settings.timing else None)
    else:
        time = f" ({duration(seconds)})" if settings.timing else ""
        missing = what_is_missing(shown.left_out, _cure(shell), shell.console.width())
        shell.say(
            "\n".join(
                (
                    _summary(shell, result, shown) + time,
                    *missing,
                    *filter(None, [shown.ended]),
                    *shown.notes,
                )
            )
        )
    if settings.stats:
        shell.say(stats_line(shown.rows, seconds, result.stats))
