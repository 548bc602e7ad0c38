"""The background of the terminal: asked once the prompt stands (OSC 11), answered among the keys, or never.

Nobody waits for the answer: it is taken out of what is typed whenever it comes, and the prompt is drawn once more in fitting colours. A
second question that every terminal answers (DA1) stands behind it as a fence: behind its answer the keys are left alone again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.input.vt100_parser import Vt100Parser

    from openai_sql_shell.shell.styles import Background

QUESTION = "\x1b]11;?\x1b\\\x1b[c"
"""What is the background's colour, and what kind of terminal is this."""

_COLOR = r"[\w:/#.,%-]{0,100}"
_END = r"(?:\x07|\x1b\\)"
_ANSWER = re.compile(rf"\x1b\]11;(?P<color>{_COLOR}){_END}|(?P<fence>\x1b\[\?[\d;]*c)")
_BEGUN = re.compile(rf"(?:\x1b\]11;{_COLOR}\x1b?|\x1b(?:\]1{{0,2}}|\[(?:\?[\d;]{{0,100}})?)?)\Z")
"""The beginning of an answer whose rest has not come yet; an Esc by itself may be one."""
_LOST = re.compile(r"\x1b\]11;(?:rgba?:[\da-fA-F/]*)?\x1b?")
"""The beginning of an answer, wherever it ends: no person types this."""
_REST = re.compile(rf"{_COLOR}{_END}|\\")
"""What can follow it later."""
_RGB = re.compile(r"rgba?:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})(?:/[0-9a-f]{1,4})?", re.IGNORECASE)
_LUMINANCE = (0.2126, 0.7152, 0.0722)
"""How bright red, green and blue are to the eye (Rec. 709)."""


class ReplyFilter:
    """Stands in front of prompt_toolkit's parser of keys, and takes the answers out."""

    def __init__(self, parser: Vt100Parser, told: Callable[[Background], None]) -> None:
        """``told`` gets the background if the terminal knows it."""
        self._parser = parser
        self._told = told
        self._open = True
        self._begun = ""
        """What may be the beginning of an answer, and has not been handed on."""
        self._cut = ""
        """The beginning of an answer behind which nothing came for a while; its rest may still come."""

    def feed(self, data: str) -> None:
        """Keys as they come, answers among them."""
        self._parser.feed(self._without_answers(data) if self._open else data)

    def flush(self) -> None:
        """Nothing has come for a moment: an Esc that was held is the key."""
        if _LOST.match(self._begun):
            self._cut = self._begun
        else:
            self._parser.feed(self._begun)
        self._begun = ""
        self._parser.flush()

    def _without_answers(self, data: str) -> str:
        if self._cut and _REST.match(data):
            data = self._cut + data
        data, self._begun, self._cut, kept = self._begun + data, "", "", ""
        while self._open and (answer := _ANSWER.search(data)):
            kept, data = kept + data[: answer.start()], data[answer.end() :]
            self._take(answer)
        begun = _BEGUN.search(data) if self._open else None
        if begun is not None:
            data, self._begun = data[: begun.start()], begun[0]
        return kept + (_LOST.sub("", data) if self._open else data)

    def _take(self, answer: re.Match[str]) -> None:
        if answer["fence"]:
            self._open = False
        elif (found := background_of(answer["color"])) is not None:
            self._told(found)


def background_of(color: str) -> Background | None:
    """Light or dark, as the terminal writes a colour; None for anything else.

    >>> background_of("rgb:ffff/ffff/dddd"), background_of("rgb:1e/1e/2e"), background_of("banana")
    ('light', 'dark', None)
    """
    found = _RGB.fullmatch(color)
    if found is None:
        return None
    parts = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    brightness = sum(weight * part for weight, part in zip(_LUMINANCE, parts, strict=True))
    return "light" if brightness > 0.5 else "dark"
