"""Running what was typed, from the Enter key to the history: cut into commands and statements, run in order, and recorded.

A text comes in as the person wrote it: one statement or a pasted script, with backslash commands between. The first error stops
the rest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.errors import OpenAISqlError, UnknownName, UsageError
from openai_sql_shell.shell.blocks import (
    ON_RESULT,
    ON_STATEMENT,
    ON_TEXT,
    blocks,
    split_command,
    split_terminator,
    stray_command,
    terminator_name,
)
from openai_sql_shell.shell.foreign_words import meaning_of
from openai_sql_shell.shell.history.file import HistoryEntry, outcome_text
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.statement_run import RunOutcome, reported, show_statement
from openai_sql_shell.shell.output.terminators import run_terminated
from openai_sql_shell.sql.split import is_complete, split

if TYPE_CHECKING:
    from datetime import datetime

    from openai_sql_shell.shell.state import ShellState

WHOLE = re.compile(r'\s*(?:use|desc|describe)\s+[\w."]+\s*', re.IGNORECASE)
"""Statements that other shells take without a semicolon, and that nothing can follow."""


def is_ready(text: str) -> bool:
    r"""Whether Enter runs the text rather than beginning a new line.

    >>> [is_ready(t) for t in ("", "\\dt", "SELECT 1;", "SELECT 1\\G", "SELECT ';", "SELECT 1", "SELECT 1\n", "SELECT 1 \\foo")]
    [True, True, True, True, False, False, True, True]
    """
    if not text.strip() or meaning_of(text) or WHOLE.fullmatch(text):
        return True
    if text.rpartition("\n")[2].strip() == "":
        return True
    return is_complete(text) or _ends_in_command(text)


def submit(shell: ShellState, text: str) -> bool:
    """Run what was typed at the prompt and remember it, unless it begins with a blank; False after an error."""
    remember = not text.startswith((" ", "\t"))
    meaning = meaning_of(text) if not _is_command(shell, text) else None
    if meaning is not None:
        if meaning.says:
            shell.say(meaning.says)
        text = meaning.runs
    with reported(shell) as outcome:
        _refuse_stray_command(shell, text)
    if not outcome.ok:
        shell.draft = text
        return False
    return run_text(shell, text, remember=remember)


def run_text(shell: ShellState, text: str, *, remember: bool = False) -> bool:
    """Run commands and statements in order; False where an error or a cancel stopped them."""
    for block in blocks(text):
        if shell.leaving:
            break
        run = _run_command if block.startswith("\\") else _run_script
        if not run(shell, block, remember=remember).ok:
            return False
    return True


def run_statement(shell: ShellState, text: str, *, terminator: str = "", remember: bool = True) -> RunOutcome:
    """Run one statement as it is, double braces and all; ``terminator`` is what was typed in place of its semicolon."""
    shell.last_statement = text
    began, service = shell.console.now(), shell.session.service
    kept = _without_variables(shell, text) if remember else text
    with interruptible() as cancel, reported(shell, text) as outcome:
        if terminator:
            run_terminated(shell, text, terminator, cancel)
        else:
            show_statement(shell, text, cancel)
    if not outcome.ok and remember and not terminator:
        from openai_sql_shell.shell.correction import corrected  # noqa: PLC0415 - only a failure needs it

        shell.correction = corrected(text, outcome.error)
    if remember:
        _record(shell, kept, outcome, began, service)
    return outcome


def _run_command(shell: ShellState, line: str, *, remember: bool) -> RunOutcome:
    assert shell.run_command is not None  # noqa: S101 - commands are loaded before the first text
    began = shell.console.now()
    with reported(shell) as outcome:
        shell.run_command(shell, line)
    if remember:
        _record(shell, line, outcome, began)
    return outcome


def _run_script(shell: ShellState, text: str, *, remember: bool) -> RunOutcome:
    body, terminator = split_terminator(text)
    name, taken = split_command(terminator)[0], ""
    if name in ON_TEXT:
        *_, last = split(body)
        body, taken = body[: last.start], last.text.strip()
    with reported(shell, body) as outcome:
        pieces = shell.session.script(body)
    if not outcome.ok:
        if remember:
            _record(shell, text, outcome, shell.console.now())
        return outcome
    for left, piece in zip(range(len(pieces) - 1, -1, -1), pieces, strict=True):
        if left or taken or not terminator:
            outcome = run_statement(shell, piece.text, remember=remember)
        elif name in (*ON_RESULT, *ON_STATEMENT):
            outcome = _run_with_command(shell, piece.text, terminator, remember=remember)
        else:
            outcome = run_statement(shell, piece.text, terminator=terminator, remember=remember)
        if not outcome.ok:
            if left:
                shell.say("1 statement was not run" if left == 1 else f"{left} statements were not run")
            return outcome
    if taken:
        shell.last_statement = taken
        return _run_command(shell, terminator, remember=False)
    return outcome


def _run_with_command(shell: ShellState, text: str, command: str, *, remember: bool) -> RunOutcome:
    """Run a statement for a command behind it, or let the command run it."""
    if split_command(command)[0] in ON_RESULT:
        outcome = run_statement(shell, text, remember=remember)
        return _run_command(shell, command, remember=False) if outcome.ok else outcome
    began, service = shell.console.now(), shell.session.service
    shell.last_statement = text
    outcome = _run_command(shell, command, remember=False)
    if remember and outcome.ok:
        _record(shell, _without_variables(shell, text), outcome, began, service)
    return outcome


def _record(
    shell: ShellState, text: str, outcome: RunOutcome, time: datetime, service: str | None = None
) -> None:
    """Append to the history, where it is on; the first failure is mentioned, and the session goes on."""
    if not shell.session.settings.history:
        return
    is_command = text.startswith("\\")
    entry = HistoryEntry(
        time,
        shell.session.profile.name,
        text,
        outcome_text(outcome.error),
        changes=not is_command and shell.session.changes(text),
        local=not is_command and shell.session.is_local(text),
        seconds=outcome.seconds,
        service=service,
    )
    try:
        shell.history.append(entry, secrets=shell.secrets)
    except OSError as e:
        if not shell.history_broken:
            shell.history_broken = True
            shell.say(
                f"the history cannot be written to {shell.history.path} ({e.strerror or e}); it ends with this session"
            )


def _without_variables(shell: ShellState, text: str) -> str:
    """What the history keeps, so that a replay needs nothing of this session; a text that cannot run is kept as it is."""
    try:
        return shell.session.bound(text)
    except OpenAISqlError:
        return text


def _is_command(shell: ShellState, text: str) -> bool:
    """Whether a text begins with a command of ours."""
    assert shell.check_command is not None  # noqa: S101 - commands are loaded before the first text
    try:
        return text.lstrip().startswith("\\") and bool(shell.check_command(split_command(text)[0]))
    except UnknownName:
        return False


def _ends_in_command(text: str) -> bool:
    *_, last = blocks(text)
    return last.startswith("\\") or split_terminator(last)[1] != "" or stray_command(last) is not None


def _refuse_stray_command(shell: ShellState, text: str) -> None:
    """Nothing of a text runs in which a command stands inside of a statement, or one ends it that does not exist.

    Raises:
        UnknownName: there is no such command. UsageError: there is, and it belongs elsewhere.
    """
    assert shell.check_command is not None  # noqa: S101 - commands are loaded before the first text
    statements = [block for block in blocks(text) if not block.startswith("\\")]
    for name in filter(None, map(terminator_name, statements)):
        shell.check_command(name)
    for stray in filter(None, map(stray_command, statements)):
        name = shell.check_command(stray[1:])
        raise UsageError(
            f"\\{name} cannot stand inside of a statement",
            hint="end the statement with ; and put it behind that",
        )
