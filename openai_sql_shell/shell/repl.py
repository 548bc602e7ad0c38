"""The interactive shell: read, run, show, until the person leaves.

A session and a terminal come in, an exit code goes out. Nothing that a statement or a key does ends the loop; only leaving does.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import Cancelled, ExitCode, OpenAISqlError
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.secrets import mask
from openai_sql_shell.shell.confirm import ask_for_consent
from openai_sql_shell.shell.history.file import HistoryFile
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.state import ShellState, no_other_profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openai_sql_shell.config import Paths
    from openai_sql_shell.console import Console
    from openai_sql_shell.session.session import Session
    from openai_sql_shell.shell.editor.prompt import Prompt


AFTER_PAINT = 0.1
"""Seconds that the editor has for keys that came early, before another thread takes its share of the processor."""


def _nothing() -> None:
    pass


@frozen
class Opening:
    """What happens around the first prompt, and what only the caller can do."""

    banner: str | None = None
    """What the person should know first."""
    init_file: Path | None = None
    """Statements and commands to begin with."""
    profiles: tuple[str, ...] = ()
    connect: Callable[[str, Session], Session] = no_other_profile
    """A session with another profile."""
    ready: Callable[[], None] = _nothing
    """Called before each text is run."""
    preload: Callable[[], None] = _nothing
    """What a thread does once the editor takes keys."""
    release_terminal: Callable[[], None] = _nothing
    """Called when the editor is about to draw its first prompt."""


def run(session: Session, console: Console, *, paths: Paths, opening: Opening | None = None) -> int:
    """Talk with the person at the terminal until they leave."""
    opening = opening or Opening()
    shell = ShellState(session, console, HistoryFile(paths.history_file), paths=paths)
    shell.profiles, shell.connect = opening.profiles, opening.connect
    session.confirm = partial(ask_for_consent, shell)
    if paths.ask_off_file.exists():
        session.settings.ask = False
    if opening.banner:
        shell.say(opening.banner)
    try:
        if opening.init_file is not None:
            _guarded(shell, partial(_begin, shell, opening, opening.init_file))
        from openai_sql_shell.shell.editor.prompt import Prompt  # noqa: PLC0415 - the banner shows while the editor loads

        prompt = Prompt(shell, opening.release_terminal, _in_background(opening.preload))
        while not shell.leaving:
            _guarded(shell, lambda: _turn(shell, prompt, opening))
    finally:
        if shell.row_file is not None:
            from openai_sql_shell.shell.output.statement_run import close_row_file  # noqa: PLC0415

            close_row_file(shell, shell.row_file)
        if shell.session is not session:
            shell.session.close()
    return ExitCode.OK


def _begin(shell: ShellState, opening: Opening, init_file: Path) -> None:
    _get_ready(shell, opening)
    from openai_sql_shell.shell.init_file import run_init_file  # noqa: PLC0415 - few have one

    run_init_file(shell, init_file)


def _turn(shell: ShellState, prompt: Prompt, opening: Opening) -> None:
    """One text: read it, run it.

    Raises:
        KeyboardInterrupt: Ctrl-C dropped the line. Cancelled: it came after Enter.
    """
    try:
        text = prompt.read()
    except EOFError:
        shell.leaving = True
        return
    try:
        with interruptible() as cancel:  # not in the middle of loading a module
            _get_ready(shell, opening)
            from openai_sql_shell.shell.run_input import submit  # noqa: PLC0415 - loaded behind the prompt
        cancel.check()
        submit(shell, text)
    except KeyboardInterrupt:
        raise Cancelled from None


def _get_ready(shell: ShellState, opening: Opening) -> None:
    """Load what a text needs and a prompt does not; it was preloaded behind the prompt."""
    from openai_sql_shell.shell.commands.registry import load_commands  # noqa: PLC0415

    load_commands(shell)
    opening.ready()


def _guarded(shell: ShellState, action: Callable[[], None]) -> None:
    """Do something whose failure must not cost the person their session."""
    try:
        action()
    except KeyboardInterrupt:
        return
    except OpenAISqlError as error:
        shell.report(error)
    except Exception as error:  # noqa: BLE001 - a defect of ours
        _explain(shell, error)


def _in_background(work: Callable[[], None]) -> Callable[[], None]:
    """What starts the work in a thread, a moment later; the end of the program does not wait for it."""
    timer = threading.Timer(AFTER_PAINT, work)
    timer.daemon = True
    return timer.start


def _explain(shell: ShellState, error: Exception) -> None:
    """Say what nobody foresaw, in one line."""
    if shell.console.environ.get("OPENAI_SQL_DEBUG"):
        raise error
    what = sanitize(mask(f"{type(error).__name__}: {error}", shell.secrets))
    shell.say(f"internal error: {what} (set OPENAI_SQL_DEBUG=1 for the traceback)")
