"""What was typed, from the Enter key to the history: cut into commands and statements, run in order, and recorded.

A text comes in as the person wrote it: one statement or a pasted script, with backslash commands between. The first error stops
the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import Cancelled, OpenAISqlError
from openai_sql_shell.shell.blocks import blocks, without_ending
from openai_sql_shell.shell.commands.command import run_command
from openai_sql_shell.shell.history.file import OK, Entry
from openai_sql_shell.shell.output.statement_run import Outcome, outcome_of
from openai_sql_shell.shell.output.terminators import run_ended
from openai_sql_shell.sql.split import is_complete

if TYPE_CHECKING:
    from datetime import datetime

    from openai_sql_shell.shell.state import Conversation

WORDS = {"exit": "\\q", "quit": "\\q", "help": "\\?"}
"""What people type in other shells, and the command it stands for."""


def is_ready(text: str) -> bool:
    r"""Whether Enter runs the text rather than beginning a new line.

    >>> [is_ready(t) for t in ("", "\\dt", "SELECT 1;", "SELECT 1\\G", "SELECT ';", "SELECT 1", "SELECT 1\n")]
    [True, True, True, True, False, False, True]
    """
    if not text.strip() or _word(text):
        return True
    if text.rpartition("\n")[2].strip() == "":
        return True
    return is_complete(text) or _ends_in_command(text)


def submit(talk: Conversation, text: str) -> bool:
    """Run what was typed at the prompt and remember it, unless it begins with a blank; False after an error."""
    return run_text(talk, _word(text) or text, remember=not text.startswith((" ", "\t")))


def run_text(talk: Conversation, text: str, *, remember: bool = False) -> bool:
    """Run commands and statements in order; False where an error or a cancel stopped them."""
    for block in blocks(text):
        if talk.leaving:
            break
        if block.startswith("\\"):
            began = talk.now()
            outcome = _run_command(talk, block)
            if remember:
                _record(talk, block, outcome, began)
        else:
            outcome = _run_script(talk, block, remember=remember)
        if not outcome.ok:
            return False
    return True


def run_again(talk: Conversation, text: str, *, ending: str = "", remember: bool = True) -> Outcome:
    """Run one statement as it is, double braces and all; ``ending`` is what was typed in place of its semicolon."""
    talk.last = text
    before = talk.now(), talk.session.service
    kept = _without_variables(talk, text) if remember else text
    outcome = run_ended(talk, text, ending)
    if remember:
        _record(talk, kept, outcome, *before)
    return outcome


def _run_command(talk: Conversation, line: str) -> Outcome:
    started = talk.console.clock()
    try:
        run_command(talk, line)
    except KeyboardInterrupt:
        error: OpenAISqlError = Cancelled()
    except OpenAISqlError as e:
        error = e
    else:
        return Outcome(OK, talk.console.clock() - started)
    talk.report(error)
    return Outcome(outcome_of(error), talk.console.clock() - started, error)


def _run_script(talk: Conversation, text: str, *, remember: bool) -> Outcome:
    body, ending = without_ending(text)
    try:
        pieces = talk.session.script(body)
    except OpenAISqlError as error:
        talk.report(error, body)
        outcome = Outcome(outcome_of(error), error=error)
        if remember:
            _record(talk, text, outcome, talk.now())
        return outcome
    outcome = Outcome(OK)
    for at, piece in enumerate(pieces, 1):
        is_last = at == len(pieces)
        outcome = run_again(talk, piece.text, ending=ending if is_last else "", remember=remember)
        if not outcome.ok:
            if at < len(pieces):
                talk.say(_not_run(len(pieces) - at))
            break
    return outcome


def _record(
    talk: Conversation, text: str, outcome: Outcome, time: datetime, service: str | None = None
) -> None:
    """Append to the history, where it is on; the first failure is mentioned, and the session goes on."""
    if not talk.session.settings.history:
        return
    entry = Entry(
        time,
        talk.session.profile.name,
        text,
        outcome.text,
        changes=not text.startswith("\\") and talk.session.changes(text),
        seconds=outcome.seconds,
        service=service,
    )
    try:
        talk.history.append(entry, secrets=talk.secrets)
    except OSError as e:
        if not talk.history_broken:
            talk.history_broken = True
            talk.say(
                f"the history cannot be written to {talk.history.path} ({e.strerror or e}); it ends with this session"
            )


def _without_variables(talk: Conversation, text: str) -> str:
    """What the history keeps, so that a replay needs nothing of this session; a text that cannot run is kept as it is."""
    try:
        return talk.session.bound(text)
    except OpenAISqlError:
        return text


def _word(text: str) -> str | None:
    return WORDS.get(text.strip().rstrip(";").rstrip().lower())


def _ends_in_command(text: str) -> bool:
    *_, last = blocks(text)
    return last.startswith("\\") or without_ending(last)[1] != ""


def _not_run(left: int) -> str:
    return "1 statement was not run" if left == 1 else f"{left} statements were not run"
