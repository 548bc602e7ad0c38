"""The colours of the prompt, its menu, its toolbar and of the browser, for terminals with a dark, a light or an unknown background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from prompt_toolkit.styles import Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Background = Literal["unknown", "dark", "light"]
Palette = Literal["unknown", "dark", "light", "none"]

_ROLES: dict[Palette, dict[str, str]] = {
    "unknown": {
        "keyword": "bold ansiblue",
        "name": "ansicyan",
        "function": "ansimagenta",
        "string": "ansigreen",
        "argument": "ansiyellow",
        "quiet": "ansibrightblack",
        "error": "ansired",
        "menu": "bg:ansibrightblack ansiwhite",
        "chosen": "bg:ansicyan ansiblack",
        "remark": "bg:ansibrightblack ansiwhite italic",
    },
    "dark": {
        "keyword": "bold #7aa2f7",
        "name": "#7dcfff",
        "function": "#bb9af7",
        "string": "#9ece6a",
        "argument": "#e0af68",
        "quiet": "#7f849c",
        "error": "#f7768e",
        "menu": "bg:#2a2e3f #c0caf5",
        "chosen": "bg:#3d59a1 #ffffff",
        "remark": "bg:#1f2335 #a9b1d6 italic",
    },
    "light": {
        "keyword": "bold #1f4fb5",
        "name": "#00687a",
        "function": "#7a3e9d",
        "string": "#33691e",
        "argument": "#8a5300",
        "quiet": "#767676",
        "error": "#b3261e",
        "menu": "bg:#e4e7ee #1c1f26",
        "chosen": "bg:#1f4fb5 #ffffff",
        "remark": "bg:#eef0f5 #4a4f5a italic",
    },
    "none": {"keyword": "bold", "chosen": "reverse"},
}
"""The colours of each role; where the background is not known, those the person gave the terminal."""

_PLAIN = "noreverse nobold noitalic nounderline "
"""In front of what nothing of prompt_toolkit's own style may show through."""

_CLASSES: dict[str, Iterable[str]] = {
    "keyword": ("pygments.keyword", "candidate.keyword", "browser.header"),
    "name": ("pygments.name.namespace", "pygments.name.class", "prompt.sandbox", "prompt.profile"),
    "function": ("pygments.name.function", "pygments.keyword.pseudo"),
    "string": ("pygments.literal.string", "pygments.literal.number"),
    "argument": (
        "pygments.name.variable",
        "pygments.literal.string.interpol",
        "matching-bracket.cursor",
        "browser.marked",
    ),
    "quiet": (
        "pygments.comment",
        "auto-suggestion",
        "prompt.continuation",
        "bottom-toolbar.text",
        "browser.null",
        "browser.frame",
    ),
    "error": ("pygments.error",),
    "menu": ("completion-menu", "completion-menu.completion", "browser.row"),
    "chosen": ("completion-menu.meta.completion.current", "chosen"),
    "remark": ("completion-menu.meta.completion", "completion-menu.multi-column-meta"),
}
"""The classes of prompt_toolkit and pygments that play each role; ``chosen`` is our own, the last of a chosen line's classes."""

_WHOLE = ("menu", "chosen", "remark")
"""Roles whose colours are all there is to see of them."""


_SHAPES = {
    "bottom-toolbar": "noreverse",
    "browser.header": "bold",
    "browser.cursor": "reverse",
    "browser.marked": "bold",
    "browser.match": "underline",
    "browser.status": "reverse",
}
"""What is seen without colours, too."""


def style(palette: Palette = "unknown") -> Style:
    """All colours of the prompt, its menu, its toolbar and the browser; ``none`` is for a terminal that is to show no colour."""
    roles = _ROLES[palette]
    rules = {
        name: (_PLAIN if role in _WHOLE else "") + roles.get(role, "")
        for role, names in _CLASSES.items()
        for name in names
    }
    shapes = {name: f"{rules.get(name, '')} {shape}".strip() for name, shape in _SHAPES.items()}
    comment = {"pygments.comment.preproc": roles.get("argument", "")}
    return Style.from_dict({**rules, **shapes, **comment})


def palette_of(theme: str, background: Background, *, color: bool) -> Palette:
    """The colours that the setting ``theme`` asks for, on a terminal that takes ``color`` or none."""
    if theme == "none" or not color:
        return "none"
    return background if theme == "auto" else "light" if theme == "light" else "dark"


def background(environ: Mapping[str, str]) -> Background:
    """What the terminal says about its background in ``COLORFGBG``, such as ``15;0``; most say nothing.

    >>> background({"COLORFGBG": "15;0"}), background({"COLORFGBG": "0;15"}), background({})
    ('dark', 'light', 'unknown')
    """
    color = environ.get("COLORFGBG", "").rpartition(";")[2]
    if not color.isdigit():
        return "unknown"
    return "light" if int(color) in (7, 15) else "dark"
