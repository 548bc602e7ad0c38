"""The pager: output that does not fit the screen is handed to it while it is made.

Lines come in as the rows are drawn. As long as they fit they wait, and at the end they are simply written; the first that does
not fit starts the pager, and whatever follows streams into it. A pager that is missing is done without, and one that is closed
early ends the output. The terminal belongs to the pager until it has ended: it is waited for, whatever happens.
"""

from __future__ import annotations

import io
import re
import shlex
import shutil
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from openai_sql_shell.render.width import display_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

DEFAULT_PAGER = "less -SRXF"
"""The pager of a person who named none: lines are not wrapped, colours stay, a screenful needs no pager."""

LINKS = re.compile("\x1b]8;[^\x1b]*\x1b\\\\")
"""Not every pager hands them on, and one that does not shows them as text."""
CODES = re.compile("\x1b(?:]8;[^\x1b]*\x1b\\\\|\\[[0-9;]*m)")


def pager_command(command: str | None, environ: Mapping[str, str]) -> list[str]:
    """The command line of the pager, the setting before the environment; empty: there is none, or it cannot be found.

    >>> pager_command("cat", {})
    []
    """
    try:
        words = shlex.split(environ.get("PAGER", DEFAULT_PAGER) if command is None else command)
    except ValueError:
        return []
    if not words or words == ["cat"] or shutil.which(words[0], path=environ.get("PATH")) is None:
        return []
    return words


class PagerStream(io.StringIO):
    """A stream that holds a screenful, and becomes a pager when there is more."""

    def __init__(
        self,
        screen: TextIO,
        words: Sequence[str],
        width: int,
        height: int,
        *,
        wraps: bool = True,
        always: bool = False,
    ) -> None:
        """Start nothing yet.

        Args:
            screen: takes what fits.
            words: the command line of the pager.
            width: cells of a line on the screen.
            height: lines of the screen that can be filled.
            wraps: a longer line goes on in the next; False: it does not fit.
            always: start the pager at the first line.
        """
        super().__init__()
        self._screen = screen
        self._words = words
        self._width = width
        self._wraps = wraps
        self._left = 0 if always else height
        """Lines that still fit."""
        self._unfinished = ""
        """The beginning of a line."""
        self._out: TextIO | None = None
        """Where lines go that follow; None as long as all fit."""
        self._pager: subprocess.Popen[bytes] | None = None
        self.abandoned = False
        """The person closed the pager before the end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def write(self, text: str) -> int:
        """Take some lines.

        Raises:
            BrokenPipeError: the pager was closed; nobody wants the rest.
        """
        if self._out is None:
            super().write(text)
            self._left -= self._lines(text)
            if self._left < 0:
                self._start()
        else:
            self._send(text)
        return len(text)

    def finish(self) -> None:
        """Write what fits; or wait until the person is done with the pager."""
        if self._out is None:
            self._screen.write(self.getvalue())
            self._screen.flush()
        elif self._pager is not None:
            with suppress(BrokenPipeError):
                self._out.close()
            self._pager.wait()
        self.close()

    def _lines(self, text: str) -> int:
        """Lines of the screen that are full with this text; more than any screen has where one of its own does not fit."""
        *lines, self._unfinished = (self._unfinished + text).split("\n")
        widths = [display_width(CODES.sub("", line)) for line in lines]
        if not self._wraps and max(widths, default=0) > self._width:
            return self._left + 1
        return sum(max(1, -(-cells // self._width)) for cells in widths)

    def _start(self) -> None:
        self._screen.flush()
        try:
            self._pager = subprocess.Popen(self._words, stdin=subprocess.PIPE)
        except OSError:
            self._out = self._screen
        else:
            self._out = io.TextIOWrapper(self._pager.stdin or io.BytesIO(), "utf-8", "replace")
        self._send(self.getvalue())

    def _send(self, text: str) -> None:
        out = self._out or self._screen
        try:
            out.write(LINKS.sub("", text) if self._pager else text)
            out.flush()
        except BrokenPipeError:
            self.abandoned = self._pager is not None
            raise
