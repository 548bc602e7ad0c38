"""The front end without a person: scripts in, rows on stdout, everything else on stderr, an exit code out.

All scripts are filled and split before the first statement is sent. It asks nothing and shows no prompt, banner or pager.
"""

from __future__ import annotations

from openai_sql_shell.classes import define
from openai_sql_shell.config import FORMATS
from openai_sql_shell.errors import ExitCode, OpenAISqlError, StatementError
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.sanitize import sanitize_lines
from openai_sql_shell.render.writer import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.cli.scripts import Script
    from openai_sql_shell.cli.signals import Signals
    from openai_sql_shell.console import Console
    from openai_sql_shell.render.options import RenderSummary
    from openai_sql_shell.result import Result
    from openai_sql_shell.session.session import Session
    from openai_sql_shell.sql.split import ScriptStatement


@define
class ScriptRun:
    """One run of some scripts in one session."""

    session: Session
    console: Console
    signals: Signals
    keep_going: bool = False
    """Go on after a failed statement."""
    drawn: int = 0
    """Results written so far."""


def run_scripts(run: ScriptRun, scripts: Sequence[Script]) -> int:
    """Run everything in order; the exit code is that of the first failure."""
    plan: list[tuple[str, ScriptStatement]] = []
    for script in scripts:
        try:
            pieces = run.session.script(script.text)
            if not pieces:
                raise StatementError(f"there is no statement in {script.name}")
        except OpenAISqlError as error:
            _report(run, error, script.text)
            return error.exit_code
        plan += [(script.name, piece) for piece in pieces]
    first_failure = ExitCode.OK
    for name, piece in plan:
        code = run_statement(run, piece, name if len(plan) > 1 else None)
        first_failure = first_failure or code
        if run.signals.received or (code and not run.keep_going):
            break
    return run.signals.exit_code if run.signals.received else first_failure


def run_statement(run: ScriptRun, piece: ScriptStatement, name: str | None) -> ExitCode:
    """Run one statement, show its answer or its error; ``name`` is where it stands, for messages."""
    try:
        with run.signals.statement() as cancel:
            began = run.console.clock()
            show(run, run.session.execute(piece.text, cancel), cancel, began)
    except OpenAISqlError as error:
        before = piece.text[: error.span.start] if error.span else ""
        place = f"{name}:{piece.line + before.count(chr(10))}: " if name else ""
        _report(run, error, piece.text, place)
        return error.exit_code
    return ExitCode.OK


def _report(run: ScriptRun, error: OpenAISqlError, text: str, place: str = "") -> None:
    from openai_sql_shell.render.error_text import report  # noqa: PLC0415 - most statements are right

    report(run.console, error, text, place)


def show(run: ScriptRun, result: Result, cancel: CancelToken, began: float) -> None:
    """Rows to stdout; notices, what was left out, summary and cost to stderr.

    Raises:
        OpenAISqlError: the rows could not be read to their end; those before are written.
    """
    console, settings, rows = run.console, run.session.settings, 0
    shown: RenderSummary | None = None
    over = False
    """All rows were written, or nobody reads them: what was changed is told."""
    try:
        if result.columns:
            if run.drawn and FORMATS[settings.output].screen:
                console.stdout.write("\n")  # two tables in a row would be read as one
            run.drawn += 1
            options = RenderOptions.on(console.stdout, console, settings)
            shown = write(result, console.stdout, options, cancel=None if result.at_hand else cancel)
            rows = shown.rows
        else:
            rows = sum(1 for _ in result.rows)
        console.stdout.flush()
        over = True
    except OSError:
        over, shown = True, None
        raise
    finally:
        result.close()
        if result.notices or result.summary or (shown and shown.left_out.something):
            _say_beside(run, result, shown, summary=over)
        if settings.stats:
            from openai_sql_shell.render.footers import stats_line  # noqa: PLC0415 - few ask for it

            console.say(stats_line(rows, console.clock() - began, result.stats))


def _say_beside(run: ScriptRun, result: Result, shown: RenderSummary | None, *, summary: bool) -> None:
    """Notices, what the layout left out, and what was done."""
    from openai_sql_shell.render.footers import summary_of, what_is_missing  # noqa: PLC0415 - most statements have nothing beside them
    from openai_sql_shell.render.sgr import DIM, styled  # noqa: PLC0415
    from openai_sql_shell.render.width import in_window  # noqa: PLC0415

    console = run.console
    width = console.width() if console.stderr.isatty() else None
    for notice in result.notices:
        console.say(in_window(sanitize_lines(notice), width))
    if shown is not None:
        options = RenderOptions.on(console.stdout, console, run.session.settings)
        for line in what_is_missing(shown.left_out, "-o line", options.width):
            console.say(styled(line, DIM, color=console.color(console.stderr)))
    if summary and result.summary:
        on_screen = shown if console.stdout.isatty() and console.stderr.isatty() else None
        console.say(summary_of(result, on_screen))
