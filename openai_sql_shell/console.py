"""The console: streams, environment, clocks and terminal size of a run, passed in so that tests bring their own."""

from __future__ import annotations

import codecs
from contextlib import suppress

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.classes import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from typing import TextIO


ASCII_SIGNS = {
    ord(sign): plain
    for signs, plain in (
        ("╭╮╰╯┌┐└┘├┤┬┴┼", "+"),
        ("─·░", "-"),
        ("│", "|"),
        ("…", "~"),
        ("↵", "$"),
        ("→", ">"),
        ("↑", "^"),
        ("↓", "v"),
        ("█▉▊▋▌", "#"),
        ("▍▎▏", " "),
    )
    for sign in signs
}
"""What a screen without them shows in place of the signs of the decoration."""


def local_now() -> datetime:
    """The time of day, with its zone."""
    from datetime import datetime  # noqa: PLC0415 - a run without a history asks for no time of day

    return datetime.now().astimezone()


def terminal_height() -> int:
    """Lines of the terminal right now."""
    import shutil  # noqa: PLC0415 - brings the compressors

    return shutil.get_terminal_size().lines


def is_ascii(environ: Mapping[str, str]) -> bool:
    """Whether a locale promises no more than ASCII: the one of C, and each with an encoding that is not UTF-8.

    >>> [is_ascii({"LANG": name}) for name in ("C", "C.UTF-8", "de_DE.ISO-8859-1", "de_DE.utf8@euro", "de_DE", "")]
    [True, False, True, False, False, False]
    """
    names = (environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    language, _, encoding = next(filter(None, names), "").partition(".")
    if encoding:
        return encoding.partition("@")[0].lower().replace("-", "") != "utf8"
    return language in ("C", "POSIX")


def screen_encoding(environ: Mapping[str, str]) -> str:
    """The encoding of whatever goes to the terminal, known to Python from now on."""
    if not is_ascii(environ):
        return "utf-8"
    codecs.register(lambda name: _ASCII_SCREEN if name.replace("_", "-") == _ASCII_SCREEN.name else None)
    return _ASCII_SCREEN.name


def encoded_in_ascii(text: str, errors: str = "strict") -> tuple[bytes, int]:
    r"""Bytes for a screen that has no signs but ASCII's: decoration gets signs that look alike, everything else is written out.

    A sign takes the place of exactly one, so what was laid out stays so; values are written out before they are measured (see
    `render.sanitize`). The number says how many characters there were. Nothing is refused.

    >>> encoded_in_ascii("│ comp… │ é")
    (b'| comp~ | \\xe9', 11)
    """
    handled = "replace" if errors == "replace" else "backslashreplace"
    return text.translate(ASCII_SIGNS).encode("ascii", handled), len(text)


class _AsciiEncoder(codecs.IncrementalEncoder):
    def encode(self, text: str, final: bool = False) -> bytes:  # noqa: ARG002, FBT002 - codecs asks for it so
        return encoded_in_ascii(text, self.errors)[0]


_ASCII_SCREEN = codecs.CodecInfo(
    encoded_in_ascii,
    codecs.lookup("utf-8").decode,
    name="openai-sql-ascii",
    incrementalencoder=_AsciiEncoder,
    incrementaldecoder=codecs.getincrementaldecoder("utf-8"),
)


@frozen
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
        """A screen of this locale may have no signs but ASCII's."""
        return is_ascii(self.environ)

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
