"""What is typed, drawn so that it can be seen: characters that reorder or hide others are written out.

The fragments of a line come in, fragments and the way between both positions go out; the text itself stays as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments

from openai_sql_shell.render.sanitize import escaped, unsafe

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples

LAST_CONTROL = "\xa0"
"""Up to it the line editor itself writes controls out, as ``^A`` or ``<80>``."""
STYLE = " class:pygments.error"
TAB_STOP = 4
"""Columns from one stop to the next, counted from the beginning of the text."""


class VisibleText(Processor):
    r"""Writes out bidirectional controls, zero-width characters and the like: ``\u202e``. A tab is the blanks up to the next stop."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """The fragments with each such character replaced."""
        before = explode_text_fragments(transformation_input.fragments)
        if not any(fragment[1] == "\t" or _hidden(fragment[1]) for fragment in before):
            return Transformation(transformation_input.fragments)
        drawn: StyleAndTextTuples = []
        starts = [0]
        for style, character, *_ in before:
            hidden = _hidden(character)
            if character == "\t":
                shown = " " * (TAB_STOP - starts[-1] % TAB_STOP)
            else:
                shown = unsafe().sub(escaped, character) if hidden else character
            drawn.append((style + STYLE if hidden else style, shown))
            starts.append(starts[-1] + len(shown))
        return Transformation(
            drawn,
            source_to_display=lambda at: starts[min(at, len(starts) - 1)] + max(0, at - len(starts) + 1),
            display_to_source=lambda at: max(0, bisect_right(starts, at) - 1),
        )


def _hidden(character: str) -> bool:
    return character > LAST_CONTROL and unsafe().match(character) is not None
