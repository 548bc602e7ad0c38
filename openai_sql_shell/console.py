"""The console: streams, environment, clock and size of the terminal, passed in so that tests bring their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


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

    @property
    def interactive(self) -> bool:
        """A person types and reads: both ends are a terminal."""
        return self.stdin.isatty() and self.stdout.isatty()

    def color(self, stream: TextIO) -> bool:
        """Whether a stream takes colour: a terminal that is not dumb, and nobody said NO_COLOR."""
        return stream.isatty() and not self.environ.get("NO_COLOR") and self.environ.get("TERM") != "dumb"

    def say(self, text: str) -> None:
        """One or more lines on stderr, after all rows written so far."""
        self.stdout.flush()
        self.stderr.write(f"{text}\n")
        self.stderr.flush()
