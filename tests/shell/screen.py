"""A person at a real terminal: the program on a pseudo-terminal, what it draws kept by pyte, keys sent as bytes.

The terminal answers the cursor question (``ESC [ 6 n``) that line editors ask. Waiting is done by `select`, up to a deadline.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import shutil
import struct
import subprocess
import termios
import time
from pathlib import Path

import pyte
import pytest
from program import start

ROOT = Path(__file__).parents[2]
PROMPT = r"\[sandbox\] openai>"
WAITING = rf"{PROMPT}$"
"""An empty prompt on the screen."""
PATIENCE = 20.0
"""Seconds until a test gives up; only a failing test waits that long."""

CURSOR_QUESTION = b"\x1b[6n"

needs_less = pytest.mark.skipif(shutil.which("less") is None, reason="needs less")
"""Without a pager what is long is written as it is."""

STILL = 0.1
"""Seconds after which a picture is whole."""


def environ_of(home: Path) -> dict[str, str]:
    """The environment of a person who lives in a directory."""
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }


class Screen:
    """The program in a terminal of 100 columns and 30 rows, started from nothing (``cold``) or forked."""

    def __init__(
        self, *arguments: str, environ: dict[str, str], columns: int = 100, rows: int = 30, cold: bool = True
    ) -> None:
        self._display = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._display)
        self._begun = b""
        """The beginning of a cursor question whose end has not come yet."""
        self.received = b""
        """Everything the program has written."""
        self._terminal, inner = os.openpty()
        self._set_size(columns, rows)
        self._program = start(arguments, environ, environ["HOME"], [inner] * 3, terminal=True, cold=cold)
        os.close(inner)
        self.exit_code: int | None = None

    def type(self, text: str) -> None:
        """Send keys."""
        os.write(self._terminal, text.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window; the program is told. A window without a size stays as it looks."""
        if columns and rows:
            self._display.resize(rows, columns)
        self._set_size(columns, rows)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def text(self) -> str:
        """What is on the screen, without blanks at the ends of lines."""
        return "\n".join(map(self._line, range(self._display.lines))).rstrip()

    def _line(self, number: int) -> str:
        """Like a line of pyte's own ``display``, which looks up the width of every blank anew: behind a wide character is an empty one."""
        cells = self._display.buffer.get(number, {})
        width = min(max(cells, default=-1) + 1, self._display.columns)
        return "".join(cells[at].data if at in cells else " " for at in range(width)).rstrip()

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def color_of(self, wanted: str, bar: str = "│") -> str:
        """The colour of the last such text inside a table with such bars."""
        line = next(n for n in range(len(self.lines) - 1, -1, -1) if f"{bar} {wanted} " in self.lines[n])
        return str(self._display.buffer[line][self.lines[line].index(f"{bar} {wanted} ") + 2].fg)

    def looks(self, line: int) -> list[tuple[str, str, bool, bool, bool]]:
        """Colours, boldness, slant and reversal of each character of a line that has any of these, without a menu's scrollbar."""
        cells = self._display.buffer[line]
        looks = [(c.fg, c.bg, c.bold, c.italics, c.reverse) for _, c in sorted(cells.items())]
        return [look for look in looks if look != ("default", "default", False, False, False)][:-1]

    def wait_for(self, wanted: str, seconds: float = PATIENCE) -> re.Match[str]:
        """Read until the screen shows a regular expression."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(wanted, self.text, re.MULTILINE)):
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"{wanted!r} did not appear:\n{self.text}")
        return found

    def wait_for_end_of(self, wanted: str, seconds: float = PATIENCE) -> None:
        """Read until the screen ends with a regular expression and stays so: the first half of a picture may end anyhow."""
        deadline = time.monotonic() + seconds
        while True:
            self.wait_for(rf"{wanted}\Z", deadline - time.monotonic())
            if not self._read(STILL):
                return

    def press_until(self, key: str, wanted: str, seconds: float = PATIENCE) -> None:
        """Press a key again and again, as a person does whose first press came too early."""
        deadline = time.monotonic() + seconds
        while True:
            self.type(key)
            try:
                self.wait_for(wanted, min(0.5, deadline - time.monotonic()))
            except AssertionError:
                if time.monotonic() >= deadline:
                    raise
            else:
                return

    def wait_for_end(self, seconds: float = PATIENCE) -> int:
        """Read until the program has ended; its exit code."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._read(deadline - time.monotonic()):
            pass
        try:
            self.exit_code = self._program.wait(max(deadline - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the program did not end:\n{self.text}") from None
        return self.exit_code

    def signal(self, number: int) -> None:
        self._program.send_signal(number)

    def close(self) -> None:
        """End the program, whatever it does."""
        if self.exit_code is None:
            self._program.kill()
            self._program.wait()
        os.close(self._terminal)

    def _read(self, seconds: float) -> bool:
        """Draw what has come; False at the end of the program or of the time."""
        ready, _, _ = select.select([self._terminal], [], [], max(seconds, 0))
        try:
            content = os.read(self._terminal, 65536) if ready else b""
        except OSError:  # Linux's way to say that the other end is closed
            return False
        if not content:
            return False
        self.received += content
        *before_questions, rest = (self._begun + content).split(CURSOR_QUESTION)
        cut = len(rest) - next((n for n in (3, 2, 1) if rest.endswith(CURSOR_QUESTION[:n])), 0)
        rest, self._begun = rest[:cut], rest[cut:]
        for before in before_questions:
            self._stream.feed(before)
            cursor = self._display.cursor
            os.write(self._terminal, f"\x1b[{cursor.y + 1};{cursor.x + 1}R".encode())
        self._stream.feed(rest)
        return True
