"""One line about long work, below the statement while it runs and gone when it ends. Terminals only; a pipe sees nothing of it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.render import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.console import Console
    from openai_sql_shell.session import Session

PATIENCE = 0.3
"""Seconds in which nothing is shown: most statements are over by then."""
INTERVAL = 0.1
"""Seconds between two looks of the line."""
ERASE = "\r\x1b[K"


@dataclass(slots=True)
class ProgressLine:
    """The line and when it may change."""

    console: Console
    not_before: float
    """On the console's clock."""
    shown: bool = False

    def show(self, text: str) -> None:
        """Put a text in place of the one before; too early or too often, it is left out."""
        now = self.console.clock()
        if now < self.not_before:
            return
        self.not_before = now + INTERVAL
        self._write(ERASE + visible(text)[: self.console.width() - 1])
        self.shown = True

    def erase(self) -> None:
        """Leave the screen as if nothing had been there."""
        if self.shown:
            self._write(ERASE)
            self.shown = False

    def _write(self, text: str) -> None:
        self.console.stderr.write(text)
        self.console.stderr.flush()


@contextmanager
def progress_line(session: Session, console: Console) -> Iterator[None]:
    """Show what the session tells about long work while the block runs."""
    if not console.stderr.isatty() or console.environ.get("TERM") == "dumb":
        yield
        return
    line = ProgressLine(console, console.clock() + PATIENCE)
    before, session.progress = session.progress, line.show
    try:
        yield
    finally:
        session.progress = before
        line.erase()
