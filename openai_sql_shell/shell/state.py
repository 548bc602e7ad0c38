"""The state of one run of the shell: a value that the line editor, the commands and the toolbar share.

It remembers and it speaks; it decides nothing. Rows go to its `sink`, everything else to `say`.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from openai_sql_shell.classes import define, field, replace
from openai_sql_shell.config import DEFAULT_BASE_URL
from openai_sql_shell.errors import Cancelled, OpenAISqlError, UsageError
from openai_sql_shell.render.sanitize import sanitize_lines
from openai_sql_shell.render.sgr import DIM, styled
from openai_sql_shell.render.width import in_window
from openai_sql_shell.shell.history.seen_ids import SeenIds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from openai_sql_shell.config import Paths
    from openai_sql_shell.console import Console
    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.session.session import Session
    from openai_sql_shell.shell.history.file import HistoryFile
    from openai_sql_shell.shell.output.last_result import LastResult
    from openai_sql_shell.shell.output.row_file import RowFile
    from openai_sql_shell.shell.styles import Background

LINK_SIGNS: dict[str, str] = {
    "WT_SESSION": ".",
    "KITTY_WINDOW_ID": ".",
    "WEZTERM_PANE": ".",
    "KONSOLE_VERSION": ".",
    "VTE_VERSION": r"(?!5000$)([5-9]\d{3}|\d{5,})$",
    "TERM_PROGRAM": r"(iTerm\.app|WezTerm|vscode|ghostty|Hyper|Tabby|rio|WarpTerminal)$",
    "TERM": r"(xterm-kitty|xterm-ghostty|alacritty|foot|wezterm)\b",
}
"""Variables, and how the values of a terminal with links begin. VTE 0.50.0 knew them, and crashed on them."""

MULTIPLEXERS = ("tmux", "screen")
"""What TERM begins with inside one."""
FIRST_TMUX = (3, 4)
"""The first version that hands links on."""


def no_other_profile(name: str, _before: Session) -> Session:
    """Where nobody can say how another profile is opened.

    Raises:
        UsageError: always.
    """
    raise UsageError(f'there is no profile "{name}" to change to')


@define
class ShellState:
    """One run of the shell."""

    session: Session
    console: Console
    history: HistoryFile
    paths: Paths
    run_command: Callable[[ShellState, str], None] | None = None
    """Runs the backslash command on a line; None: there are no commands, or they are not loaded yet."""
    check_command: Callable[[str], str] | None = None
    """The name of a command as it is listed; raises UnknownName where there is none. None as above."""
    background: Background = "unknown"
    """What the terminal is known to be: dark, light."""
    seen_ids: SeenIds = field(default_factory=SeenIds)
    profiles: tuple[str, ...] = ()
    """Names of the profiles that can be changed to."""
    connect: Callable[[str, Session], Session] = no_other_profile
    """A session with the profile of this name, from the one before."""
    row_file: RowFile | None = None
    r"""Where ``\o`` sends rows instead of the screen."""
    last_result: LastResult | None = None
    """The rows of the last statement that had some."""
    last_statement: str = ""
    """The statement that ran last, placeholders filled in."""
    draft: str = ""
    """What the next prompt begins with."""
    correction: str = ""
    """What the next prompt offers while it is empty: the statement that failed, with the name that was meant."""
    including: tuple[Path, ...] = ()
    """Files that are being run, outermost first."""
    history_broken: bool = False
    """The history cannot be written, and the person knows."""
    leaving: bool = False
    highlight: Callable[[str], str] = str
    """Colours a statement for a screen; the line editor brings it."""

    @property
    def sink(self) -> TextIO:
        """The stream that takes rows."""
        return self.row_file.stream if self.row_file else self.console.stdout

    @property
    def secrets(self) -> list[str]:
        """The keys this session talks with, and those it was answered with; they are never written down."""
        profile = self.session.profile
        return [*(key for key in (profile.api_key, profile.admin_key) if key), *self.session.shown_once]

    def look(self, *, expanded: bool = False) -> RenderOptions:
        """How rows are to be drawn right now."""
        from openai_sql_shell.render.options import RenderOptions  # noqa: PLC0415 - the first prompt draws no rows

        options = RenderOptions.on(self.sink, self.console, self.session.settings)
        return replace(
            options,
            format=(self.row_file and self.row_file.format) or options.format,
            color=options.color and self._colorful,
            expanded=expanded or options.expanded,
            links=options.screen and self._links(),
        )

    @property
    def text_width(self) -> int | None:
        """Cells of the screen that text of ours is wrapped for; None: there is no screen."""
        return self.console.width() if self.console.stdout.isatty() else None

    def colored(self, stream: TextIO) -> bool:
        """Whether text of ours on this stream has colours: the terminal can, and the theme wants it."""
        return self._colorful and self.console.color(stream)

    @property
    def _colorful(self) -> bool:
        return self.session.settings.theme != "none"

    def _links(self) -> bool:
        """Whether an id can lead to the dashboard, which knows the objects of the real API only."""
        profile = self.session.profile
        real = profile.base_url == DEFAULT_BASE_URL and not profile.sandbox
        return real and self.session.settings.links == "auto" and understands_links(self.console.environ)

    def say(self, text: str) -> None:
        """One or more lines for the person, after all rows written so far; wrapped at words on a screen."""
        console = self.console
        console.say(in_window(text, console.width() if console.stderr.isatty() else None))

    def say_quietly(self, text: str) -> None:
        """The same for what is not to be looked at first."""
        color = self.colored(self.console.stderr)
        self.say("\n".join(styled(line, DIM, color=color) for line in text.split("\n")))

    def say_sql(self, text: str) -> None:
        """A statement that is shown, in the colours of the prompt where there are any; its lines are left as they are, to be copied."""
        self.console.say(self.sql(text, self.console.stderr))

    def sql(self, text: str, stream: TextIO) -> str:
        """A statement as it is written on a stream."""
        plain = sanitize_lines(text)
        return self.highlight(plain) if self.colored(stream) else plain

    def say_below_key(self, text: str) -> None:
        """The same below the ``^C`` that a terminal shows for Ctrl-C."""
        self.say(f"\n{text}" if self.console.stderr.isatty() else text)

    def report(self, error: OpenAISqlError, source: str | None = None) -> None:
        """An error, with the place in ``source`` it points to; a cancel is the person's own doing and just said."""
        if isinstance(error, Cancelled):
            self.say_below_key(sanitize_lines("\n".join(filter(None, (error.message, error.hint)))))
            return
        from openai_sql_shell.render.error_text import report  # noqa: PLC0415 - the first prompt shows no error

        report(self.console, error, source, color=self._colorful, shell=self.run_command is not None)


@contextmanager
def restored(target: object, *names: str) -> Iterator[None]:
    """Attributes that may change while the block runs, and are behind it what they were before."""
    before = {name: getattr(target, name) for name in names}
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(target, name, value)


def understands_links(environ: Mapping[str, str]) -> bool:
    """Whether a terminal with this environment shows hyperlinks (OSC 8); it is not asked.

    >>> [understands_links(e) for e in ({"WT_SESSION": "1"}, {"TERM": "xterm"}, {"TMUX": "1", "WT_SESSION": "1"})]
    [True, False, False]
    """
    if environ.get("TMUX") or environ.get("TERM", "").startswith(MULTIPLEXERS):
        version = re.search(r"(\d+)\.(\d+)", environ.get("TERM_PROGRAM_VERSION", ""))
        found = (int(version[1]), int(version[2])) if version else (0, 0)
        return environ.get("TERM_PROGRAM") == "tmux" and found >= FIRST_TMUX
    return any(re.match(sign, environ.get(name, "")) for name, sign in LINK_SIGNS.items())
