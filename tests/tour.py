"""The README's tour, played: ``python tests/tour.py README.md``.

Comes in: a Markdown text, of which the tour stands between ``<!-- tour -->`` and ``<!-- /tour -->`` (see `openai_sql_shell.shell.tour`,
beside which the same text lies for the shell). Goes out: each statement and its answer, run in one session on one sandbox, in a directory
that is gone afterwards; the exit code is that of the first failure. What the README promises is thereby what happens.
"""

from __future__ import annotations

import re
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from openai_sql_shell.api.clock import SYSTEM_CLOCK
from openai_sql_shell.classes import replace
from openai_sql_shell.cli.main import guarded, real_console
from openai_sql_shell.cli.runner import ScriptRun, run_statement
from openai_sql_shell.cli.scripts import read_file
from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import ExitCode, UsageError
from openai_sql_shell.shell.editor.highlighted_text import highlighted
from openai_sql_shell.shell.styles import background, palette_of
from openai_sql_shell.shell.tour import read_tour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.api.clock import Clock
    from openai_sql_shell.console import Console
    from openai_sql_shell.shell.tour import Step, Tour

BOUNDS = re.compile(r"^<!-- tour -->\n+(.*?\n)\n*^<!-- /tour -->$", re.MULTILINE | re.DOTALL)


def tour_of(markdown: str) -> str:
    """The tour within a text.

    Raises:
        UsageError: the text has none.
    """
    found = BOUNDS.search(markdown)
    if found is None:
        raise UsageError(
            "there is no tour in this text", hint="mark it with <!-- tour --> and <!-- /tour -->"
        )
    return found[1]


def play(tour: Tour, console: Console, signals: Signals, *, clock: Clock = SYSTEM_CLOCK) -> int:
    """Run a tour and show it; jobs of the sandbox, and waiting for them, go by the clock."""
    from openai_sql_shell.sandbox.server import Sandbox
    from openai_sql_shell.session.session import Session

    with TemporaryDirectory() as directory, chdir(directory), Sandbox(clock=clock.now) as sandbox:
        for name, content in tour.files:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(content, encoding="utf-8")
        profile = Profile("sandbox", sandbox.url, api_key=sandbox.key, sandbox=True)
        session = Session(profile, Settings(), clock=clock)
        try:
            run = ScriptRun(session, console, signals)
            return next(filter(None, (play_step(run, step) for step in tour.steps)), ExitCode.OK)
        finally:
            session.close()


def play_step(run: ScriptRun, step: Step) -> int:
    """Show and run one statement."""
    console, text = run.console, f"{step.statement};"
    theme, seen = run.session.settings.theme, background(console.environ)
    palette = palette_of(theme, seen, color=console.color(console.stdout))
    if palette != "none":
        text = highlighted(text, palette, console.environ)
    console.stdout.write("openai> " + text.replace("\n", "\n   ...> ") + "\n")
    console.stdout.flush()
    [piece] = run.session.script(step.statement)
    code = run_statement(replace(run), piece, None)
    if not code:
        console.stdout.write("\n")
    return code


def main(argv: Sequence[str]) -> int:
    """Play the tour of the named file."""
    console, signals = real_console(), Signals()

    def tour() -> int:
        if len(argv) != 1:
            raise UsageError("name one Markdown file", hint="python tests/tour.py README.md")
        return play(read_tour(tour_of(read_file(argv[0]))), console, signals)

    with signals.handled():
        return guarded(tour, console)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
