"""The world a front end lives in, passed in so that tests bring their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Console:
    """Streams, environment, clock and size of one run of the program."""

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
