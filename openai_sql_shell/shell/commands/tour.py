r"""``\tour``: the tour of the README in the shell, a statement for each Enter, always on the sandbox.

Nothing of it is left behind: its files lie in a directory of their own, its statements are not in the history.
"""

from __future__ import annotations

from contextlib import ExitStack, chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from openai_sql_shell.errors import RefusedStatement
from openai_sql_shell.render.sgr import BOLD, DIM, styled
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.commands.connect import use_session
from openai_sql_shell.shell.confirm import answer_to
from openai_sql_shell.shell.output.text_columns import wrapped
from openai_sql_shell.shell.run_input import run_statement
from openai_sql_shell.shell.state import restored
from openai_sql_shell.shell.tour import our_tour

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.shell.state import ShellState
    from openai_sql_shell.shell.tour import Step

SANDBOX = "sandbox"


def play_tour(shell: ShellState, _: Sequence[str]) -> None:
    """Show statement after statement, and run each when the person wants it.

    Raises:
        RefusedStatement: the sandbox is not to be had. UsageError: the same.
    """
    tour = our_tour()
    with _on_sandbox(shell), TemporaryDirectory() as directory, chdir(directory):
        for name, content in tour.files:
            Path(name).write_text(content, encoding="utf-8")
        made = ", ".join(name for name, _ in tour.files)
        _say(
            shell, f"{len(tour.steps)} statements. Their file, {made}, is made for them and gone afterwards."
        )
        for number, step in enumerate(tour.steps, 1):
            _show(shell, step, f"{number}/{len(tour.steps)}")
            if not _goes_on(shell):
                shell.say("the tour ended; \\tour begins it again")
                return
            if not run_statement(shell, step.statement, remember=False).ok:
                shell.say("the tour ends at this error; \\tour begins it again")
                return
    _say(
        shell, "That was the tour. \\dt lists what there is, \\h openai.batch.batches has statements to try."
    )


@contextmanager
def _on_sandbox(shell: ShellState) -> Iterator[None]:
    """A session on the sandbox while the block runs: the tour makes and deletes objects."""
    before, service = shell.session, shell.session.service
    with ExitStack() as back, restored(shell, "last_statement", "last_result"):
        if not before.profile.sandbox:
            session = shell.connect(SANDBOX, before)
            back.callback(session.close)
            back.callback(use_session, shell, before)
            if not session.profile.sandbox:
                raise RefusedStatement(
                    f'the profile "{SANDBOX}" of the configuration file is not the sandbox',
                    hint="start openai-sql --sandbox for the tour",
                )
            use_session(shell, session)
            _say(shell, "The tour plays on the sandbox; nothing is sent to your account.")
        back.callback(setattr, before, "service", service)
        shell.session.service = None
        yield


def _show(shell: ShellState, step: Step, number: str) -> None:
    color = shell.colored(shell.console.stderr)
    lines = wrapped(f"{number} {step.words}".rstrip(), shell.text_width)
    lines[0] = styled(number, BOLD, color=color) + lines[0].removeprefix(number)
    shell.say("\n".join(("", *lines, "")))
    shell.say_sql(f"{step.statement};")


def _say(shell: ShellState, text: str) -> None:
    shell.say("\n".join(wrapped(text, shell.text_width)))


def _goes_on(shell: ShellState) -> bool:
    """Whether the person pressed Enter; anything else ends the tour, Ctrl-C and the end of the input among it."""
    prompt = styled("Enter runs it, q ends the tour: ", DIM, color=shell.colored(shell.console.stderr))
    return answer_to(shell, f"\n{prompt}") == "\n"


TOUR_COMMANDS = (
    Command("tour", "", "see what this program does, step by step, on the sandbox", "\\tour", play_tour),
)
