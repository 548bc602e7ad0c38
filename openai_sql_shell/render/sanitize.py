r"""Sanitizing text from elsewhere, so that it is harmless for a terminal.

Object names, file names and error messages are other people's text. An escape sequence in one of them could rewrite the
screen, a bidirectional control could reorder it, a zero-width character could hide in it. Comes in: any text. Goes out: text
in which each of these is written out, such as ``\x1b`` or ``\u202e``.
"""

from __future__ import annotations

import re
from functools import cache


@cache
def unsafe() -> re.Pattern[str]:
    """Characters that never reach a terminal as they are. Compiled for the first text that is not plain: few short commands have one."""
    return re.compile(
        "["
        "\x00-\x1f\x7f-\x9f"  # C0 controls, DEL, C1 controls
        "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"  # invisible joiners, fillers and marks
        "\u200b-\u200f\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero-width characters, directional marks, annotations
        "\u2028-\u202e"  # line and paragraph separators, directional embeddings and overrides
        "\ud800-\udfff"  # halves of a surrogate pair, which no stream can encode
        "\U000e0000-\U000e007f"  # tags: invisible copies of ASCII
        "]"
    )


def escaped(match: re.Match[str]) -> str:
    """The one matched character as Python would write it in a string."""
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def sanitize(text: str, *, ascii_only: bool = False) -> str:
    r"""One line of harmless text; line ends and tabs become marks, and everything else that is not in ASCII may be written out.

    >>> sanitize("a\nb\x1b[31m\u202e"), sanitize("é\n", ascii_only=True)
    ('a↵b\\x1b[31m\\u202e', '\\xe9↵')
    """
    if text.isascii() and text.isprintable():
        return text
    if ascii_only:
        text = re.sub(r"[^\x00-\x7f]", escaped, text)
    marked = text.replace("\n", "↵").replace("\t", "→")
    return unsafe().sub(escaped, marked)


def sanitize_lines(text: str) -> str:
    r"""Harmless text that keeps its line ends and tabs.

    >>> sanitize_lines("a\n\tb\x07")
    'a\n\tb\\x07'
    """
    if text.isascii() and text.isprintable():
        return text
    return unsafe().sub(lambda match: match[0] if match[0] in "\n\t" else escaped(match), text)


def encodable(text: str) -> str:
    r"""The same text, except that surrogates a stream would refuse are written out.

    >>> encodable("a\ud800")
    'a\\ud800'
    """
    return text if text.isascii() else re.sub("[\ud800-\udfff]", escaped, text)
