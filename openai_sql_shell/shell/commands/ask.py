r"""``\ask``: a question in words becomes the statement that the next prompt begins with, to be read and edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import RefusedStatement, UsageError
from openai_sql_shell.render.sanitize import encodable, sanitize
from openai_sql_shell.secrets import mask
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.interrupts import interruptible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.shell.state import ShellState


def ask(shell: ShellState, words: Sequence[str]) -> None:
    """Take the answer to a question to the prompt; alone, say how it is set.

    Raises:
        RefusedStatement: it is off, the session only reads, or consent is missing. UsageError: the question is too long.
        OpenAISqlError: what `answered` raises; what the prompt begins with is then as it was.
    """
    from openai_sql_shell.shell.ask.consent import consented  # noqa: PLC0415 - few sessions ask
    from openai_sql_shell.shell.ask.exchange import MOST_QUESTION, MOST_TOKENS  # noqa: PLC0415
    from openai_sql_shell.shell.ask.rounds import answered  # noqa: PLC0415

    settings, profile = shell.session.settings, shell.session.profile
    if not words:
        allowed = "allowed" if consented(shell.paths.ask_file, profile) else "not asked about yet"
        shell.say(
            sanitize(
                f"ask is {settings.show('ask')}, the model {settings.ask_model}; on profile {profile.name} {allowed};"
                f" a question sends {MOST_TOKENS:,} tokens at most, twice where the first answer cannot be run"
            )
        )
        return
    if not settings.ask:
        raise RefusedStatement(r"\ask is off", hint=r"\set ask on allows it again")
    question = encodable(mask(words[0], shell.secrets))
    if len(question.encode()) > MOST_QUESTION:
        raise UsageError(f"the question has more than {MOST_QUESTION:,} bytes", hint="ask for one statement")
    with interruptible() as cancel:
        found = answered(shell, question, cancel)
    if found is not None:
        does = "changes something, or makes a model work" if found.changes else "only reads"
        shell.say(f"{found.verb} {does}; nothing of it was run")
        shell.draft = f"{found.text};"


ASK_COMMANDS = (
    Command(
        "ask",
        "[QUESTION]",
        "let a model write the statement that answers a question, to be read before Enter; tokens are billed; alone: how it is set",
        "\\ask",
        ask,
        raw=True,
    ),
)
