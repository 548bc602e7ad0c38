"""Whether the terminal understands links (OSC 8). Judged by what it says of itself in the environment; it is not asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNS: dict[str, str] = {
    "WT_SESSION": ".",
    "KITTY_WINDOW_ID": ".",
    "WEZTERM_PANE": ".",
    "KONSOLE_VERSION": ".",
    "VTE_VERSION": r"(?!5000$)([5-9]\d{3}|\d{5,})$",
    "TERM_PROGRAM": r"(iTerm\.app|WezTerm|vscode|ghostty|Hyper|Tabby|rio|WarpTerminal)$",
    "TERM": r"(xterm-kitty|xterm-ghostty|alacritty|foot|wezterm)\b",
}
"""Variables, and how the values of a terminal with links begin. VTE 0.50.0 knew them, and crashed on them."""

MULTIPLEXERS = ("tmux", "screen")
"""What TERM begins with inside one."""
FIRST_TMUX = (3, 4)
"""The first version that hands links on."""


def understands_links(environ: Mapping[str, str]) -> bool:
    """Whether a terminal with this environment shows a link as one.

    >>> [understands_links(e) for e in ({"WT_SESSION": "1"}, {"TERM": "xterm"}, {"TMUX": "1", "WT_SESSION": "1"})]
    [True, False, False]
    """
    if environ.get("TMUX") or environ.get("TERM", "").startswith(MULTIPLEXERS):
        version = re.search(r"(\d+)\.(\d+)", environ.get("TERM_PROGRAM_VERSION", ""))
        found = (int(version[1]), int(version[2])) if version else (0, 0)
        return environ.get("TERM_PROGRAM") == "tmux" and found >= FIRST_TMUX
    return any(re.match(sign, environ.get(name, "")) for name, sign in SIGNS.items())
