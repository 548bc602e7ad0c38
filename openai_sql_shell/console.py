"""The console: streams, environment, clocks and terminal size of a run, passed in so that tests bring their own."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from openai_sql_shell.cancel import CancelToken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime


def local_now() -> datetime:
    """The time of day, with its zone."""
    from datetime import datetime  # noqa: PLC0415 - a run without a history asks for no time of day

    return datetime.now().astimezone()


def terminal_height() -> int:
    """Lines of the terminal right now."""
    import shutil  # noqa: PLC0415 - brings the compressors

    return shutil.get_terminal_size().lines


@dataclass(frozen=True, slots=True)
class Console:
    """The world one run of the program lives in."""

    stdin: TextIO
    stdout: TextIO
    """Rows, and nothing else."""
    stderr: TextIO
    """Everything else."""
    environ: Mapping[str, str]
    clock: Callable[[], float]
    """Monotonic seconds."""
    width: Callable[[], int]
    """Columns of the terminal right now."""
    height: Callable[[], int] = terminal_height
    now: Callable[[], datetime] = local_now
    wait: Callable[[CancelToken, float], None] = CancelToken.wait
    """Seconds of rest that a set token ends early."""

    @property
    def interactive(self) -> bool:
        """A person types and reads: both ends are a terminal."""
        return self.stdin.isatty() and self.stdout.isatty()

    @property
    def ascii(self) -> bool:
        """The terminal is dumb, or the language is that of C: it may have no signs but ASCII's."""
        names = (self.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
        return self.environ.get("TERM") == "dumb" or next(filter(None, names), "") in ("C", "POSIX")

    def color(self, stream: TextIO) -> bool:
        """Whether a stream takes colour: a terminal that is not dumb, and nobody said NO_COLOR."""
        return stream.isatty() and not self.environ.get("NO_COLOR") and self.environ.get("TERM") != "dumb"

    def say(self, text: str) -> None:
        """One or more lines on stderr, after all rows written so far.

        They are said where the rows cannot be written, too: whoever flushes stdout next finds out.
        """
        with suppress(OSError):
            self.stdout.flush()
        self.stderr.write(f"{text}\n")
        self.stderr.flush()
