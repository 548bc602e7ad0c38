"""The README's tour, played: ``python tests/tour.py README.md``.

Comes in: a Markdown text. Between ``<!-- tour -->`` and ``<!-- /tour -->`` a block ```` ```jsonl name=prompts.jsonl ```` is a file,
and every ```` ```sql ```` block a script. Goes out: each statement and its answer, run in one session on one sandbox, in a directory
that is gone afterwards; the exit code is that of the first failure. What the README promises is thereby what happens.
"""

from __future__ import annotations

import re
import sys
from contextlib import chdir
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from openai_sql_shell.api.clock import SYSTEM_CLOCK
from openai_sql_shell.cli.main import guarded, real_console
from openai_sql_shell.cli.runner import ScriptRun, run_statement
from openai_sql_shell.cli.scripts import read_file
from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.api.clock import Clock
    from openai_sql_shell.console import Console

BOUNDS = re.compile(r"^<!-- tour -->$(.*?)^<!-- /tour -->$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w+)(?: name=(\S+))?[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tour:
    """What a text wants to be played."""

    files: tuple[tuple[str, str], ...]
    """Name and content of each file the statements use."""
    scripts: tuple[str, ...]


def read_tour(markdown: str) -> Tour:
    """The blocks of a tour, in order.

    Raises:
        UsageError: the text has no tour.
    """
    sections = BOUNDS.findall(markdown)
    blocks = [match for section in sections for match in BLOCK.findall(section)]
    scripts = tuple(body for language, name, body in blocks if language == "sql" and not name)
    if not scripts:
        raise UsageError(
            "there is no tour in this text", hint="mark it with <!-- tour --> and <!-- /tour -->"
        )
    return Tour(tuple((name, body) for _, name, body in blocks if name), scripts)


def play(tour: Tour, console: Console, signals: Signals, *, clock: Clock = SYSTEM_CLOCK) -> int:
    """Run a tour and show it; jobs of the sandbox, and waiting for them, go by the clock."""
    from openai_sql_shell.sandbox.server import Sandbox
    from openai_sql_shell.session.session import Session

    with TemporaryDirectory() as directory, chdir(directory), Sandbox(clock=clock.now) as sandbox:
        for name, content in tour.files:
            Path(name).write_text(content, encoding="utf-8")
        profile = Profile("sandbox", sandbox.url, api_key=sandbox.key, sandbox=True)
        session = Session(profile, Settings(), clock=clock)
        try:
            run = ScriptRun(session, console, signals)
            return next(filter(None, (play_script(run, script) for script in tour.scripts)), ExitCode.OK)
        finally:
            session.close()


def play_script(run: ScriptRun, script: str) -> int:
    """Show and run the statements of one block; stops at the first failure."""
    for piece in run.session.script(script):
        prompt = "openai> " + piece.text.replace("\n", "\n   ...> ")
        run.console.stdout.write(f"{prompt};\n")
        run.console.stdout.flush()
        code = run_statement(replace(run), piece, None)
        if code:
            return code
        run.console.stdout.write("\n")
    return ExitCode.OK


def main(argv: Sequence[str]) -> int:
    """Play the tour of the named file."""
    console, signals = real_console(), Signals()

    def tour() -> int:
        if len(argv) != 1:
            raise UsageError("name one Markdown file", hint="python tests/tour.py README.md")
        return play(read_tour(read_file(argv[0])), console, signals)

    with signals.handled():
        return guarded(tour, console)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
