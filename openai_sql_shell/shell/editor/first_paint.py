"""The first paint of the prompt, before the line editor is there: its text at once, and early keys kept for the editor.

Comes in: the console and whose prompt it is. Goes out: nothing but the prompt on the screen; `release_terminal` gives line and
terminal to the editor, which draws the same prompt over it. Loads no third-party module, and does nothing where there is no terminal that
can go back to the beginning of a line.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.console import Console

BEGIN = "\x1b7\x1b[?7l"
"""Keeps the place of the prompt, to which the others go back, and early keys from filling more than its line."""
LINE_START = "\x1b8\x1b[?7h"
ERASE = f"{LINE_START}\x1b[J"
INPUT, LOCAL = 0, 3
"""Places of the input and local flags in what ``tcgetattr`` returns."""


def prompt_parts(profile: str, service: str | None) -> tuple[str, str]:
    """The prompt as text: the profile, and what USE chose.

    >>> "".join(prompt_parts("work", "batch"))
    '[work] openai.batch> '
    """
    return f"[{profile}]", f" openai.{service}> " if service else " openai> "


class FirstPaint:
    """The prompt while the editor loads; closing it leaves the terminal as it was. Keys are seen, and wait for the editor, which draws over them."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._restore: Callable[[], None] | None = None
        """Gives the terminal its mode back; None: nothing is painted."""

    def show(self, profile: str, banner: str | None) -> None:
        """Write what the person should know, then the prompt; from here on keys wait for the editor.

        Said again with more to know, that takes the place of the prompt, which moves below it.
        """
        if self._restore is not None:
            show_keys(self._console.stdin, seen=False)  # one would stand before the banner
            self._write(ERASE)
        if banner:
            self._console.stderr.write(f"{banner}\n")
            self._console.stderr.flush()
        text = "".join(prompt_parts(profile, None))
        if not text.isprintable() or self._console.environ.get("TERM") == "dumb":
            return
        self._restore = self._restore or hold_keys(self._console.stdin)
        if self._restore is not None:
            self._write(BEGIN + text)
            show_keys(self._console.stdin, seen=True)

    def release_terminal(self) -> None:
        """Let the editor begin where the prompt stands; harmless when there is none."""
        self._end(LINE_START)

    def close(self) -> None:
        """Take the prompt off the screen, where the editor did not take it over: something else is to be said."""
        self._end(ERASE)

    def _end(self, last: str) -> None:
        if self._restore is not None:
            self._restore()
            self._restore = None
            self._write(last)

    def _write(self, text: str) -> None:
        self._console.stdout.write(text)
        self._console.stdout.flush()


def hold_keys(stdin: TextIO) -> Callable[[], None] | None:
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
    mode[LOCAL] &= ~(termios.ICANON | termios.ISIG | termios.ECHO)
    mode[LOCAL] |= termios.ECHOCTL
    termios.tcsetattr(descriptor, termios.TCSANOW, mode)

    def restore() -> None:
        with suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(descriptor, termios.TCSANOW, before)

    return restore


def show_keys(stdin: TextIO, *, seen: bool) -> None:
    """Whether the terminal shows keys that wait; it is one whose keys are held."""
    import termios  # noqa: PLC0415 - as above

    with suppress(termios.error):
        mode = termios.tcgetattr(stdin.fileno())
        mode[LOCAL] = mode[LOCAL] | termios.ECHO if seen else mode[LOCAL] & ~termios.ECHO
        termios.tcsetattr(stdin.fileno(), termios.TCSANOW, mode)
