"""Paging: what does not fit the screen goes to the pager, all of it.

Results or a text come in. As many rows are read ahead as a screen has lines. When all of them fit, they are drawn for the screen;
else they are drawn anew for the pager, with every column and cell where it scrolls sideways, and the rest streams behind them.
A pager that is closed early ends the output; one that fails is named, and the session goes on.
"""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING

from openai_sql_shell.classes import replace
from openai_sql_shell.render.row_reader import RowReader
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.writer import write
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.pager import (
    HEADER_LINES,
    find_pager,
    lines_on_screen,
    missing_pager,
    run_pager,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.render.options import LeftOut, RenderOptions, RenderSummary
    from openai_sql_shell.result import Result, Row
    from openai_sql_shell.shell.output.pager import PagerProgram
    from openai_sql_shell.shell.state import ShellState

SCREENS = 2
"""How many screens full of rows a table takes where nobody said how many, and no pager takes them all."""
RESERVED_LINES = 2
"""Lines that the terminal needs for the footer and the next prompt."""


class RowsAhead:
    """The first rows of a result, to be drawn more than once; the others come behind them, once."""

    def __init__(self, result: Result, most: int, cancel: CancelToken | None) -> None:
        self._result = result
        self._failure: Exception | None = None
        self.first: list[Row] = []
        try:
            for row in islice(result.rows, most):
                if cancel is not None:
                    cancel.check()
                self.first.append(row)
        except Exception as failure:  # noqa: BLE001 - raised again behind the rows before it
            self._failure = failure
        self.more = len(self.first) == most
        """There may be others."""

    def result(self) -> Result:
        """The result from its first row on."""
        return replace(self._result, rows=self._rows())

    def hides_columns(self, options: RenderOptions) -> bool:
        """Whether a table of the first rows leaves columns out."""
        from openai_sql_shell.render.table import is_too_wide  # noqa: PLC0415 - few ask for it

        return is_too_wide(RowReader(replace(self._result, rows=iter(self.first))), options)

    def _rows(self) -> Iterator[Row]:
        yield from self.first
        if self._failure is not None:
            raise self._failure
        yield from self._result.rows


def pager(shell: ShellState) -> PagerProgram | None:
    """The pager for rows; None where there is none to be used."""
    return _pager(shell) if shell.row_file is None else None


def _pager(shell: ShellState) -> PagerProgram | None:
    settings, environ = shell.session.settings, shell.console.environ
    if settings.pager == "off" or not shell.console.interactive or environ.get("TERM") == "dumb":
        return None
    return find_pager(settings.pager_command, environ)


def missing(shell: ShellState, rows: int | None = None) -> str | None:
    """A sentence about a pager that would be used, if it were there; for so many ``rows``, or whatever does not fit."""
    settings = shell.session.settings
    fits = rows is not None and rows < shell.console.height() - RESERVED_LINES
    name = missing_pager(settings.pager_command, shell.console.environ)
    if fits or name is None or settings.pager == "off" or not shell.console.interactive:
        return None
    return f'the pager "{sanitize(name)}" cannot be found; \\set pager_command names another'


def bounded(shell: ShellState, options: RenderOptions) -> RenderOptions:
    r"""Options for rows that nobody bounded and no pager takes: as many as some screens hold, where ``\last`` has the rest."""
    kept = options.whole or options.max_rows is not None
    if kept or not options.screen or shell.run_command is None:
        return options
    return replace(options, max_rows=max(SCREENS * shell.console.height(), 2))


def draw_paged(
    shell: ShellState,
    program: PagerProgram,
    results: Sequence[Result],
    options: RenderOptions,
    cancel: CancelToken | None,
    *,
    wide_rows: int | None,
) -> list[RenderSummary]:
    """Draw results on the screen, or in the pager where they do not fit.

    Args:
        shell: whose terminal it is.
        program: the pager.
        results: one below the other.
        options: how they are drawn on the screen.
        cancel: stops it.
        wide_rows: so many rows do not fit where a column would be hidden or a cell cut, if the pager can show it; None: as the
            setting says, no number or two. For a single row nobody wants a pager without having asked.

    Returns:
        A summary of each; none where the pager was closed before the last row.

    Raises:
        OpenAISqlError: the rows could not be read to their end.
    """
    room = max(shell.console.height() - RESERVED_LINES, 1)
    ahead = [RowsAhead(result, room, cancel) for result in results]
    setting, out = shell.session.settings.pager, shell.console.stdout
    if setting != "on" and _stays_short(options, room):
        return _write(ahead, out, options, cancel)
    if setting != "on" and not any(rows.more for rows in ahead):
        least = 2 if wide_rows is None and setting == "wide" else wide_rows
        drawn = _draw_what_fits(shell, ahead, options, room, least if program.scrolling else None)
        if drawn is not None:
            return drawn
    drawn = _draw_in_pager(shell, program, ahead, options, cancel)
    return _write(ahead, out, bounded(shell, options), cancel) if drawn is None else drawn


def show_lines(shell: ShellState, lines: Sequence[str]) -> None:
    """Show text of ours: on the screen, in the pager where it does not fit; where there is no screen, as everything that is said."""
    console, text = shell.console, "\n".join(lines)
    if not console.stdout.isatty():
        shell.say(text)
        return
    program, room = _pager(shell), console.height() - RESERVED_LINES
    fits = lines_on_screen(text, console.width()) <= room
    absent = None if fits else missing(shell)
    if program is not None and (not fits or shell.session.settings.pager == "on"):
        with interruptible():  # Ctrl-C in the pager is the pager's
            if run_pager(console, program.command(0), lambda out: [out.write(f"{text}\n")]) is not None:
                return
    console.stdout.write(f"{text}\n")
    console.stdout.flush()
    if absent is not None:
        shell.say(absent)


def _draw_what_fits(
    shell: ShellState,
    ahead: Sequence[RowsAhead],
    options: RenderOptions,
    room: int,
    wide_rows: int | None,
) -> list[RenderSummary] | None:
    """Draw rows that are all here on the screen; None: they do not fit, and nothing is drawn.

    Where `wide_rows` sends what would be left out to the pager, nothing has to be drawn as records for it.
    """
    text, failure = io.StringIO(), None
    drawn: list[RenderSummary] = []
    on_screen = options if wide_rows is None else replace(options, whole=False)
    try:
        drawn.extend(write(rows.result(), text, on_screen) for rows in ahead)
    except Exception as error:  # noqa: BLE001 - raised again behind what was drawn
        failure = error
    cut = sum(shown.rows for shown in drawn if _is_missed(shown.left_out, options))
    too_wide = wide_rows is not None and cut >= wide_rows
    if too_wide or lines_on_screen(text.getvalue(), shell.console.width()) > room:
        return None
    shell.console.stdout.write(text.getvalue())
    shell.console.stdout.flush()
    if failure is not None:
        raise failure
    return drawn


def _draw_in_pager(
    shell: ShellState,
    program: PagerProgram,
    ahead: Sequence[RowsAhead],
    options: RenderOptions,
    cancel: CancelToken | None,
) -> list[RenderSummary] | None:
    """Draw rows for the pager; None: it could not be started, and nothing is drawn."""
    chosen = [_for_pager(options, program, rows) for rows in ahead]
    is_record = any(o.format == "table" and o.expanded for o in chosen)
    header = 0 if is_record or len(ahead) > 1 else HEADER_LINES.get(options.format, 0)
    drawing = list(zip(ahead, chosen, strict=True))
    return run_pager(
        shell.console,
        program.command(header),
        lambda out: [write(rows.result(), out, o, cancel=cancel) for rows, o in drawing],
        plain=program.scrolling is not None and program.scrolling.plain,
    )


def _is_missed(left_out: LeftOut, options: RenderOptions) -> bool:
    """Whether the pager would show the person more; columns without any value only to one who wants nothing left out."""
    return left_out.something if options.whole else bool(left_out.hidden or left_out.cut)


def _stays_short(options: RenderOptions, room: int) -> bool:
    """However many rows there are, the person wants fewer than the screen holds, or none."""
    if options.format == "none":
        return True
    is_table = options.format == "table" and options.expanded is False
    return is_table and options.max_rows is not None and options.max_rows < room


def _for_pager(options: RenderOptions, program: PagerProgram, rows: RowsAhead) -> RenderOptions:
    """Options for the pager; a table that the width of the screen made a line per value stays that."""
    options = replace(options, links=False)  # not every pager knows them
    if program.scrolling is None:
        return options
    options = replace(options, whole=False)  # no table leaves anything out there
    expanded = rows.hides_columns(options) if options.expanded is None else options.expanded
    color = options.color and not program.scrolling.plain
    return replace(options, width=None, room=None, scrolled=True, expanded=expanded, color=color)


def _write(
    ahead: Sequence[RowsAhead], out: TextIO, options: RenderOptions, cancel: CancelToken | None
) -> list[RenderSummary]:
    return [write(rows.result(), out, options, cancel=cancel) for rows in ahead]
