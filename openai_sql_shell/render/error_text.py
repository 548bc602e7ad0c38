"""The text of an error: what went wrong, where in the person's text, and what to do next.

::

    syntax error: expected FROM
    LINE 3: select id form openai.files.files
                      ^^^^
    hint: did you mean from?
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.errors import ApiError, ChangesInterrupted, Span
from openai_sql_shell.render.sanitize import sanitize, sanitize_lines
from openai_sql_shell.render.sgr import DIM, ERROR, HINT, styled
from openai_sql_shell.render.width import ELLIPSIS, display_width, in_window

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openai_sql_shell.console import Console
    from openai_sql_shell.errors import OpenAISqlError

DRAWN = {"\t": "    ", "\r": ""}
"""How blanks in the person's text are drawn, so that the caret knows their width."""
LINE_WIDTH = 100
"""Cells of a quoted line where the terminal says nothing."""
NARROWEST = 8
"""Cells of a quoted line on any terminal."""


def report(
    console: Console,
    error: OpenAISqlError,
    source: str | None = None,
    place: str = "",
    *,
    color: bool = True,
    shell: bool = False,
) -> None:
    """Say an error on stderr, with the place in ``source`` it points to; ``place`` is the file and line it comes from.

    Hints name backslash commands; only the ``shell`` has any, a run without it is told the option.
    """
    if not shell and error.hint:
        error.hint = as_options(error.hint)
    stderr = console.stderr
    width = console.width() if stderr.isatty() else None
    text = render_error(error, source, width, color=color and console.color(stderr))
    console.say(in_window(sanitize(place) + text.rstrip("\n"), width))


def as_options(hint: str) -> str:
    r"""A hint for the command line: ``\set`` of a setting as ``--set``, that of a variable left out.

    >>> as_options(r"wait longer with \set read_timeout 120"), as_options(r"with -v a=..., --vars FILE or \set a ...")
    ('wait longer with --set read_timeout=120', 'with -v a=... or --vars FILE')
    """
    hint = re.sub(r", --vars FILE or \\set \S+ \.\.\.", " or --vars FILE", hint)
    hint = re.sub(r"\\set (\w+) (\w+)", r"--set \1=\2", hint)
    return re.sub(r"\\set (\w+)", r"--set \1=...", hint)


def render_error(error: OpenAISqlError, source: str | None, width: int | None, *, color: bool) -> str:
    """The lines of an error, without a line end at the end.

    ``source`` is the text that the error's span counts in; None where there is none. ``width`` None: no terminal.
    """
    said = "" if error.message == error.title else f" {_paragraph(error.message)}"
    lines = [styled(f"{error.title}{':' if said else ''}", ERROR, color=color) + said]
    if source is not None and error.span is not None:
        lines += quoted_line(source, error.span, width, color=color)
    cause = error.cause if isinstance(error, ChangesInterrupted) else error
    if isinstance(cause, ApiError):
        lines.append(styled(_paragraph(cause.details()), DIM, color=color))
    if error.hint:
        lines.append(f"{styled('hint:', HINT, color=color)} {_paragraph(error.hint)}")
    return "\n".join(lines)


def _paragraph(text: str) -> str:
    """Harmless text whose further lines cannot be taken for lines of ours."""
    return sanitize_lines(text.strip()).replace("\n", "\n  ")


def quoted_line(source: str, span: Span, width: int | None, *, color: bool) -> list[str]:
    """The line of ``source`` in which a span begins, and carets below the span, both cut to the width."""
    span = _settled(source, span)
    start = span.start
    begin = source.rfind("\n", 0, start) + 1
    end = source.find("\n", start)
    end = len(source) if end < 0 else end
    label = f"LINE {source.count(chr(10), 0, begin) + 1}: "
    room = max((width or LINE_WIDTH) - len(label) - 2, NARROWEST)

    before = [_drawn(character) for character in source[max(begin, start - room) : start]]
    behind = [_drawn(character) for character in source[start : min(end, start + room)]]
    left = _fitting(reversed(before), max(room - sum(map(display_width, behind)), room // 2))[::-1]
    right = _fitting(behind, room - sum(map(display_width, left)))

    lead = label + (ELLIPSIS if start - len(left) > begin else "") + "".join(left)
    trail = ELLIPSIS if start + len(right) < end else ""
    token = "".join(right[: max(span.end - start, 0)])
    carets = styled("^" * max(display_width(token), 1), ERROR, color=color)
    return [lead + "".join(right) + trail, " " * display_width(lead) + carets]


def _settled(source: str, span: Span) -> Span:
    """Where the carets go: a span in the blank end of a text points behind the last word."""
    if source[span.start :].strip():
        return span
    end = len(source[: span.start].rstrip())
    return Span(end, end)


def _drawn(character: str) -> str:
    return DRAWN[character] if character in DRAWN else sanitize(character)


def _fitting(pieces: Iterable[str], room: int) -> list[str]:
    """As many of the pieces as take at most ``room`` cells."""
    fitting = []
    for piece in pieces:
        room -= display_width(piece)
        if room < 0:
            break
        fitting.append(piece)
    return fitting
