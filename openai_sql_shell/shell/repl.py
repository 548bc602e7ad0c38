"""The interactive shell: read, run, show, until the person leaves.

A session and a terminal come in, an exit code goes out. Nothing that a statement or a key does ends the loop; only leaving does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import ExitCode
from openai_sql_shell.render import visible
from openai_sql_shell.secrets import mask
from openai_sql_shell.shell.commands.files import close_row_file
from openai_sql_shell.shell.commands.registry import COMMANDS
from openai_sql_shell.shell.conversation import Conversation
from openai_sql_shell.shell.history import HistoryFile
from openai_sql_shell.shell.submission import submit

if TYPE_CHECKING:
    from openai_sql_shell.config import Paths
    from openai_sql_shell.console import Console
    from openai_sql_shell.session import Session


def run(session: Session, console: Console, *, banner: str | None, paths: Paths) -> int:
    """Talk with the person at the terminal until they leave."""
    talk = Conversation(session, console, HistoryFile(paths.history_file), COMMANDS)
    if banner:
        talk.say(banner)
    from openai_sql_shell.shell.prompt import Prompt  # noqa: PLC0415 - the banner shows while the editor loads

    prompt = Prompt(talk)
    try:
        while not talk.leaving:
            try:
                submit(talk, prompt.read())
            except KeyboardInterrupt:
                continue
            except EOFError:
                break
            except Exception as error:  # noqa: BLE001 - a defect of ours must not cost the person their session
                _explain(talk, error)
    finally:
        close_row_file(talk)
    return ExitCode.OK


def _explain(talk: Conversation, error: Exception) -> None:
    """Say what nobody foresaw, in one line."""
    if talk.console.environ.get("OPENAI_SQL_DEBUG"):
        raise error
    what = visible(mask(f"{type(error).__name__}: {error}", talk.secrets))
    talk.say(f"internal error: {what} (set OPENAI_SQL_DEBUG=1 for the traceback)")
