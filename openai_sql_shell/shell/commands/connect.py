r"""``\c``: another profile in the same shell; ``\conninfo``: which one it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.errors import RefusedStatement
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.secrets import mask_url
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.confirm import ask_for_consent
from openai_sql_shell.shell.output.paging import show_lines
from openai_sql_shell.shell.output.statement_run import show_table
from openai_sql_shell.shell.output.text_columns import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.session.session import Session
    from openai_sql_shell.shell.state import ShellState


def connect(shell: ShellState, words: Sequence[str]) -> None:
    """Go on with another profile; alone, list them.

    Raises:
        UsageError: there is no such profile, or its key is not to be had.
        RefusedStatement: a session's own tables would be lost.
    """
    if not words:
        here = shell.session.profile.name
        rows = [(name, "here" if name == here else None) for name in sorted({here, *shell.profiles})]
        show_table(shell, ("profile", "chosen"), iter(rows))
        return
    before = shell.session
    lost = [local.name for local in before.local_objects()]
    if lost:
        raise RefusedStatement(
            f"this session's tables would be lost: {', '.join(lost)}",
            hint="drop them first, or start a second shell",
        )
    use_session(shell, shell.connect(words[0], before))
    before.close()
    profile = shell.session.profile
    shell.say(sanitize(f"now on profile {profile.name} ({mask_url(profile.base_url)})"))


def use_session(shell: ShellState, session: Session) -> None:
    """Let a session run what is typed from here on; it asks this person before it changes much."""
    shell.session = session
    session.confirm = partial(ask_for_consent, shell)


def connection(shell: ShellState, _: Sequence[str]) -> None:
    """Where statements go, as whom, and what may be changed there; no key is fetched for it, and none is shown."""
    session = shell.session
    profile, settings = session.profile, session.settings
    account = [("organization", profile.organization), ("project", profile.project)]
    rows = [
        ("profile", profile.name),
        ("address", mask_url(profile.base_url)),
        *((name, value) for name, value in account if value),
        ("key", f"from {profile.api_key_origin}"),
        ("service", f"openai.{session.service}" if session.service else "none; USE openai.batch chooses one"),
        ("changes", "refused" if profile.read_only or settings.read_only else "allowed"),
    ]
    show_lines(shell, columns(rows, shell.text_width))


CONNECT_COMMANDS = (
    Command(
        "c", "[PROFILE]", "go on with another profile of the configuration; alone: list them", "\\c", connect
    ),
    Command(
        "conninfo", "", "say where statements go, and where the key comes from", "\\conninfo", connection
    ),
)
