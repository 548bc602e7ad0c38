"""A program on a pseudo-terminal, timed: when something appears, and how long a key takes to have its effect."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMNS, ROWS = 100, 30
PATIENCE = 20.0
"""Seconds until the benchmark gives up."""
QUESTION = b"\x1b[6n"
"""Where is the cursor? Line editors ask, terminals answer."""
CODES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """One run of a program; times are seconds."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self.begun = time.perf_counter()
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.chdir(environ["HOME"])
            os.execve(command[0], command, dict(environ))
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._seen = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._terminal)

    def key(self, text: str, effect: str) -> float:
        """Type something; the time until its effect is written, or the end of the patience."""
        self.settle()
        begun = time.perf_counter()
        self.press(text)
        return self.wait_for(effect) - begun

    def press(self, text: str) -> None:
        """Send keys."""
        os.write(self._terminal, text.encode())

    def wait_for(self, wanted: str) -> float:
        """The moment at which a text, without its colours, has been written since the last wait."""
        deadline = time.perf_counter() + PATIENCE
        while wanted.encode() not in CODES.sub(b"", self._seen):
            if not self._read(deadline - time.perf_counter()):
                raise TimeoutError(f"{wanted!r} did not come: {CODES.sub(b'', self._seen)[-300:]!r}")
        self._seen = b""
        return time.perf_counter()

    def settle(self, quiet: float = 0.4) -> None:
        """Read until nothing comes any more."""
        while self._read(quiet):
            pass
        self._seen = b""

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], max(seconds, 0))
        if not ready:
            return False
        content = os.read(self._terminal, 65536)
        for _ in range(content.count(QUESTION)):
            os.write(self._terminal, b"\x1b[1;1R")
        self._seen += content
        return True
