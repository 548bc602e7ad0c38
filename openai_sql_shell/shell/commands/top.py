r"""``\top``: the jobs that run, on the whole screen; where there is none, a table of them as they are now."""

from __future__ import annotations

from functools import partial
from io import StringIO
from typing import TYPE_CHECKING

from openai_sql_shell.classes import replace
from openai_sql_shell.config.settings import seconds
from openai_sql_shell.errors import OpenAISqlError, UsageError
from openai_sql_shell.render.writer import write
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.commands.why import explanations
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.progress_line import progress_line
from openai_sql_shell.shell.output.statement_run import show_table
from openai_sql_shell.shell.state import restored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.shell.state import ShellState
    from openai_sql_shell.shell.top.board import Board
    from openai_sql_shell.shell.top.jobs import SeenJob

USUAL = 5.0


def top(shell: ShellState, words: Sequence[str]) -> None:
    """Show jobs until the person leaves, or once.

    Raises:
        UsageError: the words mean nothing.
        Cancelled, OpenAISqlError: without a screen, the person stopped the look, or it failed.
    """
    ended, interval = _options(words)
    from openai_sql_shell.shell.top.board import Board  # noqa: PLC0415 - loaded when it is used
    from openai_sql_shell.shell.top.worker import look  # noqa: PLC0415

    session, console = shell.session, shell.console
    sources = [r for r in session.catalog.declarations() if r.jobs is not None]
    board = Board([r.jobs.kind for r in sources if r.jobs], interval, lambda: console.now().timestamp())
    looking = partial(look, session, console, sources, board, ended=ended)
    if console.interactive and console.environ.get("TERM", "dumb") != "dumb" and shell.row_file is None:
        _run(shell, board, looking)
        return
    with interruptible() as cancel, progress_line(shell):
        looking(cancel)
    _snapshot(shell, board)


def _run(shell: ShellState, board: Board, looking: Callable[[CancelToken], float]) -> None:
    """Full screen, until the person leaves."""
    from openai_sql_shell.shell.top.view import TopView, application  # noqa: PLC0415
    from openai_sql_shell.shell.top.worker import Worker  # noqa: PLC0415

    worker = Worker(looking, 0.0)
    app = application(TopView(shell, board, partial(_explained, shell), worker.want))
    with restored(shell.session, "confirm"):
        shell.session.confirm = None  # nobody reads the keyboard line by line meanwhile
        worker.start(app.invalidate)
        try:
            app.run()
        finally:
            worker.stop()


def _snapshot(shell: ShellState, board: Board) -> None:
    """The jobs as rows, once."""
    if board.troubles and not board.jobs:
        raise OpenAISqlError(board.troubles[0])
    names = ("id", "kind", "status", "done", "failed", "total", "created_at", "ended_at")
    rows = [
        (j.id, j.kind, j.status, j.done, j.failed, j.total, int(j.created_at), j.ended_at and int(j.ended_at))
        for j in board.jobs
    ]
    show_table(shell, names, rows)
    for told in board.troubles:
        shell.say(f"not looked at: {told}")


def _explained(shell: ShellState, job: SeenJob, cancel: CancelToken) -> list[str]:
    r"""What ``\why`` says about a job, as lines of a table each.

    Raises:
        OpenAISqlError: a query failed, or nothing can be told.
    """
    found: list[str] = []
    if not job.resource.why:
        return [f"{job.kind} {job.id} is {job.status}"]
    above = [value for _, value in job.above]
    look = replace(shell.look(), format="table", color=False, links=False, whole=True)
    for title, result in explanations(shell.session, job.id, above, cancel):
        out = StringIO()
        write(result, out, look)
        found += [f"{title}:", *out.getvalue().splitlines(), ""]
    return found or ["there is nothing to tell"]


def _options(words: Sequence[str]) -> tuple[bool, float]:
    """Whether jobs that are over are wanted, and the seconds between two looks.

    Raises:
        UsageError: a word that means nothing.
    """
    ended, interval = False, USUAL
    for word in words:
        if word.lower() == "all":
            ended = True
            continue
        try:
            interval = seconds(word.removeprefix("i="))
        except ValueError:
            raise UsageError(
                f'"{word}" is neither all nor a number of seconds', hint="write \\top, \\top all, or \\top 30"
            ) from None
    return ended, interval


TOP_COMMANDS = (
    Command(
        "top",
        "[all] [SECONDS]",
        "the jobs that run, looked at every 5 seconds until q: how far they are, and how long they take; all: those that ended since yesterday, too",
        "\\top",
        top,
        most=2,
    ),
)
