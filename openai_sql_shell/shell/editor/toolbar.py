"""The line at the bottom of the screen: where statements go, how rows look, which keys help. Text in, fragments out.

The setting ``toolbar`` says which of its parts are there, and in which order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.render.sanitize import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from openai_sql_shell.shell.state import Conversation

SEPARATOR = " · "
KEYS = ("F1 help", "F3 one line", "F4 vi", "Ctrl-D leaves")


def toolbar(talk: Conversation) -> StyleAndTextTuples:
    """The parts that are set, as far as they fit: a key that helps goes before a fact is cut."""
    width = talk.console.width() - 1
    wanted = talk.session.settings.toolbar
    parts = [(name, visible(text)) for name in wanted for text in PARTS[name](talk)]
    while len(_line(parts)) > width and any(name == "keys" for name, _ in parts):
        del parts[max(at for at, (name, _) in enumerate(parts) if name == "keys")]
    return [("class:bottom-toolbar.text", _line(parts)[:width])]


def _line(parts: list[tuple[str, str]]) -> str:
    return " " + SEPARATOR.join(text for _, text in parts)


def _profile(talk: Conversation) -> Iterator[str]:
    yield talk.session.profile.name


def _project(talk: Conversation) -> Iterator[str]:
    if talk.session.profile.project:
        yield talk.session.profile.project


def _service(talk: Conversation) -> Iterator[str]:
    yield f"openai.{talk.session.service}" if talk.session.service else "openai"


def _output(talk: Conversation) -> Iterator[str]:
    yield f"rows to {talk.row_file.name}" if talk.row_file else talk.session.settings.output


def _switches(talk: Conversation) -> Iterator[str]:
    """The settings that differ from what a person expects."""
    settings = talk.session.settings
    for word, told in (
        ("expanded", settings.expanded),
        ("read-only", settings.read_only),
        ("dry run", settings.dry_run),
        ("no timing", not settings.timing),
        ("Enter runs", not settings.multiline),
        ("vi", settings.editing_mode == "vi"),
    ):
        if told:
            yield word


def _rows(talk: Conversation) -> Iterator[str]:
    yield f"max rows {talk.session.settings.show('max_rows')}"


def _requests(talk: Conversation) -> Iterator[str]:
    """What the last statement cost, and what it still has under way."""
    tally = talk.session.tally
    yield f"{tally.requests:,} request{'' if tally.requests == 1 else 's'}"
    if tally.in_flight:
        yield f"{tally.in_flight:,} under way"


def _limit(talk: Conversation) -> Iterator[str]:
    """Requests that the rate limit leaves, once an answer has said so."""
    left = talk.session.tally.rate_limit_left
    if left is not None:
        yield f"{left:,} left"


def _keys(_: Conversation) -> Iterator[str]:
    yield from KEYS


PARTS: Mapping[str, Callable[[Conversation], Iterator[str]]] = {
    "profile": _profile,
    "project": _project,
    "service": _service,
    "output": _output,
    "switches": _switches,
    "rows": _rows,
    "requests": _requests,
    "limit": _limit,
    "keys": _keys,
}
"""What each name of the setting stands for."""
