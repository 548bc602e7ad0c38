"""The line at the bottom of the screen: where statements go, how rows look, which keys help. Text in, fragments out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.render.visible import visible

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from openai_sql_shell.config import Settings
    from openai_sql_shell.shell.conversation import Conversation

SEPARATOR = " · "
HINTS = ("F1 help", "F3 one line", "F4 vi", "Ctrl-D leaves")


def toolbar(talk: Conversation) -> StyleAndTextTuples:
    """The facts of this moment, and as many hints as fit beside them."""
    facts = _facts(talk)
    width = talk.console.width() - 1
    shown = [*facts]
    for hint in HINTS:
        if len(SEPARATOR.join([*shown, hint])) < width:
            shown.append(hint)
    return [("class:bottom-toolbar.text", (" " + SEPARATOR.join(shown))[:width])]


def _facts(talk: Conversation) -> list[str]:
    session, settings = talk.session, talk.session.settings
    service = f"openai.{session.service}" if session.service else "openai"
    rows = f"rows to {talk.row_file.name}" if talk.row_file else settings.output
    return [visible(fact) for fact in (session.profile.name, service, rows, *_switches(settings))]


def _switches(settings: Settings) -> list[str]:
    """The settings that differ from what a person expects."""
    return [
        word
        for word, told in (
            ("expanded", settings.expanded),
            ("read-only", settings.read_only),
            ("dry run", settings.dry_run),
            ("no timing", not settings.timing),
            ("Enter runs", not settings.multiline),
            ("vi", settings.editing_mode == "vi"),
        )
        if told
    ]
