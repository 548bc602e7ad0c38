"""The lines of the board: a table of jobs that is never wider than the screen, and never cuts an id. Draws on no terminal."""

from __future__ import annotations

from time import localtime, strftime
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import counted
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.width import display_width, fitted, padded
from openai_sql_shell.shell.output.progress_text import bar, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.shell.top.board import Board
    from openai_sql_shell.shell.top.jobs import SeenJob

GAP = 1
BAR, LONG_BAR, WIDE = 5, 16, 100
"""Cells of a bar, and of one on a screen that is wide."""
STATUS = 12
"""Cells of a status; the line below the jobs has all of it."""
NOTHING = "-"

Piece = tuple[str, str]


@frozen
class BoardColumn:
    """One column, and when it gives way."""

    name: str
    text: Callable[[Board, SeenJob, int], str]
    """Of a job, on a screen of so many cells."""
    keep: int
    """The columns with the smallest number go first where the screen is narrow; the id never does."""
    right: bool = False


def compact(number: float) -> str:
    """A number in five cells.

    >>> [compact(n) for n in (0, 950, 1234, 50000, 1_250_000)]
    ['0', '950', '1.2k', '50k', '1.2M']
    """
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if number >= size:
            scaled = number / size
            return f"{scaled:.1f}".removesuffix(".0") + unit if scaled < 10 else f"{scaled:.0f}{unit}"
    return f"{number:.0f}" if number >= 10 or number == int(number) else f"{number:.1f}"


def short_time(seconds: float | None) -> str:
    """Time in at most six cells.

    >>> [short_time(s) for s in (None, 9, 75, 3700, 90_000)]
    ['-', '9s', '1m15s', '1h01m', '1d01h']
    """
    if seconds is None:
        return NOTHING
    whole = max(round(seconds), 1)
    for size, unit, below, name in ((86400, "d", 3600, "h"), (3600, "h", 60, "m"), (60, "m", 1, "s")):
        if whole >= size:
            return f"{whole // size}{unit}{whole % size // below:02}{name}"
    return f"{whole}s"


def _bar(_: Board, job: SeenJob, width: int) -> str:
    return bar(job.done or 0, job.total, LONG_BAR if width >= WIDE else BAR) if job.total else ""


def _done(_: Board, job: SeenJob, _width: int) -> str:
    return NOTHING if not job.total else f"{compact(job.done or 0)}/{compact(job.total)}"


def _failed(_: Board, job: SeenJob, _width: int) -> str:
    return NOTHING if not job.total or job.failed is None else compact(job.failed)


def _rate(board: Board, job: SeenJob, _width: int) -> str:
    rate = board.rate(job)
    return NOTHING if rate is None else compact(rate)


COLUMNS = (
    BoardColumn("id", lambda _, job, _width: sanitize(job.id), 9),
    BoardColumn("kind", lambda _, job, _width: job.kind, 1),
    BoardColumn("status", lambda _, job, _width: fitted(sanitize(job.status), STATUS)[0], 8),
    BoardColumn("progress", _bar, 3),
    BoardColumn("done", _done, 7, right=True),
    BoardColumn("fail", _failed, 6, right=True),
    BoardColumn("/min", _rate, 2, right=True),
    BoardColumn("left", lambda board, job, _width: short_time(board.left(job)), 5, right=True),
)


def table_lines(board: Board, width: int, height: int) -> list[list[Piece]]:
    """Title, header, the jobs in sight, and below them what could not be looked at."""
    troubles = [sanitize(" ".join(told.split())) for told in board.troubles]
    room = max(height - 2 - len(troubles), 1)
    board.resize(room)
    jobs = board.jobs
    texts = [[column.text(board, job, width) for column in COLUMNS] for job in jobs]
    shown, widths = _layout(texts, width)
    lines: list[list[Piece]] = [[("", fitted(title(board), max(width, 1))[0])]]
    lines.append([("class:browser.header", _line([c.name for c in COLUMNS], shown, widths, width))])
    for at in range(board.top, min(board.top + room, len(jobs))):
        style = "class:browser.cursor" if at == board.line else ""
        if board.is_stale(jobs[at]):
            style += " class:browser.null"
        lines.append([(style, _line(texts[at], shown, widths, width).ljust(width))])
    if not jobs:
        lines.append([("class:browser.null", _without_jobs(board))])
    lines += [[("class:pygments.error", fitted(f"! {told}", max(width, 1))[0])] for told in troubles]
    return lines


def title(board: Board) -> str:
    """How many jobs run, and when that was."""
    if board.is_empty:
        return f"looking ... · every {board.interval:g} s"
    running = sum(job.runs for job in board.jobs)
    told = f"{counted(running, 'job')} {'runs' if running == 1 else 'run'}"
    if board.as_of is not None:
        told += f" · as of {_clock(board.as_of)}"
    if board.failed_at is not None:
        told += f" · a look FAILED at {_clock(board.failed_at)}, old rows are grey"
    return f"{told} · every {board.interval:g} s" if board.failed_at is None else told


def _without_jobs(board: Board) -> str:
    if board.is_empty:
        return ""
    if board.troubles:
        return "  nobody knows whether a job runs: see below"
    return f"  nothing runs: no {', no '.join(board.kinds)}"


def _clock(seconds: float) -> str:
    return strftime("%H:%M:%S", localtime(seconds))


def _layout(texts: Sequence[Sequence[str]], width: int) -> tuple[list[int], list[int]]:
    """The columns that fit, and the cells that each takes."""
    widths = [
        max([display_width(column.name), *(display_width(row[at]) for row in texts)])
        for at, column in enumerate(COLUMNS)
    ]
    shown = list(range(len(COLUMNS)))
    while len(shown) > 1 and sum(widths[at] + GAP for at in shown) - GAP > width:
        shown.remove(min(shown, key=lambda at: COLUMNS[at].keep))
    return shown, widths


def _line(cells: Sequence[str], shown: Sequence[int], widths: Sequence[int], width: int) -> str:
    text = (" " * GAP).join(
        padded(cells[at], display_width(cells[at]), widths[at], right=COLUMNS[at].right) for at in shown
    )
    return text if len(shown) == 1 else fitted(text.rstrip(), max(width, 1))[0]


def detail(board: Board) -> str:
    """All there is to say about the job the cursor is on, also where its columns have no room; or what a person is asked or told."""
    if board.asking is not None:
        return f"cancel {sanitize(board.asking.id)}? y does, other keys do not"
    job = board.job
    if board.message or job is None:
        return sanitize(board.message)
    rate, left = board.rate(job), board.left(job)
    told = [f"{job.kind} {sanitize(job.status)}"]
    if job.total:
        told.append(f"{job.done or 0:,} of {job.total:,} {job.parts}")
    if job.failed:
        told.append(f"{job.failed:,} failed")
    if rate is not None and job.total:
        told.append(f"{compact(rate)} a minute")
    if left is not None:
        told.append(f"about {rounded(left)} left")
    return " · ".join(told)
