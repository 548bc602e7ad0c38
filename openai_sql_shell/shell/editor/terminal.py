"""The mode of the terminal where no line editor looks after it. Where a system has no such modes, nothing is changed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

INPUT, LOCAL = 0, 3
"""Places of the input and local flags in what ``tcgetattr`` returns."""


def quiet(stdin: TextIO) -> Callable[[], None] | None:
    """Let keys wait unread and unseen, Ctrl-C and Enter among them; what gives the terminal its mode back.

    None where the stream is no terminal with modes. Keys that came before stay where they are.
    """
    try:
        import termios  # noqa: PLC0415 - not on every system

        descriptor = stdin.fileno()
        before = termios.tcgetattr(descriptor)
    except (ImportError, OSError, ValueError, termios.error):
        return None
    mode = list(before)
    mode[INPUT] &= ~termios.ICRNL
    mode[LOCAL] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
    termios.tcsetattr(descriptor, termios.TCSANOW, mode)

    def restore() -> None:
        with suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(descriptor, termios.TCSANOW, before)

    return restore
