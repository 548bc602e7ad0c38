"""One line about long work, below what is on the screen while it goes on, and gone when it ends. Terminals only; a pipe sees nothing of it.

A thread paints it, because the statement's own thread waits for answers. The two streams of the terminal make room: whatever
is written to them while the line stands erases it first.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self, TextIO, cast

from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.width import on_one_line
from openai_sql_shell.shell.output.progress_text import (
    SEPARATOR,
    Estimate,
    advance,
    advance_text,
    rest_text,
    work_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from openai_sql_shell.console import Console
    from openai_sql_shell.result import RequestStats, Row
    from openai_sql_shell.shell.state import ShellState

PATIENCE = 0.3
"""Seconds in which nothing is shown: most statements are over by then."""
INTERVAL = 0.1
"""Seconds between two looks of the line."""
ERASE = "\r\x1b[K"


@dataclass(slots=True)
class ProgressLine:
    """What is known about the work, and the line on the screen."""

    console: Console
    """Its streams are the terminal itself."""
    stats: Callable[[], RequestStats]
    started: float
    """On the console's clock."""
    not_before: float
    """No painting before this time."""
    told: str = ""
    """The session's own words, which say more than counts."""
    rows: int = 0
    shown: bool = False
    held: bool = False
    """Somebody else has the terminal."""
    estimate: Estimate = field(default_factory=Estimate)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, text: str) -> None:
        """Take what the session says."""
        self.told = text
        self.paint()

    def following(self, rows: Iterator[Row]) -> Followed:
        """The same rows; they are counted while they are read, and their end is the end of the line."""
        return Followed(rows, self)

    def paint(self) -> None:
        """Put what is known now in place of what is there; too early or too often, nothing happens."""
        with self.lock:
            now = self.console.clock()
            if self.held or now < self.not_before:
                return
            self.not_before = now + INTERVAL
            self.console.stderr.write(ERASE + on_one_line(sanitize(self._text(now)), self.console.width()))
            self.console.stderr.flush()
            self.shown = True

    def write(self, stream: TextIO, text: str) -> int:
        """Write to one of the terminal's streams, with the line out of the way."""
        with self.lock:
            self._erase()
            self.not_before = max(self.not_before, self.console.clock() + PATIENCE)
            return stream.write(text)

    def hold(self, *, hold: bool = True) -> None:
        """Leave the screen alone: what follows may come from elsewhere. Or come back."""
        with self.lock:
            self._erase()
            self.held = hold

    def _erase(self) -> None:
        if self.shown:
            self.console.stderr.write(ERASE)
            self.console.stderr.flush()
            self.shown = False

    def _text(self, now: float) -> str:
        seen = advance(self.told)
        told = self.told if seen is None else advance_text(seen, self.estimate.left(seen, now))
        if not told:
            return work_text(self.rows, self.stats(), now - self.started)
        return SEPARATOR.join(filter(None, (told, rest_text(self.stats()))))


@dataclass(slots=True)
class Followed:
    """Rows on their way, counted. An object, so that closing it reaches their source even before the first was taken."""

    rows: Iterator[Row]
    line: ProgressLine

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        try:
            row = next(self.rows)
        except BaseException:
            self.line.hold()
            raise
        self.line.rows += 1
        return row

    def close(self) -> None:
        """Give up the rest."""
        self.line.hold()
        close = getattr(self.rows, "close", None)
        if close is not None:
            close()


class RoomMaker:
    """One of the terminal's streams while the line may stand on it."""

    def __init__(self, stream: TextIO, line: ProgressLine, *, rows: bool) -> None:
        """``rows``: more of them may follow what is written here, and long work between them."""
        self._stream = stream
        self._line = line
        self._rows = rows

    def write(self, text: str) -> int:
        """Write, where the line was."""
        if self._rows and self._line.held:
            self._line.hold(hold=False)
        return self._line.write(self._stream, text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write one after the other: making the next may take long."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Flush. Rows are flushed before somebody else writes: a pager, a question."""
        self._stream.flush()
        if self._rows:
            self._line.hold()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


@contextmanager
def progress_line(shell: ShellState) -> Iterator[ProgressLine]:
    """Show what is known about long work while the block runs."""
    console, session = shell.console, shell.session
    now = console.clock()
    line = ProgressLine(console, lambda: session.stats, now, now + PATIENCE)
    if not console.stderr.isatty() or console.environ.get("TERM") == "dumb":
        line.held = True
        yield line
        return
    told = session.progress
    stdout = RoomMaker(console.stdout, line, rows=True)
    stderr = RoomMaker(console.stderr, line, rows=False)
    session.progress = line.tell
    shell.console = replace(console, stdout=cast("TextIO", stdout), stderr=cast("TextIO", stderr))
    over = threading.Event()
    painter = threading.Thread(target=_paint_until, args=(line, over), name="progress", daemon=True)
    painter.start()
    try:
        yield line
    finally:
        over.set()
        painter.join()
        line.hold()
        shell.console, session.progress = console, told


def _paint_until(line: ProgressLine, over: threading.Event) -> None:
    while not over.wait(INTERVAL):
        line.paint()
