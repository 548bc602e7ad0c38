"""Pagers: which program shows what does not fit the screen, what it can do, and how it is run.

Comes in: the setting, the environment, text. Goes out: a command line, and a stream into the running program. The terminal belongs
to the pager until it has ended: it is waited for, whatever happens, and left as it was found.
"""

from __future__ import annotations

import io
import re
import shlex
import shutil
import signal
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from openai_sql_shell.classes import frozen
from openai_sql_shell.console import screen_encoding
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.sgr import CODES
from openai_sql_shell.render.width import display_width

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TextIO

    from openai_sql_shell.console import Console

T = TypeVar("T")

DEFAULT_PAGER = "less -SRXF"
"""The pager of a person who named none: lines are not wrapped, colours stay, a screenful needs no pager."""

HEADER_LINES = {"table": 3, "box": 3, "csv": 1, "tsv": 1, "markdown": 2}
"""Lines at the top of each format that name the columns."""

RESET = "\x1b[?1047l\x1b[?1l\x1b>\x1b[?25h\x1b[?1000l\x1b[m\r\n"
"""Takes back what a pager that was killed may have left: the other screen, key modes, a hidden cursor, the mouse, a colour."""

SQUARE_CORNERS = str.maketrans("╭╮╰╯", "┌┐└┘")


@frozen
class ScrollingPager:
    """What there is to know about a program that scrolls sideways. It gets lines of any length."""

    options: tuple[str, ...] = ()
    """What makes it do so; they stand before those of the person, who has the last word."""
    wraps: str = "(?!)"
    """A regular expression for the options of a person who wants long lines wrapped."""
    variable: str = ""
    """The environment variable that holds options, too."""
    header: str = ""
    """The option that keeps lines at the top, with a place for their number; empty: it has none, or knows tables by itself."""
    header_since: int = 0
    """The version that brought it."""
    plain: bool = False
    """It reads tables: it paints them itself, and knows frames with square corners."""


SCROLLING_PAGERS: dict[str, ScrollingPager] = {
    "less": ScrollingPager(("-S", "-R"), r"-\+S|--\+chop", "LESS", header="--header={}", header_since=600),
    "moar": ScrollingPager(wraps=r"--?wrap", variable="MOAR"),
    "moor": ScrollingPager(wraps=r"--?wrap", variable="MOOR"),
    "ov": ScrollingPager(("--wrap=false",), r"(-w|--wrap)(=t\S*)?(\s|$)", header="--header={}"),
    "pspg": ScrollingPager(plain=True),
}
"""By the name of the program. Any other gets what the screen would."""


@frozen
class PagerProgram:
    """A pager that is there, and how it is to be used."""

    words: tuple[str, ...]
    """Its command line as the person wrote it."""
    scrolling: ScrollingPager | None
    """None: it may break long lines."""
    said: str = ""
    """All options the person gave."""

    def command(self, header: int) -> list[str]:
        """The command line for a text whose first ``header`` lines should stay at the top."""
        name, *own = self.words
        if self.scrolling is None:
            return list(self.words)
        return [name, *self.scrolling.options, *self._keeping(header, self.scrolling), *own]

    def _keeping(self, header: int, scrolling: ScrollingPager) -> list[str]:
        if not header or not scrolling.header or "--header" in self.said:
            return []
        if scrolling.header_since and version_of(self.words[0]) < scrolling.header_since:
            return []
        return [scrolling.header.format(header)]


def find_pager(command: str | None, environ: Mapping[str, str]) -> PagerProgram | None:
    """The pager of this setting and environment; None: there is none, or it cannot be found."""
    words = pager_command(command, environ)
    if not words:
        return None
    scrolling = SCROLLING_PAGERS.get(PurePath(words[0]).stem)
    variable = environ.get(scrolling.variable, "") if scrolling else ""
    said = " ".join((variable, *words[1:]))
    return PagerProgram(
        tuple(words), None if scrolling and re.search(scrolling.wraps, said) else scrolling, said
    )


def pager_command(command: str | None, environ: Mapping[str, str]) -> list[str]:
    """The command line of the pager, the setting before the environment; empty: there is none, or it cannot be found.

    >>> pager_command("cat", {})
    []
    """
    words = _named(command, environ)
    return words if words and shutil.which(words[0], path=environ.get("PATH")) else []


def missing_pager(command: str | None, environ: Mapping[str, str]) -> str | None:
    """The pager that the person named and that cannot be found."""
    if command is None and "PAGER" not in environ:
        return None
    words = _named(command, environ)
    return words[0] if words and not pager_command(command, environ) else None


def _named(command: str | None, environ: Mapping[str, str]) -> list[str]:
    try:
        words = shlex.split(environ.get("PAGER", DEFAULT_PAGER) if command is None else command)
    except ValueError:
        return []
    return [] if words == ["cat"] else words


@cache
def version_of(program: str) -> int:
    """The number a program gives as its version, asked once; 0 where it gives none."""
    try:
        said = subprocess.run(
            [program, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=2,
            check=False,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.match(rb"\D*(\d+)", said)
    return int(found[1]) if found else 0


def lines_on_screen(text: str, width: int) -> int:
    r"""Lines of a screen of this width that are full with a text; a longer line goes on in the next.

    >>> lines_on_screen("a\n\n12345678901\n", 10)
    4
    """
    lines = CODES.sub("", text).removesuffix("\n").split("\n") if text else []
    return sum(max(1, -(-display_width(line) // width)) for line in lines)


class PagerStream(io.TextIOWrapper):
    """The input of a pager that runs. A write raises `BrokenPipeError` once nobody wants the rest."""

    def __init__(
        self, words: Sequence[str], keyboard: TextIO, *, plain: bool = False, encoding: str = "utf-8"
    ) -> None:
        """Start it.

        Args:
            words: its command line.
            keyboard: the terminal it will read from, left behind as it is now.
            encoding: of its screen.
            plain: the corners of a frame are square.

        Raises:
            OSError: it cannot be started.
        """
        self._restore = _restorer(keyboard)
        self._plain = plain
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE)
        super().__init__(
            self._process.stdin or io.BytesIO(),
            encoding,
            "replace" if encoding == "utf-8" else "backslashreplace",
            newline="\n",
            line_buffering=True,
        )

    def write(self, text: str) -> int:
        """Hand it on."""
        if self._plain and text.startswith(("╭", "╰")):
            top, end, rest = text.partition("\n")
            text = top.translate(SQUARE_CORNERS) + end + rest
        return super().write(text)

    def finish(self) -> int:
        """Wait until the person is done with it; the code it ended with, negative: it was killed by that signal."""
        with suppress(BrokenPipeError):
            self.close()
        code = self._process.wait()
        self._restore()
        return code


def run_pager(
    console: Console, words: Sequence[str], fill: Callable[[TextIO], list[T]], *, plain: bool = False
) -> list[T] | None:
    """What ``fill`` gives once the pager has ended, nothing where it was closed before; None: it could not be started."""
    console.stdout.flush()  # the terminal is the pager's now: the progress line keeps away
    try:
        encoding = screen_encoding(console.environ)
        stream = PagerStream(words, console.stdin, plain=plain, encoding=encoding)
    except OSError as error:
        console.say(_failed(words[0], f"cannot be started ({error.strerror or error})"))
        return None
    done: list[T] = []
    try:
        with suppress(BrokenPipeError):
            done = fill(stream)
    finally:
        code = stream.finish()
        if code < 0:
            console.stdout.write(RESET)
            console.say(_failed(words[0], f"was killed ({_signal_name(-code)})"))
        elif code > 0:
            console.say(_failed(words[0], f"ended with code {code}"))
    return done


def _signal_name(number: int) -> str:
    return next((known.name for known in signal.Signals if known == number), f"signal {number}")


def _failed(name: str, what: str) -> str:
    return f'the pager "{sanitize(name)}" {what}; \\set pager_command names another, \\set pager off does without'


def _restorer(keyboard: TextIO) -> Callable[[], None]:
    """What puts the terminal's modes back as they are now; nothing where it is no terminal or has none."""
    try:
        import termios  # noqa: PLC0415 - systems without it have no such modes

        descriptor = keyboard.fileno()
        modes = termios.tcgetattr(descriptor)
    except (ImportError, OSError, ValueError, termios.error):
        return lambda: None

    def restore() -> None:
        with suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSADRAIN, modes)

    return restore
