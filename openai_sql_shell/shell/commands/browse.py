r"""``\browse``: the last result on the whole screen, without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import UnsupportedStatement
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.output.statement_run import reported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prompt_toolkit.application import Application

    from openai_sql_shell.shell.state import ShellState


def browse(shell: ShellState, _: Sequence[str]) -> None:
    """Move about in the last result until the person leaves it.

    Raises:
        UnsupportedStatement: there is no result yet.
    """
    browser = browser_of(shell)
    if browser is not None:
        browser.run()


def browser_of(shell: ShellState) -> Application[None] | None:
    """The browser of the last result; None: this terminal cannot show it, and the person knows.

    Raises:
        UnsupportedStatement: there is no result yet.
    """
    if shell.last_result is None:
        raise UnsupportedStatement("there is no result yet", hint="run a statement first")
    if not shell.console.interactive or shell.console.environ.get("TERM", "dumb") == "dumb":
        shell.say("\\browse needs a terminal with a screen to fill; \\last shows the rows")
        return None
    from openai_sql_shell.shell.browser.browser import browser_for  # noqa: PLC0415 - loaded when it is used
    from openai_sql_shell.shell.browser.view import application  # noqa: PLC0415

    return application(shell, browser_for(shell.last_result, shell.look()))


async def browse_in_loop(shell: ShellState) -> None:
    """The same for a key, while the line editor runs: what is wrong is said."""
    with reported(shell):
        browser = browser_of(shell)
        if browser is not None:
            await browser.run_async()


BROWSE_COMMANDS = (
    Command(
        "browse",
        "",
        "move about in the last result on the whole screen: sort, search, open and copy cells; F2",
        "\\browse",
        browse,
    ),
)
