"""The toolbar at the bottom of the screen: where statements go, how rows look, which keys help. Text in, fragments out.

The setting ``toolbar`` says which of its parts are there, and in which order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.render.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from openai_sql_shell.shell.state import ShellState

SEPARATOR = " · "
KEY_HINTS = ("F1 help", "F3 one line", "F4 vi", "Ctrl-D leaves")


def toolbar(shell: ShellState) -> StyleAndTextTuples:
    """The parts that are set, as far as they fit: a key that helps goes before a fact is cut."""
    width = shell.console.width() - 1
    wanted = shell.session.settings.toolbar
    parts = [(name, sanitize(text)) for name in wanted for text in PARTS[name](shell)]
    while len(_line(parts)) > width and any(name == "keys" for name, _ in parts):
        del parts[max(at for at, (name, _) in enumerate(parts) if name == "keys")]
    return [("class:bottom-toolbar.text", _line(parts)[:width])]


def _line(parts: list[tuple[str, str]]) -> str:
    return " " + SEPARATOR.join(text for _, text in parts)


def _switches(shell: ShellState) -> Iterator[str]:
    """The settings that differ from what a person expects."""
    settings = shell.session.settings
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


def _requests(shell: ShellState) -> Iterator[str]:
    """What the last statement cost, and what it still has under way."""
    stats = shell.session.stats
    yield f"{stats.requests:,} request{'' if stats.requests == 1 else 's'}"
    if stats.in_flight:
        yield f"{stats.in_flight:,} under way"


def _limit(shell: ShellState) -> Iterator[str]:
    """Requests that the rate limit leaves, once an answer has said so."""
    left = shell.session.stats.rate_limit_left
    if left is not None:
        yield f"{left:,} left"


PARTS: Mapping[str, Callable[[ShellState], Iterable[str]]] = {
    "profile": lambda shell: [shell.session.profile.name],
    "project": lambda shell: filter(None, [shell.session.profile.project]),
    "service": lambda shell: [f"openai.{shell.session.service}" if shell.session.service else "openai"],
    "output": lambda shell: [
        f"rows to {shell.row_file.name}" if shell.row_file else shell.session.settings.output
    ],
    "switches": _switches,
    "rows": lambda shell: [f"max rows {shell.session.settings.show('max_rows')}"],
    "requests": _requests,
    "limit": _limit,
    "keys": lambda _: KEY_HINTS,
}
"""What each name of the setting stands for."""
