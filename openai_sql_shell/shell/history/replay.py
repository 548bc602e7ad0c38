"""``openai-sql replay``: statements of the shell's history again, in their order.

A history and the options come in; rows go to stdout, everything else to stderr, an exit code out. What changes something is listed
and skipped unless the person included it, and is never repeated where it may have been carried out already.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import ExitCode, UsageError, shortened
from openai_sql_shell.render.sanitize import sanitize, sanitize_lines
from openai_sql_shell.shell.history.file import HistoryFile
from openai_sql_shell.shell.history.replay_lock import replaying
from openai_sql_shell.shell.history.replay_plan import (
    ReplayStep,
    became_remote,
    plan,
    point_in_time,
    select,
)
from openai_sql_shell.shell.history.replay_progress import RemainingSteps, ReplayProgress
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.statement_run import draw, reported, show_statement, table
from openai_sql_shell.shell.state import ShellState

if TYPE_CHECKING:
    import argparse

    from openai_sql_shell.config import Paths
    from openai_sql_shell.console import Console
    from openai_sql_shell.errors import OpenAISqlError
    from openai_sql_shell.session.session import Session

TITLE_WIDTH = 100
"""Characters of a statement that are shown above its answer."""


def main(options: argparse.Namespace, session: Session, console: Console, paths: Paths) -> int:
    """Replay what the options choose.

    Raises:
        UsageError: options that cannot be, a history that cannot be read, nothing to go on with, or another replay of it
            is running.
    """
    history = HistoryFile(Path(options.files) if options.files else paths.history_file)
    shell = ShellState(session, console, history, paths)
    progress = ReplayProgress.beside(history.path)
    with nullcontext() if options.dry_run else replaying(progress.path):
        return _replay(shell, progress, options)


def _replay(shell: ShellState, progress: ReplayProgress, options: argparse.Namespace) -> int:
    remaining = (
        _continue(shell, progress, options) if getattr(options, "continue") else _select_steps(shell, options)
    )
    if not remaining.steps:
        shell.say("no statement of the history fits")
        return ExitCode.OK
    if options.dry_run:
        _list_steps(shell, remaining)
        return ExitCode.OK
    _mention_other_profiles(shell, remaining)
    if not remaining.continued:
        if progress.read() is not None:
            shell.say("an earlier replay was not finished; this one takes its place")
        progress.begin(remaining.steps)
    try:
        return _run_steps(shell, progress, remaining)
    except BaseException:  # a signal that ends the program, rows that nobody takes any more
        left = progress.read()
        if left is not None:
            behind = left.in_flight and left.steps[left.position].changes
            _say_stopped(shell, left, left.position, behind=behind)
        raise


def _select_steps(shell: ShellState, options: argparse.Namespace) -> RemainingSteps:
    since = point_in_time(options.since, shell.console.now()) if options.since else None
    entries = shell.history.read_existing() if options.files else shell.history.read()
    chosen = select(entries, last=options.last, since=since, grep=options.grep)
    return RemainingSteps(plan(chosen, shell.session, include_changes=options.include_changes))


def _continue(shell: ShellState, progress: ReplayProgress, options: argparse.Namespace) -> RemainingSteps:
    """What is left of the last replay; a change that was being sent is mentioned and left out."""
    if options.last or options.since or options.grep or options.include_changes:
        raise UsageError(
            "--continue goes on with the statements that were chosen before",
            hint="leave out --last, --since, --grep and --include-changes",
        )
    left = progress.read()
    if left is None:
        raise UsageError("there is no interrupted replay to continue")
    step = left.steps[left.position]
    if not (left.in_flight and step.changes):
        return left
    shell.say(
        f"{_title(step)}\n  was running when the replay stopped and may have been carried out. It is not repeated: "
        "look at what it did, and run it yourself if it did not."
    )
    if not options.dry_run:
        progress.ended(left.position)
    return replace(left, position=left.position + 1)


def _list_steps(shell: ShellState, remaining: RemainingSteps) -> None:
    """What would happen, as rows."""
    names = ("number", "time", "profile", "outcome", "replay", "text")
    rows = (
        (*step.entry.row[:-1], f"skip: {step.skipped}" if step.skipped else "run", step.entry.text)
        for step in remaining.steps[remaining.position :]
    )
    draw(shell, [table(names, rows)], shell.look())


def _run_steps(shell: ShellState, progress: ReplayProgress, remaining: RemainingSteps) -> int:
    ran = skipped = 0
    for index, step in enumerate(remaining.steps[remaining.position :], remaining.position):
        shell.say(_title(step))
        reason = step.skipped or became_remote(step.entry, shell.session)
        if reason is not None:
            skipped += 1
            shell.say(f"  skipped: {reason}")
            continue
        progress.began(index)
        error = _run_step(shell, step)
        if error is not None:
            changed = step.changes and error.may_have_acted
            stopped = error.exit_code is ExitCode.INTERRUPTED
            again = remaining.continued and index == remaining.position and not stopped
            if again:
                progress.ended(index)
            elif not changed:
                progress.untouched(index)
            _say_stopped(shell, remaining, index, behind=again or changed)
            return error.exit_code
        progress.ended(index)
        ran += 1
    progress.finish()
    shell.say(f"{ran} run, {skipped} skipped")
    return ExitCode.OK


def _say_stopped(shell: ShellState, replayed: RemainingSteps, index: int, *, behind: bool) -> None:
    """How much is left from a step on, and where ``--continue`` goes on: with that step, or behind it."""
    total, where = len(replayed.steps), "behind this statement" if behind else "with this statement"
    shell.say(f"stopped, {total - index} of {total} left; openai-sql replay --continue goes on {where}")


def _run_step(shell: ShellState, step: ReplayStep) -> OpenAISqlError | None:
    """Run one statement where USE stood when it was typed; what ends the replay. One that failed then may fail again."""
    entry = step.entry
    shell.session.service = entry.service
    with interruptible() as cancel, reported(shell, entry.text) as outcome:
        show_statement(shell, entry.text, cancel, paged=False)
    error = outcome.error
    if error is not None and entry.failed and error.exit_code is not ExitCode.INTERRUPTED:
        shell.say("  it failed when it was typed, too; going on")
        return None
    return error


def _mention_other_profiles(shell: ShellState, remaining: RemainingSteps) -> None:
    own = shell.session.profile.name
    others = sorted({step.entry.profile for step in remaining.steps[remaining.position :]} - {own})
    if others:
        shell.say(f"typed under {sanitize(', '.join(others))}; runs under {own} now")


def _title(step: ReplayStep) -> str:
    text = " ".join(step.entry.text.split())
    return f"#{step.entry.number} {sanitize_lines(shortened(text, TITLE_WIDTH))}"
