"""The toolbar at the bottom of the screen: where statements go, how rows look, which keys help. Text in, fragments out.

The setting ``toolbar`` says which of its parts are there, and in which order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.config import SETTINGS
from openai_sql_shell.render.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from openai_sql_shell.shell.state import ShellState

SEPARATOR = " · "
SWITCHES = {
    "timing": "timing",
    "stats": "stats",
    "expanded": "expanded",
    "read_only": "read-only",
    "dry_run": "dry run",
}
"""Settings that are switched while working, as the toolbar calls them."""
LINE_MODES = {True: "multi-line", False: "one line"}
USUAL = "usual"
"""The part of a switch that stands where it usually does."""
FIRST_TO_GO = (USUAL, "keys")


def toolbar(shell: ShellState) -> StyleAndTextTuples:
    """The parts that are set, as far as they fit: what is as usual goes first, then a key that helps, before a fact is cut."""
    width = shell.console.width() - 1
    wanted = shell.session.settings.toolbar
    parts = [
        (part, sanitize(text))
        for name in wanted
        for part, text in (
            _switches(shell) if name == "switches" else ((name, t) for t in PARTS[name](shell))
        )
    ]
    for expendable in FIRST_TO_GO:
        while len(_line(parts)) > width and any(name == expendable for name, _ in parts):
            del parts[max(at for at, (name, _) in enumerate(parts) if name == expendable)]
    return [("class:bottom-toolbar.text", _line(parts)[:width])]


def _line(parts: list[tuple[str, str]]) -> str:
    return " " + SEPARATOR.join(text for _, text in parts)


def _switches(shell: ShellState) -> Iterator[tuple[str, str]]:
    """How each switch stands, with the name of the part it belongs to; F3 and F4 only where no key tells it."""
    settings = shell.session.settings
    for name, label in SWITCHES.items():
        state, usual = settings.show(name), SETTINGS[name].kind.show(SETTINGS[name].default)
        yield USUAL if state == usual else "switches", f"{label} {state}"
    if "keys" not in settings.toolbar:
        for text, usual in ((_line_mode(shell), LINE_MODES[True]), (settings.editing_mode, "emacs")):
            yield USUAL if text == usual else "switches", text


def _line_mode(shell: ShellState) -> str:
    return LINE_MODES[shell.session.settings.multiline]


def _keys(shell: ShellState) -> Iterator[str]:
    """Keys that help, and what the two that switch something have chosen."""
    yield "F1 help"
    yield f"F3 {_line_mode(shell)}"
    yield f"F4 {shell.session.settings.editing_mode}"
    yield "Ctrl-D leaves"


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
    "switches": lambda shell: (text for _, text in _switches(shell)),
    "rows": lambda shell: [f"max rows {shell.session.settings.show('max_rows')}"],
    "requests": _requests,
    "limit": _limit,
    "keys": _keys,
}
"""What each name of the setting stands for."""
