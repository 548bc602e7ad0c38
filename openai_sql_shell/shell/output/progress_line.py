"""The progress line: one line about long work, below what is on the screen, gone when it ends. Terminals only; a pipe sees nothing of it.

A thread paints it, because the statement's own thread waits for answers. The two streams of the terminal make room: whatever
is written to them while the line stands erases it first.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, cast

from openai_sql_shell.classes import define, field, replace
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.width import on_one_line
from openai_sql_shell.result import Progress
from openai_sql_shell.shell.output.progress_text import (
    SEPARATOR,
    Estimate,
    activity_text,
    count_text,
    download_text,
    job_text,
    progress_text,
    wait_text,
)
from openai_sql_shell.shell.output.watched_rows import WatchedRows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from openai_sql_shell.console import Console
    from openai_sql_shell.result import RequestStats, Row
    from openai_sql_shell.shell.state import ShellState

SHOW_DELAY = 0.3
"""Seconds in which nothing is shown: most statements are over by then."""
INTERVAL = 0.1
"""Seconds between two updates of the line."""
ERASE = "\r\x1b[K"


@define
class ProgressLine:
    """What is known about the work, and the line on the screen."""

    console: Console
    """Its streams are the terminal itself."""
    stats: Callable[[], RequestStats]
    started: float
    """On the console's clock."""
    not_before: float
    """No painting before this time."""
    progress: Progress | None = None
    """What the session says, which is more than counts."""
    rows: int = 0
    shown: bool = False
    suspended: bool = False
    """Somebody else has the terminal."""
    estimate: Estimate = field(default_factory=Estimate)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def update(self, progress: Progress) -> None:
        """Take what the session says."""
        self.progress = progress
        self.paint()

    def counted(self, rows: Iterator[Row]) -> WatchedRows:
        """The same rows; they are counted while they are read, and their end is the end of the line."""
        return WatchedRows(rows, self._count, lambda _whole: self.suspend())

    def _count(self, rows: Sequence[Row]) -> None:
        self.rows += len(rows)

    def paint(self) -> None:
        """Put what is known now in place of what is there; too early or too often, nothing happens."""
        with self.lock:
            now = self.console.clock()
            if self.suspended or now < self.not_before:
                return
            self.not_before = now + INTERVAL
            self.console.stderr.write(ERASE + on_one_line(sanitize(self._text(now)), self.console.width()))
            self.console.stderr.flush()
            self.shown = True

    def write(self, stream: TextIO, text: str) -> int:
        """Write to one of the terminal's streams, with the line out of the way."""
        with self.lock:
            self._erase()
            self.not_before = max(self.not_before, self.console.clock() + SHOW_DELAY)
            return stream.write(text)

    def suspend(self) -> None:
        """Leave the screen alone: what follows may come from elsewhere."""
        with self.lock:
            self._erase()
            self.suspended = True

    def _erase(self) -> None:
        if self.shown:
            self.console.stderr.write(ERASE)
            self.console.stderr.flush()
            self.shown = False

    def _text(self, now: float) -> str:
        if self.progress is None or self.progress.is_endless:
            stats = self.stats()
            coming = Progress("files", stats.file_bytes, stats.file_total or None)
            download = download_text(stats, self.estimate.left(coming, now))
            activity = activity_text(self.rows, stats, now - self.started, download)
            return SEPARATOR.join(filter(None, (count_text(self.progress), activity)))
        left = self.estimate.left(self.progress, now)
        if self.progress.job:
            seconds, waiting = now - self.started, wait_text(self.stats())
            return job_text(self.progress, seconds, left, waiting, self.console.width())
        text = progress_text(self.progress, left)
        return SEPARATOR.join(filter(None, (text, wait_text(self.stats()))))


class ErasingStream:
    """One of the terminal's streams while the line may stand on it: whatever is written erases the line first."""

    def __init__(self, stream: TextIO, line: ProgressLine, *, rows: bool) -> None:
        """``rows``: more of them may follow what is written here, and long work between them."""
        self._stream = stream
        self._line = line
        self._rows = rows

    def write(self, text: str) -> int:
        """Write, where the line was."""
        if self._rows:
            self._line.suspended = False
        return self._line.write(self._stream, text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write one after the other: making the next may take long."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Flush. Rows are flushed before somebody else writes: a pager, a question."""
        self._stream.flush()
        if self._rows:
            self._line.suspend()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


@contextmanager
def progress_line(shell: ShellState) -> Iterator[ProgressLine]:
    """Show what is known about long work while the block runs."""
    console, session = shell.console, shell.session
    now = console.clock()
    line = ProgressLine(console, lambda: session.stats, now, now + SHOW_DELAY)
    if not console.stderr.isatty() or console.environ.get("TERM") == "dumb":
        line.suspended = True
        yield line
        return
    before = session.progress
    stdout = ErasingStream(console.stdout, line, rows=True)
    stderr = ErasingStream(console.stderr, line, rows=False)
    session.progress = line.update
    shell.console = replace(console, stdout=cast("TextIO", stdout), stderr=cast("TextIO", stderr))
    over = threading.Event()
    painter = threading.Thread(target=_paint_until, args=(line, over), name="progress", daemon=True)
    painter.start()
    try:
        yield line
    finally:
        over.set()
        painter.join()
        line.suspend()
        shell.console, session.progress = console, before


def _paint_until(line: ProgressLine, over: threading.Event) -> None:
    while not over.wait(INTERVAL):
        line.paint()
