"""Statements as text with the colours of the prompt, for whatever prints one: help, history, a tour.

A statement, a palette and an environment come in, text with escape sequences goes out; whether colours are wanted decides the caller.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from prompt_toolkit.data_structures import Size
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.renderer import print_formatted_text

from openai_sql_shell.shell.editor.highlighting import LineHighlighter
from openai_sql_shell.shell.line_tokens import IncrementalTokenizer
from openai_sql_shell.shell.styles import style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.shell.styles import Palette

SETUP, RESET = "\x1b[0m\x1b[?7h", "\x1b[0m"
"""What prompt_toolkit sends before a text, and behind each of its pieces."""


def highlighted(text: str, palette: Palette, environ: Mapping[str, str]) -> str:
    r"""The text, coloured.

    >>> highlighted("SELECT 1", "dark", {"TERM": "xterm-256color"})
    '\x1b[0;38;5;111;1mSELECT\x1b[0m \x1b[0;38;5;149m1\x1b[0m'
    """
    written = io.StringIO()
    output = Vt100_Output(written, lambda: Size(rows=1, columns=80), term=environ.get("TERM"))
    pieces = FormattedText(LineHighlighter(IncrementalTokenizer()).pieces(text))
    print_formatted_text(output, pieces, style(palette))
    colored = written.getvalue().removeprefix(SETUP).replace("\r\n", "\n")
    return colored if colored.endswith(RESET) else f"{colored}{RESET}"
